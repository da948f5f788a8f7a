"""Pretendard GOV, loaded once from assets/fonts. Loading only one weight would make bold silently regular: both are
needed."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from kiosk.ui.assets import ASSETS

FAMILY = "Pretendard GOV"
_FILES = ("PretendardGOV-Regular.ttf", "PretendardGOV-Bold.ttf")


class FontMissing(Exception):
    """A font file of the screens can not be loaded; the message names it."""


@cache
def load() -> None:
    """Call once a QGuiApplication is there. Raises FontMissing."""
    for name in _FILES:
        path = ASSETS / "fonts" / name
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FontMissing(str(path))


def font(pixel_size: int, *, bold: bool) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(pixel_size)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    # Even strokes at these sizes; grid fitting would make Hangul uneven.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
