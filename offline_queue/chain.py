"""The chain: each record's hash covers the one before it, so nothing can be changed, dropped or slipped in unseen.

``hash = SHA-256(previous + body)`` over the *stored* bytes; the first record of an epoch has no previous. Hashes are
32 raw bytes in the file and 64 hex characters everywhere else. Here are also the words for what can be wrong with a
journal.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from enum import StrEnum

import msgspec


class Head(msgspec.Struct, frozen=True):  # made at every append: a Struct costs a tenth of a frozen dataclass
    """The last record: its key within the kiosk and its hash (hex; empty with sequence 0: nothing stored yet)."""

    epoch: int
    sequence: int
    hash: str


class StoredRecord(msgspec.Struct, frozen=True):
    """One record as it lies on the disk and travels to the district. ``previous`` and ``hash`` are hex."""

    epoch: int
    sequence: int
    previous: str
    hash: str
    body: bytes


class Damage(StrEnum):
    """What is wrong with a journal, in one word."""

    NOT_A_JOURNAL = "not_a_journal"  # the file is something else
    WRONG_KIOSK = "wrong_kiosk"  # another kiosk's journal
    TAMPERED = "tampered"  # bytes changed after they were written
    TRUNCATED = "truncated"  # the file is shorter than it says, or the newest segment is gone
    GAP = "gap"  # records or a whole segment are missing between others
    UNKNOWN_ENTRY = "unknown_entry"  # written by newer software; the chain is right


class JournalError(Exception):
    """Base of all expected failures of the journal."""


class JournalMissing(JournalError):
    """There is no journal in the folder: a fresh machine, or a technician's restart was cut. ``kiosk journal
    restart``."""


class JournalBusy(JournalError):
    """Another process has the journal open."""


class JournalDamaged(JournalError):
    """The journal does not verify. ``where`` names file and sequence."""

    def __init__(self, kind: Damage, where: str, detail: str) -> None:
        super().__init__(f"{kind}: {where}: {detail}")
        self.kind = kind
        self.where = where
        self.detail = detail


class DiskFull(JournalError):
    """No room: nothing of this transaction was written. Give up the ballast and append again."""


class JournalFailed(JournalError):
    """The disk failed in a way that leaves open whether the transaction is durable. Only a restart, which reads it,
    can tell."""


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of a record; ``previous`` is empty for the first of an epoch."""
    return hashlib.sha256(previous + body).digest()


def stamp(at: datetime) -> str:
    """``Record.at``: UTC with milliseconds. ``at`` must be aware."""
    if at.tzinfo is None:
        raise ValueError("a journal's time must name its zone")
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    text: str = msgspec.to_builtins(at)  # a tenth of what isoformat costs between two syncs; no fraction if it is zero
    return text[:23] + "Z" if at.microsecond else text[:19] + ".000Z"


def unstamp(text: str) -> datetime:
    """The moment of a stored ``Record.at``. Raises ``ValueError``."""
    return datetime.fromisoformat(text).astimezone(UTC)
