"""Laying out: a row of parts, a column of parts. What turns pages is in kiosk.ui.parts.pages.

Every part tells its height for a width. Sizes are whole pixels, computed once per view: nothing stretches or moves
afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit


def natural_width(widget: QWidget) -> int:
    return widget.sizeHint().width()


def least_width(widget: QWidget) -> int:
    return widget.minimumSizeHint().width()


@runtime_checkable
class Elastic(Protocol):
    """May be higher than it has to be, where a page has room to spare."""

    def most_height(self, width: int) -> int: ...


def most_height(widget: QWidget, width: int) -> int:
    return widget.most_height(width) if isinstance(widget, Elastic) else widget.heightForWidth(width)


class Part(QWidget):
    """A container. Subclasses give ``heightForWidth`` and ``arrange``."""

    vital = 0
    """Above 0 it stands on the first page, whatever else has to turn (what is to be paid, the keys); the highest
    first (a claim's number)."""

    def __init__(self, kit: Kit, children: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.kit = kit
        self.parts = list(children)
        for child in self.parts:
            child.setParent(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = max((natural_width(part) for part in self.parts), default=0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max((least_width(part) for part in self.parts), default=0)
        return QSize(width, self.heightForWidth(width))

    def pieces(self, width: int) -> list[QWidget]:
        """What it comes apart into where it is higher than a page; itself: it does not."""
        return [self]

    def arrange(self) -> None:
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()


class Row(Part):
    """Side by side: equal widths if all fit so, else shares by need, else on several lines.

    ``columns`` fixes the number of equal columns instead (a short last row stays aligned with those above).
    """

    def __init__(self, kit: Kit, children: Sequence[QWidget], *, columns: int = 0, gap: int | None = None) -> None:
        super().__init__(kit, children)
        self.columns = columns
        self.gap = kit.metrics.gap if gap is None else gap

    def _lines(self, width: int) -> list[list[QWidget]]:
        if self.columns:
            return [self.parts[i : i + self.columns] for i in range(0, len(self.parts), self.columns)]
        lines: list[list[QWidget]] = [[]]
        for part in self.parts:
            tried = [*lines[-1], part]
            if lines[-1] and sum(map(least_width, tried)) + self.gap * (len(tried) - 1) > width:
                lines.append([part])
            else:
                lines[-1] = tried
        return lines

    def _widths(self, line: list[QWidget], width: int) -> list[int]:
        count = self.columns or len(line)
        room = width - self.gap * (count - 1)
        equal = [room // count] * len(line)
        if self.columns or all(natural_width(part) <= room // count for part in line):
            return equal
        for needs in ([natural_width(part) for part in line], [least_width(part) for part in line]):
            spare = room - sum(needs)
            if spare >= 0:
                return [need + spare // len(line) for need in needs]
        return equal

    def _heights(self, width: int) -> list[tuple[list[QWidget], list[int], int]]:
        found = []
        for line in self._lines(width):
            widths = self._widths(line, width)
            height = max(part.heightForWidth(w) for part, w in zip(line, widths, strict=True))
            found.append((line, widths, height))
        return found

    def sizeHint(self) -> QSize:
        width = sum(natural_width(part) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)
        return QSize(width, self.heightForWidth(width) if self.parts else 0)

    def heightForWidth(self, width: int) -> int:
        if not self.parts:
            return 0
        lines = self._heights(width)
        return sum(height for _, _, height in lines) + self.gap * (len(lines) - 1)

    def most_height(self, width: int) -> int:
        """What stands in one row grows together, or not at all."""
        height, lines = self.heightForWidth(width), self._heights(width)
        if len(lines) > 1 or not self.parts:
            return height
        (_, widths, _) = lines[0]
        most = [most_height(part, w) for part, w in zip(self.parts, widths, strict=False)]
        return max(height, min(most))

    def pieces(self, width: int) -> list[QWidget]:
        lines = self._lines(width)
        if len(lines) == 1:
            return [self]
        return [Row(self.kit, line, columns=self.columns, gap=self.gap) for line in lines]

    def arrange(self) -> None:
        if not self.parts:
            return
        y = 0
        for line, widths, height in self._heights(self.width()):
            x = 0
            if len(self.parts) == len(line):
                height = self.height()
            for part, width in zip(line, widths, strict=True):
                part.setGeometry(x, y, width, height)
                x += width + self.gap
            y += height + self.gap


class Column(Part):
    """One under the other; parts that are empty (height 0) take no gap."""

    def __init__(self, kit: Kit, children: Sequence[QWidget], *, gap: int | None = None) -> None:
        super().__init__(kit, children)
        self.gap = kit.metrics.gap if gap is None else gap

    def heightForWidth(self, width: int) -> int:
        heights = [height for part in self.parts if (height := part.heightForWidth(width))]
        return sum(heights) + self.gap * max(0, len(heights) - 1)

    def pieces(self, width: int) -> list[QWidget]:
        return self.parts

    def arrange(self) -> None:
        y = 0
        for part in self.parts:
            height = part.heightForWidth(self.width())
            part.setGeometry(0, y, self.width(), height)
            y += height + self.gap if height else 0


def in_columns(kit: Kit, widgets: Sequence[QWidget], columns: int) -> list[QWidget]:
    """Rows of ``columns`` equal widgets, each row one block (so that pages break between rows)."""
    if columns == 1:
        return list(widgets)
    return [Row(kit, widgets[start : start + columns], columns=columns) for start in range(0, len(widgets), columns)]
