"""What stands between top bar and main action: a notice, the title, the lead, and the blocks of the page.

Content that does not fit turns pages; when letters are large and room is short, the title turns with it. On a low
screen the words come down to the line under which the controls stand, so that both are read together.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.page import Page
from kiosk.ui.parts.pages import Pages
from kiosk.ui.parts.panels import Panel, banner
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Content:
    """Lays itself out in ``parent`` between two heights."""

    def __init__(self, kit: Kit, page: Page, notice: str) -> None:
        self.kit, self.page = kit, page
        self.notice: Panel | None = banner(kit, notice) if notice else None
        size = Size.DISPLAY if page.hero else Size.TITLE
        self.title = Text(kit, page.title, size=size, bold=True)
        self.lead = Text(kit, page.lead, size=Size.LARGE, color="text.subtle") if page.lead else None
        self.blocks = list(page.blocks)
        self.pages: Pages
        self._tried: list[Pages] = []
        """What did not fit. Blocks that were taken apart since still lie in it, and would go with it."""

    def lay(self, parent: QWidget, top: int, bottom: int, turned_to: int) -> None:
        kit, m = self.kit, self.kit.metrics
        width, floor = kit.width - 2 * m.margin, kit.control_top
        blocks = self.blocks
        section = section_of(kit)
        head: list[tuple[QWidget, int]] = [(self.title, m.mm(2.5) if self.lead else section)]
        if self.lead is not None:
            head.append((self.lead, section))
        if self.notice is not None and kit.large:
            self.notice.vital = 2
            blocks.insert(0, self.notice)
        elif self.notice is not None:
            head.insert(0, (self.notice, section))
        high = sum(part.heightForWidth(width) + gap for part, gap in head)
        room = bottom - top - high
        self.pages = Pages(kit, blocks, width, max(room, 1), turned_to, whole=True, floor=floor - top - high)
        # Too little room below the title: it turns with the pages instead of standing still.
        apart = room >= kit.height * 0.3 or not blocks or len(self.pages.pages) == 1
        if room < 0 or not self.pages.fits or not apart or (kit.large and len(self.pages.pages) > 1):
            self._tried.append(self.pages)
            parts = self._in_turn([part for part, _ in head], blocks, width, bottom - top)
            self.pages = Pages(kit, parts, width, bottom - top, turned_to, floor=floor - top)
            self._stand(parent, [], top, width)
            return
        if len(self.pages.pages) > 1 and _vital(blocks):
            self._tried.append(self.pages)
            first = _vital_first(blocks)
            self.pages = Pages(kit, first, width, max(room, 1), turned_to, whole=True, floor=floor - top - high)
        self._stand(parent, head, top, width)

    def _stand(self, parent: QWidget, head: Sequence[tuple[QWidget, int]], top: int, width: int) -> None:
        """From ``top`` downwards, or as far down as the content can go on a low screen; a single message a little
        above the middle."""
        y = top
        if self.kit.control_top:
            slack = self.pages.slack()
            self.pages.sink(slack)
            y += slack
        elif self.page.hero and head:
            before = self.pages.height_
            y += (before - self.pages.hug()) * 2 // 5
        for part, gap in head:
            part.setParent(parent)
            height = part.heightForWidth(width)
            part.setGeometry(self.kit.metrics.margin, y, width, height)
            y += height + gap
        self.pages.setParent(parent)
        self.pages.move(self.kit.metrics.margin, y)

    def _in_turn(self, head: list[QWidget], blocks: list[QWidget], width: int, room: int) -> list[QWidget]:
        """The order in which they go on pages: what is vital stands on the first, with the title if there is room."""
        vital = _vital(blocks)
        if not vital:
            return [*head, *blocks]
        others = _vital_first(blocks)[len(vital) :]
        first = self.title.heightForWidth(width) + self.kit.metrics.gap + vital[0].heightForWidth(width)
        if first <= Pages.room(self.kit, width, room):
            return [self.title, *vital, *(part for part in head if part is not self.title), *others]
        return [*vital, *head, *others]


def section_of(kit: Kit) -> int:
    """Between content and what stands around it; narrower on a low screen, where there is less room."""
    return kit.metrics.section if not kit.view.low else kit.metrics.mm(4)


def _vital(blocks: list[QWidget]) -> list[Part]:
    """What must stand on the first page, the most important first."""
    return sorted((b for b in blocks if isinstance(b, Part) and b.vital), key=lambda part: part.vital, reverse=True)


def _vital_first(blocks: list[QWidget]) -> list[QWidget]:
    vital = _vital(blocks)
    return [*vital, *(block for block in blocks if block not in vital)]
