"""The catalogue of entries: everything the kiosk ever stores.

An entry is in the past tense and by its type can hold no personal data: amounts, counters, document codes, issue
numbers, the *hash* of a check number. Rules for changing this file: a type or a field is never removed, renamed or
given a new meaning; new fields have defaults. The district decodes the same catalogue and stores what it does not
understand.

Money moves between accounts; each entry's docstring says between which. The accounts are folded by
``kiosk.core.books``: *credit* (taken, not yet spent) · *held* (paid for an issuance that is not delivered yet) ·
*earned* · *paid out* · *claims* · *unassigned*. At any moment: inserted + carried in = credit + held + earned + paid
out + claims + unassigned; *carried in* is what earlier epochs left owed.
"""

from __future__ import annotations

from typing import Any

import msgspec

Mark = dict[str, int | str]
Evidence = dict[str, int | str]
Stock = dict[str, dict[int, int]]
"""store → value in won → pieces, e.g. ``{"hopper_100": {100: 60}, "cash_box": {500: 2}}``"""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Base of all entries; the JSON field ``type`` is the class name."""


# --- the journal itself ------------------------------------------------------------------------------------------


class OwedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A debt of an earlier epoch (won). A claim that was open keeps its number; money that had no claim yet gets one
    of the new epoch's numbers."""

    claim: str
    amount: int
    reason: str
    epoch: int
    """The epoch that left it."""


class EpochBegun(_Entry, frozen=True, kw_only=True):
    """First entry of an epoch: a technician counted the stock and (re)started the journal. Sets stock; carried in →
    claims, what the epoch before still owed."""

    reason: str
    stock: Stock
    issue_serial: int = 0
    """The last serial already used in issue numbers; the next issuance gets this plus one."""
    previous_epoch: int | None = None
    previous_head: str = ""
    epoch: int = 0
    """This epoch; 0 (as it was written once): the one after ``previous_epoch``."""
    owed: tuple[OwedClaim, ...] = ()
    """The new epoch's claim numbers go on after as many as these are."""


class CarriedForward(_Entry, frozen=True, kw_only=True):
    """First entry of every later segment of an epoch: the full Books, so that older segments can leave as files."""

    segment: int
    previous_head: str
    books: dict[str, Any]


class KioskStarted(_Entry, frozen=True, kw_only=True):
    """The software came up. ``downtime_s``: seconds since it was last known alive, None if unknown."""

    software: str
    downtime_s: int | None = None
    visit_cut: int | None = None
    """The visit that a power cut or crash ended, if one was open."""


# --- visit and issuance ------------------------------------------------------------------------------------------


class VisitOpened(_Entry, frozen=True, kw_only=True):
    visit: int


class VisitClosed(_Entry, frozen=True, kw_only=True):
    """``outcome``: finished | cancelled | timed_out | failed | cut. Credit is zero afterwards (change, claim or
    unassigned)."""

    visit: int
    outcome: str


class IssuanceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One copy: its own job, number and fee (won)."""

    number: str
    document: str
    fee: int
    pages: int
    check_hash: str
    """SHA-256, hex, of ``"check:" + 16 digits``."""
    exemption: str | None = None
    """Why the fee is waived: a key of the catalogue of documents."""


class PaymentTaken(_Entry, frozen=True, kw_only=True):
    """The citizen paid (amount may be 0): credit → held; the issue numbers come into being in the same transaction."""

    visit: int
    amount: int
    issuances: tuple[IssuanceLine, ...]


class IssuanceClosed(_Entry, frozen=True, kw_only=True):
    """``outcome``: issued (held → earned) | void | spoiled (held → credit) | unknown (held → credit, and a claim
    follows).

    A second time for the same number, before its act is settled: the printer told late what became of a copy that was
    given up as unknown. issued (its claim → earned; unassigned goes below zero by what the office had paid already);
    void | spoiled (the claim was right: no money moves)."""

    number: str
    outcome: str
    impressions: int = 0
    claim: str | None = None
    """Told late and issued: the claim that its fee went to."""


class IdentityChecked(_Entry, frozen=True, kw_only=True):
    """An identification came to an end, or (``wrong_pin``) goes on after a wrong PIN. No money moves; who it was is
    known to the district alone, by its own record of the visit. ``outcome``: identified | wrong_pin | blocked |
    unreadable | pulled | lost (the card, or its reader) | errand_lost (what speaks to the district ended, and the visit
    with it) | given_up | timed_out, or why it was refused (``kiosk.core.facts.IdentityRefused``)."""

    visit: int
    means: str
    """fingerprint | mobile_id | card_pin"""
    outcome: str


# --- money -------------------------------------------------------------------------------------------------------


class CoinIn(msgspec.Struct, frozen=True):
    value: int
    to: str


class CoinsAccepted(_Entry, frozen=True, kw_only=True):
    """Coins past the gate: inserted + credit, and the stock of the store each fell into. Moves the device's mark."""

    device: str
    visit: int | None
    coins: tuple[CoinIn, ...]
    mark: Mark


