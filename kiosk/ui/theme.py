"""Colours from the KRDS tokens, and every size in millimetres from the screen's pixels per inch.

``Theme`` gives colours by token (``text.basic``), light or high contrast. ``Metrics`` turns millimetres into pixels;
its ``em`` is the font size at which a Hangul syllable stands ``LETTER_MM`` high, so no text on any screen is smaller
than the rule of the accessibility criterion (kiosk-domain.md 5.4.1, 3-11), and everything else follows from it. No Qt
widgets here.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtGui import QColor

from kiosk.ui.assets import ASSETS

LETTER_MM = 12.0
"""Least height of a letter (indicator 3-11)."""
CONTROL_MM = 12.0
"""Least side of a control; its area is then at least 144 mm², so the other side is longer (indicator 1-4: 150 mm²)."""
CONTROL_MM2 = 150.0
GAP_MM = 2.5
"""Least gap between controls (indicator 1-3)."""
LOW_PORTRAIT = 0.6
LOW_LANDSCAPE = 0.75
"""Low screen: the lower share of the panel in which every control stands. The reach from a wheelchair ends 1,220 mm
above the floor (KS X 9211, EN 301 549 8.3.2.1). With the panel's lower edge at 850 mm, where knees still fit under the
cabinet, these shares of a 27 inch panel (598 mm high in portrait, 428 mm in landscape) end at 1,209 and 1,171 mm."""
SYLLABLE_OF_EM = 0.868
"""Height of 가 in Pretendard GOV Regular: 1,778 of 2,048 units."""


class Contrast(StrEnum):
    LIGHT = "light"
    HIGH = "high_contrast"


class Size(StrEnum):
    """The type scale. Nothing is smaller than BODY."""

    BODY = "body"
    LARGE = "large"
    TITLE = "title"
    DISPLAY = "display"
    AMOUNT = "amount"


_EMS = {Size.BODY: 1.0, Size.LARGE: 1.16, Size.TITLE: 1.5, Size.DISPLAY: 1.95, Size.AMOUNT: 2.5}
_EMS_LARGE = {Size.BODY: 1.0, Size.LARGE: 1.0, Size.TITLE: 1.1, Size.DISPLAY: 1.25, Size.AMOUNT: 1.5}
"""With letters of 24 mm headings need not stand out by height as well: the room goes to the words."""


@cache
def _tokens(contrast: Contrast) -> dict[str, QColor]:
    """KRDS writes #rrggbb or #rrggbbaa; Qt reads #aarrggbb."""
    with (ASSETS / "theme" / "krds.json").open(encoding="utf-8") as file:
        values: dict[str, str] = json.load(file)[contrast.value]
    return {
        name.removeprefix("color."): QColor(value if len(value) == 7 else f"#{value[7:]}{value[1:7]}")
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Theme:
    contrast: Contrast = Contrast.LIGHT

    def color(self, token: str) -> QColor:
        """Raises KeyError for a token that assets/theme/krds.json does not carry."""
        return _tokens(self.contrast)[token]


@cache
def _em(ppi: float, text_scale: float) -> int:
    return math.ceil(LETTER_MM / SYLLABLE_OF_EM * ppi / 25.4 * text_scale)


@dataclass(frozen=True, slots=True)
class Metrics:
    """``ppi``: pixels per inch of the panel; ``text_scale``: 1.0 or 2.0 (큰 글씨)."""

    ppi: float
    text_scale: float = 1.0

    @staticmethod
    def of_panel(width: int, height: int, inches: float, text_scale: float = 1.0) -> Metrics:
        """For a panel of width × height pixels and a diagonal in inches."""
        return Metrics(math.hypot(width, height) / inches, text_scale)

    def mm(self, millimetres: float) -> int:
        """Whole pixels, never less than asked for."""
        return math.ceil(millimetres * self.ppi / 25.4)

    @property
    def em(self) -> int:
        """Pixel size of body text."""
        return _em(self.ppi, self.text_scale)

    def font_px(self, size: Size) -> int:
        return round(self.em * (_EMS_LARGE if self.text_scale > 1 else _EMS)[size])

    @property
    def gap(self) -> int:
        """Between two controls."""
        return self.mm(4.5)

    @property
    def section(self) -> int:
        """Between two groups."""
        return self.mm(8 if self.text_scale == 1 else 4)

    @property
    def margin(self) -> int:
        """Between the content and the screen's edge. Large letters need the room for themselves."""
        return self.mm(13 if self.text_scale == 1 else 6)

    @property
    def pad(self) -> int:
        """Between a control's edge and its text."""
        return self.mm(5 if self.text_scale == 1 else 3)

    @property
    def radius(self) -> int:
        return self.mm(5)

    @property
    def line(self) -> int:
        """Thickness of a control's border."""
        return max(2, self.mm(0.5))

    @property
    def ring(self) -> int:
        """Thickness of the focus ring."""
        return self.mm(1.4)

    @property
    def control(self) -> int:
        """Least height of a control on our screens, above what the rule asks."""
        return self.mm(20)
