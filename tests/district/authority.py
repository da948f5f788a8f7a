"""An authority that issues cards and revokes them, and a kiosk's side of an identification: apart from the code of
kiosk, cabinet and district, so that one mistake can not hide in two of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = timedelta(days=1)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Card:
    key: Key
    certificate: bytes
    """DER"""
    serial: int

    def sign(self, digest: bytes) -> bytes:
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return self.key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


class Authority:
    """A root. ``name``: two with the same name are told apart by their keys alone."""

    def __init__(self, name: str = "견본 기관", *, signs_lists: bool = True) -> None:
        self._key = new_key()
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = (
            self._builder(self._name, self._key, timedelta(-300), timedelta(300))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=signs_lists), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def card(
        self,
        *persons: str,
        key: Key | None = None,
        begins: timedelta = -DAY,
        ends: timedelta = DAY,
        signs: bool = True,
        is_authority: bool = False,
        also: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> Card:
        """``persons``: the subject's serial numbers; from now ``begins`` to ``ends``; ``also``: what else stands in it,
        and whether that is critical."""
        key = key or new_key()
        names = [x509.NameAttribute(NameOID.COMMON_NAME, "견본 카드")]
        names += [x509.NameAttribute(NameOID.SERIAL_NUMBER, person) for person in persons]
        # two of a sort stand in one place of the name each
        builder = self._builder(
            x509.Name([x509.RelativeDistinguishedName([each]) for each in names]), key, begins, ends
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        for extension, critical in also:
            builder = builder.add_extension(extension, critical)
        if signs:
            builder = builder.add_extension(_usage(digital_signature=True), critical=True)
        made = builder.sign(self._key, hashes.SHA256())
        return Card(key, made.public_bytes(Encoding.DER), made.serial_number)

    def revoked(
        self,
        *cards: Card,
        since: timedelta = -10 * DAY,
        until: timedelta = DAY,
        also: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> bytes:
        """The list of revoked cards, PEM; ``also`` as in ``card``."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name)
        builder = builder.last_update(now + since).next_update(now + until)
        for extension, critical in also:
            builder = builder.add_extension(extension, critical)
        for card in cards:
            entry = x509.RevokedCertificateBuilder().serial_number(card.serial).revocation_date(now - 10 * DAY).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def signed_anew(self, made: bytes, *, without: int | None = None) -> bytes:
        """The same certificate or list (DER), whatever stands in it, with a signature that fits; ``without``: the part
        of it that is left out."""
        parts = list(_objects(_value(_value(made))))
        body = _der(0x30, b"".join(part for place, part in enumerate(parts) if place != without))
        algorithm = bytes.fromhex("300a06082a8648ce3d040302")  # ecdsa-with-SHA256
        signature = self._key.sign(body, ec.ECDSA(hashes.SHA256()))
        return _der(0x30, body + algorithm + _der(0x03, b"\0" + signature))

    def _builder(self, subject: x509.Name, key: Key, begins: timedelta, ends: timedelta) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
        )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _value(data: bytes, *, rest: bool = False) -> bytes:
    """Of the first DER object in ``data``; ``rest``: what comes after it."""
    size = data[1] & 0x7F if data[1] & 0x80 else 0
    begins = 2 + size
    ends = begins + (int.from_bytes(data[2:begins], "big") if size else data[1])
    return data[ends:] if rest else data[begins:ends]


def _objects(data: bytes) -> Iterator[bytes]:
    while data:
        rest = _value(data, rest=True)
        yield data[: len(data) - len(rest)]
        data = rest


def _der(tag: int, value: bytes) -> bytes:
    length, size = len(value), (len(value).bit_length() + 7) // 8
    return bytes([tag, *([length] if length < 0x80 else [0x80 | size, *length.to_bytes(size, "big")])]) + value


def digest(kiosk: str, visit: int, nonce: str) -> bytes:
    """What a card signs (docs/architecture.md, "District")."""
    return hashlib.sha256("\n".join(["minwon identity 1", kiosk, str(visit), nonce, ""]).encode()).digest()


class Asking:
    """A kiosk that asks the district about a citizen, and says what it likes."""

    def __init__(self, url: str, kiosk: str, key: str) -> None:
        self.kiosk = kiosk
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=10)

    def challenge(self, visit: int = 1, epoch: int = 1) -> str:
        answer = self.http.post("/v1/identity/challenges", json={"epoch": epoch, "visit": visit})
        assert answer.status_code == 200, answer.text
        nonce: str = answer.json()["nonce"]
        return nonce

    def proof(self, card: Card, nonce: str, visit: int = 1, **words: Any) -> httpx.Response:
        """``words``: what is sent instead; ``signature`` and ``certificate`` as bytes."""
        signature = words.pop("signature", None)
        body = {
            "visit": visit,
            "nonce": nonce,
            "certificate": base64.b64encode(words.pop("certificate", card.certificate)).decode(),
            "signature": base64.b64encode(
                card.sign(digest(self.kiosk, visit, nonce)) if signature is None else signature
            ).decode(),
        }
        return self.http.post("/v1/identity/proofs", json=body | words)

    def identified(self, card: Card, visit: int = 1, epoch: int = 1) -> tuple[str, list[dict[str, Any]]]:
        """Token and persons."""
        answer = self.proof(card, self.challenge(visit, epoch), visit)
        assert answer.status_code == 200, answer.text
        return answer.json()["token"], answer.json()["persons"]

    def record(self, token: str, document: str, person: str = "p1", options: Mapping[str, str] = {}) -> httpx.Response:
        wanted = {"token": token, "document": document, "person": person, "options": dict(options)}
        return self.http.post("/v1/registry/records", json=wanted)

    def exemption(self, token: str, exemption: str, documents: Sequence[str]) -> httpx.Response:
        wanted = {"token": token, "exemption": exemption, "documents": list(documents)}
        return self.http.post("/v1/registry/exemptions", json=wanted)

    def ledger(self) -> dict[str, Any]:
        said: dict[str, Any] = self.http.get(f"/v1/kiosks/{self.kiosk}/ledger").json()
        return said


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["problem"]
