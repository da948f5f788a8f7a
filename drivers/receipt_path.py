"""The way of the paper through a receipt printer: free before a slip, tended in between.

Whatever may hang in the printer after a slip that was not done (half a slip, the rest in its buffer) is cut off when
the next slip is prepared, never by itself: then someone stands there. A slip that nobody takes from the presenter goes
back in after ``Patience.untaken``, or at once when the next one is prepared.
"""

from __future__ import annotations

import contextlib
import time
from typing import Literal

from drivers.api import Evidence, Fault
from drivers.receipt_job import POLL_S, Patience
from drivers.receipt_raster import cut, opening
from drivers.receipt_status import RECOVERED_BY_ENQ, Sign, fault_of
from drivers.receipt_wire import Look, ReceiptWire
from drivers.serial_link import LinkDown

Untaken = Literal["retract", "eject"]
_AWAY: dict[Untaken, bytes] = {"retract": b"\x1de\x02", "eject": b"\x1de\x05"}


class PaperPath:
    """Of one printer. Whatever asks it may raise ``Quiet`` or ``LinkDown``."""

    def __init__(
        self, wire: ReceiptWire, patience: Patience, *, dots: int, counter: bool, presenter: bool, untaken: Untaken
    ) -> None:
        self.remains = False
        """Something may hang in the printer or lie in its buffer."""
        self._wire = wire
        self._patience = patience
        self._dots, self._counter, self._presenter = dots, counter, presenter
        self._away = _AWAY[untaken] if presenter else b""
        self._ticket_since: float | None = None
        self._recover_at = 0.0

    def tend(self, look: Look) -> bool:
        """What the printer needs when nobody prints: an error ended, a forgotten slip taken back. True: look again
        soon."""
        now = time.monotonic()
        if not look.signs & Sign.TICKET:
            self._ticket_since = None
        elif self._ticket_since is None:
            self._ticket_since = now
        elif now >= self._ticket_since + self._patience.untaken:
            self._ticket_since = now
            with contextlib.suppress(LinkDown):
                self._wire.send(self._away, "take back")
        stuck = look.signs & RECOVERED_BY_ENQ and not look.signs & (Sign.BROKEN | Sign.COVER | Sign.END | Sign.JAM)
        if not stuck or now < self._recover_at:
            return False
        self._recover_at = now + self._patience.recover
        self.remains = True
        with contextlib.suppress(LinkDown):
            self._wire.recover()
        return True

    def clear(self, look: Look) -> Fault | None:
        """Nothing in the presenter, nothing hanging, and the printer works off what it is sent; else why not."""
        wire = self._wire
        if self.remains or not self._in_step():
            wire.resync()
            wire.send(opening(self._dots) + self._away + cut() + self._away, "cut off the remains")
            if not self._in_step():
                return fault_of(wire.look().signs) or Fault.SILENT
            self.remains = False
        elif look.signs & Sign.TICKET:
            wire.send(self._away, "take back")
        end = time.monotonic() + self._patience.present
        while self._presenter and (look := wire.look()).signs & Sign.TICKET:
            if time.monotonic() >= end:
                return Fault.JAM
            wire.listen(time.monotonic() + POLL_S)
        return fault_of(look.signs) if self._presenter else None

    def baseline(self) -> Evidence | None:
        """None: it does not say."""
        if not self._counter:
            return {"cuts": -1}
        cuts = self._wire.cuts(self._patience.block)
        return None if cuts is None else {"cuts": cuts}

    def _in_step(self) -> bool:
        self._wire.fresh()
        self._wire.ask_in_order()
        return self._wire.all_answered(self._patience.block)
