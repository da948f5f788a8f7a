"""The A4 printer, over IPP: prints each document exactly once or says what became of it.

Why no document can come out twice, late or unseen:

- A job is made first (Create-Job) and gets its document second (Send-Document). An unanswered Create-Job is harmless,
  for a job without document prints nothing; so it counts as not done at once. Only Send-Document can print, it is sent
  once, and the job it belongs to has an id by then.
- An unanswered Send-Document is *unknown*. The driver asks until the printer answers again. A job that is not wanted
  any more is cancelled, and its result is reported only when the printer itself calls it ended (completed, canceled,
  aborted) or does not know it: a document that still waits in some buffer is refused by a job that has ended. So
  nothing is printed behind our back after a report.
- Cancel's "ok" says nothing about paper. What came out is judged by the life count (:mod:`drivers.print_verdict`),
  after it has stood still for ``Patience.count_s``, or for ``late_count_s`` while the printer says that more came out.

After a restart (``settle``) the job is looked for by its name, in the queue and among the ended ones. What does not
move is cancelled, for nothing may leave the machine unattended; what is just being printed is let finish.

This module is the thread: it looks at the printer, tells its status, takes baselines and turns the one open act, whose
steps are :mod:`drivers.print_job`.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.api import (
    Act,
    ActProgressed,
    ActReported,
    DeviceFact,
    DeviceId,
    Evidence,
    Fault,
    Mark,
    Pages,
    Post,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
)
from drivers.ipp_client import IppClient, PrinterLink, PrinterNow, PrinterRefused, PrinterState
from drivers.print_job import Patience, PrintJob
from drivers.print_verdict import Found, Sent, baseline, counted, same_power_on
from drivers.printer_status import status_of
from drivers.printer_wire import PrinterAway, PrinterSilent

log = logging.getLogger(__name__)

TICK_S = 0.2
"""The thread turns (and ticks) at least this often; while it waits for the printer, the link ticks for it."""
AWAY_S = 5.0
"""Longest pause between two tries to reach a silent printer when nothing is at stake."""


@dataclass
class _Preparing:
    until: float
    impressions: int | None = None
    swept: bool = False


@dataclass(frozen=True, slots=True)
class _Begin:
    act: Act
    pages: Pages


@dataclass(frozen=True, slots=True)
class _Settle:
    act: Act


class _Prepare: ...


class _Stop: ...


class DocumentPrinter:
    """One printer; see the module's head and :mod:`drivers.api`.

    ``observer`` is called before and after each request to the printer, ``tick`` at every turn of the thread.
    ``poll_s`` and ``busy_poll_s``: seconds between two looks at the printer when idle and while an act is open.
    ``life_count``: whether the printer's ``printer-impressions-completed`` is to be used; None: if it has one; True:
    it must have one. Raises ``ValueError`` for a ``uri`` that is no printer's address.
    """

    def __init__(
        self,
        uri: str,
        id: DeviceId = DeviceId("document_printer"),  # noqa: B008  # the contract's name; a NewType is a str
        *,
        observer: Callable[[str], None] | None = None,
        tick: Callable[[], None] | None = None,
        poll_s: float = 1.0,
        busy_poll_s: float = 0.06,
        life_count: bool | None = None,
        patience: Patience | None = None,
        link: PrinterLink | None = None,
    ) -> None:
        self._id = id
        self._link: PrinterLink = link if link is not None else IppClient(uri, observer=observer, tick=tick)
        self._tick = tick or (lambda: None)
        self._stopping = threading.Event()
        self._poll_s, self._busy_poll_s = poll_s, busy_poll_s
        self._life_count = life_count
        self._patience = patience or Patience()
        self._inbox: queue.SimpleQueue[_Begin | _Settle | _Prepare | _Stop] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._post: Post = _nowhere
        # below: owned by the thread
        self._due = 0.0
        self._away_s = 0.0
        self._status: Status | None = None
        self._preparing: _Preparing | None = None
        self._job: PrintJob | None = None
        self._last: Report | None = None
        self._kept_up: Evidence | None = None
        """The printer as it was when its life count was last seen to follow a job."""
        self._orphans: set[str] = set()
        """Names of jobs without document that may or may not have been made."""

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
            self._link.hang_up()
            self._inbox.put(_Stop())
            self._thread.join()
            self._thread = None

    def prepare(self) -> None:
        self._inbox.put(_Prepare())

    def accept(self, values: frozenset[Won]) -> None:
        """A printer takes no money."""

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        if pages is None:
            raise ValueError(f"act {act.number} prints nothing: it has no pages")
        self._inbox.put(_Begin(act, pages))

    def confirm(self, token: Token) -> None:
        """A printer posts no facts that need confirming."""

    def settle(self, act: Act) -> None:
        self._inbox.put(_Settle(act))

    # --- the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with contextlib.closing(self._link):
            while not self._stopping.is_set():  # what is not begun by then is settled by the next run
                self._tick()
                wait = min(TICK_S, max(0.0, self._due - time.monotonic()))
                try:
                    command = self._inbox.get(timeout=wait)
                except queue.Empty:
                    if time.monotonic() >= self._due:
                        self._look()
                    continue
                match command:
                    case _Stop():
                        pass
                    case _Prepare():
                        self._preparing = _Preparing(time.monotonic() + self._patience.prepare_s)
                        self._look()
                    case _Begin(act, pages):
                        report = self._open(act, Sent.NEVER).print(pages)
                        if report is not None:
                            if report.fault is not Fault.STOPPED:  # no answer: it may have been made all the same
                                self._orphans.add(act.name)
                            self._reported(report)
                        self._due = 0.0
                    case _Settle(act):
                        self._settle(act)

    def _open(self, act: Act, sent: Sent) -> PrintJob:
        if self._job is not None:
            raise RuntimeError(f"act {act.number} began while act {self._job.act.number} is open")
        self._job = PrintJob(act, sent, self._link, self._patience)
        return self._job

    def _settle(self, act: Act) -> None:
        if self._last is not None and self._last.act == act.number:
            self._post(ActReported(self._id, self._last))
        elif self._job is None or self._job.act.number != act.number:
            self._open(act, Sent.BEFORE)
            self._due = 0.0

    def _look(self) -> None:
        """One look at the printer, and whatever follows from it."""
        try:
            printer = self._link.printer()
            if self._life_count is False:
                printer = replace(printer, impressions=None)
            self._away_s = 0.0
            self._tell(self._judged(status_of(printer), printer))
            if self._preparing is not None:
                self._prepare(self._preparing, printer)
            if self._job is not None:
                self._advance(self._job, printer)
            elif self._orphans and printer.queued:
                self._cancel_orphans()
            busy = self._job is not None or self._preparing is not None
            self._due = time.monotonic() + (self._busy_poll_s if busy else self._poll_s)
        except (PrinterAway, PrinterSilent, PrinterRefused) as error:
            if not self._stopping.is_set():  # else it is we who hung up
                self._lost(error)

    def _judged(self, status: Status, printer: PrinterNow) -> Status:
        if status.ready and self._life_count is True and printer.impressions is None:
            return Status(ready=False, fault=Fault.WRONG_DEVICE, detail="no printer-impressions-completed")
        return status

    @property
    def _fault(self) -> Fault | None:
        return self._status.fault if self._status is not None else Fault.SILENT

    def _lost(self, error: Exception) -> None:
        """No answer. Asked again soon while something is at stake, ever slower otherwise."""
        fault = Fault.NO_PORT if isinstance(error, PrinterAway) else Fault.SILENT
        self._tell(Status(ready=False, fault=fault, detail=str(error)))
        if self._preparing is not None:
            self._preparing = None
            self._post(Prepared(self._id, None, fault))
        if self._job is not None:
            self._job.unreachable(fault)
        longest = self._poll_s if self._job is not None else max(AWAY_S, self._poll_s)
        self._away_s = min(longest, max(self._busy_poll_s, self._away_s * 2))
        self._due = time.monotonic() + self._away_s

    def _tell(self, status: Status) -> None:
        if status != self._status:
            if self._status is None or status.fault != self._status.fault:
                log.info("%s: %s %s", self._id, status.fault or "ready", status.detail)
            self._status = status
            self._post(StatusChanged(self._id, status))

    # --- prepare --------------------------------------------------------------------------------------------------

    def _prepare(self, preparing: _Preparing, printer: PrinterNow) -> None:
        """Answers when the printer is ready and its queue is empty, or when ``prepare_s`` is over."""
        if self._job is not None:
            self._prepared(None, Fault.UNCOUNTED)
            return
        if (fault := self._fault) is not None:
            self._prepared(None, fault)
            return
        waiting = self._link.jobs(ended=False)
        if waiting and not preparing.swept:
            preparing.swept = True
            self._sweep()
        late = time.monotonic() >= preparing.until
        still = printer.state != PrinterState.PROCESSING or (late and preparing.impressions == printer.impressions)
        if not waiting and still:
            ended = self._link.jobs(ended=True)
            newest = max((job.number for job in ended), default=0)
            found = Found(printer, None, newest, int(time.time()))
            kept_up = self._kept_up is not None and same_power_on(self._kept_up, found)
            self._prepared(baseline(found, life_count=self._life_count is not False, kept_up=kept_up), None)
        elif late:
            self._prepared(None, Fault.UNCOUNTED)
        preparing.impressions = printer.impressions

    def _prepared(self, values: Evidence | None, fault: Fault | None) -> None:
        self._preparing = None
        self._post(Prepared(self._id, values, fault))

    def _sweep(self) -> None:
        """No act is open, so none of our jobs may be in the queue: whatever is left of an earlier time goes."""
        for job in self._link.jobs(ended=False, mine=True):
            self._cancel(job.number)

    def _cancel_orphans(self) -> None:
        for job in self._link.jobs(ended=False):
            if job.name in self._orphans:
                self._cancel(job.number)
                self._orphans.discard(job.name)

    def _cancel(self, number: int) -> None:
        # refused: it has ended or is ending
        with contextlib.suppress(PrinterRefused):
            self._link.cancel(number)

    # --- an act ---------------------------------------------------------------------------------------------------

    def _advance(self, job: PrintJob, printer: PrinterNow) -> None:
        done = job.done
        report = job.advance(printer, self._fault)
        if job.done > done:
            self._post(ActProgressed(self._id, job.act.number, job.done))
        if report is not None:
            if counted(job.act.baseline, printer) == job.act.quantity:
                self._kept_up = baseline(Found(printer, None, 0, int(time.time())), life_count=True)
            self._reported(report)

    def _reported(self, report: Report) -> None:
        self._job = None
        self._last = report
        self._post(ActReported(self._id, report))


def _nowhere(fact: DeviceFact) -> None:
    raise RuntimeError("the printer is not started")
