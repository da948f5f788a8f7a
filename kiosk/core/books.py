"""The Books: what is owed, held and open, folded from the journal's entries by one function, live and at start."""

from __future__ import annotations

import msgspec

from offline_queue.entries import ActIntended, Entry


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    claim: str
    amount: int
    visit: int | None
    reason: str
    act: int | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A paid issuance that is not delivered yet."""

    number: str
    document: str
    fee: int
    pages: int
    visit: int


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """Everything durable. All amounts in won. Encoded whole into ``CarriedForward``."""

    visit: int | None = None
    """The visit that is open."""
    last_visit: int = 0
    last_act: int = 0
    last_claim: int = 0
    issue_serial: int = 0
    stock: dict[str, dict[int, int]] = msgspec.field(default_factory=dict)
    """store → value → pieces"""
    inserted: int = 0
    credit: int = 0
    held: dict[str, Held] = msgspec.field(default_factory=dict)
    """issue number → what was paid for it"""
    earned: int = 0
    paid_out: int = 0
    claims: dict[str, Claim] = msgspec.field(default_factory=dict)
    """open claims"""
    claims_paid: int = 0
    unassigned: int = 0
    doubts: int = 0
    """How many times coins may have passed uncounted since the last collection."""
    open_acts: dict[str, ActIntended] = msgspec.field(default_factory=dict)
    """device → its one open act"""
    marks: dict[str, dict[str, int | str]] = msgspec.field(default_factory=dict)
    """device → position in its event stream"""
    meters: dict[str, int] = msgspec.field(default_factory=dict)
    """Running counts that never go back: issued:<code>, sheets, spoiled_sheets, coins_in, coins_out …"""


def apply(books: Books, entry: Entry) -> Books:
    """The one fold. Raises ``BooksError`` for an entry that contradicts the Books (a bug, never a citizen's doing)."""
    raise NotImplementedError
