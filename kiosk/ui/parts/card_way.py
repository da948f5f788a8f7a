"""How a card goes into its slot: chip up, chip end first. A drawing beside the words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from kiosk.ui.kit import Kit
from kiosk.ui.parts.machine import HIGH, LARGE, WIDE, Spot, Where
from kiosk.ui.theme import Contrast, Theme

_SHARE = 0.18
"""The most of the screen's height that it may take: it is what the screen is about."""
_PLATE = QRectF(12, 4, 76, 22)
_SLIT = QRectF(21, 12.5, 58, 5)
_CARD = QRectF(25, 50, 50, 78)
_CHIP = QRectF(40, 58, 20, 16)


@lru_cache(maxsize=8)
def drawing(height: int, contrast: Contrast) -> QImage:
    """Drawn once for each size and theme."""
    image = QImage(round(height * WIDE / HIGH), height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(height / HIGH, height / HIGH)
    _paint(painter, Theme(contrast))
    painter.end()
    return image


def _paint(painter: QPainter, theme: Theme) -> None:
    quiet, strong = theme.color("button.tertiary-border"), theme.color("text.primary")
    painter.setPen(QPen(quiet, 1.8))
    painter.drawRoundedRect(_PLATE, 4, 4)
    painter.drawRoundedRect(_CARD, 5, 5)
    for y, width in ((100.0, 34.0), (108.0, 34.0), (116.0, 22.0)):
        painter.drawLine(QPointF(33, y), QPointF(33 + width, y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(quiet)
    painter.drawRoundedRect(_SLIT, 2, 2)
    painter.setBrush(strong)
    painter.drawRoundedRect(_CHIP, 3, 3)
    up = [(50, 29), (60, 40), (54, 40), (54, 47), (46, 47), (46, 40), (40, 40)]
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in up]))
    painter.setPen(QPen(theme.color("background.white"), 1.4))
    middle = _CHIP.center()
    painter.drawLine(QPointF(_CHIP.left(), middle.y()), QPointF(_CHIP.right(), middle.y()))
    for x in (_CHIP.left() + 6.5, _CHIP.right() - 6.5):
        painter.drawLine(QPointF(x, _CHIP.top()), QPointF(x, _CHIP.bottom()))


class CardWay(Where):
    def __init__(self, kit: Kit, title: str, lines: Sequence[str]) -> None:
        super().__init__(kit, Spot.CARD_IN, title, lines, drawing_mm=LARGE)
        if kit.spacious:
            self.drawing_height = min(kit.metrics.mm(LARGE), round(kit.height * _SHARE))

    def picture(self) -> QImage:
        return drawing(self.drawing_height, self.kit.view.contrast)
