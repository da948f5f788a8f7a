"""What a record means for the district's books: the ledger of issuances (교부대장) and the claims that the office pays.

``enter`` says what changed or raises ``NotEntered`` with one word why not. The record is stored either way: it is part
of the chain, and a person can see what was not entered and why. Source of the meanings: ``offline_queue.entries``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, insert, or_, select, update

from district.tables import meta
from district.visits import enter_applicants, identified
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    ClaimOpened,
    ClaimPaid,
    EpochBegun,
    IdentityChecked,
    IssuanceClosed,
    OwedClaim,
    PaymentTaken,
    Record,
)

issuances = Table(
    "issuances",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),  # of the PaymentTaken that brought the number into being
    Column("number", String, primary_key=True, index=True),
    Column("document", String, nullable=False),
    Column("at", String, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("exemption", String),
    Column("check_hash", String, nullable=False),
    Column("outcome", String),  # None while it is held
)

claims = Table(
    "claims",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the record that opened it
    Column("opened", Integer, nullable=False),  # won at first
    Column("amount", Integer, nullable=False),  # won still owed
    Column("state", String, nullable=False),  # open | paid (by the office) | settled (the kiosk had paid after all)
    Column("reason", String, nullable=False),
    Column("act", Integer),  # the open payout of this epoch whose result will lessen it
)

payouts = Table(
    "payouts",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("act", Integer, primary_key=True),
    Column("value", Integer, nullable=False),  # won per piece; kept only while the act is open
)


class NotEntered(Exception):
    """The record contradicts the district's books. ``reason``: one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enter(connection: Connection, record: Record) -> None:
    """Raises ``NotEntered``; also ``SQLAlchemyError`` and ``OverflowError`` for values that no book can hold.

    The caller takes back what was half entered."""
    begins = isinstance(record.entry, EpochBegun)
    _check(begins or record.sequence > 1, "epoch_not_begun")
    match record.entry:
        case EpochBegun(owed=owed):
            _check(record.sequence == 1, "epoch_begun_within")
            for claim in owed:
                _carry(connection, record, claim)
        case PaymentTaken():
            _paid(connection, record, record.entry)
        case IssuanceClosed():
            _closed(connection, record, record.entry)
        case IdentityChecked(outcome="identified", visit=visit):
            person = identified(connection, record.kiosk, record.epoch, visit)
            _check(person is not None, "not_identified")
        case ClaimOpened():
            _claim_opened(connection, record, record.entry)
        case ClaimPaid():
            _claim_paid(connection, record, record.entry)
        case ActIntended(work="pay_out"):
            key = {"kiosk": record.kiosk, "epoch": record.epoch, "act": record.entry.act}
            connection.execute(insert(payouts).values(**key, value=record.entry.value))
        case ActSettled():
            _settled(connection, record, record.entry)
        case _:
            pass


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise NotEntered(reason)


# --- issuances ---------------------------------------------------------------------------------------------------


def _paid(connection: Connection, record: Record, entry: PaymentTaken) -> None:
    numbers = [line.number for line in entry.issuances]
    if not numbers:
        return
    _check(all(number.startswith(f"{record.kiosk}-") for number in numbers), "foreign_number")
    known = select(issuances.c.number).where(issuances.c.kiosk == record.kiosk, issuances.c.number.in_(numbers))
    repeated = len(set(numbers)) < len(numbers) or connection.execute(known.limit(1)).first() is not None
    _check(not repeated, "repeated_number")
    _check(all(line.fee >= 0 for line in entry.issuances), "wrong_amount")
    lines = [
        {
            "kiosk": record.kiosk,
            "epoch": record.epoch,
            "sequence": record.sequence,
            "number": line.number,
            "document": line.document,
            "at": record.at,
            "fee": line.fee,
            "exemption": line.exemption,
            "check_hash": line.check_hash,
        }
        for line in entry.issuances
    ]
    connection.execute(insert(issuances), lines)
    enter_applicants(connection, record, entry.visit, entry.issuances)


