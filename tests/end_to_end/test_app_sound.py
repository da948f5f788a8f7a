"""``kiosk run`` is heard: an earphone goes into the cabinet's jack, and what the player is given is speech."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.demo_world import begin_journal, write_settings
from kiosk.speech.wav import Wav, parse
from tests.loudness import rms
from tests.simulators import Cabinet, Child, DistrictServer

KEEP = 'cat > "$0/$1-$$.new" && mv "$0/$1-$$.new" "$0/$1-$$.wav" && exec sleep 0.2'


@pytest.fixture
def kiosk(tmp_path: Path, cabinet: Cabinet, district: DistrictServer) -> Iterator[Callable[..., Child]]:
    """``kiosk(player)``: it runs, and keeps what it plays in ``heard``."""
    running: list[Child] = []
    (tmp_path / "heard").mkdir()

    def start(*player: str) -> Child:
        sound = {"player": player, "loudspeaker": "speaker", "earphone": "phones"}
        write_settings(tmp_path / "kiosk.toml", tmp_path / "state", cabinet, district, more={"sound": sound})
        begin_journal(tmp_path / "state" / "journal")
        command = [sys.executable, "-m", "kiosk", "run", "--settings", str(tmp_path / "kiosk.toml")]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        running.append(Child("kiosk", command, tmp_path / "log.txt", environment))
        return running[0]

    yield start
    for child in running:
        child.stop()


def wait_until(holds: Callable[[], bool], kiosk: Child) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, kiosk.wrote()
        time.sleep(0.02)


def played(folder: Path, device: str) -> list[Wav]:
    return [parse(path.read_bytes()) for path in folder.glob(f"{device}-*.wav")]


def test_an_earphone_is_guided_by_speech_until_it_is_pulled_out(
    tmp_path: Path, cabinet: Cabinet, kiosk: Callable[..., Child]
) -> None:
    heard = tmp_path / "heard"
    running = kiosk("sh", "-c", KEEP, str(heard), "{device}")
    wait_until(lambda: "earphone opened" in running.wrote(), running)
    assert not list(heard.iterdir())
    cabinet.do("plug", device="earphone")
    wait_until(lambda: len(played(heard, "phones")) >= 3, running)
    assert not played(heard, "speaker")
    assert all(rms(wav) > 300 and wav.seconds > 0.3 for wav in played(heard, "phones"))
    cabinet.do("unplug", device="earphone")
    wait_until(lambda: len(played(heard, "speaker")) == 2, running)  # that it is out, and how to go on
    before = len(played(heard, "phones"))
    time.sleep(0.5)
    assert (len(played(heard, "phones")), len(played(heard, "speaker"))) == (before, 2)
    running.stop()
    assert "hang" not in running.wrote()
    assert "WARNING" not in running.wrote()


def test_without_a_sound_card_it_works_in_silence_and_says_so_once(
    tmp_path: Path, cabinet: Cabinet, kiosk: Callable[..., Child]
) -> None:
    running = kiosk("sh", "-c", "echo no soundcards found >&2; exit 1", "{device}")
    cabinet.do("plug", device="earphone")
    wait_until(lambda: "no soundcards found" in running.wrote(), running)
    time.sleep(1.5)  # the next sentences are not heard either
    running.stop()
    assert running.wrote().count("the voice is silent") == 1
