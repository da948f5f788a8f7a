"""What every part needs to draw itself: words, sizes and colours of the present view, and the desk that takes the
presses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QColor, QFont, QFontMetrics

from kiosk.ui import fonts
from kiosk.ui.strings import Language, Strings
from kiosk.ui.theme import LOW_LANDSCAPE, LOW_PORTRAIT, Contrast, Metrics, Size, Theme
from kiosk.ui.wrapping import words, wrap

if TYPE_CHECKING:
    from kiosk.ui.parts.button import Button


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """What the citizen may set. The default is the district's, restored after each visit."""

    language: Language = Language.KO
    text_scale: float = 1.0
    contrast: Contrast = Contrast.LIGHT
    low: bool = False
    """낮은 화면: every control stands in the lower part, in reach from a wheelchair."""
    voice: bool = False
    """음성 안내: everything is spoken, with a caption."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the machine stands and whom to call, from kiosk.toml."""

    name_ko: str = "금정구청 민원실"
    name_en: str = "Geumjeong District Office"
    phone: str = "051-519-0000"

    def name(self, language: Language) -> str:
        return self.name_ko if language is Language.KO else self.name_en


_SMALL, _SMALL_LANDSCAPE = 32, 22
_LINE_MM = 17
"""Panels that have fewer lines of normal letters of this height are small."""

_SPACIOUS = 28
"""Lines of text above which a screen has room to spare."""


class Desk(Protocol):
    """The window, as far as a part may know it."""

    @property
    def ring(self) -> bool:
        """Whether the focus ring shows: after a key, not after a touch."""

    def touch_welcome(self) -> bool:
        """A finger came down. False: so soon after the screen changed that it was meant for the one before."""

    def show_ring(self) -> None:
        """The citizen uses keys."""

    def pressed(self, button: Button, act: Callable[[], None]) -> None:
        """Carry out what the button does, unless the screen is waiting for an answer."""


class Kit:
    """Made once per view; metrics are in pixels. Remembers texts that were measured, so it is dropped with the
    drafts."""

    def __init__(self, view: ViewSettings, place: Place, ppi: float, width: int, height: int, desk: Desk) -> None:
        self.view = view
        self.place = place
        self.strings = Strings(view.language)
        self.theme = Theme(view.contrast)
        self.metrics = Metrics(ppi, view.text_scale)
        self.width = width
        self.height = height
        self.desk = desk
        self._fonts: dict[tuple[Size, bool], tuple[QFont, QFontMetrics]] = {}
        self._widths: dict[tuple[str, Size, bool], int] = {}
        self._wrapped: dict[tuple[str, Size, bool, int, bool], list[str]] = {}
        self._words: dict[tuple[str, Size, bool], int] = {}
        self._line_heights = {
            size: round(self.metrics.font_px(size) * (1.42 if size in (Size.BODY, Size.LARGE) else 1.28))
            for size in Size
        }

    @cached_property
    def normal(self) -> Kit:
        """The same view in letters of normal size (the caption does not grow)."""
        if not self.large:
            return self
        view = replace(self.view, text_scale=1.0)
        return Kit(view, self.place, self.metrics.ppi, self.width, self.height, self.desk)

    @property
    def wide(self) -> bool:
        """Landscape with room for two columns of text."""
        return self.landscape and self.width > 24 * self.metrics.em

    @property
    def large(self) -> bool:
        """Letters of twice the size: one thing below the other."""
        return self.view.text_scale > 1

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    @property
    def flat(self) -> bool:
        """Landscape with large letters: every line of height is dear."""
        return self.large and self.landscape

    @property
    def control_top(self) -> int:
        """The line above which no control stands (낮은 화면); 0: no such line."""
        if not self.view.low:
            return 0
        return self.height - round(self.height * (LOW_LANDSCAPE if self.landscape else LOW_PORTRAIT))

    @property
    def compact(self) -> bool:
        """The foot has no room for the aids: one button opens the menu that has them."""
        return self.large or (self.landscape and (self.view.low or self.view.voice))

    @property
    def cramped(self) -> bool:
        """Large letters, and few lines of them where controls may stand."""
        return self.large and self.height - self.control_top < 14 * self.line_height(Size.BODY)

    @property
    def small(self) -> bool:
        """A panel of 22 inches: fields and keys need its whole height once a caption or large letters stand there."""
        return self.height < (_SMALL_LANDSCAPE if self.landscape else _SMALL) * self.metrics.mm(_LINE_MM)

    @property
    def roomy(self) -> bool:
        """Portrait with normal letters: controls may stand higher."""
        return not (self.landscape or self.large or self.view.low)

    @property
    def spacious(self) -> bool:
        """A large panel in portrait: keys and names may be higher than they have to be."""
        return self.roomy and self.height > _SPACIOUS * self.line_height(Size.BODY)

    def _font(self, size: Size, bold: bool) -> tuple[QFont, QFontMetrics]:
        key = (size, bold)
        if key not in self._fonts:
            font = fonts.font(self.metrics.font_px(size), bold=bold)
            self._fonts[key] = (font, QFontMetrics(font))
        return self._fonts[key]

    def font(self, size: Size, bold: bool) -> QFont:
        return self._font(size, bold)[0]

    def measure(self, size: Size, bold: bool) -> QFontMetrics:
        return self._font(size, bold)[1]

    def advance(self, text: str, size: Size, bold: bool) -> int:
        """Width of a line in pixels. Remembered (texts are asked for many times while a screen is laid out)."""
        key = (text, size, bold)
        if key not in self._widths:
            self._widths[key] = self.measure(size, bold).horizontalAdvance(text)
        return self._widths[key]

    def wrapped(self, text: str, size: Size, bold: bool, width: int, *, balanced: bool = False) -> list[str]:
        """Lines no wider than ``width`` (kiosk.ui.wrapping). Remembered as well."""
        key = (text, size, bold, width, balanced)
        if key not in self._wrapped:
            self._wrapped[key] = wrap(text, lambda words: self.advance(words, size, bold), width, balanced=balanced)
        return self._wrapped[key]

    def widest_word(self, text: str, size: Size, bold: bool) -> int:
        """Pixels below which a word would have to be cut. Remembered as well."""
        key = (text, size, bold)
        if key not in self._words:
            self._words[key] = max((self.advance(word, size, bold) for word in words(text)), default=0)
        return self._words[key]

    def line_height(self, size: Size) -> int:
        """Pixels from one baseline to the next."""
        return self._line_heights[size]

    def color(self, token: str) -> QColor:
        return self.theme.color(token)
