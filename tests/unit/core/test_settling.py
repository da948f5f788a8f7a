"""What a report means, whatever the driver put in its fields, and whoever's credit is in the machine by then."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.api import ActReported, Outcome, Report
from kiosk.core import presses, screens
from kiosk.core.books import balance, fold
from kiosk.core.step import settle
from offline_queue.entries import ActSettled, ClaimOpened, Entry, IssuanceClosed
from tests.unit.core.rig import FREE, H100, PRINTER, Rig
from tests.unit.core.test_money_in_a_visit import leave, sums


def paying_out() -> Rig:
    """Two coins are to come out; the hopper has said nothing yet."""
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([None])
    rig.report(PRINTER, Outcome.DONE, 1)
    return rig.work()


@pytest.mark.parametrize(
    ("outcome", "done", "settled", "count"),
    [
        (Outcome.DONE, 2, "done", 2),
        (Outcome.DONE, 0, "done", 2),
        (Outcome.PARTIAL, 1, "partial", 1),
        (Outcome.PARTIAL, 0, "not_done", 0),
        (Outcome.PARTIAL, 2, "done", 2),
        (Outcome.PARTIAL, 3, "done", 3),
        (Outcome.NOT_DONE, 0, "not_done", 0),
        (Outcome.NOT_DONE, 1, "partial", 1),
        (Outcome.NOT_DONE, -1, "not_done", 0),
        (Outcome.UNKNOWN, 1, "unknown", 1),
    ],
)
def test_outcome_and_count_are_made_to_agree(outcome: Outcome, done: int, settled: str, count: int) -> None:
    rig = paying_out()
    entries = settle(rig.books, {H100: Report(2, outcome, done, {"n": 5})}, "B001")
    assert entries[0] == ActSettled(act=2, outcome=settled, done=count, evidence={"n": 5})
    assert balance(fold([*rig.journal, *entries])) == 0


def test_what_nobody_can_tell_is_claimed_but_for_what_was_seen() -> None:
    rig = paying_out()
    entries = settle(rig.books, {H100: Report(2, Outcome.UNKNOWN, 1)}, "B001")
    assert [entry.amount for entry in entries if isinstance(entry, ClaimOpened)] == [100]


def test_an_unknown_print_is_closed_and_its_fee_claimed() -> None:
    rig = Rig().wake().to_printing(500)
    kinds: list[type[Entry]] = [
        type(entry) for entry in settle(rig.books, {PRINTER: Report(1, Outcome.UNKNOWN, 1)}, "B001")
    ]
    assert kinds == [ActSettled, IssuanceClosed, ClaimOpened]


def test_reports_of_no_open_act_close_nothing() -> None:
    rig = paying_out()
    assert settle(rig.books, {H100: Report(7, Outcome.DONE, 2), PRINTER: Report(1, Outcome.DONE, 1)}, "B001") == ()


@pytest.mark.parametrize(("outcome", "done", "left"), [(Outcome.UNKNOWN, 0, 200), (Outcome.UNKNOWN, 1, 100)])
def test_a_claimed_act_that_ends_unknown_leaves_the_next_citizens_credit_alone(
    outcome: Outcome, done: int, left: int
) -> None:
    rig = paying_out()
    rig.wait()
    leave(rig)
    silent = rig.acts[H100].number
    rig.begin()
    rig.coin(500)
    rig.post(ActReported(H100, Report(silent, outcome, done)))
    assert (rig.books.credit, len(rig.books.claims)) == (500, 1)
    assert sums(rig.books) == (1000, 300, 200 - left, left, 0)


def test_an_act_whose_money_is_claimed_is_not_claimed_again_after_a_cut() -> None:
    rig = paying_out()
    rig.wait()
    rig = rig.cut()
    assert sums(rig.books) == (500, 300, 0, 200, 0)
    rig.shown(screens.StartScreen)  # and nobody waits for the silent hopper
    rig.begin()
    rig.coin(100)
    rig = rig.cut(devices=False)
    rig.wait()
    assert rig.shown(screens.RefundOfferScreen).amount == 100
    assert len(rig.entries(ClaimOpened)) == 1


def test_a_free_copy_nobody_can_tell_about_is_no_claim() -> None:
    rig = Rig(FREE).wake().to_pay()
    rig.press(presses.ApplicationsConfirmed)
    rig.script[PRINTER] = deque([(Outcome.UNKNOWN, 0)])
    rig.work()
    assert rig.entries(IssuanceClosed)[-1].outcome == "unknown"
    assert rig.entries(ClaimOpened) == []
