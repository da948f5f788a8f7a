"""The slip in the hand: one for a visit into which money went; nobody waits for it, and no money hangs on it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.api import ActProgressed, ActReported, Fault, Outcome, Report
from kiosk.core import facts, orders, presses, screens
from kiosk.core.books import carry, fold
from kiosk.core.screens import SlipState
from kiosk.core.session import Idle
from kiosk.core.slip import Slip, SlipLine
from kiosk.core.step import deadline
from offline_queue.entries import ActIntended, ActSettled, ClaimOpened, EpochBegun, VisitClosed
from offline_queue.journal import Journal
from tests.unit.core.rig import ACCEPTOR, CARDS, FREE, H100, NOON, PRINTER, RECEIPTS, RULES, Rig


def at_take(rig: Rig | None = None, *, slip: bool = False) -> Rig:
    """Paid 300 won with one coin of 500; the change is out, and the slip as far as ``slip`` says."""
    rig = (rig or Rig().wake()).to_pay()
    rig.script[RECEIPTS] = deque([(Outcome.DONE, 1) if slip else None])
    rig.coin(500)
    rig.work()
    rig.shown(screens.TakeScreen)
    return rig


def take(rig: Rig) -> screens.TakeScreen:
    return rig.shown(screens.TakeScreen)


def slips(rig: Rig) -> list[Slip]:
    return [order.slip for order in rig.ordered(orders.Begin) if order.slip is not None]


def test_the_slip_says_what_was_issued_paid_and_given_back() -> None:
    rig = at_take()
    (slip,) = slips(rig)
    assert slip == Slip(
        language="ko",
        kiosk="B001",
        epoch=1,
        sequence=len(rig.journal) - 1,
        at=rig.now.wall,
        lines=(SlipLine("D03", 1, 300),),
        inserted=500,
        paid=300,
        change=200,
        refund=0,
        claims=(),
        numbers=("B001-20261122-000001",),
    )
    intended = rig.entries(ActIntended)[-1]
    assert (intended.work, intended.purpose, intended.quantity, intended.device) == ("slip", "slip", 1, RECEIPTS)
    assert (intended.name, intended.visit) == (f"slip-1-{intended.act}", 1)
    shown = take(rig)
    assert (shown.slip, shown.inserted, shown.paid, shown.change) == (SlipState.PRINTING, 500, 300, 200)
    assert shown.receipt == f"B001-1-{slip.sequence:06d}"
    rig.report(RECEIPTS, Outcome.DONE, 1)
    assert take(rig).slip is SlipState.PRINTED
    assert rig.entries(ActSettled)[-1].outcome == "done"
    assert rig.books.meters["slips"] == 1


def test_several_documents_one_of_them_exempt() -> None:
    rig = Rig(CARDS).wake().begin().identify("D01")
    rig.press(presses.OptionsSubmitted, {}, 2)
    rig.press(presses.AnotherWanted)
    rig.apply_for()
    rig.press(presses.ExemptionWanted)
    rig.press(presses.ExemptionChosen, "disabled")
    rig.press(presses.ConsentAnswered, True)
    rig.post(facts.ExemptionChecked(1, "disabled", ("D01",)))
    rig.pending.clear()
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    rig.coin(500)
    rig.work()
    (slip,) = slips(rig)
    assert slip.lines == (SlipLine("D01", 2, 0, "disabled"), SlipLine("D03", 1, 300))
    assert (slip.inserted, slip.paid, slip.change) == (500, 300, 200)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_in_the_language_of_the_visit(language: str) -> None:
    rig = Rig().wake()
    rig.post(presses.LanguageChosen("en"))  # before the visit: of nobody
    rig.press(presses.StartPressed)
    if language == "en":
        rig.post(presses.LanguageChosen("en"))
    rig.press(presses.GuideRead)
    rig.apply_for()
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    rig.coin(500)
    rig.work()
    assert [slip.language for slip in slips(rig)] == [language]


def test_a_free_visit_and_one_that_is_left_without_money_have_none() -> None:
    rig = Rig(FREE).wake().to_pay()
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert (take(rig).slip, take(rig).receipt) == (SlipState.NONE, "")
    rig.press(presses.FinishPressed)
    rig.wait()
    rig.to_pay().press(presses.CancelPressed)
    rig.work()
    assert slips(rig) == []


def test_a_cancelled_payment_is_on_a_slip_too() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.press(presses.CancelPressed)
    rig.work()
    (slip,) = slips(rig)
    assert (slip.inserted, slip.paid, slip.change, slip.refund, slip.lines) == (100, 0, 0, 100, ())
    assert take(rig).slip is SlipState.PRINTED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.DONE, SlipState.PRINTED), (Outcome.NOT_DONE, SlipState.FAILED), (None, SlipState.PRINTING)],
)
def test_a_notice_with_money_in_it_has_a_slip_too(outcome: Outcome | None, state: SlipState) -> None:
    rig = Rig().wake().to_pay()
    rig.script[RECEIPTS] = deque([None if outcome is None else (outcome, 1)])
    rig.coin(100)
    rig.status(PRINTER, Fault.PAPER_OUT)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    (slip,) = slips(rig)
    assert (slip.inserted, slip.refund) == (notice.inserted, notice.refunded) == (100, 100)
    assert (notice.slip, notice.receipt) == (state, f"B001-1-{slip.sequence:06d}")


def test_a_notice_that_is_not_the_last_word_or_without_money_has_none() -> None:
    rig = Rig().wake().begin().apply_for()
    rig.coin(100)  # too early, and kept for the visit
    rig.press(presses.ApplicationsConfirmed)
    rig.post(facts.ComposeFailed(1, 1, "no_record"))
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.back_to_choice, notice.slip, notice.receipt) == (True, SlipState.NONE, "")
    rig = Rig().wake().to_pay()
    rig.status(PRINTER, Fault.PAPER_OUT)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.back_to_choice, notice.slip, notice.receipt) == (False, SlipState.NONE, "")


def test_what_is_owed_stands_on_it_with_its_number() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.status(H100, Fault.JAM)
    rig.work()
    (claim,) = rig.entries(ClaimOpened)
    (slip,) = slips(rig)
    assert (slip.change, slip.claims) == (0, ((claim.claim, 200),))
    assert slip.inserted == slip.paid + 200


def test_coins_that_a_silent_hopper_did_pay_are_given_back_and_not_owed() -> None:
    rig = Rig().wake().to_pay()
    rig.script[H100] = deque([None])
    rig.coin(500)
    rig.work()
    rig.wait()
    rig.work()
    (slip,) = slips(rig)
    assert (slip.change, [amount for _, amount in slip.claims]) == (0, [200])
    rig.report(H100, Outcome.DONE, 2)
    shown = take(rig)
    assert (shown.change, shown.claim, shown.claim_amount) == (200, None, 0)
    assert shown.inserted == shown.paid + shown.change


# --- nobody waits ------------------------------------------------------------------------------------------------


def test_who_is_done_is_done_while_it_is_printed() -> None:
    rig = at_take()
    rig.press(presses.FinishPressed)
    assert rig.entries(VisitClosed)[-1].outcome == "finished"
    rig.wait()
    start = rig.shown(screens.StartScreen)
    assert {item.closed for item in start.documents} == {None}  # it will be done before the next is due
    assert start.cash != ()
    rig.report(RECEIPTS, Outcome.DONE, 1)
    assert rig.books.open_acts == {}


def test_one_that_is_asked_for_when_nobody_stands_there_any_more_is_not_begun() -> None:
    rig = Rig().wake().to_pay()
    rig.script[H100] = deque([(Outcome.DONE, 2)])
    rig.coin(500)
    while not rig.pending or rig.pending[0] != orders.Prepare(RECEIPTS):
        rig._answer(rig.pending.popleft())
    rig.press(presses.FinishPressed)
    rig.press(presses.FinishPressed)
    assert isinstance(rig.desk.session, Idle)
    rig.prepared(RECEIPTS)
    assert slips(rig) == []


def test_silence_fails_it_on_the_screen_and_closes_cash_until_it_speaks() -> None:
    rig = at_take()
    for _ in range(10):
        rig.press(presses.MoreTimePressed)
        rig.wait(30.0)
        if take(rig).slip is SlipState.FAILED:
            break
    assert take(rig).slip is SlipState.FAILED
    assert list(rig.books.open_acts) == [RECEIPTS]
    assert rig.entries(ClaimOpened) == []
    rig.press(presses.FinishPressed)
    rig.wait()
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {"receipt_fault"}
    rig.report(RECEIPTS, Outcome.UNKNOWN, 0)
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {None}


def test_silence_after_the_visit_closes_cash_by_itself() -> None:
    rig = at_take()
    rig.press(presses.FinishPressed)
    rig.press(presses.FinishPressed)
    assert rig.shown(screens.StartScreen).cash != ()
    rig.wait()
    assert rig.shown(screens.StartScreen).cash == ()
    assert deadline(rig.desk) is None


def test_one_that_goes_on_is_not_silent() -> None:
    rig = at_take()
    act = rig.entries(ActIntended)[-1].act
    for _ in range(5):
        rig.press(presses.MoreTimePressed)
        rig.wait(30.0)
        rig.post(ActProgressed(RECEIPTS, act, 0))
        assert take(rig).slip is SlipState.PRINTING


def test_silence_before_it_is_begun() -> None:
    rig = Rig().wake()
    rig.unreadable.add(RECEIPTS)
    at_take(rig)
    assert (take(rig).slip, slips(rig)) == (SlipState.FAILED, [])
    rig = Rig().wake().to_pay()
    rig.coin(500)
    while rig.pending and rig.pending[0] != orders.Prepare(RECEIPTS):
        rig._answer(rig.pending.popleft())
    assert take(rig).slip is SlipState.PRINTING
    asked = rig.now.mono
    rig.wait()
    assert (take(rig).slip, rig.now.mono - asked < RULES.delays.take) == (SlipState.FAILED, True)
    rig.prepared(RECEIPTS)
    assert slips(rig) == []


@pytest.mark.parametrize("outcome", [Outcome.NOT_DONE, Outcome.UNKNOWN])
def test_one_that_failed_leaves_number_and_amounts_on_the_screen(outcome: Outcome) -> None:
    rig = at_take()
    rig.report(RECEIPTS, outcome, 0)
    shown = take(rig)
    assert (shown.slip, shown.inserted, shown.paid, shown.change) == (SlipState.FAILED, 500, 300, 200)
    assert shown.receipt.startswith("B001-1-0000")


def test_a_late_coin_is_told_on_the_screen_and_has_no_second_slip() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.press(presses.CancelPressed)
    rig.work()
    assert take(rig).inserted == 100
    rig.coin(100)
    rig.work()
    assert (take(rig).inserted, take(rig).refund, len(slips(rig))) == (200, 200, 1)
    assert take(rig).slip is SlipState.PRINTED


def test_a_late_coin_before_it_is_begun_is_on_it() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.press(presses.CancelPressed)
    while not rig.pending or rig.pending[0] != orders.Prepare(RECEIPTS):
        rig._answer(rig.pending.popleft())
    rig.coin(100)
    rig.shown(screens.PayingOutScreen)
    rig.work()
    assert [(slip.inserted, slip.refund) for slip in slips(rig)] == [(200, 200)]


# --- no receipt printer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_receipt_printer_no_money_is_taken_and_the_free_go_on(missing: bool) -> None:
    rig = Rig(replace(RULES, receipt_printer=None) if missing else RULES).wake()
    rig.status(RECEIPTS, Fault.CUTTER)
    start = rig.shown(screens.StartScreen)
    assert ({item.closed for item in start.documents}, start.cash) == ({"receipt_fault"}, ())
    rig = Rig(replace(FREE, receipt_printer=None) if missing else FREE).wake()
    rig.status(RECEIPTS, Fault.CUTTER)
    rig.to_pay().press(presses.ApplicationsConfirmed)
    rig.work()
    assert take(rig).slip is SlipState.NONE


def test_one_that_fails_before_the_payment_is_told_instead_of_it() -> None:
    rig = Rig().wake().begin().apply_for()
    rig.status(RECEIPTS, Fault.PAPER_OUT)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E03", "receipt_fault", True)


def test_one_that_fails_before_a_coin_fell_closes_the_gate_and_says_so() -> None:
    rig = Rig().wake().to_pay()
    assert rig.desk.cabinet.accepting
    rig.status(RECEIPTS, Fault.PAPER_OUT)
    pay = rig.shown(screens.PayScreen)
    assert (pay.reason, {taken for _, taken in pay.accepted}) == ("receipt_fault", {False})
    assert orders.Accept(ACCEPTOR, frozenset()) in rig.orders
    rig.status(RECEIPTS)
    assert rig.shown(screens.PayScreen).reason is None


def test_one_that_fails_with_coins_inside_lets_the_visit_be_finished() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.status(RECEIPTS, Fault.PAPER_OUT)
    pay = rig.shown(screens.PayScreen)
    assert (pay.reason, dict(pay.accepted)[pay.accepted[0][0]]) == (None, True)
    rig.coin(100)
    rig.coin(100)
    rig.work()
    shown = take(rig)
    assert (shown.slip, shown.inserted, shown.paid) == (SlipState.FAILED, 300, 300)
    assert slips(rig) == []


# --- after a cut -------------------------------------------------------------------------------------------------


def test_an_open_slip_is_settled_by_asking_and_nothing_waits_for_it() -> None:
    rig = at_take().cut()
    (asked,) = rig.ordered(orders.Settle)
    assert asked.act.device == RECEIPTS
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {"receipt_fault"}
    rig.post(ActReported(RECEIPTS, Report(asked.act.number, Outcome.DONE, 1)))
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {None}
    assert rig.books.meters["slips"] == 1


def test_the_slip_after_a_cut_knows_the_whole_visit() -> None:
    rig = Rig().wake().to_printing(500)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig = rig.cut()
    rig.press(presses.RefundPressed)
    rig.work()
    (slip,) = slips(rig)
    assert slip.lines == (SlipLine("D03", 1, 300),)
    assert (slip.inserted, slip.paid, slip.refund) == (500, 300, 200)


def test_a_visit_that_had_its_slip_before_the_cut_has_no_second() -> None:
    rig = at_take(slip=True)
    rig.coin(100)  # it came late, and the cut comes before it is back
    rig = rig.cut()
    rig.press(presses.RefundPressed)
    rig.work()
    shown = take(rig)
    assert (shown.slip, shown.inserted, slips(rig)) == (SlipState.FAILED, 600, [])


def test_the_books_know_where_the_journal_is(tmp_path: Path) -> None:
    begun = EpochBegun(reason="counted", stock={"hopper_100": {100: 60}})
    journal = Journal.create(tmp_path / "journal", "B001", begun, NOON)
    assert fold(journal.entries()).sequence == journal.head.sequence == 1
    rig = at_take(slip=True)
    journal.append(rig.journal[1:], NOON)
    books = fold(journal.entries())
    assert books.sequence == journal.head.sequence == len(rig.journal)
    journal.roll(carry(books), NOON)
    assert fold(journal.entries()).sequence == journal.head.sequence == len(rig.journal) + 1
    journal.close()
