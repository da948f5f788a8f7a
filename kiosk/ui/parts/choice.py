"""A big numbered choice: number, title, a line below, a chevron; and the check row, whose choice is yes or no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look, draw_chevron, draw_tick
from kiosk.ui.parts.text import draw_lines
from kiosk.ui.theme import Size


class Choice(Button):
    """Pressing it chooses. ``closed``: why it can not be had now; it stays readable and explains itself, but does
    nothing."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        on_press: Callable[[], None],
        *,
        number: str = "",
        below: str = "",
        closed: str = "",
        chevron: bool = True,
        hint: str = "",
        key: str = "",
        height_mm: float = 20.0,
    ) -> None:
        self.below = closed or below
        self.closed = bool(closed)
        self.chevron = chevron and not closed
        super().__init__(
            kit,
            text,
            on_press,
            look=Look.QUIET if closed else Look.PLAIN,
            hint=hint or self.below,
            key=key,
            number=number,
            height_mm=height_mm,
        )
        if closed:
            self.setEnabled(False)

    def _chip(self) -> int:
        """Side of the square with the number."""
        digits = self.kit.advance(self.number, Size.BODY, True)
        return max(round(self.kit.metrics.em * 1.5), digits + self.kit.metrics.mm(3))

    def text_rect(self, width: int) -> QRect:
        pad = self.kit.metrics.pad
        left = pad + (self._chip() + pad if self.number else 0)
        right = pad + (self.kit.metrics.em if self.chevron else 0)
        return QRect(left, 0, width - left - right, 0)

    def lines(self, width: int) -> list[str]:
        return self.kit.wrapped(self.text(), self.size_, True, self.text_rect(width).width())

    def below_lines(self, width: int) -> list[str]:
        if not self.below:
            return []
        return self.kit.wrapped(self.below, Size.BODY, False, self.text_rect(width).width())

    def text_height(self, width: int) -> int:
        below = len(self.below_lines(width)) * self.kit.line_height(Size.BODY)
        return super().text_height(width) + below

    def natural_width(self) -> int:
        if not self.below:
            return super().natural_width()
        below = self.kit.advance(self.below, Size.BODY, False) + 2 + 1000 - self.text_rect(1000).width()
        return max(super().natural_width(), below)

    def least_width(self) -> int:
        if not self.below:
            return super().least_width()
        below = self.kit.widest_word(self.below, Size.BODY, False) + 2 + 1000 - self.text_rect(1000).width()
        return max(super().least_width(), below)

    def text_color(self) -> QColor:
        return self.kit.color("text.subtle" if self.closed else "text.basic")

    def paint_content(self, painter: QPainter) -> None:
        kit, metrics = self.kit, self.kit.metrics
        rect = self.text_rect(self.width())
        if self.number:
            self._paint_number(painter)
        top = (self.height() - self.text_height(self.width())) // 2
        rect.setTop(top)
        lines = self.lines(self.width())
        painter.setFont(kit.font(self.size_, True))
        painter.setPen(self.text_color())
        line = kit.line_height(self.size_)
        draw_lines(painter, lines, rect, line, kit.measure(self.size_, True), Qt.AlignmentFlag.AlignLeft)
        if self.below:
            rect.setTop(top + len(lines) * line)
            painter.setFont(kit.font(Size.BODY, False))
            painter.setPen(kit.color("text.subtle"))
            body = kit.measure(Size.BODY, False)
            below = self.below_lines(self.width())
            draw_lines(painter, below, rect, kit.line_height(Size.BODY), body, Qt.AlignmentFlag.AlignLeft)
        if self.chevron:
            centre = QPoint(self.width() - metrics.pad - metrics.em // 3, self.height() // 2)
            draw_chevron(painter, centre, metrics.em // 2, kit.color("element.primary"), max(3, metrics.em // 9))

    def _paint_number(self, painter: QPainter) -> None:
        kit, side = self.kit, self._chip()
        box = QRect(kit.metrics.pad, (self.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kit.color("surface.gray-subtle" if self.closed else "surface.primary-subtler"))
        painter.drawRoundedRect(QRectF(box), kit.metrics.radius * 0.7, kit.metrics.radius * 0.7)
        painter.setFont(kit.font(Size.BODY, True))
        painter.setPen(kit.color("text.subtle" if self.closed else "text.primary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.number)


class Check(Choice):
    """A yes-or-no choice with a box and the word for its state, so that a tick is never the only sign."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        state: str,
        on: bool,
        on_press: Callable[[], None],
        *,
        number: str = "",
        key: str = "",
    ) -> None:
        super().__init__(kit, text, on_press, number=number, below=state, chevron=False, key=key)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(f"{text}: {state}")

    def _box(self, width: int) -> QRect:
        side = round(self.kit.metrics.em * 1.15)
        return QRect(width - self.kit.metrics.pad - side, (self.height() - side) // 2, side, side)

    def text_rect(self, width: int) -> QRect:
        rect = super().text_rect(width)
        rect.setRight(self._box(width).left() - self.kit.metrics.pad)
        return rect

    def nextCheckState(self) -> None:
        """The state is the draft's; the screen is drawn anew from it."""

    def paint_content(self, painter: QPainter) -> None:
        super().paint_content(painter)
        kit, box = self.kit, self._box(self.width())
        on = self.isChecked()
        painter.setPen(QPen(kit.color("button.tertiary-border"), kit.metrics.line) if not on else Qt.PenStyle.NoPen)
        painter.setBrush(kit.color("button.primary-fill" if on else "background.white"))
        painter.drawRoundedRect(QRectF(box), kit.metrics.radius * 0.5, kit.metrics.radius * 0.5)
        if on:
            draw_tick(painter, box, kit.color("text.inverse-static"), max(3, box.width() // 8))
