"""A journal that can not be opened is a screen, said once; the kiosk opens by itself as soon as it can."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest

from kiosk.core import screens
from offline_queue.journal import Journal
from tests.conftest import ExpectedLogs
from tests.end_to_end.house import House
from tests.simulators import KIOSK, cabinet_process, district_process


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("opening")
    with cabinet_process(folder / "cabinet") as cabinet, district_process(folder / "district") as district:
        yield House(folder / "kiosk", cabinet, district)


def refused(house: House, reason: str) -> None:
    house.wait(screens.OutOfServiceScreen, lambda screen: screen.reason == reason)
    assert not house.kiosk.ended.is_set()


@pytest.mark.expected_logs("no visit can begin: the journal in .* is open in another process")
def test_a_journal_in_another_process_is_waited_for(house: House, expected_logs: ExpectedLogs) -> None:
    other = Journal.open(house.state / "journal", KIOSK)
    house.open()
    try:
        refused(house, "busy")
        house.kiosk.ended.wait(4)  # longer than until the next try
        other.close()
        house.wait(screens.StartScreen)
        assert len(expected_logs.records) == 1
    finally:
        other.close()
        house.close()


@pytest.mark.expected_logs("no visit can begin: .*Read-only file system")
def test_a_disk_that_can_only_be_read_is_waited_for(house: House) -> None:
    folder = house.state / "journal"
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", folder, folder]).returncode:
        pytest.skip("a read-only disk needs root and mount(8)")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        house.open()
        refused(house, "journal_broken")
        subprocess.run(["mount", "-o", "remount,rw,bind", folder], check=True)
        house.wait(screens.StartScreen)
    finally:
        try:
            house.close()
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.expected_logs("no visit can begin: the Books that were carried forward can not be read")
def test_books_that_this_software_can_not_read_keep_it_closed_and_leave_the_journal_free(house: House) -> None:
    journal = Journal.open(house.state / "journal", KIOSK)
    journal.roll({"credit": "much"}, journal.last_at)
    journal.close()
    house.open()
    try:
        refused(house, "journal_broken")
        Journal.open(house.state / "journal", KIOSK).close()
    finally:
        house.close()
