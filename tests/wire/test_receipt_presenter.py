"""A receipt printer with a presenter (DLE EOT 20): a slip is held out until it is taken, and never jams the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from drivers.api import Fault, Outcome, StatusChanged
from tests.simulators import Cabinet, cabinet_process
from tests.wire.cctalk_rig import until
from tests.wire.receipt_rig import QUICK, Rig, rig, same, slip

PATIENT = replace(QUICK, untaken=30.0)
PICTURE = slip(lines=3)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, object]]:
    with cabinet_process(tmp_path_factory.mktemp("cabinet"), "--receipt-presenter") as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, object]) -> Cabinet:
    running[0].do("restore", state=running[1], cut="cabinet")
    return running[0]


@pytest.fixture
def printer(cabinet: Cabinet) -> Iterator[Rig]:
    with rig(cabinet, presenter=True, patience=PATIENT) as running:
        yield running
        assert running.printer()["errors"] == []


def test_a_slip_is_done_when_it_stands_at_the_exit(printer: Rig) -> None:
    assert printer.print(PICTURE).outcome is Outcome.DONE
    assert printer.printer()["mouth"] == 1
    assert same(printer.paper(1), PICTURE)
    printer.do("take_slip")
    assert printer.papers() == ["slip_printed", "slip_taken"]


def test_a_slip_that_nobody_takes_goes_back(cabinet: Cabinet) -> None:
    with rig(cabinet, presenter=True) as printer:
        assert printer.print(PICTURE).outcome is Outcome.DONE
        until(lambda: printer.papers() == ["slip_printed", "slip_retracted"])


def test_or_is_thrown_out(cabinet: Cabinet) -> None:
    with rig(cabinet, presenter=True, untaken="eject") as printer:
        assert printer.print(PICTURE).outcome is Outcome.DONE
        until(lambda: printer.papers() == ["slip_printed", "slip_ejected"])


def test_a_slip_in_the_mouth_makes_way_for_the_next(printer: Rig) -> None:
    for number in (1, 2):
        assert printer.print(PICTURE, number).outcome is Outcome.DONE
    assert printer.papers() == ["slip_printed", "slip_retracted", "slip_printed"]
    assert not printer.printer()["jam"]


def test_a_jam_in_the_presenter_is_not_done(printer: Rig) -> None:
    printer.do("receipt_jam", at="present")
    report = printer.print(PICTURE)
    assert (report.outcome, report.fault) == (Outcome.NOT_DONE, Fault.JAM)
    printer.status(Fault.JAM)
    assert printer.prepared().fault is Fault.JAM
    after = printer.now
    printer.do("receipt_jam", on=False)
    printer.status(after=after)
    assert printer.print(PICTURE, 2).outcome is Outcome.DONE
    assert printer.papers() == ["slip_printed", "slip_cleared", "slip_spoiled", "slip_retracted", "slip_printed"]


def test_half_a_slip_is_drawn_back_and_never_held_out(printer: Rig) -> None:
    printer.do("receipt_after", rows=100, what="cover")
    assert printer.print(PICTURE).outcome is Outcome.NOT_DONE
    after = printer.now
    printer.do("receipt_cover", on=False)
    printer.status(after=after)
    assert printer.print(PICTURE, 2).outcome is Outcome.DONE
    assert printer.papers() == ["slip_spoiled", "slip_retracted", "slip_printed"]


@pytest.mark.parametrize(
    ("verb", "fault"),
    [("receipt_cover", Fault.COVER_OPEN), ("receipt_broken", Fault.BROKEN), ("receipt_jam", Fault.JAM)],
)
def test_its_own_status(printer: Rig, verb: str, fault: Fault) -> None:
    printer.do(verb)
    assert not printer.status(fault).ready
    after = printer.now
    printer.do(verb, on=False)
    assert printer.status(after=after).ready


def test_a_slip_at_the_exit_after_a_restart_is_done(cabinet: Cabinet) -> None:
    """Even where no counter could say so."""
    with rig(cabinet, presenter=True, counter=False, patience=PATIENT) as before:
        act = before.begin(PICTURE)
        assert before.report().outcome is Outcome.DONE
    with rig(cabinet, presenter=True, counter=False, patience=PATIENT) as printer:
        printer.driver.settle(act)
        assert printer.report().evidence["why"] == "it stands in the presenter"
        assert printer.papers() == ["slip_printed"]
        # and what is left over from then goes back in its time
        assert "20" in printer.facts.of(StatusChanged)[-1].status.detail