def _closed(connection: Connection, record: Record, entry: IssuanceClosed) -> None:
    """Only the newest line of that number that is still open, or was closed as unknown and is told late: then the claim
    that holds its fee goes, if it was issued after all."""
    mine = (issuances.c.kiosk == record.kiosk, issuances.c.number == entry.number)
    open_yet = or_(issuances.c.outcome.is_(None), issuances.c.outcome == "unknown")
    place = select(issuances.c.epoch, issuances.c.sequence, issuances.c.fee).where(*mine, open_yet)
    newest = connection.execute(place.order_by(issuances.c.epoch.desc(), issuances.c.sequence.desc())).first()
    if newest is None:
        raise NotEntered("no_open_issuance")
    here = (issuances.c.epoch == newest.epoch, issuances.c.sequence == newest.sequence)
    connection.execute(update(issuances).where(*mine, *here).values(outcome=entry.outcome))
    claim = None if entry.claim is None else _claim(connection, record, entry.claim)
    if claim is not None and claim.state == "open":
        _lessen(connection, record, claim, min(claim.amount, newest.fee), "settled")


# --- claims ------------------------------------------------------------------------------------------------------


def _claim_opened(connection: Connection, record: Record, entry: ClaimOpened) -> None:
    _check(_claim(connection, record, entry.claim) is None, "repeated_claim")
    _open(connection, record, entry.claim, entry.amount, entry.reason, entry.act)


def _carry(connection: Connection, record: Record, owed: OwedClaim) -> None:
    """What an old epoch left. A claim that is known keeps what is known here: records that the kiosk lost may have
    settled it. No act of the new epoch touches it."""
    if _claim(connection, record, owed.claim) is None:
        _open(connection, record, owed.claim, owed.amount, owed.reason, None)
    else:
        _change(connection, record, owed.claim, act=None)


def _open(connection: Connection, record: Record, claim: str, amount: int, reason: str, act: int | None) -> None:
    _check(claim.startswith(f"{record.kiosk}-"), "foreign_claim")
    _check(amount > 0, "wrong_amount")
    place = {"kiosk": record.kiosk, "epoch": record.epoch, "sequence": record.sequence}
    money = {"opened": amount, "amount": amount, "state": "open"}
    connection.execute(insert(claims).values(**place, **money, claim=claim, reason=reason, act=act))


def _claim_paid(connection: Connection, record: Record, entry: ClaimPaid) -> None:
    claim = _claim(connection, record, entry.claim)
    if claim is None or claim.state != "open":
        raise NotEntered("no_open_claim")
    _check(0 < entry.amount <= claim.amount, "wrong_amount")
    _lessen(connection, record, claim, entry.amount, "paid")


def _settled(connection: Connection, record: Record, entry: ActSettled) -> None:
    """A silent device spoke: what it did pay out lessens the claim that was opened on its act."""
    act = (payouts.c.kiosk == record.kiosk, payouts.c.epoch == record.epoch, payouts.c.act == entry.act)
    value = connection.execute(select(payouts.c.value).where(*act)).scalar_one_or_none()
    if value is None:  # a print, or an act from before the claims were kept here
        return
    connection.execute(payouts.delete().where(*act))
    bound = (claims.c.kiosk == record.kiosk, claims.c.epoch == record.epoch, claims.c.act == entry.act)
    for claim in connection.execute(select(claims).where(*bound, claims.c.state == "open")).all():
        _lessen(connection, record, claim, min(claim.amount, max(0, entry.done) * value), "settled")


def _claim(connection: Connection, record: Record, claim: str) -> Any:
    query = select(claims).where(claims.c.kiosk == record.kiosk, claims.c.claim == claim)
    return connection.execute(query).one_or_none()


def _lessen(connection: Connection, record: Record, claim: Any, amount: int, then: str) -> None:
    left = claim.amount - amount
    _change(connection, record, claim.claim, amount=left, state="open" if left else then)


def _change(connection: Connection, record: Record, claim: str, **values: Any) -> None:
    mine = (claims.c.kiosk == record.kiosk, claims.c.claim == claim)
    connection.execute(update(claims).where(*mine).values(**values))
