"""The coin acceptor's driver: every coin credited once, every doubt said, against the simulator's physical ledger."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.api import CASH_BOX, Coin, CoinsInserted, Doubt, Fault, Prepared, StatusChanged, Won
from tests.simulators import Cabinet
from tests.wire.cctalk_rig import ACCEPTOR, COINS, HOPPER, inside, module_cabinet, rig_on, until


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("kept")) as running:
        yield running


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("volatile"), "--volatile-accept-count") as running:
        yield running


@pytest.fixture
def cabinet(kept: tuple[Cabinet, Any]) -> Cabinet:
    kept[0].do("restore", state=kept[1], cut="cabinet")
    return kept[0]


@pytest.fixture
def volatile(forgetful: tuple[Cabinet, Any]) -> Cabinet:
    forgetful[0].do("restore", state=forgetful[1], cut="cabinet")
    return forgetful[0]


def shift(cabinet: Cabinet, **volatile: Any) -> None:
    """Put the acceptor into a state that takes long to reach."""
    state = cabinet.do("snapshot")["state"]
    state["devices"][ACCEPTOR]["volatile"].update(volatile)
    cabinet.do("restore", state=state, cut="process")


def test_the_first_start_takes_a_baseline_and_credits_nothing(cabinet: Cabinet) -> None:
    shift(cabinet, counter=7, buffer=[[4, 1]] * 5)
    with rig_on(cabinet) as rig:
        rig.ready()
        first = rig.facts.wait(CoinsInserted)
        assert (first.coins, first.doubt, first.mark["run"], first.mark["counter"]) == ((), None, 1, 7)
        assert first.mark["accepted"] == 0


def test_coins_are_credited_with_value_and_store(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("insert_coin", value=500)
        cabinet.do("insert_coin", value=100, times=2)
        assert rig.wait_coins(3) == [500, 100, 100]
        coins = [coin for fact in rig.seen.values() for coin in fact.coins]
        assert coins == [Coin(Won(500), CASH_BOX), Coin(Won(100), HOPPER), Coin(Won(100), HOPPER)]
        assert rig.doubts() == []
        assert rig.mark is not None
        assert rig.mark["accepted"] == 3


def test_only_welcome_coins_are_let_in(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open(frozenset({Won(100)}))
        assert cabinet.do("insert_coin", value=500)["accepted"] == 0
        assert cabinet.do("insert_coin", value=100)["accepted"] == 1
        rig.wait_coins(1)
        rig.acceptor.accept(frozenset())
        until(lambda: rig.state(ACCEPTOR)["volatile"]["master"] == 0)
        assert cabinet.do("insert_coin", value=100)["accepted"] == 0
        assert rig.coins() == [100]
    assert [line["why"] for line in cabinet.ledger() if line["what"] == "coin_returned"] == ["inhibited"] * 2


def test_the_counter_wraps_from_255_to_1(cabinet: Cabinet) -> None:
    shift(cabinet, counter=253, buffer=[[0, 1]] * 5)
    with rig_on(cabinet) as rig:
        rig.open()
        for value in (500, 100, 500, 100):
            cabinet.do("insert_coin", value=value)
        assert rig.wait_coins(4) == [500, 100, 500, 100]
        until(lambda: rig.mark is not None and rig.mark["counter"] == 2)
        assert rig.doubts() == []


def test_rejects_move_the_mark_and_nothing_else(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("reject_coin")
        cabinet.do("insert_coin", value=100)
        cabinet.do("reject_coin", code=25)
        assert rig.wait_coins(1) == [100]
        until(lambda: rig.mark is not None and rig.mark["counter"] == 3)


def test_a_fact_is_repeated_until_it_is_confirmed_and_counted_once(cabinet: Cabinet) -> None:
    with rig_on(cabinet, confirm=False) as rig:
        rig.open()
        cabinet.do("insert_coin", value=500)
        first = rig.facts.wait(CoinsInserted, lambda f: f.coins)
        until(lambda: [f.token for f in rig.facts.of(CoinsInserted)].count(first.token) >= 2)
        assert {f.mark["run"] for f in rig.facts.of(CoinsInserted) if f.coins} == {first.mark["run"]}
        for fact in rig.facts.of(CoinsInserted):
            rig.acceptor.confirm(fact.token)
        time.sleep(0.1)  # the bus takes the confirmations up
        count = len(rig.facts.of(CoinsInserted))
        time.sleep(0.7)  # longer than the repeat
        assert len(rig.facts.of(CoinsInserted)) == count


def test_coins_that_were_never_durable_are_found_again_after_a_restart(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        mark = rig.mark
        cabinet.do("insert_coin", value=500)
        cabinet.do("insert_coin", value=100)
        assert rig.wait_coins(2) == [500, 100]
    with rig_on(cabinet, mark) as rig:
        rig.ready()
        assert rig.coins() == [500, 100]
        assert rig.doubts() == []
        assert mark is not None
        assert min(rig.seen) == int(mark["run"]) + 1


def test_six_coins_between_two_polls_are_five_and_one_missing(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("set_gap", seconds=0)
        cabinet.do("insert_coin", value=100, times=6)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert rig.coins() == [100] * 5
        assert (doubted.doubt, doubted.missing, doubted.possible) == (Doubt.OVERFLOW, 1, COINS)
        assert rig.mark is not None
        assert rig.mark["accepted"] == 6


def test_a_reset_with_a_kept_count_proves_that_nothing_is_missing(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("insert_coin", value=500)
        rig.wait_coins(1)
        cabinet.do("power_cycle", device=ACCEPTOR)
        rig.facts.wait(CoinsInserted, lambda f: f.mark["counter"] == 0 and f.mark["accepted"] == 1)
        until(lambda: rig.state(ACCEPTOR)["volatile"]["master"] == 1)  # and coins are welcome again
        cabinet.do("insert_coin", value=100)
        assert rig.wait_coins(2) == [500, 100]
        time.sleep(1.0)  # longer than a difference has to stand
        assert rig.doubts() == []


def test_a_reset_that_swallowed_an_event_is_known_by_the_count(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("insert_coin", value=500)
        rig.wait_coins(1)
        cabinet.do("set_gap", seconds=60)
        cabinet.do("insert_coin", value=100)
        cabinet.do("power_cycle", device=ACCEPTOR)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert (doubted.doubt, doubted.missing, doubted.possible) == (Doubt.RESET, 1, COINS)
        assert rig.coins() == [500]


def test_a_cut_cabinet_is_settled_at_start_before_the_acceptor_is_ready(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("set_gap", seconds=60)
        cabinet.do("insert_coin", value=100)
        moving = cabinet.do("snapshot")["state"]
        mark = rig.mark
    cabinet.do("restore", state=moving, cut="cabinet")
    with rig_on(cabinet, mark) as rig:
        rig.ready()
        kinds = [f for f in rig.facts.all if getattr(f, "device", None) == ACCEPTOR]
        assert isinstance(kinds[-1], StatusChanged)
        assert [(f.doubt, f.missing) for f in rig.doubts()] == [(Doubt.RESET, 1)]


def test_a_moving_coin_arrives_after_a_process_cut(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("set_gap", seconds=0.3)
        cabinet.do("insert_coin", value=100)
        mark = rig.mark
        moving = cabinet.do("snapshot")["state"]
    assert moving["devices"][ACCEPTOR]["volatile"]["moving"]
    cabinet.do("restore", state=moving, cut="process")
    with rig_on(cabinet, mark) as rig:
        assert rig.wait_coins(1) == [100]
        rig.ready()
        assert rig.doubts() == []
        assert inside(cabinet) == [100]


def test_a_volatile_count_leaves_a_doubt(volatile: Cabinet) -> None:
    with rig_on(volatile, accept_count="volatile") as rig:
        rig.open()
        volatile.do("insert_coin", value=500)
        rig.wait_coins(1)
        volatile.do("power_cycle", device=ACCEPTOR)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert (doubted.doubt, doubted.missing, doubted.possible) == (Doubt.RESET, None, COINS)
        rebased = rig.facts.wait(CoinsInserted, lambda f: int(f.mark["run"]) > int(doubted.mark["run"]))
        assert (rebased.doubt, rebased.mark["accepted"]) == (None, 0)
        volatile.do("insert_coin", value=100)
        assert rig.wait_coins(2) == [500, 100]


def test_a_count_said_to_be_kept_that_went_back_is_not_believed(volatile: Cabinet) -> None:
    with rig_on(volatile, accept_count="kept") as rig:
        rig.open()
        volatile.do("insert_coin", value=500)
        rig.wait_coins(1)
        volatile.do("power_cycle", device=ACCEPTOR)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert (doubted.doubt, doubted.missing) == (Doubt.RESET, None)


def test_a_reset_that_the_counter_can_not_show_is_found_by_the_mask(volatile: Cabinet) -> None:
    with rig_on(volatile, accept_count="volatile") as rig:
        rig.open()
        volatile.do("set_gap", seconds=60)
        volatile.do("insert_coin", value=500)
        volatile.do("power_cycle", device=ACCEPTOR)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert (doubted.doubt, doubted.missing, doubted.coins) == (Doubt.RESET, None, ())
        assert rig.mark is not None
        assert rig.mark["counter"] == 0
    assert inside(volatile) == [500]


def test_a_reset_while_nothing_was_welcome_is_no_doubt(volatile: Cabinet) -> None:
    with rig_on(volatile, accept_count="volatile") as rig:
        rig.open()
        volatile.do("insert_coin", value=500)
        rig.wait_coins(1)
        rig.acceptor.accept(frozenset())
        time.sleep(1.5)  # one read-back of the masks with nothing enabled
        volatile.do("power_cycle", device=ACCEPTOR)
        rig.facts.wait(CoinsInserted, lambda f: f.mark["counter"] == 0 and int(f.mark["run"]) > 2)
        assert rig.doubts() == []


def test_a_restart_after_an_unseen_reset_is_doubted_without_a_kept_count(volatile: Cabinet) -> None:
    with rig_on(volatile, accept_count="volatile") as rig:
        rig.open()
        volatile.do("set_gap", seconds=60)
        volatile.do("insert_coin", value=500)
        state, mark = volatile.do("snapshot")["state"], rig.mark
    volatile.do("restore", state=state, cut="cabinet")
    with rig_on(volatile, mark, accept_count="volatile") as rig:
        rig.ready()
        assert [(f.doubt, f.missing) for f in rig.doubts()] == [(Doubt.RESET, None)]
        mark = rig.mark
    with rig_on(volatile, mark, accept_count="volatile") as rig:  # once is enough
        rig.ready()
        assert rig.doubts() == []


def test_a_product_without_an_accept_count(cabinet: Cabinet) -> None:
    cabinet.do("ignore_header", device=ACCEPTOR, header=225)
    with rig_on(cabinet) as rig:
        rig.open()
        assert rig.mark is not None
        assert rig.mark["accepted"] == -1
        cabinet.do("insert_coin", value=500)
        assert rig.wait_coins(1) == [500]
        cabinet.do("power_cycle", device=ACCEPTOR)
        doubted = rig.facts.wait(CoinsInserted, lambda f: f.doubt)
        assert (doubted.doubt, doubted.missing) == (Doubt.RESET, None)


def test_a_swallowed_coin_is_doubted(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("swallow_coin", value=500)
        rig.facts.wait(CoinsInserted, lambda f: f.doubt is Doubt.SWALLOWED)
        counted = rig.facts.wait(CoinsInserted, lambda f: f.doubt is Doubt.COUNT_DIFFERS)
        assert counted.missing == 1
        assert rig.coins() == []


def test_another_acceptor_at_the_address_is_a_new_beginning(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("insert_coin", value=500)
        rig.wait_coins(1)
        mark = rig.mark
    cabinet.do("set_serial", device=ACCEPTOR, serial=777)
    with rig_on(cabinet, mark) as rig:
        rig.ready()
        assert [(f.doubt, f.missing, f.mark["serial"]) for f in rig.doubts()] == [(Doubt.RESET, None, 777)]


def test_coin_programming_that_is_not_ours_is_a_wrong_device(cabinet: Cabinet) -> None:
    cabinet.do("set_coin_id", position=4, id="US025A")
    with rig_on(cabinet, values=COINS) as rig:
        wrong = rig.fault(ACCEPTOR, Fault.WRONG_DEVICE)
        assert "US025A" in wrong.status.detail


def test_jam_and_string_are_said_and_pass(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("jam", device=ACCEPTOR)
        jam = rig.fault(ACCEPTOR, Fault.JAM)
        assert "event 14" in jam.status.detail
        assert cabinet.do("insert_coin", value=100)["accepted"] == 0
        after = len(rig.facts.all)
        cabinet.do("unjam", device=ACCEPTOR)
        rig.ready(after=after)
        cabinet.do("event", code=20)
        rig.fault(ACCEPTOR, Fault.FRAUD)


def test_a_failed_self_check_is_broken_but_coins_are_still_read(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        mark = rig.mark
        cabinet.do("insert_coin", value=100)
        rig.wait_coins(1)
    cabinet.do("set_self_check", device=ACCEPTOR, code=3)
    with rig_on(cabinet, mark) as rig:
        assert rig.fault(ACCEPTOR, Fault.BROKEN).status.detail == "232=3"
        assert rig.coins() == [100]


def test_prepare_answers_at_once_even_in_silence(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.ready()
        rig.acceptor.prepare()
        answer = rig.facts.wait(Prepared)
        assert answer.baseline is not None
        assert answer.baseline["run"] == 1
        cabinet.do("mute", device=ACCEPTOR)
        rig.fault(ACCEPTOR, Fault.SILENT)
        after = len(rig.facts.all)
        rig.acceptor.prepare()
        answer = rig.facts.wait(Prepared, after=after, seconds=1)
        assert (answer.baseline, answer.fault) == (None, Fault.SILENT)


def test_prepared_means_that_no_coin_is_on_its_way_any_more(cabinet: Cabinet) -> None:
    """A coin that passed the gate while the mask was being closed is told before the answer."""
    with rig_on(cabinet) as rig:
        rig.open()
        cabinet.do("set_gap", seconds=0.4)
        cabinet.do("insert_coin", value=500)
        rig.acceptor.accept(frozenset())
        rig.acceptor.prepare()
        answer = rig.facts.wait(Prepared, seconds=2)
        assert answer.baseline is not None
        assert answer.baseline["accepted"] == 1
        assert rig.state(ACCEPTOR)["volatile"]["master"] == 0
        assert rig.coins() == [500]
        assert rig.doubts() == []


def test_without_an_accept_count_prepared_gives_a_coin_its_time(volatile: Cabinet) -> None:
    with rig_on(volatile) as rig:
        volatile.do("ignore_header", device=ACCEPTOR, header=225)
        rig.open()
        volatile.do("set_gap", seconds=0.4)
        volatile.do("insert_coin", value=500)
        rig.acceptor.accept(frozenset())
        rig.acceptor.prepare()
        rig.facts.wait(Prepared, seconds=2)
        assert rig.coins() == [500]
