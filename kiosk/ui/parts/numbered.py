"""A sentence with its number before it: what comes first, second, third."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from kiosk.ui.kit import Kit
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Numbered(Part):
    def __init__(self, kit: Kit, number: int, sentence: str) -> None:
        self.sentence = Text(kit, sentence, size=Size.LARGE, bold=True)
        self.sentence.setAccessibleName(f"{number}. {sentence}")
        super().__init__(kit, [self.sentence])
        self.number = str(number)
        self.side = round(kit.metrics.em * 1.5)

    def _left(self) -> int:
        return self.side + self.kit.metrics.mm(3 if self.kit.large else 5)

    def heightForWidth(self, width: int) -> int:
        return max(self.side, self.sentence.heightForWidth(width - self._left()))

    def arrange(self) -> None:
        room = self.width() - self._left()
        height = self.sentence.heightForWidth(room)
        self.sentence.setGeometry(self._left(), (self.height() - height) // 2, room, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        kit, painter = self.kit, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kit.color("surface.primary-subtler"))
        box = QRect(0, (self.height() - self.side) // 2, self.side, self.side)
        painter.drawRoundedRect(QRectF(box), kit.metrics.radius * 0.7, kit.metrics.radius * 0.7)
        painter.setFont(kit.font(Size.BODY, True))
        painter.setPen(kit.color("text.primary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.number)
        painter.end()
