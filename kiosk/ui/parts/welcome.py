"""What the screen at rest shows: the kinds of documents that can be had, when and for how much, and a drawing of paper.

Nothing of it is pressed: the whole ground is the button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Contrast, Size, Theme

_BESIDE_PAPER = 3
"""So many kinds leave room for the drawing."""
_FULL = 28
"""Lines of a screen in portrait above which many kinds have room for what is in them as well."""


def _edge(contrast: Contrast) -> str:
    """Of white on the tinted ground; on black the light edge would not be seen."""
    return "border.primary-light" if contrast is Contrast.LIGHT else "button.tertiary-border"


@dataclass(frozen=True, slots=True)
class Kind:
    """A group of documents: its picture, its name and what is in it."""

    icon: Icon
    name: str
    named: str


class KindRow(Part):
    """Name and documents beside the picture, which stands on a white disc; ``compact``: the name alone."""

    def __init__(self, kit: Kit, kind: Kind, *, compact: bool) -> None:
        self.icon = kind.icon
        self.name = Text(kit, kind.name, size=Size.LARGE, bold=True)
        named = [] if compact else [Text(kit, kind.named, color="text.subtle")]
        super().__init__(kit, [self.name, *named])
        self.disc = round(kit.metrics.em * (1.4 if compact else 2.2))
        self.left = self.disc + kit.metrics.mm(3 if compact else 5)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self.left, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(self.left, 0)

    def _words(self, width: int) -> int:
        return sum(part.heightForWidth(width - self.left) for part in self.parts)

    def heightForWidth(self, width: int) -> int:
        return max(self.disc, self._words(width))

    def arrange(self) -> None:
        y = (self.height() - self._words(self.width())) // 2
        for part in self.parts:
            height = part.heightForWidth(self.width() - self.left)
            part.setGeometry(self.left, y, self.width() - self.left, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kit, side = self.kit, round(self.disc * 0.56)
        top = (self.height() - self.disc) // 2
        painter.setPen(QPen(kit.color(_edge(kit.view.contrast)), kit.metrics.line))
        painter.setBrush(kit.color("background.white"))
        half = kit.metrics.line / 2
        painter.drawEllipse(QRectF(half, top + half, self.disc - 2 * half, self.disc - 2 * half))
        inset = (self.disc - side) // 2
        draw_icon(painter, self.icon, QPoint(inset, top + inset), side, kit.color("text.primary"))
        painter.end()


class Tile(Part):
    """A picture, a short heading and what belongs to it, on a white card."""

    def __init__(self, kit: Kit, icon: Icon, heading: str, words: str) -> None:
        self.icon = icon
        self.heading = Text(kit, heading, color="text.subtle")
        self.words = Text(kit, words, size=Size.LARGE, bold=True)
        super().__init__(kit, [self.heading, self.words])
        self.pad = kit.metrics.mm(3.5 if kit.large else 5)
        self.side = 0 if kit.large else round(kit.metrics.em * 1.1)
        self.indent = self.side + kit.metrics.mm(3) if self.side else 0

    def _widths(self, width: int) -> tuple[int, int]:
        """Of the heading, which stands beside the picture, and of the words."""
        inner = width - 2 * self.pad
        return inner - self.indent, inner

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad + self.indent, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad + self.indent, 0)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        heading, words = self._widths(width)
        return self.heading.heightForWidth(heading) + self.words.heightForWidth(words) + 2 * (self.pad * 3 // 4)

    def arrange(self) -> None:
        (wide, inner), y = self._widths(self.width()), self.pad * 3 // 4
        heading = self.heading.heightForWidth(wide)
        self.heading.setGeometry(self.pad + self.indent, y, wide, heading)
        self.words.setGeometry(self.pad, y + heading, inner, self.words.heightForWidth(inner))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        draw_card(painter, kit, self.rect(), ground="background.white", border=_edge(kit.view.contrast))
        if self.side:
            line = kit.line_height(Size.BODY)
            at = QPoint(self.pad, self.pad * 3 // 4 + max(0, (line - self.side) // 2))
            draw_icon(painter, self.icon, at, self.side, kit.color("text.primary"))
        painter.end()


class Kinds(Part):
    """The kinds one under the other; beside few of them the drawing, where there is room for it. Many, or a small
    screen: their names alone, in as many columns as there is room for."""

    def __init__(self, kit: Kit, kinds: Sequence[Kind], width: int) -> None:
        few = len(kinds) <= _BESIDE_PAPER
        self.gap = kit.metrics.mm(4.5)
        caption = kit.height // 5 if kit.view.voice else 0
        low = kit.height - caption < _FULL * kit.line_height(Size.BODY)
        self.paper = kit.metrics.mm(56 if low else 90) if few and kit.roomy else 0
        left = width - self.paper - self.gap - round(kit.metrics.em * 2.2) - kit.metrics.mm(5)
        long = any(kit.advance(kind.named, Size.BODY, False) > left for kind in kinds)
        compact = len(kinds) > 1 and kit.landscape if few else long or low
        super().__init__(kit, [KindRow(kit, kind, compact=compact) for kind in kinds])
        self.gap = kit.metrics.mm(2.5) if compact else self.gap
        widest = max(part.minimumSizeHint().width() for part in self.parts)
        most = max(1, (width + self.gap) // (widest + self.gap))
        self.columns = min(most, 3, len(kinds)) if kit.landscape else 1

    def _left(self, width: int) -> int:
        return width - self.paper - self.gap if self.paper else width

    def _column(self, width: int) -> int:
        return (self._left(width) - self.gap * (self.columns - 1)) // self.columns

    def _rows(self, width: int) -> list[tuple[list[QWidget], int]]:
        """The parts of each row, and its height."""
        column = self._column(width)
        rows = [self.parts[start : start + self.columns] for start in range(0, len(self.parts), self.columns)]
        return [(row, max(part.heightForWidth(column) for part in row)) for row in rows]

    def _kinds(self, width: int) -> int:
        rows = self._rows(width)
        return sum(height for _, height in rows) + self.gap * (len(rows) - 1)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        return max(self._kinds(width), self.paper)

    def arrange(self) -> None:
        column = self._column(self.width())
        y = (self.height() - self._kinds(self.width())) // 2
        for row, height in self._rows(self.width()):
            for place, part in enumerate(row):
                part.setGeometry(place * (column + self.gap), y, column, height)
            y += height + self.gap

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.paper:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self.width() - self.paper, (self.height() - self.paper) // 2)
            painter.scale(self.paper / 100, self.paper / 100)
            _paint_paper(painter, self.kit.theme)
            painter.end()


def _paint_paper(painter: QPainter, theme: Theme) -> None:
    """Two sheets on a square of 100, the upper one with lines and a seal."""
    painter.setPen(QPen(theme.color(_edge(theme.contrast)), 1.2))
    for angle, fill in ((8.0, "surface.primary-subtler"), (-3.0, "background.white")):
        painter.save()
        painter.translate(QPointF(54, 52))
        painter.rotate(angle)
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(QRectF(-30, -42, 60, 84), 4, 4)
        painter.restore()
    painter.translate(QPointF(54, 52))
    painter.rotate(-3.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("element.primary"))
    painter.drawRoundedRect(QRectF(-14, -34, 28, 5), 2.5, 2.5)
    painter.setBrush(theme.color("border.gray-light"))
    for y, wide in ((-20, 44), (-11, 44), (-2, 36), (7, 44), (16, 30)):
        painter.drawRoundedRect(QRectF(-22, y, wide, 3.2), 1.6, 1.6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("element.point"), 2))
    painter.drawRoundedRect(QRectF(8, 21, 14, 14), 2, 2)
    painter.drawRoundedRect(QRectF(12, 25, 6, 6), 1, 1)
