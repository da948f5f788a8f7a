"""Whose cards the district believes, without its wire: what a certificate is for, and which lists of revoked cards
count (RFC 5280)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from district.trust import NotTrusted, RevocationUnknown, Trust, TrustWrong
from tests.district.authority import DAY, Authority, Card

AUTHORITY = Authority()
_X400 = bytes.fromhex("3004a3020500")
"""A subjectAltName of a sort that nobody reads."""


def trust(folder: Path, authority: Authority = AUTHORITY, revoked: bytes | None = None) -> Trust:
    (folder / "roots.pem").write_bytes(authority.pem)
    if revoked is not None:
        (folder / "revoked.pem").write_bytes(revoked)
    return Trust([folder / "roots.pem"], [folder / "revoked.pem"] if revoked is not None else [])


def refused(judge: Trust, card: Card) -> str | None:
    """Why a card is not believed; None: it is."""
    try:
        judge.check(x509.load_der_x509_certificate(card.certificate), datetime.now(UTC))
    except NotTrusted as error:
        return error.why
    return None


def test_a_certificate_of_an_authority_is_nobodys_card(tmp_path: Path) -> None:
    assert refused(trust(tmp_path), AUTHORITY.card("SR-0001", is_authority=True)) == "unknown_root"


@pytest.mark.parametrize(
    ("purposes", "why"),
    [
        ([ExtendedKeyUsageOID.CLIENT_AUTH], None),
        ([ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.SMARTCARD_LOGON], None),
        ([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE], None),
        ([ExtendedKeyUsageOID.SERVER_AUTH], "unknown_root"),
        ([ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.TIME_STAMPING], "unknown_root"),
    ],
)
@pytest.mark.parametrize("critical", [False, True])
def test_a_certificate_for_other_purposes_says_nobody(
    tmp_path: Path, purposes: list[x509.ObjectIdentifier], why: str | None, critical: bool
) -> None:
    card = AUTHORITY.card("SR-0001", also=[(x509.ExtendedKeyUsage(purposes), critical)])
    assert refused(trust(tmp_path), card) == why


@pytest.mark.parametrize(
    ("extension", "critical"),
    [
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0"), True),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), _X400), False),
    ],
)
def test_a_certificate_that_nobody_understands_is_nobodys(
    tmp_path: Path, extension: x509.ExtensionType, critical: bool
) -> None:
    assert refused(trust(tmp_path), AUTHORITY.card("SR-0001", also=[(extension, critical)])) == "unknown_root"


@pytest.mark.expected_logs("the list of revoked cards stays as it was")
@pytest.mark.parametrize(
    "part",
    [
        x509.DeltaCRLIndicator(1),
        x509.IssuingDistributionPoint(None, None, False, True, None, False, False),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0"),
    ],
)
def test_a_part_of_a_list_is_no_list(tmp_path: Path, part: x509.ExtensionType) -> None:
    card = AUTHORITY.card("SR-0001")
    with pytest.raises(TrustWrong, match="not a whole list"):
        trust(tmp_path, revoked=AUTHORITY.revoked(also=[(part, True)]))
    judge = trust(tmp_path, revoked=AUTHORITY.revoked(card))
    (tmp_path / "revoked.pem").write_bytes(AUTHORITY.revoked(also=[(part, True)]))
    assert refused(judge, card) == "revoked", "the last whole one holds"


@pytest.mark.expected_logs("the list of revoked cards stays as it was")
def test_an_older_list_takes_nothing_back(tmp_path: Path) -> None:
    card = AUTHORITY.card("SR-0001")
    older = AUTHORITY.revoked(since=-11 * DAY)
    judge = trust(tmp_path, revoked=older)
    assert refused(judge, card) is None
    (tmp_path / "revoked.pem").write_bytes(AUTHORITY.revoked(card))
    assert refused(judge, card) == "revoked"
    (tmp_path / "revoked.pem").write_bytes(older)
    assert refused(judge, card) == "revoked"


def test_a_list_that_does_not_say_until_when_it_holds_holds_not(tmp_path: Path) -> None:
    next_update = 4
    listed = x509.load_pem_x509_crl(AUTHORITY.revoked()).public_bytes(Encoding.DER)
    endless = x509.load_der_x509_crl(AUTHORITY.signed_anew(listed, without=next_update))
    assert endless.next_update_utc is None
    judge = trust(tmp_path, revoked=endless.public_bytes(Encoding.PEM))
    with pytest.raises(RevocationUnknown):
        refused(judge, AUTHORITY.card("SR-0001"))


def test_a_root_that_may_not_sign_lists_has_signed_none(tmp_path: Path) -> None:
    mute = Authority(signs_lists=False)
    with pytest.raises(TrustWrong, match="no root"):
        trust(tmp_path, mute, revoked=mute.revoked())
