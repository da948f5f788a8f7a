"""The list of what was applied for: a card for each document with what can still be done to it, and the sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class CartRow(Part):
    """Document and copies, what is in it, the fee, and the buttons: beside them in landscape, else below."""

    def __init__(self, kit: Kit, what: str, how: str, fee: str, buttons: Sequence[Button]) -> None:
        self.what = Text(kit, what, size=Size.LARGE, bold=True)
        self.how = Text(kit, how, color="text.subtle")
        self.fee = Text(kit, fee, size=Size.LARGE, bold=True, align=Qt.AlignmentFlag.AlignRight)
        self.buttons = Row(kit, buttons)
        super().__init__(kit, [self.what, self.how, self.fee, self.buttons])
        self.gap = kit.metrics.gap
        self.pad = kit.metrics.mm(3 if kit.large or kit.wide else 4.5)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad, 0)

    def _fee_beside(self, inner: int) -> bool:
        """Whether the fee stands at the end of the first line, not below."""
        left = inner - self.fee.natural_width() - self.gap
        return left >= max(6 * self.kit.metrics.em, self.what.least_width())

    def _words(self, inner: int) -> tuple[int, int, int]:
        """Width of the name, its height, and the height of all words."""
        beside = self._fee_beside(inner)
        name = inner - self.fee.natural_width() - self.gap if beside else inner
        what = self.what.heightForWidth(name)
        below = self.how.heightForWidth(inner) + (0 if beside else self.fee.heightForWidth(inner))
        return name, what, what + below

    def _side(self, inner: int) -> int:
        """Width of the buttons beside the words; 0: they stand below."""
        side = self.buttons.sizeHint().width()
        return side if self.kit.wide and inner - side - self.gap >= 14 * self.kit.metrics.em else 0

    def _inner(self, width: int) -> int:
        inner = width - 2 * self.pad
        side = self._side(inner)
        return inner - side - 2 * self.gap if side else inner

    def heightForWidth(self, width: int) -> int:
        inner = self._inner(width)
        words, side = self._words(inner)[2], self._side(width - 2 * self.pad)
        if side:
            return max(words, self.buttons.heightForWidth(side)) + 2 * self.pad
        return words + self.gap + self.buttons.heightForWidth(self._below(inner)) + 2 * self.pad

    def _below(self, inner: int) -> int:
        """Width of the buttons below the words: no wider than they need, unless letters are large."""
        return inner if self.kit.large else min(inner, round(self.buttons.sizeHint().width() * 1.25))

    def arrange(self) -> None:
        inner, pad = self._inner(self.width()), self.pad
        name, what, words = self._words(inner)
        side = self._side(self.width() - 2 * pad)
        y = (self.height() - words) // 2 if side else pad
        self.what.setGeometry(pad, y, name, what)
        how = self.how.heightForWidth(inner)
        self.how.setGeometry(pad, y + what, inner, how)
        fee = self.fee.heightForWidth(inner)
        if self._fee_beside(inner):
            self.fee.setGeometry(pad + name + self.gap, y, inner - name - self.gap, fee)
        else:
            self.fee.setGeometry(pad, y + what + how, inner, fee)
        if side:
            height = self.buttons.heightForWidth(side)
            self.buttons.setGeometry(self.width() - pad - side, (self.height() - height) // 2, side, height)
            return
        below = self._below(inner)
        height = self.buttons.heightForWidth(below)
        self.buttons.setGeometry(self.width() - pad - below, self.height() - pad - height, below, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_card(painter, self.kit, self.rect(), ground="background.white", border="border.gray")
        painter.end()


class Sum(Part):
    """What all of it comes to, on one tinted line. It is never left to a second page."""

    vital = 1

    def __init__(self, kit: Kit, label: str, money: str) -> None:
        self.label = Text(kit, label, size=Size.LARGE, color="text.subtle")
        size = Size.TITLE if kit.wide else Size.DISPLAY
        self.money = Text(kit, money, size=size, bold=True, color="text.primary", align=Qt.AlignmentFlag.AlignRight)
        super().__init__(kit, [self.label, self.money])
        self.pad = kit.metrics.mm(3 if kit.large else 4.5)

    def _beside(self, inner: int) -> bool:
        return self.label.natural_width() + self.kit.metrics.gap + self.money.natural_width() <= inner

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        inner = width - 2 * self.pad
        label, money = self.label.heightForWidth(inner), self.money.heightForWidth(inner)
        return (max(label, money) if self._beside(inner) else label + money) + 2 * (self.pad // 2)

    def arrange(self) -> None:
        inner = self.width() - 2 * self.pad
        money = self.money.heightForWidth(inner)
        if self._beside(inner):
            wide = self.label.natural_width()
            label = self.label.heightForWidth(wide)
            self.label.setGeometry(self.pad, (self.height() - label) // 2, wide, label)
            left = self.pad + wide + self.kit.metrics.gap
            self.money.setGeometry(left, (self.height() - money) // 2, self.width() - self.pad - left, money)
            return
        label = self.label.heightForWidth(inner)
        self.label.setGeometry(self.pad, self.pad // 2, inner, label)
        self.money.setGeometry(self.pad, self.pad // 2 + label, inner, money)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.kit.color("surface.primary-subtler"))
        painter.drawRoundedRect(self.rect(), self.kit.metrics.radius, self.kit.metrics.radius)
        painter.end()
