"""The machine is to be turned off: no visit begins, the open one ends with its paper or its money, nothing is lost."""

from __future__ import annotations

import pytest

from drivers.api import Outcome
from kiosk.core import facts, presses, screens
from kiosk.core.books import balance
from kiosk.core.session import Closed, RefundOffer
from offline_queue.entries import PaymentTaken, VisitClosed
from tests.unit.core.rig import PRINTER, Rig
from tests.unit.core.test_money_in_a_visit import sums


def stopped(rig: Rig) -> Rig:
    assert rig.desk.session == Closed("stopping")
    assert rig.shown(screens.OutOfServiceScreen).reason == "stopping"
    assert balance(rig.books) == 0
    return rig


def test_an_idle_kiosk_is_at_rest_at_once_and_nobody_can_start() -> None:
    rig = Rig().wake()
    rig.post(facts.StopAsked())
    stopped(rig).press(presses.StartPressed)
    rig.post(facts.StopAsked())
    assert stopped(rig).books.visit is None


def test_a_visit_without_money_ends_at_once() -> None:
    rig = Rig().wake().to_pay()
    rig.post(facts.StopAsked())
    rig.work()
    assert stopped(rig).entries(VisitClosed)[-1].outcome == "cancelled"


def test_money_that_is_inside_comes_back_and_the_last_word_is_short() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.post(facts.StopAsked())
    rig.coin(100)  # it was past the gate already
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 200
    before = rig.now.mono
    rig.wait()
    rig.wait()
    assert rig.now.mono - before < 20
    assert sums(stopped(rig).books) == (200, 0, 200, 0, 0)


def test_what_is_paid_and_not_begun_is_not_printed() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    assert rig.entries(PaymentTaken)
    rig.post(facts.StopAsked())
    rig.pending.popleft()  # the errand and the printer hear nothing any more
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 500
    rig.press(presses.FinishPressed)
    rig.wait()
    assert sums(stopped(rig).books) == (500, 0, 500, 0, 0)


def test_the_copy_in_work_comes_out_and_the_rest_comes_back() -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.post(facts.StopAsked())
    rig.shown(screens.IssuingScreen)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 300
    rig.wait()
    rig.wait()
    assert sums(stopped(rig).books) == (600, 300, 300, 0, 0)


@pytest.mark.parametrize("finished", [False, True])
def test_the_way_out_of_a_visit_is_only_shortened(finished: bool) -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.work()
    rig.shown(screens.TakeScreen)
    if finished:
        rig.press(presses.FinishPressed)
    before = rig.now.mono
    rig.post(facts.StopAsked())
    if not finished:
        rig.shown(screens.TakeScreen)
        rig.wait()
        rig.wait()
    assert rig.now.mono - before < 20
    assert stopped(rig).entries(VisitClosed)[-1].outcome == "finished"


def test_money_that_waits_after_a_cut_waits_for_the_next_start() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig = rig.cut()
    rig.post(facts.StopAsked())
    assert isinstance(rig.desk.session, RefundOffer)
    assert isinstance(rig.cut().desk.session, RefundOffer)
    rig.press(presses.RefundPressed)  # in the very moment
    rig.work()
    assert sums(rig.books) == (100, 0, 100, 0, 0)
