"""Digits: the fields they are typed into, and the keys 1–9, 0, 정정 and one more. The hardware keypad does the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kiosk.ui.icons import Icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text, draw_lines
from kiosk.ui.theme import Size


class Field(Button):
    """A box for digits under its name. A touch makes it the one that is typed into, which has a thick border and the
    caret."""

    def __init__(
        self, kit: Kit, label: str, on_press: Callable[[], None], *, most: int, hint: str, key: str, empty: str
    ) -> None:
        super().__init__(kit, label, on_press, size=Size.BODY, hint=hint, key=key, height_mm=16)
        self.most, self.empty = most, empty
        self.digits = ""
        self.active = False

    def show_digits(self, digits: str, *, active: bool) -> None:
        self.digits, self.active = digits, active
        self.setAccessibleName(f"{self.text()}: {digits or self.empty}")
        self.update()

    def _most_width(self) -> int:
        return self.kit.advance("8" * self.most, Size.TITLE, True) + self.kit.metrics.mm(2)

    def _side_by_side(self, width: int) -> bool:
        """With large letters, where one line has room for name and digits."""
        needed = self.kit.advance(self.text(), self.size_, True) + self.kit.metrics.gap + self._most_width()
        return self.kit.large and needed <= self.text_rect(width).width()

    def lines(self, width: int) -> list[str]:
        return self.kit.wrapped(self.text(), self.size_, True, self.text_rect(width).width())

    def text_height(self, width: int) -> int:
        line = self.kit.line_height(Size.TITLE)
        return line if self._side_by_side(width) else super().text_height(width) + line

    def least_width(self) -> int:
        around = 1000 - self.text_rect(1000).width()
        return max(super().least_width(), self._most_width() + around)

    def natural_width(self) -> int:
        return self.least_width()

    def border_token(self) -> str | None:
        return "border.primary" if self.active else super().border_token()

    def paint_shape(self, painter: QPainter) -> None:
        super().paint_shape(painter)
        if self.active and not self.looks_pressed:
            thick, radius = self.kit.metrics.line * 2, self.kit.metrics.radius
            painter.setPen(QPen(self.kit.color("border.primary"), thick))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = thick / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)

    def paint_content(self, painter: QPainter) -> None:
        kit, rect = self.kit, self.text_rect(self.width())
        rect.setTop((self.height() - self.text_height(self.width())) // 2)
        line, value = kit.line_height(self.size_), kit.line_height(Size.TITLE)
        painter.setFont(kit.font(self.size_, True))
        painter.setPen(kit.color("text.primary" if self.active else "text.subtle"))
        label = QRect(rect)
        if self._side_by_side(self.width()):
            label.translate(0, (value - line) // 2)
            rect.setLeft(rect.left() + kit.advance(self.text(), self.size_, True) + kit.metrics.gap)
        else:
            rect.translate(0, len(self.lines(self.width())) * line)
        words = self.lines(self.width())
        draw_lines(painter, words, label, line, kit.measure(self.size_, True), Qt.AlignmentFlag.AlignLeft)
        painter.setFont(kit.font(Size.TITLE, True))
        painter.setPen(kit.color("text.basic"))
        title = kit.measure(Size.TITLE, True)
        draw_lines(painter, [self.digits], rect, value, title, Qt.AlignmentFlag.AlignLeft)
        if self.active:  # it stands still: nothing on these screens blinks
            thick = max(3, kit.metrics.line)
            x = rect.left() + title.horizontalAdvance(self.digits) + (thick if self.digits else 0)
            painter.fillRect(x, rect.top() + value // 6, thick, value * 2 // 3, kit.color("element.primary"))


class Fields(Part):
    """Two fields with a dash between them, as the number is written."""

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
    ``more`` and the high ``confirm``, as people know it from cash machines."""

    def __init__(
        self, kit: Kit, press: Callable[[str], None], correct: Callable[[], None], more: Button, confirm: Button
    ) -> None:
        hint = kit.strings.text("key.correct_hint")
        self._press = press
        self._digits = [self._key(kit, digit) for digit in "1234567890"]
        back = Button(kit, kit.strings.text("key.correct"), correct, hint=hint, key="correct", icon=Icon.BACK)
        self._side = [back, more, confirm]
        self._rows: list[Row] = []
        if kit.flat:  # fewer and fuller rows
            self._rows = [Row(kit, [*self._digits[:5], more, back]), Row(kit, [*self._digits[5:], confirm])]
        one, two, three = (self._digits[start : start + 3] for start in (0, 3, 6))
        in_order = [*one, back, *two, more, *three, confirm, self._digits[9]]
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
            height_mm=17,
        )

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
            return sum(row.heightForWidth(width) for row in self._rows) + self.gap
        return 4 * self._line(width) + 3 * self.gap

    def arrange(self) -> None:
        width = self.width()
        if self._rows:
            y = 0
            for row in self._rows:
                row.setGeometry(0, y, width, row.heightForWidth(width))
                y += row.height() + self.gap
            return
        digit, side = self._widths(width)
        line = self._line(width)
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

    def _widths(self, width: int) -> tuple[int, int]:
        """In landscape; ``share`` of the width is the first one's."""
        first = round((width - self.gap) * self.share)
        return first, width - self.gap - first

    def heightForWidth(self, width: int) -> int:
        if self.kit.wide:
            return max(part.heightForWidth(w) for part, w in zip(self.parts, self._widths(width), strict=True))
        return sum(part.heightForWidth(width) for part in self.parts) + self.gap

    def arrange(self) -> None:
        first, second = self.parts
        width = self.width()
        if self.kit.wide:
            left, right = self._widths(width)
            first.setGeometry(0, 0, left, first.heightForWidth(left))
            second.setGeometry(width - right, 0, right, second.heightForWidth(right))
            return
        top = first.heightForWidth(width)
        first.setGeometry(0, 0, width, top)
        second.setGeometry(0, top + self.gap, width, second.heightForWidth(width))
