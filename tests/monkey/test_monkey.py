"""A short game with every `make test`: one that is always the same, one that never is, and two that have to be lost."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.simulators import ROOT

MINUTES = "0.12"
PURPOSEFUL = "6"
"""The first burst of this seed is a citizen's who pays."""


def _monkey(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.monkey", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)


@pytest.mark.parametrize(
    ("seed", "panel"), [(7, "portrait"), (random.SystemRandom().randrange(1_000_000), "landscape")], ids=["7", "any"]
)
def test_nothing_is_wrong(seed: int, panel: str) -> None:
    done = _monkey("--minutes", MINUTES, "--seed", str(seed), "--panel", panel)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("sabotage", ["press-raises", "coin-not-written"])
def test_a_mistake_is_found(sabotage: str) -> None:
    done = _monkey("--minutes", "1.5", "--seed", PURPOSEFUL, "--sabotage", sabotage)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"FAILED, seed {PURPOSEFUL}" in done.stdout
