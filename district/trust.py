"""Whose cards the district believes: chain to its roots, validity, purpose, and what the roots have revoked.

The lists of revoked cards (CRL, PEM) are read again when their files change. A list is believed if a root signed it and
if it is not past its ``nextUpdate``; one that can not be believed leaves the one before in its place as long as that
holds. If none holds any more nobody is identified: a revoked card would look like any other. A root without a list has
revoked nobody.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import Criticality, ExtensionPolicy, Policy, PolicyBuilder, Store, VerificationError

log = logging.getLogger(__name__)


class TrustWrong(Exception):
    """A root's or a list's file is missing or is not what it should be."""


class NotTrusted(Exception):
    """``why``: unknown_root | expired | revoked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class RevocationUnknown(Exception):
    """No list of revoked cards holds now."""


class Trust:
    """May be used from any thread. Raises ``TrustWrong`` for files that are wrong from the start."""

    def __init__(self, roots: Sequence[Path] = (), revoked: Sequence[Path] = ()) -> None:
        self._roots = [root for path in roots for root in _read_roots(path)]
        self._lists = [_RevokedList(path, self._roots) for path in revoked]

    def check(self, card: x509.Certificate, now: datetime) -> None:
        """``now``: aware. Raises ``NotTrusted``, ``RevocationUnknown``."""
        # a card that is too old or too young is told apart from a stranger's: its chain is looked at in its own time
        then = min(max(now, card.not_valid_before_utc), card.not_valid_after_utc)
        if not self._roots or not _signs(card):
            raise NotTrusted("unknown_root")
        ends = ExtensionPolicy.permit_all().require_present(x509.KeyUsage, Criticality.AGNOSTIC, _for_signing)
        builder = PolicyBuilder().store(Store(self._roots)).time(then).max_chain_depth(1)
        builder = builder.extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ends)
        try:
            chain = builder.build_client_verifier().verify(card, []).chain
        except VerificationError as error:
            raise NotTrusted("unknown_root") from error
        if then != now:
            raise NotTrusted("expired")
        issuers = {link.issuer for link in chain[:-1]}
        for each in self._lists:
            listed = each.current(now)
            if listed.issuer in issuers and listed.get_revoked_certificate_by_serial_number(card.serial_number):
                raise NotTrusted("revoked")


class _RevokedList:
    """One file, and the last list in it that could be believed."""

    def __init__(self, path: Path, roots: Sequence[x509.Certificate]) -> None:
        self._path = path
        self._roots = roots
        self._lock = threading.Lock()
        self._seen = self._stamp()
        self._list = self._read()

    def current(self, now: datetime) -> x509.CertificateRevocationList:
        """Raises ``RevocationUnknown``."""
        with self._lock:
            if (stamp := self._stamp()) != self._seen:
                self._seen = stamp
                try:
                    self._list = self._read()
                except TrustWrong as error:
                    log.error("the list of revoked cards stays as it was: %s", error)
            until = self._list.next_update_utc
            if until is not None and now > until:
                raise RevocationUnknown(f"{self._path} is past its next update")
            return self._list

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self) -> x509.CertificateRevocationList:
        try:
            listed = x509.load_pem_x509_crl(self._path.read_bytes())
        except (OSError, ValueError) as error:
            raise TrustWrong(f"{self._path}: {error}") from error
        if not any(_signed(listed, root) for root in self._roots):
            raise TrustWrong(f"{self._path}: no root that is trusted signed it")
        return listed


def _read_roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise TrustWrong(f"{path}: {error}") from error


def _signed(listed: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    key = root.public_key()
    try:
        return listed.issuer == root.subject and listed.is_signature_valid(key)  # type: ignore[arg-type]
    except TypeError:  # a key of a sort that signs no lists
        return False


def _signs(card: x509.Certificate) -> bool:
    """The one sort of key that a card signs with here: EC P-256."""
    key = card.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def _for_signing(_policy: Policy, _card: x509.Certificate, use: x509.KeyUsage) -> None:
    if not use.digital_signature:
        raise ValueError("not for signatures")
