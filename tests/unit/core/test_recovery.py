"""After a power cut: the table of the design row by row, without a device or a disk.

The kiosk dies (``cut``) with what is durable in the journal and starts again; devices answer what became of their acts.
Nothing may leave the machine before someone presses.
"""

from __future__ import annotations

from collections import deque

import pytest

from drivers.api import Act, ActProgressed, ActReported, DeviceId, Fault, Outcome, Report, Work
from kiosk.core import facts, orders, presses, screens
from kiosk.core.recovery import opening
from kiosk.core.session import Settling
from offline_queue.entries import (
    ActSettled,
    ClaimOpened,
    IssuanceClosed,
    KioskStarted,
    MoneyUnassigned,
    VisitClosed,
)
from tests.unit.core.rig import ACCEPTOR, FREE, H100, PRINTER, RECEIPTS, RULES, Rig
from tests.unit.core.test_money_in_a_visit import leave, sums


def report(rig: Rig, outcome: Outcome, done: int) -> None:
    """The device of the only act that was asked about answers."""
    act = rig.ordered(orders.Settle)[-1].act
    rig.post(ActReported(act.device, Report(act.number, outcome, done)))


def unattended(rig: Rig) -> Rig:
    """Nothing left the machine, and nobody was asked to."""
    assert not [order for order in rig.orders if isinstance(order, orders.Begin | orders.Issue | orders.Prepare)]
    return rig


def printing() -> Rig:
    return Rig().wake().to_printing(500)


def paying_out() -> Rig:
    rig = printing()
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.prepared(H100)
    rig.shown(screens.PayingOutScreen)
    assert H100 in rig.books.open_acts
    return rig


def test_nothing_was_open() -> None:
    rig = unattended(Rig().wake().cut())
    rig.shown(screens.StartScreen)
    assert rig.entries(KioskStarted)[-1] == KioskStarted(software="test", downtime_s=5, visit_cut=None)


def test_a_visit_without_money_is_closed() -> None:
    rig = Rig().wake()
    rig.begin()
    rig = unattended(rig.cut())
    assert rig.entries(KioskStarted)[-1].visit_cut == 1
    assert rig.entries(VisitClosed) == [VisitClosed(visit=1, outcome="cut")]
    rig.shown(screens.StartScreen)


def test_money_in_is_offered_and_paid_only_when_pressed() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.coin(100)
    rig = unattended(rig.cut(downtime=180))
    offer = rig.shown(screens.RefundOfferScreen)
    assert (offer.amount, offer.delivered) == (200, 0)
    rig.wait(30)
    unattended(rig).press(presses.RefundPressed)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.refund, take.lines) == (200, ())
    assert sums(leave(rig).books) == (200, 0, 200, 0, 0)
    assert rig.entries(VisitClosed)[-1].outcome == "cut"


def test_an_offer_nobody_takes_becomes_a_claim() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = rig.cut()
    rig.press(presses.MoreTimePressed)
    rig.wait()
    assert rig.shown(screens.RefundOfferScreen).warning
    rig.press(presses.MoreTimePressed)
    rig.wait()
    rig.wait()
    unattended(rig).shown(screens.StartScreen)
    assert sums(rig.books) == (100, 0, 0, 100, 0)
    assert rig.entries(ClaimOpened)[-1].visit == 1


def test_who_does_not_want_the_offer_leaves_it_to_the_office() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = unattended(rig.cut())
    rig.press(presses.CancelPressed)
    unattended(rig).shown(screens.StartScreen)
    assert sums(rig.books) == (100, 0, 0, 100, 0)
    assert rig.entries(VisitClosed)[-1].outcome == "cut"


@pytest.mark.parametrize("downtime", [None, 181, 86400])
def test_after_a_long_or_unknown_downtime_the_claim_is_opened_at_once(downtime: int | None) -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig = unattended(rig.cut(downtime))
    rig.shown(screens.StartScreen)
    assert sums(rig.books) == (500, 0, 0, 500, 0)
    assert rig.entries(VisitClosed)[-1].outcome == "cut"


