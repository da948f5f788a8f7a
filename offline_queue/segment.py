"""One segment: an SQLite file that only grows. Its name, its schema, and how it is made, opened and sealed.

``journal-<epoch>-<segment>.sqlite`` holds one accounting month. A restart renames an epoch's files to
``sealed-journal-…``; nothing is ever deleted here. A file appears under its name only when its first record is
durable (written aside, then renamed). A segment that is no longer written is put back from WAL to a single plain file
and loses its write permission: by that, a newest segment that was removed is noticed.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from offline_queue.chain import DiskFull, JournalFailed

APPLICATION_ID = 0x4D574A31  # "MWJ1" in the file's header
FORMAT = 1
CHECKPOINT_PAGES = 500  # 2 MB of WAL, then it is written over from its beginning, which is cheaper than letting it grow
BUSY_MS = 800
"""How long a lock is waited for: no call of the clerk may take above a second, and nothing here has to wait."""

# Written out, not generated: verification compares them with what the file says, also after a library's update.
SCHEMA = {
    "records": (
        "CREATE TABLE records (sequence INTEGER PRIMARY KEY,"
        " previous BLOB NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL)"
    ),
    "records_keep": (
        "CREATE TRIGGER records_keep BEFORE UPDATE ON records"
        " BEGIN SELECT RAISE(ABORT, 'a journal is never changed'); END"
    ),
    "records_stay": (
        "CREATE TRIGGER records_stay BEFORE DELETE ON records"
        " BEGIN SELECT RAISE(ABORT, 'a journal is never shortened'); END"
    ),
}
MOST_AT_ONCE = 5000
"""Records in one INSERT: SQLite takes 32766 values in a statement."""
Row = tuple[int, bytes, bytes, bytes]

_NAME = re.compile(r"(sealed-)?journal-(\d{4,})-(\d{4,})\.sqlite")


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """A segment's place in the order, and its file."""

    epoch: int
    number: int
    path: Path

    @property
    def sealed_aside(self) -> bool:
        return self.path.name.startswith("sealed-")


@cache
def insert(count: int) -> str:
    """The statement that stores ``count`` rows."""
    places = ", ".join(["(?, ?, ?, ?)"] * count)
    return f"INSERT INTO records (sequence, previous, hash, body) VALUES {places}"  # noqa: S608 - question marks only


def named(folder: Path, epoch: int, number: int) -> Segment:
    return Segment(epoch, number, folder / f"journal-{epoch:04d}-{number:04d}.sqlite")


def find(folder: Path) -> list[Segment]:
    """All segments in the folder, oldest first, those sealed aside by a restart too."""
    if not folder.is_dir():
        return []
    matches = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted(Segment(int(match[2]), int(match[3]), path) for match, path in matches if match)


def make(segment: Segment, first: Row) -> None:
    """The file with its first record, durable under its name. Raises ``DiskFull`` and leaves nothing."""
    aside = segment.path.with_name(segment.path.name + ".new")
    sweep(segment.path.parent)
    try:
        connection = sqlite3.connect(aside, isolation_level=None)
        try:
            for pragma in (f"application_id={APPLICATION_ID}", f"user_version={FORMAT}", "journal_mode=WAL"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA.values():
                connection.execute(statement)
            connection.execute(insert(1), first)
            connection.execute("COMMIT")
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise JournalFailed(f"{aside.name} could not be completed")
        finally:
            connection.close()
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        hand_over(aside)
        aside.rename(segment.path)
        sync_folder(segment.path.parent)
    except sqlite3.Error as error:
        sweep(segment.path.parent)
        raise failure(error) from error


def sweep(folder: Path) -> None:
    """Remove what a cut left of a segment that never became one."""
    for path in folder.glob("journal-*.sqlite.new*"):
        path.unlink()


def connect(path: Path, *, read_only: bool = False) -> Engine:
    """An engine over one connection to an existing file; to be disposed. Any thread may use it, one at a time.

    Raises ``sqlite3.Error`` (a damaged file may show here or at the first read).
    """

    def creator() -> sqlite3.Connection:
        uri = f"file:{quote(str(path.absolute()))}?mode={'ro' if read_only else 'rw'}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA cell_size_check=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
            if read_only:
                connection.execute("PRAGMA query_only=ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return create_engine("sqlite://", creator=creator, poolclass=StaticPool)


def driver(engine: Engine) -> sqlite3.Connection:
    """The engine's one connection itself, for the paths where each statement counts. Raises ``sqlite3.Error``."""
    try:
        connection = engine.raw_connection().driver_connection
    except DBAPIError as error:
        raise (error.orig if isinstance(error.orig, sqlite3.Error) else error) from error
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("the journal needs Python's own sqlite3")
    return connection


def is_closed(path: Path) -> bool:
    """The segment was sealed: a later one has been begun."""
    return not path.stat().st_mode & stat.S_IWUSR


def close_for_good(path: Path) -> None:
    """Turn a segment that is no longer written into one plain read-only file. Raises ``sqlite3.Error``, within a second
    if somebody is reading it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=DELETE")
    except UnicodeDecodeError as error:  # SQLite's message quotes broken bytes
        raise sqlite3.DatabaseError("the schema is damaged") from error
    finally:
        connection.close()
    path.chmod(0o444)
    sync_folder(path.parent)


def put_aside(segment: Segment) -> Path:
    """Rename a segment and its WAL to ``sealed-…``; the content is left exactly as it is. WAL first: it must not be
    orphaned."""
    target = segment.path.with_name("sealed-" + segment.path.name)
    for ending in ("-wal", "-shm", ""):
        source = segment.path.with_name(segment.path.name + ending)
        if source.exists():
            source.rename(target.with_name(target.name + ending))
    sync_folder(segment.path.parent)
    return target


def hand_over(path: Path) -> None:
    """What root makes belongs to whoever owns the folder, so that the kiosk's own user can go on with it."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """Make names durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def failure(error: sqlite3.Error) -> DiskFull | JournalFailed:
    """SQLite says FULL only when the last frame could not be written whole, so nothing of the transaction will be
    recovered."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return DiskFull("no room on the disk for the journal")
    return JournalFailed(f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}")
