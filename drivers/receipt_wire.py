"""The receipt printer's port: requests with deadlines, and whatever the printer says unasked in between.

Two kinds of requests, and never more than one of the first kind on its way:

- *real time* (DLE EOT): answered at once, even off-line. They are sent between commands only, never within one.
- *in order* (GS r 1, GS g 2): answered when everything before them has been worked off, so an answer is evidence. While
  the printer is off-line they wait.

Flow control: no more than two blocks of a slip, about 2 kB, are ever unanswered (:mod:`drivers.receipt_job`), and a
printer's buffer holds 4 kB; so nothing is lost or held back, whatever the modem lines do. RTS/CTS is on besides (the
printer's DTR on our CTS is the usual cable); XON/XOFF is not, because status bytes may look like them.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from drivers.receipt_status import (
    REAL_TIME,
    AutoStatus,
    Counter,
    Ear,
    InOrder,
    KioskStatus,
    RealTime,
    Sign,
    fault_of,
    signs,
)
from drivers.serial_link import SerialLink

log = logging.getLogger(__name__)

SLICE_S = 0.1
"""The thread turns (and ticks) at least this often."""
REPLY_S = 0.2
"""A real-time request is answered by then, once the bytes before it are out."""
QUIET_S = 0.1
"""No late answer comes after so long a silence."""
PIECE = 256
PADDING = 1100
"""NULs that end any command of which the printer has only a part."""
CUTS_EVER = 178
"""Maintenance counter: how often the knife was driven, never reset (Epson TM, Citizen CT, Custom; GS g 2)."""


_Said = TypeVar("_Said", RealTime, KioskStatus)


class Quiet(Exception):
    """No answer; whether the printer is off, stuck or gone, nobody knows."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that the real-time requests told. ``code``: the bytes, in hex."""

    signs: Sign
    code: str


