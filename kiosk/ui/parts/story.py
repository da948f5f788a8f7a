"""What went wrong, told in the same order every time: what happened, then a line each for the paper, the money, what to
do and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_LINES = 28
"""A screen of so many lines holds the whole story."""


class Alert(Part):
    """What happened: a framed ground with a warning sign, so that it is noticed without its colour. ``calm``: in
    letters of a text, where there are several sentences. ``good``: no trouble, with a tick."""

    def __init__(self, kit: Kit, words: str, *, calm: bool = False, good: bool = False) -> None:
        self.good = good
        self.icon = Icon.DONE if good else Icon.WARNING
        self.words = Text(kit, words, size=Size.BODY if calm else Size.LARGE, bold=not calm)
        super().__init__(kit, [self.words])
        m = kit.metrics
        self.pad, self.gap = m.mm(3.5 if kit.large else 5), m.mm(4)
        self.side = round(m.em * (1.1 if kit.large else 1.7))

    def _left(self) -> int:
        return self.pad + self.side + self.gap

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._left() + self.pad, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(self._left() + self.pad, 0)

    def heightForWidth(self, width: int) -> int:
        return max(self.side, self.words.heightForWidth(width - self._left() - self.pad)) + 2 * self.pad

    def arrange(self) -> None:
        inner = self.width() - self._left() - self.pad
        height = self.words.heightForWidth(inner)
        self.words.setGeometry(self._left(), (self.height() - height) // 2, inner, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        ground, border = "surface.warning-subtler", "border.warning"
        if self.good:
            ground, border = "surface.primary-subtler", "border.primary"
        draw_card(painter, kit, self.rect(), ground=ground, border=border)
        at = QPoint(self.pad, (self.height() - self.side) // 2)
        draw_icon(painter, self.icon, at, self.side, kit.color("text.basic"))
        painter.end()


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story: a picture, a heading of a word or two, and the sentences."""

    icon: Icon
    heading: str
    words: str


def story(kit: Kit, lines: Sequence[Told]) -> list[QWidget]:
    """Where the screen holds few lines in two frames, so that a page may end between them."""
    if kit.height > _LINES * kit.line_height(Size.BODY):
        return [Story(kit, lines)]
    widest = _widest(kit, lines)
    return [Story(kit, lines[:2], widest), Story(kit, lines[2:], widest)]


def _widest(kit: Kit, lines: Sequence[Told]) -> int:
    return max(kit.advance(line.heading, Size.BODY, True) for line in lines) + 1


class Story(Part):
    """Lines in one frame; the headings in a column of their own, ``headings`` pixels wide (0: as the widest of them),
    where there is room for it."""

    def __init__(self, kit: Kit, lines: Sequence[Told], headings: int = 0) -> None:
        headings = headings or _widest(kit, lines)
        self.rows = [StoryRow(kit, line, headings, last=line is lines[-1]) for line in lines]
        super().__init__(kit, self.rows)
        self.pad = kit.metrics.mm(3 if kit.large or kit.wide else 5)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad, 0)

    def heightForWidth(self, width: int) -> int:
        return sum(row.heightForWidth(width - 2 * self.pad) for row in self.rows) + self.pad

    def arrange(self) -> None:
        width, y = self.width() - 2 * self.pad, self.pad // 2
        for row in self.rows:
            height = row.heightForWidth(width)
            row.setGeometry(self.pad, y, width, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_card(painter, self.kit, self.rect(), ground="background.white", border="border.gray-light")
        painter.end()


class StoryRow(Part):
    def __init__(self, kit: Kit, told: Told, headings: int, *, last: bool) -> None:
        self.icon, self.last = told.icon, last
        self.heading = Text(kit, told.heading, bold=True)
        self.words = Text(kit, told.words)
        super().__init__(kit, [self.heading, self.words])
        m = kit.metrics
        self.side = round(m.em * 1.1)
        self.gap, self.space = m.mm(3), m.mm(2.5)
        self.left = self.side + self.gap + headings + m.mm(6)

    def _beside(self, width: int) -> bool:
        """Whether heading and words stand side by side."""
        return width - self.left >= max(9 * self.kit.metrics.em, self.words.least_width())

    def pieces(self, width: int) -> list[QWidget]:
        """A heading is never left alone at the foot of a page."""
        return [Text(self.kit, f"{self.heading.text()}: {self.words.text()}")]

    def sizeHint(self) -> QSize:
        width = self.left + self.words.natural_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(self.side + self.gap + self.heading.least_width(), self.words.least_width())
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        line = self.kit.line_height(Size.BODY)
        if self._beside(width):
            return max(line, self.words.heightForWidth(width - self.left)) + 2 * self.space
        return line + self.words.heightForWidth(width) + 2 * self.space

    def arrange(self) -> None:
        width, line = self.width(), self.kit.line_height(Size.BODY)
        left = self.side + self.gap
        self.heading.setGeometry(left, self.space, width - left, line)
        if self._beside(width):
            self.heading.resize(self.left - left, line)
            inner = width - self.left
            self.words.setGeometry(self.left, self.space, inner, self.words.heightForWidth(inner))
        else:
            self.words.setGeometry(0, self.space + line, width, self.words.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        top = self.space + (kit.line_height(Size.BODY) - self.side) // 2
        draw_icon(painter, self.icon, QPoint(0, top), self.side, kit.color("text.subtle"))
        if not self.last:
            thick = max(2, kit.metrics.line // 2)
            painter.fillRect(0, self.height() - thick, self.width(), thick, kit.color("divider.gray-light"))
        painter.end()
