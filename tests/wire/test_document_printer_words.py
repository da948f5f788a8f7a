"""Tables: a printer's words as the house's, and every verdict on a job from what the printer says."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.api import Act, DeviceId, Fault, Outcome, Warning_, Work
from drivers.ipp_client import IppClient, JobNow, JobState, PrinterNow
from drivers.print_verdict import Found, Sent, judge
from drivers.printer_status import status_of

UUID = "urn:uuid:1"


def printer(**changes: Any) -> PrinterNow:
    idle: dict[str, Any] = {
        "state": 3,
        "reasons": (),
        "accepting": True,
        "up_time": 160,
        "uuid": UUID,
        "impressions": 100,
        "queued": 0,
        "sheets": None,
        "takes_jobs_in_two_steps": True,
    }
    return PrinterNow(**(idle | changes))


@pytest.mark.parametrize(
    ("state", "reasons", "fault"),
    [
        (3, (), None),
        (4, (), None),
        (5, ("media-jam-error",), Fault.JAM),
        (4, ("media-empty-warning",), Fault.PAPER_OUT),
        (3, ("media-empty-report", "media-needed-report"), Fault.PAPER_OUT),
        (3, ("media-needed",), Fault.PAPER_OUT),
        (5, ("cover-open-error", "media-empty-error"), Fault.COVER_OPEN),
        (5, ("door-open-error",), Fault.COVER_OPEN),
        (3, ("marker-supply-empty-warning",), Fault.TONER_OUT),
        (3, ("toner-empty",), Fault.TONER_OUT),
        (5, ("output-area-full-error",), Fault.OUTPUT_FULL),
        (5, ("paused",), Fault.STOPPED),
        (3, ("moving-to-paused",), Fault.STOPPED),
        (5, ("x-vendor-word",), Fault.STOPPED),
        (3, ("x-vendor-word", "output-area-almost-full-warning"), None),
    ],
)
def test_faults(state: int, reasons: tuple[str, ...], fault: Fault | None) -> None:
    status = status_of(printer(state=state, reasons=reasons))
    assert (status.fault, status.ready) == (fault, fault is None)
    assert all(reason in status.detail for reason in reasons)


def test_warnings_leave_the_printer_ready() -> None:
    status = status_of(printer(reasons=("media-low-warning", "toner-low-report", "marker-supply-low")))
    assert status.ready
    assert status.warnings == {Warning_.PAPER_LOW, Warning_.TONER_LOW}


def test_a_printer_that_takes_no_jobs_is_not_ready() -> None:
    assert status_of(printer(accepting=False)).fault is Fault.STOPPED
    assert status_of(printer(takes_jobs_in_two_steps=False)).fault is Fault.WRONG_DEVICE


BASE = {"up_time": 100, "at": 1000, "printer_uuid": UUID, "jobs": 7, "impressions": 100}
KEPT_UP = BASE | {"count_kept_up": 1}
UNCOUNTED = {name: value for name, value in BASE.items() if name != "impressions"}
DONE, CANCELED, ABORTED = JobState.COMPLETED, JobState.CANCELED, JobState.ABORTED
OK = ("job-completed-successfully",)


def job(state: int, reasons: tuple[str, ...] = OK, impressions: int | None = 3) -> JobNow:
    return JobNow(8, "name", "urn:uuid:8", state, reasons, impressions)


@pytest.mark.parametrize(
    ("base", "now", "known", "newest", "sent", "verdict"),
    [
        # the count decides, whatever the job says
        (BASE, {"impressions": 103}, job(DONE), 8, Sent.TAKEN, (Outcome.DONE, 3)),
        (BASE, {"impressions": 103}, job(CANCELED), 8, Sent.TAKEN, (Outcome.DONE, 3)),
        (BASE, {"impressions": 103}, None, 0, Sent.BEFORE, (Outcome.DONE, 3)),
        (BASE, {"impressions": 103, "up_time": 5}, None, 0, Sent.BEFORE, (Outcome.DONE, 3)),
        (BASE, {"impressions": 102}, job(DONE), 8, Sent.TAKEN, (Outcome.PARTIAL, 2)),
        (BASE, {"impressions": 101}, None, 0, Sent.PERHAPS, (Outcome.PARTIAL, 1)),
        (BASE, {"impressions": 100}, job(ABORTED, OK, 0), 8, Sent.TAKEN, (Outcome.NOT_DONE, 0)),
        (BASE, {"impressions": 100}, job(ABORTED, OK, None), 8, Sent.TAKEN, (Outcome.NOT_DONE, 0)),
        (BASE, {"impressions": 100}, None, 8, Sent.TAKEN, (Outcome.NOT_DONE, 0)),
        # a count that did not move although the job says so: only if it was seen to move since the power came
        (KEPT_UP, {"impressions": 100}, job(DONE), 8, Sent.TAKEN, (Outcome.NOT_DONE, 0)),
        (KEPT_UP, {"impressions": 100}, job(CANCELED), 8, Sent.TAKEN, (Outcome.NOT_DONE, 0)),
        (KEPT_UP, {"impressions": 100, "up_time": 5}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 100}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 100}, job(CANCELED), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 100}, job(DONE, ("job-completed-with-errors",)), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        # a count that can not be this job's
        (BASE, {"impressions": 99}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 105}, job(CANCELED), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 105}, job(DONE), 8, Sent.TAKEN, (Outcome.DONE, 3)),
        (BASE, {"impressions": 105, "up_time": 5}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (BASE, {"impressions": 103, "uuid": "urn:uuid:2"}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        # no count: only a job that the same power-on still calls completed is done
        (UNCOUNTED, {}, job(DONE), 8, Sent.TAKEN, (Outcome.DONE, 3)),
        (BASE, {"impressions": None}, job(DONE), 8, Sent.TAKEN, (Outcome.DONE, 3)),
        (UNCOUNTED, {}, job(DONE, ("job-completed-with-errors",)), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (UNCOUNTED, {}, job(CANCELED), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (UNCOUNTED, {"up_time": 99}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (UNCOUNTED, {"up_time": 120}, job(DONE), 8, Sent.TAKEN, (Outcome.UNKNOWN, 0)),
        (UNCOUNTED, {}, job(CANCELED), 8, Sent.NEVER, (Outcome.NOT_DONE, 0)),
        (UNCOUNTED, {}, None, 7, Sent.BEFORE, (Outcome.NOT_DONE, 0)),
        (UNCOUNTED, {}, None, 8, Sent.BEFORE, (Outcome.UNKNOWN, 0)),
        (UNCOUNTED | {"jobs": 0}, {}, None, 0, Sent.BEFORE, (Outcome.UNKNOWN, 0)),
        ({}, {}, None, 0, Sent.BEFORE, (Outcome.UNKNOWN, 0)),
    ],
)
def test_verdicts(
    base: dict[str, int | str],
    now: dict[str, Any],
    known: JobNow | None,
    newest: int,
    sent: Sent,
    verdict: tuple[Outcome, int],
) -> None:
    """Three pages; the baseline was read 60 s ago at up-time 100 s."""
    act = Act(1, DeviceId("document_printer"), Work.PRINT, 3, "name", base)
    found = judge(act, Found(printer(**now), known, newest, 1060), sent)
    assert (found.outcome, found.done) == verdict


@pytest.mark.parametrize("uri", ["", "printer", "file:///dev/usb/lp0", "ipp://", "/run/printer.uri"])
def test_what_is_no_address_is_refused_at_once(uri: str) -> None:
    with pytest.raises(ValueError, match="address"):
        IppClient(uri)
