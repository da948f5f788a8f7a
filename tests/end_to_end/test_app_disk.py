"""A disk that fills in the middle of a visit ends it in a refund; the kiosk opens again when there is room."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core import screens
from kiosk.core.books import balance
from tests.end_to_end.house import House
from tests.simulators import cabinet_process, district_process


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", folder]).returncode:
        pytest.skip("a small disk needs root and mount(8)")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.expected_logs("no visit can begin: the disk is full: not even the start can be written down")
def test_a_disk_that_is_full_at_the_start_is_waited_for(small_disk: Path, tmp_path: Path) -> None:
    with cabinet_process(tmp_path / "cabinet") as cabinet, district_process(tmp_path / "district") as district:
        house = House(small_disk / "kiosk", cabinet, district)
        with house.settings_path.open("a", encoding="utf-8") as settings:
            settings.write("[journal]\nmin_room_mb = 1\nballast_mb = 1\n")
        before = house.entries()
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            free = os.statvfs(small_disk)
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
        house.open()
        try:
            house.wait(screens.OutOfServiceScreen, lambda screen: screen.reason == "disk")
            assert house.entries() == before
            filler.unlink()
            house.wait(screens.StartScreen)
        finally:
            house.close()


@pytest.mark.expected_logs("kiosk.clerk: the disk is full: the ballast is given up")
def test_a_disk_that_fills_in_mid_visit_ends_in_a_refund(small_disk: Path, tmp_path: Path) -> None:
    with cabinet_process(tmp_path / "cabinet") as cabinet, district_process(tmp_path / "district") as district:
        house = House(small_disk / "kiosk", cabinet, district)
        with house.settings_path.open("a", encoding="utf-8") as settings:
            settings.write("[journal]\nmin_room_mb = 1\nballast_mb = 1\n")
        house.open()
        try:
            house.go_to(screens.PayScreen)
            filler = small_disk / "filler"
            with filler.open("wb") as file:
                free = os.statvfs(small_disk)
                os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
            inserted = 0
            while isinstance(house.screens[-1], screens.PayScreen) and inserted < 200:
                if not house.cabinet.do("insert_coin", value=100)["accepted"]:  # any moment for the last time
                    time.sleep(0.01)
                    continue
                inserted += 100
                house.wait_any(lambda screen, sum_=inserted: getattr(screen, "inserted", sum_) == sum_)  # type: ignore[misc]  # mypy does not infer a lambda's default
            notice = house.wait(screens.NoticeScreen)
            assert notice.refunded == inserted
            filler.unlink()
            assert house.books().paid_out == inserted
            assert balance(house.books()) == 0
            assert (house.state / "journal" / "ballast").exists() is False
        finally:
            house.close()
