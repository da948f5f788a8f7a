"""The mechanism of the simulated printer: a tray, a paper path, a queue and a counter that survives a power cut.

One thread moves one sheet at a time; everything is guarded by the ledger's lock, so a snapshot never sees half a step.
When a sheet falls into the output, four things happen in one step: the paper file is rewritten, the tray has one sheet
less, the ledger gets its line, the life count goes up by one. What survives a loss of power is ``Memory``; jobs, job
ids and up-time do not.
"""

from __future__ import annotations

import base64
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any

from drivers.simulators.ipp_pdf import count_pages, first_pages
from drivers.simulators.ledger import Ledger

FORGET_AFTER = 50
"""Finished jobs that the printer remembers."""
DOCUMENT_WAIT_S = 60
"""A job whose document does not come is aborted after this long (multiple-operation-time-out)."""


class JobState(IntEnum):
    """RFC 8011 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED = frozenset({JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED})


@dataclass
class Job:
    """Times are the printer's up-time in seconds."""

    number: int
    name: str
    user: str
    uuid: str
    created: int
    hold: bool = False
    """Asked to wait until it is released."""
    state: JobState = JobState.HELD
    reasons: tuple[str, ...] = ("job-data-insufficient",)
    document: bytes | None = field(default=None, repr=False)
    """Dropped when the job has ended."""
    pages: int = 0
    done: int = 0
    """Impressions completed, as the printer reports them."""
    octets: int = 0
    started: int | None = None
    ended: int | None = None
    paper: int | None = None
    """Number of its file in the output, from its first sheet on."""

    @property
    def over(self) -> bool:
        return self.state in ENDED


@dataclass
class Memory:
    """What a printer still knows, or holds in its paper path, after a power cut."""

    uuid: str
    impressions: int = 0
    tray: int = 250
    papers: int = 0
    jammed: bool = False
    cover_open: bool = False
    toner: str = "ok"
    """ok | low | out"""
    counts: bool = True
    """False: a model without ``printer-impressions-completed``."""


Deliver = Callable[[int, str, bytes], None]
"""Puts a document into the output: number, job name, the pages that came out."""