class DeviceMarked(_Entry, frozen=True, kw_only=True):
    """Events without money (rejects): only the device's mark moves."""

    device: str
    mark: Mark


class CoinsDoubted(_Entry, frozen=True, kw_only=True):
    """Coins may be inside that no event explains; value unknown, so no account moves until the cash box is counted."""

    device: str
    visit: int | None
    doubt: str
    missing: int | None
    possible: tuple[int, ...] = ()
    mark: Mark | None = None
    """None: the mark was moved by a ``CoinsAccepted`` in the same transaction."""


class MoneyUnassigned(_Entry, frozen=True, kw_only=True):
    """credit → unassigned: money inside that no visit explains, with its evidence."""

    amount: int
    device: str
    reason: str
    evidence: Evidence = msgspec.field(default_factory=dict)


class ClaimOpened(_Entry, frozen=True, kw_only=True):
    """credit → claims: the kiosk owes this and the office pays it. ``act``: the open payout whose result will lessen
    it."""

    claim: str
    amount: int
    visit: int | None
    reason: str
    act: int | None = None


class ClaimPaid(_Entry, frozen=True, kw_only=True):
    """The office paid the claim: claims → claims paid."""

    claim: str
    amount: int
    where: str


# --- acts --------------------------------------------------------------------------------------------------------


class ActIntended(_Entry, frozen=True, kw_only=True):
    """The intent of an irreversible act with the device's counters before it. Durable before the act begins."""

    act: int
    device: str
    work: str
    """pay_out | print | slip"""
    quantity: int
    name: str
    baseline: Evidence
    purpose: str
    """change | refund | document | slip"""
    visit: int | None = None
    value: int = 0
    """pay_out: won per piece."""
    issuance: str | None = None
    """print: the issue number."""


class ActSettled(_Entry, frozen=True, kw_only=True):
    """What became of it. pay_out: ``done`` × value leaves the stock, credit (or the act's claim) → paid out."""

    act: int
    outcome: str
    """done | not_done | partial | unknown"""
    done: int
    evidence: Evidence = msgspec.field(default_factory=dict)


# --- faults ------------------------------------------------------------------------------------------------------


class FaultRaised(_Entry, frozen=True, kw_only=True):
    device: str
    """a device id, or clock | disk | journal | district"""
    fault: str
    detail: str = ""


class FaultCleared(_Entry, frozen=True, kw_only=True):
    device: str
    fault: str


Entry = (
    EpochBegun
    | CarriedForward
    | KioskStarted
    | VisitOpened
    | VisitClosed
    | PaymentTaken
    | IssuanceClosed
    | IdentityChecked
    | CoinsAccepted
    | DeviceMarked
    | CoinsDoubted
    | MoneyUnassigned
    | ClaimOpened
    | ClaimPaid
    | ActIntended
    | ActSettled
    | FaultRaised
    | FaultCleared
)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal as its stored bytes hold it. Key: (kiosk, epoch, sequence)."""

    kiosk: str
    epoch: int
    sequence: int
    """1, 2, 3 … within the epoch, without gaps."""
    at: str
    """UTC, ISO 8601 with milliseconds: ``2026-11-22T05:12:33.123Z``. For people; the sequence alone is the order."""
    entry: Entry


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """The bytes that are stored, hashed and shipped."""
    return _encoder.encode(record)


def decode(body: bytes) -> Record:
    """Raises ``msgspec.ValidationError`` for an entry this version does not know."""
    return _decoder.decode(body)
