"""One person of a household to choose: the relation, which is spoken, and the name, which is seen, and heard in the
earphone alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from drivers.private import Private
from kiosk.ui.kit import Kit
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.text import draw_lines
from kiosk.ui.speakable import Speech, mark
from kiosk.ui.theme import Size

_NAME = Size.LARGE
_LINES = 2
"""Beside the relation a name takes no more lines than that."""


class Name(QWidget):
    """Paints a name; no text property, accessible name or description holds it."""

    def __init__(self, kit: Kit, name: Private[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._name = kit, name
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        mark(self, Speech.SECRET)

    def _fitting(self, width: int) -> Kit:
        """A name longer than a line of large letters stands in normal ones: a row is not taken apart over pages."""
        return self._kit if len(self._kit.wrapped(self._name.reveal(), _NAME, False, width)) == 1 else self._kit.normal

    def lines(self, width: int) -> list[str]:
        return self._fitting(width).wrapped(self._name.reveal(), _NAME, False, width)

    def heightForWidth(self, width: int) -> int:
        return len(self.lines(width)) * self._fitting(width).line_height(_NAME)

    def least_width(self) -> int:
        return self._kit.normal.widest_word(self._name.reveal(), _NAME, False) + 1

    def fits_beside(self, width: int) -> bool:
        """In letters of their size, on no more than two lines."""
        widest = self._kit.widest_word(self._name.reveal(), _NAME, False)
        return width > widest and self._fitting(width) is self._kit and len(self.lines(width)) <= _LINES

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, kit = QPainter(self), self._fitting(self.width())
        painter.setFont(kit.font(_NAME, False))
        painter.setPen(self._kit.color("text.basic"))
        line, metrics = kit.line_height(_NAME), kit.measure(_NAME, False)
        draw_lines(painter, self.lines(self.width()), self.rect(), line, metrics, Qt.AlignmentFlag.AlignLeft)
        painter.end()


class PersonRow(Choice):
    """The name stands right of the relation, ``relations`` pixels from its beginning, so that all names stand in one
    column; without room for that, below it."""

    def __init__(
        self,
        kit: Kit,
        relation: str,
        name: Private[str],
        on_press: Callable[[], None],
        *,
        relations: int,
        number: str,
        hint: str,
        key: str,
    ) -> None:
        self._column = relations
        self._named: Name | None = None
        chevron = not kit.large  # the room is the name's
        super().__init__(kit, relation, on_press, number=number, chevron=chevron, hint=hint, key=key, height_mm=14)
        self._named = Name(kit, name, self)
        self.private = name

    def _left(self) -> int:
        return self._column + self.kit.metrics.mm(6)

    def _in_a_row(self, room: int) -> bool:
        if self._named is None:
            return False
        return self._named.fits_beside(room - self._left())

    def _name_height(self, room: int) -> int:
        if self._named is None:
            return 0
        return self._named.heightForWidth(room - self._left() if self._in_a_row(room) else room)

    def text_height(self, width: int) -> int:
        room = self.text_rect(width).width()
        words, name = super().text_height(width), self._name_height(room)
        return max(words, name) if self._in_a_row(room) else words + name

    def _widest_word(self) -> int:
        return max(super()._widest_word(), self._named.least_width() if self._named is not None else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._named is None:
            return
        rect = self.text_rect(self.width())
        high = self._name_height(rect.width())
        if self._in_a_row(rect.width()):
            place = QRect(rect.left() + self._left(), (self.height() - high) // 2, rect.width() - self._left(), high)
        else:
            bottom = (self.height() + self.text_height(self.width())) // 2
            place = QRect(rect.left(), bottom - high, rect.width(), high)
        self._named.setGeometry(place)