def test_a_short_stop_after_a_long_one_does_not_make_the_offer() -> None:
    rig = printing()
    rig = rig.cut(downtime=3600)  # the printer has not answered when the power goes once more
    rig.shown(screens.OutOfServiceScreen)
    rig = rig.cut(downtime=5)
    report(rig, Outcome.NOT_DONE, 0)
    assert sums(unattended(rig).books) == (500, 0, 0, 500, 0)


@pytest.mark.parametrize(
    ("outcome", "done", "closed", "offered"),
    [
        (Outcome.DONE, 1, "issued", 200),
        (Outcome.NOT_DONE, 0, "void", 500),
        (Outcome.UNKNOWN, 0, "unknown", 200),
    ],
)
def test_a_print_job_is_settled_by_what_the_printer_says(
    outcome: Outcome, done: int, closed: str, offered: int
) -> None:
    rig = printing().cut()
    assert rig.shown(screens.OutOfServiceScreen).reason == "settling"
    assert rig.ordered(orders.Settle)[0].act.baseline == {"life": 1}
    report(rig, outcome, done)
    offer = unattended(rig).shown(screens.RefundOfferScreen)
    assert (offer.amount, offer.delivered) == (offered, 1 if closed == "issued" else 0)
    assert rig.entries(IssuanceClosed)[-1].outcome == closed
    assert [claim.reason for claim in rig.entries(ClaimOpened)] == (["print_unknown"] if closed == "unknown" else [])


def test_a_half_printed_job_is_spoiled() -> None:
    rig = Rig().wake()
    rig.begin()
    rig.apply_for(1).press(presses.ApplicationsConfirmed)
    rig.post(facts.Composed(1, 1, 3, ("a", "b")))
    rig.coin(500)
    rig.pending = deque(order for order in rig.pending if isinstance(order, orders.Issue | orders.Prepare))
    rig.script[PRINTER] = deque([None])
    rig.work()
    rig = rig.cut()
    report(rig, Outcome.PARTIAL, 2)
    assert unattended(rig).shown(screens.RefundOfferScreen).amount == 500
    closed = rig.entries(IssuanceClosed)[-1]
    assert (closed.outcome, closed.impressions) == ("spoiled", 2)
    assert rig.books.meters["spoiled_sheets"] == 2


def test_paid_and_nothing_printed_is_owed() -> None:
    rig = Rig().wake().to_pay(2)
    rig.coin(500)
    rig.coin(100)
    assert len(rig.books.held) == 2
    rig = unattended(rig.cut())
    assert rig.shown(screens.RefundOfferScreen).amount == 600
    assert [entry.outcome for entry in rig.entries(IssuanceClosed)] == ["void", "void"]


def test_the_second_copy_was_not_begun() -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig = unattended(rig.cut())
    offer = rig.shown(screens.RefundOfferScreen)
    assert (offer.amount, offer.delivered) == (300, 1)


@pytest.mark.parametrize(
    ("outcome", "done", "left"),
    [(Outcome.DONE, 2, 0), (Outcome.PARTIAL, 1, 100), (Outcome.NOT_DONE, 0, 200), (Outcome.UNKNOWN, 0, 0)],
)
def test_a_payout_is_settled_to_the_coin(outcome: Outcome, done: int, left: int) -> None:
    rig = paying_out().cut()
    act = rig.ordered(orders.Settle)[0].act
    assert (act.device, act.quantity, act.work) == (H100, 2, Work.PAY_OUT)
    report(rig, outcome, done)
    unattended(rig)
    if left:
        assert rig.shown(screens.RefundOfferScreen).amount == left
        rig.press(presses.RefundPressed)
        rig.work()
        leave(rig)
    else:
        rig.shown(screens.StartScreen)
    claimed = 200 if outcome is Outcome.UNKNOWN else 0
    assert sums(rig.books) == (500, 300, 200 - claimed, claimed, 0)


