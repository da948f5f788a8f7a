"""The voice that is heard: ``kiosk.ui.voice.Voice`` by espeak-ng, or a recording, and a player.

- One thread, which alone starts, waits for and kills the processes. A new text is heard within a tenth of a second:
  whatever is being made or played is killed.
- Sentence by sentence: caption (in the GUI thread, by a queued signal), sound, next. A change of volume, speed or route
  begins the sentence anew.
- The synthesiser always makes a wav, in memory; a player takes it on its standard input, and its exit status counts.
  Nothing that was said reaches a disk, and nothing is kept after it was played.
- Without synthesiser or player the captions go on at reading pace, and that is logged once.
- Personal data is said in the earphone alone (``Sentence.private``): the route at the moment of speaking decides, in
  this thread, and a plug that is pulled out changes it at once. No caption and no log has it, and it is dropped with
  its text. ``observer`` hears of each sentence, so that tests can look.
"""

from __future__ import annotations

import logging
import os
import re
import select
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.speech.numbers import in_words
from kiosk.speech.programs import Interrupted, NotHeard, begin, carry_out, kill
from kiosk.speech.tuning import VOLUMES, WORDS_A_MINUTE, Output, Route, Tuning
from kiosk.speech.wav import NotPlayable, Wav, parse, read
from kiosk.ui.assets import ASSETS
from kiosk.ui.strings import Language
from kiosk.ui.voice import Cue, Sentence

log = logging.getLogger(__name__)

SOUNDS = ASSETS / "sounds"
ESPEAK = "espeak-ng"
_VOICES = {Language.KO: "ko", Language.EN: "en-us"}
_SILENT = "the voice is silent, captions show all the same: %s"
_HANGUL = re.compile("[가-힣]")
_TURN_S = 1.0
_SYNTHESIS_S = 5.0
_PLAYER_S = 3.0
"""How much longer than the sound itself a player may take."""
_LETTER_S = 0.09
"""A caption without sound stays so long for each letter, at 150 words a minute."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence that was played, for whoever watches. ``words``: as the synthesiser was given it."""

    route: Route
    language: Language
    text: str
    words: str
    wav: Wav


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """One ``say``. Compared by identity: the same words said twice are two texts."""

    number: int
    language: Language
    sentences: tuple[Sentence, ...]


