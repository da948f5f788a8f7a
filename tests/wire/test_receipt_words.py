"""What a receipt printer's bytes mean: told apart by their fixed bits, in any pieces, with anything in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import Fault, Outcome, Warning_
from drivers.receipt_job import judge
from drivers.receipt_status import (
    REAL_TIME,
    AutoStatus,
    Counter,
    Ear,
    Heard,
    InOrder,
    KioskStatus,
    RealTime,
    Sign,
    Stray,
    signs,
    status_of,
)


def hear(text: str, *, kiosk: bool = False) -> list[Heard]:
    return Ear(kiosk=kiosk).hear(bytes.fromhex(text))


FINE = AutoStatus(Sign(0), "10000000")
HEARD: list[tuple[str, list[Heard]]] = [
    ("12", [RealTime(0x12)]),
    ("7e", [RealTime(0x7E)]),
    ("00", [InOrder(0)]),
    ("0f", [InOrder(0x0F)]),
    ("10000000", [FINE]),
    ("10000300", [AutoStatus(Sign.NEAR_END, "10000300")]),
    ("18000f00", [AutoStatus(Sign.OFFLINE | Sign.NEAR_END | Sign.END, "18000f00")]),
    ("38000000", [AutoStatus(Sign.OFFLINE | Sign.COVER, "38000000")]),
    ("18080000", [AutoStatus(Sign.OFFLINE | Sign.CUTTER, "18080000")]),
    ("18200000", [AutoStatus(Sign.OFFLINE | Sign.BROKEN, "18200000")]),
    ("18400000", [AutoStatus(Sign.OFFLINE | Sign.HOT, "18400000")]),
    ("5f31323000", [Counter(120)]),
    ("1113", []),
    ("1011000013 00", [FINE]),
    ("12 10000000 12", [RealTime(0x12), FINE, RealTime(0x12)]),
    ("10000000 00 10000000", [FINE, InOrder(0), FINE]),
    ("1000 12", [Stray(b"\x10\x00"), RealTime(0x12)]),
    ("5f31 12", [Stray(b"_1"), RealTime(0x12)]),
    ("5f00", [Stray(b"_"), InOrder(0)]),
    ("ff", [Stray(b"\xff")]),
    ("93", [Stray(b"\x93")]),
]


@pytest.mark.parametrize(("said", "heard"), HEARD)
def test_what_is_said(said: str, heard: list[Heard]) -> None:
    assert hear(said) == heard


KIOSK = [
    ("100f 00000000", Sign(0)),
    ("100f 01000000", Sign.END),
    ("100f 04000000", Sign.NEAR_END),
    ("100f 20000000", Sign.TICKET),
    ("100f 00010000", Sign.COVER),
    ("100f 00020000", Sign.COVER),
    ("100f 00000100", Sign.HOT),
    ("100f 00000800", Sign.VOLTAGE),
    ("100f 00004000", Sign.JAM),
    ("100f 00000001", Sign.CUTTER),
    ("100f 00000040", Sign.BROKEN),
    ("100f 12127e12", Sign(0) | Sign.COVER | Sign.VOLTAGE | Sign.JAM),
]


@pytest.mark.parametrize(("said", "found"), KIOSK)
def test_a_kiosk_printers_own_status(said: str, found: Sign) -> None:
    assert hear(said, kiosk=True) == [KioskStatus(found, bytes.fromhex(said).hex())]
    assert hear("10000000", kiosk=True) == [FINE]


@given(st.binary(max_size=60), st.booleans(), st.data())
def test_any_bytes_in_any_pieces(said: bytes, kiosk: bool, data: st.DataObject) -> None:
    whole, ear, pieces = Ear(kiosk=kiosk).hear(said), Ear(kiosk=kiosk), []
    rest = said
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces += ear.hear(rest[:size])
        rest = rest[size:]
    assert pieces == whole


@given(
    st.lists(
        st.sampled_from(
            [
                (b"\x12", [RealTime(0x12)]),
                (b"\x32", [RealTime(0x32)]),
                (b"\x10\x00\x00\x00", [FINE]),
                (b"\x03", [InOrder(3)]),
                (b"_42\x00", [Counter(42)]),
                (b"\x13\x11", []),
                (b"\x10\x0f\x20\x00\x00\x00", [KioskStatus(Sign.TICKET, "100f20000000")]),
            ]
        )
    )
)
def test_whole_answers_in_any_order(said: list[tuple[bytes, list[Heard]]]) -> None:
    heard = Ear(kiosk=True).hear(b"".join(each for each, _ in said))
    assert heard == [word for _, words in said for word in words]


def test_half_an_answer_is_forgotten_when_the_wire_was_quiet() -> None:
    ear = Ear(kiosk=False)
    assert ear.hear(b"\x10\x00") == []
    ear.forget()
    assert ear.hear(b"\x12") == [RealTime(0x12)]


ANSWERS = [
    (1, 0x12, Sign(0)),
    (1, 0x1A, Sign.OFFLINE),
    (2, 0x16, Sign.COVER),
    (2, 0x32, Sign.END),
    (2, 0x52, Sign.ERROR),
    (3, 0x1A, Sign.CUTTER),
    (3, 0x32, Sign.BROKEN),
    (3, 0x52, Sign.HOT),
    (4, 0x1E, Sign.NEAR_END),
    (4, 0x7E, Sign.NEAR_END | Sign.END),
]


@pytest.mark.parametrize(("n", "byte", "found"), ANSWERS)
def test_real_time_answers(n: int, byte: int, found: Sign) -> None:
    assert signs(REAL_TIME[n], byte) == found


STATUS = [
    (Sign(0), True, None),
    (Sign.NEAR_END, True, None),
    (Sign.TICKET, True, None),
    (Sign.NEAR_END | Sign.END | Sign.OFFLINE, False, Fault.PAPER_OUT),
    (Sign.COVER | Sign.END | Sign.OFFLINE, False, Fault.COVER_OPEN),
    (Sign.CUTTER | Sign.ERROR | Sign.OFFLINE, False, Fault.CUTTER),
    (Sign.CUTTER | Sign.BROKEN, False, Fault.BROKEN),
    (Sign.JAM | Sign.RECOVERABLE, False, Fault.JAM),
    (Sign.VOLTAGE, False, Fault.BROKEN),
    (Sign.HOT | Sign.ERROR, False, Fault.STOPPED),
    (Sign.FEEDING | Sign.OFFLINE, False, Fault.STOPPED),
    (Sign.OFFLINE, False, Fault.STOPPED),
]


@pytest.mark.parametrize(("found", "ready", "fault"), STATUS)
def test_the_worst_is_told(found: Sign, ready: bool, fault: Fault | None) -> None:
    status = status_of(found, "12")
    assert (status.ready, status.fault) == (ready, fault)
    assert (Warning_.PAPER_LOW in status.warnings) is bool(found & Sign.NEAR_END and not found & Sign.END)
    assert status.detail.endswith("12")


VERDICTS = [
    # before, after, cut sent, worked off
    (None, None, False, False, Outcome.NOT_DONE),
    (7, 8, False, False, Outcome.NOT_DONE),
    (None, None, True, True, Outcome.DONE),
    (None, None, True, False, Outcome.UNKNOWN),
    (7, 8, True, True, Outcome.DONE),
    (7, 8, True, False, Outcome.DONE),
    (7, 7, True, False, Outcome.NOT_DONE),
    (7, 7, True, True, Outcome.UNKNOWN),
    (7, 9, True, True, Outcome.DONE),
    (7, 9, True, False, Outcome.UNKNOWN),
    (7, 6, True, False, Outcome.UNKNOWN),
    (7, None, True, False, Outcome.UNKNOWN),
    (7, None, True, True, Outcome.DONE),
]


@pytest.mark.parametrize(("before", "after", "cut_sent", "worked_off", "outcome"), VERDICTS)
def test_verdicts(before: int | None, after: int | None, cut_sent: bool, worked_off: bool, outcome: Outcome) -> None:
    assert judge(before, after, cut_sent=cut_sent, worked_off=worked_off).outcome is outcome
