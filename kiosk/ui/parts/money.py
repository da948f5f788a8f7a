"""Which money is taken now, and a debt that the office pays: exact, in words as well as in colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.panels import Panel, Unbroken
from kiosk.ui.parts.rows import Column, Part, Row, natural_width
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class MoneyTaken(Part):
    """A tile for each value that the machine knows, in rows of equal length."""

    def __init__(self, kit: Kit, accepted: Sequence[tuple[int, bool]]) -> None:
        self.tiles = [MoneyTile(kit, won, taken) for won, taken in accepted]
        super().__init__(kit, self.tiles)
        self.gap = kit.metrics.gap

    def _columns(self, width: int) -> int:
        """One line each, if that needs no more height than two lines each."""
        one = self._most(width, max(tile.on_a_line for tile in self.tiles))
        two = self._most(width, max(tile.stacked for tile in self.tiles))
        rows_of_one, rows_of_two = (-(-len(self.tiles) // most) for most in (one, two))
        rows = rows_of_one if rows_of_one * 0.62 <= rows_of_two else rows_of_two
        return -(-len(self.tiles) // rows)

    def _most(self, width: int, widest: int) -> int:
        return max(1, min(len(self.tiles), (width + self.gap) // (widest + self.gap)))

    def _grid(self, width: int) -> tuple[int, int, int]:
        """Columns, width and height of a tile."""
        columns = self._columns(width)
        tile = (width - self.gap * (columns - 1)) // columns
        return columns, tile, max(one.heightForWidth(tile) for one in self.tiles)

    def pieces(self, width: int) -> list[QWidget]:
        columns = self._columns(width)
        if columns == len(self.tiles):
            return [self]
        starts = range(0, len(self.tiles), columns)
        return [Row(self.kit, self.tiles[start : start + columns], columns=columns) for start in starts]

    def heightForWidth(self, width: int) -> int:
        columns, _, height = self._grid(width)
        rows = -(-len(self.tiles) // columns)
        return rows * height + (rows - 1) * self.gap

    def arrange(self) -> None:
        columns, width, height = self._grid(self.width())
        for number, tile in enumerate(self.tiles):
            row, column = divmod(number, columns)
            tile.setGeometry(column * (width + self.gap), row * (height + self.gap), width, height)


class TakenNow(Column):
    """The tiles under their heading, and why some are refused; in landscape the reason stands beside the heading, if
    there is room."""

    def __init__(self, kit: Kit, heading: Text, taken: MoneyTaken, why: Sequence[Part]) -> None:
        self.taken = taken
        room = kit.width - 2 * kit.metrics.margin
        beside = kit.wide and why and natural_width(heading) + natural_width(why[0]) + kit.metrics.gap <= room
        self.first: list[QWidget] = [Row(kit, [heading, *why])] if beside else [heading]
        self.last: list[QWidget] = [] if beside else [*why]
        super().__init__(kit, [*self.first, taken, *self.last], gap=kit.metrics.mm(2.5))

    def pieces(self, width: int) -> list[QWidget]:
        """The heading is never left alone at the foot of a page."""
        rows = self.taken.pieces(width)
        return [Column(self.kit, [*self.first, rows[0]], gap=self.gap), *rows[1:], *self.last]


class MoneyTile(Part):
    """A value and whether it is taken: a tick or a cross, the word, a bright or a dim ground."""

    def __init__(self, kit: Kit, won: int, taken: bool) -> None:
        self.taken = taken
        self.value = Text(kit, kit.strings.money(won), bold=True, color="text.basic" if taken else "text.subtle")
        self.word = Text(
            kit,
            kit.strings.text("pay.taken" if taken else "pay.not_taken"),
            bold=taken,
            color="text.success" if taken else "text.subtle",
        )
        super().__init__(kit, [self.value, self.word])
        m = kit.metrics
        self.pad, self.gap, self.side = m.mm(3), m.mm(4), round(m.em * 0.9)
        self.value_width = self.value.natural_width()
        self.word_width = self.side + self.gap // 2 + self.word.natural_width()
        self.stacked = max(self.value_width, self.word_width) + 2 * self.pad
        self.on_a_line = self.value_width + self.gap + self.word_width + 2 * self.pad

    def sizeHint(self) -> QSize:
        return QSize(self.on_a_line, self.heightForWidth(self.on_a_line))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.stacked, self.heightForWidth(self.stacked))

    def heightForWidth(self, width: int) -> int:
        return (2 if width < self.on_a_line else 1) * self.kit.line_height(Size.BODY) + 2 * self.kit.metrics.mm(2.5)

    def arrange(self) -> None:
        line, value, word = self.kit.line_height(Size.BODY), self.value_width, self.word_width
        if self.width() < self.on_a_line:
            top = (self.height() - 2 * line) // 2
            self.value.setGeometry((self.width() - value) // 2, top, value, line)
            x, y = (self.width() - word) // 2, top + line
        else:
            x, y = (self.width() - value - self.gap - word) // 2, (self.height() - line) // 2
            self.value.setGeometry(x, y, value, line)
            x += value + self.gap
        self._sign = QPoint(x, y + (line - self.side) // 2)
        left = self.side + self.gap // 2
        self.word.setGeometry(x + left, y, word - left, line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        ground, border = (
            ("background.white", "button.tertiary-border")
            if self.taken
            else ("surface.gray-subtler", "border.gray-light")
        )
        draw_card(painter, kit, self.rect(), ground=ground, border=border)
        sign = Icon.DONE if self.taken else Icon.REMOVE
        draw_icon(painter, sign, self._sign, self.side, kit.color(self.word.token))
        painter.end()


def claims(kit: Kit, numbers: str, won: int) -> Panel:
    """What the office owes: how much, and the claim's number in large letters, to be written down."""
    what = kit.strings.text("claim.what", amount=kit.strings.money(won))
    panel = to_be_written_down(kit, what, "claim.number", numbers.split(", "), kit.strings.text("claim.do"))
    panel.vital = 3
    return panel


def to_be_written_down(kit: Kit, what: str, naming: str, numbers: Sequence[str], *below: str) -> Panel:
    """Numbers in large letters, their groups apart. ``naming``: string with ``{claim}`` that says what they are."""
    text = kit.strings.text
    spaced = [number.replace("-", " - ") for number in numbers]
    sizes, pad_mm = (Size.LARGE,) if kit.large else (Size.TITLE, Size.LARGE), 5.0
    named = [text(naming, claim=number) for number in spaced]
    inner = kit.width - 2 * kit.metrics.margin - 2 * kit.metrics.mm(pad_mm)
    fitting = [size for size in sizes if max(kit.advance(name, size, True) for name in named) < inner]
    if fitting:
        lines: list[QWidget] = [Unbroken(kit, name, size=fitting[0], bold=True) for name in named]
    else:
        heading = Text(kit, text(naming, claim="").strip(), bold=True)
        lines = [heading, *(Unbroken(kit, number, size=sizes[0], bold=True) for number in spaced)]
    words: list[QWidget] = [Text(kit, what, bold=True), *lines]
    words += [Text(kit, line, color="text.subtle") for line in below]
    return Panel(kit, words, fill="surface.warning-subtler", border="border.warning", pad_mm=pad_mm)
