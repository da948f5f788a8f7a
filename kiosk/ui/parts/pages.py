"""A column that turns pages instead of scrolling.

On a low screen (낮은 화면) only what is read may stand above a line: a block that holds a control is moved down to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.rows import Part, most_height
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


def holds_control(block: QWidget) -> bool:
    """A choice that can not be had now is only read."""
    controls = [block] if isinstance(block, QAbstractButton) else block.findChildren(QAbstractButton)
    return any(not (isinstance(control, Choice) and control.closed) for control in controls)


def taken_apart(kit: Kit, block: QWidget, width: int, room: int, floor: int = 0) -> list[QWidget]:
    """A block that is higher than ``room`` pixels in pieces that are not: a text by its lines, a panel or column by
    what is in it. Where it holds a control, only what is below ``floor`` counts as room."""
    if block.heightForWidth(width) <= (room - floor if floor and holds_control(block) else room):
        return [block]
    if isinstance(block, Text):
        return [*block.pieces(width, max(1, room // kit.line_height(block.size_)))]
    pieces = block.pieces(width) if isinstance(block, Part) else [block]
    if pieces == [block]:
        return pieces
    return [small for piece in pieces for small in taken_apart(kit, piece, width, room, floor)]


class Pages(Part):
    """Blocks one under the other; what does not fit is on the next page, reached by two buttons below. A block that
    is higher than a page is taken apart, if ``whole`` is not asked for. ``floor``: height in pixels above which no
    control may stand."""

    def __init__(
        self,
        kit: Kit,
        blocks: Sequence[QWidget],
        width: int,
        height: int,
        page: int = 0,
        *,
        whole: bool = False,
        floor: int = 0,
    ) -> None:
        text = kit.strings.text
        self.width_, self.height_, self.floor = width, height, max(0, floor)
        self.gap = kit.metrics.gap
        self.blocks = list(blocks)
        self.before = Button(kit, text("page.before"), self._before, look=Look.SECONDARY, key="page.before")
        self.after = Button(kit, text("page.after"), self._after, look=Look.SECONDARY, key="page.after")
        self.where = Text(kit, "", bold=True)
        self.before.setAccessibleDescription(text("page.before_hint"))
        self.after.setAccessibleDescription(text("page.after_hint"))
        self.kit = kit
        self.pages: list[list[QWidget]] = []
        self._heights = {block: block.heightForWidth(width) for block in self.blocks}
        self.pages = self._split(height)
        if len(self.pages) > 1 or not self.fits:
            room = self._above_pager(height)
            if not whole:
                pieces = (taken_apart(kit, block, width, room, self.floor) for block in blocks)
                self.blocks = [piece for block in pieces for piece in block]
                self._heights |= {block: block.heightForWidth(width) for block in self.blocks}
            self.pages = self._split(room)
        elif not (kit.large or kit.view.low):
            self._grow()
        super().__init__(kit, [*self.blocks, self.before, self.where, self.after])
        self.page = min(page, len(self.pages) - 1)
        self.resize(width, height)
        self.turn(self.page)

    def _grow(self) -> None:
        """A page with room to spare: what is pressed becomes higher, then stands further apart."""
        most = {block: most_height(block, self.width_) for block in self.blocks}
        elastic = [block for block in self.blocks if most[block] > self._heights[block]]
        if not elastic:
            return
        each = max(0, self.height_ - self._bottom(self.blocks)) // len(elastic)
        for block in elastic:
            self._heights[block] += min(each, most[block] - self._heights[block])
        if len(self.blocks) > 1:
            spare = (self.height_ - self._bottom(self.blocks)) // (len(self.blocks) - 1)
            self.gap += max(0, min(spare, self.gap * 3 // 4))

    @property
    def fits(self) -> bool:
        """Whether every block is no higher than a page."""
        room = self._above_pager(self.height_) if len(self.pages) > 1 else self.height_
        return all(self._least_top(block) + height <= room for block, height in self._heights.items())

    @staticmethod
    def room(kit: Kit, width: int, height: int) -> int:
        """Height that is left for blocks above the two buttons."""
        return Pages(kit, [], width, height)._above_pager(height)

    def _above_pager(self, height: int) -> int:
        return height - self._pager_height() - self.kit.metrics.section

    def _pager_sides(self) -> tuple[int, int]:
        """Widths of the two buttons: what their words need, and the rest evenly."""
        # Until they are split it is not known how many pages large letters need.
        most = max(9 if self.kit.large else len(self.blocks), len(self.pages))
        widest = self.kit.advance(self.kit.strings.text("page.where", page=most, pages=most), Size.BODY, True) + 1
        room = self.width_ - widest - 2 * self.gap
        before, after = self.before.natural_width(), self.after.natural_width()
        if 2 * max(before, after) <= room or before + after > room:
            return room // 2, room // 2
        spare = (room - before - after) // 2
        return before + spare, after + spare

    def _pager_height(self) -> int:
        before, after = self._pager_sides()
        return max(self.before.heightForWidth(before), self.after.heightForWidth(after))

    def _least_top(self, block: QWidget) -> int:
        return self.floor if self.floor and holds_control(block) else 0

    def _tops(self, blocks: Sequence[QWidget]) -> list[int]:
        """Where each begins, one under the other on one page."""
        tops: list[int] = []
        bottom = 0
        for block in blocks:
            tops.append(max(bottom + self.gap if tops else 0, self._least_top(block)))
            bottom = tops[-1] + self._heights[block]
        return tops

    def _bottom(self, blocks: Sequence[QWidget]) -> int:
        return self._tops(blocks)[-1] + self._heights[blocks[-1]] if blocks else 0

    def _split(self, room: int) -> list[list[QWidget]]:
        pages: list[list[QWidget]] = [[]]
        for block in self.blocks:
            if pages[-1] and self._bottom([*pages[-1], block]) > room:
                pages.append([])
            pages[-1].append(block)
        return pages

    def heightForWidth(self, width: int) -> int:
        return self.height_

    def hug(self) -> int:
        """Be no higher than what is shown, so that nothing unseen lies over what stands below. Returns the height."""
        if len(self.pages) == 1:
            self.height_ = self._bottom(self.pages[0])
            self.resize(self.width_, self.height_)
        return self.height_

    def slack(self) -> int:
        """How far down the content can be moved on a low screen: until its first control stands on the line, or its
        end on the lower edge. Several pages stay where they are."""
        if len(self.pages) > 1:
            return 0
        above = [*self.pages[0]]
        for at, block in enumerate(above):
            if holds_control(block):
                return max(0, self.floor - (self._bottom(above[:at]) + self.gap if at else 0))
        return max(0, self.height_ - self._bottom(above))

    def sink(self, by: int) -> None:
        """Begin so many pixels further down, with the same lower edge and the same line."""
        self.height_ -= by
        self.floor = max(0, self.floor - by)
        self.resize(self.width_, self.height_)
        self.arrange()

    # --- turning -------------------------------------------------------------------------------------------------

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

    def turn_on(self) -> bool:
        """To the next page, from the last one to the first; False: there is only one."""
        if len(self.pages) == 1:
            return False
        self.turn((self.page + 1) % len(self.pages))
        return True

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
        blocks = self.pages[self.page]
        for block, top in zip(blocks, self._tops(blocks), strict=True):
            block.setGeometry(0, top, self.width_, self._heights[block])
        if len(self.pages) == 1:
            return
        height = self._pager_height()
        before, after = self._pager_sides()
        top = self.height_ - height
        self.before.setGeometry(0, top, before, height)
        self.after.setGeometry(self.width_ - after, top, after, height)
        middle = self.where.natural_width()
        line = self.where.heightForWidth(middle)
        left = before + (self.width_ - before - after - middle) // 2
        self.where.setGeometry(left, top + (height - line) // 2, middle, line)
