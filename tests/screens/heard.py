"""A voice that keeps what it is to say."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.strings import Language
from kiosk.ui.voice import Cue, Sentence, Silent
from tests.screens.conftest import Stand


class Heard(Silent):
    """Keeps what it is to say."""

    available = True

    def __init__(self) -> None:
        self.said: list[str] = []
        self.sentences: list[Sentence] = []
        self.cues: list[Cue] = []
        self.calls: list[str] = []

    def say(self, sentences: Sequence[Sentence], language: Language) -> None:
        self.said += [sentence.text for sentence in sentences]
        self.sentences += sentences

    def louder(self, steps: int) -> tuple[int, int]:
        return 2 + steps, 4

    def faster(self, steps: int) -> tuple[int, int]:
        return 3 + steps, 4

    def cue(self, cue: Cue) -> None:
        self.cues.append(cue)

    def stop(self) -> None:
        self.said.clear()
        self.calls.append("stop")

    def reset(self) -> None:
        self.calls.append("reset")


def heard_by(table: Stand) -> Heard:
    voice = Heard()
    table.window.use_voice(voice)
    return voice
