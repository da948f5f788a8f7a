"""Which step of how many, in words and in segments; on the right the seconds left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Step
from kiosk.ui.kit import Kit
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class StepBar(QWidget):
    """``identification``: it has a step of its own."""

    def __init__(self, kit: Kit, step: Step | None, *, identification: bool) -> None:
        super().__init__()
        self.kit, self.step = kit, step
        self.steps = [each for each in Step if identification or each is not Step.IDENTIFY]
        self.named = self.short = ""
        if step is not None:
            at, of = self.place
            self.named = kit.strings.text("step.where", at=at, of=of, name=kit.strings.text(f"step.{step.value}"))
            self.short = kit.strings.text("step.where_short", at=at, of=of)
        self.words = Text(kit, self.named, bold=True, color="text.primary", parent=self)
        self.words.setAccessibleName(self.named)
        self._seconds = "step.seconds_short" if kit.large else "step.seconds"
        self.left = Text(kit, "", color="text.subtle", align=Qt.AlignmentFlag.AlignRight, parent=self)
        self._segment = kit.metrics.mm(2.2)

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many; the first is 1, none is 0."""
        return 0 if self.step is None else self.steps.index(self.step) + 1, len(self.steps)

    def show_seconds(self, seconds: int | None) -> None:
        self.left.setText("" if seconds is None else self.kit.strings.text(self._seconds, seconds=seconds))
        self.left.update()

    def least_width(self) -> int:
        return self.words.natural_width() + self._left_width() + self.kit.metrics.gap

    def _left_width(self) -> int:
        return self.kit.advance(self.kit.strings.text(self._seconds, seconds=888), Size.BODY, False) + 1

    def heightForWidth(self, width: int) -> int:
        line = self.kit.line_height(Size.BODY)
        return line if self.step is None else self._segment + self.kit.metrics.mm(1.5) + line

    def resizeEvent(self, event: QResizeEvent) -> None:
        line = self.kit.line_height(Size.BODY)
        top = self.height() - line
        right = self._left_width()
        # With large letters and little room the number of the step has to do.
        self.words.setText(self.named)
        if self.kit.large and self.least_width() > self.width():
            self.words.setText(self.short)
        self.words.setGeometry(0, top, self.width() - right - self.kit.metrics.gap, line)
        self.left.setGeometry(self.width() - right, top, right, line)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.step is None:
            return
        painter = QPainter(self)
        gap, (at, count) = self.kit.metrics.mm(2.5), self.place
        width = (self.width() - gap * (count - 1)) // count
        for number in range(count):
            token = "element.primary" if number < at else "border.gray-light"
            # The steps still to come are thinner: the bar reads without colour as well.
            height = self._segment if number < at else self._segment // 2
            painter.fillRect(number * (width + gap), 0, width, height, self.kit.color(token))
        painter.end()
