"""A voice that keeps what it is to say."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.strings import Language
from kiosk.ui.voice import Sentence, Silent
from tests.screens.conftest import Stand


class Heard(Silent):
    """Keeps what it is to say."""

    available = True

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, sentences: Sequence[Sentence], language: Language) -> None:
        self.said += [sentence.text for sentence in sentences]

    def stop(self) -> None:
        self.said.clear()


def heard_by(table: Stand) -> Heard:
    voice = Heard()
    table.window.use_voice(voice)
    return voice
