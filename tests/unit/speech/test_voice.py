"""The voice on true wavs: espeak-ng makes them, and the player is a small program that keeps what it is given."""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from drivers.private import Private
from kiosk.speech.tuning import Output, Route, Tuning
from kiosk.speech.voice import SpeakingVoice, Spoken
from kiosk.speech.wav import RATE, NotPlayable, Wav, parse
from kiosk.ui.strings import Language
from kiosk.ui.voice import Cue, Sentence
from tests.conftest import ExpectedLogs
from tests.loudness import rms

SHORT = Sentence("1번, 토지대장")
LONG = Sentence("토지대장을 발급받으실 땅의 동 이름을 골라 주십시오. 여러 가지를 한 번에 발급받으실 수 있습니다.")
OUTPUTS = {Route.LOUDSPEAKER: Output("speaker", 0.0), Route.EARPHONE: Output("phones", -3.0)}
DEFAULT = Tuning(volume=4, speed=2)


@dataclass
class Booth:
    """A voice, and everything that came out of it."""

    voice: SpeakingVoice
    folder: Path
    spoken: list[Spoken]
    captions: list[str] = field(default_factory=list)

    def played(self) -> list[tuple[str, Wav]]:
        """Device and wav, in the order in which the player ended."""
        files = sorted(self.folder.glob("*.wav"), key=lambda path: path.stat().st_mtime_ns)
        return [(path.name.split("-")[0], parse(path.read_bytes())) for path in files]

    def players(self) -> list[int]:
        """Their process ids."""
        return [int(path.stem.split("-")[1]) for path in self.folder.glob("*.wav")]


Open = Callable[..., Booth]


