"""The voice as the window knows it. What is behind it (espeak-ng, recorded clips, the player) is ``kiosk.speech``.

All calls return at once and are made in the GUI thread. A new text interrupts the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.private import Private
from kiosk.ui.strings import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """One caption's worth of speech. ``clip``: name of a recording that may stand for it; ``text`` as it is shown,
    numbers in figures (the voice turns them into words). Neither holds personal data."""

    text: str
    clip: str = ""
    private: Private[str] | None = None
    """Personal data that belongs to it: said after it where the citizen alone hears it, in the earphone, and shown in
    no caption."""


class Cue(StrEnum):
    """Short sounds that say something without words; each comes with something to see."""

    KEY = "key"  # a key was taken
    DONE = "done"  # an entry is complete, a step is done
    MONEY = "money"  # a coin was credited
    WARNING = "warning"  # time runs out, something is wrong
    TAKE = "take"  # paper or change lies in the outlet, or a card in the slot


class Voice(Protocol):
    @property
    def available(self) -> bool:
        """Whether it can be heard, as far as is known; captions show all the same."""

    def say(self, sentences: Sequence[Sentence], language: Language) -> None:
        """Instead of whatever is being said."""

    def cue(self, cue: Cue) -> None: ...

    def stop(self) -> None:
        """멈춤."""

    def louder(self, steps: int) -> tuple[int, int]:
        """By so many steps, up or down, within the range. Returns the step it is at now, and how many there are."""

    def faster(self, steps: int) -> tuple[int, int]: ...

    def reset(self) -> None:
        """After each visit: the district's volume and speed; nothing that was said is kept."""

    def on_caption(self, show: Callable[[str], None]) -> None:
        """``show`` is called in the GUI thread with each sentence as it begins, and with "" at the end."""


class Silent:
    """No voice is fitted."""

    available = False

    def say(self, sentences: Sequence[Sentence], language: Language) -> None: ...

    def cue(self, cue: Cue) -> None: ...

    def stop(self) -> None: ...

    def louder(self, steps: int) -> tuple[int, int]:
        return 1, 1

    def faster(self, steps: int) -> tuple[int, int]:
        return 1, 1

    def reset(self) -> None: ...

    def on_caption(self, show: Callable[[str], None]) -> None: ...
