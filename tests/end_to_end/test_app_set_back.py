"""A disk that was set back: the screen closes, and log and ``kiosk journal verify`` tell the technician what to do."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import pytest

from kiosk.core import screens
from kiosk.journal_command import add_parser, run
from offline_queue.entries import FaultCleared, FaultRaised
from offline_queue.journal import Journal
from tests.conftest import ExpectedLogs
from tests.end_to_end.house import House
from tests.simulators import cabinet_process, district_process
from tests.unit.journal_samples import AT

WORDS = "the disk was replaced or set back"


def test_a_disk_that_was_set_back_is_told_on_screen_in_the_log_and_by_verify(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(rf"kiosk.app: no visit can begin: rolled_back: .*{WORDS}.*--epoch N --issue-serial M")
    with cabinet_process(tmp_path / "cabinet") as cabinet, district_process(tmp_path / "district") as district:
        house = House(tmp_path / "kiosk", cabinet, district)
        folder = house.state / "journal"
        shutil.copytree(folder, tmp_path / "older")
        journal = Journal.open(folder, "B001")
        for _ in range(30):  # more than the older disk will write before it hears of the district
            full = FaultRaised(device="disk", fault="full"), FaultCleared(device="disk", fault="full")
            journal.append(full, AT)
        journal.close()
        try:
            house.open()
            house.wait(screens.StartScreen)
            house.wait_for_district()
            house.close()
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "older", folder)
            house.open()
            house.wait(screens.OutOfServiceScreen, lambda screen: screen.reason == "rolled_back")
            house.close()
        finally:
            house.close()
        assert len(expected_logs.records) == 1
        parser = argparse.ArgumentParser()
        add_parser(parser.add_subparsers(required=True))
        assert run(parser.parse_args(["journal", "verify", "--settings", str(house.settings_path)])) == 1
        said = capsys.readouterr().out
        assert "district rolled_back the district has epoch 1 sequence" in said
        assert WORDS in said
