"""Who is at a kiosk: a challenge for one visit, and the proof by a card that signed it.

A kiosk has one visit at a time, so it has one open challenge at most, kept in memory alone: a new one ends the one
before, and any proof spends it, whatever the answer is. The text that is signed stands in docs/architecture.md,
"District"; the kiosk has its own code for it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from district.trust import NotTrusted, Trust
from district.visits import Bearer

CHALLENGE_LIFE = timedelta(minutes=10)


class NotProved(Exception):
    """``why``: replayed | unknown_root | expired | revoked | wrong_signature | not_registered."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Challenge:
    """Open for one visit."""

    epoch: int
    visit: int
    nonce: str
    until: float
    """Monotonic second."""


class Identity:
    """``persons``: the ids in the register of residents. May be used from any thread."""

    def __init__(self, trust: Trust, persons: Collection[str], life: timedelta = CHALLENGE_LIFE) -> None:
        self._trust = trust
        self._persons = persons
        self._life = life.total_seconds()
        self._open: dict[str, Challenge] = {}
        self._lock = threading.Lock()

    def challenge(self, kiosk: str, epoch: int, visit: int) -> str:
        """32 random bytes in hex."""
        nonce = secrets.token_hex(32)
        with self._lock:
            self._open[kiosk] = Challenge(epoch, visit, nonce, time.monotonic() + self._life)
        return nonce

    def spend(self, kiosk: str) -> Challenge | None:
        """What was open for this kiosk, and no longer is; None: nothing, or too old."""
        with self._lock:
            challenge = self._open.pop(kiosk, None)
        return challenge if challenge is not None and time.monotonic() < challenge.until else None

    def prove(
        self, kiosk: str, challenge: Challenge | None, visit: int, nonce: str, certificate: bytes, signature: bytes
    ) -> Bearer:
        """``challenge``: what was spent for this. Raises ``NotProved``, ``RevocationUnknown``."""
        if challenge is None or challenge.visit != visit or not _same(challenge.nonce, nonce):
            raise NotProved("replayed")
        try:
            card = x509.load_der_x509_certificate(certificate)
            key = card.public_key()
        except Exception:  # whatever a foreign chip says: this is no certificate of ours
            raise NotProved("unknown_root") from None
        try:
            self._trust.check(card, datetime.now(UTC))
        except NotTrusted as error:
            raise NotProved(error.why) from error
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise NotProved("unknown_root")
        try:
            key.verify(signature, _signed_digest(kiosk, visit, nonce), ec.ECDSA(Prehashed(hashes.SHA256())))
        except InvalidSignature:
            raise NotProved("wrong_signature") from None
        person = _person(card)
        if person not in self._persons:
            raise NotProved("not_registered")
        return Bearer(kiosk, challenge.epoch, visit, person)


def _same(nonce: str, other: str) -> bool:
    return hmac.compare_digest(nonce.encode(), other.encode(errors="replace"))


def _signed_digest(kiosk: str, visit: int, nonce: str) -> bytes:
    lines = ("minwon identity 1", kiosk, str(visit), nonce)
    return hashlib.sha256(b"".join(line.encode("ascii") + b"\n" for line in lines)).digest()


def _person(card: x509.Certificate) -> str:
    """The subject's serialNumber; empty if there is not exactly one."""
    found = card.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return str(found[0].value) if len(found) == 1 else ""
