"""The Books: what is owed, held and open, folded from the journal's entries by one function, live and at start.

``apply`` is the only place where money changes its account. It refuses (``BooksError``) an entry that contradicts
the Books: that is a bug in whoever wrote it, never a citizen's doing. After every entry ``balance(books)`` is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from offline_queue.entries import (
    ActIntended,
    ActSettled,
    CarriedForward,
    ClaimOpened,
    ClaimPaid,
    CoinsAccepted,
    CoinsDoubted,
    DeviceMarked,
    Entry,
    EpochBegun,
    FaultCleared,
    FaultRaised,
    IdentityChecked,
    IssuanceClosed,
    KioskStarted,
    MoneyUnassigned,
    PaymentTaken,
    VisitClosed,
    VisitOpened,
)

V = TypeVar("V")


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
    exemption: str | None = None


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """Everything durable. All amounts in won. Encoded whole into ``CarriedForward``."""

    epoch: int = 1
    sequence: int = 0
    """Of the last record of the journal that is in here."""
    visit: int | None = None
    """The visit that is open."""
    visit_inserted: int = 0
    """Won of the visit that is open, or was the last; so are the next three."""
    visit_returned: int = 0
    """Won that it was owed and that came out again."""
    issued: tuple[Held, ...] = ()
    """Its copies that came out."""
    slip_begun: bool = False
    """Its one slip was sent to the printer, whatever came of it."""
    downtime: int | None = 0
    """Seconds the kiosk was down since the open visit was cut, over several starts; None: not known."""
    last_visit: int = 0
    last_act: int = 0
    last_claim: int = 0
    issue_serial: int = 0
    stock: dict[str, dict[int, int]] = msgspec.field(default_factory=dict)
    """store → value → pieces; below zero where the counted float was wrong"""
    inserted: int = 0
    carried_in: int = 0
    """What earlier epochs left owed: inserted then, among the claims of this one."""
    credit: int = 0
    held: dict[str, Held] = msgspec.field(default_factory=dict)
    """issue number → what was paid for it"""
    earned: int = 0
    paid_out: int = 0
    claims: dict[str, Claim] = msgspec.field(default_factory=dict)
    """open claims"""
    claims_paid: int = 0
    unassigned: int = 0
    """Money inside that no visit explains; below zero: money that left without being owed."""
    doubts: int = 0
    """How many times coins may have passed uncounted since the last collection."""
    open_acts: dict[str, ActIntended] = msgspec.field(default_factory=dict)
    """device → its one open act"""
    doubtful: dict[str, Held] = msgspec.field(default_factory=dict)
    """issue number → what was given up as unknown while its print act is still open"""
    claimed: dict[str, str] = msgspec.field(default_factory=dict)
    """device → the claim that holds the money of its open act; such an act no longer touches the credit"""
    marks: dict[str, dict[str, int | str]] = msgspec.field(default_factory=dict)
    """device → position in its event stream"""
    meters: dict[str, int] = msgspec.field(default_factory=dict)
    """Running counts that never go back: issued:<code>, sheets, spoiled_sheets, slips, coins_in,
    coins_out, visits, starts, identity:<outcome>."""
    faults: dict[str, str] = msgspec.field(default_factory=dict)
    """device → the fault that stands"""
    clock_floor: str = ""
    """While the clock stands behind: the time (ISO 8601, UTC) it has to reach again; records written meanwhile are
    older."""

    @property
    def delivered(self) -> int:
        """Copies issued in the visit that is open, or was the last."""
        return len(self.issued)


class BooksError(Exception):
    """An entry contradicts the Books. Nothing was applied."""


def balance(books: Books) -> int:
    """Won inserted or carried in that no account explains; always 0."""
    held = sum(item.fee for item in books.held.values())
    claims = sum(claim.amount for claim in books.claims.values())
    accounted = books.credit + held + books.earned + books.paid_out + claims + books.claims_paid + books.unassigned
    return books.inserted + books.carried_in - accounted


def carry(books: Books) -> dict[str, Any]:
    """The Books as plain values for ``CarriedForward.books``."""
    plain: dict[str, Any] = msgspec.to_builtins(books, str_keys=True)
    return plain


def carried(plain: Mapping[str, Any]) -> Books:
    """The Books out of ``CarriedForward.books``. Raises ``msgspec.ValidationError``."""
    return msgspec.convert(dict(plain), Books, str_keys=True, strict=False)


def fold(entries: Iterable[Entry]) -> Books:
    """The Books after these entries, the first of which begins an epoch or a segment."""
    return reduce(apply, entries, Books())


def apply(books: Books, entry: Entry) -> Books:
    """The one fold. Raises ``BooksError`` for an entry that contradicts the Books."""
    after = _applied(books, entry)
    return replace(after, sequence=after.sequence + 1)


def _applied(books: Books, entry: Entry) -> Books:
    match entry:
        case EpochBegun():
            return _begun(entry)
        case CarriedForward():
            return carried(entry.books)
        case KioskStarted():
            return _started(books, entry)
        case VisitOpened():
            _check(books.visit is None, f"visit {books.visit} is open")
            _check(entry.visit > books.last_visit, f"visit {entry.visit} was before")
            return replace(
                books,
                visit=entry.visit,
                last_visit=entry.visit,
                visit_inserted=0,
                visit_returned=0,
                issued=(),
                slip_begun=False,
                downtime=0,
                meters=_count(books.meters, visits=1),
            )
        case VisitClosed():
            _check(books.visit == entry.visit, f"visit {entry.visit} is not open")
            _check(books.credit == 0 and not books.held, f"visit {entry.visit} closes with money in it")
            return replace(books, visit=None)
        case PaymentTaken():
            return _paid(books, entry)
        case IssuanceClosed():
            return _issuance(books, entry)
        case IdentityChecked():
            return replace(books, meters=_count(books.meters, **{f"identity:{entry.outcome}": 1}))
        case CoinsAccepted():
            return _coins(books, entry)
        case DeviceMarked():
            return replace(books, marks=_mark(books, entry.device, entry.mark))
        case CoinsDoubted():
            marks = books.marks if entry.mark is None else _mark(books, entry.device, entry.mark)
            return replace(books, doubts=books.doubts + 1, marks=marks)
        case MoneyUnassigned():
            _check(0 < entry.amount <= books.credit, f"{entry.amount} of {books.credit} can not be unassigned")
            return replace(books, credit=books.credit - entry.amount, unassigned=books.unassigned + entry.amount)
        case ClaimOpened():
            return _claim_opened(books, entry)
        case ClaimPaid():
            return _claim_paid(books, entry)
        case ActIntended():
            _check(entry.device not in books.open_acts, f"{entry.device} has an open act")
            _check(entry.act > books.last_act, f"act {entry.act} was before")
            _check(entry.quantity > 0, f"act {entry.act} is about nothing")
            slip = entry.work == "slip" and entry.visit == books.last_visit
            open_acts = books.open_acts | {entry.device: entry}
            return replace(books, last_act=entry.act, open_acts=open_acts, slip_begun=books.slip_begun or slip)
        case ActSettled():
            return _settled(books, entry)
        case FaultRaised():
            behind = (entry.device, entry.fault) == ("clock", "behind")
            floor = entry.detail if behind else books.clock_floor
            return replace(books, faults=books.faults | {entry.device: entry.fault}, clock_floor=floor)
        case FaultCleared():
            floor = "" if entry.device == "clock" else books.clock_floor
            return replace(books, faults=_without(books.faults, entry.device), clock_floor=floor)


def _check(holds: bool, why: str) -> None:
    if not holds:
        raise BooksError(why)


def _begun(entry: EpochBegun) -> Books:
    claims = {
        owed.claim: Claim(claim=owed.claim, amount=owed.amount, visit=None, reason=owed.reason) for owed in entry.owed
    }
    _check(len(claims) == len(entry.owed), "a claim is owed twice")
    _check(all(claim.amount > 0 for claim in claims.values()), "a claim about nothing is owed")
    return Books(
        epoch=entry.epoch or (entry.previous_epoch or 0) + 1,
        stock={store: dict(values) for store, values in entry.stock.items()},
        issue_serial=entry.issue_serial,
        carried_in=sum(claim.amount for claim in claims.values()),
        claims=claims,
        last_claim=len(claims),
    )


def _started(books: Books, entry: KioskStarted) -> Books:
    meters = _count(books.meters, starts=1)
    if books.visit is None:
        return replace(books, meters=meters)
    known = books.downtime is not None and entry.downtime_s is not None
    downtime = (books.downtime or 0) + (entry.downtime_s or 0) if known else None
    return replace(books, meters=meters, downtime=downtime)


def _paid(books: Books, entry: PaymentTaken) -> Books:
    _check(books.visit == entry.visit, f"visit {entry.visit} is not open")
    _check(0 <= entry.amount <= books.credit, f"{entry.amount} is not in the credit of {books.credit}")
    _check(entry.amount == sum(line.fee for line in entry.issuances), "the fees are not the amount")
    held = dict(books.held)
    for line in entry.issuances:
        _check(line.number not in held and line.fee >= 0, f"{line.number} can not be held")
        held[line.number] = Held(
            number=line.number,
            document=line.document,
            fee=line.fee,
            pages=line.pages,
            visit=entry.visit,
            exemption=line.exemption,
        )
    serial = books.issue_serial + len(entry.issuances)
    return replace(books, credit=books.credit - entry.amount, held=held, issue_serial=serial)


def _issuance(books: Books, entry: IssuanceClosed) -> Books:
    item = books.held.get(entry.number)
    if item is None:
        return _late_issuance(books, entry)
    _check(entry.outcome in ("issued", "void", "spoiled", "unknown"), f"issuance outcome {entry.outcome}")
    held = _without(books.held, entry.number)
    if entry.outcome == "unknown" and any(act.issuance == entry.number for act in books.open_acts.values()):
        books = replace(books, doubtful=books.doubtful | {entry.number: item})
    if entry.outcome == "issued":
        meters = _count(books.meters, **{f"issued:{item.document}": 1})
        return replace(books, held=held, earned=books.earned + item.fee, issued=(*books.issued, item), meters=meters)
    spoiled = entry.impressions if entry.outcome == "spoiled" else 0
    return replace(
        books, held=held, credit=books.credit + item.fee, meters=_count(books.meters, spoiled_sheets=spoiled)
    )


def _late_issuance(books: Books, entry: IssuanceClosed) -> Books:
    """The printer was given up, its fee went to a claim, and now it says what became of the copy."""
    item = books.doubtful.get(entry.number)
    if item is None:
        raise BooksError(f"{entry.number} is not held")
    _check(entry.outcome in ("issued", "void", "spoiled"), f"late issuance outcome {entry.outcome}")
    books = replace(books, doubtful=_without(books.doubtful, entry.number))
    if entry.outcome != "issued":
        spoiled = entry.impressions if entry.outcome == "spoiled" else 0
        return replace(books, meters=_count(books.meters, spoiled_sheets=spoiled))
    claim = books.claims.get(entry.claim or "")
    source = 0 if claim is None else min(claim.amount, item.fee)
    return replace(
        books,
        claims=books.claims if claim is None else _lessened(books.claims, claim, source),
        earned=books.earned + item.fee,
        unassigned=books.unassigned - (item.fee - source),
        issued=(*books.issued, item) if item.visit == books.last_visit else books.issued,
        meters=_count(books.meters, **{f"issued:{item.document}": 1}),
    )


def _coins(books: Books, entry: CoinsAccepted) -> Books:
    _check(entry.visit is None or entry.visit == books.visit, f"visit {entry.visit} is not open")
    stock = dict(books.stock)
    for coin in entry.coins:
        _check(coin.value > 0, f"a coin of {coin.value}")
        pieces = stock.get(coin.to, {})
        stock[coin.to] = pieces | {coin.value: pieces.get(coin.value, 0) + 1}
    amount = sum(coin.value for coin in entry.coins)
    return replace(
        books,
        stock=stock,
        inserted=books.inserted + amount,
        visit_inserted=books.visit_inserted + (0 if entry.visit is None else amount),
        credit=books.credit + amount,
        marks=_mark(books, entry.device, entry.mark),
        meters=_count(books.meters, coins_in=len(entry.coins)),
    )


def _claim_opened(books: Books, entry: ClaimOpened) -> Books:
    _check(0 < entry.amount <= books.credit, f"{entry.amount} of {books.credit} can not be claimed")
    _check(entry.claim not in books.claims, f"claim {entry.claim} is open")
    claim = Claim(claim=entry.claim, amount=entry.amount, visit=entry.visit, reason=entry.reason, act=entry.act)
    claimed = books.claimed
    if entry.act is not None:
        claimed = claimed | {_device_of(books, entry.act): entry.claim}
    return replace(
        books,
        credit=books.credit - entry.amount,
        claims=books.claims | {entry.claim: claim},
        claimed=claimed,
        last_claim=books.last_claim + 1,
    )


def _claim_paid(books: Books, entry: ClaimPaid) -> Books:
    claim = books.claims.get(entry.claim)
    if claim is None:
        raise BooksError(f"claim {entry.claim} is not open")
    _check(0 < entry.amount <= claim.amount, f"{entry.amount} is not in the claim of {claim.amount}")
    return replace(
        books, claims=_lessened(books.claims, claim, entry.amount), claims_paid=books.claims_paid + entry.amount
    )


def _settled(books: Books, entry: ActSettled) -> Books:
    device = _device_of(books, entry.act)
    act = books.open_acts[device]
    _check(entry.done >= 0, f"act {entry.act} did {entry.done}")
    closed = replace(books, open_acts=_without(books.open_acts, device), claimed=_without(books.claimed, device))
    if act.work == "print":
        doubtful = _without(books.doubtful, act.issuance or "")
        return replace(closed, doubtful=doubtful, meters=_count(books.meters, sheets=entry.done))
    if act.work == "slip":
        return replace(closed, meters=_count(books.meters, slips=entry.done))
    paid = entry.done * act.value
    pieces = books.stock.get(device, {})
    stock = books.stock | {device: pieces | {act.value: pieces.get(act.value, 0) - entry.done}}
    closed = replace(
        closed, stock=stock, paid_out=books.paid_out + paid, meters=_count(books.meters, coins_out=entry.done)
    )
    if device not in books.claimed:
        source = min(books.credit, paid)
        closed = _returned(closed, act, source)
        return replace(closed, credit=books.credit - source, unassigned=books.unassigned - (paid - source))
    # The money of this act went to a claim while the device was silent: what it did pay lessens the claim. If the
    # office has paid the claim meanwhile, the coins are gone without being owed.
    claim = books.claims.get(books.claimed[device])
    if claim is None:
        return replace(closed, unassigned=books.unassigned - paid)
    source = min(claim.amount, paid)
    closed = _returned(closed, act, source)
    return replace(closed, claims=_lessened(books.claims, claim, source), unassigned=books.unassigned - (paid - source))


def _returned(books: Books, act: ActIntended, amount: int) -> Books:
    if act.visit != books.last_visit:
        return books
    return replace(books, visit_returned=books.visit_returned + amount)


def _device_of(books: Books, number: int) -> str:
    for device, act in books.open_acts.items():
        if act.act == number:
            return device
    raise BooksError(f"act {number} is not open")


def _lessened(claims: dict[str, Claim], claim: Claim, amount: int) -> dict[str, Claim]:
    if amount == claim.amount:
        return _without(claims, claim.claim)
    return claims | {claim.claim: replace(claim, amount=claim.amount - amount)}


def _mark(books: Books, device: str, mark: dict[str, int | str]) -> dict[str, dict[str, int | str]]:
    before, after = books.marks.get(device, {}).get("run"), mark.get("run")
    if isinstance(before, int) and isinstance(after, int):
        _check(after > before, f"{device}: run {after} is booked already")
    return books.marks | {device: mark}


def _count(meters: dict[str, int], **more: int) -> dict[str, int]:
    return meters | {name: meters.get(name, 0) + number for name, number in more.items() if number}


def _without(mapping: dict[str, V], key: str) -> dict[str, V]:
    return {name: value for name, value in mapping.items() if name != key}
