"""Reading the journal from another thread, for the way to the district. Each call is one short read of its own.

Records come from every segment that is still here, sealed aside or not, so that what an old epoch had not shipped
when a technician restarted is shipped too.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError

from offline_queue.chain import Damage, Head, JournalDamaged, JournalMissing, StoredRecord, link
from offline_queue.segment import Segment, find, records
from offline_queue.verify import open_or_damaged, unreadable


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
        last = select(func.max(records.c.sequence)).scalar_subquery()
        found = self._read(newest, select(records).where(records.c.sequence == last))
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
                query = select(records).where(records.c.sequence > after)
                found += self._read(segment, query.order_by(records.c.sequence).limit(limit - len(found)))
        return found

    def record(self, epoch: int, sequence: int) -> StoredRecord | None:
        """One record, None if its segment is gone or it never was."""
        found = self.records_after(epoch, sequence - 1, 1)
        return found[0] if found and found[0].sequence == sequence else None

    def _read(self, segment: Segment, query: Select[Any]) -> list[StoredRecord]:
        engine = open_or_damaged(segment.path, read_only=True)
        try:
            with engine.connect() as connection:
                rows = connection.execute(query).all()
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.DatabaseError):
                raise unreadable(segment.path, "while shipping", error.orig) from error
            raise
        finally:
            engine.dispose()
        for row in rows:
            if link(row.previous, row.body) != row.hash:
                where = f"{segment.path.name} sequence {row.sequence}"
                raise JournalDamaged(Damage.TAMPERED, where, "the hash does not fit the record")
        return [StoredRecord(segment.epoch, row.sequence, row.previous.hex(), row.hash.hex(), row.body) for row in rows]
