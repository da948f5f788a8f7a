"""Reading a segment with suspicion: every byte that matters is checked before it is believed.

Found here: a file that is no journal, another kiosk's, changed schema or bytes, missing records, a cut file, a WAL
with whole commits behind a broken one. Not to be found here: a tail that is gone without a trace. That is what the
district's head is for.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from offline_queue.chain import Damage, Head, JournalDamaged, JournalFailed, StoredRecord, link
from offline_queue.entries import CarriedForward, EpochBegun, Record, decode
from offline_queue.segment import APPLICATION_ID, FORMAT, SCHEMA, Row, Segment, connect, driver

_SELECT = "SELECT sequence, previous, hash, body FROM records ORDER BY sequence"
_WAL_HEADER = 32
_FRAME_HEADER = 24
_ATTEMPTS = 3
_MACHINE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""SQLite's words for a disk that is full, failing or not ours to open; they say nothing about the journal."""
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a broken file raises; SQLite's own message may quote bytes of it that are no text."""


class Envelope(msgspec.Struct, frozen=True):
    """What of a record can be read even if its entry is of a newer kind."""

    kiosk: str
    epoch: int
    sequence: int
    at: str


envelope_of = msgspec.json.Decoder(Envelope).decode


@dataclass(frozen=True, slots=True)
class Verified:
    """One record whose place in the chain is proved."""

    record: StoredRecord
    envelope: Envelope

    def decoded(self) -> Record:
        """Raises ``JournalDamaged`` for an entry that only newer software knows, or that is none."""
        try:
            return decode(self.record.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            where = f"epoch {self.record.epoch} sequence {self.record.sequence}"
            kind = Damage.UNKNOWN_ENTRY if isinstance(error, msgspec.ValidationError) else Damage.TAMPERED
            raise JournalDamaged(kind, where, str(error)) from error


@dataclass(frozen=True, slots=True)
class SegmentVerdict:
    """The result for one segment file. ``first`` and ``last`` are None where nothing could be believed."""

    segment: Segment
    records: int
    first: StoredRecord | None
    last: Head | None
    damage: JournalDamaged | None


def walk(engine: Engine, segment: Segment, kiosk: str, *, salvage: bool = False) -> Iterator[Verified]:
    """Every record in order, each only after it was checked against the one before. Raises ``JournalDamaged`` at the
    first wrong one.

    ``salvage``: the file is known to be damaged; read what the chain still proves, whatever the file's frame is like.
    """
    try:
        yield from _walk(engine, segment, kiosk, salvage=salvage)
    except JournalDamaged as damage:
        if damage.kind in (Damage.TAMPERED, Damage.GAP) and (cut := _cut_short(segment.path)):
            raise JournalDamaged(Damage.TRUNCATED, damage.where, cut) from damage
        raise


def _walk(engine: Engine, segment: Segment, kiosk: str, *, salvage: bool) -> Iterator[Verified]:
    name = segment.path.name
    position = 0
    try:
        connection = driver(engine)
        if not salvage:
            _check_file(connection, name)
        previous = b""
        for row in connection.execute(_SELECT):
            verified = _check_row(row, segment, kiosk, previous, position)
            position, previous = row[0], row[2]
            yield verified
    except BROKEN as error:
        raise unreadable(segment.path, f"after sequence {position}", error) from error
    if position == 0:
        raise JournalDamaged(Damage.GAP, name, "no record at all")
    if (behind := committed_behind(segment.path)) > 1:
        where = f"{name} after sequence {position}"
        raise JournalDamaged(Damage.TAMPERED, where, f"{behind} commits lie behind a changed one")


def check(segment: Segment, kiosk: str) -> SegmentVerdict:
    """Walk one segment in its own file, without changing it. In a file whose frame is damaged, the records are those
    that the chain proves all the same."""
    verdict = _checked(segment, kiosk, salvage=False)
    if verdict.damage is None or verdict.first is not None:
        return verdict
    saved = _checked(segment, kiosk, salvage=True)
    return SegmentVerdict(segment, saved.records, saved.first, saved.last, verdict.damage)


def _checked(segment: Segment, kiosk: str, *, salvage: bool) -> SegmentVerdict:
    count, first, last = 0, None, None
    try:
        engine = open_or_damaged(segment.path, read_only=True)
        try:
            for verified in walk(engine, segment, kiosk, salvage=salvage):
                first = first or verified.record
                last = Head(verified.record.epoch, verified.record.sequence, verified.record.hash)
                count += 1
        finally:
            engine.dispose()
    except JournalDamaged as damage:
        return SegmentVerdict(segment, count, first, last, damage)
    return SegmentVerdict(segment, count, first, last, None)


def check_all(segments: list[Segment], kiosk: str) -> Iterator[SegmentVerdict]:
    """Walk several segments, oldest first; within an epoch each must begin where the one before it ended.

    The oldest may be missing (archived); one in the middle may not.
    """
    before: SegmentVerdict | None = None
    for segment in segments:
        verdict = check(segment, kiosk)
        if before is not None and before.segment.epoch == segment.epoch and verdict.damage is None:
            damage = check_joint(before, verdict)
            if damage is not None:
                verdict = SegmentVerdict(segment, verdict.records, verdict.first, verdict.last, damage)
        yield verdict
        before = verdict


def open_or_damaged(path: Path, *, read_only: bool = False) -> Engine:
    """``segment.connect``; SQLite's words for a broken file in ours. Raises ``JournalDamaged``, ``JournalFailed``.

    The file is never opened by hand while it is whole: closing any descriptor of it would drop, with POSIX, all the
    locks that this process's own connections hold on it (sqlite.org, "How To Corrupt", 2.2).
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise JournalDamaged(Damage.NOT_A_JOURNAL, path.name, f"can not be read: {error.strerror}") from error
    if size == 0:  # to SQLite an empty file is a good database
        raise JournalDamaged(Damage.NOT_A_JOURNAL, path.name, "the file's head is not that of a journal")
    try:
        engine = connect(path, read_only=read_only)
        try:
            driver(engine).execute("PRAGMA schema_version").fetchone()
        except BaseException:
            engine.dispose()
            raise
    except BROKEN as error:
        raise unreadable(path, "at its head", error) from error
    return engine


def unreadable(
    path: Path, where: str, error: sqlite3.DatabaseError | UnicodeDecodeError
) -> JournalDamaged | JournalFailed:
    """SQLite could not read on: the file is too short or has wrong bytes, or the machine itself failed."""
    place = f"{path.name} {where}"
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_NOTADB:
        return JournalDamaged(Damage.NOT_A_JOURNAL, place, str(error))
    if code & 0xFF in _MACHINE:
        return JournalFailed(f"{place}: {error}")
    if cut := _cut_short(path):
        return JournalDamaged(Damage.TRUNCATED, place, cut)
    return JournalDamaged(Damage.TAMPERED, place, str(error))


def _cut_short(path: Path) -> str:
    """How a damaged file is shorter than its head says; "" if it is not. Never asked of a whole one: it opens the file
    by hand."""
    head = _start_of(path, 100)
    if len(head) < 100:
        return f"the file has only {len(head)} bytes"
    (page,), (pages,) = struct.unpack_from(">H", head, 16), struct.unpack_from(">I", head, 28)
    size = path.stat().st_size
    whole = pages * (65536 if page == 1 else page)
    return f"the file says {pages} pages, {whole} bytes, and holds {size} bytes" if size < whole else ""


def committed_behind(path: Path) -> int:
    """Whole commits in the segment's WAL behind the last frame whose checksum is right.

    A cut can tear one commit, the last. More behind the torn place were durable once: the WAL was changed afterwards.
    Source: sqlite.org, "Database File Format" 4.1 and 4.2 (frame header: page, size after commit or 0, salts, sums).
    Read from the WAL alone: SQLite's index of it holds locks that closing a descriptor would drop.
    """
    wal = path.with_name(path.name + "-wal")
    commits = 0
    for _ in range(_ATTEMPTS):  # beside a running kiosk it may be written on meanwhile: damage is what stays
        header = _start_of(wal, _WAL_HEADER)
        if len(header) < _WAL_HEADER:
            return 0
        commits = _commits_not_believed(wal, header)
        if commits <= 1:
            break
    return commits


def _start_of(path: Path, length: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        return file.read(length)


def _commits_not_believed(wal: Path, header: bytes) -> int:
    magic, _, page = struct.unpack_from(">3I", header)
    words, salts = (">" if magic & 1 else "<"), header[16:24]
    sums = _sums(words, header[:24], (0, 0))
    believed = sums == struct.unpack_from(">2I", header, 24)
    commits = 0
    with wal.open("rb") as file:
        file.seek(_WAL_HEADER)
        while len(frame := file.read(_FRAME_HEADER + page)) == _FRAME_HEADER + page:
            ours = frame[8:16] == salts
            if believed:
                sums = _sums(words, frame[:8] + frame[_FRAME_HEADER:], sums)
                believed = ours and sums == struct.unpack_from(">2I", frame, 16)
            if ours and not believed and struct.unpack_from(">I", frame, 4)[0]:
                commits += 1
    return commits


def _sums(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """The WAL's running checksum over 32-bit words in pairs."""
    one, two = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for first, second in zip(words, words, strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def _check_file(connection: sqlite3.Connection, name: str) -> None:
    execute = connection.execute
    if execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise JournalDamaged(Damage.NOT_A_JOURNAL, name, "an SQLite file, but not of a journal")
    version = execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise JournalDamaged(Damage.NOT_A_JOURNAL, name, f"journal format {version}, this software knows {FORMAT}")
    schema = dict(execute("SELECT name, sql FROM sqlite_schema").fetchall())
    if schema != SCHEMA:
        odd = sorted(key for key in schema.keys() | SCHEMA.keys() if schema.get(key) != SCHEMA.get(key))
        raise JournalDamaged(Damage.TAMPERED, name, f"the schema was changed: {', '.join(odd)}")
    for (line,) in execute("PRAGMA quick_check(1)").fetchall():
        if line != "ok":
            raise JournalDamaged(Damage.TAMPERED, name, f"the file's structure is damaged: {line}")


def typed(row: tuple[object, ...], where: str) -> Row:
    """sequence, previous, hash, body as they were written: SQLite keeps any type in any column. Raises
    ``JournalDamaged``."""
    match row:
        case (int(sequence), bytes(previous), bytes(hash_), bytes(body)):
            return sequence, previous, hash_, body
        case _:
            raise JournalDamaged(Damage.TAMPERED, where, "a column holds another type")


def _check_row(row: tuple[object, ...], segment: Segment, kiosk: str, previous: bytes, position: int) -> Verified:
    where = f"{segment.path.name} sequence {row[0]}"
    sequence, stored_previous, stored_hash, body = typed(row, where)
    first = position == 0
    if (first and segment.number == 1 and sequence != 1) or (not first and sequence != position + 1):
        raise JournalDamaged(Damage.GAP, where, f"expected sequence {position + 1}")
    if link(stored_previous, body) != stored_hash:
        raise JournalDamaged(Damage.TAMPERED, where, "the hash does not fit the record")
    if not first and stored_previous != previous:
        raise JournalDamaged(Damage.TAMPERED, where, "the record does not follow the one before it")
    try:
        envelope = envelope_of(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise JournalDamaged(Damage.TAMPERED, where, f"the body is not a record: {error}") from error
    if envelope.kiosk != kiosk:
        raise JournalDamaged(Damage.WRONG_KIOSK, where, f"written by {envelope.kiosk}, this is {kiosk}")
    if (envelope.epoch, envelope.sequence) != (segment.epoch, sequence):
        raise JournalDamaged(
            Damage.TAMPERED, where, f"the body says epoch {envelope.epoch} sequence {envelope.sequence}"
        )
    verified = Verified(StoredRecord(segment.epoch, sequence, stored_previous.hex(), stored_hash.hex(), body), envelope)
    if first:
        _check_opening(verified, segment, where)
    return verified


def _check_opening(verified: Verified, segment: Segment, where: str) -> None:
    match verified.decoded().entry:
        case EpochBegun() if segment.number == 1 and not verified.record.previous:
            return
        case CarriedForward(segment=number, previous_head=head) if (
            number == segment.number > 1 and head == verified.record.previous
        ):
            return
        case entry:
            detail = f"{type(entry).__name__} does not open segment {segment.number}"
            raise JournalDamaged(Damage.TAMPERED, where, detail)


def check_joint(before: SegmentVerdict, after: SegmentVerdict) -> JournalDamaged | None:
    """Does a segment begin where the one before it ended? None: yes, or the one before can not tell."""
    name = after.segment.path.name
    if before.damage is not None or before.last is None or after.first is None:
        return None
    if after.segment.number != before.segment.number + 1:
        return JournalDamaged(
            Damage.GAP, name, f"the segment before it is missing; {before.segment.path.name} is there"
        )
    if after.first.sequence != before.last.sequence + 1:
        return JournalDamaged(Damage.GAP, name, f"begins at {after.first.sequence} after {before.last.sequence}")
    if after.first.previous != before.last.hash:
        return JournalDamaged(Damage.TAMPERED, name, "does not follow the segment before it")
    return None
