"""A restart forgets no won: what the old epoch owed is what the new one begins with, damaged or not."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kiosk.core.books import Books, apply, balance, carry, fold
from kiosk.journal_command import add_parser, run
from kiosk.owed import owed_by
from offline_queue.entries import (
    ActIntended,
    ClaimOpened,
    ClaimPaid,
    CoinIn,
    CoinsAccepted,
    Entry,
    EpochBegun,
    IssuanceLine,
    OwedClaim,
    PaymentTaken,
    VisitClosed,
    VisitOpened,
)
from offline_queue.journal import Journal
from tests.unit.journal_samples import AT, FIRST, KIOSK, begin, only_segment

NUMBERS = ("B001-20261122-000001", "B001-20261122-000002")


def cut_visit() -> list[Entry]:
    """2,000 won taken; 400 claimed, 600 paid for two copies, 300 of the rest just being paid out."""
    lines = tuple(
        IssuanceLine(number=number, document="D03", fee=300, pages=1, check_hash="ab" * 32) for number in NUMBERS
    )
    return [
        VisitOpened(visit=1),
        CoinsAccepted(device="coin_acceptor", visit=1, coins=(CoinIn(500, "cash_box"),) * 4, mark={"run": 1}),
        ClaimOpened(claim="B001-C1-0001", amount=400, visit=1, reason="hopper_empty"),
        PaymentTaken(visit=1, amount=600, issuances=lines),
        ActIntended(
            act=1,
            device="hopper_100",
            work="pay_out",
            quantity=3,
            name="payout-1",
            baseline={},
            purpose="change",
            visit=1,
            value=100,
        ),
    ]


def restarted(folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    given = ["journal", "restart", "--folder", str(folder), "--kiosk", KIOSK, "--stock", "hopper_100=100:60"]
    return run(parser.parse_args([*given, *more]))


def books_of(folder: Path) -> Books:
    journal = Journal.open(folder, KIOSK)
    books = fold(journal.entries())
    journal.close()
    return books


def amounts(books: Books) -> dict[str, tuple[int, str]]:
    return {claim.claim: (claim.amount, claim.reason) for claim in books.claims.values()}


OWED = {
    "B001-C1-0001": (400, "hopper_empty"),
    "B001-C2-0002": (300, "payout_open payout-1"),
    "B001-C2-0003": (700, "credit_left"),
    "B001-C2-0004": (300, f"not_delivered {NUMBERS[0]}"),
    "B001-C2-0005": (300, f"not_delivered {NUMBERS[1]}"),
}


def test_every_won_of_a_cut_visit_is_owed_by_the_new_epoch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    journal.append(cut_visit(), AT)
    journal.close()
    assert restarted(tmp_path) == 0
    books = books_of(tmp_path)
    assert amounts(books) == OWED
    assert (books.epoch, books.inserted, books.carried_in, balance(books)) == (2, 0, 2000, 0)
    out = capsys.readouterr().out
    assert all(f"{claim} {amount} won ({reason})" in out for claim, (amount, reason) in OWED.items())


def test_what_is_owed_outlives_a_second_restart(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    journal.append(cut_visit(), AT)
    journal.close()
    assert restarted(tmp_path) == 0
    journal = Journal.open(tmp_path, KIOSK)
    journal.append([ClaimPaid(claim="B001-C2-0003", amount=700, where="office")], AT)
    journal.close()
    assert restarted(tmp_path) == 0
    books = books_of(tmp_path)
    assert amounts(books) == {claim: owed for claim, owed in OWED.items() if claim != "B001-C2-0003"}
    assert (books.carried_in, balance(books)) == (1300, 0)


def test_of_a_damaged_journal_everything_before_the_damage_is_believed(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    journal.append(cut_visit(), AT)
    journal.append([VisitOpened(visit=77)], AT)  # the record that will be changed
    journal.close()
    path = only_segment(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"visit":77', b'"visit":78'))
    assert restarted(tmp_path) == 0
    books = books_of(tmp_path)
    assert {claim: owed[0] for claim, owed in amounts(books).items()} == {c: owed[0] for c, owed in OWED.items()}
    assert amounts(books)["B001-C1-0001"] == (400, "hopper_empty")
    assert amounts(books)["B001-C2-0003"] == (700, "credit_left (journal damaged)")


def test_the_last_segment_tells_all_even_if_an_older_one_is_damaged(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    journal.append(cut_visit(), AT)
    old = only_segment(tmp_path)
    journal.roll(carry(fold([FIRST, *cut_visit()])), AT)
    journal.close()
    old.chmod(0o644)
    old.write_bytes(old.read_bytes().replace(b'"visit":1,', b'"visit":9,'))
    assert restarted(tmp_path) == 0
    assert {claim: owed[0] for claim, owed in amounts(books_of(tmp_path)).items()} == {
        claim: owed[0] for claim, owed in OWED.items()
    }


def test_a_journal_of_which_nothing_can_be_believed_points_to_the_district(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = begin(tmp_path)
    journal.append(cut_visit(), AT)
    journal.close()
    only_segment(tmp_path).write_bytes(b"not a journal at all")
    assert restarted(tmp_path) == 0
    assert "district's ledger" in capsys.readouterr().out
    assert books_of(tmp_path).claims == {}


def test_claims_of_a_new_disk_carry_the_epoch_the_technician_named(tmp_path: Path) -> None:
    assert restarted(tmp_path, "--epoch", "3", "--issue-serial", "10") == 0
    assert books_of(tmp_path).epoch == 3  # the next claim is B001-C3-0001, not one that epoch 1 may have used


def test_an_act_whose_money_is_a_claim_already_is_owed_once() -> None:
    books = fold([FIRST, *cut_visit()])
    books = apply(books, ClaimOpened(claim="B001-C1-0002", amount=300, visit=1, reason="hopper_silent", act=1))
    owed = owed_by(books, 1, KIOSK, 2)
    assert sum(claim.amount for claim in owed) == 2000
    assert not any("payout" in claim.reason for claim in owed)


def test_a_sound_end_of_a_visit_owes_nothing() -> None:
    assert owed_by(fold([FIRST, VisitOpened(visit=1), VisitClosed(visit=1, outcome="cancelled")]), 1, KIOSK, 2) == ()


def test_an_epoch_that_began_before_debts_were_carried_is_read_as_ever() -> None:
    books = fold([EpochBegun(reason="restart", stock={}, previous_epoch=3)])
    assert (books.epoch, books.claims, books.carried_in, books.last_claim) == (4, {}, 0, 0)


def test_new_claims_go_on_after_those_carried_in() -> None:
    owed = (OwedClaim(claim="B001-C2-0001", amount=100, reason="credit_left", epoch=1),)
    assert fold([EpochBegun(reason="restart", stock={}, previous_epoch=1, owed=owed)]).last_claim == 1
