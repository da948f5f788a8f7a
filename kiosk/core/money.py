"""Money plans: which coins pay an amount, and which coins may be taken in.

The Korean values divide each other, so the bounded greedy plan (largest first, limited by what each hopper can pay)
is exact: whenever any combination exists it finds one, and of fewest pieces (device-protocols.md 8.2).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drivers.api import UNREACHED, DeviceId, Status, Won

if TYPE_CHECKING:  # the settings are checked with this module before the window is painted
    from kiosk.core.books import Books
    from kiosk.core.rules import Rules


@dataclass(frozen=True, slots=True)
class Purse:
    """What one hopper can pay now."""

    device: DeviceId
    value: Won
    pieces: int


@dataclass(frozen=True, slots=True)
class Row:
    """So many coins from one hopper: one act."""

    device: DeviceId
    value: Won
    pieces: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows, largest value first, and the won that no hopper can pay."""

    rows: tuple[Row, ...]
    left: Won


def purses(
    books: Books,
    status: Mapping[DeviceId, Status],
    rules: Rules,
    *,
    without: Collection[DeviceId] = (),
    owed: bool = False,
    hoped: bool = False,
) -> tuple[Purse, ...]:
    """The hoppers that are ready, have no open act and hold coins by the Books, largest value first.

    A plan made before money is taken leaves each hopper's ``reserve`` untouched. Money that is already owed
    (``owed``: a late coin's extra change too) may draw on it: a short hopper is found out by its own count and costs
    nobody anything. ``hoped``: those too that can not be reached now and may be back in a moment.
    """
    found = []
    for hopper in rules.hoppers:
        known = status.get(hopper.device)
        if known is None or hopper.device in books.open_acts or hopper.device in without:
            continue
        if not known.ready and not (hoped and known.fault in UNREACHED):
            continue
        stock = books.stock.get(hopper.device, {}).get(hopper.value, 0) - (0 if owed else hopper.reserve)
        pieces = min(stock, hopper.max_pieces)
        if pieces > 0 and hopper.value > 0:
            found.append(Purse(hopper.device, hopper.value, pieces))
    return tuple(sorted(found, key=lambda purse: -purse.value))


def plan(amount: int, available: Iterable[Purse]) -> Plan:
    """As much of ``amount`` as can be paid, by the fewest coins. ``available``: largest value first."""
    rows, left = [], amount
    for purse in available:
        pieces = min(left // purse.value, purse.pieces)
        if pieces > 0:
            rows.append(Row(purse.device, purse.value, pieces))
            left -= pieces * purse.value
    return Plan(tuple(rows), Won(left))


def payable(amount: int, available: Iterable[Purse]) -> bool:
    return plan(amount, available).left == 0


def acceptable(values: Iterable[Won], credit: int, price: int, available: Sequence[Purse]) -> frozenset[Won]:
    """The values of which one coin may fall now: its change *and* the full refund of everything inside can be paid."""
    return frozenset(
        value
        for value in values
        if value > 0
        and payable(credit + value, available)
        and (credit + value <= price or payable(credit + value - price, available))
    )


def reachable(
    values: Sequence[Won], credit: int, price: int, available: Sequence[Purse], sorter: Mapping[Won, DeviceId]
) -> bool:
    """Can ``price`` be paid with coins at all? True if it can with the smallest or with the largest coins welcome at
    each step.

    ``sorter`` tells which values fall into which hopper and so can be paid out again at once; the others fall into
    the cash box.
    """
    return any(_walk(values, credit, price, available, sorter, pick) for pick in (min, max))


def _walk(
    values: Sequence[Won],
    credit: int,
    price: int,
    available: Sequence[Purse],
    sorter: Mapping[Won, DeviceId],
    pick: Callable[[frozenset[Won]], Won],
) -> bool:
    while credit < price:
        welcome = acceptable(values, credit, price, available)
        if not welcome:
            return False
        value = pick(welcome)
        credit += value
        available = [
            replace(purse, pieces=purse.pieces + 1)
            if purse.value == value and purse.device == sorter.get(value)
            else purse
            for purse in available
        ]
    return True
