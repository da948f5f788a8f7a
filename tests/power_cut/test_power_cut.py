"""The part of ``make power-cut`` that fits into every test run: a sample of the cuts, and a mistake that must show."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kiosk.demo_child import ROOT


def power_cut(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.power_cut", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def points(output: str) -> tuple[int, int]:
    """Cut points and failures of the table's last line."""
    found = re.search(r"^all\s+(\d+)\s+(\d+)$", output, re.MULTILINE)
    assert found is not None, output
    return int(found[1]), int(found[2])


@pytest.mark.timeout(110)
def test_nothing_is_lost_by_a_cut_anywhere_in_the_sample() -> None:
    visits = ("--visit", "card, two papers", "--visit", "cancel", "--visit", "hopper runs out")
    done = power_cut(*visits, "--at-most", "14", "--kills", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert points(done.stdout) == (3 * 14 + 1, 0)


@pytest.mark.timeout(110)
def test_a_journal_that_does_not_sync_is_caught() -> None:
    done = power_cut("--visit", "change", "--at-most", "16", "--break", "synchronous-off")
    assert done.returncode == 1, done.stdout + done.stderr
    assert points(done.stdout)[1] > 0
    assert "500 won inserted that no entry explains" in done.stdout
