"""Where on the machine: a small drawing of the cabinet in which one place is marked, beside the words that name it.

The drawing is how these cabinets are built: money goes in at the upper right, documents come out at the lower middle,
coins at the lower right; a card goes in below the keypad and a receipt comes out below the screen, where such a device
is fitted, and they are drawn only when they are meant.
The marked place is filled and has an arrow, so that it is found without colour, and the
words beside it say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Contrast, Size, Theme


class Spot(StrEnum):
    """What can be marked."""

    COIN_SLOT = "coin_slot"
    MONEY_SLOTS = "money_slots"
    """For coins, and the one below it for notes."""
    PAPER_OUTLET = "paper_outlet"
    COIN_OUTLET = "coin_outlet"
    RECEIPT_OUTLET = "receipt_outlet"
    CARD_IN = "card_in"
    """The card slot, and a card on its way into it."""
    CARD_OUT = "card_out"
    CARD_STAYS = "card_stays"


SMALL, MIDDLE, LARGE = 54.0, 60.0, 84.0
"""Heights of the drawing in millimetres: beside much else, as a rule, where there is nothing else."""
_SHARE = 0.12
"""The most of the screen's height that it may take."""
WIDE, HIGH = 100.0, 132.0
"""The grid of the drawing."""
_BODY = QRectF(12, 3, 76, 122)
_SCREEN = QRectF(20, 12, 42, 62)
_COIN_SLOT = QRectF(69, 15, 13, 16)
_NOTE_SLOT = QRectF(69, 37, 13, 9)
_PAPER_OUTLET = QRectF(22, 94, 40, 12)
_COIN_OUTLET = QRectF(69, 94, 13, 12)
_CARD_SLOT = QRectF(69, 76.5, 13, 5)
_RECEIPT_OUTLET = QRectF(29, 76.5, 24, 5)


@lru_cache(maxsize=32)
def drawing(spot: Spot, height: int, contrast: Contrast) -> QImage:
    """Drawn once for each place, size and theme; a screen that comes again only copies it."""
    image = QImage(round(height * WIDE / HIGH), height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(height / HIGH, height / HIGH)
    _paint(painter, spot, Theme(contrast))
    painter.end()
    return image


def _paint(painter: QPainter, spot: Spot, theme: Theme) -> None:
    quiet = QPen(theme.color("button.tertiary-border"), 1.6)
    ground = theme.color("background.white")
    painter.setPen(quiet)
    painter.drawRoundedRect(QRectF(7, 125, 86, 5), 2, 2)
    painter.drawRoundedRect(_BODY, 6, 6)
    painter.drawRoundedRect(_SCREEN, 3, 3)
    painter.drawLine(QPointF(12, 84), QPointF(88, 84))
    for y, width in ((23.0, 22.0), (31.0, 29.0), (39.0, 26.0)):
        painter.drawLine(QPointF(26, y), QPointF(26 + width, y))
    painter.drawRoundedRect(QRectF(26, 56, 30, 11), 2.5, 2.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(quiet.color())
    for row in range(4):
        for column in range(3):
            painter.drawRoundedRect(QRectF(69 + column * 4.8, 54 + row * 5.4, 3.4, 3.8), 0.8, 0.8)
    painter.setPen(quiet)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place in (_COIN_SLOT, _NOTE_SLOT, _PAPER_OUTLET, _COIN_OUTLET):
        painter.drawRoundedRect(place, 2.4, 2.4)
    strong = theme.color("text.primary")
    match spot:
        case Spot.COIN_SLOT:
            _mark(painter, _COIN_SLOT, strong)
            _arrow(painter, QPointF(84, 23), -1, strong)
        case Spot.MONEY_SLOTS:
            _mark(painter, _COIN_SLOT, strong)
            _mark(painter, _NOTE_SLOT, strong)
            _arrow(painter, QPointF(84, 23), -1, strong)
            _arrow(painter, QPointF(84, 41.5), -1, strong)
        case Spot.COIN_OUTLET:
            _mark(painter, _COIN_OUTLET, strong)
            _arrow(painter, QPointF(84, 100), -1, strong)
        case Spot.PAPER_OUTLET:
            _mark(painter, _PAPER_OUTLET, strong)
            _arrow(painter, QPointF(20, 100), 1, strong)
        case Spot.RECEIPT_OUTLET:
            _mark(painter, _RECEIPT_OUTLET, strong)
            _arrow(painter, QPointF(27, 79), 1, strong)
        case Spot.CARD_IN:
            _mark(painter, _CARD_SLOT, strong)
            _arrow(painter, QPointF(84, 79), -1, strong)
        case Spot.CARD_STAYS:
            _mark(painter, _CARD_SLOT, strong)
        case Spot.CARD_OUT:
            _mark(painter, _CARD_SLOT, strong)
            _arrow(painter, QPointF(100, 79), 1, strong)
    for place, marked in _openings(spot):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground if marked else quiet.color())
        painter.drawRoundedRect(place, 0.8, 0.8)
    if spot is Spot.PAPER_OUTLET:
        painter.setPen(QPen(strong, 1.6))
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([QPointF(30, 101), QPointF(54, 101), QPointF(56, 118), QPointF(28, 118)]))
        for y in (107.0, 112.0):
            painter.drawLine(QPointF(33, y), QPointF(51, y))
    elif spot is Spot.RECEIPT_OUTLET:
        painter.setPen(QPen(strong, 1.6))
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([QPointF(34, 79), QPointF(48, 79), QPointF(48, 100), QPointF(34, 100)]))
        for y in (85.0, 90.0, 95.0):
            painter.drawLine(QPointF(37, y), QPointF(45, y))


