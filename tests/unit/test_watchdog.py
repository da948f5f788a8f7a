"""The watchdog is fed only while every thread comes by; the unit is one that systemd takes, hardened."""

from __future__ import annotations

import socket
import subprocess
import threading
from pathlib import Path

import pytest

from kiosk.watchdog import Pulse, Watchdog, notify

HOUSE = Path(__file__).parents[2]


def test_a_thread_is_late_when_it_has_not_come_by() -> None:
    now = [100.0]
    pulse = Pulse(10.0, clock=lambda: now[0])
    clerk, bus = pulse.tick_of("clerk").expect(), pulse.tick_of("bus").expect()
    now[0] = 109.0
    clerk()
    assert pulse.late() == ()
    now[0] = 111.0
    assert pulse.late() == ("bus",)
    bus()
    assert pulse.late() == ()


def test_a_thread_is_expected_from_its_start_to_its_end() -> None:
    now = [100.0]
    pulse = Pulse(10.0, clock=lambda: now[0])
    tick = pulse.tick_of("printer")
    now[0] = 200.0
    assert pulse.late() == ()
    tick.expect()
    now[0] = 211.0
    assert pulse.late() == ("printer",)
    tick.forget()
    tick()  # its last turn
    now[0] = 300.0
    assert pulse.late() == ()


@pytest.mark.expected_logs("threads hang: clerk")
def test_a_late_thread_starves_the_watchdog_and_its_return_feeds_it_again() -> None:
    now, fed = [0.0], threading.Semaphore(0)
    pulse = Pulse(10.0, clock=lambda: now[0])
    tick = pulse.tick_of("clerk").expect()
    watchdog = Watchdog(pulse, feed=fed.release, every=0.002)
    watchdog.start()
    try:
        assert fed.acquire(timeout=5)
        now[0] = 11.0
        fed.acquire(timeout=0.05)  # one feeding may have been under way
        while fed.acquire(blocking=False):
            pass
        assert not fed.acquire(timeout=0.05)
        tick()
        assert fed.acquire(timeout=5)
    finally:
        watchdog.stop()


def test_notify_speaks_to_the_socket_that_systemd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        assert notify("READY=1")
        assert systemd.recv(100) == b"READY=1"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0kiosk-test-notify")
        monkeypatch.setenv("NOTIFY_SOCKET", "@kiosk-test-notify")
        assert notify("WATCHDOG=1")
        assert systemd.recv(100) == b"WATCHDOG=1"


@pytest.mark.expected_logs("systemd can not be told READY=1")
def test_a_deaf_systemd_is_no_reason_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    assert not notify("READY=1")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as it would be installed, its program being one that is here."""
    text = (HOUSE / "kiosk.service").read_text(encoding="utf-8")
    assert "ExecStart=/opt/kiosk/.venv/bin/kiosk " in text
    path = tmp_path / "kiosk.service"
    path.write_text(text.replace("/opt/kiosk/.venv/bin/kiosk", "/bin/true"), encoding="utf-8")
    return path


def test_systemd_understands_every_line_of_the_unit(unit: Path) -> None:
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=yes", str(unit)], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    unit.write_text(unit.read_text(encoding="utf-8").replace("LimitCORE=0", "LimitCROE=0"), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=yes", str(unit)], capture_output=True, text=True, check=False
    )
    assert checked.returncode != 0


def test_the_unit_is_exposed_no_more_than_a_kiosk_has_to_be(unit: Path) -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout[-300:]


def test_the_unit_keeps_memory_off_the_disk_and_restarts_always(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0", "Type=notify", "Restart=always", "StartLimitIntervalSec=0"} <= set(lines)