def test_a_settled_payout_is_never_asked_again() -> None:
    rig = paying_out()
    rig.report(H100, Outcome.DONE, 2)
    rig = rig.cut()
    assert rig.ordered(orders.Settle) == []
    rig.shown(screens.StartScreen)


def test_coins_that_fell_just_before_the_cut_belong_to_that_visit() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = Rig(journal=rig.journal, at=5.0)
    rig.post(facts.Woke("test", 3))
    assert rig.shown(screens.OutOfServiceScreen).reason == "settling"  # the acceptor has not said yet what it took
    rig.coin(500)
    for device in (H100, PRINTER):
        rig.status(device)
    rig.shown(screens.OutOfServiceScreen)
    rig.status(ACCEPTOR)
    assert unattended(rig).shown(screens.RefundOfferScreen).amount == 600
    rig.coin(100)
    assert rig.shown(screens.RefundOfferScreen).amount == 700


@pytest.mark.parametrize("device", [ACCEPTOR, H100])
def test_a_cash_device_not_reached_yet_is_waited_for(device: DeviceId) -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = rig.cut(devices=False)
    for other in {ACCEPTOR, H100, PRINTER} - {device}:
        rig.status(other)
    rig.status(device, Fault.SILENT)
    assert rig.shown(screens.OutOfServiceScreen).reason == "settling"
    rig.status(device, Fault.JAM)  # reached: a fault is an answer
    rig.shown(screens.RefundOfferScreen)


def test_coins_at_start_without_a_cut_visit_are_unassigned() -> None:
    rig = Rig(journal=Rig().wake().journal, at=5.0)
    rig.coin(500)  # even before the first fact of the start
    rig.post(facts.Woke("test", 3))
    assert sums(rig.books) == (500, 0, 0, 0, 500)
    assert rig.entries(MoneyUnassigned)[0].device == ACCEPTOR


def test_credit_no_visit_explains_is_unassigned_at_start() -> None:
    rig = Rig()
    journal = [*rig.journal, *Rig().wake().coin(500).entries[:1]]
    assert sums(Rig(journal=journal).wake().books) == (500, 0, 0, 0, 500)


def test_a_printer_silent_at_start_costs_a_claim_and_the_rest_opens() -> None:
    rig = printing().cut(devices=False)
    for device in (ACCEPTOR, H100):
        rig.status(device)
    rig.status(PRINTER, Fault.SILENT)
    rig.wait(40)
    rig.shown(screens.OutOfServiceScreen)
    rig.wait()
    assert unattended(rig).shown(screens.RefundOfferScreen).amount == 200
    claim = rig.entries(ClaimOpened)[0]
    assert (claim.amount, claim.reason, claim.act) == (300, "silent_at_start", 1)
    assert PRINTER in rig.books.open_acts
    # started again: the act is asked about, but nobody's money waits for it any more
    again = rig.cut()
    assert again.ordered(orders.Settle)[0].act.number == 1
    again.shown(screens.RefundOfferScreen)
    again.press(presses.RefundPressed)
    again.work()
    leave(again)
    assert again.shown(screens.OutOfServiceScreen).reason == "printer"
    report(again, Outcome.DONE, 1)
    again.shown(screens.StartScreen)
    assert again.entries(ActSettled)[-1].outcome == "done"


def test_a_hopper_silent_at_start_is_not_used_until_it_answers() -> None:
    rig = paying_out().cut(devices=False)
    for device in (ACCEPTOR, PRINTER, RECEIPTS):
        rig.status(device)
    rig.status(H100, Fault.UNCOUNTED)
    rig.post(facts.DistrictSeen(True, 0, 0.0))
    rig.wait()
    unattended(rig).shown(screens.StartScreen)
    assert sums(rig.books) == (500, 300, 0, 200, 0)
    rig.status(H100)
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {"change_short"}
    report(rig, Outcome.PARTIAL, 1)
    assert sums(rig.books) == (500, 300, 100, 100, 0)


