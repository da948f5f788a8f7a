"""Money plans against a dumb, complete search."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from drivers.api import DeviceId, Fault, Status, Won
from kiosk.core.books import Books
from kiosk.core.money import Purse, acceptable, payable, plan, purses, reachable
from kiosk.core.rules import HopperRule
from offline_queue.entries import ActIntended
from tests.unit.core.rig import H100, H500, READY, TWO_HOPPERS

VALUES = (500, 100, 50, 10)

pockets = st.lists(st.tuples(st.sampled_from(VALUES), st.integers(1, 4)), max_size=4).map(
    lambda found: tuple(
        Purse(DeviceId(f"h{index}"), Won(value), pieces) for index, (value, pieces) in enumerate(sorted(found)[::-1])
    )
)


def every_way(available: tuple[Purse, ...]) -> dict[int, int]:
    """Every amount that can be paid → the fewest coins for it. The oracle: no thought, all combinations."""
    ways: dict[int, int] = {}
    for counts in product(*(range(purse.pieces + 1) for purse in available)):
        amount = sum(count * purse.value for count, purse in zip(counts, available, strict=True))
        ways[amount] = min(ways.get(amount, 10**9), sum(counts))
    return ways


@given(pockets, st.integers(0, 400).map(lambda tens: tens * 10))
def test_the_plan_pays_whatever_can_be_paid_with_the_fewest_coins(available: tuple[Purse, ...], amount: int) -> None:
    ways = every_way(available)
    made = plan(amount, available)
    paid = sum(row.pieces * row.value for row in made.rows)
    assert paid + made.left == amount
    assert (made.left == 0) == (amount in ways) == payable(amount, available)
    assert paid == max(way for way in ways if way <= amount)
    assert sum(row.pieces for row in made.rows) == ways[paid]
    held = {purse.device: purse.pieces for purse in available}
    assert all(0 < row.pieces <= held[row.device] for row in made.rows)


@given(pockets, st.integers(0, 100).map(lambda tens: tens * 10), st.integers(0, 100).map(lambda tens: tens * 10))
def test_a_coin_is_welcome_only_if_change_and_refund_can_be_paid(
    available: tuple[Purse, ...], credit: int, price: int
) -> None:
    ways = every_way(available)
    values = [Won(value) for value in VALUES]
    for value in values:
        fits = credit + value in ways and max(0, credit + value - price) in ways
        assert (value in acceptable(values, credit, price, available)) == fits


def test_the_plan_names_its_hoppers_largest_first() -> None:
    available = (Purse(H500, Won(500), 2), Purse(H100, Won(100), 3))
    made = plan(1700, available)
    assert [(row.device, row.pieces) for row in made.rows] == [(H500, 2), (H100, 3)]
    assert made.left == 400


def test_only_ready_hoppers_without_an_open_act_are_counted_and_the_reserve_is_kept() -> None:
    rules = TWO_HOPPERS.hoppers
    lean = (HopperRule(rules[0].device, rules[0].value, max_pieces=30, reserve=5), rules[1])
    house = type(TWO_HOPPERS)(kiosk="B001", place="inside", fees={}, hoppers=lean)
    books = Books(stock={H100: {100: 20}, H500: {500: 40}})
    ready = {H100: READY, H500: READY}

    def pieces(books: Books = books, status: dict[DeviceId, Status] = ready, *, owed: bool = False) -> dict[str, int]:
        return {purse.device: purse.pieces for purse in purses(books, status, house, owed=owed)}

    assert pieces() == {H500: 30, H100: 15}
    assert pieces(owed=True) == {H500: 30, H100: 20}
    assert pieces(status={H100: READY}) == {H100: 15}
    assert pieces(status={H100: READY, H500: Status(ready=False, fault=Fault.EMPTY)}) == {H100: 15}
    act = ActIntended(
        act=1, device=H100, work="pay_out", quantity=1, name="p", baseline={}, purpose="change", value=100
    )
    assert pieces(Books(stock=books.stock, open_acts={H100: act})) == {H500: 30}
    assert pieces(Books(stock={H100: {100: 5}, H500: {100: 9}})) == {}


def test_a_price_is_reachable_if_every_coin_on_the_way_can_come_back() -> None:
    coins = (Won(100), Won(500))
    few = [Purse(H100, Won(100), 2)]
    assert reachable(coins, 0, 200, few, {})
    assert not reachable(coins, 0, 300, few, {})
    assert reachable(coins, 0, 300, few, {Won(100): H100})  # what falls into the hopper can come out again
    assert reachable(coins, 0, 300, [Purse(H100, Won(100), 5)], {})
    assert not reachable(coins, 0, 100, [], {Won(100): H100})
    assert reachable(coins, 300, 300, [], {})
