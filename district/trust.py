"""Whose cards the district believes: chain to its roots, validity, purpose, and what the roots have revoked.

The lists of revoked cards (CRL, PEM) are read again when their files change. A list is believed if a root that may sign
lists signed it, if it is a whole one (RFC 5280 5.2: a critical extension says that it is not, or not for all), and if
it is not past its ``nextUpdate``; one that can not be believed, or is older than the one before, leaves that in its
place as long as it holds. If none holds any more nobody is identified: a revoked card would look like any other. A root
without a list has revoked nobody.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, Policy, PolicyBuilder, Store, VerificationError

log = logging.getLogger(__name__)

PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.SMARTCARD_LOGON,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    }
)
"""What a certificate that names its purposes has to be for, one of these: somebody says who he is."""


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
        ends = (
            ExtensionPolicy.permit_all()
            .require_present(x509.KeyUsage, Criticality.AGNOSTIC, _for_signing)
            .may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _no_authority)
            .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _for_persons)
        )
        builder = PolicyBuilder().store(Store(self._roots)).time(then).max_chain_depth(1)
        builder = builder.extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ends)
        try:
            chain = builder.build_client_verifier().verify(card, []).chain
        except (VerificationError, x509.UnsupportedGeneralNameType, ValueError) as error:
            raise NotTrusted("unknown_root") from error  # ValueError: it can not even be said whose card that is
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
        self._list = self._read(None)

    def current(self, now: datetime) -> x509.CertificateRevocationList:
        """Raises ``RevocationUnknown``."""
        with self._lock:
            if (stamp := self._stamp()) != self._seen:
                self._seen = stamp
                try:
                    self._list = self._read(self._list)
                except TrustWrong as error:
                    log.error("the list of revoked cards stays as it was: %s", error)
            until = self._list.next_update_utc
            if until is None or now > until:
                raise RevocationUnknown(f"{self._path} is past its next update")
            return self._list

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self, before: x509.CertificateRevocationList | None) -> x509.CertificateRevocationList:
        try:
            listed = x509.load_pem_x509_crl(self._path.read_bytes())
            whole = not any(extension.critical for extension in listed.extensions)
        except (OSError, ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
            raise TrustWrong(f"{self._path}: {error}") from error
        if not any(_signed(listed, root) for root in self._roots):
            raise TrustWrong(f"{self._path}: no root that is trusted signed it")
        if not whole:
            raise TrustWrong(f"{self._path}: it is not a whole list of all that is revoked")
        if before is not None and listed.last_update_utc < before.last_update_utc:
            raise TrustWrong(f"{self._path}: it is older than the list before")
        return listed


def _read_roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise TrustWrong(f"{path}: {error}") from error


def _signed(listed: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    key = root.public_key()
    try:
        may = root.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        may = True
    try:
        return may and listed.issuer == root.subject and listed.is_signature_valid(key)  # type: ignore[arg-type]
    except TypeError:  # a key of a sort that signs no lists
        return False


def _signs(card: x509.Certificate) -> bool:
    """The one sort of key that a card signs with here: EC P-256."""
    key = card.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def _for_signing(_policy: Policy, _card: x509.Certificate, use: x509.KeyUsage) -> None:
    if not use.digital_signature:
        raise ValueError("not for signatures")


def _no_authority(_policy: Policy, _card: x509.Certificate, is_one: x509.BasicConstraints | None) -> None:
    if is_one is not None and is_one.ca:
        raise ValueError("an authority is nobody's card")


def _for_persons(_policy: Policy, _card: x509.Certificate, purposes: x509.ExtendedKeyUsage | None) -> None:
    if purposes is not None and PURPOSES.isdisjoint(purposes):
        raise ValueError("for other purposes")
