"""What a receipt printer says, told apart by its fixed bits, and what it means for the status. Pure.

An ESC/POS printer answers requests and, where automatic status back (ASB) is on, speaks unasked at any moment, between
two answers. Only the fixed bits say what a byte is (manuals of Epson and Citizen, "Identification of send status"):

=================  ==========  ===================================================================
DLE EOT 1–4        0xx1xx10    one byte, whatever was asked: so only one request is on its way
ASB                0xx1xx00    and the next three bytes 0xx0xxxx, but XON and XOFF between them
GS r               0xx0xxxx    one byte, in order behind the print data
block              5F … 00     digits of a maintenance counter (GS g 2)
DLE EOT 20         10 0F       and four bytes without fixed bits; kiosk printers only
XON, XOFF          11, 13      flow control, nothing else
=================  ==========  ===================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag

from drivers.api import Fault, Status, Warning_

_BLOCK, _NUL, _KIOSK = 0x5F, 0x00, b"\x10\x0f"
_BLOCK_DIGITS = 10


class Sign(IntFlag):
    """What the printer's bits tell, whichever request they answered."""

    OFFLINE = 1 << 0
    COVER = 1 << 1
    FEEDING = 1 << 2  # by its button
    NEAR_END = 1 << 3
    END = 1 << 4
    ERROR = 1 << 5  # some error; which one, other bits say
    RECOVERABLE = 1 << 6  # mechanical, by DLE ENQ
    CUTTER = 1 << 7
    BROKEN = 1 << 8
    HOT = 1 << 9  # and anything else that ends by itself
    JAM = 1 << 10
    VOLTAGE = 1 << 11
    TICKET = 1 << 12  # a slip waits in the presenter


_Bits = tuple[tuple[int, Sign], ...]

REAL_TIME: dict[int, _Bits] = {
    1: ((0x08, Sign.OFFLINE), (0x40, Sign.FEEDING)),
    2: ((0x04, Sign.COVER), (0x08, Sign.FEEDING), (0x20, Sign.END), (0x40, Sign.ERROR)),
    3: ((0x04, Sign.RECOVERABLE), (0x08, Sign.CUTTER), (0x20, Sign.BROKEN), (0x40, Sign.HOT)),
    4: ((0x0C, Sign.NEAR_END), (0x60, Sign.END)),
}
"""DLE EOT n → bits of the answer."""

_ASB: tuple[_Bits, ...] = (
    ((0x08, Sign.OFFLINE), (0x20, Sign.COVER), (0x40, Sign.FEEDING)),
    ((0x04, Sign.RECOVERABLE), (0x08, Sign.CUTTER), (0x20, Sign.BROKEN), (0x40, Sign.HOT)),
    ((0x03, Sign.NEAR_END), (0x0C, Sign.END)),
    (),
)
_DLE_EOT_20: tuple[_Bits, ...] = (
    ((0x01, Sign.END), (0x04, Sign.NEAR_END), (0x20, Sign.TICKET)),
    ((0x03, Sign.COVER),),
    ((0x01, Sign.HOT), (0x08, Sign.VOLTAGE), (0x40, Sign.JAM)),
    ((0x01, Sign.CUTTER), (0x4C, Sign.BROKEN)),
)


def signs(bits: _Bits, byte: int) -> Sign:
    found = Sign(0)
    for mask, sign in bits:
        if byte & mask:
            found |= sign
    return found


def _all(tables: Iterable[_Bits], data: bytes) -> Sign:
    found = Sign(0)
    for bits, byte in zip(tables, data, strict=True):
        found |= signs(bits, byte)
    return found


# --- telling the bytes apart -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RealTime:
    """Answer to DLE EOT 1–4; to which of them, the byte does not say."""

    byte: int


@dataclass(frozen=True, slots=True)
class InOrder:
    """Answer to GS r: everything before it has been worked off."""

    byte: int


@dataclass(frozen=True, slots=True)
class Counter:
    """Answer to GS g 2."""

    value: int


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """ASB, unasked."""

    signs: Sign
    code: str


