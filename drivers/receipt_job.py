"""One slip: sent so that "printed" is evidence, never a guess from having written.

The picture goes out in blocks, each followed by an in-order request; no more than two are unanswered. The cut is held
back until the printer has worked off the whole picture and says that it is fine. So:

- ``DONE``: the printer worked off the cut without an error (and its knife's counter, where there is one, moved by one;
  and the slip stands in the presenter, where there is one).
- ``NOT_DONE``: no whole slip came out, and none will: the cut was never sent, or the counter says that the knife has
  not moved, or the presenter jammed. A piece may hang in the printer; ``rows`` says how much of it was worked off at
  least. It is cut off before the next slip.
- ``UNKNOWN``: the cut was sent, no answer came, and no counter can say.

A slip is never sent twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.api import Act, Evidence, Fault, Outcome, Report
from drivers.receipt_raster import Block, cut, opening
from drivers.receipt_status import Sign, fault_of
from drivers.receipt_wire import Look, Quiet, ReceiptWire
from drivers.serial_link import LinkDown

WINDOW = 2
"""Blocks on their way."""
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    block: float = 3.0
    """A printer that says it is fine works off a block within this time, or has lost it."""
    pause: float = 15.0
    """For what ends by itself (a hot head) in the middle of a slip."""
    knife: float = 3.0
    count: float = 1.0
    """The counter may be late by so much."""
    present: float = 5.0
    back: float = 2.0
    """After the cut was sent: for a port or a printer that went away to come back and say what became of it."""
    settle: float = 20.0
    """After a restart: for the printer to answer at all."""
    untaken: float = 60.0
    """A slip left in the presenter."""
    recover: float = 5.0
    """Between two tries to end an error."""


class _Trouble(Exception):
    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    why: str


def judge(before: int | None, after: int | None, *, cut_sent: bool, worked_off: bool) -> Verdict:
    """Pure. ``before``, ``after``: the knife's counter, None where there is none or it can not be had."""
    if not cut_sent:
        return Verdict(Outcome.NOT_DONE, "never cut")
    if before is not None and after is not None:
        moved = after - before
        if moved == 1 or (moved > 1 and worked_off):
            return Verdict(Outcome.DONE, "the knife's counter")
        if moved == 0 and not worked_off:
            return Verdict(Outcome.NOT_DONE, "the knife has not moved")
        return Verdict(Outcome.UNKNOWN, f"the knife's counter moved by {moved}")
    if worked_off:
        return Verdict(Outcome.DONE, "answered behind the cut")
    return Verdict(Outcome.UNKNOWN, "no answer behind the cut")


def cuts_of(evidence: Evidence) -> int | None:
    """The knife's counter in a baseline; None if there is none."""
    cuts = evidence.get("cuts")
    return cuts if isinstance(cuts, int) and cuts >= 0 else None


