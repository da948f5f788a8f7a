"""The earphone's jack: the driver reads the bytes of a Linux input device, true ones and those of the simulator."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers import earphone
from drivers.earphone import Earphone
from tests.simulators import Cabinet, cabinet_process

AT = "52 1d 21 69 00 00 00 00 40 e2 01 00 00 00 00 00"
"""2025-11-22 … and 123,456 µs, as a 64-bit kernel writes them."""
PLUGGED = bytes.fromhex(f"{AT} 05 00 02 00 01 00 00 00")
UNPLUGGED = bytes.fromhex(f"{AT} 05 00 02 00 00 00 00 00")
MICROPHONE = bytes.fromhex(f"{AT} 05 00 04 00 01 00 00 00")
KEY = bytes.fromhex(f"{AT} 01 00 02 00 01 00 00 00")
SYN = bytes.fromhex(f"{AT} 00 00 00 00 00 00 00 00")


class Heard(list[bool]):
    """What the driver told."""

    def are(self, *states: bool, seconds: float = 3.0) -> None:
        end = time.monotonic() + seconds
        while list(self) != list(states) and time.monotonic() < end:
            time.sleep(0.005)
        assert list(self) == list(states)


@pytest.fixture
def listen() -> Iterator[Callable[..., Heard]]:
    running: list[Earphone] = []

    def begin(path: Path, **words: Callable[[], object]) -> Heard:
        heard = Heard()
        running.append(Earphone(path, heard.append, **words))
        running[-1].start()
        return heard

    yield begin
    for one in running:
        begun = time.monotonic()
        one.stop()
        one.stop()
        assert time.monotonic() - begun < 1


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    path = tmp_path / "event7"
    os.mkfifo(path)
    handle = os.open(path, os.O_RDWR)
    yield path, handle
    os.close(handle)


Listen = Callable[..., Heard]


def test_events_of_the_headphone_switch_and_no_others(listen: Listen, pipe: tuple[Path, int]) -> None:
    path, wire = pipe
    heard = listen(path)
    os.write(wire, MICROPHONE + SYN + KEY + SYN)
    os.write(wire, PLUGGED + SYN)
    heard.are(True)
    os.write(wire, PLUGGED + SYN + UNPLUGGED + SYN)
    heard.are(True, False)


def test_an_event_may_come_in_pieces(listen: Listen, pipe: tuple[Path, int]) -> None:
    path, wire = pipe
    heard = listen(path)
    for byte in PLUGGED:
        os.write(wire, bytes([byte]))
        time.sleep(0.002)
    heard.are(True)


def test_a_jack_that_comes_later_is_found(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / "later"
    heard = listen(path)
    heard.are(False)  # what is not there has no plug in it
    os.mkfifo(path)
    wire = os.open(path, os.O_RDWR)
    try:
        os.write(wire, PLUGGED)
        heard.are(False, True)
    finally:
        os.close(wire)


def test_a_jack_that_goes_away_counts_as_unplugged(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / "event7"
    os.mkfifo(path)
    heard = listen(path)
    wire = os.open(path, os.O_WRONLY)
    os.write(wire, PLUGGED)
    heard.are(True)
    os.close(wire)
    heard.are(True, False)


def test_the_thread_shows_that_it_lives(listen: Listen, pipe: tuple[Path, int]) -> None:
    ticks: list[float] = []
    listen(pipe[0], tick=lambda: ticks.append(time.monotonic()))
    time.sleep(2.2)
    assert len(ticks) >= 3


def test_the_state_is_asked_with_the_kernels_own_number() -> None:
    assert earphone._EVIOCGSW == 0x8008451B  # EVIOCGSW(8) of linux/input.h


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with cabinet_process(tmp_path / "cabinet") as running:
        yield running


def test_the_simulated_jack(listen: Listen, cabinet: Cabinet) -> None:
    heard = listen(cabinet.earphone)
    heard.are(False)
    cabinet.do("plug", device="earphone")
    heard.are(False, True)
    cabinet.do("unplug", device="earphone")
    heard.are(False, True, False)


def test_whoever_comes_later_hears_that_a_plug_is_in(listen: Listen, cabinet: Cabinet) -> None:
    cabinet.do("plug", device="earphone")
    first = listen(cabinet.earphone)
    first.are(True)


def test_the_driver_finds_a_cabinet_that_was_killed_and_came_back(listen: Listen, cabinet: Cabinet) -> None:
    cabinet.do("plug", device="earphone")
    heard = listen(cabinet.earphone)
    heard.are(True)
    cabinet.kill()
    heard.are(True, False)
    time.sleep(0.5)  # the driver is waiting at the pipe again
    cabinet.start()
    heard.are(True, False, True)


def test_the_plug_stays_in_whatever_is_cut(listen: Listen, cabinet: Cabinet) -> None:
    cabinet.do("plug", device="earphone")
    state = cabinet.do("snapshot")["state"]
    cabinet.do("unplug", device="earphone")
    cabinet.do("restore", state=state, cut="cabinet")
    assert cabinet.do("state")["state"]["earphone"]["memory"] == {"plugged": True}
    cabinet.stop()
    cabinet.start()
    listen(cabinet.earphone).are(True)


@pytest.mark.parametrize("kind", ["/dev/null", "file"])
def test_what_is_no_jack_is_told_once(
    listen: Listen, tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong path in kiosk.toml is tried again for good, at leisure, and does not fill the log."""
    path = Path(kind) if kind.startswith("/") else tmp_path / kind
    if path.parent == tmp_path:
        path.touch()
    ticks: list[float] = []
    with caplog.at_level(logging.INFO, "drivers.earphone"):
        heard = listen(path, tick=lambda: ticks.append(time.monotonic()))
        time.sleep(1.0)
    heard.are(False)
    assert len(caplog.records) == 1
    assert 2 <= len(ticks) <= 6  # longer and longer pauses
