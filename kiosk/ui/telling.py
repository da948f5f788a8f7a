"""When the voice speaks and what is heard without words: screens, changes, errors and what the keys reach.

Short sounds are for everyone; words only with the voice view on. Whoever touches the glass hears screens and changes,
and is not told what was touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.core.screens import (
    InsertCardScreen,
    IssuingScreen,
    NoticeScreen,
    OutOfServiceScreen,
    PayingOutScreen,
    PayScreen,
    PinScreen,
    Screen,
    StartScreen,
    Step,
    TakeScreen,
    TroubleScreen,
    WaitScreen,
)
from kiosk.ui.frame import Frame
from kiosk.ui.parts.countdown import Countdown
from kiosk.ui.speakable import is_secret
from kiosk.ui.spoken import control_sentences, menu_sentences, screen_sentences, sentences, typed_sentences
from kiosk.ui.voice import Cue, Sentence, Voice


class Teller:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._said: tuple[str, ...] = ()
        """The sentences of what is shown, as they were told last; without step, keys and menu."""
        self._step: Step | None = None
        """As it was told last."""
        self._menu: tuple[str, ...] = ()
        self._menu_told = False
        """What the menu holds was heard in this visit, or the menu was opened."""

    def reset(self) -> None:
        """After a visit: nothing that was said is kept, and the voice is the district's again."""
        self._said, self._step, self._menu_told = (), None, False
        self.voice.reset()

    # --- screens -------------------------------------------------------------------------------------------------

    def shown(self, frame: Frame, before: Screen | None, screen: Screen) -> None:
        """A screen or another view of it is shown for the first time. Cues go by what changed from ``before``."""
        at_rest = isinstance(screen, StartScreen | OutOfServiceScreen)
        if at_rest:
            self._step, self._menu_told = None, False
        if screen is not before:
            self._cue(before, screen)
        self._whole(frame, self._money(frame, before, screen), at_rest=at_rest)

    def changed(self, frame: Frame, before: Screen | None, screen: Screen) -> None:
        """The same view again with something new in it: only that is told."""
        if screen is not before:
            self._cue(before, screen)
        if isinstance(frame.overlay, Countdown) and before is not None and before.warning:
            self.settle(frame)  # only the seconds
            return
        if isinstance(screen, PayingOutScreen):
            self.settle(frame)  # coin by coin faster than it is said; where they are, and how much, is said to its end
            return
        self.look(frame, self._money(frame, before, screen))

    def look(self, frame: Frame, first: Sequence[Sentence] = ()) -> None:
        """Whatever is new in the frame since it was told."""
        if not frame.kit.view.voice:
            return
        told, said = self._said, _brief(frame)
        self._said = tuple(sentence.text for sentence in said)
        new = [sentence for sentence in said if sentence.text not in told]
        controls = _controls(frame)
        self._say(frame, [*first, *sorted(new, key=controls.__contains__)])

    def settle(self, frame: Frame) -> None:
        """What is shown now needs no telling."""
        if frame.kit.view.voice:
            self._said = tuple(sentence.text for sentence in _brief(frame))

    def menu(self, frame: Frame) -> None:
        self._menu_told = True
        self._whole(frame)

    def turned_on(self, frame: Frame) -> None:
        self._whole(frame, _one(frame, "hear.on"))

    def turned_off(self, frame: Frame) -> None:
        """The last that is said: whoever did not want it learns how it comes back."""
        self._say(frame, _one(frame, "hear.off"))

    def pulled_out(self, frame: Frame) -> None:
        """The earphone is gone: the loudspeaker says what the screen says of it, and no more."""
        self._say(frame, _one(frame, "banner.pulled_out"))

    def again(self, frame: Frame) -> None:
        """다시 듣기: the screen as it is now, with step and menu. Nothing that was said is kept for it."""
        self._step, self._menu_told = None, False
        self._whole(frame)

    def begun(self, sentence: str) -> None:
        """It is being said now."""
        self._menu_told = self._menu_told or (bool(sentence) and sentence in self._menu)

    def louder(self, frame: Frame, steps: int) -> None:
        at, of = self.voice.louder(steps)
        self._say(frame, _one(frame, "voice.volume", at=at, of=of))

    def faster(self, frame: Frame, steps: int) -> None:
        at, of = self.voice.faster(steps)
        self._say(frame, _one(frame, "voice.speed", at=at, of=of))

    def _whole(self, frame: Frame, first: Sequence[Sentence] = (), *, at_rest: bool = False) -> None:
        """``at_rest``: whoever comes next has not heard it."""
        if not frame.kit.view.voice:
            return
        step, new_step = frame.page.step, frame.page.step is not self._step
        self._step = step
        named = not self._menu_told and not isinstance(frame.overlay, Countdown)  # that has to be answered in time
        self._menu = tuple(one.text for one in menu_sentences(frame)) if named and not at_rest else ()
        self.settle(frame)
        self._say(frame, [*first, *screen_sentences(frame, step=new_step, menu=named)])

    def _money(self, frame: Frame, before: Screen | None, screen: Screen) -> list[Sentence]:
        """What was put in just now."""
        if _paid(before, screen):
            return _one(frame, "voice.paid")
        more = inside(screen) - (0 if before is None else inside(before))
        return _one(frame, "voice.inserted", amount=frame.kit.strings.money(more)) if more > 0 else []

    # --- keys ----------------------------------------------------------------------------------------------------

    def reached(self, frame: Frame, control: QAbstractButton) -> None:
        """The focus came to it by a key, perhaps on another page."""
        self.settle(frame)
        if frame.kit.view.voice:
            self._say(frame, control_sentences(control))

    def typed(self, frame: Frame, digit: str, *, took: bool = True) -> None:
        """A digit was entered, on the glass or on the keypad: it, and what it made of the words on the screen (the
        address, what was found by letters); not each control that can be pressed now. ``took``: there was room for
        it; else only what the screen says to that."""
        if took:
            self.voice.cue(Cue.KEY)
        told = self._said
        self.settle(frame)
        if frame.kit.view.voice:
            secret = any(is_secret(part) for part in frame.pages.findChildren(QWidget))
            before = " ".join(told)
            same = {sentence for sentence in _controls(frame) if sentence.text in before}
            new = [one for one in _brief(frame) if one.text not in told and one not in same]
            self._say(frame, [*(typed_sentences(frame.kit, digit, secret=secret) if took else ()), *new])

    # --- sounds --------------------------------------------------------------------------------------------------

    def remind(self) -> None:
        """Of a card in the slot."""
        self.voice.cue(Cue.TAKE)

    def unanswered(self, frame: Frame) -> None:
        """확인 was struck where nothing is chosen yet; the numbers show now."""
        if frame.kit.view.voice:
            self._say(frame, _one(frame, "voice.keys_choose"))

    def done(self) -> None:
        """An entry was completed."""
        self.voice.cue(Cue.DONE)

    def _cue(self, before: Screen | None, screen: Screen) -> None:
        asks = screen.warning and not (before is not None and before.warning)
        trouble = isinstance(screen, TroubleScreen | NoticeScreen) and type(before) is not type(screen)
        if asks or trouble or (_refused(screen) and not (type(before) is type(screen) and _refused(before))):
            self.voice.cue(Cue.WARNING)
        elif isinstance(before, InsertCardScreen) and isinstance(screen, WaitScreen):
            self.voice.cue(Cue.DONE)  # the card is in
        elif isinstance(screen, TakeScreen) and not isinstance(before, TakeScreen):
            self.voice.cue(Cue.TAKE)
        elif _paid(before, screen) or inside(screen) > (0 if before is None else inside(before)):
            self.voice.cue(Cue.MONEY)

    def _say(self, frame: Frame, said: Sequence[Sentence]) -> None:
        if said:
            self.voice.say(said, frame.kit.view.language)


def inside(screen: Screen) -> int:
    """Won that belong to this visit and can be seen on the screen."""
    return screen.inserted if isinstance(screen, PayScreen) else screen.credit


def _paid(before: Screen | None, screen: Screen) -> bool:
    """The last coin: the screen of paying is gone with it."""
    return isinstance(before, PayScreen) and isinstance(screen, IssuingScreen | WaitScreen)


def _refused(screen: Screen | None) -> bool:
    """The card, or its PIN."""
    refused_card = isinstance(screen, InsertCardScreen) and screen.problem is not None
    return refused_card or (isinstance(screen, PinScreen) and screen.wrong)


def _brief(frame: Frame) -> list[Sentence]:
    """What may change while the screen stays."""
    return screen_sentences(frame, step=False, keys=False)


def _controls(frame: Frame) -> set[Sentence]:
    return {sentence for button in frame.controls() for sentence in control_sentences(button)}


def _one(frame: Frame, key: str, **values: object) -> list[Sentence]:
    strings = frame.kit.strings
    return sentences([strings.text(key, **values)], strings.language)
