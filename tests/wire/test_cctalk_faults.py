"""Random evenings on a bad wire: lost requests and replies, resets, restarts. The physical ledger is the oracle.

Money law: what was credited, and the coins that the count says are missing, are the coins past the gate; what the
reports say was paid is what came out.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.api import CoinsInserted, Mark, Outcome, Report
from tests.simulators import Cabinet
from tests.wire.cctalk_rig import ACCEPTOR, HOPPER, Rig, inside, module_cabinet, out, until

LOSS_PERCENT = 8
LIVES = 2
SEEDS = int(os.environ.get("CCTALK_SEEDS", "1"))
"""Evenings of each kind; more of them for a long run by hand."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("faults")) as cabinet:
        yield cabinet


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("forgetful"), "--volatile-accept-count") as cabinet:
        yield cabinet


def evening(cabinet: Cabinet, seed: int, accept_count: str) -> list[CoinsInserted]:
    """Coins, rejects, resets and restarts at random; returns each fact once."""
    chance = random.Random(seed)
    facts: dict[int, CoinsInserted] = {}
    mark: Mark | None = None
    for life in range(LIVES):
        rig = Rig(cabinet, mark, accept_count=accept_count)
        rig.start()
        rig.open()
        cabinet.do("lose", device=ACCEPTOR, percent=LOSS_PERCENT, seed=seed * 10 + life)
        for _ in range(10):
            match chance.random():
                case x if x < 0.6:
                    cabinet.do("insert_coin", value=chance.choice((100, 500)), times=chance.randint(1, 3))
                case x if x < 0.75:
                    cabinet.do("reject_coin", code=chance.choice((1, 3, 24)))
                case x if x < 0.83:
                    cabinet.do("power_cycle", device=ACCEPTOR)
                case _:
                    cabinet.do("flip_bit", device=ACCEPTOR)
            time.sleep(chance.random() * 0.12)
        if life == LIVES - 1:  # at the end the wire is mended
            cabinet.do("lose", device=ACCEPTOR, percent=0)
            settled(rig, cabinet)
        rig.stop()
        mark = rig.mark
        facts |= rig.seen
    return [facts[run] for run in sorted(facts)]


def settled(rig: Rig, cabinet: Cabinet) -> None:
    """Wait until the driver has explained the whole accept count."""
    until(lambda: rig.state(ACCEPTOR)["volatile"]["moving"] == [])
    until(
        lambda: (
            rig.mark is not None
            and rig.mark["accepted"] == rig.state(ACCEPTOR)["memory"]["accepted"]
            and rig.mark["counter"] == rig.state(ACCEPTOR)["volatile"]["counter"]
        ),
        10,
    )


@pytest.mark.parametrize("seed", range(SEEDS))
def test_with_a_kept_count_every_coin_is_explained(running: tuple[Cabinet, Any], seed: int) -> None:
    cabinet, fresh = running
    cabinet.do("restore", state=fresh, cut="cabinet")
    facts = evening(cabinet, seed, "kept")
    credited = sum(len(fact.coins) for fact in facts)
    missing = sum(fact.missing or 0 for fact in facts)
    assert all(fact.missing is not None for fact in facts if fact.doubt is not None)
    assert credited + missing == len(inside(cabinet))
    if not missing:
        assert sorted(coin.value for fact in facts for coin in fact.coins) == sorted(inside(cabinet))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_with_a_volatile_count_no_coin_is_invented_and_none_lost_unsaid(
    forgetful: tuple[Cabinet, Any], seed: int
) -> None:
    cabinet, fresh = forgetful
    cabinet.do("restore", state=fresh, cut="cabinet")
    facts = evening(cabinet, seed, "volatile")
    credited = sum(len(fact.coins) for fact in facts)
    real = len(inside(cabinet))
    assert credited <= real
    if credited < real:
        assert any(fact.doubt is not None for fact in facts)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_reported_paid_came_out(running: tuple[Cabinet, Any], seed: int) -> None:
    cabinet, fresh = running
    cabinet.do("restore", state=fresh, cut="cabinet")
    chance = random.Random(seed)
    paid = 0
    rig = Rig(cabinet)
    rig.start()
    rig.ready(HOPPER)
    cabinet.do("lose", device=HOPPER, percent=LOSS_PERCENT, seed=seed)
    for number in range(1, 8):
        act = rig.act(number, chance.randint(1, 6))
        rig.hopper.begin(act)
        event = chance.random()
        if event < 0.25:
            time.sleep(chance.random() * 0.15)
            cabinet.do("power_cycle", device=HOPPER)
        elif event < 0.5:
            time.sleep(chance.random() * 0.1)
            rig.stop()
            rig = Rig(cabinet)
            rig.start()
            rig.hopper.settle(act)
        report: Report = rig.report(number, seconds=20)
        assert report.outcome is not Outcome.UNKNOWN
        paid += report.done
        assert paid == out(cabinet)
    rig.stop()