@pytest.fixture
def booth(tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """``booth(seconds=0)``: the player takes so long. Other words go to the voice."""
    opened: list[Booth] = []

    def open_(seconds: float = 0.0, **words: object) -> Booth:
        keep = f'cat > "$0/$1-$$.new" && mv "$0/$1-$$.new" "$0/$1-$$.wav" && exec sleep {seconds}'
        player = words.pop("player", ["sh", "-c", keep, str(tmp_path), "{device}"])
        spoken: list[Spoken] = []
        default = words.pop("default", DEFAULT)
        voice = SpeakingVoice(player, OUTPUTS, default, observer=spoken.append, **words)  # type: ignore[arg-type]
        one = Booth(voice, tmp_path, spoken)
        voice.on_caption(one.captions.append)
        voice.start()
        opened.append(one)
        return one

    yield open_
    for one in opened:
        one.voice.end()


def said(one: Booth, qtbot: QtBot) -> None:
    """Wait until all was said."""
    qtbot.waitUntil(lambda: bool(one.captions) and one.captions[-1] == "", timeout=5000)


def test_what_is_played_is_speech(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    one.voice.say([SHORT, LONG], Language.KO)
    said(one, qtbot)
    assert one.captions == [SHORT.text, LONG.text, ""]
    (device, short), (_, long) = one.played()
    assert device == "speaker"
    assert rms(short) > 500
    assert 0.5 < short.seconds < 3
    assert long.seconds > 2 * short.seconds
    assert (one.spoken[0].text, one.spoken[0].words) == (SHORT.text, "일 번, 토지대장")
    assert [spoken.wav for spoken in one.spoken] == [short, long]


def test_the_wav_is_what_every_card_plays(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    one.voice.say([SHORT], Language.KO)
    said(one, qtbot)
    header = next(one.folder.glob("*.wav")).read_bytes()[:44]
    assert header[:4] + header[8:16] == b"RIFFWAVEfmt "
    assert header[20:24] == b"\x01\x00\x01\x00"  # PCM, mono
    assert int.from_bytes(header[24:28], "little") == RATE == 22_050
    assert header[34:36] == b"\x10\x00"  # 16 bit
    assert int.from_bytes(header[40:44], "little") == 2 * len(one.played()[0][1].samples)


def test_each_step_is_six_decibels_and_the_loudest_is_the_cap(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    levels = []
    for _ in range(5):
        one.captions.clear()
        one.voice.say([SHORT], Language.KO)
        said(one, qtbot)
        levels.append(rms(one.spoken[-1].wav))
        one.voice.louder(-1)
    ratios = [softer / louder for louder, softer in itertools.pairwise(levels)]
    assert ratios[:3] == pytest.approx([10 ** (-6 / 20)] * 3, rel=0.01)
    assert ratios[3] == 1  # the softest stays audible
    assert levels[0] / levels[-1] == pytest.approx(10 ** (18 / 20), rel=0.02)
    one.voice.louder(9)
    one.voice.say([SHORT], Language.KO)
    one.captions.clear()
    said(one, qtbot)
    assert rms(one.spoken[-1].wav) == levels[0]


def test_faster_is_shorter(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    lengths = []
    one.voice.faster(-9)
    for _ in range(4):
        one.captions.clear()
        one.voice.say([LONG], Language.KO)
        said(one, qtbot)
        lengths.append(one.spoken[-1].wav.seconds)
        one.voice.faster(1)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 1.5 * lengths[-1]


def test_each_language_has_its_voice(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    for language in (Language.KO, Language.EN):
        one.captions.clear()
        one.voice.say([Sentence("English")], language)
        said(one, qtbot)
    korean, english = one.spoken
    assert (korean.words, english.words) == ("잉글리시", "English")
    assert korean.wav != english.wav
    one.captions.clear()
    one.voice.say([Sentence("hello")], Language.KO)
    one.voice.say([Sentence("hello")], Language.EN)
    said(one, qtbot)
    assert one.spoken[-1].language is Language.EN


def test_a_new_text_silences_the_old_one_within_a_tenth_of_a_second(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30)
    times = []
    for number in range(5):
        one.voice.say([Sentence(f"{number}번"), LONG], Language.KO)
        qtbot.waitUntil(lambda: len(one.players()) == 1, timeout=5000)
        player = one.players()[0]
        begun = time.monotonic()
        one.voice.say([Sentence("새 글")], Language.KO)
        while Path(f"/proc/{player}").exists():
            time.sleep(0.001)
        times.append(time.monotonic() - begun)
        one.voice.stop()
        qtbot.wait(50)
        for old in one.folder.glob("*.*"):
            old.unlink()
    assert sorted(times)[2] < 0.1
    assert LONG.text not in {spoken.text for spoken in one.spoken}


def test_stop_ends_it(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30)
    one.voice.say([SHORT, LONG], Language.KO)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    one.voice.stop()
    assert one.captions[-1] == ""
    qtbot.wait(150)
    assert len(one.spoken) == 1


def test_a_caption_that_is_still_on_its_way_is_not_shown_after_a_stop(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30)
    one.voice.say([SHORT], Language.KO)
    time.sleep(0.2)  # the caption is sent, and nobody has looked at it yet
    one.voice.stop()
    qtbot.wait(100)
    assert one.captions == [""]


def test_a_reset_forgets_how_it_was_said(booth: Open) -> None:
    one = booth(default=Tuning(volume=3, speed=2))
    assert one.voice.louder(1) == (4, 4)
    assert one.voice.faster(2) == (4, 4)
    one.voice.reset()
    assert one.voice.tuning == Tuning(volume=3, speed=2)


def test_louder_is_heard_at_once(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30, default=Tuning(volume=2, speed=2))
    one.voice.say([SHORT, LONG], Language.KO)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    one.voice.louder(1)
    qtbot.waitUntil(lambda: len(one.spoken) == 2)
    assert [spoken.text for spoken in one.spoken] == [SHORT.text] * 2
    assert rms(one.spoken[1].wav) > rms(one.spoken[0].wav)


def test_the_voice_moves_into_the_earphone(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30)
    one.voice.say([SHORT, LONG], Language.KO)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    threading.Thread(target=one.voice.plug, args=(True,)).start()
    qtbot.waitUntil(lambda: len(one.played()) == 2)
    assert [device for device, _ in one.played()] == ["speaker", "phones"]
    assert [spoken.text for spoken in one.spoken] == [SHORT.text] * 2
    assert one.spoken[1].route is Route.EARPHONE


def test_what_was_said_in_the_earphone_ends_with_it(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=30)
    one.voice.plug(True)
    one.voice.say([SHORT, LONG], Language.KO)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    one.voice.plug(False)
    qtbot.waitUntil(lambda: one.captions[-1] == "")
    qtbot.wait(150)
    assert [device for device, _ in one.played()] == ["phones"]


@pytest.mark.parametrize(("name", "own", "words"), [("견본삼", Language.KO, "견본삼"), ("JUN", Language.EN, "JUN")])
def test_a_name_is_said_in_the_earphone_alone(booth: Open, qtbot: QtBot, name: str, own: Language, words: str) -> None:
    named = Sentence("3번, 자녀 1", private=Private(name))
    one = booth()
    one.voice.say([named], Language.KO)
    said(one, qtbot)
    assert [spoken.words for spoken in one.spoken] == ["삼 번, 자녀 일"]  # the loudspeaker
    one.voice.plug(True)
    one.captions.clear()
    one.voice.say([named, SHORT], Language.KO)
    said(one, qtbot)
    assert [(spoken.route, spoken.language, spoken.words) for spoken in one.spoken[1:]] == [
        (Route.EARPHONE, Language.KO, "삼 번, 자녀 일"),
        (Route.EARPHONE, own, words),
        (Route.EARPHONE, Language.KO, "일 번, 토지대장"),
    ]
    assert [device for device, _ in one.played()] == ["speaker", "phones", "phones", "phones"]
    assert one.captions == [named.text, SHORT.text, ""]
    assert rms(one.spoken[2].wav) > 500
    assert one.voice._present[0] is None
    assert name not in repr(named)


def test_a_name_that_was_for_the_earphone_is_not_heard_when_it_is_pulled_out(booth: Open, qtbot: QtBot) -> None:
    """Also if the window, which has not heard of it yet, goes on speaking."""
    named = Sentence("3번, 자녀 1", private=Private("견본삼"))
    one = booth(seconds=0.3)
    one.voice.plug(True)
    one.voice.say([named], Language.KO)
    qtbot.waitUntil(lambda: len(one.spoken) == 2, timeout=5000)  # the name has begun
    one.voice.plug(False)
    one.captions.clear()
    one.voice.say([named], Language.KO)
    said(one, qtbot)
    assert [spoken.words for spoken in one.spoken if spoken.route is Route.LOUDSPEAKER] == ["삼 번, 자녀 일"]


def test_an_earphone_that_never_was_in_silences_nothing(booth: Open, qtbot: QtBot) -> None:
    one = booth()
    one.voice.say([SHORT, LONG], Language.KO)
    one.voice.plug(False)
    said(one, qtbot)
    assert len(one.played()) == 2


def test_a_visit_that_ends_leaves_the_earphone_in(booth: Open) -> None:
    one = booth()
    one.voice.plug(True)
    one.voice.reset()
    assert one.voice.tuning.route is Route.EARPHONE


def test_a_recording_is_played_instead(booth: Open, qtbot: QtBot, tmp_path: Path) -> None:
    clips = tmp_path / "sounds" / "clips" / "ko"
    clips.mkdir(parents=True)
    recorded = Wav(type(parse(_wav()).samples)("h", [1000] * RATE))
    (clips / "choose.title.wav").write_bytes(recorded.as_bytes())
    one = booth(sounds=tmp_path / "sounds")
    one.voice.say([Sentence("어떤 증명서가 필요하십니까?", clip="choose.title"), SHORT], Language.KO)
    said(one, qtbot)
    assert one.spoken[0].wav == recorded
    assert one.spoken[1].wav != recorded


@pytest.mark.expected_logs(r"choose\.title\.wav is not played: 2 channels")
def test_a_recording_of_another_form_is_not_played(booth: Open, qtbot: QtBot, tmp_path: Path) -> None:
    clips = tmp_path / "sounds" / "clips" / "ko"
    clips.mkdir(parents=True)
    (clips / "choose.title.wav").write_bytes(_wav(channels=2))
    one = booth(sounds=tmp_path / "sounds")
    one.voice.say([Sentence("어떤 증명서가 필요하십니까?", clip="choose.title")], Language.KO)
    said(one, qtbot)
    assert rms(one.spoken[0].wav) > 500


@pytest.mark.parametrize("cue", list(Cue))
def test_every_cue_has_its_sound(booth: Open, qtbot: QtBot, cue: Cue) -> None:
    one = booth()
    one.voice.cue(cue)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    wav = one.played()[0][1]
    assert rms(wav) > 300
    assert wav.seconds < 0.6


def test_cues_sound_beside_the_speech(booth: Open, qtbot: QtBot) -> None:
    one = booth(seconds=0.3)
    one.voice.say([SHORT, LONG], Language.KO)
    qtbot.waitUntil(lambda: len(one.played()) == 1)
    one.voice.cue(Cue.MONEY)
    qtbot.waitUntil(lambda: len(one.played()) == 3)
    said(one, qtbot)
    assert one.captions == [SHORT.text, LONG.text, ""]


NO_ESPEAK = r"the voice is silent, captions show all the same: no-such-espeak is not installed"


@pytest.mark.expected_logs(NO_ESPEAK)
def test_without_a_synthesiser_captions_go_on(booth: Open, qtbot: QtBot, expected_logs: ExpectedLogs) -> None:
    one = booth(espeak="no-such-espeak")
    assert not one.voice.available
    one.voice.say([Sentence("하나"), Sentence("둘")], Language.KO)
    said(one, qtbot)
    one.voice.cue(Cue.DONE)
    assert one.captions == ["하나", "둘", ""]
    assert not one.spoken
    assert len(expected_logs.records) == 1


def test_a_player_that_fails_is_asked_for_no_more_cues(booth: Open, qtbot: QtBot, tmp_path: Path) -> None:
    one = booth(player=["sh", "-c", 'cat > "$0/$$.wav"; exit 1', str(tmp_path)])
    for _ in range(3):
        one.voice.cue(Cue.KEY)
        qtbot.wait(100)
    qtbot.waitUntil(lambda: not one.voice.available)
    assert len(one.played()) == 1


@pytest.mark.expected_logs(r"the voice is silent, captions show all the same: sh ended with 1: no soundcards found")
def test_a_player_that_fails_is_told_once(booth: Open, qtbot: QtBot, expected_logs: ExpectedLogs) -> None:
    one = booth(player=["sh", "-c", "echo no soundcards found >&2; exit 1"])
    for _ in range(2):
        one.captions.clear()
        one.voice.say([Sentence("하나"), Sentence("둘")], Language.KO)
        said(one, qtbot)
        assert one.captions == ["하나", "둘", ""]
    assert not one.voice.available
    assert len(expected_logs.records) == 1


def test_a_player_that_is_a_script_dies_with_what_it_started(booth: Open, qtbot: QtBot, tmp_path: Path) -> None:
    one = booth(player=["sh", "-c", 'cat > "$0/$$.wav"; sleep 30 & echo $! > "$0/child"; wait', str(tmp_path)])
    one.voice.say([LONG], Language.KO)
    child = tmp_path / "child"
    qtbot.waitUntil(lambda: child.exists() and bool(child.read_text()))
    one.voice.stop()
    stat = Path(f"/proc/{int(child.read_text())}/stat")
    # an orphan may wait a moment for whoever reaps it
    qtbot.waitUntil(lambda: not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z", timeout=1000)


@pytest.mark.expected_logs(r"the voice is silent, captions show all the same: espeak-ng: Too many open files")
def test_without_a_handle_left_the_thread_goes_on(booth: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    one = booth()
    none_left, memfd = OSError(errno.EMFILE, os.strerror(errno.EMFILE)), os.memfd_create

    def exhausted(*_: object) -> int:
        raise none_left

    monkeypatch.setattr(os, "memfd_create", exhausted)
    one.voice.say([SHORT], Language.KO)
    said(one, qtbot)
    assert not one.spoken
    monkeypatch.setattr(os, "memfd_create", memfd)
    one.captions.clear()
    one.voice.say([SHORT], Language.KO)
    said(one, qtbot)
    assert one.spoken
    assert one.voice.available


def test_nothing_is_left_behind_and_no_word_stands_on_a_command_line(booth: Open, qtbot: QtBot) -> None:
    """Texts that interrupt each other at every moment of making and playing."""
    one = booth(player=["sh", "-c", "cat > /dev/null; exec sleep 0.03"])
    seen: set[str] = set()

    def synthesised() -> bool:
        seen.update(_children())
        return any("espeak-ng" in command for command in seen)

    def storm(texts: int) -> int:
        for number in range(texts):
            one.voice.say([Sentence(f"비밀 {number}"), SHORT], Language.KO)
            one.voice.cue(Cue.KEY)
            one.voice.plug(number % 2 == 0)
            qtbot.wait(number * 7 % 45)
            seen.update(_children())
        one.voice.say([Sentence("비밀 " * 200)], Language.KO)  # long enough to be seen at work
        qtbot.waitUntil(synthesised, timeout=5000)
        one.voice.stop()
        qtbot.waitUntil(lambda: not _children(), timeout=3000)
        return len(list(Path("/proc/self/fd").iterdir()))

    assert storm(10) == storm(25)
    assert not any("비밀" in command for command in seen)


def _children() -> list[str]:
    """Command lines of this process's children, the dead ones that nobody waited for too."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.append(stat.with_name("cmdline").read_text().replace("\0", " "))
    return found


def test_the_thread_shows_that_it_lives_and_ends_in_time(booth: Open, qtbot: QtBot) -> None:
    ticks: list[float] = []
    one = booth(seconds=30, tick=lambda: ticks.append(time.monotonic()))
    one.voice.say([SHORT], Language.KO)
    qtbot.wait(2300)
    assert max(after - before for before, after in itertools.pairwise(ticks)) < 1.5
    begun = time.monotonic()
    one.voice.end()
    assert time.monotonic() - begun < 0.5
    one.voice.end()


def test_only_sound_of_the_right_form_is_taken() -> None:
    with pytest.raises(NotPlayable):
        parse(b"RIFF")
    with pytest.raises(NotPlayable):
        parse(_wav(channels=2))


def _wav(channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(400))
    return out.getvalue()
