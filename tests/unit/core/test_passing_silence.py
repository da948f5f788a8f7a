"""A hopper that is away for a moment, or came short for no fault of its own: the money still comes out; and only so
long is it waited for."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.api import Fault, Outcome, Prepared
from kiosk.core import orders, presses, screens
from kiosk.core.ending import CHANCES
from offline_queue.entries import ActIntended, ClaimOpened
from tests.unit.core.rig import H100, H500, PRINTER, TWO_HOPPERS, Rig
from tests.unit.core.test_money_in_a_visit import leave, sums

AWAY = (Fault.SILENT, Fault.BUS, Fault.NO_PORT)


def printed(rig: Rig) -> Rig:
    rig.report(PRINTER, Outcome.DONE, 1)
    return rig


def payouts(rig: Rig) -> list[tuple[str, int]]:
    return [(act.device, act.quantity) for act in rig.entries(ActIntended) if act.work == "pay_out"]


@pytest.mark.parametrize("fault", AWAY)
def test_one_that_is_away_when_its_turn_comes_is_waited_for(fault: Fault) -> None:
    rig = Rig().wake().to_printing(500)
    rig.status(H100, fault)
    printed(rig).work()
    rig.shown(screens.PayingOutScreen)
    rig.status(H100, Fault.SILENT)  # said in other words, it is still away
    assert orders.Prepare(H100) not in rig.ordered(orders.Prepare)
    rig.status(H100)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 200
    assert sums(leave(rig).books) == (500, 300, 200, 0, 0)


def test_one_that_stays_away_is_waited_for_once() -> None:
    rig = Rig().wake().to_printing(500)
    rig.status(H100, Fault.SILENT)
    printed(rig).work()
    rig.wait()
    assert rig.shown(screens.TakeScreen).claim_amount == 200
    assert payouts(rig) == []


def test_one_that_comes_back_with_a_fault_is_not_waited_for_any_longer() -> None:
    rig = Rig().wake().to_printing(500)
    rig.status(H100, Fault.SILENT)
    printed(rig).work()
    rig.status(H100, Fault.JAM)
    assert rig.shown(screens.TakeScreen).claim_amount == 200


@pytest.mark.parametrize("fault", AWAY)
def test_one_that_falls_silent_while_it_is_read_is_read_again(fault: Fault) -> None:
    rig = printed(Rig().wake().to_printing(500))
    rig.pending.clear()
    rig.status(H100, fault)
    rig.post(Prepared(H100, None, fault))
    rig.shown(screens.PayingOutScreen)
    rig.status(H100)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 200


def test_one_that_is_always_silent_when_it_is_read_is_given_up() -> None:
    rig = printed(Rig().wake().to_printing(500))
    for _ in range(CHANCES + 1):
        rig.pending.clear()
        rig.shown(screens.PayingOutScreen)
        rig.post(Prepared(H100, None, Fault.SILENT))
    assert rig.shown(screens.TakeScreen).claim_amount == 200


def test_one_that_can_be_read_and_says_why_it_can_not_pay_is_passed_over() -> None:
    rig = printed(Rig().wake().to_printing(500))
    rig.pending.clear()
    rig.post(Prepared(H100, None, Fault.UNCOUNTED))
    assert rig.shown(screens.TakeScreen).claim_amount == 200


@pytest.mark.parametrize("done", [0, 1])
def test_one_that_came_short_for_no_fault_pays_the_rest_under_a_new_act(done: int) -> None:
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([(Outcome.PARTIAL, done)])
    printed(rig).work()
    assert rig.shown(screens.TakeScreen).change == 200
    assert payouts(rig) == [(H100, 2), (H100, 2 - done)]
    assert sums(leave(rig).books) == (500, 300, 200, 0, 0)


def test_one_that_comes_short_again_and_again_is_given_up() -> None:
    rig = Rig().wake().to_printing(500)
    rig.script[H100] = deque([(Outcome.NOT_DONE, 0)] * 9)
    printed(rig).work()
    assert rig.shown(screens.TakeScreen).claim_amount == 200
    assert len(payouts(rig)) == CHANCES + 1
    assert [claim.reason for claim in rig.entries(ClaimOpened)] == ["not_payable"]


def test_one_that_is_not_needed_is_not_waited_for() -> None:
    rig = Rig(TWO_HOPPERS).wake().to_printing(500, 500, copies=2)
    rig.coin(500)
    rig.status(H500, Fault.SILENT)
    printed(rig).work()
    assert rig.shown(screens.TakeScreen).change == 900
    assert payouts(rig) == [(H100, 9)]


def test_small_coins_are_not_paid_in_place_of_a_large_one_that_is_away() -> None:
    """600 are owed, and three coins of 100 are there: paid first, they would leave 300 that nobody could pay."""
    rig = Rig(TWO_HOPPERS, stock={H100: {100: 2}, H500: {500: 9}}).wake().to_pay(copies=3)
    rig.coin(500)
    rig.coin(100)
    rig.status(H500, Fault.SILENT)
    rig.press(presses.CancelPressed)
    rig.work()
    assert payouts(rig) == []
    rig.status(H500)
    rig.work()
    assert payouts(rig) == [(H500, 1), (H100, 1)]
    assert rig.shown(screens.TakeScreen).refund == 600
