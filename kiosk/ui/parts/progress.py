"""How far it is, without movement: a step for each copy, filled when it is done, with the word for its state; and how
much of a sum has come out."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_IN_A_ROW = 5


class CopySteps(Part):
    """``copy`` of ``copies`` is in work."""

    def __init__(self, kit: Kit, copy: int, copies: int) -> None:
        # In landscape there is height for one row only; the words for the copy in work stand above it.
        bare = kit.landscape and copies > _IN_A_ROW
        self.most = copies if bare else _IN_A_ROW
        self.steps = [CopyStep(kit, number, copy, bare=bare) for number in range(1, copies + 1)]
        super().__init__(kit, self.steps)
        self.gap = kit.metrics.gap

    def _columns(self, width: int) -> int:
        """As many as there is room for, in rows of about the same length."""
        widest = max(step.minimumSizeHint().width() for step in self.steps)
        most = max(1, min(self.most, (width + self.gap) // (widest + self.gap)))
        rows = -(-len(self.steps) // most)
        return -(-len(self.steps) // rows)

    def pieces(self, width: int) -> list[QWidget]:
        columns = self._columns(width)
        starts = range(0, len(self.steps), columns)
        rows = [Row(self.kit, self.steps[start : start + columns], columns=columns) for start in starts]
        return [*rows] if len(rows) > 1 else [self]

    def _step_height(self) -> int:
        return max(step.heightForWidth(0) for step in self.steps)

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self.steps) // self._columns(width))
        return rows * self._step_height() + (rows - 1) * self.gap

    def arrange(self) -> None:
        columns, height = self._columns(self.width()), self._step_height()
        width = (self.width() - self.gap * (columns - 1)) // columns
        for number, step in enumerate(self.steps):
            row, column = divmod(number, columns)
            step.setGeometry(column * (width + self.gap), row * (height + self.gap), width, height)


class CopyStep(Part):
    """One copy: its number, and whether it is done, in work or still to come (``bare``: the number alone). Done is
    filled, in work framed more than twice as thick."""

    def __init__(self, kit: Kit, number: int, now: int, *, bare: bool) -> None:
        self.done, self.now = number < now, number == now
        state = "done" if self.done else "now" if self.now else "next"
        centre = Qt.AlignmentFlag.AlignHCenter
        name = str(number) if bare else kit.strings.text("issuing.copy", n=number)
        named = Text(kit, name, bold=True, color=self._ink("text.basic"), align=centre)
        told = Text(
            kit,
            kit.strings.text(f"issuing.{state}"),
            bold=self.now,
            color=self._ink("text.primary" if self.now else "text.subtle"),
            align=centre,
        )
        super().__init__(kit, [named] if bare else [named, told])
        self.pad = kit.metrics.mm(2.5)

    def _ink(self, otherwise: str) -> str:
        return "text.inverse-static" if self.done else otherwise

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2 * self.pad, 0)

    def heightForWidth(self, width: int) -> int:
        return len(self.parts) * self.kit.line_height(Size.BODY) + 2 * self.pad

    def arrange(self) -> None:
        line = self.kit.line_height(Size.BODY)
        for number, text in enumerate(self.parts):
            text.setGeometry(self.pad, self.pad + number * line, self.width() - 2 * self.pad, line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        thick = self.kit.metrics.line * (2.5 if self.now else 1)
        border = "button.primary-fill" if self.done or self.now else "border.gray"
        ground = "button.primary-fill" if self.done else "background.white"
        draw_card(painter, self.kit, self.rect(), ground=ground, border=border, thick=thick)
        painter.end()


class PaidBar(QWidget):
    """How much of ``whole`` has come out: a bar that is filled as coins fall. The words stand beside it."""

    def __init__(self, kit: Kit, part: int, whole: int) -> None:
        super().__init__()
        self.kit, self.part, self.whole = kit, part, whole

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.kit.metrics.mm(9)

    def sizeHint(self) -> QSize:
        return QSize(self.kit.metrics.mm(40), self.heightForWidth(0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kit, line = self.kit, self.kit.metrics.line
        rect = QRectF(self.rect()).adjusted(line, line, -line, -line)
        radius = rect.height() / 2
        painter.setPen(QPen(kit.color("button.tertiary-border"), line))
        painter.setBrush(kit.color("background.white"))
        painter.drawRoundedRect(rect, radius, radius)
        if self.part and self.whole:
            filled = QRectF(rect)
            filled.setWidth(max(rect.height(), rect.width() * min(1.0, self.part / self.whole)))
            painter.setBrush(kit.color("button.primary-fill"))
            painter.drawRoundedRect(filled, radius, radius)
        painter.end()


class Lead(Part):
    """A picture and the words it belongs to, on one line or more: a quiet note, not a heading."""

    def __init__(self, kit: Kit, icon: Icon, words: str, *, color: str = "text.subtle") -> None:
        self.icon, self.color = icon, color
        self.words = Text(kit, words, color=color)
        super().__init__(kit, [self.words])
        self.side = round(kit.metrics.em * 1.15)
        self.gap = kit.metrics.mm(3)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self.side + self.gap, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(self.side + self.gap, 0)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def heightForWidth(self, width: int) -> int:
        return self.words.heightForWidth(width - self.side - self.gap)

    def arrange(self) -> None:
        left = self.side + self.gap
        self.words.setGeometry(left, 0, self.width() - left, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.kit.line_height(Size.BODY) - self.side) // 2
        draw_icon(painter, self.icon, QPoint(0, top), self.side, self.kit.color(self.color))
        painter.end()
