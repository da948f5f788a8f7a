"""What happens around the devices, whatever the session is: errand, disk, clock, district, journal, a wish to stop."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core import ending, faults
from kiosk.core.facts import DiskChanged, DistrictDisagrees, DistrictSeen, JournalBroken
from kiosk.core.offering import clock_fault
from kiosk.core.screens import Code
from kiosk.core.session import ClosingGate, Ending, Noticing, PayingOut, Printing, Stage, Taking, Thanking, Visit
from kiosk.core.turn import Turn

_FINDINGS = 20
"""Findings against the journal kept in mind, so that none is journalled again and again."""


def errand_ended(turn: Turn) -> None:
    match turn.session:
        case Visit(proving=True) as visit:
            ending.end(turn, visit, "failed", Code.MAINTENANCE, "issue_failed", unproved="errand_lost")
        case Visit(wiped=False, stage=stage) as visit:
            stop(turn, visit, stage, Ending("failed", "refund", Code.MAINTENANCE, "issue_failed"))


def disk_changed(turn: Turn, fact: DiskChanged) -> None:
    turn.cabinet = replace(turn.cabinet, disk_room=fact.room and not fact.spent)
    faults.journal(turn, "disk", None if turn.cabinet.disk_room else "full")
    match turn.session:
        case Visit(wiped=False, stage=stage) as visit if fact.spent:
            stop(turn, visit, stage, Ending("failed", "refund", Code.MAINTENANCE, "disk"))


def stop_asked(turn: Turn) -> None:
    """The paper in work comes out, all other money comes back. What waits for a press after a cut waits for the next
    start."""
    if turn.cabinet.stopping:
        return
    turn.cabinet = replace(turn.cabinet, stopping=True)
    match turn.session:
        case Visit(stage=Taking() | Noticing(back=False) as stage) as visit:
            turn.go(visit, stage, ending.last_word(turn, 0.0))
        case Visit(stage=Thanking()):
            ending.leave(turn)
        case Visit(stage=stage) as visit:
            stop(turn, visit, stage, Ending("cancelled", "refund"))


def stop(turn: Turn, visit: Visit, stage: Stage, why: Ending) -> None:
    """The visit can not go on: everything not delivered comes back, at once or as soon as the copy in work is
    settled."""
    match stage:
        case Printing():
            turn.go(replace(visit, halt=why), stage)
        case PayingOut() | ClosingGate() | Taking() | Noticing(back=False) | Thanking():
            return  # it ends already
        case _:
            ending.end(turn, visit, why.outcome, why.code, why.detail)


def district_seen(turn: Turn, fact: DistrictSeen) -> None:
    """An offset once known stays known: losing the district does not make a wrong clock right. A clock that the
    district confirms now is right, whatever the last entries were dated: their order comes from the sequence."""
    offset = fact.clock_offset_s if fact.clock_offset_s is not None else turn.cabinet.clock_offset_s
    turn.cabinet = replace(turn.cabinet, district_reachable=fact.reachable, clock_offset_s=offset)
    if fact.clock_offset_s is not None and abs(fact.clock_offset_s) <= turn.rules.max_clock_offset_s:
        turn.cabinet = replace(turn.cabinet, last_entry_at=turn.now.wall)
    if fact.reachable and not any(device == "district" for device, _, _ in turn.cabinet.distrust):
        faults.journal(turn, "district", None)
    watch_clock(turn)


def watch_clock(turn: Turn) -> None:
    """Journalled with the time to reach, or a second start would find only the younger records of the wrong clock."""
    fault, last = clock_fault(turn), turn.cabinet.last_entry_at
    faults.journal(turn, "clock", fault, last.isoformat() if fault == "behind" and last is not None else "")


def district_disagrees(turn: Turn, fact: DistrictDisagrees) -> None:
    _untrusted(turn, "district", fact.problem, fact.detail)


def journal_broken(turn: Turn, fact: JournalBroken) -> None:
    _untrusted(turn, "journal", "journal_broken", fact.detail)


def _untrusted(turn: Turn, device: str, problem: str, detail: str) -> None:
    """The visit that is open is served to its end; no other begins. Each finding is journalled once in every run: what
    stood before the start may have been put right and be found anew."""
    finding = (device, problem, detail)
    if finding in turn.cabinet.distrust:
        return
    distrust = (*turn.cabinet.distrust, finding)[-_FINDINGS:]
    turn.cabinet = replace(turn.cabinet, closing=turn.cabinet.closing or problem, distrust=distrust)
    faults.journal(turn, device, problem, detail, anew=True)
