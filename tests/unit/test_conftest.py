"""The rules of tests/conftest.py really fail a test: each broken rule is run once in an inner pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulators import ROOT

BROKEN = {
    "a log record": "import logging\ndef test_it(): logging.getLogger('drivers.x').warning('silent device')",
    "a Python warning": "import warnings\ndef test_it(): warnings.warn('old', DeprecationWarning)",
    "a Qt warning": "from PySide6.QtCore import qWarning\ndef test_it(): qWarning('QPainter: not active')",
    "an exception in a thread": (
        "import threading\ndef test_it():\n    t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()"
    ),
    "an unraisable exception": (
        "class C:\n    def __del__(self): raise ValueError\ndef test_it():\n    c = C(); del c"
    ),
}
GOOD = """
import logging
import pytest
@pytest.mark.expected_logs(r"drivers\\.x: silent")
def test_marked(): logging.getLogger('drivers.x').warning('silent device')
def test_allowed(expected_logs):
    logging.getLogger('drivers.x').error('silent device')
    expected_logs.allow('silent')
    assert [r.levelname for r in expected_logs.records] == ['ERROR']
def test_quiet(): logging.getLogger('drivers.x').info('fine')
"""


@pytest.fixture(scope="module", params=[(), ("-n", "2", "--dist", "loadfile")], ids=["one process", "two workers"])
def inner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of an inner pytest over good and broken tests, under the same conftest and settings."""
    folder = tmp_path_factory.mktemp("inner")
    for name in ("pyproject.toml", "tests/conftest.py"):
        (folder / Path(name).name).write_bytes((ROOT / name).read_bytes())
    (folder / "test_good.py").write_text(GOOD, encoding="utf-8")
    for name, source in BROKEN.items():
        (folder / f"test_{name.replace(' ', '_')}.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *request.param]
    command += map(str, folder.glob("test_*.py"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_rule_fails(inner: str, name: str) -> None:
    assert re.search(rf"^(FAILED|ERROR) test_{name.replace(' ', '_')}\.py", inner, re.MULTILINE), inner


def test_announced_records_pass(inner: str) -> None:
    assert not re.search(r"^(FAILED|ERROR) test_good", inner, re.MULTILINE), inner


def test_the_seconds_are_reported(inner: str) -> None:
    assert "seconds by folder" in inner, inner
