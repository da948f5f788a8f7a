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
  after it has stood still for ``Patience.count_s``.

After a restart (``settle``) the job is looked for by its name, in the queue and among the ended ones. What does not
move is cancelled, for nothing may leave the machine unattended; what is just being printed is let finish.
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
    Outcome,
    Pages,
    Post,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
)
from drivers.ipp_client import (
    IppClient,
    JobNow,
    JobState,
    PrinterLink,
    PrinterNow,
    PrinterRefused,
    PrinterState,
)
from drivers.print_verdict import Found, Sent, Verdict, baseline, counted, judge, restarted
from drivers.printer_status import status_of
from drivers.printer_wire import PrinterAway, PrinterSilent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    give_up_s: float = 20.0
    """A job that stands still with a fault that may heal (paper, cover, toner) is cancelled after this."""
    jam_s: float = 3.0
    """The same for a jam, which only a technician can clear."""
    stalled_s: float = 40.0
    """A job that makes no progress without any fault (held, warming up for ever) is cancelled after this."""
    late_document_s: float = 1.0
    """An unanswered document may still arrive at a printer that answers again; then the job is cancelled."""
    count_s: float = 1.0
    """The life count must have stood still for so long before less than the whole is believed."""
    prepare_s: float = 2.0
    """How long a printer may take to become idle after its last job."""


TICK_S = 0.2
"""The thread turns (and ticks) at least this often; while it waits for the printer, the link ticks for it."""
AWAY_S = 5.0
"""Longest pause between two tries to reach a silent printer when nothing is at stake."""
CANCEL_AGAIN_S = 2.0


@dataclass
class _Preparing:
    until: float
    impressions: int | None = None
    swept: bool = False


