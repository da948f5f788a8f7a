"""A small number with − and +: never below one, never above the limit, which is said beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt

from kiosk.ui.icons import Icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Stepper(Part):
    """``changed(value)`` after each press. A button at its end is disabled, so the limit is felt and read."""

    def __init__(
        self,
        kit: Kit,
        value: int,
        most: int,
        written: Callable[[int], str],
        changed: Callable[[int], None],
        *,
        numbers: tuple[str, str] = ("", ""),
    ) -> None:
        text = kit.strings.text
        short = "_short" if kit.cramped and not kit.flat else ""
        size = Size.BODY if kit.wide else Size.LARGE
        self.size_ = Size.LARGE if kit.wide else Size.TITLE
        self.value, self.most, self.written, self.changed = value, most, written, changed
        self.less = Button(
            kit,
            text(f"copies.less{short}"),
            lambda: self._to(self.value - 1),
            look=Look.SECONDARY,
            size=size,
            key="less",
            icon=Icon.REMOVE,
            number=numbers[0],
        )
        self.more = Button(
            kit,
            text(f"copies.more{short}"),
            lambda: self._to(self.value + 1),
            look=Look.SECONDARY,
            size=size,
            key="more",
            icon=Icon.ADD,
            number=numbers[1],
        )
        self.less.setAccessibleName(text("copies.less_name"))
        self.more.setAccessibleName(text("copies.more_name"))
        self.less.setAccessibleDescription(text("copies.less_hint"))
        self.more.setAccessibleDescription(text("copies.more_hint"))
        self.shown = Text(kit, written(value), size=self.size_, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        super().__init__(kit, [self.less, self.shown, self.more])
        self.gap = kit.metrics.gap
        self._limits()

    def _to(self, value: int) -> None:
        self.value = max(1, min(self.most, value))
        self.shown.setText(self.written(self.value))
        self.shown.update()
        self._limits()
        self.changed(self.value)

    def _limits(self) -> None:
        self.less.setEnabled(self.value > 1)
        self.more.setEnabled(self.value < self.most)

    def _middle(self) -> int:
        """Room for the largest number, so that nothing moves while counting."""
        return max(self.kit.advance(self.written(count), self.size_, True) for count in (1, self.most)) + 1

    def _side(self, width: int) -> int:
        return (width - 2 * self.gap - self._middle()) // 2

    def _stacked(self, width: int) -> bool:
        """Too narrow for all three on one line: the number stands above the buttons."""
        return self._side(width) < max(self.less.least_width(), self.more.least_width())

    def sizeHint(self) -> QSize:
        width = 2 * max(self.less.natural_width(), self.more.natural_width()) + self._middle() + 2 * self.gap
        return QSize(width, self.heightForWidth(width))

    def _button(self, width: int) -> int:
        """Width of each button."""
        return (width - self.gap) // 2 if self._stacked(width) else self._side(width)

    def heightForWidth(self, width: int) -> int:
        button = self._button(width)
        above = self.kit.line_height(self.size_) if self._stacked(width) else 0
        return above + max(self.less.heightForWidth(button), self.more.heightForWidth(button))

    def arrange(self) -> None:
        button, line = self._button(self.width()), self.kit.line_height(self.size_)
        top = line if self._stacked(self.width()) else 0
        self.less.setGeometry(0, top, button, self.height() - top)
        self.more.setGeometry(self.width() - button, top, button, self.height() - top)
        if top:
            self.shown.setGeometry(0, 0, self.width(), line)
            return
        middle = self._middle()
        self.shown.setGeometry(button + self.gap, (self.height() - line) // 2, middle, line)
