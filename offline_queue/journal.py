"""The journal: append-only, hash-chained, durable when ``append`` returns; write-ahead log, audit trail and outbox at
once.

One process owns a journal (a lock on the folder), one thread at a time writes it. Opening verifies the open segment
to the last byte. Other threads read through ``reader()``. Failures are the named exceptions of
:mod:`offline_queue.chain`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine

from offline_queue.chain import (
    Damage,
    DiskFull,
    Head,
    JournalBusy,
    JournalDamaged,
    JournalError,
    JournalFailed,
    JournalMissing,
    link,
    stamp,
    unstamp,
)
from offline_queue.entries import CarriedForward, Entry, EpochBegun, Record, encode
from offline_queue.reader import JournalReader
from offline_queue.segment import (
    MOST_AT_ONCE,
    Row,
    Segment,
    close_for_good,
    connect,
    driver,
    failure,
    find,
    hand_over,
    insert,
    is_closed,
    make,
    named,
    put_aside,
    sweep,
)
from offline_queue.verify import SegmentVerdict, Verified, check_all, open_or_damaged, walk

__all__ = [
    "Damage",
    "DiskFull",
    "Head",
    "Journal",
    "JournalBusy",
    "JournalDamaged",
    "JournalError",
    "JournalFailed",
    "JournalMissing",
    "JournalReader",
    "SegmentVerdict",
]

log = logging.getLogger(__name__)


class FolderLock:
    """The right to write in the folder; the system takes it back when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Raises ``JournalBusy``."""
        path = folder / "journal.lock"
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        hand_over(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise JournalBusy(f"the journal in {folder} is open in another process") from error

    def release(self) -> None:
        """Safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Journal:
    """The open journal. ``head``: its last record; ``last_at``: that record's time (UTC); ``began_at``: the time of
    the open segment's first one."""

    head: Head
    last_at: datetime
    began_at: datetime

    def __init__(self, folder: Path, kiosk: str, segment: Segment, engine: Engine, lock: FolderLock) -> None:
        """Use ``create`` or ``open``."""
        self._folder = folder
        self._kiosk = kiosk
        self._segment = segment
        self._engine = engine
        self._lock = lock
        self._connection = driver(engine)
        self._cursor = self._connection.cursor()
        self._failed = False

    @classmethod
    def create(cls, folder: Path, kiosk: str, first: EpochBegun, at: datetime, epoch: int = 1) -> Self:
        """Begin an epoch. Raises ``JournalBusy``, ``DiskFull``, ``FileExistsError`` (that epoch or a later one is
        here)."""
        if not folder.is_dir():
            folder.mkdir(parents=True)
            hand_over(folder)
        lock = FolderLock(folder)
        try:
            if any(segment.epoch >= epoch for segment in find(folder)):
                raise FileExistsError(f"epoch {epoch} or a later one is already in {folder}")
            make(named(folder, epoch, 1), _row(kiosk, epoch, 1, b"", first, stamp(at)))
        finally:
            lock.release()
        return cls.open(folder, kiosk)

    @classmethod
    def open(cls, folder: Path, kiosk: str, progress: Callable[[], None] = lambda: None) -> Self:
        """Verify the open segment and own it; ``progress`` is called for each record. Raises ``JournalMissing``,
        ``JournalBusy``, ``JournalDamaged``."""
        if not folder.is_dir():
            raise JournalMissing(f"no journal in {folder}")
        lock = FolderLock(folder)
        try:
            segment = _settle_folder(folder)
            engine = open_or_damaged(segment.path)
            try:
                journal = cls(folder, kiosk, segment, engine, lock)
                journal._verify(progress)
            except BaseException:
                engine.dispose()
                raise
        except BaseException:
            lock.release()
            raise
        return journal

    def entries(self) -> Iterator[Entry]:
        """The open segment's entries, oldest first: ``EpochBegun`` or ``CarriedForward``, then what happened since.

        Raises ``JournalDamaged`` (unknown_entry: written by newer software).
        """
        for verified in walk(self._engine, self._segment, self._kiosk):
            yield verified.decoded().entry

    def append(self, entries: Sequence[Entry], at: datetime) -> Head:
        """All or none, durable when it returns; the new head. ``at``: aware.

        Raises ``DiskFull`` (nothing written; may be tried again) and ``JournalFailed`` (can not be known; this object
        is done).
        """
        if self._failed:
            raise JournalFailed("the journal failed before; only a restart can tell what is durable")
        if not entries:
            return self.head
        if len(entries) > MOST_AT_ONCE:
            raise ValueError(f"{len(entries)} entries in one transaction, at most {MOST_AT_ONCE}")
        epoch, sequence, previous = self.head.epoch, self.head.sequence, bytes.fromhex(self.head.hash)
        time = stamp(at)
        values: list[int | bytes] = []
        for entry in entries:
            sequence += 1
            row = _row(self._kiosk, epoch, sequence, previous, entry, time)
            previous = row[2]
            values += row
        self._commit(len(entries), values)
        self.head = Head(epoch, sequence, previous.hex())
        self.last_at = at
        return self.head

    def roll(self, books: dict[str, Any], at: datetime) -> Head:
        """Close the month: the next segment opens with the full Books. Raises ``DiskFull`` (the old segment stays
        open)."""
        old = self._segment
        following = named(self._folder, old.epoch, old.number + 1)
        entry = CarriedForward(segment=following.number, previous_head=self.head.hash, books=books)
        row = _row(self._kiosk, old.epoch, self.head.sequence + 1, bytes.fromhex(self.head.hash), entry, stamp(at))
        make(following, row)
        self._connection.close()
        self._engine.dispose()
        self._segment = following
        self._engine = connect(following.path)
        self._connection = driver(self._engine)
        self._cursor = self._connection.cursor()
        self.head = Head(old.epoch, row[0], row[2].hex())
        self.last_at = self.began_at = at
        _close_segment(old)
        return self.head

    def verify_older(self) -> Iterator[SegmentVerdict]:
        """Walk the epoch's earlier segments and how each joins the next. For a thread of its own; takes as long as it
        takes."""
        mine = [s for s in find(self._folder) if s.epoch == self._segment.epoch and s.number <= self._segment.number]
        for verdict in check_all(mine, self._kiosk):
            if verdict.segment != self._segment or verdict.damage is not None:
                yield verdict

    def reader(self) -> JournalReader:
        """For the uploader's thread."""
        return JournalReader(self._folder)

    def close(self) -> None:
        """Tidy the file up and give the folder back. Safe to call twice."""
        self._connection.close()
        self._engine.dispose()
        self._lock.release()

    def _verify(self, progress: Callable[[], None]) -> None:
        verified = walk(self._engine, self._segment, self._kiosk)
        first = last = next(verified)  # walk yields one or raises
        for following in verified:
            last = following
            progress()
        self.head = Head(self._segment.epoch, last.record.sequence, last.record.hash)
        self.began_at, self.last_at = self._time_of(first), self._time_of(last)

    def _time_of(self, verified: Verified) -> datetime:
        try:
            return unstamp(verified.envelope.at)
        except ValueError as error:
            where = f"{self._segment.path.name} sequence {verified.record.sequence}"
            raise JournalDamaged(Damage.TAMPERED, where, "the time is no time") from error

    def _commit(self, count: int, values: list[int | bytes]) -> None:
        # One INSERT is one transaction of its own: a third fewer statements than BEGIN, INSERT, COMMIT on the hot path.
        try:
            self._cursor.execute(insert(count), values)
        except sqlite3.Error as error:
            reason = failure(error)
            self._failed = isinstance(reason, JournalFailed)
            raise reason from error


def _row(kiosk: str, epoch: int, sequence: int, previous: bytes, entry: Entry, time: str) -> Row:
    body = encode(Record(kiosk=kiosk, epoch=epoch, sequence=sequence, at=time, entry=entry))
    return sequence, previous, link(previous, body), body


def _settle_folder(folder: Path) -> Segment:
    """Finish what a cut may have left half done, and name the open segment."""
    sweep(folder)
    mine = [segment for segment in find(folder) if not segment.sealed_aside]
    if not mine:
        raise JournalMissing(f"no journal in {folder}")
    newest = mine[-1]
    for segment in mine[:-1]:
        if segment.epoch < newest.epoch:
            put_aside(segment)
        elif not is_closed(segment.path):
            _close_segment(segment)
    if is_closed(newest.path):
        raise JournalDamaged(Damage.TRUNCATED, newest.path.name, "a later segment was begun and is missing")
    return newest


def _close_segment(segment: Segment) -> None:
    try:
        close_for_good(segment.path)
    except (
        sqlite3.Error
    ) as error:  # a reader is in it just now, or it is damaged: verification will say; next start tries again
        log.info("segment %d stays as it is for now: %s", segment.number, error)