class Engine:
    """``page_s``: seconds from the tray to the output. ``device``: the name in the ledger's lines."""

    def __init__(self, device: str, page_s: float, ledger: Ledger, deliver: Deliver) -> None:
        self.page_s = page_s
        self.lock = threading.Condition(ledger.lock)
        self.memory = Memory(uuid=f"urn:uuid:{uuid.uuid4()}")
        self.jobs: dict[int, Job] = {}
        self.paused = False
        self.hold_new = False
        self.lie = False
        self.count_lag = 0.0
        """Seconds until a sheet is seen in the life count."""
        self._fallen: list[float] = []
        """When the latest sheets fell (monotonic)."""
        self.jam_at: int | None = None
        self.moving: tuple[int, int] | None = None
        """Job and page of the sheet on its way."""
        self._device = device
        self._ledger = ledger
        self._deliver = deliver
        self._booted = time.time()
        self._next_job = 1
        self._stopping = False
        self._thread: threading.Thread | None = None

    # --- power ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The motor runs until ``stop``."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="simulated printer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self.lock:
            self._stopping = True
            self.lock.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def lose_power(self, sheet: str = "") -> None:
        """Jobs are forgotten. A sheet on its way ends ``out`` (counted) or ``in`` (back in the tray); default: either,
        by its page."""
        with self.lock:
            if self.moving is not None:
                number, page = self.moving
                if sheet == "out" or (not sheet and page % 2 == 0):
                    self._sheet_out(self.jobs[number], page)
            self.moving = None
            self.jobs.clear()
            self._next_job = 1
            self.paused = self.hold_new = self.lie = False
            self.jam_at = None
            self.count_lag = 0.0
            self._booted = time.time()
            self.lock.notify_all()

    @property
    def up_time(self) -> int:
        """Seconds since power-on; never 0, which RFC 8011 5.4.29 does not allow."""
        return max(1, int(time.time() - self._booted) + 1)

    @property
    def counted(self) -> int:
        """The life count as it is told: late by ``count_lag``."""
        now = time.monotonic()
        self._fallen = [at for at in self._fallen if now - at < self.count_lag]
        return self.memory.impressions - len(self._fallen)

    # --- what the panel shows -------------------------------------------------------------------------------------

    def obstacles(self) -> tuple[str, ...]:
        """Why no sheet can move now, as printer-state-reasons without suffix (RFC 8011 5.4.12)."""
        memory = self.memory
        waiting = any(not job.over and job.document for job in self.jobs.values())
        found = {
            "media-jam": memory.jammed,
            "cover-open": memory.cover_open,
            "media-empty": memory.tray <= 0,
            "media-needed": memory.tray <= 0 and waiting,
            "toner-empty": memory.toner == "out",
            "paused": self.paused,
        }
        return tuple(reason for reason, there in found.items() if there)

    @property
    def stopped(self) -> bool:
        """An empty tray stops the printer only when a job wants a sheet; all else does at once."""
        obstacles = self.obstacles()
        return bool(obstacles) and (obstacles != ("media-empty",))

    @property
    def busy(self) -> bool:
        return any(job.state in (JobState.PROCESSING, JobState.STOPPED) for job in self.jobs.values())

    # --- jobs -----------------------------------------------------------------------------------------------------

    def create(self, name: str, user: str, *, hold: bool) -> Job:
        with self.lock:
            job = Job(self._next_job, name, user, f"urn:uuid:{uuid.uuid4()}", created=self.up_time, hold=hold)
            self._next_job += 1
            self.jobs[job.number] = job
            for old in [job.number for job in self.jobs.values() if job.over][:-FORGET_AFTER]:
                del self.jobs[old]
            return job

    def feed(self, job: Job, document: bytes) -> None:
        """The job's one document is here."""
        with self.lock:
            job.document, job.octets, job.pages = document, len(document), count_pages(document)
            if self.hold_new or job.hold:
                job.state, job.reasons = JobState.HELD, ("job-hold-until-specified",)
            else:
                job.state, job.reasons = JobState.PENDING, ("none",)
            self.lock.notify_all()

    def cancel(self, job: Job) -> None:
        """A sheet on its way comes out first: the job ends when it has."""
        with self.lock:
            if self.moving is not None and self.moving[0] == job.number:
                job.reasons = ("processing-to-stop-point", "job-canceled-by-user")
            else:
                self._end(job, JobState.CANCELED, "job-canceled-by-user")
            self.lock.notify_all()

    def hold(self, job: Job) -> None:
        with self.lock:
            job.state, job.reasons = JobState.HELD, ("job-hold-until-specified",)

    def release(self, job: Job) -> None:
        with self.lock:
            if job.document is not None:
                job.state, job.reasons = JobState.PENDING, ("none",)
            self.lock.notify_all()

    def _end(self, job: Job, state: JobState, reason: str) -> None:
        job.state, job.reasons, job.document, job.ended = state, (reason,), None, self.up_time

    # --- the motor ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self.lock:
            while not self._stopping:
                self._drop_empty_jobs()
                job = self._current()
                if job is None:
                    self.lock.wait(1.0)
                elif self.stopped:
                    job.state, job.reasons = JobState.STOPPED, ("printer-stopped",)
                    self.lock.wait(1.0)
                else:
                    job.state = JobState.PROCESSING
                    job.reasons = ("job-printing",)
                    self._move_sheet(job)

    def _drop_empty_jobs(self) -> None:
        for job in self.jobs.values():
            if not job.over and job.document is None and self.up_time - job.created > DOCUMENT_WAIT_S:
                self._end(job, JobState.ABORTED, "aborted-by-system")

    def _current(self) -> Job | None:
        """The job at work, else the next of the queue, begun."""
        for job in self.jobs.values():
            if job.state in (JobState.PROCESSING, JobState.STOPPED):
                return job
        for job in self.jobs.values():
            if job.state == JobState.PENDING:
                if self.lie:
                    self.lie = False
                    job.started, job.done = self.up_time, job.pages
                    self._end(job, JobState.COMPLETED, "job-completed-successfully")
                    continue
                job.state, job.started = JobState.PROCESSING, self.up_time
                return job
        return None

    def _move_sheet(self, job: Job) -> None:
        page = job.done + 1
        sheet = (job.number, page)
        self.moving = sheet
        arrives = time.monotonic() + self.page_s
        while (left := arrives - time.monotonic()) > 0:
            self.lock.wait(left)
            if self._stopping or self.moving != sheet or self.jobs.get(job.number) is not job:
                return  # frozen for a snapshot, or its power is gone
        self.moving = None
        if self.jam_at == page:
            self.jam_at = None
            with self._ledger.change():
                self.memory.jammed = True
                self.memory.tray -= 1
                self._ledger.append("sheet_jammed", device=self._device, job=job.name, page=page)
        else:
            self._sheet_out(job, page)
        if "processing-to-stop-point" in job.reasons:
            self._end(job, JobState.CANCELED, "job-canceled-by-user")
        elif job.done == job.pages:
            self._end(job, JobState.COMPLETED, "job-completed-successfully")

    def _sheet_out(self, job: Job, page: int) -> None:
        with self._ledger.change():
            if job.paper is None:
                self.memory.papers += 1
                job.paper = self.memory.papers
            job.done = page
            self._deliver(job.paper, job.name, first_pages(job.document or b"", page))
            self.memory.tray -= 1
            self.memory.impressions += 1
            self._fallen.append(time.monotonic())
            self._ledger.append("sheet_printed", device=self._device, job=job.name, page=page, pages=job.pages)

    # --- snapshots ------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """(what survives, what does not); plain JSON, the same as long as nothing happens."""
        with self.lock:
            jobs = []
            for job in self.jobs.values():
                fields = asdict(job)
                fields["document"] = None if job.document is None else base64.b64encode(job.document).decode()
                jobs.append(fields)
            volatile = {
                "booted": self._booted,
                "next_job": self._next_job,
                "jobs": jobs,
                "moving": None if self.moving is None else list(self.moving),
                "paused": self.paused,
                "hold_new": self.hold_new,
                "lie": self.lie,
                "count_lag": self.count_lag,
                "jam_at": self.jam_at,
            }
            return asdict(self.memory), volatile

    def restore(self, memory: dict[str, Any], volatile: dict[str, Any], power_lost: bool) -> None:
        """Continue from a state; with ``power_lost`` as it is after the power came back. Empty ``volatile``: switched
        on anew.

        A sheet that was on its way starts again from the tray, unless the loss of power decides otherwise.
        """
        with self.lock, self._ledger.change():
            self.memory = Memory(**memory)
            self.jobs, self.moving = {}, None
            self._fallen.clear()
            if volatile:
                self._booted = volatile["booted"]
                self._next_job = volatile["next_job"]
                self.jobs = {fields["number"]: _job(fields) for fields in volatile["jobs"]}
                self.paused, self.hold_new = volatile["paused"], volatile["hold_new"]
                self.lie, self.jam_at = volatile["lie"], volatile["jam_at"]
                self.count_lag = volatile["count_lag"]
                if volatile["moving"] is not None:
                    self.moving = (volatile["moving"][0], volatile["moving"][1])
                self._lay_out_again()
            if power_lost or not volatile:
                self.lose_power()
            self.moving = None
            self.lock.notify_all()

    def _lay_out_again(self) -> None:
        """The output holds what it held in the snapshot, not what came out since."""
        for job in self.jobs.values():
            if job.paper is not None and job.document is not None:
                self._deliver(job.paper, job.name, first_pages(job.document, job.done))


def _job(fields: dict[str, Any]) -> Job:
    plain = dict(fields)
    plain["state"] = JobState(plain["state"])
    plain["reasons"] = tuple(plain["reasons"])
    plain["document"] = None if plain["document"] is None else base64.b64decode(plain["document"])
    return Job(**plain)
