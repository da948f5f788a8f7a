"""The band across the upper edge of every screen while a card is in the slot that nobody needs."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPaintEvent

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class CardLine(Part):
    """The whole sentence where it fits on one line, else what to do. The voice says all of it."""

    def __init__(self, kit: Kit) -> None:
        whole, short = kit.strings.text("card.left"), kit.strings.text("card.left_short")
        m = kit.metrics
        self.side, self.gap = round(m.em * 1.15), m.mm(3)
        fits = kit.advance(whole, Size.BODY, True) <= kit.width - 2 * m.margin - self.side - self.gap
        self.words = Text(kit, whole if fits else short, bold=True)
        self.words.setAccessibleName(whole)
        super().__init__(kit, [self.words])
        self.edge = m.mm(2 if kit.large else 3)

    def _left(self) -> int:
        return self.kit.metrics.margin + self.side + self.gap

    def _room(self, width: int) -> int:
        return width - self._left() - self.kit.metrics.margin

    def heightForWidth(self, width: int) -> int:
        return self.words.heightForWidth(self._room(width)) + 2 * self.edge

    def arrange(self) -> None:
        room = self._room(self.width())
        self.words.setGeometry(self._left(), self.edge, room, self.words.heightForWidth(room))

    def paintEvent(self, event: QPaintEvent) -> None:
        kit, painter = self.kit, QPainter(self)
        painter.fillRect(self.rect(), kit.color("surface.warning-subtler"))
        thick = kit.metrics.line
        painter.fillRect(0, self.height() - thick, self.width(), thick, kit.color("border.warning"))
        at = QPoint(kit.metrics.margin, (self.height() - self.side) // 2)
        draw_icon(painter, Icon.CARD, at, self.side, kit.color("text.basic"))
        painter.end()