class SpeakingVoice(QObject):
    """``player``: a command, ``{device}`` in it is the route's. ``start`` and ``end`` once each; all but ``plug`` is
    called in the GUI thread."""

    _caption = Signal(int, str)

    def __init__(
        self,
        player: Sequence[str],
        outputs: dict[Route, Output],
        default: Tuning,
        *,
        sounds: Path = SOUNDS,
        espeak: str = ESPEAK,
        observer: Callable[[Spoken], None] | None = None,
        tick: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._player, self._outputs, self._sounds, self._espeak = tuple(player), outputs, sounds, espeak
        self._observer, self._tick = observer, tick
        self._default = self._tuning = default
        self._wanted: _Text | None = None
        self._present: tuple[_Text | None, Tuning] = (None, default)
        self._said = 0
        self._cue: Cue | None = None
        self._cue_process: subprocess.Popen[bytes] | None = None
        self._cue_until = 0.0
        self._stopping = False
        self._lock = threading.Lock()
        self._bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._show: Callable[[str], None] = lambda _: None
        self._missing = self._find_missing()
        self._trouble = ""
        if self._missing:
            log.warning(_SILENT, self._missing)
        self._caption.connect(self._show_caption, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="voice")

    # --- for the window (kiosk.ui.voice.Voice) -----------------------------------------------------------------------

    @property
    def available(self) -> bool:
        """Whether it can be heard, as far as is known."""
        return not (self._missing or self._trouble)

    def say(self, sentences: Sequence[Sentence], language: Language) -> None:
        self._said += 1
        self._want(_Text(self._said, language, tuple(sentences)))

    def cue(self, cue: Cue) -> None:
        with self._lock:
            self._cue = cue
        self._ring()

    def stop(self) -> None:
        self._said += 1  # captions that are still on their way are none any more
        self._want(None)
        self._show("")

    def louder(self, steps: int) -> tuple[int, int]:
        self._tune(lambda tuning: tuning.louder(steps))
        return self._tuning.volume, VOLUMES

    def faster(self, steps: int) -> tuple[int, int]:
        self._tune(lambda tuning: tuning.faster(steps))
        return self._tuning.speed, len(WORDS_A_MINUTE)

    def reset(self) -> None:
        self.stop()
        self._tune(lambda tuning: replace(self._default, route=tuning.route))

    def on_caption(self, show: Callable[[str], None]) -> None:
        self._show = show

    # --- for whoever runs it ---------------------------------------------------------------------------------------

    def plug(self, plugged: bool) -> None:
        """From any thread: an earphone came or went. What is being said moves into the earphone; what was said there
        ends with it."""
        if not plugged and self._tuning.route is Route.EARPHONE:
            self._want(None)
        self._tune(lambda tuning: replace(tuning, route=Route.EARPHONE if plugged else Route.LOUDSPEAKER))

    @property
    def tuning(self) -> Tuning:
        return self._tuning

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Silence, and the thread's end (≤ 1 s). Safe to call twice."""
        self._stopping = True
        self._want(None)
        if self._thread.ident is not None:
            self._thread.join()
        if self._bell >= 0:
            os.close(self._bell)
            self._bell = -1

    # --- from thread to thread -------------------------------------------------------------------------------------

    def _want(self, text: _Text | None) -> None:
        with self._lock:
            self._wanted = text
        self._ring()

    def _tune(self, change: Callable[[Tuning], Tuning]) -> None:
        with self._lock:
            self._tuning = change(self._tuning)
        self._ring()

    def _ring(self) -> None:
        if self._bell >= 0:
            os.eventfd_write(self._bell, 1)

    @Slot(int, str)
    def _show_caption(self, number: int, text: str) -> None:
        if number == self._said:
            self._show(text)

    # --- the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            text = self._wanted
            if text is None:
                self._listen(_TURN_S)
                continue
            self._speak(text)
            with self._lock:
                if self._wanted is text:
                    self._wanted = None
        self._end_cue()

    def _speak(self, text: _Text) -> None:
        at = 0
        while at < len(text.sentences) and self._wanted is text:
            self._present = (text, self._tuning)
            self._caption.emit(text.number, text.sentences[at].text)
            try:
                self._sentence(text.sentences[at], text.language, self._present[1])
            except Interrupted:
                continue  # the same sentence in a new tuning, or a new text
            at += 1
        self._present = (None, self._tuning)  # nothing that was said is kept
        self._caption.emit(text.number, "")

    def _sentence(self, sentence: Sentence, language: Language, tuning: Tuning) -> None:
        try:
            self._sound(sentence, language, tuning)
            self._trouble = ""
        except NotHeard as error:
            if self.available:
                log.warning(_SILENT, error)
            self._trouble = str(error)
            self._pause(_LETTER_S * len(sentence.text) * 150 / tuning.words_a_minute)

    def _sound(self, sentence: Sentence, language: Language, tuning: Tuning) -> None:
        if self._missing:
            raise NotHeard(self._missing)
        words = in_words(sentence.text, language)
        self._play(sentence, language, words, self._recording(sentence, language), tuning)
        if sentence.private is not None and tuning.route is Route.EARPHONE:
            name = sentence.private.reveal()
            own = Language.KO if _HANGUL.search(name) else Language.EN  # each voice reads its own script
            self._play(sentence, own, in_words(name, own), None, tuning)

    def _play(self, sentence: Sentence, language: Language, words: str, recorded: Wav | None, tuning: Tuning) -> None:
        output = self._outputs[tuning.route]
        wav = (recorded or self._synthesise(words, language, tuning)).at(tuning.decibels(output))
        if self._observer is not None:
            self._observer(Spoken(tuning.route, language, sentence.text, words, wav))
        carry_out(self._player_for(output), wav.as_bytes(), wav.seconds + _PLAYER_S, self._wanted_still)

    def _recording(self, sentence: Sentence, language: Language) -> Wav | None:
        if not sentence.clip:
            return None
        path = self._sounds / "clips" / language.value / f"{sentence.clip}.wav"
        try:
            return read(path)
        except (NotPlayable, OSError) as error:
            log.warning("%s is not played: %s", path, error)
            return None

    def _synthesise(self, words: str, language: Language, tuning: Tuning) -> Wav:
        command = [self._espeak, "-v", _VOICES[language], "-s", str(tuning.words_a_minute), "--stdin", "--stdout"]
        try:
            return parse(carry_out(command, words.encode(), _SYNTHESIS_S, self._wanted_still))
        except NotPlayable as error:
            raise NotHeard(f"{self._espeak}: {error}") from error

    def _player_for(self, output: Output) -> list[str]:
        return [word.replace("{device}", output.device) for word in self._player]

    def _pause(self, seconds: float) -> None:
        """A caption without sound stays as long as it takes to read."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._wanted_still(min(_TURN_S, left), self._bell)

    def _wanted_still(self, seconds: float, handle: int) -> bool:
        """``programs.Listen``: raises ``Interrupted`` as soon as there is another text or tuning."""
        ready = self._listen(seconds, handle)
        if self._present != (self._wanted, self._tuning):
            raise Interrupted
        return ready

    def _listen(self, seconds: float, handle: int | None = None) -> bool:
        """Until something is new, the handle is ready (then True) or the time is up. Cues begin here."""
        self._tick()
        handles = [self._bell] if handle is None else [self._bell, handle]
        ready, _, _ = select.select(handles, [], [], max(0.0, seconds))
        self._look_after_cue()
        if self._bell in ready:
            os.eventfd_read(self._bell)
            self._begin_cue()
        return handle in ready

    # --- cues ------------------------------------------------------------------------------------------------------

    def _begin_cue(self) -> None:
        """Beside the speech; a newer cue ends the one before. What can not be played is left out: there is always
        something to see as well."""
        with self._lock:
            cue, self._cue = self._cue, None
        if cue is None or not self.available:
            return
        self._end_cue()
        output = self._outputs[self._tuning.route]
        try:
            wav = read(self._sounds / f"{cue.value}.wav")
            if wav is not None:
                quiet = wav.at(self._tuning.decibels(output))
                self._cue_process = begin(self._player_for(output), quiet.as_bytes())
                self._cue_until = time.monotonic() + wav.seconds + _PLAYER_S
        except (NotPlayable, OSError) as error:
            log.debug("no cue: %s", error)

    def _look_after_cue(self) -> None:
        """A player that fails or hangs is not asked again for a cue before it played a sentence."""
        if self._cue_process is None:
            return
        ended = self._cue_process.poll()
        hangs = ended is None and time.monotonic() > self._cue_until
        if ended is None and not hangs:
            return
        self._end_cue()
        if (ended or hangs) and self.available:
            self._trouble = f"{self._player[0]} {'hangs' if hangs else f'ended with {ended}'}"
            log.info(_SILENT, self._trouble)

    def _end_cue(self) -> None:
        if self._cue_process is not None:
            kill(self._cue_process)
            self._cue_process = None

    def _find_missing(self) -> str:
        """What is not installed, in words; empty: nothing."""
        programs = [self._espeak, *self._player[:1]]
        return ", ".join(f"{name} is not installed" for name in programs if shutil.which(name) is None)
