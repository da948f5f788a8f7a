"""Laying out: a row of parts, a column of parts, and a column that turns pages instead of scrolling.

Every part tells its height for a width. Sizes are whole pixels, computed once per view: nothing stretches or moves
afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


def natural_width(widget: QWidget) -> int:
    return widget.sizeHint().width()


def least_width(widget: QWidget) -> int:
    return widget.minimumSizeHint().width()


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


def taken_apart(kit: Kit, block: QWidget, width: int, room: int) -> list[QWidget]:
    """A block that is higher than ``room`` pixels in pieces that are not: a text by its lines, a panel or column by
    what is in it."""
    if block.heightForWidth(width) <= room:
        return [block]
    if isinstance(block, Text):
        return [*block.pieces(width, max(1, room // kit.line_height(block.size_)))]
    pieces = block.pieces(width) if isinstance(block, Part) else [block]
    if pieces == [block]:
        return pieces
    return [small for piece in pieces for small in taken_apart(kit, piece, width, room)]


class Pages(Part):
    """Blocks one under the other; what does not fit is on the next page, reached by two buttons below. A block that
    is higher than a page is taken apart, if ``whole`` is not asked for."""

    def __init__(
        self, kit: Kit, blocks: Sequence[QWidget], width: int, height: int, page: int = 0, *, whole: bool = False
    ) -> None:
        text = kit.strings.text
        self.width_, self.height_ = width, height
        self.gap = kit.metrics.gap
        self.blocks = list(blocks)
        self.before = Button(kit, text("page.before"), self._before, look=Look.SECONDARY, key="page.before")
        self.after = Button(kit, text("page.after"), self._after, look=Look.SECONDARY, key="page.after")
        self.where = Text(kit, "", bold=True)
        self.before.setAccessibleDescription(text("page.before_hint"))
        self.after.setAccessibleDescription(text("page.after_hint"))
        self.kit = kit
        self.pages = self._split(height)
        if len(self.pages) > 1 or not self.fits:
            room = self._above_pager(height)
            if not whole:
                self.blocks = [piece for block in blocks for piece in taken_apart(kit, block, width, room)]
            self.pages = self._split(room)
        super().__init__(kit, [*self.blocks, self.before, self.where, self.after])
        self.page = min(page, len(self.pages) - 1)
        self.resize(width, height)
        self.turn(self.page)

    @property
    def fits(self) -> bool:
        """Whether every block is no higher than a page."""
        room = self.height_ - (self._pager_height() + self.kit.metrics.section if len(self.pages) > 1 else 0)
        return all(block.heightForWidth(self.width_) <= room for block in self.blocks)

    @staticmethod
    def room(kit: Kit, width: int, height: int) -> int:
        """Height that is left for blocks above the two buttons."""
        return Pages(kit, [], width, height)._above_pager(height)

    def _above_pager(self, height: int) -> int:
        return height - self._pager_height() - self.kit.metrics.section

    def _pager_side(self) -> int:
        """Width of each of the two buttons."""
        most = 9 if self.kit.large else len(self.blocks)  # of large letters it is not known yet
        widest = self.kit.advance(self.kit.strings.text("page.where", page=most, pages=most), Size.BODY, True) + 1
        return (self.width_ - widest - 2 * self.gap) // 2

    def _pager_height(self) -> int:
        side = self._pager_side()
        return max(self.before.heightForWidth(side), self.after.heightForWidth(side))

    def _split(self, room: int) -> list[list[QWidget]]:
        pages: list[list[QWidget]] = [[]]
        used = 0
        for block in self.blocks:
            height = block.heightForWidth(self.width_)
            if pages[-1] and used + self.gap + height > room:
                pages.append([])
                used = 0
            used += height + (self.gap if pages[-1] else 0)
            pages[-1].append(block)
        return pages

    def heightForWidth(self, width: int) -> int:
        return self.height_

    def hug(self) -> int:
        """Be no higher than what is shown, so that nothing unseen lies over what stands below. Returns the height."""
        if len(self.pages) == 1:
            heights = [block.heightForWidth(self.width_) for block in self.blocks]
            self.height_ = sum(heights) + self.gap * max(0, len(heights) - 1)
            self.resize(self.width_, self.height_)
        return self.height_

    def turn(self, page: int) -> None:
        self.page = page
        for number, blocks in enumerate(self.pages):
            for block in blocks:
                block.setVisible(number == page)
        many = len(self.pages) > 1
        self.before.setVisible(many)
        self.where.setVisible(many)
        self.after.setVisible(many)
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page < len(self.pages) - 1)
        self.where.setText(self.kit.strings.text("page.where", page=page + 1, pages=len(self.pages)))
        self.arrange()

    def reveal(self, widget: QWidget) -> None:
        """Turn to the page on which this widget stands."""
        for number, blocks in enumerate(self.pages):
            if number != self.page and any(block is widget or block.isAncestorOf(widget) for block in blocks):
                self.turn(number)

    def _before(self) -> None:
        self.turn(max(0, self.page - 1))

    def _after(self) -> None:
        self.turn(min(len(self.pages) - 1, self.page + 1))

    def arrange(self) -> None:
        y = 0
        for block in self.pages[self.page]:
            height = block.heightForWidth(self.width_)
            block.setGeometry(0, y, self.width_, height)
            y += height + self.gap
        height = self._pager_height()
        middle = self.where.natural_width()
        side = self._pager_side()
        top = self.height_ - height
        self.before.setGeometry(0, top, side, height)
        line = self.where.heightForWidth(middle)
        self.where.setGeometry((self.width_ - middle) // 2, top + (height - line) // 2, middle, line)
        self.after.setGeometry(self.width_ - side, top, side, height)


def in_columns(kit: Kit, widgets: Sequence[QWidget], columns: int) -> list[QWidget]:
    """Rows of ``columns`` equal widgets, each row one block (so that pages break between rows)."""
    if columns == 1:
        return list(widgets)
    return [Row(kit, widgets[start : start + columns], columns=columns) for start in range(0, len(widgets), columns)]
