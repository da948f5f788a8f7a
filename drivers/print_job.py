"""One act of the document printer, from its job's making to its report: what to do and to wait for at each look.

``PrintJob`` has no thread and no clock but ``time``'s; :mod:`drivers.document_printer` turns it. Each of ``print`` and
``advance`` may raise the link's errors (``advance``: after them it is simply turned again) and returns the report when
there is one; then the job is over.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.api import Act, Fault, Outcome, Pages, Report
from drivers.ipp_client import JobNow, JobState, PrinterLink, PrinterNow, PrinterRefused, PrinterState
from drivers.print_verdict import Found, Sent, Verdict, claims_more, counted, judge, restarted
from drivers.printer_wire import PrinterAway, PrinterSilent

log = logging.getLogger(__name__)

CANCEL_AGAIN_S = 2.0


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
    late_count_s: float = 10.0
    """The same while the printer itself says that more came out: life counts are often written some time later."""
    prepare_s: float = 2.0
    """How long a printer may take to become idle after its last job."""


class PrintJob:
    """``sent``: ``NEVER`` for an act that begins now, ``BEFORE`` for one of an earlier run of the program."""

    def __init__(self, act: Act, sent: Sent, link: PrinterLink, patience: Patience) -> None:
        self.act = act
        self.sent = sent
        self.done = 0
        """Impressions so far, for the screen."""
        self._link = link
        self._patience = patience
        self._moved = time.monotonic()
        """When it last made progress."""
        self._number: int | None = None
        self._fault: Fault | None = None
        """The last fault seen while it was open."""
        self._faulty_since: float | None = None
        self._answering_since: float | None = None
        self._cancelled_at: float | None = None
        self._empty = False
        """It was cancelled while it had no document."""
        self._count: int | None = None
        self._count_since = 0.0
        self._state = 0
        """The last job-state seen."""

    def unreachable(self, fault: Fault) -> None:
        """The printer could not be asked."""
        self._fault = fault
        self._answering_since = None

    def print(self, pages: Pages) -> Report | None:
        """Create-Job, then Send-Document; the pages are gone afterwards. The report: there is no job."""
        try:
            self._number = self._link.create_job(self.act.name)
            self.sent = Sent.PERHAPS
            self._link.send_document(self._number, pages)
            self.sent = Sent.TAKEN
        except PrinterRefused as refused:
            log.info("job %s refused: %s", self.act.name, refused)
            if self._number is None:
                return self._not_begun(Fault.STOPPED, f"Create-Job refused: {refused}")
            if refused.status < 0x0500 or refused.status in (0x0501, 0x0506, 0x0507):
                self.sent = Sent.NEVER  # it said: not this, not now, not possible. Other server errors say nothing
        except (PrinterAway, PrinterSilent) as error:
            log.info("job %s unanswered: %s", self.act.name, error)
            away = isinstance(error, PrinterAway)
            if self._number is None:
                return self._not_begun(Fault.NO_PORT if away else Fault.SILENT, f"Create-Job: {error}")
            if away:
                self.sent = Sent.NEVER
        finally:
            pages.wipe()
        return None

    def _not_begun(self, fault: Fault, why: str) -> Report:
        return self._report(Verdict(Outcome.NOT_DONE, 0, why), fault, {})

    def advance(self, printer: PrinterNow, fault: Fault | None) -> Report | None:
        """One step, after each look at the printer; ``fault``: what it has now."""
        now = time.monotonic()
        if fault is not None:
            self._fault = fault
        self._faulty_since = (self._faulty_since or now) if fault is not None else None
        self._answering_since = self._answering_since or now
        found = self._find()
        self._progress(printer, found, now)
        if found is None or found.ended:
            return self._conclude(printer, found, fault, now)
        if self._unwanted(found, fault, now) and now - (self._cancelled_at or 0.0) >= CANCEL_AGAIN_S:
            log.info("cancelling job %s in state %d", self.act.name, found.state)
            self._cancelled_at = now
            self._empty = found.waits_for_document
            with contextlib.suppress(PrinterRefused):  # it has ended or is ending
                self._link.cancel(found.number)
        return None

    def _find(self) -> JobNow | None:
        """By its number while that still means the same job (a restart begins at 1 again), else by its name."""
        if self._number is not None:
            found = self._link.job(self._number)
            if found is not None and found.name == self.act.name:
                return found
        for ended in (False, True):
            for other in self._link.jobs(ended=ended):
                if other.name == self.act.name:
                    self._number = other.number
                    return other
        self._number = None
        return None

    def _progress(self, printer: PrinterNow, found: JobNow | None, now: float) -> None:
        count = counted(self.act.baseline, printer)
        if count != self._count:
            self._count, self._count_since = count, now
        state = found.state if found is not None else 0
        done = count if count is not None else (found.impressions or 0) if found is not None else 0
        done = min(done, self.act.quantity)
        if state != self._state or done > self.done:
            self._moved = now
        self._state = state
        if done > self.done:
            self.done = done

    def _unwanted(self, found: JobNow, fault: Fault | None, now: float) -> bool:
        """Whether the job is to be cancelled."""
        patience = self._patience
        resumed = self.sent is Sent.BEFORE
        if self._cancelled_at is not None or self.sent is Sent.NEVER:
            return True
        if found.waits_for_document and self.sent is not Sent.TAKEN:
            return resumed or now - (self._answering_since or now) >= patience.late_document_s
        if resumed and (fault is not None or found.state != JobState.PROCESSING):
            return True
        if fault is not None and self._faulty_since is not None:
            stands = now - max(self._faulty_since, self._moved)  # some print on in spite of "toner-empty"
            if stands >= (patience.jam_s if fault is Fault.JAM else patience.give_up_s):
                return True
        return now - self._moved >= patience.stalled_s

    def _conclude(self, printer: PrinterNow, found: JobNow | None, fault: Fault | None, now: float) -> Report | None:
        """The job is over, or the printer does not know it. Less than the whole is believed only of a count at rest."""
        newest = max((other.number for ended in (False, True) for other in self._link.jobs(ended=ended)), default=0)
        evidence = Found(printer, found, newest, int(time.time()))
        verdict = judge(self.act, evidence, self.sent)
        if verdict.outcome is not Outcome.DONE:
            late = claims_more(self.act, evidence)
            rest = self._patience.late_count_s if late else self._patience.count_s
            rested = now - max(self._moved, self._count_since) >= rest
            moving = printer.state == PrinterState.PROCESSING and fault is None
            if moving or not (rested or self._empty or _never_made(self.act, evidence)):
                return None
        return self._report(verdict, fault or self._fault, _figures(evidence))

    def _report(self, verdict: Verdict, fault: Fault | None, figures: Mapping[str, int | str]) -> Report:
        """``figures``: what was read from the printer."""
        act, done = self.act, verdict.done
        log.info("job %s %s, %d of %d: %s", act.name, verdict.outcome, done, act.quantity, verdict.why)
        return Report(
            act=act.number,
            outcome=verdict.outcome,
            done=done,
            evidence={"why": verdict.why, "sent": self.sent.value, **figures},
            fault=None if verdict.outcome is Outcome.DONE else fault,
        )


def _never_made(act: Act, found: Found) -> bool:
    """Whether no sheet of this act can be on its way: the printer was switched on anew, or has had no job since."""
    return found.job is None and (restarted(act.baseline, found) or found.newest == act.baseline.get("jobs"))


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
