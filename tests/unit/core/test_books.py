"""The Books: every entry moves money between two accounts, and one that contradicts them is refused."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from kiosk.core.books import Books, BooksError, apply, balance, carried, carry, fold
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    CarriedForward,
    ClaimOpened,
    ClaimPaid,
    CoinIn,
    CoinsAccepted,
    CoinsDoubted,
    DeviceMarked,
    Entry,
    EpochBegun,
    FaultCleared,
    FaultRaised,
    IssuanceClosed,
    IssuanceLine,
    KioskStarted,
    MoneyUnassigned,
    PaymentTaken,
    VisitClosed,
    VisitOpened,
)

BEGUN = EpochBegun(reason="counted", stock={"hopper_100": {100: 10}}, issue_serial=41)
OPEN = VisitOpened(visit=1)
LINE = IssuanceLine(number="B001-20261122-000042", document="D03", fee=300, pages=1, check_hash="ab")
PAID = PaymentTaken(visit=1, amount=300, issuances=(LINE,))
PAYOUT = ActIntended(
    act=1, device="hopper_100", work="pay_out", quantity=2, name="p", baseline={}, purpose="change", visit=1, value=100
)
PRINT = ActIntended(
    act=1,
    device="document_printer",
    work="print",
    quantity=1,
    name=LINE.number,
    baseline={},
    purpose="document",
    visit=1,
    issuance=LINE.number,
)


def coins(*values: int, run: int = 1, visit: int | None = 1) -> CoinsAccepted:
    fallen = tuple(CoinIn(value, "cash_box") for value in values)
    return CoinsAccepted(device="coin_acceptor", visit=visit, coins=fallen, mark={"run": run})


@dataclass(frozen=True)
class Accounts:
    credit: int = 0
    held: int = 0
    earned: int = 0
    paid_out: int = 0
    claims: int = 0
    claims_paid: int = 0
    unassigned: int = 0


def accounts(books: Books) -> Accounts:
    return Accounts(
        books.credit,
        sum(item.fee for item in books.held.values()),
        books.earned,
        books.paid_out,
        sum(claim.amount for claim in books.claims.values()),
        books.claims_paid,
        books.unassigned,
    )


CLAIM = ClaimOpened(claim="c", amount=200, visit=1, reason="hopper_silent", act=1)
ISSUED = IssuanceClosed(number=LINE.number, outcome="issued", impressions=1)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([coins(500)], Accounts(credit=500)),
        ([coins(500), PAID], Accounts(credit=200, held=300)),
        ([coins(500), PAID, ISSUED], Accounts(credit=200, earned=300)),
        ([coins(500), PAID, IssuanceClosed(number=LINE.number, outcome="void")], Accounts(credit=500)),
        ([coins(500), PAID, IssuanceClosed(number=LINE.number, outcome="unknown")], Accounts(credit=500)),
        ([coins(500), PAYOUT, ActSettled(act=1, outcome="done", done=2)], Accounts(credit=300, paid_out=200)),
        ([coins(500), PAYOUT, ActSettled(act=1, outcome="partial", done=1)], Accounts(credit=400, paid_out=100)),
        ([coins(500), PAYOUT, CLAIM], Accounts(credit=300, claims=200)),
        ([coins(500), PAYOUT, CLAIM, ActSettled(act=1, outcome="partial", done=1)], Accounts(300, 0, 0, 100, 100)),
        ([coins(500), PAYOUT, CLAIM, ActSettled(act=1, outcome="done", done=2)], Accounts(credit=300, paid_out=200)),
        # the office paid first, then the silent hopper turns out to have paid as well: nobody else's credit is touched
        (
            [
                coins(500),
                PAYOUT,
                CLAIM,
                ClaimPaid(claim="c", amount=200, where="office"),
                ActSettled(act=1, outcome="done", done=2),
            ],
            Accounts(credit=300, paid_out=200, claims_paid=200, unassigned=-200),
        ),
        # a hopper that pays more than it was asked takes from no account but the unassigned
        (
            [coins(100), PAYOUT, ActSettled(act=1, outcome="done", done=3)],
            Accounts(paid_out=300, unassigned=-200),
        ),
        (
            [coins(500), MoneyUnassigned(amount=500, device="coin_acceptor", reason="no_visit")],
            Accounts(unassigned=500),
        ),
        ([coins(500), PAID, PRINT, ActSettled(act=1, outcome="done", done=1), ISSUED], Accounts(200, 0, 300)),
    ],
)
def test_money_moves_between_accounts(entries: list[Entry], expected: Accounts) -> None:
    books = fold([BEGUN, OPEN])
    for entry in entries:
        books = apply(books, entry)
        assert balance(books) == 0
    assert accounts(books) == expected


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ([], OPEN),  # visit 1 is open
        ([VisitClosed(visit=1, outcome="finished")], OPEN),  # and was before
        ([], VisitClosed(visit=2, outcome="finished")),
        ([coins(100)], VisitClosed(visit=1, outcome="finished")),
        ([coins(500), PAID], VisitClosed(visit=1, outcome="finished")),
        ([coins(200)], PAID),
        ([coins(500)], PaymentTaken(visit=1, amount=200, issuances=(LINE,))),
        ([coins(500)], PaymentTaken(visit=2, amount=300, issuances=(LINE,))),
        ([coins(500, 500), PAID], PAID),
        ([], IssuanceClosed(number="never", outcome="issued")),
        ([coins(500), PAID], IssuanceClosed(number=LINE.number, outcome="lost")),
        ([coins(100)], coins(100)),  # the same run twice
        ([], coins(100, visit=7)),
        ([], coins(-100)),
        ([coins(100)], MoneyUnassigned(amount=200, device="x", reason="y")),
        ([coins(100)], ClaimOpened(claim="c", amount=200, visit=1, reason="r")),
        ([coins(500)], ClaimOpened(claim="c", amount=200, visit=1, reason="r", act=9)),
        ([coins(500), PAYOUT, CLAIM], ClaimOpened(claim="c", amount=100, visit=1, reason="r")),
        ([], ClaimPaid(claim="c", amount=1, where="office")),
        ([PAYOUT], PAYOUT),
        ([PAYOUT, ActSettled(act=1, outcome="done", done=0)], PAYOUT),
        ([], ActSettled(act=1, outcome="done", done=1)),
        ([DeviceMarked(device="coin_acceptor", mark={"run": 3})], coins(100, run=3)),
    ],
)
def test_an_entry_that_contradicts_the_books_is_refused(before: list[Entry], refused: Entry) -> None:
    books = fold([BEGUN, OPEN, *before])
    with pytest.raises(BooksError):
        apply(books, refused)


def test_counts_that_are_not_money() -> None:
    doubt = CoinsDoubted(device="coin_acceptor", visit=1, doubt="reset", missing=None, mark={"run": 2})
    books = fold(
        [
            BEGUN,
            OPEN,
            coins(500),
            doubt,
            PAID,
            PRINT,
            ActSettled(act=1, outcome="partial", done=1),
            IssuanceClosed(number=LINE.number, outcome="spoiled", impressions=1),
            FaultRaised(device="document_printer", fault="jam"),
        ]
    )
    assert books.issue_serial == 42
    assert books.marks == {"coin_acceptor": {"run": 2}}
    assert books.doubts == 1
    assert books.stock == {"hopper_100": {100: 10}, "cash_box": {500: 1}}
    assert books.meters == {"visits": 1, "coins_in": 1, "sheets": 1, "spoiled_sheets": 1}
    assert books.faults == {"document_printer": "jam"}
    assert apply(books, FaultCleared(device="document_printer", fault="jam")).faults == {}


def test_paid_coins_leave_the_stock_of_their_hopper() -> None:
    books = fold([BEGUN, OPEN, coins(500), PAYOUT, ActSettled(act=1, outcome="done", done=2)])
    assert books.stock["hopper_100"] == {100: 8}


def test_downtime_of_a_cut_visit_adds_up_and_unknown_stays_unknown() -> None:
    def started(*downtimes: int | None) -> int | None:
        starts = [KioskStarted(software="t", downtime_s=downtime, visit_cut=1) for downtime in downtimes]
        return fold([BEGUN, OPEN, *starts]).downtime

    assert started(100) == 100
    assert started(100, 100) == 200
    assert started(None, 1) is None
    assert fold([BEGUN, KioskStarted(software="t"), OPEN]).downtime == 0


def test_the_books_survive_being_carried_into_the_next_segment() -> None:
    entries: list[Entry] = [
        BEGUN,
        OPEN,
        coins(500, 100),
        PAYOUT,
        CLAIM,
        FaultRaised(device="hopper_100", fault="silent"),
    ]
    books = fold(entries)
    wire = msgspec.json.decode(msgspec.json.encode(carry(books)))
    assert carried(wire) == books
    carried_on = fold([CarriedForward(segment=2, previous_head="ff", books=wire)])
    assert carried_on == msgspec.structs.replace(books, sequence=len(entries) + 1)  # itself a record
    assert apply(fold([CarriedForward(segment=2, previous_head="ff", books=wire)]), coins(100, run=2)).credit == 500


def test_an_epoch_begins_with_what_was_counted() -> None:
    again = EpochBegun(reason="restart", stock={"cash_box": {500: 1}}, issue_serial=7, previous_epoch=3)
    counted = Books(epoch=4, sequence=1, stock={"cash_box": {500: 1}}, issue_serial=7)
    assert fold([BEGUN, OPEN, coins(500), again]) == counted
