"""The hopper's driver: what it reports paid is what came out, whatever goes wrong in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from drivers.api import Act, ActProgressed, ActReported, Fault, Outcome, Prepared, Report, Warning_, Work
from tests.simulators import Cabinet
from tests.wire.cctalk_rig import HOPPER, Rig, module_cabinet, out, rig_on, until

DISPENSE = 167


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("hopper")) as cabinet:
        yield cabinet


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any]) -> Cabinet:
    running[0].do("restore", state=running[1], cut="cabinet")
    return running[0]


def change(cabinet: Cabinet, part: str, **values: Any) -> None:
    """Put the hopper into a state that takes long to reach."""
    state = cabinet.do("snapshot")["state"]
    state["devices"][HOPPER][part].update(values)
    cabinet.do("restore", state=state, cut="process")


def came(report: Report) -> tuple[Outcome, int, Fault | None]:
    return report.outcome, report.done, report.fault


def begin_and_leave(rig: Rig, act: Act) -> None:
    """The kiosk dies while coins are coming out."""
    rig.hopper.begin(act)
    rig.facts.wait(ActProgressed, lambda f: f.done >= 1)


def test_coins_are_paid_and_counted(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.ready(HOPPER)
        act = rig.act(1, 5)
        assert act.baseline == {"serial": 1004, "count": 0, "counter": 0}
        rig.hopper.begin(act)
        report = rig.report(1)
        assert came(report) == (Outcome.DONE, 5, None)
        assert report.evidence["count"] == 5
        steps = [f.done for f in rig.facts.of(ActProgressed)]
        assert steps == sorted(steps)
        assert came(rig.pay(2, 1)) == (Outcome.DONE, 1, None)
        until(lambda: rig.state(HOPPER)["volatile"]["enabled"] is False)
    assert out(cabinet) == 6


def test_the_life_count_wraps(cabinet: Cabinet) -> None:
    change(cabinet, "memory", life=2**24 - 2)
    with rig_on(cabinet) as rig:
        assert came(rig.pay(1, 4)) == (Outcome.DONE, 4, None)


def test_a_lost_command_is_sent_again_when_the_hopper_says_it_had_none(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.pay(1, 1)
        cabinet.do("drop_request", device=HOPPER, header=DISPENSE)
        assert came(rig.pay(2, 3)) == (Outcome.DONE, 3, None)
    assert out(cabinet) == 4


def test_a_lost_command_is_not_sent_again_when_the_counter_can_not_tell(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        cabinet.do("drop_request", device=HOPPER, header=DISPENSE)
        assert came(rig.pay(1, 3)) == (Outcome.NOT_DONE, 0, None)
    assert out(cabinet) == 0


@pytest.mark.parametrize("first", [0, 1])
def test_a_lost_answer_pays_once(cabinet: Cabinet, first: int) -> None:
    with rig_on(cabinet) as rig:
        if first:
            rig.pay(1, 1)
        cabinet.do("drop_reply", device=HOPPER, header=DISPENSE)
        assert came(rig.pay(2, 3)) == (Outcome.DONE, 3, None)
    assert out(cabinet) == 3 + first


def test_an_altered_echo_of_the_command_pays_once(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.pay(1, 1)
        act = rig.act(2, 2)
        cabinet.do("alter_echo", count=1)
        rig.hopper.begin(act)
        assert came(rig.report(2)) == (Outcome.DONE, 2, None)
    assert out(cabinet) == 3


def test_a_busy_hopper_is_asked_again(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.pay(1, 1)
        cabinet.do("busy", device=HOPPER, header=DISPENSE)
        assert came(rig.pay(2, 2)) == (Outcome.DONE, 2, None)
    assert out(cabinet) == 3


def test_killed_before_the_command(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 3)
    with rig_on(cabinet) as rig:
        rig.hopper.settle(act)
        assert came(rig.report(1)) == (Outcome.NOT_DONE, 0, None)
    assert out(cabinet) == 0


def test_killed_after_the_command_the_hopper_goes_on_paying(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 8)
        begin_and_leave(rig, act)
    with rig_on(cabinet) as rig:
        rig.hopper.settle(act)
        assert came(rig.report(1)) == (Outcome.DONE, 8, None)
        after = len(rig.facts.all)
        rig.hopper.settle(act)  # asked again, said again
        assert rig.report(1, after=after).done == 8
    assert out(cabinet) == 8


def test_power_lost_in_a_payout(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 10)
        begin_and_leave(rig, act)
        state = cabinet.do("snapshot")["state"]
    cabinet.do("restore", state=state, cut="cabinet")
    with rig_on(cabinet) as rig:
        rig.hopper.settle(act)
        report = rig.report(1)
        assert came(report) == (Outcome.PARTIAL, out(cabinet), None)
        assert str(report.evidence["test"]).startswith("01")  # power-down during payout
        assert 1 <= report.done < 10
        assert came(rig.pay(2, 10 - report.done)) == (Outcome.DONE, 10 - report.done, None)
    assert out(cabinet) == 10


def test_a_reset_in_a_payout(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.hopper.begin(rig.act(1, 10))
        rig.facts.wait(ActProgressed, lambda f: f.done >= 2)
        cabinet.do("power_cycle", device=HOPPER)
        report = rig.report(1)
        assert came(report) == (Outcome.PARTIAL, out(cabinet), None)


def test_empty_is_said_and_a_refill_heals(cabinet: Cabinet) -> None:
    cabinet.do("empty", device=HOPPER)
    cabinet.do("refill", device=HOPPER, coins=3)
    with rig_on(cabinet) as rig:
        assert rig.ready(HOPPER).status.warnings == {Warning_.LOW}
        assert came(rig.pay(1, 5)) == (Outcome.PARTIAL, 3, Fault.EMPTY)
        rig.fault(HOPPER, Fault.EMPTY)
        answer = rig.prepared()
        assert (answer.baseline, answer.fault) == (None, Fault.EMPTY)
        after = len(rig.facts.all)
        cabinet.do("refill", device=HOPPER, coins=50)
        assert rig.ready(HOPPER, after).status.warnings == frozenset()
        assert came(rig.pay(2, 2)) == (Outcome.DONE, 2, None)


def test_a_jam_stops_after_k_coins(cabinet: Cabinet) -> None:
    cabinet.do("stop_after", coins=2)
    with rig_on(cabinet) as rig:
        assert came(rig.pay(1, 5)) == (Outcome.PARTIAL, 2, Fault.JAM)
        rig.fault(HOPPER, Fault.JAM)
        after = len(rig.facts.all)
        cabinet.do("unjam", device=HOPPER)
        cabinet.do("power_cycle", device=HOPPER)
        rig.ready(HOPPER, after)
        assert came(rig.pay(2, 3)) == (Outcome.DONE, 3, None)
    assert out(cabinet) == 5


def test_silence_in_a_payout_is_not_an_outcome(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.hopper.begin(rig.act(1, 6))
        rig.facts.wait(ActProgressed, lambda f: f.done >= 1)
        cabinet.do("mute", device=HOPPER)
        rig.fault(HOPPER, Fault.SILENT)
        assert rig.facts.of(ActReported) == []
        cabinet.do("unmute", device=HOPPER)
        assert came(rig.report(1)) == (Outcome.DONE, 6, None)


def test_an_act_begun_in_silence_is_never_paid_later(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 4)
        cabinet.do("mute", device=HOPPER)
        rig.fault(HOPPER, Fault.SILENT)
        rig.hopper.begin(act)
        after = len(rig.facts.all)
        rig.hopper.prepare()
        answer = rig.facts.wait(Prepared, after=after, seconds=1)
        assert (answer.baseline, answer.fault) == (None, Fault.SILENT)
        cabinet.do("unmute", device=HOPPER)
        assert came(rig.report(1)) == (Outcome.NOT_DONE, 0, None)
    assert out(cabinet) == 0


def test_a_baseline_that_is_not_true_any_more_pays_nothing(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 4)
        cabinet.do("power_cycle", device=HOPPER)
        change(cabinet, "volatile", counter=9)
        rig.hopper.begin(act)
        assert came(rig.report(1)) == (Outcome.NOT_DONE, 0, None)
    assert out(cabinet) == 0


def test_more_out_than_the_act_asked_for_is_for_a_person(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 2)
        rig.pay(5, 3)
        rig.hopper.settle(act)
        assert came(rig.report(1)) == (Outcome.UNKNOWN, 0, Fault.UNCOUNTED)


def test_another_hopper_can_not_settle_the_act(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        act = rig.act(1, 2)
    cabinet.do("set_serial", device=HOPPER, serial=4711)
    with rig_on(cabinet, serial=1004) as rig:
        rig.fault(HOPPER, Fault.WRONG_DEVICE)
        assert rig.prepared().fault is Fault.WRONG_DEVICE
        rig.hopper.settle(act)
        report = rig.report(1)
        assert came(report) == (Outcome.UNKNOWN, 0, Fault.WRONG_DEVICE)
        assert report.evidence["serial"] == 4711


def test_a_hopper_swapped_while_running_is_looked_at_anew(cabinet: Cabinet) -> None:
    with rig_on(cabinet, serial=1004) as rig:
        rig.ready(HOPPER)
        cabinet.do("set_serial", device=HOPPER, serial=4711)
        rig.fault(HOPPER, Fault.WRONG_DEVICE)


def test_the_form_with_the_serial_number(cabinet: Cabinet) -> None:
    cabinet.do("set_form", device=HOPPER, form="serial")
    with rig_on(cabinet) as rig:  # the wrong form is refused, and nothing comes of it
        assert came(rig.pay(1, 2)) == (Outcome.NOT_DONE, 0, None)
    with rig_on(cabinet, form="serial") as rig:
        assert came(rig.pay(2, 2)) == (Outcome.DONE, 2, None)
    assert out(cabinet) == 2


@pytest.mark.parametrize(("late", "outcome"), [(1, Outcome.DONE), (2, Outcome.NOT_DONE)])
def test_a_late_answer_is_never_taken_for_the_count(cabinet: Cabinet, late: int, outcome: Outcome) -> None:
    change(cabinet, "memory", serial=5)  # taken for a life count, it would be five coins paid
    with rig_on(cabinet) as rig:
        act = rig.act(1, 3)
        cabinet.do("delay", device=HOPPER, header=242, seconds=0.08, count=late)
        rig.hopper.begin(act)
        assert came(rig.report(1)) == (outcome, out(cabinet), None)
        assert out(cabinet) == (3 if outcome is Outcome.DONE else 0)


def test_what_a_hopper_can_not_do_is_a_bug(cabinet: Cabinet) -> None:
    rig = Rig(cabinet)
    act = Act(1, HOPPER, Work.PRINT, 1, "x", {"serial": 1, "count": 1, "counter": 1})
    with pytest.raises(ValueError, match="can not print"):
        rig.hopper.begin(act)
