"""A coin in flight at the end of paying: no visit closes before the acceptor said that none is on its way any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.api import Fault, Outcome, Prepared
from kiosk.core import facts, orders, presses, screens
from kiosk.core.rules import Delays
from kiosk.core.step import deadline
from offline_queue.entries import MoneyUnassigned, PaymentTaken, VisitClosed
from tests.unit.core.rig import ACCEPTOR, FREE, H100, PRINTER, Rig
from tests.unit.core.test_money_in_a_visit import leave, sums


def cancel(rig: Rig) -> None:
    rig.press(presses.CancelPressed)


def time_out(rig: Rig) -> None:
    rig.wait()
    rig.wait()


def back_and_cancel(rig: Rig) -> None:
    rig.press(presses.BackPressed)
    rig.press(presses.CancelPressed)


ENDS: dict[str, Callable[[Rig], object]] = {
    "cancel": cancel,
    "time out": time_out,
    "back, then cancel": back_and_cancel,
    "printer lost": lambda rig: rig.status(PRINTER, Fault.PAPER_OUT),
    "disk": lambda rig: rig.post(facts.DiskChanged(room=False, spent=True)),
    "errand ended": lambda rig: rig.post(facts.ErrandEnded(rig.books.last_visit, "")),
    "asked to stop": lambda rig: rig.post(facts.StopAsked()),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=list(ENDS))
def test_a_coin_in_flight_at_the_end_of_paying_comes_back(end: Callable[[Rig], object]) -> None:
    rig = Rig().wake().to_pay()
    end(rig)
    assert rig.shown(screens.WaitScreen).waiting is screens.Waiting.DEVICES
    assert rig.ordered(orders.Prepare)[-1] == orders.Prepare(ACCEPTOR)
    rig.coin(500)
    rig.work()
    assert rig.entries(MoneyUnassigned) == []
    assert rig.books.paid_out == 500
    assert sums(leave(rig).books) == (500, 0, 500, 0, 0)


def test_the_mask_closes_before_the_acceptor_is_asked() -> None:
    rig = Rig().wake().to_pay()
    done = rig.press(presses.CancelPressed)
    assert done.orders[:2] == (orders.Accept(ACCEPTOR, frozenset()), orders.Prepare(ACCEPTOR))
    assert rig.entries(VisitClosed) == []
    rig.prepared(ACCEPTOR)
    assert rig.entries(VisitClosed)[-1].outcome == "cancelled"
    rig.shown(screens.StartScreen)


@pytest.mark.parametrize("answer", [None, Prepared(ACCEPTOR, None, Fault.SILENT)])
def test_an_acceptor_that_can_not_say_is_waited_for_no_longer_than_the_gate(answer: Prepared | None) -> None:
    rig = Rig().wake().to_pay()
    rig.press(presses.CancelPressed)
    if answer is not None:
        rig.post(answer)
    assert deadline(rig.desk) == pytest.approx(rig.now.mono + Delays().gate, abs=0.2)
    assert rig.entries(VisitClosed) == []
    rig.wait()
    rig.shown(screens.StartScreen)


def test_an_answer_to_an_earlier_question_says_nothing_while_coins_are_welcome_again() -> None:
    rig = Rig().wake().to_pay()
    rig.status(H100, Fault.EMPTY)
    rig.status(H100)
    assert rig.desk.cabinet.accepting
    rig.prepared(ACCEPTOR)
    rig.press(presses.CancelPressed)
    assert rig.entries(VisitClosed) == []


def test_a_second_coin_in_flight_is_waited_for_too() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.press(presses.CancelPressed)  # the refund begins at once
    rig.prepared(H100)
    rig.report(H100, Outcome.DONE, 1)
    assert rig.entries(VisitClosed) == []
    rig.shown(screens.WaitScreen)
    rig.coin(100)
    rig.prepared(H100)
    rig.report(H100, Outcome.DONE, 1)
    rig.prepared(ACCEPTOR)
    assert rig.shown(screens.TakeScreen).refund == 200


def test_paper_never_waits_for_the_gate() -> None:
    rig = Rig().wake().to_pay()
    done = rig.coin(500)
    assert rig.entries(PaymentTaken)
    assert orders.Prepare(PRINTER) in done.orders


def test_a_free_visit_has_no_gate_to_wait_for() -> None:
    rig = Rig(FREE).wake().to_pay()
    rig.press(presses.CancelPressed)
    rig.shown(screens.StartScreen)
