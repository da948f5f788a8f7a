"""What became of a print job, judged from the printer's own evidence. Pure: values in, a verdict out.

The life count (impressions completed, kept without power) decides wherever the printer has one: a job list can be
forgotten and a job state can be wrong, but sheets that came out are counted. A count may be late, though: while the job
says that more came out than was counted (``claims_more``), the caller waits for it. If it then has not moved at all,
the word of a count that was seen to follow an earlier job of this power-on stands against the printer's, and nothing
was printed; a count that was never seen to move proves nothing. Without a count only a job that the same printer still
knows since before, and calls completed, is done. Whatever is left is *unknown*: a person settles it, nobody guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from drivers.api import Act, Evidence, Outcome
from drivers.ipp_client import JobNow, JobState, PrinterNow

CLOCK_SLACK_S = 5
"""The moment of power-on, reckoned from the clock and printer-up-time, may wander so much."""


class Sent(Enum):
    """How far the document got, as the kiosk knows."""

    NEVER = "never"  # no byte of it left the kiosk, or the printer refused it
    PERHAPS = "perhaps"
    TAKEN = "taken"  # the printer said so
    BEFORE = "before"  # an earlier run of the program may have sent it


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    done: int
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the printer says when the job is over. ``job``: None if it knows none of this name."""

    printer: PrinterNow
    job: JobNow | None
    newest: int
    """The highest job-id it knows, 0 for none."""
    at: int
    """Seconds since 1970."""


def baseline(found: Found, *, life_count: bool, kept_up: bool = False) -> dict[str, int | str]:
    """The counters before an act. ``kept_up``: the life count was seen to follow a job since the printer was switched
    on."""
    values: dict[str, int | str] = {
        "up_time": found.printer.up_time,
        "at": found.at,
        "printer_uuid": found.printer.uuid,
        "jobs": found.newest,
    }
    if life_count and found.printer.impressions is not None:
        values["impressions"] = found.printer.impressions
        if kept_up:
            values["count_kept_up"] = 1
    return values


def counted(before: Evidence, printer: PrinterNow) -> int | None:
    """Impressions since the baseline; None if there is no count to compare. Negative: not the same count."""
    base = before.get("impressions")
    if not isinstance(base, int) or printer.impressions is None:
        return None
    return printer.impressions - base


def restarted(before: Evidence, found: Found) -> bool:
    """Whether the printer was switched on anew since the baseline: its jobs and job-ids then mean nothing."""
    up_time, at = _int(before, "up_time"), _int(before, "at")
    if up_time is None or at is None:
        return True
    switched_on, was = found.at - found.printer.up_time, at - up_time
    return found.printer.up_time < up_time or abs(switched_on - was) > CLOCK_SLACK_S


def same_power_on(before: Evidence, found: Found) -> bool:
    """Whether it is the same printer, and was not switched off since."""
    return before.get("printer_uuid") == found.printer.uuid and not restarted(before, found)


def claims_more(act: Act, found: Found) -> bool:
    """Whether the printer says of the job that more came out than its life count has: one of them is wrong, or late."""
    count = counted(act.baseline, found.printer)
    if count is None or found.job is None:
        return False
    return 0 <= count < (act.quantity if _whole(found) else min(found.job.impressions or 0, act.quantity))


def judge(act: Act, found: Found, sent: Sent) -> Verdict:
    before, wanted = act.baseline, act.quantity
    uuid = before.get("printer_uuid")
    if uuid and found.printer.uuid and uuid != found.printer.uuid:
        return Verdict(Outcome.UNKNOWN, 0, "another printer answers now")
    count = counted(before, found.printer)
    whole = _whole(found)
    if count is None:
        return _without_count(act, found, sent, whole)
    if count < 0:
        return Verdict(Outcome.UNKNOWN, 0, "the life count went back")
    if count == wanted:
        return Verdict(Outcome.DONE, wanted, "life count")
    if count > wanted:
        if whole and not restarted(before, found):
            return Verdict(Outcome.DONE, wanted, "job completed; the life count has more than this job")
        return Verdict(Outcome.UNKNOWN, 0, "the life count has more than this job")
    if count:
        return Verdict(Outcome.PARTIAL, count, "life count")
    if claims_more(act, found) and not (before.get("count_kept_up") and same_power_on(before, found)):
        return Verdict(Outcome.UNKNOWN, 0, "said to be printed; the life count was never seen to move")
    return Verdict(Outcome.NOT_DONE, 0, "life count")


def _without_count(act: Act, found: Found, sent: Sent, whole: bool) -> Verdict:
    if sent is Sent.NEVER:
        return Verdict(Outcome.NOT_DONE, 0, "the document was never sent")
    if restarted(act.baseline, found):
        return Verdict(Outcome.UNKNOWN, 0, "no life count, and the printer was restarted")
    if whole:
        return Verdict(Outcome.DONE, act.quantity, "job completed")
    jobs = _int(act.baseline, "jobs")
    if found.job is None and jobs and found.newest == jobs:
        # the list is cut at its old end: the last job before is there, so one after it would be, too
        return Verdict(Outcome.NOT_DONE, 0, "no job was made since")
    return Verdict(Outcome.UNKNOWN, 0, "no life count, and the job is not known as completed")


def _whole(found: Found) -> bool:
    """The printer says that all of the job came out."""
    job = found.job
    return job is not None and job.state == JobState.COMPLETED and "job-completed-with-errors" not in job.reasons


def _int(values: Mapping[str, int | str], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None