def _openings(spot: Spot) -> list[tuple[QRectF, bool]]:
    """The dark line within each place, and whether its place is marked."""
    card = [(QRectF(71, 78.2, 9, 1.6), True)] if spot in (Spot.CARD_IN, Spot.CARD_OUT, Spot.CARD_STAYS) else []
    receipt = [(QRectF(31, 78.2, 20, 1.6), True)] if spot is Spot.RECEIPT_OUTLET else []
    return [
        *card,
        *receipt,
        (QRectF(74.7, 18, 1.8, 10), spot in (Spot.COIN_SLOT, Spot.MONEY_SLOTS)),
        (QRectF(71, 40.6, 9, 1.8), spot is Spot.MONEY_SLOTS),
        (QRectF(25, 99, 34, 2.2), spot is Spot.PAPER_OUTLET),
        (QRectF(71, 101, 9, 2.2), spot is Spot.COIN_OUTLET),
    ]


def _mark(painter: QPainter, place: QRectF, color: QColor) -> None:
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(color)
    painter.drawRoundedRect(place.adjusted(-1.5, -1.5, 1.5, 1.5), 3, 3)


def _arrow(painter: QPainter, tip: QPointF, along: int, color: QColor) -> None:
    """Its point at ``tip``, coming from the left (1) or from the right (-1)."""
    x, y = tip.x(), tip.y()
    shape = [(0, 0), (-8, -7), (-8, -2.8), (-16, -2.8), (-16, 2.8), (-8, 2.8), (-8, 7)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(x + along * dx, y + dy) for dx, dy in shape]))


class Where(Part):
    """A panel: the drawing, and beside it what is meant, in words. Without room for both the words stand alone."""

    def __init__(
        self,
        kit: Kit,
        spot: Spot,
        title: str,
        lines: Sequence[str],
        *,
        size: Size = Size.LARGE,
        drawing_mm: float = MIDDLE,
    ) -> None:
        self.spot = spot
        self.title = Text(kit, title, size=size, bold=True)
        texts: list[QWidget] = [self.title, *(Text(kit, line, color="text.subtle") for line in lines)]
        super().__init__(kit, texts)
        m = kit.metrics
        self.pad = m.mm(3.5 if kit.large else 5)
        self.gap = m.mm(1.5)
        self.drawing_height = m.mm(drawing_mm if kit.roomy else min(drawing_mm, SMALL))
        if kit.roomy:
            self.drawing_height = min(self.drawing_height, round(kit.height * _SHARE))

    def picture(self) -> QImage:
        return drawing(self.spot, self.drawing_height, self.kit.view.contrast)

    def _drawing_width(self, width: int) -> int:
        """With the space beside it; 0 where the words need the room."""
        if self.kit.flat:
            return 0
        drawn = round(self.drawing_height * WIDE / HIGH) + self.kit.metrics.mm(5)
        left = width - 2 * self.pad - drawn
        least = max(6 * self.kit.metrics.em, *(text.minimumSizeHint().width() for text in self.parts))
        return drawn if left >= least else 0

    def _words_height(self, inner: int) -> int:
        return sum(text.heightForWidth(inner) for text in self.parts) + self.gap * (len(self.parts) - 1)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad + round(self.drawing_height * WIDE / HIGH), 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad, 0)

    def heightForWidth(self, width: int) -> int:
        drawn = self._drawing_width(width)
        words = self._words_height(width - 2 * self.pad - drawn)
        return max(words, self.drawing_height if drawn else 0) + 2 * self.pad

    def arrange(self) -> None:
        drawn = self._drawing_width(self.width())
        inner = self.width() - 2 * self.pad - drawn
        y = (self.height() - self._words_height(inner)) // 2
        for text in self.parts:
            height = text.heightForWidth(inner)
            text.setGeometry(self.pad + drawn, y, inner, height)
            y += height + self.gap

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        draw_card(painter, kit, self.rect(), ground="background.white", border="border.gray-light")
        if self._drawing_width(self.width()):
            painter.drawImage(self.pad, (self.height() - self.drawing_height) // 2, self.picture())
        painter.end()
