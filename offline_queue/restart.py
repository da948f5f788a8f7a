"""Beginning again: a new epoch from counted stock, on a fresh machine or after a journal that can not be used.

The old files are renamed, never deleted or changed, and what the district has not seen of them is still shipped. The
new epoch's file is durable first; the renaming is finished at the next opening if it was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from offline_queue.chain import Head, JournalError
from offline_queue.entries import CarriedForward, Entry, EpochBegun, OwedClaim, PaymentTaken, Stock, decode
from offline_queue.journal import FolderLock, Journal
from offline_queue.segment import Segment, driver, find, hand_over, sync_folder
from offline_queue.verify import BROKEN, SegmentVerdict, check_all, check_joint, envelope_of, open_or_damaged, walk

SAFETY = 1000
"""Issue numbers left out after a restart: records lost off the end may have used some of them."""
NAME = re.compile(r"[A-Z0-9]{4}")
"""A kiosk's name, as kiosk.toml allows it."""
_DIGITS = 9
"""The longest serial that can have been printed; damage may make longer ones."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What can be read of the journals in a folder."""

    epoch: int | None
    """The newest epoch, None on a fresh machine."""
    head: Head | None
    """Its last record that verifies."""
    issue_serial: int
    """The highest issue serial found anywhere, verified or not."""
    verdicts: tuple[SegmentVerdict, ...]
    """Of the newest epoch's segments."""

    @property
    def damaged(self) -> bool:
        return any(verdict.damage is not None for verdict in self.verdicts)


def remains(folder: Path, kiosk: str) -> Remains:
    """Look, without changing anything."""
    segments = find(folder)
    if not segments:
        return Remains(None, None, 0, ())
    epoch = max(segment.epoch for segment in segments)
    verdicts = tuple(check_all([segment for segment in segments if segment.epoch == epoch], kiosk))
    lasts = [verdict.last for verdict in verdicts if verdict.last is not None]
    serial = max(_highest_serial(segment) for segment in segments)
    return Remains(epoch, lasts[-1] if lasts else None, serial, verdicts)


def believed(old: Remains, kiosk: str) -> Iterator[Entry]:
    """What the newest epoch says for certain: the entries, as far as the chain holds, of its newest segment of which
    anything can be believed. A segment opens with the full Books, so what came before it is not needed.

    Raises ``JournalDamaged`` where it ends, if it does not end well; nothing at all if nothing can be believed.
    """
    for index in reversed(range(len(old.verdicts))):
        verdict = old.verdicts[index]
        if verdict.first is None or (index and check_joint(old.verdicts[index - 1], verdict) is not None):
            continue
        engine = open_or_damaged(verdict.segment.path, read_only=True)
        try:
            for verified in walk(engine, verdict.segment, kiosk, salvage=verdict.damage is not None):
                yield verified.decoded().entry
        finally:
            engine.dispose()
        return


def other_kiosks(folder: Path, kiosk: str) -> dict[str, list[Segment]]:
    """The segments in the folder that another kiosk wrote, by its name."""
    found: dict[str, list[Segment]] = {}
    for segment in find(folder):
        writer = _writer(segment)
        if writer not in (None, kiosk):
            found.setdefault(str(writer), []).append(segment)
    return found


def move_out(folder: Path, others: dict[str, list[Segment]]) -> None:
    """Put other kiosks' segments, as they are, into folders ``other-<kiosk>``: in this one they would be shipped under
    our name. Raises ``JournalBusy``."""
    lock = FolderLock(folder)
    try:
        for kiosk, segments in others.items():
            target = folder / f"other-{kiosk}"
            target.mkdir(exist_ok=True)
            hand_over(target)
            for segment in segments:
                for ending in ("-wal", "-shm", ""):  # WAL first: it must not be orphaned
                    source = segment.path.with_name(segment.path.name + ending)
                    if source.exists():
                        source.rename(_free(target / source.name))
            sync_folder(target)
        sync_folder(folder)
    finally:
        lock.release()


def begin_again(
    folder: Path,
    kiosk: str,
    stock: Stock,
    reason: str,
    at: datetime,
    *,
    epoch: int | None = None,
    issue_serial: int | None = None,
    owed: tuple[OwedClaim, ...] = (),
) -> Journal:
    """Begin the next epoch and put the old files aside. ``epoch``, ``issue_serial``: for a new disk, where nothing
    can be read of what the kiosk did before; never lower than what is found. ``owed``: what the kiosk still owes; the
    caller draws it from ``believed``.

    Raises ``JournalBusy``, ``DiskFull``, ``ValueError`` (epoch or serial lower than what is here).
    """
    old = remains(folder, kiosk)
    next_epoch = (old.epoch or 0) + 1
    serial = old.issue_serial + SAFETY if old.epoch else 0
    if epoch is not None and epoch < next_epoch:
        raise ValueError(f"epoch {epoch} is over here; the next is {next_epoch}")
    if issue_serial is not None and issue_serial < serial:
        raise ValueError(f"issue serial {issue_serial} may have been used; {serial} is the least")
    begins = next_epoch if epoch is None else epoch
    first = EpochBegun(
        reason=reason,
        stock=stock,
        issue_serial=serial if issue_serial is None else issue_serial,
        previous_epoch=old.epoch,
        previous_head=old.head.hash if old.head else "",
        epoch=begins,
        owed=owed,
    )
    return Journal.create(folder, kiosk, first, at, begins)


def _free(path: Path) -> Path:
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    return path


def _writer(segment: Segment) -> str | None:
    """The kiosk that the first record names, None if it can not be read."""
    try:
        engine = open_or_damaged(segment.path, read_only=True)
        try:
            row = driver(engine).execute("SELECT body FROM records ORDER BY sequence LIMIT 1").fetchone()
        finally:
            engine.dispose()
    except (JournalError, *BROKEN):
        return None
    if row is None or not isinstance(row[0], bytes):
        return None
    try:
        name = envelope_of(row[0]).kiosk
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return name if NAME.fullmatch(name) else None


def _highest_serial(segment: Segment) -> int:
    """Reads on where verification would stop: a wrong serial too high does no harm, one too low prints a number
    twice."""
    highest = 0
    try:
        engine = open_or_damaged(segment.path, read_only=True)
        try:
            for (body,) in driver(engine).execute("SELECT body FROM records ORDER BY sequence"):
                highest = max(highest, _serial(body))
        finally:
            engine.dispose()
    except (JournalError, *BROKEN):
        return highest
    return highest


def _serial(body: object) -> int:
    try:
        entry: Entry = decode(body).entry if isinstance(body, bytes) else EpochBegun(reason="", stock={})
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 0
    match entry:
        case EpochBegun(issue_serial=serial) | CarriedForward(books={"issue_serial": int(serial)}):
            return serial
        case PaymentTaken(issuances=lines):
            tails = (line.number.rpartition("-")[2] for line in lines)
            return max((int(tail) for tail in tails if tail.isdecimal() and len(tail) <= _DIGITS), default=0)
        case _:
            return 0
