"""Faults in the journal: each begins and ends there once, over restarts too, and a device that flaps does not fill it.

A fault is always journalled at once. Its end waits while the device has ended too many faults of late: until it has
been quiet again it stands as faulty, which it is.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import DeviceId, Fault, Status
from kiosk.core.turn import Turn
from offline_queue.entries import FaultCleared, FaultRaised

ENDS = 3
WINDOW_S = 60.0
"""A device's faults end at most ``ENDS`` times in ``WINDOW_S`` seconds."""
DETAIL = 200
"""Letters of a device's own words that are kept."""


def journal(turn: Turn, name: str, fault: str | None, detail: str = "", *, anew: bool = False) -> None:
    """Write the edge, if it is one, or ``anew`` though the fault stands. ``name``: a device, or clock, disk, journal,
    district."""
    before = turn.books.faults.get(name)
    if before == fault and not (anew and fault is not None):
        return
    if before is not None and before != fault:
        turn.write(FaultCleared(device=name, fault=before))
    if fault is not None:
        turn.write(FaultRaised(device=name, fault=str(fault), detail=detail[:DETAIL]))


def of_status(turn: Turn, device: DeviceId, status: Status) -> None:
    """The device's status as the journal has it."""
    before, fault = turn.books.faults.get(device), _standing(turn, device, status)
    if before is not None and fault != before and not _may_end(turn, device):
        turn.cabinet = replace(turn.cabinet, flapping=turn.cabinet.flapping | {device})
        return
    turn.cabinet = replace(turn.cabinet, flapping=turn.cabinet.flapping - {device})
    journal(turn, device, fault, status.detail)


def watch_flapping(turn: Turn) -> None:
    """With every fact, whatever it is: what was held back is journalled as soon as there is room for it."""
    for device in sorted(turn.cabinet.flapping):
        of_status(turn, device, turn.cabinet.status[device])


def _may_end(turn: Turn, device: DeviceId) -> bool:
    """Counts this end if it may be."""
    now = turn.now.mono
    lately = tuple(end for end in turn.cabinet.ends.get(device, ()) if now - end < WINDOW_S)
    if len(lately) >= ENDS:
        return False
    turn.cabinet = replace(turn.cabinet, ends={**turn.cabinet.ends, device: (*lately, now)})
    return True


def _standing(turn: Turn, device: DeviceId, status: Status) -> str | None:
    """The fault to have in the journal. A device that is only not ready yet changes nothing; of an act that is not
    settled the journal tells by the act itself."""
    if status.ready:
        return None
    if status.fault is None or status.fault is Fault.UNCOUNTED:
        return turn.books.faults.get(device)
    return status.fault
