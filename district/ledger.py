"""What the district keeps: every record of every kiosk exactly once, and the books drawn from them (``entering``).

A record is stored if it continues the chain of its epoch, whether its entry is understood or not, and whether the books
can take it or not; what they did not take is marked with the reason. Refused are another kiosk's records, a gap, a fork
(another record under a key that is taken, or one that does not follow), a hash that does not fit and a key that is out
of range. Records and what the books say of them become durable in one transaction, all or none of a request.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    cast,
    create_engine,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from district.entering import NotEntered, claims, enter, issuances
from district.tables import meta
from district.visits import applicant_of, applicants
from offline_queue.entries import Record, decode

log = logging.getLogger(__name__)

HIGHEST = 2**63 - 1
"""The highest epoch and sequence that can be kept."""

records = Table(
    "records",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("understood", Boolean, nullable=False),
    Column("received_at", String, nullable=False),
)

not_entered = Table(
    "not_entered",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("reason", String, nullable=False),
)

kiosks = Table(
    "kiosks",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a kiosk's newest epoch; sequence 0 and hash "" if there is none yet."""

    epoch: int
    sequence: int
    hash: str


class Line(msgspec.Struct, frozen=True):
    """One record as it is sent: hashes in hex, the body as the text of its stored bytes."""

    sequence: int
    previous: str
    hash: str
    body: str


class Refusal(Exception):
    """Nothing of the request was stored. ``problem``: gap | fork | wrong_kiosk | wrong_hash | wrong_body |
    out_of_range."""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail


class _Key(msgspec.Struct, frozen=True):
    """What even an unknown entry's body says about its place."""

    kiosk: str
    epoch: int
    sequence: int


_key = msgspec.json.Decoder(_Key)