@dataclass(frozen=True, slots=True)
class KioskStatus:
    """Answer to DLE EOT 20."""

    signs: Sign
    code: str


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes that are nothing a printer says."""

    data: bytes


Heard = RealTime | InOrder | Counter | AutoStatus | KioskStatus | Stray


class Ear:
    """Turns what arrives, in whatever pieces, into what was said. ``kiosk``: the printer knows DLE EOT 20."""

    def __init__(self, *, kiosk: bool) -> None:
        self._kiosk = kiosk
        self._held = bytearray()

    def hear(self, data: bytes) -> list[Heard]:
        """What is whole by now. Any bytes are taken; none raise."""
        self._held += data
        heard: list[Heard] = []
        while self._held and (size := self._next(heard)):
            del self._held[:size]
        return heard

    def forget(self) -> None:
        """The wire was quiet: what is half will not become whole."""
        self._held.clear()

    def _next(self, heard: list[Heard]) -> int:
        """Take the first thing said; how many bytes it had, 0 if it is not whole yet."""
        held = self._held
        first = held[0]
        if first in (0x11, 0x13):
            return 1
        if first == _BLOCK:
            return self._block(heard)
        if self._kiosk and held[: len(_KIOSK)] == _KIOSK[: len(held)]:
            if len(held) < 6:
                return 0
            heard.append(KioskStatus(_all(_DLE_EOT_20, bytes(held[2:6])), held[:6].hex()))
            return 6
        if first & 0x93 == 0x10:
            return self._auto_status(heard)
        if first & 0x93 == 0x12:
            heard.append(RealTime(first))
        elif first & 0x90 == 0:
            heard.append(InOrder(first))
        else:
            heard.append(Stray(bytes([first])))
        return 1

    def _auto_status(self, heard: list[Heard]) -> int:
        said = bytearray(self._held[:1])
        for size, byte in enumerate(self._held[1:], start=2):
            if byte in (0x11, 0x13):
                continue
            if byte & 0x90:  # something else begins: the status was cut short
                heard.append(Stray(bytes(said)))
                return size - 1
            said.append(byte)
            if len(said) == len(_ASB):
                heard.append(AutoStatus(_all(_ASB, bytes(said)), said.hex()))
                return size
        return 0

    def _block(self, heard: list[Heard]) -> int:
        for size, byte in enumerate(self._held[1:], start=2):
            if byte == _NUL and size > 2:
                heard.append(Counter(int(self._held[1 : size - 1])))
                return size
            if not 0x30 <= byte <= 0x39 or size > _BLOCK_DIGITS + 1:
                heard.append(Stray(bytes(self._held[: size - 1])))
                return size - 1
        return 0


# --- what it means -----------------------------------------------------------------------------------------------

_FAULTS: tuple[tuple[Sign, Fault, str], ...] = (
    (Sign.BROKEN, Fault.BROKEN, "unrecoverable error"),
    (Sign.VOLTAGE, Fault.BROKEN, "voltage"),
    (Sign.JAM, Fault.JAM, "jam"),
    (Sign.CUTTER, Fault.CUTTER, "cutter"),
    (Sign.COVER, Fault.COVER_OPEN, "cover"),
    (Sign.END, Fault.PAPER_OUT, "paper end"),
    (Sign.HOT, Fault.STOPPED, "head hot"),
    (Sign.RECOVERABLE, Fault.STOPPED, "mechanical error"),
    (Sign.ERROR, Fault.STOPPED, "error"),
    (Sign.FEEDING, Fault.STOPPED, "feed button"),
    (Sign.OFFLINE, Fault.STOPPED, "off-line"),
)
"""The worst first."""

RECOVERED_BY_ENQ = Sign.CUTTER | Sign.RECOVERABLE
"""Errors that hold, after their cause is gone, until DLE ENQ 2."""


def fault_of(found: Sign) -> Fault | None:
    return next((fault for sign, fault, _ in _FAULTS if found & sign), None)


def status_of(found: Sign, code: str) -> Status:
    """``code``: the bytes themselves, in hex, for technicians."""
    fault, words = next(((fault, words) for sign, fault, words in _FAULTS if found & sign), (None, ""))
    low = found & Sign.NEAR_END and not found & Sign.END
    warnings = frozenset({Warning_.PAPER_LOW}) if low else frozenset[Warning_]()
    return Status(fault is None, fault, warnings, f"{words} {code}".strip())
