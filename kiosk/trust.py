"""Whether a card is one that this kiosk lets in, before any PIN is asked; and what it has to sign.

Only a first look: a certificate of a root in the file that kiosk.toml names, made for an identity and valid by this
machine's clock. The district looks at all of it again and knows more (revocation, who it is). The text that is signed
stands in docs/architecture.md, "District"; the district has its own code for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec


class TrustRootWrong(Exception):
    """The file of the roots is missing or is not what it should be."""


class CardRefused(Exception):
    """``why``: unknown_root | expired, as in ``kiosk.core.facts.IdentityRefused``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_roots(path: Path) -> Sequence[x509.Certificate]:
    """The certificates of a PEM file, at least one. Raises ``TrustRootWrong``."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise TrustRootWrong(f"{path}: {error}") from error


def check_card(certificate: bytes, roots: Sequence[x509.Certificate], now: datetime) -> None:
    """``certificate``: DER; ``now``: aware. Raises ``CardRefused``."""
    try:
        card = x509.load_der_x509_certificate(certificate)
        known = any(_issued(card, root) for root in roots)
        believed = known and _signs(card)
    except Exception:  # whatever a foreign chip says: no certificate of ours; without the cause, which may quote it
        raise CardRefused("unknown_root") from None
    if not believed:
        raise CardRefused("unknown_root")
    if not card.not_valid_before_utc <= now <= card.not_valid_after_utc:
        raise CardRefused("expired")


def digest(kiosk: str, visit: int, nonce: str) -> bytes:
    """What the card signs: SHA-256 of the text that kiosk and district agreed on."""
    return hashlib.sha256(f"minwon identity 1\n{kiosk}\n{visit}\n{nonce}\n".encode("ascii")).digest()


def _issued(card: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        card.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _signs(card: x509.Certificate) -> bool:
    """Made for signing with a key that the card reader can use: EC P-256."""
    key = card.public_key()
    try:
        use = card.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1) and use.digital_signature