def test_a_device_that_never_speaks_does_not_hold_the_kiosk_for_ever() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = rig.cut(devices=False)
    rig.wait()
    rig.shown(screens.RefundOfferScreen)
    rig.press(presses.RefundPressed)  # no hopper is known to be ready: the number of the claim is shown
    take = rig.shown(screens.TakeScreen)
    assert (take.claim_amount, take.refund) == (100, 0)


def test_a_free_document_cut_in_print_owes_nothing() -> None:
    rig = Rig(FREE).wake().to_pay()
    rig.press(presses.ApplicationsConfirmed)
    rig.script[PRINTER] = deque([None])
    rig.work()
    rig = rig.cut()
    rig.wait()
    assert rig.entries(IssuanceClosed)[-1].outcome == "unknown"
    assert rig.entries(ClaimOpened) == []
    assert rig.books.visit is None
    rig = rig.cut()
    assert rig.books.visit is None
    assert rig.shown(screens.OutOfServiceScreen).reason == "printer"


def test_the_desk_before_the_first_fact() -> None:
    desk = opening(Rig().books, RULES)
    assert desk.session == Settling(None)
    rig = Rig()
    rig.wait(1000)
    assert rig.shown(screens.OutOfServiceScreen).reason == "starting"
    rig.post(facts.Woke("test", 1))
    rig.post(facts.Woke("test", 1))
    assert len(rig.entries(KioskStarted)) == 1


def test_the_act_asked_about_is_the_act_that_was_begun() -> None:
    rig = paying_out()
    begun = rig.acts[H100]
    assert isinstance(begun, Act)
    assert rig.cut().ordered(orders.Settle)[0].act == begun


def test_a_cut_at_every_step_of_a_visit_loses_nothing() -> None:
    """Cut after every single fact of a visit with change, the devices having done whatever was begun."""
    whole = Rig().wake().to_pay(2)
    whole.coin(500)
    whole.coin(500)
    cuts = 0
    while whole.pending:
        whole._answer(whole.pending.popleft())
        for downtime in (5, 4000):
            rig = whole.cut(downtime)
            for order in rig.ordered(orders.Settle):
                act = order.act
                rig.post(ActReported(act.device, Report(act.number, Outcome.DONE, act.quantity)))
            unattended(rig)
            if isinstance(rig.desk.cabinet.screen, screens.RefundOfferScreen):
                rig.press(presses.RefundPressed)
                rig.work()
                leave(rig)
            inserted, earned, paid, claims, unassigned = sums(rig.books)
            assert (inserted, unassigned, rig.books.credit, rig.books.held) == (1000, 0, 0, {})
            assert earned + paid + claims == 1000
            cuts += 1
    assert cuts > 20


def test_a_print_that_goes_on_after_the_start_is_waited_for() -> None:
    rig = Rig().wake().to_printing(500).cut(devices=False)
    for device in (ACCEPTOR, H100, PRINTER):
        rig.status(device)
    for done in (1, 2, 3):
        rig.post(ActProgressed(PRINTER, 1, done), after=40)
        rig.post(facts.TimePassed(), after=1)
        assert rig.shown(screens.OutOfServiceScreen).reason == "settling"
    rig.post(ActProgressed(PRINTER, 1, 3), after=40)  # no progress
    rig.post(ActProgressed(PRINTER, 9, 9), after=1)
    rig.wait(10)
    assert rig.entries(ClaimOpened)[0].reason == "silent_at_start"


def test_coins_that_a_silent_acceptor_tells_after_the_claim_name_the_visit_that_was_cut() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = rig.cut(devices=False)
    for device in (H100, PRINTER):
        rig.status(device)
    rig.wait()  # the acceptor stays silent: the money is offered without it
    rig.wait()
    rig.wait()
    assert rig.books.claims
    rig.post(facts.DistrictSeen(True, 0, 0.0))
    rig.coin(500)
    assert rig.entries(MoneyUnassigned)[-1].evidence["visit_cut"] == 1
    rig.status(ACCEPTOR)
    rig.coin(500)
    evidence = rig.entries(MoneyUnassigned)[-1].evidence
    assert "visit_cut" not in evidence
    assert evidence["last_visit"] == 1