@dataclass
class _Job:
    """The one open act."""

    act: Act
    sent: Sent
    moved: float
    """When it last made progress (monotonic)."""
    number: int | None = None
    done: int = 0
    fault: Fault | None = None
    """The last fault seen while it was open."""
    faulty_since: float | None = None
    answering_since: float | None = None
    cancelled_at: float | None = None
    empty: bool = False
    """It was cancelled while it had no document."""
    count: int | None = None
    count_since: float = 0.0
    state: int = 0
    """The last job-state seen."""


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
        self._job: _Job | None = None
        self._last: Report | None = None
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
                        self._open(act, Sent.NEVER)
                        self._print(act, pages)
                        self._due = 0.0
                    case _Settle(act):
                        self._settle(act)

    def _open(self, act: Act, sent: Sent) -> _Job:
        if self._job is not None:
            raise RuntimeError(f"act {act.number} began while act {self._job.act.number} is open")
        self._job = _Job(act, sent, moved=time.monotonic())
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
            self._job.fault = fault
            self._job.answering_since = None
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
            self._prepared(baseline(found, life_count=self._life_count is not False), None)
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

    def _print(self, act: Act, pages: Pages) -> None:
        """Create-Job, then Send-Document; the pages are gone afterwards."""
        job = self._job
        if job is None:
            raise RuntimeError("no act is open")
        try:
            job.number = self._link.create_job(act.name)
            job.sent = Sent.PERHAPS
            self._link.send_document(job.number, pages)
            job.sent = Sent.TAKEN
        except PrinterRefused as refused:
            log.info("%s: job %s refused: %s", self._id, act.name, refused)
            if job.number is None:
                self._not_begun(job, Fault.STOPPED, f"Create-Job refused: {refused}")
            elif refused.status < 0x0500 or refused.status in (0x0501, 0x0506, 0x0507):
                job.sent = Sent.NEVER  # it said: not this, not now, not possible. Other server errors say nothing
        except (PrinterAway, PrinterSilent) as error:
            log.info("%s: job %s unanswered: %s", self._id, act.name, error)
            away = isinstance(error, PrinterAway)
            if job.number is None:
                self._orphans.add(act.name)
                self._not_begun(job, Fault.NO_PORT if away else Fault.SILENT, f"Create-Job: {error}")
            elif away:
                job.sent = Sent.NEVER
        finally:
            pages.wipe()

    def _not_begun(self, job: _Job, fault: Fault, why: str) -> None:
        self._report(job, Verdict(Outcome.NOT_DONE, 0, why), fault, {})

    def _advance(self, job: _Job, printer: PrinterNow) -> None:
        """One step of an open act, after each look at the printer."""
        now = time.monotonic()
        fault = self._fault
        if fault is not None:
            job.fault = fault
        job.faulty_since = (job.faulty_since or now) if fault is not None else None
        job.answering_since = job.answering_since or now
        found = self._find(job)
        self._progress(job, printer, found, now)
        if found is None or found.ended:
            self._conclude(job, printer, found, fault, now)
        elif self._unwanted(job, found, fault, now) and now - (job.cancelled_at or 0.0) >= CANCEL_AGAIN_S:
            log.info("%s: cancelling job %s in state %d", self._id, job.act.name, found.state)
            job.cancelled_at = now
            job.empty = found.waits_for_document
            self._cancel(found.number)

    def _find(self, job: _Job) -> JobNow | None:
        """By its number while that still means the same job (a restart begins at 1 again), else by its name."""
        if job.number is not None:
            found = self._link.job(job.number)
            if found is not None and found.name == job.act.name:
                return found
        for ended in (False, True):
            for other in self._link.jobs(ended=ended):
                if other.name == job.act.name:
                    job.number = other.number
                    return other
        job.number = None
        return None

    def _progress(self, job: _Job, printer: PrinterNow, found: JobNow | None, now: float) -> None:
        count = counted(job.act.baseline, printer)
        if count != job.count:
            job.count, job.count_since = count, now
        state = found.state if found is not None else 0
        done = count if count is not None else (found.impressions or 0) if found is not None else 0
        done = min(done, job.act.quantity)
        if state != job.state or done > job.done:
            job.moved = now
        job.state = state
        if done > job.done:
            job.done = done
            self._post(ActProgressed(self._id, job.act.number, done))

    def _unwanted(self, job: _Job, found: JobNow, fault: Fault | None, now: float) -> bool:
        """Whether the job is to be cancelled."""
        patience = self._patience
        resumed = job.sent is Sent.BEFORE
        if job.cancelled_at is not None or job.sent is Sent.NEVER:
            return True
        if found.waits_for_document and job.sent is not Sent.TAKEN:
            return resumed or now - (job.answering_since or now) >= patience.late_document_s
        if resumed and (fault is not None or found.state != JobState.PROCESSING):
            return True
        if fault is not None and job.faulty_since is not None:
            stands = now - max(job.faulty_since, job.moved)  # some print on in spite of "toner-empty"
            if stands >= (patience.jam_s if fault is Fault.JAM else patience.give_up_s):
                return True
        return now - job.moved >= patience.stalled_s

    def _conclude(self, job: _Job, printer: PrinterNow, found: JobNow | None, fault: Fault | None, now: float) -> None:
        """The job is over, or the printer does not know it. Less than the whole is believed only of a count at rest."""
        newest = max((other.number for ended in (False, True) for other in self._link.jobs(ended=ended)), default=0)
        evidence = Found(printer, found, newest, int(time.time()))
        verdict = judge(job.act, evidence, job.sent)
        if verdict.outcome is not Outcome.DONE:
            moving = printer.state == PrinterState.PROCESSING and fault is None
            rested = now - max(job.moved, job.count_since) >= self._patience.count_s
            if moving or not (rested or job.empty or _never_made(job.act, evidence)):
                return
        self._report(job, verdict, fault or job.fault, _figures(evidence))

    def _report(self, job: _Job, verdict: Verdict, fault: Fault | None, figures: Evidence) -> None:
        """``figures``: what was read from the printer."""
        whole = verdict.outcome is Outcome.DONE
        report = Report(
            act=job.act.number,
            outcome=verdict.outcome,
            done=verdict.done,
            evidence={"why": verdict.why, "sent": job.sent.value, **figures},
            fault=None if whole else fault,
        )
        log.info("%s: job %s %s, %d of %d: %s", self._id, job.act.name, report.outcome, *_of(report, job), verdict.why)
        self._job = None
        self._last = report
        self._post(ActReported(self._id, report))


def _never_made(act: Act, found: Found) -> bool:
    """Whether no sheet of this act can be on its way: the printer was switched on anew, or has had no job since."""
    return found.job is None and (restarted(act.baseline, found) or found.newest == act.baseline.get("jobs"))


def _of(report: Report, job: _Job) -> tuple[int, int]:
    return report.done, job.act.quantity


def _figures(found: Found) -> dict[str, int | str]:
    values: dict[str, int | str] = {"up_time": found.printer.up_time, "jobs": found.newest}
    if found.printer.impressions is not None:
        values["impressions"] = found.printer.impressions
    if found.job is not None:
        values |= {"job": found.job.number, "job_uuid": found.job.uuid, "job_state": found.job.state}
        values["job_reasons"] = ",".join(found.job.reasons)
        if found.job.impressions is not None:
            values["job_impressions"] = found.job.impressions
    return values


def _nowhere(fact: DeviceFact) -> None:
    raise RuntimeError("the printer is not started")
