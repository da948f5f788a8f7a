"""What is read and not pressed: an amount, the order and its lines, a banner; and two columns of such for landscape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part, Row, least_width
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Panel(Part):
    """A rounded ground with texts one under the other."""

    def __init__(
        self,
        kit: Kit,
        children: Sequence[QWidget],
        *,
        fill: str,
        border: str = "",
        pad_mm: float = 6.0,
    ) -> None:
        super().__init__(kit, children)
        self.fill, self.border = fill, border
        self.pad = kit.metrics.mm(min(pad_mm, 3.5) if kit.large else pad_mm)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        return sum(part.heightForWidth(width - 2 * self.pad) for part in self.parts) + 2 * self.pad

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad, 0)

    def arrange(self) -> None:
        width = self.width() - 2 * self.pad
        y = (self.height() - sum(part.heightForWidth(width) for part in self.parts)) // 2
        for part in self.parts:
            height = part.heightForWidth(width)
            part.setGeometry(self.pad, y, width, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_card(painter, self.kit, self.rect(), ground=self.fill, border=self.border)
        painter.end()


class Unbroken(Text):
    """A text that stays on one line whatever happens: a sum, a number to be written down."""

    def lines(self, width: int) -> list[str]:
        return [self.text()]

    def least_width(self) -> int:
        return self.natural_width()


def amount(kit: Kit, label: str, won: int, below: str = "", *, fill: str = "surface.primary-subtler") -> Panel:
    """A sum in the largest letters of the scale, with what it is above it."""
    centre = Qt.AlignmentFlag.AlignHCenter
    words = Text(kit, label, size=Size.LARGE, color="text.subtle", align=centre)
    money = Unbroken(kit, kit.strings.money(won), size=Size.AMOUNT, bold=True, color="text.primary", align=centre)
    texts: list[QWidget] = [Row(kit, [words, money])] if kit.flat else [words, money]
    if below:
        texts.append(Text(kit, below, size=Size.LARGE, color="text.subtle", align=centre))
    panel = Panel(kit, texts, fill=fill)
    panel.vital = 4
    return panel


def banner(kit: Kit, text: str) -> Panel:
    """One line on top that must be noticed: framed, not only coloured."""
    return Panel(
        kit,
        [Text(kit, text, bold=True)],
        fill="surface.warning-subtler",
        border="border.warning",
        pad_mm=5,
    )


def facts(kit: Kit, lines: Sequence[str]) -> Panel:
    """Plain sentences in a quiet frame."""
    return Panel(kit, [Text(kit, line) for line in lines], fill="background.white", border="border.gray-light")


def tile(kit: Kit, title: str, text: str) -> Panel:
    """A short heading and what belongs to it."""
    return Panel(
        kit,
        [Text(kit, title, bold=True), Text(kit, text, color="text.subtle")],
        fill="background.white",
        border="border.gray-light",
    )


class OrderRow(Part):
    """One line of the order: what (and how) on the left, how much on the right, a thin line below (not below
    the ``last``)."""

    def __init__(
        self, kit: Kit, what: str, how: str, how_much: str, control: QWidget | None = None, *, last: bool = False
    ) -> None:
        self.last = last
        self.what = Text(kit, what, bold=True)
        self.how = Text(kit, how, color="text.subtle") if how else None
        self.how_much = Text(kit, how_much, bold=True, align=Qt.AlignmentFlag.AlignRight)
        self.control = control
        super().__init__(kit, [part for part in (self.what, self.how, self.how_much, control) if part is not None])
        self.gap = kit.metrics.gap
        self.pad = kit.metrics.mm(3.5)

    def _right(self) -> tuple[int, int]:
        """Width of the amount and of the control."""
        return self.how_much.natural_width(), self.control.sizeHint().width() + self.gap if self.control else 0

    def _narrow(self, width: int) -> bool:
        """Too narrow to stand beside the amount: the amount goes below."""
        left = width - sum(self._right()) - self.gap
        return left < max(6 * self.kit.metrics.em, self.what.least_width(), self.how.least_width() if self.how else 0)

    def _left_width(self, width: int) -> int:
        return width if self._narrow(width) else width - sum(self._right()) - self.gap

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        left = self._left_width(width)
        height = self.what.heightForWidth(left) + (self.how.heightForWidth(left) if self.how else 0)
        side = max(
            self.how_much.heightForWidth(self._right()[0]),
            self.control.heightForWidth(self.control.sizeHint().width()) if self.control else 0,
        )
        return (height + side if self._narrow(width) else max(height, side)) + 2 * self.pad

    def arrange(self) -> None:
        width, (amount_width, control_width) = self.width(), self._right()
        left = self._left_width(width)
        what = self.what.heightForWidth(left)
        how = self.how.heightForWidth(left) if self.how else 0
        amount_height = self.how_much.heightForWidth(amount_width)
        if self._narrow(width):
            y = self.pad
            side_top, side_height = y + what + how, self.height() - 2 * self.pad - what - how
        else:
            y = (self.height() - what - how) // 2
            side_top, side_height = 0, self.height()
        self.what.setGeometry(0, y, left, what)
        if self.how:
            self.how.setGeometry(0, y + what, left, how)
        x = width - amount_width - control_width
        self.how_much.setGeometry(x, side_top + (side_height - amount_height) // 2, amount_width, amount_height)
        if self.control:
            inner = control_width - self.gap
            height = self.control.heightForWidth(inner)
            self.control.setGeometry(width - inner, side_top + (side_height - height) // 2, inner, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.last:
            return
        painter = QPainter(self)
        thick = max(2, self.kit.metrics.line // 2)
        painter.fillRect(0, self.height() - thick, self.width(), thick, self.kit.color("divider.gray-light"))
        painter.end()


class OrderBox(Part):
    """Lines of the order in one frame."""

    def __init__(self, kit: Kit, rows: Sequence[OrderRow]) -> None:
        super().__init__(kit, rows)
        self.pad = kit.metrics.mm(3.5 if kit.large else 5)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(2 * self.pad, 0)

    def heightForWidth(self, width: int) -> int:
        return sum(row.heightForWidth(width - 2 * self.pad) for row in self.parts)

    def arrange(self) -> None:
        y, width = 0, self.width() - 2 * self.pad
        for row in self.parts:
            height = row.heightForWidth(width)
            row.setGeometry(self.pad, y, width, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_card(painter, self.kit, self.rect(), ground="background.white", border="border.gray-light")
        painter.end()


class Columns(Part):
    """Two columns in landscape; two single panels are equally high. Higher than a page, what is in them follows in the
    order of ``reading``."""

    vital = 1

    def __init__(
        self,
        kit: Kit,
        left: Sequence[QWidget],
        right: Sequence[QWidget],
        *,
        share: float = 0.55,
        reading: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(kit, [*left, *right])
        self.left, self.right, self.share = list(left), list(right), share
        self.reading = list(reading) or self.parts
        self.gap = kit.metrics.gap
        self._even = len(self.left) == len(self.right) == 1

    def _widths(self, width: int) -> tuple[int, int]:
        room = width - 2 * self.gap
        left = round(room * self.share)
        left = min(left, room - max(least_width(part) for part in self.right))
        return left, room - left

    def _height(self, column: Sequence[QWidget], width: int) -> int:
        return sum(part.heightForWidth(width) for part in column) + self.gap * max(0, len(column) - 1)

    def pieces(self, width: int) -> list[QWidget]:
        return self.reading

    def heightForWidth(self, width: int) -> int:
        left, right = self._widths(width)
        return max(self._height(self.left, left), self._height(self.right, right))

    def arrange(self) -> None:
        left, right = self._widths(self.width())
        for x, width, column in ((0, left, self.left), (self.width() - right, right, self.right)):
            y = 0
            for part in column:
                height = self.height() if self._even else part.heightForWidth(width)
                part.setGeometry(x, y, width, height)
                y += height + self.gap
