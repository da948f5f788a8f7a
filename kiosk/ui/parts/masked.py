"""What stands for digits that nobody may see: a circle for each that may be typed, filled as soon as one is, and beside
them in words how many there are. The digits themselves never come here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.speakable import Speech, mark
from kiosk.ui.theme import Size


class Dots(QWidget):
    """``typed`` of ``most`` are filled; those beyond ``least``, which need not be typed, are smaller."""

    def __init__(self, kit: Kit, name: str, least: int, most: int) -> None:
        super().__init__()
        self.kit, self.least, self.most, self.typed = kit, least, most, 0
        self.setAccessibleName(name)
        mark(self, Speech.SECRET)

    def _side(self) -> int:
        return round(self.kit.metrics.em * (0.42 if self.kit.large else 0.6))

    def _gap(self) -> int:
        return round(self.kit.metrics.em * (0.2 if self.kit.large else 0.3))

    def sizeHint(self) -> QSize:
        return QSize(self.most * (self._side() + self._gap()) - self._gap(), self.kit.line_height(Size.BODY))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kit, side, line = self.kit, self._side(), max(2.0, self.kit.metrics.line * 1.0)
        for place in range(self.most):
            filled, small = place < self.typed, place >= self.least
            across = side if filled or not small else side * 0.55
            centre = place * (side + self._gap()) + side / 2
            circle = QRectF(centre - across / 2, (self.height() - across) / 2, across, across)
            ink = kit.color("text.basic" if filled else "button.tertiary-border")
            painter.setPen(QPen(ink, line))
            painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle.adjusted(line / 2, line / 2, -line / 2, -line / 2))
        painter.end()


class MaskedField(Part):
    """``longest``: the longest note that may stand there, so that nothing moves while one types."""

    vital = 2

    def __init__(self, kit: Kit, name: str, *, least: int, most: int, longest: str) -> None:
        self.dots = Dots(kit, name, least, most)
        self.note = Text(kit, "", bold=True, color="text.primary", longest=longest)
        super().__init__(kit, [self.dots, self.note])
        self._longest = kit.advance(longest, Size.BODY, True) + 1
        self.pad, self.space = kit.metrics.pad, kit.metrics.mm(2.5 if kit.large or kit.landscape else 6)
        self.gap = kit.metrics.mm(3 if kit.large else 5)

    def show_typed(self, count: int, note: str, said: str) -> None:
        """``said``: what the voice makes of the note."""
        self.dots.typed = count
        self.note.setText(note)
        self.note.setAccessibleName(said if said != note else "")
        self.dots.update()
        self.note.update()

    def _beside(self, width: int) -> bool:
        return self.dots.sizeHint().width() + self.gap + self._longest <= width - 2 * self.pad

    def _rows(self, width: int) -> list[tuple[QWidget, int]]:
        inner = width - 2 * self.pad
        return [(self.dots, self.dots.sizeHint().height()), (self.note, self.note.heightForWidth(inner))]

    def heightForWidth(self, width: int) -> int:
        heights = [height for _, height in self._rows(width)]
        return (max(heights) if self._beside(width) else sum(heights)) + 2 * self.space

    def sizeHint(self) -> QSize:
        width = self.dots.sizeHint().width() + self.gap + self._longest + 2 * self.pad
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(self.dots.sizeHint().width(), self.note.least_width()) + 2 * self.pad
        return QSize(width, self.heightForWidth(width))

    def arrange(self) -> None:
        inner = self.width() - 2 * self.pad
        if self._beside(self.width()):
            dots = self.dots.sizeHint().width()
            line = self.kit.line_height(Size.BODY)
            top = (self.height() - line) // 2
            self.dots.setGeometry(self.pad, top, dots, line)
            left = self.pad + dots + self.gap
            self.note.setGeometry(left, top, self.width() - self.pad - left, line)
            return
        y = (self.height() - sum(height for _, height in self._rows(self.width()))) // 2
        for part, height in self._rows(self.width()):
            part.setGeometry(self.pad, y, inner, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        thick = self.kit.metrics.line * 2
        draw_card(painter, self.kit, self.rect(), ground="background.white", border="border.primary", thick=thick)
        painter.end()
