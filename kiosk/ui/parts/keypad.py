"""Digits: the fields they are typed into, and the keys 1–9, 0, 정정 and one more. The hardware keypad does the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part, Row, most_height
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_GROWTH = 1.3
"""How much higher the keys may be where a page has room to spare."""


class Field(Part):
    """A box for digits under its name; the one that is typed into has a thick border and the caret. The keys move from
    field to field; a finger on the box itself does so too (``touched``). ``asks``: what the voice asks for while it is
    empty."""

    def __init__(self, kit: Kit, label: str, *, asks: str, most: int, key: str, touched: Callable[[], None]) -> None:
        self.label = Text(kit, label, bold=True, color="text.subtle")
        self.digits = Text(kit, "", size=Size.TITLE, bold=True)
        super().__init__(kit, [self.label, self.digits])
        self.setObjectName(key)
        self.most, self.active, self._asks, self._touched = most, False, asks, touched
        self.pad = kit.metrics.pad
        self.space = kit.metrics.mm(2.5)

    def show_digits(self, digits: str, *, active: bool) -> None:
        self.active = active
        self.digits.setText(digits)
        self.label.setAccessibleName(self._asks if active and not digits else "")
        self.label.token = "text.primary" if active else "text.subtle"
        self.label.update()
        self.digits.update()
        self.update()

    def _most_width(self) -> int:
        return self.kit.advance("8" * self.most, Size.TITLE, True) + self.kit.metrics.mm(2)

    def _side_by_side(self, width: int) -> bool:
        """With large letters, where one line has room for name and digits."""
        needed = self.label.natural_width() + self.kit.metrics.gap + self._most_width()
        return self.kit.large and needed <= width - 2 * self.pad

    def heightForWidth(self, width: int) -> int:
        line = self.kit.line_height(Size.TITLE)
        label = 0 if self._side_by_side(width) else self.label.heightForWidth(width - 2 * self.pad)
        return label + line + 2 * self.space

    def arrange(self) -> None:
        inner, line = self.width() - 2 * self.pad, self.kit.line_height(Size.TITLE)
        top = (self.height() - self.heightForWidth(self.width())) // 2 + self.space
        label = self.label.heightForWidth(inner)
        if self._side_by_side(self.width()):
            wide = self.label.natural_width()
            self.label.setGeometry(self.pad, top + (line - label) // 2, wide, label)
            left = self.pad + wide + self.kit.metrics.gap
            self.digits.setGeometry(left, top, self.width() - self.pad - left, line)
            return
        self.label.setGeometry(self.pad, top, inner, label)
        self.digits.setGeometry(self.pad, top + label, inner, line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.kit.desk.touch_welcome():
            self._touched()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit, m = self.kit, self.kit.metrics
        border, thick = ("border.primary", m.line * 2) if self.active else ("button.tertiary-border", m.line)
        draw_card(painter, kit, self.rect(), ground="background.white", border=border, thick=thick)
        if self.active:  # it stands still: nothing on these screens blinks
            wide, line = max(3, m.line), kit.line_height(Size.TITLE)
            digits = self.digits.text()
            x = self.digits.x() + (kit.advance(digits, Size.TITLE, True) + wide if digits else 0)
            painter.fillRect(x, self.digits.y() + line // 6, wide, line * 2 // 3, kit.color("element.primary"))
        painter.end()


class Fields(Part):
    """Two fields with a dash between them, as the number is written."""

    vital = 2

    def __init__(self, kit: Kit, first: Field, second: Field) -> None:
        self.dash = Text(kit, "–", size=Size.TITLE, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        super().__init__(kit, [first, self.dash, second])

    def _side(self, width: int) -> int:
        gap = self.kit.metrics.gap
        return (width - self.dash.natural_width() - 2 * gap) // 2

    def heightForWidth(self, width: int) -> int:
        side = self._side(width)
        return max(self.parts[0].heightForWidth(side), self.parts[2].heightForWidth(side))

    def arrange(self) -> None:
        side, height = self._side(self.width()), self.height()
        line = self.kit.line_height(Size.TITLE)
        self.parts[0].setGeometry(0, 0, side, height)
        self.dash.setGeometry(side, (height - line) // 2, self.width() - 2 * side, line)
        self.parts[2].setGeometry(self.width() - side, 0, side, height)


class Aside(Part):
    """A label and, right of it, the words it stands for; their first lines stand at the same height."""

    def __init__(self, kit: Kit, label: Text, words: Text) -> None:
        super().__init__(kit, [label, words])
        self.label, self.words = label, words

    def _left(self) -> int:
        return self.label.natural_width() + self.kit.metrics.gap

    def heightForWidth(self, width: int) -> int:
        label = self.label.heightForWidth(self._left())
        return max(label, self.words.heightForWidth(width - self._left()))

    def arrange(self) -> None:
        left, line = self._left(), self.kit.line_height(self.words.size_)
        label = self.label.heightForWidth(left)
        self.label.setGeometry(0, max(0, (line - label) // 2), left, label)
        self.words.setGeometry(left, 0, self.width() - left, self.height())


class Keypad(Part):
    """``press`` is called with each digit, ``correct`` for 정정. Beside the digits stand, one under the other, 정정,
    ``more`` and the tall ``confirm``, as people know it from cash machines. ``high``: there is room for higher keys;
    ``flat``: there is none for four rows."""

    def __init__(
        self,
        kit: Kit,
        press: Callable[[str], None],
        correct: Callable[[], None],
        more: Button,
        confirm: Button,
        *,
        high: bool = False,
        flat: bool = False,
    ) -> None:
        hint = kit.strings.text("key.correct_hint")
        self._press = press
        self._high = 22.0 if high else 17.0
        self._digits = [self._key(kit, digit) for digit in "1234567890"]
        back = Button(kit, kit.strings.text("key.correct"), correct, hint=hint, key="correct", icon=Icon.BACK)
        self._side = [back, more, confirm]
        self._rows: list[Row] = []
        if kit.flat or (kit.landscape and kit.view.low and kit.view.voice):  # fewer and fuller rows
            self._rows = [Row(kit, [*self._digits[:5], more, back]), Row(kit, [*self._digits[5:], confirm])]
        elif flat or (kit.large and (kit.view.low or kit.cramped)):
            ends = ((0, 4, back), (4, 8, more), (8, 10, confirm))
            self._rows = [Row(kit, [*self._digits[first:last], end]) for first, last, end in ends]
        one, two, three = (self._digits[start : start + 3] for start in (0, 3, 6))
        in_order = [*one, back, *two, more, *three, self._digits[9], confirm]
        super().__init__(kit, self._rows or in_order)
        self.gap = kit.metrics.gap

    def _key(self, kit: Kit, digit: str) -> Button:
        return Button(
            kit,
            digit,
            lambda: self._press(digit),
            look=Look.PLAIN,
            size=Size.TITLE,
            hint=kit.strings.text("key.digit_hint"),
            key=f"digit.{digit}",
            height_mm=self._high,
        )

    def pieces(self, width: int) -> list[QWidget]:
        return list(self._rows) or [self]

    def _widths(self, width: int) -> tuple[int, int]:
        """Of a digit and of the keys beside them, which are as wide as their words need."""
        room = width - 3 * self.gap
        back, more, confirm = self._side
        side = max(room // 4, back.least_width(), more.natural_width(), confirm.least_width())
        return (room - side) // 3, side

    def _line(self, width: int) -> int:
        digit, side = self._widths(width)
        digits = max(button.heightForWidth(digit) for button in self._digits)
        return max(digits, *(button.heightForWidth(side) for button in self._side[:2]))

    def heightForWidth(self, width: int) -> int:
        if self._rows:
            return sum(row.heightForWidth(width) for row in self._rows) + self.gap * (len(self._rows) - 1)
        return 4 * self._line(width) + 3 * self.gap

    def most_height(self, width: int) -> int:
        height = self.heightForWidth(width)
        return height if self._rows else round(height * _GROWTH)

    def arrange(self) -> None:
        width = self.width()
        if self._rows:
            y = 0
            for row in self._rows:
                row.setGeometry(0, y, width, row.heightForWidth(width))
                y += row.height() + self.gap
            return
        digit, side = self._widths(width)
        line = max(self._line(width), (self.height() - 3 * self.gap) // 4)
        for place, button in enumerate(self._digits[:9]):
            x, y = place % 3 * (digit + self.gap), place // 3 * (line + self.gap)
            button.setGeometry(x, y, digit, line)
        below = 3 * (line + self.gap)
        self._digits[9].setGeometry(0, below, 3 * digit + 2 * self.gap, line)
        left = width - side
        for place, button in enumerate(self._side):
            height = 2 * line + self.gap if place == 2 else line
            button.setGeometry(left, place * (line + self.gap), side, height)


class Beside(Part):
    """Two parts: side by side in landscape, one under the other in portrait."""

    def __init__(self, kit: Kit, first: Part, second: Part, share: float = 0.5) -> None:
        super().__init__(kit, [first, second])
        self.gap, self.share = kit.metrics.gap, share

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def _widths(self, width: int) -> tuple[int, int]:
        """In landscape; ``share`` of the width is the first one's."""
        first = round((width - self.gap) * self.share)
        return first, width - self.gap - first

    def heightForWidth(self, width: int) -> int:
        if self.kit.wide:
            return max(part.heightForWidth(w) for part, w in zip(self.parts, self._widths(width), strict=True))
        return sum(part.heightForWidth(width) for part in self.parts) + self.gap

    def most_height(self, width: int) -> int:
        """The second part grows, if it can."""
        if self.kit.wide:
            right = self._widths(width)[1]
            return max(self.heightForWidth(width), most_height(self.parts[1], right))
        more = most_height(self.parts[1], width) - self.parts[1].heightForWidth(width)
        return self.heightForWidth(width) + max(0, more)

    def arrange(self) -> None:
        first, second = self.parts
        width, height = self.width(), self.height()
        if self.kit.wide:
            left, right = self._widths(width)
            first.setGeometry(0, 0, left, first.heightForWidth(left))
            low = min(height, most_height(second, right))
            second.setGeometry(width - right, 0, right, max(second.heightForWidth(right), low))
            return
        top = first.heightForWidth(width)
        first.setGeometry(0, 0, width, top)
        below = max(second.heightForWidth(width), min(height - top - self.gap, most_height(second, width)))
        second.setGeometry(0, top + self.gap, width, below)
