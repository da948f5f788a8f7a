"""Digits: what was typed in a large box, and the keys 1–9, 정정, 0, 확인. The hardware keypad does the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Entry(Part):
    """What is typed so far, under the words that stay (the dong)."""

    def __init__(self, kit: Kit, before: str, typed: str, name: str) -> None:
        self.before = Text(kit, before, size=Size.LARGE, color="text.subtle")
        self.typed = Text(kit, typed or " ", size=Size.TITLE, bold=True)
        self.typed.setAccessibleName(name)
        super().__init__(kit, [self.before, self.typed])
        self.pad = kit.metrics.mm(2 if kit.large else 4)

    def show_typed(self, typed: str) -> None:
        self.typed.setText(typed or " ")
        self.typed.update()
        self.update()

    def _beside(self, inner: int) -> int:
        """With large letters, where one line has room for both: how far to the right the digits begin; else 0."""
        left = self.before.natural_width() + self.kit.metrics.gap
        most = self.kit.advance("8888 - 8888", Size.TITLE, True) + self.kit.metrics.gap
        return left if self.kit.large and left + most <= inner else 0

    def heightForWidth(self, width: int) -> int:
        inner = width - 2 * self.pad
        if self._beside(inner):
            return max(self.kit.line_height(Size.TITLE), self.before.heightForWidth(inner)) + 2 * self.pad
        return self.before.heightForWidth(inner) + self.kit.line_height(Size.TITLE) + 2 * self.pad

    def arrange(self) -> None:
        inner = self.width() - 2 * self.pad
        left = self._beside(inner)
        if left:
            height, typed = self.before.heightForWidth(inner), self.kit.line_height(Size.TITLE)
            self.before.setGeometry(self.pad, (self.height() - height) // 2, left - self.kit.metrics.gap, height)
            self.typed.setGeometry(self.pad + left, (self.height() - typed) // 2, inner - left, typed)
            return
        top = self.before.heightForWidth(inner)
        self.before.setGeometry(self.pad, self.pad, inner, top)
        self.typed.setGeometry(self.pad, self.pad + top, inner, self.kit.line_height(Size.TITLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kit, line = self.kit, self.kit.metrics.line
        painter.setPen(QPen(kit.color("border.primary"), line * 1.5))
        painter.setBrush(kit.color("background.white"))
        rect = QRectF(self.rect()).adjusted(line, line, -line, -line)
        painter.drawRoundedRect(rect, kit.metrics.radius, kit.metrics.radius)
        # The caret stands still: nothing on these screens blinks.
        x = self.typed.x() + (self.typed.natural_width() if self.typed.text().strip() else 0) + line * 2
        painter.fillRect(x, self.typed.y() + 4, line * 2, self.typed.height() - 8, kit.color("element.primary"))
        painter.end()


class Keypad(Part):
    """``typed(digits)`` is called with the whole of what is typed after each key. ``most``: how many digits there may
    be."""

    def __init__(
        self, kit: Kit, digits: str, most: int, typed: Callable[[str], None], confirm: Button | None = None
    ) -> None:
        self.digits, self.most, self.typed = digits, most, typed
        text = kit.strings.text
        self.keys: dict[str, Button] = {}
        correct = Button(kit, text("key.correct"), self.correct, hint=text("key.correct_hint"), key="correct")
        ending = [confirm] if confirm is not None else []
        if kit.cramped:  # fewer and fuller rows
            halves = [[*self._row(kit, "12345"), correct], [*self._row(kit, "67890"), *ending]]
            thirds = [self._row(kit, "1234"), self._row(kit, "5678"), [correct, *self._row(kit, "90"), *ending]]
            lines = [Row(kit, row) for row in (halves if kit.flat else thirds)]
        else:
            rows = [self._row(kit, digits) for digits in ("123", "456", "789")]
            lines = [Row(kit, row, columns=3) for row in [*rows, [correct, self._key(kit, "0"), *ending]]]
        super().__init__(kit, lines)
        self.gap = kit.metrics.gap

    def _row(self, kit: Kit, digits: str) -> list[Button]:
        return [self._key(kit, digit) for digit in digits]

    def _key(self, kit: Kit, digit: str) -> Button:
        key = Button(
            kit,
            digit,
            lambda: self.press(digit),
            look=Look.QUIET if kit.view.contrast == "light" else Look.PLAIN,
            size=Size.TITLE,
            hint=kit.strings.text("key.digit_hint"),
            key=f"digit.{digit}",
            height_mm=22,
        )
        self.keys[digit] = key
        return key

    def press(self, digit: str) -> None:
        if len(self.digits) < self.most:
            self.digits = self.digits + digit
            self.typed(self.digits)

    def correct(self) -> None:
        """One digit back."""
        self.digits = self.digits[:-1]
        self.typed(self.digits)

    def heightForWidth(self, width: int) -> int:
        return sum(part.heightForWidth(width) for part in self.parts) + self.gap * (len(self.parts) - 1)

    def arrange(self) -> None:
        y = 0
        for part in self.parts:
            height = part.heightForWidth(self.width())
            part.setGeometry(0, y, self.width(), height)
            y += height + self.gap


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
