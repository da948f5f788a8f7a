"""The kiosk's first look at a card: whatever a chip says is answered by a word, and ends no errand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.trust import CardRefused, check_card
from tests.district.authority import Authority

AUTHORITY = Authority()
CARD = AUTHORITY.card("SR-0001").certificate

VERSION = bytes.fromhex("a0030201")
CURVE = bytes.fromhex("06082a8648ce3d0301")
KEY = bytes.fromhex("06072a8648ce3d02")
SIGNATURE = bytes.fromhex("06082a8648ce3d0403")


def why(certificate: bytes) -> str:
    with pytest.raises(CardRefused) as caught:
        check_card(certificate, [AUTHORITY.certificate], datetime.now(UTC))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "what it says goes no further"
    return caught.value.why


@pytest.mark.parametrize(("part", "value"), [(VERSION, 1), (VERSION, 5), (SIGNATURE, 0x7F), (CURVE, 0x7F), (KEY, 0x7F)])
def test_a_certificate_of_an_unknown_sort(part: bytes, value: int) -> None:
    """Also one that the root signed: which keys it signs is not this kiosk's choice."""
    known = part + CARD[CARD.index(part) + len(part) :][:1]
    odd = CARD.replace(known, part + bytes([value]))
    assert odd != CARD
    assert why(odd) == "unknown_root"
    assert why(AUTHORITY.signed_anew(odd)) == "unknown_root"


@pytest.mark.parametrize("end", [0, 1, 40, -1])
def test_a_certificate_cut_short_or_with_something_behind_it(end: int) -> None:
    assert why(CARD[:end]) == "unknown_root"
    assert why(CARD + CARD[: end or 1]) == "unknown_root"
