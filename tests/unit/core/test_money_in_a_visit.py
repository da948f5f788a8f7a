"""Coins, copies, change and refunds: what is owed is paid or claimed, whatever fails."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import pytest

from drivers.api import (
    ActProgressed,
    ActReported,
    Coin,
    CoinsInserted,
    Doubt,
    Fault,
    Outcome,
    Pages,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
)
from kiosk.core import facts, orders, presses, screens
from kiosk.core.books import Books, apply
from kiosk.core.rules import Rules
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    ClaimOpened,
    ClaimPaid,
    CoinsAccepted,
    CoinsDoubted,
    DeviceMarked,
    IssuanceClosed,
    MoneyUnassigned,
    PaymentTaken,
    VisitClosed,
)
from tests.unit.core.rig import ACCEPTOR, FREE, H100, H500, PRINTER, RULES, TWO_HOPPERS, Rig


def sums(books: Books) -> tuple[int, int, int, int, int]:
    """inserted, earned, paid out, claims, unassigned"""
    claims = sum(claim.amount for claim in books.claims.values())
    return books.inserted, books.earned, books.paid_out, claims, books.unassigned


def leave(rig: Rig) -> Rig:
    """Press through what is left of the visit."""
    for _ in range(4):
        if not isinstance(rig.desk.cabinet.screen, screens.StartScreen | screens.OutOfServiceScreen):
            rig.press(presses.FinishPressed)
    assert rig.books.visit is None
    assert rig.books.credit == 0
    return rig


# --- coins in ----------------------------------------------------------------------------------------------------


def test_masks_follow_every_coin_and_close_before_anything_else() -> None:
    rig = Rig(stock={H100: {100: 5}}).wake().to_pay()
    for value in (100, 100, 100):
        rig.coin(value)
    masks = [sorted(order.values) for order in rig.ordered(orders.Accept)]
    # 5 coins in the hopper: 500 can come back; with 100 inside (and 6 in the hopper) 600 can; and so on
    assert masks == [[], [100, 500], []]
    paid = rig.post(facts.TimePassed())
    assert paid.orders == ()
    last = rig.orders[rig.orders.index(orders.Accept(ACCEPTOR, frozenset())) :]
    assert isinstance(last[0], orders.Accept)


def test_a_coin_that_could_not_come_back_is_not_welcome() -> None:
    rig = Rig(stock={H100: {100: 4}}).wake().to_pay()
    pay = rig.shown(screens.PayScreen)
    assert pay.accepted == ((100, True), (500, False))
    assert pay.reason == "change_short"


def test_a_late_coin_becomes_extra_change() -> None:
    rig = Rig().wake().to_printing(500)
    rig.coin(500)
    rig.shown(screens.IssuingScreen)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 700
    assert sums(leave(rig).books) == (1000, 300, 700, 0, 0)


def test_a_coin_while_paper_is_taken_comes_back_too() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.work()
    rig.shown(screens.TakeScreen)
    rig.coin(100)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 300
    assert sums(leave(rig).books) == (600, 300, 300, 0, 0)


def test_a_repeated_report_is_confirmed_and_booked_once() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    again = rig.coin(100, run=rig.run)
    assert again.entries == ()
    assert [type(order) for order in again.orders] == [orders.Confirm]
    assert rig.books.credit == 100


@pytest.mark.parametrize("where", ["idle", "thanks"])
def test_coins_without_a_visit_are_unassigned(where: str) -> None:
    rig = Rig(FREE if where == "thanks" else RULES).wake()
    if where == "thanks":
        rig.to_pay().press(presses.ApplicationsConfirmed)
        rig.work().press(presses.FinishPressed)
        rig.shown(screens.ThanksScreen)
    rig.coin(500)
    assert sums(rig.books) == (500, 0, 0, 0, 500)
    assert rig.entries(MoneyUnassigned)[-1].evidence == {"run": 1, "counter": 7, "last_visit": rig.books.last_visit}
    assert rig.entries(CoinsAccepted)[-1].visit is None


def test_a_coin_before_the_payment_is_credit_and_comes_back_on_cancel() -> None:
    rig = Rig().wake()
    rig.begin()
    rig.coin(100)
    rig.press(presses.CancelPressed)
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 100
    assert sums(leave(rig).books) == (100, 0, 100, 0, 0)


def test_doubts_and_rejects_are_journalled_with_their_mark() -> None:
    rig = Rig().wake().to_pay()
    values = frozenset({Won(500), Won(100)})
    coin = (Coin(Won(100), H100),)
    rig.post(CoinsInserted(ACCEPTOR, Token("a"), (), {"run": 1}))
    rig.post(CoinsInserted(ACCEPTOR, Token("b"), coin, {"run": 2}, Doubt.COUNT_DIFFERS, 1, values))
    rig.post(CoinsInserted(ACCEPTOR, Token("c"), (), {"run": 3}, Doubt.RESET))
    assert rig.entries(DeviceMarked) == [DeviceMarked(device=ACCEPTOR, mark={"run": 1})]
    doubted = rig.entries(CoinsDoubted)
    assert [(d.doubt, d.missing, d.possible, d.mark) for d in doubted] == [
        ("count_differs", 1, (100, 500), None),
        ("reset", None, (), {"run": 3}),
    ]
    assert (rig.books.credit, rig.books.marks[ACCEPTOR]) == (100, {"run": 3})
    assert len(rig.ordered(orders.Confirm)) == 3


def test_with_money_in_there_is_no_way_back_but_cancel() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.press(presses.BackPressed)
    rig.shown(screens.PayScreen)


# --- issuing -----------------------------------------------------------------------------------------------------


def test_the_job_goes_out_only_when_pages_and_baseline_are_here() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    kinds = [type(order) for order in rig.orders[-4:]]
    assert kinds == [orders.Confirm, orders.Issue, orders.Prepare, orders.Show]
    name = rig.ordered(orders.Issue)[0].number
    rig.post(facts.PagesIssued(1, "B001-20261122-000099", Pages(b"other")))
    rig.post(facts.PagesIssued(1, name, Pages(b"%PDF")))
    assert rig.entries(ActIntended) == []
    begun = rig.prepared(PRINTER)
    intended = rig.entries(ActIntended)[0]
    assert (intended.name, intended.quantity, intended.baseline) == (name, 1, {"life": 1})
    assert [type(order) for order in begun.orders] == [orders.Begin]
    rig.prepared(PRINTER)
    assert len(rig.entries(ActIntended)) == 1


def test_counters_read_twice_begin_one_payout() -> None:
    rig = Rig().wake().to_printing(500)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.prepared(PRINTER)
    for _ in range(3):
        rig.prepared(H100)
    assert len([act for act in rig.entries(ActIntended) if act.work == "pay_out"]) == 1


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.PAPER_OUT, "E01"), (Fault.JAM, "E04"), (Fault.SILENT, "E09"), (None, "E09")]
)
def test_the_trouble_screen_names_the_cause_the_printer_gave(fault: Fault | None, code: str) -> None:
    rig = Rig().wake().to_printing(500)
    rig.post(ActReported(PRINTER, Report(1, Outcome.NOT_DONE, 0, fault=fault)))
    assert rig.shown(screens.TroubleScreen).code == code


def test_a_printer_warming_up_while_money_falls_is_waited_for() -> None:
    rig = Rig().wake().to_pay()
    rig.post(StatusChanged(PRINTER, Status(ready=False)))
    rig.coin(100)
    rig.shown(screens.PayScreen)


def test_nothing_can_be_cancelled_while_a_copy_is_in_work() -> None:
    rig = Rig().wake().to_printing(500)
    for kind in (presses.CancelPressed, presses.BackPressed, presses.RefundPressed, presses.FinishPressed):
        rig.press(kind)
        rig.shown(screens.IssuingScreen)


def test_the_settled_act_and_its_issuance_are_one_transaction() -> None:
    rig = Rig().wake().to_printing(500)
    done = rig.report(PRINTER, Outcome.DONE, 1)
    assert [type(entry) for entry in done.entries] == [ActSettled, IssuanceClosed]


def test_a_spoiled_copy_is_tried_once_more_under_a_new_number() -> None:
    rig = Rig(stock={H100: {100: 60}}).wake()
    rig.script[PRINTER] = deque([(Outcome.DONE, 1), (Outcome.PARTIAL, 1)])
    rig.begin()
    rig.apply_for(3).press(presses.ApplicationsConfirmed)
    compose = rig.ordered(orders.Compose)[-1]
    rig.pending.clear()
    rig.post(facts.Composed(1, compose.application, 2, tuple("abcdef")))
    rig.coin(500)
    rig.coin(500)
    rig.work()
    trouble = rig.shown(screens.TroubleScreen)
    assert (trouble.delivered, trouble.spoiled_sheets, trouble.refund, trouble.can_retry) == (1, 1, 700, True)
    assert [entry.outcome for entry in rig.entries(IssuanceClosed)] == ["issued", "spoiled", "void"]
    rig.press(presses.RetryPressed)
    assert rig.shown(screens.IssuingScreen).copy == 2
    rig.work()
    again = rig.entries(PaymentTaken)[1]
    assert [(line.number[-6:], line.check_hash) for line in again.issuances] == [("000004", "e"), ("000005", "f")]
    take = rig.shown(screens.TakeScreen)
    assert (take.change, take.refund) == (100, 0)
    assert [number[-6:] for number in take.numbers] == ["000001", "000004", "000005"]
    assert sums(leave(rig).books) == (1000, 900, 100, 0, 0)


def test_the_retry_is_offered_when_the_printer_is_ready_again() -> None:
    rig = Rig().wake().to_printing(500)
    rig.status(PRINTER, Fault.JAM)
    rig.report(PRINTER, Outcome.NOT_DONE, 0)
    trouble = rig.shown(screens.TroubleScreen)
    assert (trouble.code, trouble.can_retry) == ("E04", False)
    rig.press(presses.RetryPressed)
    rig.shown(screens.TroubleScreen)
    rig.status(PRINTER)
    assert rig.shown(screens.TroubleScreen).can_retry
    rig.press(presses.RetryPressed)
    rig.shown(screens.IssuingScreen)


def test_a_second_failure_pays_everything_back_at_once() -> None:
    rig = Rig().wake().to_printing(500)
    rig.report(PRINTER, Outcome.NOT_DONE, 0)
    rig.script[PRINTER] = deque([(Outcome.PARTIAL, 1)] * 2)
    rig.script[PRINTER][0] = (Outcome.NOT_DONE, 0)
    rig.press(presses.RetryPressed)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.refunded, notice.back_to_choice) == ("E09", 500, False)
    assert [entry.purpose for entry in rig.entries(ActIntended)[-2:]] == ["refund", "slip"]
    assert sums(leave(rig).books) == (500, 0, 500, 0, 0)
    assert rig.entries(VisitClosed)[-1].outcome == "failed"


@pytest.mark.parametrize("how", ["press", "time"])
def test_without_a_retry_everything_owed_is_one_payout(how: str) -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.script[PRINTER] = deque([(Outcome.NOT_DONE, 0)])
    rig.work()
    rig.coin(100)
    if how == "press":
        rig.press(presses.RefundPressed)
    else:
        rig.wait()
        rig.wait()
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.refund, take.change, len(take.numbers)) == (400, 0, 1)
    assert [act.quantity for act in rig.entries(ActIntended) if act.work == "pay_out"] == [4]
    assert sums(leave(rig).books) == (700, 300, 400, 0, 0)


def test_a_copy_nobody_can_tell_about_goes_to_a_claim_and_the_rest_goes_on() -> None:
    rig = Rig().wake().to_printing(500, 500, copies=2)
    rig.report(PRINTER, Outcome.UNKNOWN, 0)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (len(take.numbers), take.change, take.claim, take.claim_amount) == (1, 400, "B001-C1-0001", 300)
    assert sums(leave(rig).books) == (1000, 300, 400, 300, 0)


def test_a_printer_that_falls_silent_in_an_act_costs_a_claim_bound_to_it() -> None:
    rig = Rig().wake().to_printing(500, 500, copies=2)
    rig.post(ActProgressed(PRINTER, 1, 1), after=40)
    rig.wait(40)
    rig.shown(screens.IssuingScreen)
    rig.wait()
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.refunded, notice.claim_amount) == (700, 300)
    claim = rig.entries(ClaimOpened)[0]
    assert (claim.act, claim.reason) == (1, "printer_silent")
    leave(rig)
    assert rig.shown(screens.OutOfServiceScreen).reason == "printer"
    # days later it answers: the copy came out, so its fee is earned and nothing is owed for it
    rig.report(PRINTER, Outcome.DONE, 1)
    assert rig.books.open_acts == {}
    assert rig.books.doubtful == {}
    assert sums(rig.books) == (1000, 300, 700, 0, 0)
    assert rig.books.meters["issued:D03"] == 1
    rig.shown(screens.StartScreen)


@pytest.mark.parametrize(
    ("outcome", "done", "paid", "closed", "expected"),
    [
        (Outcome.DONE, 1, False, ["unknown", "issued"], (500, 300, 200, 0, 0)),
        (Outcome.DONE, 1, True, ["unknown", "issued"], (500, 300, 200, 0, -300)),  # the office paid for it: a loss
        (Outcome.NOT_DONE, 0, False, ["unknown", "void"], (500, 0, 200, 300, 0)),
        (Outcome.NOT_DONE, 0, True, ["unknown", "void"], (500, 0, 200, 0, 0)),
        (Outcome.PARTIAL, 1, False, ["unknown", "issued"], (500, 300, 200, 0, 0)),  # one of one is all
        (Outcome.UNKNOWN, 0, False, ["unknown"], (500, 0, 200, 300, 0)),
    ],
)
@pytest.mark.parametrize("cut", [False, True])
def test_a_printer_that_answers_late_corrects_claim_and_issuance(
    outcome: Outcome, done: int, paid: bool, closed: list[str], expected: tuple[int, ...], cut: bool
) -> None:
    rig = Rig().wake().to_printing(500)
    act = rig.acts[PRINTER]
    rig.wait()
    rig.work()
    leave(rig)
    if paid:
        claim = ClaimPaid(claim=rig.entries(ClaimOpened)[0].claim, amount=300, where="office")
        rig.journal.append(claim)
        rig.desk = replace(rig.desk, books=apply(rig.books, claim))
    if cut:
        rig = rig.cut()
    rig.post(ActReported(PRINTER, Report(act.number, outcome, done)))
    assert [entry.outcome for entry in rig.entries(IssuanceClosed)] == closed
    lessened = rig.entries(ClaimOpened)[0].claim if "issued" in closed else None
    assert rig.entries(IssuanceClosed)[-1].claim == lessened
    assert sums(rig.books) == expected
    assert (rig.books.open_acts, rig.books.doubtful, rig.books.claimed) == ({}, {}, {})
    assert rig.books.meters.get("issued:D03", 0) == closed.count("issued")
    rig.shown(screens.StartScreen)


@pytest.mark.parametrize("while_", ["paying out", "notice", "take", "thanks"])
def test_a_copy_that_comes_late_is_shown_while_its_citizen_may_still_stand_there(while_: str) -> None:
    rig = Rig().wake().to_printing(500, 500, copies=2)
    if while_ == "take":
        rig.report(PRINTER, Outcome.DONE, 1)
        rig.script[PRINTER] = deque([None])
        rig.work()
    act = rig.acts[PRINTER]
    rig.wait()
    if while_ != "paying out":
        rig.work()
        rig.shown(screens.TakeScreen if while_ == "take" else screens.NoticeScreen)
    if while_ == "thanks":
        rig.press(presses.FinishPressed)
    rig.post(ActReported(PRINTER, Report(act.number, Outcome.DONE, 1)), after=5)
    if while_ == "thanks":
        rig.shown(screens.ThanksScreen)
        return
    rig.work()
    take = rig.shown(screens.TakeScreen)
    delivered = [line.number for line in rig.entries(PaymentTaken)[0].issuances][: 2 if while_ == "take" else 1]
    assert (list(take.numbers), take.claim) == (delivered, None)
    assert take.refund == 1000 - 300 * len(delivered)
    assert take.closes_at == pytest.approx(rig.now.mono + 80, abs=1)
    rig.post(ActReported(PRINTER, Report(act.number, Outcome.DONE, 1)))
    assert rig.shown(screens.TakeScreen).numbers == take.numbers
    leave(rig)


def test_a_silent_printer_with_a_free_document_owes_nothing() -> None:
    rig = Rig(FREE).wake().to_pay().work()
    rig.press(presses.ApplicationsConfirmed)
    rig.script[PRINTER] = deque([None])
    rig.work().wait()
    assert rig.shown(screens.NoticeScreen).claim is None
    leave(rig)


@pytest.mark.parametrize("rules", [FREE, RULES])
def test_no_copy_at_all_is_never_left_without_a_word(rules: Rules) -> None:
    rig = Rig(rules).wake().to_pay()
    rig.script[PRINTER] = deque([(Outcome.UNKNOWN, 0)])
    if rules is FREE:
        rig.press(presses.ApplicationsConfirmed)
    else:
        rig.coin(500)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E09", "printer", False)
    assert (notice.refunded, notice.claim_amount) == ((0, 0) if rules is FREE else (200, 300))
    leave(rig)


@pytest.mark.parametrize("what", ["unready", "slow", "late pages", "issue failed", "errand ended"])
def test_a_copy_that_could_not_be_begun(what: str) -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.pending.clear()
    rig.prepared(ACCEPTOR)
    name = rig.ordered(orders.Issue)[0].number
    match what:
        case "unready":
            rig.post(Prepared(PRINTER, None, Fault.COVER_OPEN))
            rig.shown(screens.TroubleScreen)
            rig.press(presses.RefundPressed)
        case "slow":
            rig.wait()
            rig.shown(screens.TroubleScreen)
            rig.press(presses.RefundPressed)
        case "late pages":
            rig.prepared(PRINTER)
            rig.wait()
        case "issue failed":
            rig.post(facts.IssueFailed(1, "other", ""))
            rig.shown(screens.IssuingScreen)
            rig.post(facts.IssueFailed(1, name, ""))
        case "errand ended":
            rig.post(facts.ErrandEnded(9, ""))
            rig.post(facts.ErrandEnded(1, ""))
    assert rig.entries(IssuanceClosed)[-1].outcome == "void"
    rig.work()
    assert rig.shown(screens.NoticeScreen).refunded == 500
    assert sums(leave(rig).books) == (500, 0, 500, 0, 0)


def test_an_errand_lost_while_printing_lets_the_copy_in_work_come_out() -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.post(facts.ErrandEnded(1, ""))
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (len(take.numbers), take.refund) == (1, 300)


def test_a_printer_lost_while_money_falls_returns_everything() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.status(PRINTER, Fault.PAPER_OUT)
    assert rig.ordered(orders.Accept)[-1].values == frozenset()
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.refunded) == ("E01", 100)


def test_an_acceptor_lost_while_money_falls_leaves_the_way_back() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.status(ACCEPTOR, Fault.SILENT)
    assert rig.shown(screens.PayScreen).reason == "cash_fault"
    rig.press(presses.CancelPressed)
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 100


# --- coins out ---------------------------------------------------------------------------------------------------


def test_cancel_with_money_pays_the_same_amount_back() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.coin(100)
    rig.press(presses.CancelPressed)
    rig.shown(screens.PayingOutScreen)
    rig.press(presses.CancelPressed)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.refund, take.change, take.lines) == (200, 0, ())
    assert rig.entries(VisitClosed) == []
    assert sums(leave(rig).books) == (200, 0, 200, 0, 0)
    assert rig.entries(VisitClosed)[0].outcome == "cancelled"


def test_the_largest_hopper_first_one_act_at_a_time() -> None:
    rig = Rig(TWO_HOPPERS).wake().to_printing(500, 500, copies=2)
    rig.coin(500)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    acts = [(act.device, act.quantity) for act in rig.entries(ActIntended) if act.work == "pay_out"]
    assert acts == [(H500, 1), (H100, 4)]
    assert rig.shown(screens.TakeScreen).change == 900


def test_a_short_hopper_is_left_and_the_rest_planned_anew() -> None:
    rig = Rig(TWO_HOPPERS).wake().to_printing(500, 500, copies=2)
    rig.coin(500)
    rig.script[H500] = deque([(Outcome.NOT_DONE, 0, Fault.EMPTY)])
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    acts = [(act.device, act.quantity) for act in rig.entries(ActIntended) if act.work == "pay_out"]
    assert acts == [(H500, 1), (H100, 9)]
    assert sums(leave(rig).books) == (1500, 600, 900, 0, 0)


def test_what_no_hopper_can_pay_is_a_claim_with_its_number_on_the_screen() -> None:
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([(Outcome.PARTIAL, 1, Fault.EMPTY)])
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.change, take.claim, take.claim_amount) == (100, "B001-C1-0001", 100)
    assert sums(leave(rig).books) == (500, 300, 100, 100, 0)


def test_an_unreadable_hopper_pays_nothing() -> None:
    rig = Rig().wake().to_printing(500)
    rig.unreadable.add(H100)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.shown(screens.TakeScreen).claim_amount == 200
    assert [act for act in rig.entries(ActIntended) if act.work == "pay_out"] == []


def test_a_hopper_that_does_not_answer_prepare_is_passed_over() -> None:
    rig = Rig().wake().to_printing(500)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.pending.clear()
    rig.wait()
    assert rig.shown(screens.TakeScreen).claim_amount == 200


def test_a_silent_hopper_binds_the_claim_to_its_act_and_its_coins_lessen_it() -> None:
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([None])
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    act = rig.acts[H100]
    rig.post(ActProgressed(H100, act.number, 1), after=30)
    assert rig.shown(screens.PayingOutScreen).paid == 100
    rig.post(ActProgressed(H100, act.number, 9))
    assert rig.shown(screens.PayingOutScreen).paid == 200
    rig.wait(30)
    rig.shown(screens.PayingOutScreen)
    rig.wait()
    assert rig.shown(screens.TakeScreen).claim_amount == 200
    leave(rig)
    assert rig.desk.cabinet.screen is not None
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {"change_short"}  # not used meanwhile
    rig.report(H100, Outcome.PARTIAL, 1)
    assert sums(rig.books) == (500, 300, 100, 100, 0)
    assert rig.books.stock[H100] == {100: 59}
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {None}


def test_a_late_report_never_touches_the_next_citizens_credit() -> None:
    rig = Rig(TWO_HOPPERS).wake().to_printing(500)
    rig.script[H100] = deque([None])
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work().wait()
    leave(rig)
    silent = rig.acts[H100].number
    rig.begin()
    rig.coin(500)
    rig.post(ActReported(H100, Report(silent, Outcome.DONE, 2)))
    assert rig.books.credit == 500
    assert sums(rig.books) == (1000, 300, 200, 0, 0)


def test_a_payout_nobody_can_tell_about_is_a_claim() -> None:
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([(Outcome.UNKNOWN, 0)])
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.entries(ClaimOpened)[-1].reason == "payout_unknown"
    assert sums(leave(rig).books) == (500, 300, 0, 200, 0)


def test_the_reserve_is_there_for_the_late_coin() -> None:
    rules = replace(RULES, hoppers=(replace(RULES.hoppers[0], reserve=5),), sorter={})
    rig = Rig(rules, stock={H100: {100: 10}}).wake().to_printing(500)
    rig.coin(500)  # 700 in change, of 10 coins, 5 of them in reserve
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 700


def test_reports_about_acts_that_are_not_open_are_nothing() -> None:
    rig = Rig().wake().to_printing(500)
    before = rig.desk
    rig.post(ActReported(PRINTER, Report(99, Outcome.DONE, 1)))
    rig.post(ActReported(H100, Report(1, Outcome.DONE, 1)))
    rig.post(ActProgressed(H100, 1, 1))
    rig.post(Prepared(H100, {"life": 3}))
    assert rig.desk == before
