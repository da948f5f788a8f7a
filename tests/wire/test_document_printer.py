"""The document printer's driver over real IPP against the simulated printer: each fault, and exactly once.

What really came out is always read from the physical ledger, never from the driver.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from drivers.api import Act, ActProgressed, Fault, Outcome, Pages, Prepared, Report, Warning_
from drivers.ipp_client import IppClient
from drivers.print_job import Patience
from tests.simulators import Cabinet, cabinet_process
from tests.wire.document_printer import PRINTER, QUICK, Station, pdf, station

LONG = 30
"""Pages of a job that is still at work whenever a test comes to cut it."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    """One cabinet for all tests of this module, and its state when it was new."""
    with cabinet_process(tmp_path_factory.mktemp("cabinet"), "--printer-time", "0.06") as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any]) -> Cabinet:
    cabinet, fresh = running
    cabinet.do("restore", state=fresh, cut="process")
    return cabinet


@pytest.fixture
def desk(cabinet: Cabinet) -> Iterator[Station]:
    with station(cabinet.printer_uri) as running:
        running.status()
        yield running


def hands(cabinet: Cabinet, verb: str, **words: Any) -> dict[str, Any]:
    """Somebody does something at the printer."""
    return cabinet.do(verb, device=PRINTER, **words)


def sheets(cabinet: Cabinet, name: str) -> int:
    """Sheets of this job that really came out."""
    return sum(line["what"] == "sheet_printed" and line["job"] == name for line in cabinet.ledger())


def jobs(cabinet: Cabinet) -> dict[str, str]:
    return {job["name"]: job["state"] for job in hands(cabinet, "printer_jobs")["jobs"]}


def until(what: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.005)


# --- printing ----------------------------------------------------------------------------------------------------


def test_a_document_comes_out_whole_and_byte_for_byte(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("B001-20261122-000001", 3)
    pages = Pages(pdf(3))
    document = pages.read()
    desk.driver.begin(act, pages)
    report = desk.report()
    assert (report.act, report.outcome, report.done, report.fault) == (1, Outcome.DONE, 3, None)
    assert desk.progress() == [1, 2, 3]
    assert sheets(cabinet, act.name) == 3
    assert [path.name for path in cabinet.papers()] == ["0001-B001-20261122-000001.pdf"]
    assert cabinet.papers()[0].read_bytes() == document
    assert len(pages) == 0, "the pages are wiped once they are sent"


def test_one_copy_after_the_other(desk: Station, cabinet: Cabinet) -> None:
    for number in (1, 2, 3):
        assert desk.print(f"copy-{number}", 1, number).outcome is Outcome.DONE
    assert [sheets(cabinet, f"copy-{number}") for number in (1, 2, 3)] == [1, 1, 1]


def test_the_document_leaves_within_milliseconds_of_begin(cabinet: Cabinet) -> None:
    left: dict[str, float] = {}
    with station(cabinet.printer_uri, observer=lambda event: left.setdefault(event, time.monotonic())) as desk:
        act = desk.intend("quick", 1)
        began = time.monotonic()
        desk.driver.begin(act, Pages(pdf(1)))
        desk.report()
    assert left["after Send-Document"] - began < 0.1


def test_writes_are_announced_in_pairs(desk: Station) -> None:
    desk.print("pairs", 1)
    assert "before Create-Job" in desk.wire
    assert "after Send-Document" in desk.wire
    events = desk.wire[: len(desk.wire) // 2 * 2]
    for before, after in zip(events[::2], events[1::2], strict=True):
        assert (before.split()[0], after.split()[0]) == ("before", "after")
        assert before.split()[1] == after.split()[1]


# --- status ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "words", "fault", "healed"),
    [
        ("paper", {"sheets": 0}, Fault.PAPER_OUT, ("load_paper", {"sheets": 10})),
        ("open_cover", {}, Fault.COVER_OPEN, ("close_cover", {})),
        ("toner_out", {}, Fault.TONER_OUT, ("new_toner", {})),
        ("pause", {}, Fault.STOPPED, ("resume", {})),
        ("power_off", {}, Fault.NO_PORT, ("power_on", {})),
    ],
)
def test_a_fault_is_named_and_its_end_is_seen(
    desk: Station, cabinet: Cabinet, verb: str, words: dict[str, Any], fault: Fault, healed: tuple[str, dict[str, Any]]
) -> None:
    hands(cabinet, verb, **words)
    status = desk.status(lambda status: not status.ready)
    assert status.fault is fault
    desk.driver.prepare()
    assert desk.expect(Prepared) == Prepared(PRINTER, None, fault)
    hands(cabinet, healed[0], **healed[1])
    desk.status()


def test_a_printer_that_does_not_answer_is_silent(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "freeze")
    assert desk.status(lambda status: not status.ready).fault is Fault.SILENT
    hands(cabinet, "thaw")
    desk.status()


def test_low_supplies_are_warnings_and_sheets_are_counted(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "toner_low")
    assert desk.status(lambda status: status.warnings == {Warning_.TONER_LOW}).ready
    hands(cabinet, "paper", sheets=7)
    status = desk.status(lambda status: Warning_.PAPER_LOW in status.warnings)
    assert status.sheets == 7
    assert status.ready


def test_nobody_home_costs_no_more_than_a_second_to_stop(cabinet: Cabinet) -> None:
    hands(cabinet, "freeze")
    with station(cabinet.printer_uri) as desk:
        desk.status(lambda status: status.fault is Fault.SILENT)
        began = time.monotonic()
        desk.driver.stop()
        desk.driver.stop()
        assert time.monotonic() - began < 1.2


def test_the_thread_ticks_while_idle(cabinet: Cabinet) -> None:
    ticks: list[float] = []
    with station(cabinet.printer_uri, poll_s=5.0, tick=lambda: ticks.append(time.monotonic())) as desk:
        desk.status()
        until(lambda: len(ticks) > 4)
    assert max(b - a for a, b in itertools.pairwise(ticks)) < 0.5


# --- faults in mid-job -------------------------------------------------------------------------------------------


def test_a_jam_ends_the_job_at_the_pages_that_came_out(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "jam_at", page=3)
    report = desk.print("jam", 4)
    assert (report.outcome, report.done, report.fault) == (Outcome.PARTIAL, 2, Fault.JAM)
    assert jobs(cabinet) == {"jam": "canceled"}
    hands(cabinet, "clear_jam")
    desk.status()
    assert desk.print("next", 1, 2).outcome is Outcome.DONE
    assert sheets(cabinet, "jam") == 2, "nothing of the jammed job came out later"
    assert len(pypdf.PdfReader(io.BytesIO(cabinet.papers()[0].read_bytes())).pages) == 2


def test_a_jam_on_the_first_page_is_not_done(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "jam_at", page=1)
    report = desk.print("jam", 2)
    assert (report.outcome, report.done, report.fault) == (Outcome.NOT_DONE, 0, Fault.JAM)
    assert sheets(cabinet, "jam") == 0


def test_paper_that_is_refilled_in_time_heals_the_job(cabinet: Cabinet) -> None:
    with station(cabinet.printer_uri, patience=Patience(give_up_s=10)) as desk:
        hands(cabinet, "paper", sheets=1)
        desk.begin("refill", 3)
        desk.status(lambda status: status.fault is Fault.PAPER_OUT)
        hands(cabinet, "load_paper", sheets=5)
        report = desk.report()
    assert (report.outcome, report.done, report.fault) == (Outcome.DONE, 3, None)


def test_paper_that_is_not_refilled_ends_the_job(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "paper", sheets=2)
    report = desk.print("empty", 3)
    assert (report.outcome, report.done, report.fault) == (Outcome.PARTIAL, 2, Fault.PAPER_OUT)
    hands(cabinet, "load_paper", sheets=5)
    desk.status()
    assert desk.print("next", 1, 2).outcome is Outcome.DONE
    assert sheets(cabinet, "empty") == 2


def test_a_held_job_is_cancelled(cabinet: Cabinet) -> None:
    hands(cabinet, "hold_jobs")
    with station(cabinet.printer_uri, patience=replace(QUICK, stalled_s=0.3)) as desk:
        report = desk.print("held", 1)
    assert report.outcome is Outcome.NOT_DONE
    hands(cabinet, "release_jobs")
    assert jobs(cabinet) == {"held": "canceled"}
    assert sheets(cabinet, "held") == 0


def test_the_count_wins_over_a_printer_that_lies(desk: Station, cabinet: Cabinet) -> None:
    """It was seen to follow a job of this power-on, so it is believed that nothing came out."""
    desk.print("honest", 1)
    hands(cabinet, "lie")
    report = desk.print("lie", 2, 2)
    assert (report.outcome, report.done) == (Outcome.NOT_DONE, 0)
    assert report.evidence["job_state"] == 9
    assert sheets(cabinet, "lie") == 0


def test_a_claim_against_a_count_that_was_never_seen_to_move_is_unknown(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "lie")
    report = desk.print("lie", 2)
    assert (report.outcome, report.done) == (Outcome.UNKNOWN, 0)
    desk.print("honest", 1, 2)
    hands(cabinet, "power_cycle", seconds=0.1)
    desk.status(lambda status: not status.ready)
    desk.status()
    hands(cabinet, "lie")
    assert desk.print("after the power", 1, 3).outcome is Outcome.UNKNOWN, "another power-on: nothing is known of it"


@pytest.mark.parametrize("first", [True, False])
def test_a_late_count_is_waited_for(desk: Station, cabinet: Cabinet, first: bool) -> None:
    """The paper is in the hand, so it is neither paid back nor printed again."""
    if not first:
        desk.print("first", 1)
    hands(cabinet, "count_lag", seconds=0.6)
    report = desk.print("late", 2, 2)
    assert (report.outcome, report.done) == (Outcome.DONE, 2)
    assert sheets(cabinet, "late") == 2
    assert desk.print("next", 1, 3).outcome is Outcome.DONE


def test_a_count_that_comes_too_late_is_unknown(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "count_lag", seconds=60)
    assert desk.print("late", 1).outcome is Outcome.UNKNOWN


def test_a_late_count_of_a_jammed_job_is_waited_for(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "count_lag", seconds=0.7)
    hands(cabinet, "jam_at", page=3)
    report = desk.print("jam", 3)
    assert (report.outcome, report.done, report.fault) == (Outcome.PARTIAL, 2, Fault.JAM)


# --- exactly once ------------------------------------------------------------------------------------------------


def test_a_lost_answer_to_the_document_is_no_second_document(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "drop_answer")
    report = desk.print("dropped", 2)
    assert (report.outcome, report.done) == (Outcome.DONE, 2)
    assert report.evidence["sent"] == "perhaps"
    assert desk.sent("Send-Document") == 1
    assert sheets(cabinet, "dropped") == 2


def test_a_lost_answer_to_the_job_prints_nothing_and_leaves_nothing(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "drop_answer", operation="Create-Job")
    report = desk.print("dropped", 2)
    assert (report.outcome, report.fault) == (Outcome.NOT_DONE, Fault.SILENT)
    assert desk.sent("Send-Document") == 0
    until(lambda: jobs(cabinet) == {"dropped": "canceled"})
    assert desk.print("dropped-again", 2, 2).outcome is Outcome.DONE
    assert sheets(cabinet, "dropped") == 0


def test_a_document_sent_into_a_frozen_printer_is_unknown_until_it_thaws(cabinet: Cabinet) -> None:
    """The request waits inside the printer and is carried out on thawing: printed once, and reported as printed."""

    def freeze_before_the_document(event: str) -> None:
        if event == "before Send-Document":
            hands(cabinet, "freeze")

    with station(cabinet.printer_uri, observer=freeze_before_the_document) as desk:
        desk.begin("frozen", 2)
        desk.status(lambda status: status.fault is Fault.SILENT)
        desk.nothing_reported(0.5)
        assert sheets(cabinet, "frozen") == 0
        hands(cabinet, "thaw")
        report = desk.report()
    assert (report.outcome, report.done) == (Outcome.DONE, 2)
    assert sheets(cabinet, "frozen") == 2


def test_a_document_that_never_arrived_is_not_done_and_can_not_come_late(cabinet: Cabinet) -> None:
    """The connection breaks on Send-Document: the empty job is cancelled before anything is reported."""

    def power_gone(event: str) -> None:
        if event == "before Send-Document":
            hands(cabinet, "power_cycle", seconds=0.1)

    with station(cabinet.printer_uri, observer=power_gone) as desk:
        report = desk.print("gone", 1)
    assert (report.outcome, report.done) == (Outcome.NOT_DONE, 0)
    assert sheets(cabinet, "gone") == 0
    assert jobs(cabinet) == {}


@pytest.mark.parametrize("side", ["out", "in"])
def test_a_printer_that_loses_power_in_mid_job(desk: Station, cabinet: Cabinet, side: str) -> None:
    desk.begin("power", LONG)
    desk.expect(ActProgressed)
    hands(cabinet, "power_cycle", sheet=side, seconds=0.1)
    report = desk.report()
    assert (report.outcome, report.done) == (Outcome.PARTIAL, sheets(cabinet, "power"))
    assert desk.print("next", 1, 2).outcome is Outcome.DONE, "job ids begin at 1 again, and mean another job"


def test_a_job_id_that_means_another_job_after_a_restart_is_not_ours(cabinet: Cabinet) -> None:
    restarts: list[str] = []

    def restart(event: str) -> None:
        if event == "before Get-Job-Attributes" and sheets(cabinet, "ours") and not restarts:
            restarts.append(event)
            hands(cabinet, "power_cycle", sheet="in", seconds=0.1)
            earlier_run(cabinet, "theirs", 1, document=False)

    with station(cabinet.printer_uri, observer=restart) as desk:
        report = desk.print("ours", LONG)
    assert (report.outcome, report.done) == (Outcome.PARTIAL, sheets(cabinet, "ours"))
    assert "job" not in report.evidence
    assert jobs(cabinet) == {"theirs": "held"}


def test_without_a_life_count_a_completed_job_is_done(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "no_count")
    report = desk.print("uncounted", 2)
    assert (report.outcome, report.done) == (Outcome.DONE, 2)
    assert "impressions" not in report.evidence


def test_without_a_life_count_a_cut_job_is_unknown(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "no_count")
    desk.begin("uncounted", LONG)
    desk.expect(ActProgressed)
    hands(cabinet, "power_cycle", sheet="out", seconds=0.1)
    assert desk.report().outcome is Outcome.UNKNOWN


def test_a_printer_that_must_count_and_does_not_is_the_wrong_one(cabinet: Cabinet) -> None:
    hands(cabinet, "no_count")
    with station(cabinet.printer_uri, life_count=True) as desk:
        assert desk.status(lambda status: not status.ready).fault is Fault.WRONG_DEVICE


def test_a_left_over_job_of_ours_is_cancelled_before_the_next(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "hold_jobs")
    earlier_run(cabinet, "left-over", 1)
    hands(cabinet, "release_jobs")
    hands(cabinet, "open_cover")
    earlier_run(cabinet, "left-over too", 1)
    hands(cabinet, "close_cover")
    desk.prepare()
    assert set(jobs(cabinet).values()) <= {"canceled", "completed"}


def test_no_baseline_is_taken_while_the_job_of_another_waits(desk: Station, cabinet: Cabinet, tmp_path: Path) -> None:
    hands(cabinet, "hold_jobs")
    (tmp_path / "other.pdf").write_bytes(pdf(1))
    ipptool(cabinet.printer_uri, "print-job.test", "-f", str(tmp_path / "other.pdf"))
    desk.driver.prepare()
    assert desk.expect(Prepared) == Prepared(PRINTER, None, Fault.UNCOUNTED)


# --- after a restart of the kiosk --------------------------------------------------------------------------------


def earlier_run(cabinet: Cabinet, name: str, pages: int, *, document: bool = True) -> None:
    """What a kiosk that has died since had put on the wire."""
    with contextlib.closing(IppClient(cabinet.printer_uri)) as client:
        job = client.create_job(name)
        if document:
            client.send_document(job, Pages(pdf(pages)))


def restarted(cabinet: Cabinet, act: Act) -> Report:
    """What a new run of the kiosk makes of the act, without waiting for anything to heal."""
    with station(cabinet.printer_uri, patience=replace(QUICK, give_up_s=60, jam_s=60)) as desk:
        desk.driver.settle(act)
        report = desk.report()
        assert desk.sent("Create-Job") == desk.sent("Send-Document") == 0, "settling never prints"
        return report


def printed(cabinet: Cabinet, name: str, count: int) -> None:
    until(lambda: sheets(cabinet, name) == count)


def test_settle_an_act_that_never_reached_the_wire(desk: Station, cabinet: Cabinet) -> None:
    report = restarted(cabinet, desk.intend("never", 2))
    assert (report.outcome, report.done) == (Outcome.NOT_DONE, 0)


def test_settle_a_job_without_its_document(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("empty", 2)
    earlier_run(cabinet, act.name, 2, document=False)
    assert restarted(cabinet, act).outcome is Outcome.NOT_DONE
    assert jobs(cabinet) == {"empty": "canceled"}


def test_settle_a_job_that_is_done(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("done", 2)
    earlier_run(cabinet, act.name, 2)
    printed(cabinet, act.name, 2)
    report = restarted(cabinet, act)
    assert (report.outcome, report.done) == (Outcome.DONE, 2)


def test_settle_lets_a_job_finish_that_is_being_printed(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("going", 4)
    earlier_run(cabinet, act.name, 4)
    until(lambda: sheets(cabinet, act.name) > 0)
    report = restarted(cabinet, act)
    assert (report.outcome, report.done) == (Outcome.DONE, 4)


@pytest.mark.parametrize(("verb", "words"), [("hold_jobs", {}), ("pause", {}), ("paper", {"sheets": 0})])
def test_settle_cancels_what_would_print_later(
    desk: Station, cabinet: Cabinet, verb: str, words: dict[str, Any]
) -> None:
    act = desk.intend("later", 2)
    hands(cabinet, verb, **words)
    earlier_run(cabinet, act.name, 2)
    assert restarted(cabinet, act).outcome is Outcome.NOT_DONE
    for heal, arguments in (("release_jobs", {}), ("resume", {}), ("load_paper", {"sheets": 9})):
        hands(cabinet, heal, **arguments)
    assert desk.print("next", 1, 2).outcome is Outcome.DONE
    assert sheets(cabinet, "later") == 0


def test_settle_a_jam_by_the_count(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("jam", 3)
    hands(cabinet, "jam_at", page=2)
    earlier_run(cabinet, act.name, 3)
    printed(cabinet, act.name, 1)
    report = restarted(cabinet, act)
    assert (report.outcome, report.done, report.fault) == (Outcome.PARTIAL, 1, Fault.JAM)


@pytest.mark.parametrize("forgetting", ["forget", "power_cycle"])
def test_settle_by_the_count_alone_when_the_job_is_forgotten(desk: Station, cabinet: Cabinet, forgetting: str) -> None:
    act = desk.intend("forgotten", 2)
    earlier_run(cabinet, act.name, 2)
    printed(cabinet, act.name, 2)
    until(lambda: jobs(cabinet) == {"forgotten": "completed"})
    hands(cabinet, forgetting)
    report = restarted(cabinet, act)
    assert (report.outcome, report.done) == (Outcome.DONE, 2)
    assert "job" not in report.evidence


def test_settle_after_a_cut_of_the_whole_cabinet_in_mid_job(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("cut", LONG)
    earlier_run(cabinet, act.name, LONG)
    until(lambda: sheets(cabinet, act.name) > 0)
    snapshot = cabinet.do("snapshot")["state"]
    cabinet.do("restore", state=snapshot, cut="cabinet")
    out = sheets(cabinet, act.name)
    report = restarted(cabinet, act)
    assert (report.outcome, report.done) == (Outcome.PARTIAL, out)
    assert sheets(cabinet, act.name) == out


def test_settle_does_not_believe_a_lie(desk: Station, cabinet: Cabinet) -> None:
    desk.print("honest", 1)
    act = desk.intend("lie", 2, 2)
    hands(cabinet, "lie")
    earlier_run(cabinet, act.name, 2)
    until(lambda: jobs(cabinet)["lie"] == "completed")
    assert restarted(cabinet, act).outcome is Outcome.NOT_DONE


def test_settle_waits_for_a_late_count(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("late", 2)
    hands(cabinet, "count_lag", seconds=0.8)
    earlier_run(cabinet, act.name, 2)
    printed(cabinet, act.name, 2)
    assert restarted(cabinet, act).outcome is Outcome.DONE


@pytest.mark.parametrize("baseline", [{"impressions": 99}, {"printer_uuid": "urn:uuid:another"}])
def test_settle_with_counters_of_another_printer_is_unknown(
    desk: Station, cabinet: Cabinet, baseline: dict[str, int | str]
) -> None:
    act = desk.intend("exchanged", 1)
    earlier_run(cabinet, act.name, 1)
    printed(cabinet, act.name, 1)
    assert restarted(cabinet, replace(act, baseline={**act.baseline, **baseline})).outcome is Outcome.UNKNOWN


def test_settle_without_a_life_count(desk: Station, cabinet: Cabinet) -> None:
    hands(cabinet, "no_count")
    assert desk.print("first", 1).outcome is Outcome.DONE
    act = desk.intend("second", 1, 2)
    assert "impressions" not in act.baseline
    assert restarted(cabinet, act).outcome is Outcome.NOT_DONE, "the first is still the newest job"
    earlier_run(cabinet, act.name, 1)
    printed(cabinet, act.name, 1)
    assert restarted(cabinet, act).outcome is Outcome.DONE
    hands(cabinet, "power_cycle", seconds=0.1)
    earlier_run(cabinet, "another", 1)
    printed(cabinet, "another", 1)
    assert restarted(cabinet, act).outcome is Outcome.UNKNOWN, "job ids from before the restart mean nothing"


def test_settle_waits_for_a_silent_printer_and_repeats_its_report(desk: Station, cabinet: Cabinet) -> None:
    act = desk.intend("silent", 1)
    hands(cabinet, "freeze")
    with station(cabinet.printer_uri) as again:
        again.driver.settle(act)
        again.status(lambda status: status.fault is Fault.SILENT)
        again.driver.settle(act)
        again.nothing_reported(0.3)
        hands(cabinet, "thaw")
        report = again.report()
        assert report.outcome is Outcome.NOT_DONE
        again.driver.settle(act)
        assert again.report() == report


# --- a second opinion on the simulator ---------------------------------------------------------------------------


def ipptool(uri: str, test: str, *options: str) -> str:
    """Runs one of CUPS' own test files against the printer; its report."""
    done = subprocess.run(
        ["ipptool", "-tv", *options, uri, test], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_cups_holds_the_simulator_for_a_printer(cabinet: Cabinet, tmp_path: Path) -> None:
    assert "media-col-database" in ipptool(cabinet.printer_uri, "get-printer-attributes.test")
    document = tmp_path / "three.pdf"
    document.write_bytes(pdf(3))
    ipptool(cabinet.printer_uri, "print-job.test", "-f", str(document))
    until(lambda: [line["page"] for line in cabinet.ledger() if line["what"] == "sheet_printed"] == [1, 2, 3])
    assert cabinet.papers()[-1].read_bytes() == document.read_bytes()


def test_the_simulator_passes_the_ipp_conformance_suite(tmp_path: Path) -> None:
    """CUPS' suite for IPP/1.1 (RFC 8011); beside it lie the documents that it names and Debian leaves out.

    The printer is a quick one, for the suite waits five seconds for a job that it finds unfinished.
    """
    suite = tmp_path / "ipp-1.1.test"
    suite.write_bytes(Path("/usr/share/cups/ipptool/ipp-1.1.test").read_bytes())
    for name in re.findall(r"FILE ([a-z]\S+)", suite.read_text("utf-8")):
        (tmp_path / name).write_bytes(pdf(1))
    with cabinet_process(tmp_path / "cabinet", "--printer-time", "0.001") as quick:
        report = ipptool(quick.printer_uri, str(suite), "-f", str(tmp_path / "document-a4.pdf"))
    assert "[FAIL]" not in report
    assert report.count("[PASS]") >= 30


def test_nonsense_on_the_wire_does_not_disturb_the_printer(desk: Station, cabinet: Cabinet) -> None:
    host, _, port = cabinet.printer_uri.removeprefix("ipp://").split("/")[0].partition(":")
    for nonsense in (
        b"\x00" * 40,
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /ipp/print HTTP/1.1\r\nContent-Type: application/ipp\r\nContent-Length: 9\r\n\r\n" + b"\xff" * 9,
    ):
        with socket.create_connection((host, int(port)), 2) as wire:
            wire.sendall(nonsense)
            wire.shutdown(socket.SHUT_WR)
            assert wire.recv(4096)
    assert desk.print("after", 1).outcome is Outcome.DONE
