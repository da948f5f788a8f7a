"""Faults, clock, hours, disk, journal and district: each closes what it must, once, and the running visit is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drivers.api import Fault, Outcome, Status, StatusChanged
from kiosk.core import facts, orders, presses, screens
from kiosk.core.instant import Instant
from kiosk.core.step import deadline
from offline_queue.entries import FaultCleared, FaultRaised, PaymentTaken, VisitClosed
from tests.unit.core.rig import DEVICES, H100, NOON, PRINTER, RULES, Rig
from tests.unit.core.test_money_in_a_visit import leave, sums

SCREEN = screens.OutOfServiceScreen


def edges(rig: Rig) -> list[tuple[str, str, bool]]:
    return [
        (entry.device, entry.fault, isinstance(entry, FaultRaised))
        for entry in rig.journal
        if isinstance(entry, FaultRaised | FaultCleared)
    ]


def test_each_edge_of_a_fault_is_journalled_once_over_restarts_too() -> None:
    rig = Rig().wake()
    for _ in range(3):
        rig.status(PRINTER, Fault.PAPER_OUT)
    rig = rig.cut(devices=False)
    rig.status(PRINTER, Fault.PAPER_OUT)
    rig.status(PRINTER, Fault.COVER_OPEN)
    rig.post(StatusChanged(PRINTER, Status(ready=False)))  # warming up: neither a fault nor its end
    rig.status(PRINTER)
    rig.status(PRINTER)
    rig.status(H100, Fault.UNCOUNTED)  # its open act tells that already
    assert edges(rig) == [
        (PRINTER, "paper_out", True),
        (PRINTER, "paper_out", False),
        (PRINTER, "cover_open", True),
        (PRINTER, "cover_open", False),
    ]


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.JAM, Fault.SILENT])
def test_an_idle_kiosk_without_printer_is_out_of_service_and_heals(fault: Fault) -> None:
    rig = Rig().wake()
    rig.status(PRINTER, fault)
    assert rig.shown(SCREEN).reason == "printer"
    rig.press(presses.StartPressed)
    assert rig.books.visit is None
    rig.status(PRINTER)
    rig.shown(screens.StartScreen)


def test_a_clock_off_the_districts_closes_and_heals() -> None:
    rig = Rig().wake()
    rig.post(facts.DistrictSeen(True, 0, -61.0))
    assert rig.shown(SCREEN).reason == "clock"
    rig.post(facts.DistrictSeen(False, 0, None))  # losing the district makes no clock right
    assert rig.shown(SCREEN).reason == "clock"
    rig.post(facts.DistrictSeen(True, 0, 1.0))
    rig.shown(screens.StartScreen)
    assert edges(rig) == [("clock", "off", True), ("clock", "off", False)]


def test_a_clock_before_the_last_entry_closes() -> None:
    rig = Rig().wake()
    last = rig.now.wall
    rig = Rig(journal=rig.journal)
    rig.now = Instant(0.0, last - timedelta(days=1))
    rig.post(facts.Woke("test", None, last))
    for device in DEVICES:
        rig.status(device)
    rig.post(facts.DistrictSeen(False, 0, None))
    assert rig.shown(SCREEN).reason == "clock"
    assert edges(rig) == [("clock", "behind", True)]

    # started again: the last record is from the wrong clock itself, and still it is found behind
    wrong = rig.now.wall
    rig = Rig(journal=rig.journal)
    rig.now = Instant(0.0, wrong)
    rig.post(facts.Woke("test", None, wrong))
    for device in DEVICES:
        rig.status(device)
    assert rig.shown(SCREEN).reason == "clock"
    assert edges(rig) == [("clock", "behind", True)]

    rig.now = Instant(rig.now.mono, last)
    rig.post(facts.DistrictSeen(True, 0, 0.0))
    rig.shown(screens.StartScreen)
    assert edges(rig) == [("clock", "behind", True), ("clock", "behind", False)]
    assert rig.books.clock_floor == ""


def test_a_clock_set_back_while_paying_returns_the_money() -> None:
    rig = Rig().wake().to_pay()
    rig.now = Instant(rig.now.mono, rig.now.wall - timedelta(hours=1))
    rig.coin(500)
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.refunded) == ("E09", "clock", 500)
    assert rig.entries(PaymentTaken) == []
    leave(rig)
    assert rig.shown(SCREEN).reason == "clock"


@pytest.mark.parametrize(
    ("hours", "at", "reason", "seconds"),
    [
        (("05:00", "24:00"), "12:00", None, 12 * 3600),
        (("05:00", "24:00"), "04:59", "hours", 60),
        (("05:00", "24:00"), "00:00", "hours", 5 * 3600),
        (("09:00", "18:00"), "18:00", "hours", 15 * 3600),
        (("22:00", "02:00"), "23:00", None, 3 * 3600),
        (("22:00", "02:00"), "01:00", None, 3600),
        (("22:00", "02:00"), "03:00", "hours", 19 * 3600),
    ],
)
def test_opening_hours(hours: tuple[str, str], at: str, reason: str | None, seconds: int) -> None:
    hour, minute = (int(part) for part in at.split(":"))
    rig = Rig(replace(RULES, hours=hours))
    rig.now = Instant(0.0, datetime(2026, 11, 22, hour, minute, tzinfo=UTC) - timedelta(hours=9))
    rig.wake()
    if reason is None:
        assert rig.shown(screens.StartScreen).hours == hours
    else:
        assert rig.shown(SCREEN).reason == reason
    assert deadline(rig.desk) == pytest.approx(seconds)
    rig.wait()
    assert isinstance(rig.desk.cabinet.screen, SCREEN) == (reason is None)


def test_a_visit_over_closing_time_is_served() -> None:
    rig = Rig(replace(RULES, hours=("05:00", "12:01"))).wake().to_pay()
    rig.wait(60)
    rig.coin(500)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 200
    leave(rig)
    assert rig.shown(SCREEN).reason == "hours"


def test_no_visit_begins_without_room_on_the_disk() -> None:
    rig = Rig().wake()
    rig.post(facts.DiskChanged(room=False))
    assert rig.shown(SCREEN).reason == "disk"
    rig.post(facts.DiskChanged(room=True))
    rig.shown(screens.StartScreen)
    assert edges(rig) == [("disk", "full", True), ("disk", "full", False)]


def test_a_disk_that_fills_in_mid_visit_ends_in_a_refund() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.post(facts.DiskChanged(room=False))
    rig.shown(screens.PayScreen)
    rig.post(facts.DiskChanged(room=False, spent=True))
    rig.work()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.refunded) == ("E09", "disk", 100)
    leave(rig)
    assert rig.shown(SCREEN).reason == "disk"
    assert rig.entries(VisitClosed)[-1].outcome == "failed"


def test_a_disk_that_fills_while_printing_lets_the_copy_in_work_come_out() -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.post(facts.DiskChanged(room=False, spent=True))
    rig.shown(screens.IssuingScreen)
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 300
    assert sums(leave(rig).books) == (600, 300, 300, 0, 0)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (facts.JournalBroken("segment 3"), "journal_broken"),
        (facts.DistrictDisagrees("rolled_back", "412 > 400"), "rolled_back"),
        (facts.DistrictDisagrees("fork", ""), "fork"),
    ],
)
def test_a_journal_not_to_be_trusted_closes_after_the_running_visit(fact: facts.Fact, reason: str) -> None:
    idle = Rig().wake()
    idle.post(fact)
    assert idle.shown(SCREEN).reason == reason

    rig = Rig().wake().to_pay()
    rig.coin(100)
    rig.post(fact)
    rig.coin(500)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 300
    leave(rig)
    assert rig.shown(SCREEN).reason == reason
    rig.post(facts.DistrictSeen(True, 0, 0.0))
    rig.shown(SCREEN)


def test_the_day_of_an_issue_number_is_the_local_one() -> None:
    rig = Rig()
    rig.now = Instant(0.0, NOON.replace(hour=20))
    rig.wake().to_pay()
    rig.coin(500)
    assert rig.entries(PaymentTaken)[0].issuances[0].number == "B001-20261123-000001"


# --- a clock that the district confirms ------------------------------------------------------------------------------


def test_an_entry_dated_far_ahead_closes_only_until_the_district_confirms_the_clock() -> None:
    rig = Rig().wake()
    good = rig.now.wall
    rig.now = Instant(rig.now.mono, good + timedelta(days=365))
    rig.status(H100, Fault.JAM)  # an entry by the wrong clock
    rig.now = Instant(rig.now.mono, good)
    rig.status(H100)
    assert rig.shown(SCREEN).reason == "clock"
    assert rig.books.clock_floor
    rig.post(facts.DistrictSeen(False, 0, None))
    assert rig.shown(SCREEN).reason == "clock"
    rig.post(facts.DistrictSeen(True, 5, 0.0))
    rig.shown(screens.StartScreen)
    assert rig.books.clock_floor == ""

    # without a district the floor counts again after the next start, and from there it is confirmed too
    rig = Rig(journal=rig.journal)
    rig.now = Instant(0.0, good)
    rig.post(facts.Woke("test", None, good + timedelta(days=365)))
    for device in DEVICES:
        rig.status(device)
    rig.post(facts.DistrictSeen(False, 0, None))
    assert rig.shown(SCREEN).reason == "clock"
    rig.post(facts.DistrictSeen(True, 0, -2.0))
    rig.shown(screens.StartScreen)


def test_a_confirmed_clock_that_is_set_back_is_found_behind_all_the_same() -> None:
    rig = Rig().wake()
    rig.post(facts.DistrictSeen(True, 0, 0.0))
    rig.now = Instant(rig.now.mono, rig.now.wall - timedelta(days=1))
    rig.status(H100, Fault.JAM)
    assert rig.shown(SCREEN).reason == "clock"


def test_no_later_copy_is_dated_by_a_clock_that_went_wrong_meanwhile() -> None:
    rig = Rig().wake().to_printing(500, 100, copies=2)
    rig.now = Instant(rig.now.mono, rig.now.wall - timedelta(days=3))
    rig.report(PRINTER, Outcome.DONE, 1)
    assert len(rig.ordered(orders.Issue)) == 1
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 300
    assert sums(leave(rig).books) == (600, 300, 300, 0, 0)


# --- a disagreement that came and went ---------------------------------------------------------------------------


def test_a_disagreement_is_journalled_anew_in_each_run_and_ends_when_the_district_agrees() -> None:
    rig = Rig().wake()
    for _ in range(3):
        rig.post(facts.DistrictDisagrees("gap", "x"))
    rig.post(facts.DistrictDisagrees("gap", "another detail"))
    rig.post(facts.DistrictSeen(True, 0, 0.0))  # it was heard, and agrees to nothing
    assert rig.books.faults["district"] == "gap"
    assert [entry.detail for entry in rig.entries(FaultRaised)] == ["x", "another detail"]
    rig = rig.cut()
    assert "district" not in rig.books.faults
    rig.post(facts.DistrictDisagrees("gap", "x"))
    rig = rig.cut(devices=False)
    rig.post(facts.DistrictDisagrees("gap", "x"))  # before any agreement
    assert [entry.detail for entry in rig.entries(FaultRaised)] == ["x", "another detail", "x", "x"]


def test_a_journal_found_broken_again_after_a_start_is_journalled_again() -> None:
    rig = Rig().wake()
    rig.post(facts.JournalBroken("segment 3"))
    rig = rig.cut()
    assert "journal" not in rig.books.faults
    rig.post(facts.JournalBroken("segment 3"))
    rig.post(facts.JournalBroken("segment 3"))
    assert edges(rig) == [("journal", "journal_broken", state) for state in (True, False, True)]


# --- a device that flaps -----------------------------------------------------------------------------------------


def test_a_flapping_device_does_not_fill_the_journal_and_its_fault_stands() -> None:
    rig = Rig().wake()
    for _ in range(100):
        rig.status(PRINTER, Fault.COVER_OPEN)
        assert rig.books.faults[PRINTER] == "cover_open"
        rig.status(PRINTER)
        rig.shown(screens.StartScreen)  # to citizens it is what it is
    assert len(edges(rig)) <= 9
    rig.status(PRINTER, Fault.JAM)
    assert PRINTER in rig.books.faults
    rig.post(facts.DistrictSeen(True, 0, 0.0), after=61)
    assert rig.books.faults[PRINTER] == "jam"
    rig.status(PRINTER)
    assert rig.books.faults == {}


def test_a_device_that_flapped_and_is_well_again_is_so_in_the_journal_too() -> None:
    rig = Rig().wake()
    for _ in range(10):
        rig.status(PRINTER, Fault.COVER_OPEN)
        rig.status(PRINTER)
    assert rig.books.faults == {PRINTER: "cover_open"}
    rig.post(facts.DistrictSeen(True, 0, 0.0), after=61)
    assert rig.books.faults == {}


def test_a_devices_words_are_cut_short() -> None:
    rig = Rig().wake()
    rig.post(StatusChanged(PRINTER, Status(ready=False, fault=Fault.JAM, detail="x" * 5000)))
    assert len(rig.entries(FaultRaised)[-1].detail) == 200
