"""A big numbered choice: number, icon, title, a line below with a tag, a chevron. What has a state is in
kiosk.ui.parts.check."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from drivers.private import Private
from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look, draw_chevron
from kiosk.ui.parts.text import draw_lines
from kiosk.ui.theme import Size


class Choice(Button):
    """Pressing it chooses. ``closed``: why it can not be had now; it stays readable and explains itself, but does
    nothing. ``tag``: a word on a ground of its own before the line below (카드로 본인 확인)."""

    tag_first = True
    private: Private[str] | None = None
    """Personal data that tells it from the others: painted by a widget that is secret, said in the earphone alone."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        on_press: Callable[[], None],
        *,
        number: str = "",
        below: str = "",
        tag: str = "",
        closed: str = "",
        chevron: bool = True,
        hint: str = "",
        key: str = "",
        size: Size = Size.LARGE,
        height_mm: float = 20.0,
        icon: Icon | None = None,
    ) -> None:
        self.below = closed or below
        self.tag = "" if closed else tag
        self.closed = bool(closed)
        self.chevron = chevron and not closed
        super().__init__(
            kit,
            text,
            on_press,
            look=Look.QUIET if closed else Look.PLAIN,
            size=size,
            hint=hint or " · ".join(word for word in (self.tag, self.below) if word) or text,
            key=key,
            number=number,
            height_mm=height_mm,
            icon=icon,
        )
        if closed:
            self.setEnabled(False)

    @property
    def told_below(self) -> tuple[str, ...]:
        """What stands below the title, as it is said."""
        return self.tag, self.below

    # --- size ----------------------------------------------------------------------------------------------------

    growth = 1.5
    """How much higher it may be where a page has room to spare."""

    def most_height(self, width: int) -> int:
        return round(self.heightForWidth(width) * self.growth)

    def _side_of_icon(self) -> int:
        return round(self.kit.metrics.em * 1.25)

    def _between(self) -> int:
        """The gap between number, icon and words."""
        return self.kit.metrics.mm(4)

    def _room(self, width: int, *, icon: bool) -> QRect:
        pad = self.kit.metrics.pad
        left = pad + (self.chip_side() + self._between() if self.number else 0)
        left += self._side_of_icon() + self._between() if icon else 0
        right = pad + (self.kit.metrics.em if self.chevron else 0)
        return QRect(left, 0, width - left - right, 0)

    def shows_icon(self, width: int) -> bool:
        """Never with large letters: the room is the words'."""
        if self.icon_ is None or self.kit.large:
            return False
        narrow, whole = self._room(width, icon=True).width(), self._room(width, icon=False).width()
        return narrow >= self._widest_word() and self._count(narrow) == self._count(whole)

    def _count(self, room: int) -> int:
        title = self.kit.wrapped(self.text(), self.size_, True, room)
        return len(title) + len(self._under(room))

    def text_rect(self, width: int) -> QRect:
        return self._room(width, icon=self.shows_icon(width))

    def words_width(self, width: int, *, icon: bool = False) -> int:
        return self.text_rect(width).width()

    def lines(self, width: int) -> list[str]:
        return self.kit.wrapped(self.text(), self.size_, True, self.text_rect(width).width())

    def _tag_pad(self) -> int:
        return self.kit.metrics.mm(2.5)

    def _under(self, room: int) -> list[tuple[str, str]]:
        """The lines below the title: on each a piece of the tag, a piece of the words, or both."""
        kit = self.kit
        words = kit.wrapped(self.below, Size.BODY, False, room) if self.below else []
        if not self.tag:
            return [("", line) for line in words]
        pad = 2 * self._tag_pad()
        tags = kit.wrapped(self.tag, Size.BODY, True, max(1, room - pad))
        together = kit.advance(self.tag, Size.BODY, True) + pad + self._between()
        together += kit.advance(self.below, Size.BODY, False)
        if together <= room:
            return [(self.tag, self.below)]
        tagged, plain = [(line, "") for line in tags], [("", line) for line in words]
        return [*tagged, *plain] if self.tag_first else [*plain, *tagged]

    def text_height(self, width: int) -> int:
        below = len(self._under(self.text_rect(width).width())) * self.kit.line_height(Size.BODY)
        return len(self.lines(width)) * self.kit.line_height(self.size_) + below

    def _natural_width(self) -> int:
        kit = self.kit
        below = kit.advance(self.below, Size.BODY, False) if self.below else 0
        if self.tag:
            below += kit.advance(self.tag, Size.BODY, True) + 2 * self._tag_pad() + self._between()
        title = max(kit.advance(line, self.size_, True) for line in self.text().split("\n"))
        around = 1000 - self._room(1000, icon=self.icon_ is not None and not kit.large).width()
        return max(max(title, below) + 2 + around, kit.metrics.control)

    def _widest_word(self) -> int:
        kit = self.kit
        tag = kit.widest_word(self.tag, Size.BODY, True) + 2 * self._tag_pad() if self.tag else 0
        below = kit.widest_word(self.below, Size.BODY, False)
        return max(kit.widest_word(self.text(), self.size_, True), below, tag)

    def _least_width(self) -> int:
        around = 1000 - self._room(1000, icon=False).width()
        return max(self._widest_word() + 2 + around, self.kit.metrics.control)

    # --- looks ---------------------------------------------------------------------------------------------------

    @property
    def shows_number(self) -> bool:
        return bool(self.number)

    def text_color(self) -> QColor:
        return self.kit.color("text.subtle" if self.closed else "text.basic")

    def below_color(self, words: str) -> QColor:
        """Of these words below the title."""
        return self.kit.color("text.subtle")

    def paint_content(self, painter: QPainter) -> None:
        kit, metrics = self.kit, self.kit.metrics
        rect = self.text_rect(self.width())
        if self.number:
            side = self.chip_side()
            self.paint_number(painter, QRect(metrics.pad, (self.height() - side) // 2, side, side))
        if self.icon_ is not None and self.shows_icon(self.width()):
            side = self._side_of_icon()
            at = QPoint(rect.left() - self._between() - side, (self.height() - side) // 2)
            draw_icon(painter, self.icon_, at, side, kit.color("text.subtle" if self.closed else "text.primary"))
        rect.setTop((self.height() - self.text_height(self.width())) // 2)
        lines = self.lines(self.width())
        painter.setFont(kit.font(self.size_, True))
        painter.setPen(self.text_color())
        line = kit.line_height(self.size_)
        draw_lines(painter, lines, rect, line, kit.measure(self.size_, True), Qt.AlignmentFlag.AlignLeft)
        rect.setTop(rect.top() + len(lines) * line)
        self._paint_under(painter, rect)
        if self.chevron:
            centre = QPoint(self.width() - metrics.pad - metrics.em // 3, self.height() // 2)
            draw_chevron(painter, centre, metrics.em // 2, kit.color("text.primary"), max(3, metrics.em // 9))

    def _paint_under(self, painter: QPainter, rect: QRect) -> None:
        line = self.kit.line_height(Size.BODY)
        for tag, words in self._under(rect.width()):
            x = rect.left()
            order = (self._paint_tag, self._paint_words) if self.tag_first else (self._paint_words, self._paint_tag)
            for paint, piece in zip(order, (tag, words) if self.tag_first else (words, tag), strict=True):
                if piece:
                    x += paint(painter, piece, QRect(x, rect.top(), rect.right() - x, line)) + self._between()
            rect.setTop(rect.top() + line)

    def _paint_words(self, painter: QPainter, words: str, place: QRect) -> int:
        kit = self.kit
        painter.setFont(kit.font(Size.BODY, False))
        painter.setPen(self.below_color(words))
        body = kit.measure(Size.BODY, False)
        draw_lines(painter, [words], place, place.height(), body, Qt.AlignmentFlag.AlignLeft)
        return kit.advance(words, Size.BODY, False)

    def _paint_tag(self, painter: QPainter, words: str, place: QRect) -> int:
        kit, width = self.kit, self.kit.advance(words, Size.BODY, True) + 2 * self._tag_pad()
        ground, letters = self.chip_tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kit.color(ground))
        radius = kit.metrics.radius * 0.5
        painter.drawRoundedRect(QRectF(place.left(), place.top() + 2, width, place.height() - 4), radius, radius)
        painter.setFont(kit.font(Size.BODY, True))
        painter.setPen(kit.color(letters))
        place.setLeft(place.left() + self._tag_pad())
        bold = kit.measure(Size.BODY, True)
        draw_lines(painter, [words], place, place.height(), bold, Qt.AlignmentFlag.AlignLeft)
        return width
