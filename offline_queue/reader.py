"""Reading the journal from another thread, for the way to the district. Each call is one short read of its own.

Records come from every segment that is still here, sealed aside or not, so that what an old epoch had not shipped
when a technician restarted is shipped too.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError

from offline_queue.chain import Damage, Head, JournalDamaged, JournalMissing, StoredRecord, link
from offline_queue.segment import Segment, find
from offline_queue.verify import open_or_damaged, typed, unreadable

# As text: a declared type would convert what lies in a column, and fail on another type before it could be named.
_COLUMNS = "SELECT sequence, previous, hash, body FROM records"
_LAST = text(f"{_COLUMNS} ORDER BY sequence DESC LIMIT 1")
_AFTER = text(f"{_COLUMNS} WHERE sequence > :after ORDER BY sequence LIMIT :most")


class JournalReader:
    """Reads what is durable; never writes. Any thread, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def head(self) -> Head:
        """The last durable record of the newest epoch. Raises ``JournalMissing``."""
        segments = find(self._folder)
        if not segments:
            raise JournalMissing(f"no journal in {self._folder}")
        newest = max(segments, key=lambda segment: (segment.epoch, segment.number))
        found = self._read(newest, _LAST)
        if not found:
            raise JournalDamaged(Damage.GAP, newest.path.name, "no record at all")
        return Head(newest.epoch, found[0].sequence, found[0].hash)

    def epochs(self) -> list[int]:
        """Epochs of which something is still here, oldest first."""
        return sorted({segment.epoch for segment in find(self._folder)})

    def records_after(self, epoch: int, sequence: int, limit: int) -> list[StoredRecord]:
        """Up to ``limit`` records of the epoch that follow ``sequence``, in order; the first may be later if that
        segment is gone.

        Each one's hash is checked again. Raises ``JournalDamaged``.
        """
        found: list[StoredRecord] = []
        for segment in find(self._folder):
            if segment.epoch == epoch and len(found) < limit:
                after = found[-1].sequence if found else sequence
                found += self._read(segment, _AFTER, after=after, most=limit - len(found))
        return found

    def record(self, epoch: int, sequence: int) -> StoredRecord | None:
        """One record, None if its segment is gone or it never was."""
        found = self.records_after(epoch, sequence - 1, 1)
        return found[0] if found and found[0].sequence == sequence else None

    def _read(self, segment: Segment, query: TextClause, **values: int) -> list[StoredRecord]:
        engine = open_or_damaged(segment.path, read_only=True)
        try:
            with engine.connect() as connection:
                rows = connection.execute(query, values).all()
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.DatabaseError):
                raise unreadable(segment.path, "while reading", error.orig) from error
            raise
        except UnicodeDecodeError as error:  # SQLite's message quotes broken bytes
            raise unreadable(segment.path, "while reading", error) from error
        finally:
            engine.dispose()
        return [_record(segment, tuple(row)) for row in rows]


def _record(segment: Segment, row: tuple[object, ...]) -> StoredRecord:
    where = f"{segment.path.name} sequence {row[0]}"
    sequence, previous, hash_, body = typed(row, where)
    if link(previous, body) != hash_:
        raise JournalDamaged(Damage.TAMPERED, where, "the hash does not fit the record")
    return StoredRecord(segment.epoch, sequence, previous.hex(), hash_.hex(), body)