class Ledger:
    """The district's book on SQLite. Every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        def creator() -> sqlite3.Connection:
            return sqlite3.connect(path, check_same_thread=False)

        path.touch(mode=0o600)  # who asked for what is nobody else's business on this machine
        self._engine = create_engine("sqlite://", creator=creator, poolclass=StaticPool, hide_parameters=True)
        event.listen(self._engine, "connect", _prepare)
        self._lock = threading.Lock()
        meta.create_all(self._engine)

    def close(self) -> None:
        with self._lock:
            self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One at a time; durable when it ends, and nothing of it if it raises."""
        with self._lock, self._engine.begin() as connection:
            yield connection

    def enrol(self, kiosk: str, key: str) -> None:
        """The kiosk answers to this key from now on. Only the key's hash is kept."""
        with self._lock, self._engine.begin() as connection:
            connection.execute(kiosks.delete().where(kiosks.c.kiosk == kiosk))
            connection.execute(insert(kiosks).values(kiosk=kiosk, key_hash=_hash_of(key)))

    def kiosk_of(self, key: str) -> str | None:
        """Whose key this is; looked up by its hash, so that time tells nothing of the key."""
        query = select(kiosks.c.kiosk).where(kiosks.c.key_hash == _hash_of(key))
        with self._lock, self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def head(self, kiosk: str) -> Head:
        with self._lock, self._engine.connect() as connection:
            return _head(connection, kiosk)

    def ingest(self, kiosk: str, epoch: int, lines: Sequence[Line]) -> Head:
        """Store what is new, recognise what is repeated; the new head, once it is durable. Raises ``Refusal``."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        if epoch > HIGHEST or any(not 1 <= line.sequence <= HIGHEST for line in lines):
            raise Refusal("out_of_range", f"epoch and sequence go from 1 to {HIGHEST}")
        with self._lock, self._engine.begin() as connection:
            last = _last(connection, kiosk, epoch)
            for line in lines:
                row = _checked(kiosk, epoch, line)
                if row["sequence"] <= last.sequence:
                    _check_repeat(connection, row)
                    continue
                if row["sequence"] != last.sequence + 1:
                    raise Refusal("gap", f"epoch {epoch} ends at {last.sequence} here, sent was {line.sequence}")
                if line.previous != last.hash:
                    raise Refusal("fork", f"epoch {epoch} sequence {line.sequence} does not follow the record here")
                record = _understood(row["body"])
                connection.execute(insert(records).values(**row, understood=record is not None, received_at=now))
                if record is not None:
                    _enter(connection, record)
                last = Head(epoch, line.sequence, line.hash)
            return _head(connection, kiosk)

    def issuances(self, kiosk: str) -> list[dict[str, Any]]:
        """The kiosk's lines of the ledger, oldest first. ``applicant``: whether the district knows who applied; who it
        was is told to no kiosk."""
        named = applicants.c.person.is_not(None).label("applicant")
        query = (
            select(issuances, named).outerjoin(applicants, applicant_of(issuances)).where(issuances.c.kiosk == kiosk)
        )
        query = query.order_by(issuances.c.epoch, issuances.c.sequence)
        with self._lock, self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query.order_by(issuances.c.number)).mappings()]

    def claims(self, kiosk: str) -> list[dict[str, Any]]:
        """The kiosk's debts, oldest first: claim, amount (won still owed), state (open | paid | settled), opened (won
        at first), reason, and epoch and sequence of the record that opened it."""
        told = (claims.c[name] for name in ("claim", "amount", "state", "opened", "reason", "epoch", "sequence"))
        query = select(*told).where(claims.c.kiosk == kiosk)
        with self._lock, self._engine.connect() as connection:
            ordered = query.order_by(claims.c.epoch, claims.c.sequence, claims.c.claim)
            return [dict(row) for row in connection.execute(ordered).mappings()]

    def not_entered(self, kiosk: str) -> list[dict[str, Any]]:
        """Epoch, sequence and reason of the records that are kept, but that the books could not take."""
        told = (not_entered.c.epoch, not_entered.c.sequence, not_entered.c.reason)
        query = select(*told).where(not_entered.c.kiosk == kiosk)
        with self._lock, self._engine.connect() as connection:
            ordered = query.order_by(not_entered.c.epoch, not_entered.c.sequence)
            return [dict(row) for row in connection.execute(ordered).mappings()]

    def counts(self, kiosk: str) -> dict[str, int]:
        """How many records are kept of a kiosk, and how many of them are not understood."""
        known = func.coalesce(func.sum(cast(records.c.understood, Integer)), 0)
        query = select(func.count(), known).select_from(records).where(records.c.kiosk == kiosk)
        with self._lock, self._engine.connect() as connection:
            total, understood = connection.execute(query).one()
        return {"records": total, "not_understood": total - understood}


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _hash_of(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _head(connection: Connection, kiosk: str) -> Head:
    epoch = connection.execute(select(func.max(records.c.epoch)).where(records.c.kiosk == kiosk)).scalar()
    return Head(1, 0, "") if epoch is None else _last(connection, kiosk, epoch)


def _last(connection: Connection, kiosk: str, epoch: int) -> Head:
    mine = select(records.c.sequence, records.c.hash).where(records.c.kiosk == kiosk, records.c.epoch == epoch)
    row = connection.execute(mine.order_by(records.c.sequence.desc()).limit(1)).one_or_none()
    return Head(epoch, 0, "") if row is None else Head(epoch, row.sequence, row.hash.hex())


def _checked(kiosk: str, epoch: int, line: Line) -> dict[str, Any]:
    """The row to store, its hash proved and its body's own key compared."""
    at = f"epoch {epoch} sequence {line.sequence}"
    body = line.body.encode()
    try:
        previous, stated = bytes.fromhex(line.previous), bytes.fromhex(line.hash)
    except ValueError as error:
        raise Refusal("wrong_hash", f"{at}: not hex") from error
    if (line.previous, line.hash) != (previous.hex(), stated.hex()) or len(previous) not in (0, 32):
        raise Refusal("wrong_hash", f"{at}: not 64 lower-case hex digits")
    if hashlib.sha256(previous + body).digest() != stated:
        raise Refusal("wrong_hash", f"{at}: the hash does not fit the body")
    try:
        key = _key.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        key = None  # not understood at all; its chain may still be right
    if key is not None and key.kiosk != kiosk:
        raise Refusal("wrong_kiosk", f"{at} was written by {key.kiosk}, not by {kiosk}")
    if key is not None and (key.epoch, key.sequence) != (epoch, line.sequence):
        raise Refusal("wrong_body", f"{at}: the body says epoch {key.epoch} sequence {key.sequence}")
    return {
        "kiosk": kiosk,
        "epoch": epoch,
        "sequence": line.sequence,
        "previous": previous,
        "hash": stated,
        "body": body,
    }


def _check_repeat(connection: Connection, row: dict[str, Any]) -> None:
    where = [records.c[name] == row[name] for name in ("kiosk", "epoch", "sequence")]
    if connection.execute(select(records.c.hash).where(*where)).scalar_one_or_none() != row["hash"]:
        raise Refusal("fork", f"epoch {row['epoch']} sequence {row['sequence']} has another content here")


def _understood(body: bytes) -> Record | None:
    try:
        return decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):  # wrong form, wrong characters, or nested without end
        return None


def _enter(connection: Connection, record: Record) -> None:
    """What the record means for the books; if that can not be, only this is kept of it."""
    entering = connection.begin_nested()
    try:
        enter(connection, record)
    except NotEntered as error:
        reason = error.reason
    except (SQLAlchemyError, OverflowError) as error:
        reason = "no_place_for_it"
        log.info("%s epoch %d sequence %d: %s", record.kiosk, record.epoch, record.sequence, type(error).__name__)
    else:
        entering.commit()
        return
    entering.rollback()
    place = {"kiosk": record.kiosk, "epoch": record.epoch, "sequence": record.sequence}
    connection.execute(insert(not_entered).values(**place, reason=reason))
