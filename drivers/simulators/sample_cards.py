"""The sample citizens' chip cards: a certificate authority, what it has revoked, and one file for each card.

``python -m drivers.simulators.sample_cards DIR`` makes them in ``DIR`` if they are not there yet, as a cabinet with a
card reader does at its first start in ``cards/``. Files, all PEM: ``root.pem`` (the authority's certificate),
``revoked.pem`` (its revocation list), ``chips/<card>.pem`` (private key and certificate of one card). Made once
and whole: they stay the same over restarts. The authority's own key is thrown away.

The certificate's subject: CN ``견본 …``, serialNumber the person's id in the sample register. Nobody is real.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PIN = b"123456"
TRIES = 3


@dataclass(frozen=True)
class Sample:
    """What is printed on a card, so to say."""

    person: str
    words: str
    tries: int = TRIES
    """Wrong PINs that are left when it is made."""


SAMPLES = {
    "single": Sample("SR-0001", "1인 가구"),
    "family": Sample("SR-0101", "4인 가구 세대주"),
    "spouse": Sample("SR-0102", "4인 가구 배우자"),
    "minor": Sample("SR-0103", "4인 가구 자녀"),
    "large": Sample("SR-0201", "23인 가구"),
    "restricted": Sample("SR-0301", "교부 제한"),
    "stranger": Sample("SR-9999", "등록되지 않은 사람"),
    "revoked": Sample("SR-0001", "폐지된 카드"),
    "expired": Sample("SR-0001", "기한이 지난 카드"),
    "unknown_root": Sample("SR-0001", "모르는 기관의 카드"),
    "blocked": Sample("SR-0001", "잠긴 카드", tries=0),
}
WITHOUT_PIV = ("other", "upside_down")
"""Cards without a file: a chip with another application, and one put in the wrong way round."""

_YEARS = timedelta(days=365)


@dataclass(frozen=True)
class Chip:
    """What a card keeps for ever."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    """X.509, DER."""


def load(directory: Path) -> dict[str, Chip]:
    """The chips of all ``SAMPLES``, made now if the folder is not there."""
    if not directory.exists():
        _make(directory)
    return {name: _read(directory / "chips" / f"{name}.pem") for name in SAMPLES}


def _read(path: Path) -> Chip:
    pem = path.read_bytes()
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no key of an elliptic curve")
    return Chip(key, x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER))


def _make(directory: Path) -> None:
    """In a folder beside it first: whatever is cut, it is there whole or not at all."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).replace(microsecond=0)
    authority, stranger = _Authority(now), _Authority(now)
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".cards-") as temporary:
        folder = Path(temporary) / "cards"
        (folder / "chips").mkdir(parents=True)
        revoked = 0
        for name, sample in SAMPLES.items():
            key = ec.generate_private_key(ec.SECP256R1())
            until = now - timedelta(days=30) if name == "expired" else now + 10 * _YEARS
            certificate = (stranger if name == "unknown_root" else authority).issue(sample, key, until)
            if name == "revoked":
                revoked = certificate.serial_number
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / "chips" / f"{name}.pem").write_bytes(pem + certificate.public_bytes(Encoding.PEM))
        (folder / "root.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        (folder / "revoked.pem").write_bytes(authority.revoke(revoked).public_bytes(Encoding.PEM))
        os.rename(folder, directory)  # noqa: PTH104  # fails if another was quicker, as it should


class _Authority:
    """A root that issues cards itself. Each has the same name: a stranger is told by its key alone."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "KR"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "견본"),
                x509.NameAttribute(NameOID.COMMON_NAME, "견본 카드 발급 기관"),
            ]
        )
        usage = _usage(key_cert_sign=True, crl_sign=True)
        self.certificate = (
            self._builder(self._name, self._key.public_key(), now + 20 * _YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def issue(self, sample: Sample, key: ec.EllipticCurvePrivateKey, until: datetime) -> x509.Certificate:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "KR"),
                x509.NameAttribute(NameOID.COMMON_NAME, f"견본 {sample.words}"),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, sample.person),
            ]
        )
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            self._builder(subject, key.public_key(), until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def revoke(self, serial_number: int) -> x509.CertificateRevocationList:
        entry = x509.RevokedCertificateBuilder().serial_number(serial_number).revocation_date(self._now).build()
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._name)
            .last_update(self._now)
            .next_update(self._now + 10 * _YEARS)
            .add_revoked_certificate(entry)
            .sign(self._key, hashes.SHA256())
        )

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - 3 * _YEARS)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
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


if __name__ == "__main__":
    load(Path(sys.argv[1]))
