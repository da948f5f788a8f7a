"""When the voice speaks and what is heard without words: screens, changes, errors and what the keys reach.

Short sounds are for everyone; words only with the voice view on. Whoever touches the glass hears screens and changes,
and is not told what was touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractButton

from kiosk.core.screens import NoticeScreen, PayScreen, Screen, TakeScreen, TroubleScreen
from kiosk.ui.frame import Frame
from kiosk.ui.speakable import is_secret
from kiosk.ui.spoken import control_sentences, screen_sentences, sentences, typed_sentences
from kiosk.ui.voice import Cue, Sentence, Voice


class Teller:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._said: tuple[str, ...] = ()
        """The sentences of what is shown, as they were told last."""
        self._elsewhere = False
        """Something else was said since."""

    # --- screens -------------------------------------------------------------------------------------------------

    def shown(self, frame: Frame, before: Screen | None, screen: Screen) -> None:
        """A screen or another view of it is shown for the first time. Cues go by what changed from ``before``."""
        if screen is not before:
            self._cue(before, screen)
        self._whole(frame)

    def changed(self, frame: Frame, before: Screen | None, screen: Screen) -> None:
        """The same view again with something new in it: only that is told."""
        if screen is not before:
            self._cue(before, screen)
        self.look(frame)

    def look(self, frame: Frame) -> None:
        """Whatever is new in the frame since it was told."""
        if not frame.kit.view.voice:
            return
        told, said = self._said, screen_sentences(frame)
        self._said = tuple(sentence.text for sentence in said)
        new = [sentence for sentence in said if sentence.text not in told]
        if new:
            self._say(frame, new)

    def settle(self, frame: Frame) -> None:
        """What is shown now needs no telling."""
        if frame.kit.view.voice:
            self._said = tuple(sentence.text for sentence in screen_sentences(frame))

    def menu(self, frame: Frame) -> None:
        self._whole(frame)
        self._elsewhere = True

    def turned_on(self, frame: Frame) -> None:
        on = sentences([frame.kit.strings.text("hear.on")], frame.kit.view.language)
        self._whole(frame, on)

    def turned_off(self) -> None:
        self.voice.stop()

    def pulled_out(self, frame: Frame) -> None:
        """The earphone is gone: the loudspeaker says what the screen says of it, and no more."""
        view = frame.kit.view
        self.voice.say(sentences([frame.kit.strings.text("banner.pulled_out")], view.language), view.language)

    def again(self, frame: Frame) -> None:
        """다시 듣기: always the screen, also when the button itself was what was said last."""
        if self._elsewhere:
            self._whole(frame)
        else:
            self.voice.repeat()

    def _whole(self, frame: Frame, first: Sequence[Sentence] = ()) -> None:
        if frame.kit.view.voice:
            said = screen_sentences(frame)
            self._said = tuple(sentence.text for sentence in said)
            self._say(frame, [*first, *said])
            self._elsewhere = False

    # --- keys ----------------------------------------------------------------------------------------------------

    def reached(self, frame: Frame, control: QAbstractButton) -> None:
        """The focus came to it by a key."""
        if frame.kit.view.voice:
            self._say(frame, control_sentences(control))

    def typed(self, frame: Frame, digit: str) -> None:
        """A digit was entered, on the glass or on the keypad: it, and what it made of the words on the screen (the
        address, what was found by letters); not each control that it changed."""
        self.voice.cue(Cue.KEY)
        told = self._said
        self.settle(frame)
        if frame.kit.view.voice:
            secret = any(is_secret(leaf) for leaf in frame.reading())
            controls = {sentence for button in frame.controls() for sentence in control_sentences(button)}
            shown = [sentence for sentence in screen_sentences(frame) if sentence not in controls]
            new = [sentence for sentence in shown if sentence.text not in told]
            self._say(frame, [*typed_sentences(frame.kit, digit, secret=secret), *new])

    # --- sounds --------------------------------------------------------------------------------------------------

    def done(self) -> None:
        """An entry was completed."""
        self.voice.cue(Cue.DONE)

    def _cue(self, before: Screen | None, screen: Screen) -> None:
        asks = screen.warning and not (before is not None and before.warning)
        trouble = isinstance(screen, TroubleScreen | NoticeScreen) and type(before) is not type(screen)
        if asks or trouble:
            self.voice.cue(Cue.WARNING)
        elif isinstance(screen, TakeScreen) and not isinstance(before, TakeScreen):
            self.voice.cue(Cue.TAKE)
        elif inside(screen) > (0 if before is None else inside(before)):
            self.voice.cue(Cue.MONEY)

    def _say(self, frame: Frame, said: Sequence[Sentence]) -> None:
        if said:
            self._elsewhere = True
            self.voice.say(said, frame.kit.view.language)


def inside(screen: Screen) -> int:
    """Won that belong to this visit and can be seen on the screen."""
    return screen.inserted if isinstance(screen, PayScreen) else screen.credit