class ReceiptWire:
    """One printer's port. ``turn`` is called at least every ``SLICE_S`` while anything is waited for; it may raise."""

    def __init__(self, link: SerialLink, *, baud: int, kiosk: bool, turn: Callable[[], None]) -> None:
        self.link = link
        self.alarmed = False
        """ASB told of something that is not fine; cleared by ``look``."""
        self.news = False
        """ASB told of anything; cleared by ``look``."""
        self._byte_s = 10 / baud
        self._kiosk = kiosk
        self._turn = turn
        self._ear = Ear(kiosk=kiosk)
        self._empty_at = 0.0
        self._suspect = True
        self._asked = 0
        self._real_time: deque[RealTime] = deque()
        self._kiosk_status: deque[KioskStatus] = deque()
        self._answers: deque[InOrder] = deque()
        self._counters: deque[int] = deque()

    # --- sending ---------------------------------------------------------------------------------------------------

    def open(self) -> bool:
        """Make sure that the port is open; True if it was opened by this call. Raises ``LinkDown``."""
        opened = self.link.open()
        if opened:
            self._ear.forget()
            self._suspect = True
            self._asked = 0
        return opened

    def send(self, data: bytes, label: str) -> None:
        """Whole commands. Raises ``LinkDown``."""
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            self.link.write(piece, f"receipt {label}")
            self._empty_at = max(time.monotonic(), self._empty_at) + len(piece) * self._byte_s
            self._turn()

    def rest(self, seconds: float) -> None:
        """Wait without the port, which may be gone."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._turn()
            time.sleep(min(SLICE_S, left))

    @property
    def empty_s(self) -> float:
        """Seconds until all that was sent has left the port, reckoned from the baud rate."""
        return max(0.0, self._empty_at - time.monotonic())

    # --- real time -------------------------------------------------------------------------------------------------

    def look(self, known: Look | None = None) -> Look:
        """How the printer is, by two equal rounds of questions or by one that says what is ``known``: one late or
        broken byte is no news. Raises ``Quiet`` or ``LinkDown``."""
        self.news = self.alarmed = False
        try:
            last = self._round()
        except Quiet:
            last = self._round()  # once more: a byte may be lost
        for _ in range(4):
            if last == known:
                break
            again = self._round()
            if again == last:
                break
            last = again
        return last

    def recover(self) -> None:
        """DLE ENQ 2: end an error whose cause is gone; what is in the printer's buffer is thrown away."""
        self.send(b"\x10\x05\x02", "recover")

    def _round(self) -> Look:
        found, code = Sign(0), ""
        for n, bits in REAL_TIME.items():
            self._ask(n)
            byte = self._await(self._real_time, "no status").byte
            found |= signs(bits, byte)
            code += f"{byte:02x}"
        if self._kiosk:
            self._ask(20)
            status = self._await(self._kiosk_status, "no kiosk status")
            found |= status.signs
            code += f" {status.code}"
        return Look(found, code)

    def _ask(self, n: int) -> None:
        if self._suspect:
            self._settle_down()
        self.listen(0.0)
        self._real_time.clear()
        self._kiosk_status.clear()
        self.send(bytes([0x10, 0x04, n]), f"status {n}")

    def _await(self, said: deque[_Said], words: str) -> _Said:
        deadline = time.monotonic() + self.empty_s + REPLY_S
        while not said:
            if time.monotonic() >= deadline:
                self._suspect = True
                raise Quiet(words)
            self.listen(deadline)
        return said.popleft()

    def _settle_down(self) -> None:
        """Wait until nothing late can come any more, at most a second."""
        end = time.monotonic() + 1.0
        while time.monotonic() < end and self.listen(time.monotonic() + QUIET_S):
            pass
        self._ear.forget()
        self._suspect = False

    # --- in order --------------------------------------------------------------------------------------------------

    def ask_in_order(self) -> None:
        """GS r 1, behind everything sent before."""
        self.send(b"\x1dr\x01", "in order")
        self._asked += 1

    @property
    def unanswered(self) -> int:
        """In-order requests on their way."""
        return max(0, self._asked - len(self._answers))

    def all_answered(self, seconds: float) -> bool:
        """Wait until nothing is unanswered."""
        deadline = time.monotonic() + self.empty_s + seconds
        while self.unanswered and time.monotonic() < deadline:
            self.listen(deadline)
        return not self.unanswered

    def fresh(self) -> None:
        """Nothing asked before counts any more; late answers are thrown away."""
        if self._suspect or self.unanswered:
            self._settle_down()
        self.listen(0.0)
        self._answers.clear()
        self._counters.clear()
        self._asked = 0

    def cuts(self, seconds: float) -> int | None:
        """The knife's counter, in order; None if it is not answered in time."""
        self._counters.clear()
        self.send(b"\x1dg2\x00" + CUTS_EVER.to_bytes(2, "little"), "cuts")
        deadline = time.monotonic() + self.empty_s + seconds
        while not self._counters and time.monotonic() < deadline:
            self.listen(deadline)
        return self._counters.popleft() if self._counters else None

    def resync(self) -> None:
        """End whatever command the printer may hold a part of, and begin to count answers anew."""
        self.send(bytes(PADDING), "padding")
        end = time.monotonic() + self.empty_s
        while time.monotonic() < end:
            self.listen(end)
        self._suspect = True
        self.fresh()

    # --- hearing ---------------------------------------------------------------------------------------------------

    def listen(self, deadline: float) -> bool:
        """Hear what has come, or what comes first until ``deadline`` but no longer than a slice; whether anything
        did. Raises ``LinkDown``."""
        self._turn()
        data = self.link.read(min(deadline, time.monotonic() + SLICE_S))
        for heard in self._ear.hear(data) if data else ():
            match heard:
                case RealTime():
                    self._real_time.append(heard)
                case KioskStatus():
                    self._kiosk_status.append(heard)
                case InOrder():
                    self._answers.append(heard)
                case Counter(value):
                    self._counters.append(value)
                case AutoStatus(found, code):
                    log.debug("auto status %s", code)
                    self.news = True
                    self.alarmed = fault_of(found) is not None
                case stray:
                    log.debug("stray %s", stray.data.hex(" "))
        return bool(data)
