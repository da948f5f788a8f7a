"""The receipt printer when it works and when it does not: status, slips dot for dot, what breaks off in the middle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import serial
from PIL import Image

from drivers.api import Act, Fault, Outcome, Pages, StatusChanged, Warning_, Work
from drivers.receipt_raster import blocks, opening
from kiosk.core.slip import Slip, SlipLine
from kiosk.slip import draw
from tests.simulators import Cabinet, cabinet_process
from tests.wire.cctalk_rig import until
from tests.wire.receipt_rig import QUICK, RECEIPTS, Rig, noise, png, rig, same, slip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, object]]:
    with cabinet_process(tmp_path_factory.mktemp("cabinet")) as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, object]) -> Cabinet:
    running[0].do("restore", state=running[1], cut="cabinet")
    return running[0]


@pytest.fixture
def printer(cabinet: Cabinet) -> Iterator[Rig]:
    with rig(cabinet) as running:
        yield running
        assert running.garbage or running.printer()["errors"] == []


# --- a slip ---------------------------------------------------------------------------------------------------------


def test_a_slip_comes_out_dot_for_dot_and_is_done_by_evidence(printer: Rig) -> None:
    picture = slip()
    report = printer.print(picture)
    assert (report.outcome, report.done, report.fault) == (Outcome.DONE, 1, None)
    assert report.evidence == {"why": "the knife's counter", "rows": picture.height, "cuts": 1}
    assert printer.papers() == ["slip_printed"]
    assert same(printer.paper(1), picture)


def test_the_slip_of_a_visit(printer: Rig) -> None:
    at = datetime(2026, 11, 22, 5, 12, tzinfo=UTC)
    lines = (SlipLine("D01", 1, 200),)
    before = sent(printer)
    drawn = draw(Slip("ko", "B001", 1, 123, at, lines, 500, 200, 300, 0), "금정구청 민원실", "051-519-0000", 576)
    printer.driver.begin(printer.act(), Pages(drawn))
    assert printer.report().outcome is Outcome.DONE
    (printer.cabinet.directory / "drawn.png").write_bytes(drawn)
    assert same(printer.paper(1), Image.open(printer.cabinet.directory / "drawn.png"))
    assert sent(printer) - before < 13_000


def sent(printer: Rig) -> int:
    """Bytes to the printer so far, the looks at it not counted."""
    frames = printer.do("receipt_wire")["frames"]
    return sum(len(f["hex"]) // 2 for f in frames if f["from"] == "host" and not f["hex"].startswith("1004"))


def test_any_picture(printer: Rig) -> None:
    blank, black = Image.new("1", (576, 300), 1), Image.new("1", (576, 130), 0)
    dense, sparse, row = noise(576, 200, 1, 0.5), noise(576, 400, 2, 0.03), noise(576, 1, 3, 0.01)
    for number, picture in enumerate((dense, blank, sparse, black, row), start=1):
        assert printer.print(picture, number).outcome is Outcome.DONE
        assert same(printer.paper(number), picture)


def test_dots_that_spell_a_command_do_not_ask_or_clear_anything(printer: Rig) -> None:
    """DLE EOT 1, DLE ENQ 2 and DLE DC4 8 in a row of dots, in a column of 24 and across two columns."""
    picture = Image.new("1", (576, 200), 1)
    for place, spelt in enumerate((b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08")):
        for bit in range(24):
            if spelt[bit // 8] >> (7 - bit % 8) & 1:
                picture.putpixel((80 + bit, 10 + 40 * place), 0)
                picture.putpixel((400, 10 + 40 * place + bit), 0)
                picture.putpixel((300 + bit // 16, 10 + 40 * place + (bit + 8) % 24), 0)
    for row in range(24):  # far apart, so that columns are the shorter way
        picture.putpixel((8, 150 + row), 0)
        picture.putpixel((560, 150 + row), 0 if 0x100502 >> (23 - row) & 1 else 255)
    assert printer.print(picture).outcome is Outcome.DONE
    assert same(printer.paper(1), picture)
    frames = printer.do("receipt_wire")["frames"]
    raster = b"".join(bytes.fromhex(frame["hex"]) for frame in frames if frame["from"] == "host")
    for spelt in (b"\x10\x05\x02", b"\x10\x14\x08"):
        assert spelt not in raster


def test_one_slip_after_another(printer: Rig) -> None:
    pictures = [slip(lines=lines) for lines in (3, 6, 2)]
    for number, picture in enumerate(pictures, start=1):
        assert printer.print(picture, number).outcome is Outcome.DONE
        assert same(printer.paper(number), picture)
    assert printer.do("take_slip") == {"ok": True, "file": "0001.png"}
    assert printer.papers() == ["slip_printed"] * 3 + ["slip_taken"]


def test_a_head_of_512_dots(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        cabinet_process(tmp_path_factory.mktemp("c"), "--receipt-dots", "512", "--no-receipt-counter") as cabinet,
        rig(cabinet, dots=512, counter=False) as printer,
    ):
        report = printer.print(slip(512))
        assert report.outcome is Outcome.DONE
        assert report.evidence["why"] == "answered behind the cut"
        assert same(printer.paper(1), slip(512))
        assert printer.printer()["errors"] == []


def test_what_is_no_slip_is_refused(printer: Rig) -> None:
    act = Act(1, RECEIPTS, Work.PRINT, 1, "x", {})
    with pytest.raises(ValueError, match="one slip"):
        printer.driver.begin(act, Pages(b""))
    with pytest.raises(ValueError, match="400 dots"):
        Rig(printer.cabinet, dots=400)


@pytest.mark.expected_logs("slip-1: a picture of 512 dots for a head of 576")
def test_a_picture_of_another_width_is_not_printed(printer: Rig) -> None:
    assert printer.print(slip(512)).outcome is Outcome.NOT_DONE
    assert printer.papers() == []


# --- status ---------------------------------------------------------------------------------------------------------

FAULTS = [
    ("receipt_cover", Fault.COVER_OPEN),
    ("receipt_cutter", Fault.CUTTER),
    ("receipt_hot", Fault.STOPPED),
    ("receipt_broken", Fault.BROKEN),
    ("receipt_feeding", Fault.STOPPED),
    ("receipt_mute", Fault.SILENT),
]


@pytest.mark.parametrize(("verb", "fault"), FAULTS)
def test_faults_come_and_go(printer: Rig, verb: str, fault: Fault) -> None:
    printer.do(verb)
    assert not printer.status(fault).ready
    assert printer.prepared().fault is fault
    after = printer.now
    printer.do(verb, on=False)
    assert printer.status(after=after).ready


def test_paper_low_is_a_warning_and_paper_out_a_fault(printer: Rig) -> None:
    printer.do("receipt_near_end")
    low = printer.facts.wait(StatusChanged, lambda fact: fact.status.warnings).status
    assert (low.ready, low.warnings) == (True, frozenset({Warning_.PAPER_LOW}))
    assert printer.print().outcome is Outcome.DONE
    printer.do("receipt_end")
    out = printer.status(Fault.PAPER_OUT)
    assert (out.ready, out.warnings) == (False, frozenset())
    after = printer.now
    printer.do("receipt_refill")
    assert printer.status(after=after).warnings == frozenset()


def test_the_printer_speaks_up_by_itself(cabinet: Cabinet) -> None:
    """Auto status: known long before the next look."""
    with rig(cabinet, poll_s=30.0) as printer:
        until(lambda: printer.printer()["asb"] == 0x0E)
        begun = time.monotonic()
        printer.do("receipt_cover")
        printer.status(Fault.COVER_OPEN)
        printer.do("receipt_cover", on=False)
        printer.status(after=2)
        assert time.monotonic() - begun < 10


def test_what_nobody_asked_for_is_never_taken_for_an_answer(printer: Rig) -> None:
    """Answers to nothing (paper end, cover), auto status whole and half, garbage, XOFF: in the midst of questions."""
    for said in ("7e", "16", "10000000", "1000", "ff5f39", "13") * 2:
        printer.do("receipt_say", hex=said)
        looks = printer.wire.count("before receipt status 4")
        until(lambda: printer.wire.count("before receipt status 4") > looks + 2)  # noqa: B023 - at once
    assert printer.facts.of(StatusChanged)[1:] == []
    assert printer.print().outcome is Outcome.DONE


def test_a_port_that_is_not_there_and_comes(cabinet: Cabinet) -> None:
    port = cabinet.directory / "dev" / "later"
    with rig(cabinet, ready=False, port=port) as printer:
        printer.status(Fault.NO_PORT)
        assert printer.prepared().fault is Fault.NO_PORT
        port.symlink_to(cabinet.receipt)
        printer.status()
        port.unlink()


def test_the_cable_is_pulled_and_plugged_in(printer: Rig) -> None:
    printer.do("receipt_replug")
    printer.status(Fault.NO_PORT)
    printer.status(after=2)
    assert printer.print().outcome is Outcome.DONE


def test_a_stuck_knife_is_freed_and_the_error_ended_by_the_driver(printer: Rig) -> None:
    printer.do("receipt_cutter")
    printer.status(Fault.CUTTER)
    until(lambda: printer.wire.count("before receipt recover") >= 2)  # in vain, and slowly
    assert printer.printer()["cutter_error"]
    after = printer.now
    printer.do("receipt_cutter", on=False)
    printer.status(after=after)
    assert printer.print(slip(lines=2)).outcome is Outcome.DONE
    assert same(printer.paper(int(printer.printer()["slips"])), slip(lines=2))


# --- in the middle of a slip ----------------------------------------------------------------------------------------

BREAKS = [
    ("end", Fault.PAPER_OUT, {"receipt_refill": {}}),
    ("cover", Fault.COVER_OPEN, {"receipt_cover": {"on": False}}),
    ("broken", Fault.BROKEN, {"receipt_broken": {"on": False}}),
    ("jam", Fault.STOPPED, {"receipt_jam": {"on": False}}),
    ("cutter", Fault.CUTTER, {"receipt_cutter": {"on": False}}),
    ("mute", Fault.SILENT, {"receipt_mute": {"on": False}}),
    ("power", Fault.STOPPED, {}),
]


@pytest.mark.parametrize(("what", "fault", "heal"), BREAKS, ids=[each[0] for each in BREAKS])
def test_a_slip_that_breaks_off_is_not_done_and_the_next_one_is_whole(
    printer: Rig, what: str, fault: Fault, heal: dict[str, dict[str, bool]]
) -> None:
    printer.garbage = what in ("mute", "power")  # it wakes up in the middle of a command
    printer.do("receipt_after", rows=300, what=what)
    report = printer.print()
    assert (report.outcome, report.done, report.fault) == (Outcome.NOT_DONE, 0, fault)
    assert 0 <= int(report.evidence["rows"]) <= 300
    assert "slip_printed" not in printer.papers()
    after = printer.now
    for verb, words in heal.items():
        printer.do(verb, **words)
    if heal:
        printer.status(after=after)
    assert printer.print(slip(lines=2), number=2).outcome is Outcome.DONE
    *before, last = printer.papers()
    assert last == "slip_printed"
    assert set(before) <= {"slip_spoiled"}
    assert same(printer.paper(len(before) + 1), slip(lines=2))


def test_a_slip_that_stops_just_before_its_end_is_told_at_once_and_never_cut(cabinet: Cabinet) -> None:
    with rig(cabinet, patience=replace(QUICK, block=30.0)) as printer:
        begun = time.monotonic()
        printer.do("receipt_after", rows=slip().height - 30, what="cover")
        report = printer.print()
        assert (report.outcome, report.fault) == (Outcome.NOT_DONE, Fault.COVER_OPEN)
        assert time.monotonic() - begun < 10
        after = printer.now
        printer.do("receipt_cover", on=False)
        printer.status(after=after)
        until(lambda: printer.printer()["todo"] == [] and printer.printer()["buffer"] == "")
        assert printer.papers() == []


def test_a_hot_head_is_waited_for(printer: Rig) -> None:
    printer.do("receipt_after", rows=300, what="hot")
    printer.begin()
    until(lambda: printer.printer()["hot"])
    printer.do("receipt_hot", on=False)
    assert printer.report().outcome is Outcome.DONE
    assert same(printer.paper(1), slip())


def test_the_cable_is_pulled_in_the_middle_of_a_slip(cabinet: Cabinet) -> None:
    def pull(label: str) -> None:
        if label == "before receipt block 4":
            cabinet.do("receipt_replug")
            until(lambda: cabinet.receipt.resolve() != port)

    port = cabinet.receipt.resolve()
    with rig(cabinet, observer=pull) as printer:
        report = printer.print()
        assert (report.outcome, report.fault) == (Outcome.NOT_DONE, Fault.NO_PORT)
        printer.status(after=printer.now - 1)
        assert printer.print(slip(lines=2), number=2).outcome is Outcome.DONE
        assert printer.papers() == ["slip_spoiled", "slip_printed"]
        assert same(printer.paper(2), slip(lines=2))


# --- at the knife ---------------------------------------------------------------------------------------------------


def test_the_knife_sticks_at_the_end_of_a_slip(printer: Rig) -> None:
    """Printed, but not cut: nobody can say whether it can be taken."""
    printer.do("receipt_cutter", at="cut")
    report = printer.print()
    assert (report.outcome, report.fault) == (Outcome.UNKNOWN, Fault.CUTTER)
    printer.do("receipt_cutter", on=False)
    printer.status(after=printer.now - 1)
    assert printer.print(slip(lines=2), number=2).outcome is Outcome.DONE
    assert printer.papers() == ["slip_spoiled", "slip_printed"]


def test_power_lost_on_the_way_to_the_knife_the_counter_knows(printer: Rig) -> None:
    printer.do("receipt_after", rows=slip().height + 50, what="power")
    report = printer.print()
    assert (report.outcome, str(report.evidence["why"]).split(";")[0]) == (Outcome.NOT_DONE, "the knife has not moved")
    assert printer.papers() == []


def test_power_lost_on_the_way_to_the_knife_without_a_counter_nobody_knows(cabinet: Cabinet) -> None:
    with rig(cabinet, counter=False) as printer:
        printer.do("receipt_after", rows=slip().height + 50, what="power")
        assert printer.print().outcome is Outcome.UNKNOWN


def test_cut_and_then_silent_is_unknown_and_settled_by_the_counter(cabinet: Cabinet) -> None:
    with rig(cabinet, patience=replace(QUICK, back=0.0)) as printer:
        printer.do("receipt_after", rows=slip().height + 50, what="dumb")
        act = printer.begin()
        report = printer.report()
        assert (report.outcome, report.fault) == (Outcome.UNKNOWN, Fault.SILENT)
        assert printer.papers() == ["slip_printed"]
        printer.do("receipt_dumb", on=False)
    with rig(printer.cabinet) as again:
        again.driver.settle(act)
        assert again.report().outcome is Outcome.DONE
        assert again.papers() == ["slip_printed"]


def test_a_printer_that_answers_again_soon_is_asked_at_once(printer: Rig) -> None:
    printer.do("receipt_after", rows=slip().height + 50, what="dumb")
    printer.begin()
    until(lambda: printer.papers() == ["slip_printed"])
    printer.do("receipt_dumb", on=False)
    assert printer.report().outcome is Outcome.DONE


# --- after a restart ------------------------------------------------------------------------------------------------


def test_a_slip_that_was_never_begun_is_not_done(cabinet: Cabinet) -> None:
    with rig(cabinet) as before:
        act = before.act()
    with rig(cabinet) as printer:
        printer.driver.settle(act)
        assert printer.report().outcome is Outcome.NOT_DONE
        after = printer.now
        printer.driver.settle(act)  # asked again, said again
        assert printer.report(after).outcome is Outcome.NOT_DONE
        assert printer.papers() == []


def test_a_kiosk_that_died_in_the_middle_of_a_slip(cabinet: Cabinet) -> None:
    """Half a command is the last thing that the printer heard of it."""
    with rig(cabinet) as before:
        act = before.act()
    with serial.Serial(str(cabinet.receipt), 921_600, timeout=1) as port:
        port.write(
            opening(576) + b"".join(block.data for block in blocks(png(slip()), 576)[:5])[:-100] + b"\x10\x04\x01"
        )
        assert port.read_until(b"\x12").endswith(b"\x12")
    with rig(cabinet) as printer:
        printer.driver.settle(act)
        assert printer.report().outcome is Outcome.NOT_DONE
        assert printer.papers() == []
        assert printer.print(slip(lines=2), number=2).outcome is Outcome.DONE
        assert printer.papers() == ["slip_spoiled", "slip_printed"]
        assert same(printer.paper(2), slip(lines=2))


@pytest.mark.parametrize("counter", [True, False])
def test_what_can_not_be_said_is_unknown(cabinet: Cabinet, counter: bool) -> None:
    """Someone cut paper meanwhile, or there is no counter at all."""
    with rig(cabinet, counter=counter) as before:
        act = before.act()
        for number in (2, 3):
            before.print(slip(lines=1), number)
    with rig(cabinet, counter=counter) as printer:
        printer.driver.settle(act)
        assert printer.report().outcome is Outcome.UNKNOWN


def test_a_printer_that_stays_silent_after_a_restart(cabinet: Cabinet) -> None:
    with rig(cabinet) as before:
        act = before.act()
    cabinet.do("receipt_mute")
    with rig(cabinet, ready=False) as printer:
        printer.driver.settle(act)
        report = printer.report()
        assert (report.outcome, report.fault) == (Outcome.UNKNOWN, Fault.SILENT)


def test_stopping_in_the_middle_of_a_slip_is_quick(printer: Rig) -> None:
    printer.do("receipt_after", rows=200, what="hot")
    printer.begin()
    until(lambda: printer.printer()["hot"])
    begun = time.monotonic()
    printer.driver.stop()
    printer.driver.stop()
    assert time.monotonic() - begun < 1.0


# --- the cabinet's own snapshots ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", ["process", "cabinet"])
def test_a_snapshot_in_the_middle_of_a_slip(printer: Rig, cut: str) -> None:
    """A kiosk that died leaves the rest in the printer's buffer; a power cut takes it, and the paper stays."""
    printer.do("receipt_after", rows=300, what="cover")
    assert printer.print().outcome is Outcome.NOT_DONE
    taken = printer.do("snapshot")["state"]
    printer.do("restore", state=taken, cut=cut)
    after = printer.printer()
    assert bool(after["buffer"]) is (cut == "process")
    assert after["roll"] == taken["devices"][RECEIPTS]["memory"]["roll"]
    assert (cut == "process") is (after["whole"] is True)
    printer.do("receipt_cover", on=False)
    until(lambda: printer.prepared().baseline is not None)
    assert printer.papers() == ["slip_spoiled"]
