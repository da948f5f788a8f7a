"""The receipt printer: ESC/POS over a serial port, slips as pictures.

This module is the thread: it looks at the printer (:mod:`drivers.receipt_wire`), tells its status, has the way cleared
for the next slip (:mod:`drivers.receipt_path`), and hands each slip to :mod:`drivers.receipt_job`, where the outcomes
are defined.

Baseline: ``{"cuts": n}``, the counter of the knife since the factory, or -1 where ``counter`` is off. It is to be on
only for a printer that keeps that counter at once and without power; many write it down now and then.

After a restart (``settle``) nothing is printed. A slip that stands in the presenter, or a counter that moved by one, is
done; a counter that has not moved is not done; without either it is unknown, at once.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.api import (
    Act,
    ActReported,
    DeviceFact,
    DeviceId,
    Evidence,
    Fault,
    Mark,
    Outcome,
    Pages,
    Post,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
    Work,
)
from drivers.receipt_job import Patience, SlipJob, cuts_of, judge
from drivers.receipt_path import PaperPath, Untaken
from drivers.receipt_raster import DPI, blocks, opening
from drivers.receipt_status import Sign, fault_of, status_of
from drivers.receipt_wire import Look, Quiet, ReceiptWire
from drivers.serial_link import LinkDown, SerialLink

log = logging.getLogger(__name__)

TICK_S = 0.1
AWAY_S = 0.2


@dataclass(frozen=True, slots=True)
class _Begin:
    act: Act
    pages: Pages


@dataclass(frozen=True, slots=True)
class _Settle:
    act: Act


class _Prepare: ...


class _Stop(Exception):
    """``stop`` was called."""


class ReceiptPrinter:
    """One printer; see the module's head and :mod:`drivers.api`.

    ``dots``: width of the head (576 at 203 dpi or 512 at 180). ``presenter``: it answers DLE EOT 20 and holds a slip
    out until it is taken; ``untaken``: what becomes of one that nobody takes. ``observer`` is called before and after
    each write, ``tick`` at every turn of the thread. ``poll_s``: between two looks when idle.
    """

    def __init__(
        self,
        port: str,
        device: DeviceId,
        *,
        baud: int = 19200,
        dots: int = 576,
        presenter: bool = False,
        counter: bool = False,
        observer: Callable[[str], None] | None = None,
        tick: Callable[[], None] | None = None,
        poll_s: float = 1.0,
        patience: Patience | None = None,
        untaken: Untaken = "retract",
    ) -> None:
        if dots not in DPI:
            raise ValueError(f"a head of {dots} dots; known are {', '.join(map(str, DPI))}")
        self._id = device
        self._dots, self._presenter, self._counter = dots, presenter, counter
        self._tick = tick or (lambda: None)
        self._poll_s = poll_s
        self._patience = patience or Patience()
        link = SerialLink(port, baud=baud, rtscts=True, observer=observer)
        self._wire = ReceiptWire(link, baud=baud, kiosk=presenter, turn=self._turn)
        self._path = PaperPath(
            self._wire, self._patience, dots=dots, counter=counter, presenter=presenter, untaken=untaken
        )
        self._inbox: queue.SimpleQueue[_Begin | _Settle | _Prepare] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._post: Post = _nowhere
        # below: owned by the thread
        self._due = 0.0
        self._status: Status | None = None
        self._look: Look | None = None
        self._last: Report | None = None

    # --- the contract ---------------------------------------------------------------------------------------------

    @property
    def id(self) -> DeviceId:
        return self._id

    def start(self, mark: Mark | None, post: Post) -> None:
        self._post = post
        self._thread = threading.Thread(target=self._run, name=str(self._id), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self._stopping.set()
            self._thread.join()
            self._thread = None

    def prepare(self) -> None:
        self._inbox.put(_Prepare())

    def accept(self, values: frozenset[Won]) -> None:
        """A printer takes no money."""

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        if pages is None or act.work is not Work.SLIP or act.quantity != 1:
            raise ValueError(f"act {act.number}: a receipt printer prints one slip, and its picture comes with it")
        self._inbox.put(_Begin(act, pages))

    def confirm(self, token: Token) -> None:
        """A printer posts no facts that need confirming."""

    def settle(self, act: Act) -> None:
        self._inbox.put(_Settle(act))

    # --- the thread -----------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        self._tick()
        if self._stopping.is_set():  # an act under way is settled by the next run
            raise _Stop

    def _run(self) -> None:
        with contextlib.closing(self._wire.link), contextlib.suppress(_Stop):
            while True:
                self._turn()
                command = self._next()
                match command:
                    case _Prepare():
                        self._prepare()
                    case _Begin(act, pages):
                        self._begin(act, pages)
                    case _Settle(act):
                        self._settle(act)
                    case None:
                        self._watch()

    def _next(self) -> _Begin | _Settle | _Prepare | None:
        """The next command; None when it is time to look at the printer, whether by the clock or by its own word."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._inbox.get(timeout=max(0.0, min(TICK_S, self._due - time.monotonic())))
            if time.monotonic() >= self._due:
                return None
            self._turn()
            try:
                self._wire.listen(0.0)
            except LinkDown:
                return None
            if self._wire.news:
                return None

    # --- looking ---------------------------------------------------------------------------------------------------

    def _watch(self) -> Look | None:
        """One look at the printer and what follows from it; None if it can not be had."""
        self._due = time.monotonic() + self._poll_s
        try:
            if self._wire.open():
                self._look = None
                self._wire.send(opening(self._dots), "opening")
            look = self._wire.look(self._look)
        except Quiet as error:
            self._lost(Fault.SILENT, str(error))
            return None
        except LinkDown as error:
            self._lost(Fault.NO_PORT, str(error))
            self._due = time.monotonic() + AWAY_S
            return None
        self._look = look
        self._tell(status_of(look.signs, look.code))
        if self._path.tend(look):
            self._due = time.monotonic() + AWAY_S
        return look

    def _lost(self, fault: Fault, why: str) -> None:
        self._look = None
        self._tell(Status(ready=False, fault=fault, detail=why))

    def _tell(self, status: Status) -> None:
        if status != self._status:
            if self._status is None or status.fault != self._status.fault:
                log.info("%s: %s %s", self._id, status.fault or "ready", status.detail)
            self._status = status
            self._post(StatusChanged(self._id, status))

    # --- prepare ---------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Answers with the way cleared for a slip: nothing in the presenter, nothing hanging, the printer in step."""
        look = self._watch()
        baseline: Evidence | None = None
        if look is None or (fault := fault_of(look.signs)) is not None:
            fault = self._status.fault if self._status is not None and self._status.fault else Fault.SILENT
        else:
            try:
                fault = self._path.clear(look)
                if fault is None:
                    baseline = self._path.baseline()
                    fault = Fault.SILENT if baseline is None else None
            except Quiet:
                fault = Fault.SILENT
            except LinkDown:
                fault = Fault.NO_PORT
        self._due = 0.0
        self._post(Prepared(self._id, baseline, fault))

    # --- an act ---------------------------------------------------------------------------------------------------

    def _begin(self, act: Act, pages: Pages) -> None:
        job = SlipJob(
            act, self._wire, self._patience, dots=self._dots, counter=self._counter, presenter=self._presenter
        )
        try:
            picture = blocks(pages.read(), self._dots)
        except ValueError as error:
            log.error("%s: %s", act.name, error)
            self._reported(Report(act.number, Outcome.NOT_DONE, 0, {"why": str(error)}))
        else:
            self._reported(job.print(picture))

    def _settle(self, act: Act) -> None:
        if self._last is not None and self._last.act == act.number:
            self._post(ActReported(self._id, self._last))
            return
        before = cuts_of(act.baseline)
        end = time.monotonic() + self._patience.settle
        if not (self._presenter or (self._counter and before is not None)):
            end = 0.0  # nothing it could say would tell
        outcome, fault = Outcome.UNKNOWN, None
        evidence: dict[str, int | str] = {"why": "the printer can not say"}
        while time.monotonic() < end:
            look = self._watch()
            if look is not None and look.signs & Sign.TICKET:
                outcome, evidence, fault = Outcome.DONE, {"why": "it stands in the presenter"}, None
                break
            if look is not None and (fault := fault_of(look.signs)) is None:
                if not self._counter or before is None:
                    break
                with contextlib.suppress(LinkDown, Quiet):
                    self._wire.resync()
                    if (cuts := self._wire.cuts(self._patience.block)) is not None:
                        verdict = judge(before, cuts, cut_sent=True, worked_off=False)
                        outcome, evidence = verdict.outcome, {"why": verdict.why, "cuts": cuts}
                        break
            elif look is None:
                fault = self._status.fault if self._status is not None else Fault.SILENT
            self._wire.rest(AWAY_S)
        done = outcome is Outcome.DONE
        self._reported(Report(act.number, outcome, int(done), evidence, None if done else fault))

    def _reported(self, report: Report) -> None:
        self._path.remains |= report.outcome is not Outcome.DONE
        self._last = report
        if report.fault is not None:
            self._lost(report.fault, str(report.evidence.get("why", "")))  # until the next look
        self._due = 0.0
        self._post(ActReported(self._id, report))


def _nowhere(fact: DeviceFact) -> None:
    raise RuntimeError("the printer is not started")