class SlipJob:
    """Prints one slip. ``counter``: the printer counts its cuts; ``presenter``: it holds a slip out until it is
    taken."""

    def __init__(
        self, act: Act, wire: ReceiptWire, patience: Patience, *, dots: int, counter: bool, presenter: bool
    ) -> None:
        self.rows = 0
        """Worked off at least."""
        self._act = act
        self._wire = wire
        self._patience = patience
        self._dots = dots
        self._counter = counter
        self._presenter = presenter
        self._cut_sent = False
        self._worked_off = False
        self._cuts: int | None = None

    def print(self, blocks: Sequence[Block]) -> Report:
        """Returns when it is known, or known to be unknowable, what became of it."""
        try:
            self._fine()
            self._wire.fresh()
            self._send_all(blocks)
            self._cut()
            return self._present() if self._presenter else self._report()
        except _Trouble as trouble:
            return self._failed(trouble.fault, str(trouble))
        except Quiet as error:
            return self._failed(Fault.SILENT, str(error))
        except LinkDown as error:
            return self._failed(Fault.NO_PORT, str(error))

    # --- the picture -----------------------------------------------------------------------------------------------

    def _send_all(self, blocks: Sequence[Block]) -> None:
        sent: list[int] = []
        self._wire.send(opening(self._dots), "opening")
        for number, block in enumerate(blocks, start=1):
            self._until_unanswered(WINDOW - 1, sent)
            self._wire.send(block.data, f"block {number}")
            self._wire.ask_in_order()
            sent.append(block.rows)
        self._until_unanswered(0, sent)
        self._fine()

    def _until_unanswered(self, most: int, sent: list[int]) -> None:
        """Wait until no more than ``most`` blocks are unanswered."""
        deadline = self._later()
        while (left := self._wire.unanswered) > most:
            if self._wire.alarmed:
                self._fine()
                deadline = self._later()
            elif time.monotonic() >= deadline:
                self._fine()
                if self._wire.unanswered == left:
                    raise _Trouble(Fault.STOPPED, "blocks were lost: its power went away, or its buffer was cleared")
                deadline = self._later()
            else:
                self._wire.listen(deadline)
                if self._wire.unanswered < left:
                    deadline = self._later()
            if answered := len(sent) - self._wire.unanswered:
                self.rows = sent[answered - 1]

    def _later(self) -> float:
        return time.monotonic() + self._wire.empty_s + self._patience.block

    def _fine(self) -> Look:
        """Look until the printer is ready; raises ``_Trouble`` for what does not end by itself."""
        end = time.monotonic() + self._patience.pause
        while True:
            look = self._wire.look()
            fault = fault_of(look.signs)
            if fault is None:
                return look
            if not look.signs & Sign.HOT or fault is not Fault.STOPPED or time.monotonic() >= end:
                raise _Trouble(fault, look.code)
            self._wire.listen(time.monotonic() + POLL_S)

    # --- the cut ---------------------------------------------------------------------------------------------------

    def _cut(self) -> None:
        self._cut_sent = True
        self._wire.send(cut(), "cut")
        self._wire.ask_in_order()
        end = time.monotonic() + self._wire.empty_s + self._patience.knife
        while self._wire.unanswered and not self._wire.alarmed and time.monotonic() < end:
            self._wire.listen(end)
        self._worked_off = not self._wire.unanswered
        look = self._wire.look()
        fault = fault_of(look.signs)
        if fault in (Fault.CUTTER, Fault.BROKEN):
            self._worked_off = False
            raise _Trouble(fault, look.code)
        if not self._worked_off:
            raise _Trouble(fault or Fault.STOPPED, "no answer behind the cut")
        self._count()

    def _count(self) -> None:
        """The knife's counter, which may be late."""
        before = cuts_of(self._act.baseline)
        if not self._counter or before is None:
            return
        end = time.monotonic() + self._patience.count
        while True:
            self._cuts = self._wire.cuts(self._patience.count)
            if self._cuts != before or time.monotonic() >= end:
                return
            self._wire.listen(time.monotonic() + POLL_S)

    def _present(self) -> Report:
        """Hold the slip out; it is delivered when the sensor at the exit has it."""
        self._wire.send(b"\x1de\x03\x0c", "present")
        end = time.monotonic() + self._wire.empty_s + self._patience.present
        while time.monotonic() < end:
            look = self._wire.look()
            fault = fault_of(look.signs)
            if fault is Fault.JAM:
                return self._result(Outcome.NOT_DONE, "jammed in the presenter", fault)
            if look.signs & Sign.TICKET:
                return self._report()
            self._wire.listen(time.monotonic() + POLL_S)
        return self._result(Outcome.UNKNOWN, "never seen at the exit", Fault.JAM)

    # --- the result ------------------------------------------------------------------------------------------------

    def _failed(self, fault: Fault, why: str) -> Report:
        if self._cut_sent and not self._worked_off and self._counter:
            self._ask_again()
        return self._report(fault, why)

    def _ask_again(self) -> None:
        """The cut was sent and not answered: the counter knows, if the printer comes back soon."""
        end = time.monotonic() + self._patience.back
        while self._cuts is None and time.monotonic() < end:
            try:
                self._wire.open()
                if fault_of(self._wire.look().signs) is not None:
                    return  # off-line, it counts for nobody
                self._wire.resync()
                self._cuts = self._wire.cuts(self._patience.count)
            except Quiet:
                pass
            except LinkDown:
                self._wire.rest(POLL_S)

    def _report(self, fault: Fault | None = None, why: str = "") -> Report:
        before = cuts_of(self._act.baseline)
        verdict = judge(before, self._cuts, cut_sent=self._cut_sent, worked_off=self._worked_off)
        return self._result(verdict.outcome, f"{verdict.why}; {why}" if why else verdict.why, fault)

    def _result(self, outcome: Outcome, why: str, fault: Fault | None) -> Report:
        done = outcome is Outcome.DONE
        evidence: dict[str, int | str] = {"why": why, "rows": self.rows}
        if self._cuts is not None:
            evidence["cuts"] = self._cuts
        return Report(self._act.number, outcome, int(done), evidence, None if done else fault)
