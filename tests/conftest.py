"""What holds for every test: silence unless announced, and real processes for the other end of each wire.

- A log record >= WARNING that the test did not announce fails it: ``expected_logs`` is both a marker
  (``@pytest.mark.expected_logs(r"regex", …)``) and a fixture (``expected_logs.allow(r"regex")``). A regex is searched
  in ``"logger: message"``; ``expected_logs.records`` holds all that were seen.
- A Python warning, a Qt message >= warning, an unraisable exception and an exception in a thread fail it
  (pyproject.toml).
- Qt runs off screen unless QT_QPA_PLATFORM says otherwise.
- ``cabinet`` and ``district``: see ``tests/simulators.py``. ``cards``: the one PC/SC service of this process, for
  cabinets with a card reader (``cabinet_process(…, cards=cards)``).
- ``make test`` runs three workers, each with whole files; nothing here may have a fixed port, display or folder.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything makes a QApplication

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import Cabinet, DistrictServer, cabinet_process, card_service, district_process

BUDGETS_S = {
    "unit": 60,
    "wire": 180,
    "screens": 660,
    "forms": 60,
    "district": 60,
    "end_to_end": 300,
    "power_cut": 60,
    "monkey": 60,
}
"""Folder → seconds of all its tests, added up over the three workers, which share two cores; a third of them all is
what the run takes, and leaves a minute and a half of its ten to set-up and ``make check``."""


class ExpectedLogs(logging.Handler):
    """Collects what is logged at WARNING or above while a test runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, *patterns: str) -> None:
        """Records matching one of these may come, before or after this call."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def unexpected(self) -> list[str]:
        lines = [(record.levelname, f"{record.name}: {record.getMessage()}") for record in self.records]
        return [f"{level} {line}" for level, line in lines if not any(p.search(line) for p in self._allowed)]


@pytest.fixture(autouse=True)
def expected_logs(request: pytest.FixtureRequest) -> Iterator[ExpectedLogs]:
    """Fails the test on a log record >= WARNING that nothing announced; the ends of other fixtures count."""
    handler = ExpectedLogs()
    for marker in request.node.iter_markers("expected_logs"):
        handler.allow(*marker.args)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
    if lines := handler.unexpected():
        pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pytest's own under a short name: a Unix socket's path has 107 bytes at most, and some lie folders deeper."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture(scope="session")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscDaemon]:
    """One for all tests of a process, whose libpcsclite knows a single socket for all its life. A test may ``stop`` or
    ``kill`` it and has to ``start`` it again. Its reader serves one cabinet at a time."""
    with card_service(tmp_path_factory.mktemp("pcscd")) as running:
        yield running


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    """The simulated devices, fresh: ``.do("insert_coin", value=500)``, ``.ledger()``, ``.papers()``, ``.directory``."""
    with cabinet_process(tmp_path / "cabinet") as running:
        yield running


@pytest.fixture
def district(tmp_path: Path) -> Iterator[DistrictServer]:
    """The district with the sample registries, fresh: ``.url``, ``.key``, ``.head()``, ``.directory``."""
    with district_process(tmp_path / "district") as running:
        yield running


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expected_logs(*patterns): log records >= WARNING that this test announces")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Seconds by folder against the budget, and how many views the lint of the screens looked at; for people, never a
    failure."""
    seconds: dict[str, float] = defaultdict(float)
    views = 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.removeprefix("tests/").split("/")[0]] += report.duration
                if report.when == "call":
                    views += sum(int(str(value)) for name, value in report.user_properties if name == "views")
    if seconds:
        terminalreporter.section("seconds by folder")
        for folder, spent in sorted(seconds.items()):
            budget = BUDGETS_S.get(folder)
            over = "  OVER BUDGET" if budget and spent > budget else ""
            terminalreporter.write_line(f"{folder:<12} {spent:6.1f}" + (f" of {budget}{over}" if budget else ""))
    if views:
        terminalreporter.write_line(f"accessibility: {views:,} views looked at")
