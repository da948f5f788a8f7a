"""A small drawing of the paper, with the names of its sections and what each of them will hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.paper import Section
from kiosk.ui.parts.button import draw_tick
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.presets import is_in
from kiosk.ui.speakable import Speech, mark
from kiosk.ui.theme import Size

_A4 = 297 / 210
_UNNAMED_MM = 6.0
"""Height of a section that is only drawn."""
_WHOLE = 26
"""Lines of a screen in portrait above which there is room for the sheet's head and foot as well."""


class _Box(Part):
    """One section: its name, what is chosen, and a line for each record it shows."""

    def __init__(self, kit: Kit, section: Section, included: bool) -> None:
        said = kit.strings.text(f"paper.{section.key}.{'include' if included else 'omit'}")
        self.name = Text(kit, kit.strings.text(f"paper.{section.key}"), color="text.subtle")
        self.state = Text(kit, said, bold=True, color="text.primary" if included else "text.basic")
        super().__init__(kit, [self.name, self.state])
        self.included = included
        self.most, self.records = section.records[0], section.records[0 if included else 1]
        self.pad = kit.metrics.mm(2.5)

    def _one_line(self, width: int) -> bool:
        both = self.name.natural_width() + self.kit.metrics.gap + self.state.natural_width()
        return not self.most and both <= width - 2 * self.pad

    def _record(self) -> int:
        return self.kit.metrics.mm(3.5)

    def natural_width(self) -> int:
        return max(self.name.natural_width(), self.state.natural_width()) + 2 * self.pad

    def heightForWidth(self, width: int) -> int:
        line = self.kit.line_height(Size.BODY)
        words = line if self._one_line(width) else self._words(width)
        return words + self.most * self._record() + 2 * (self.pad // 2)

    def _words(self, width: int) -> int:
        """Height of name and state, one under the other."""
        inner = width - 2 * self.pad
        return self.name.heightForWidth(inner) + self.state.heightForWidth(inner)

    def arrange(self) -> None:
        line, width = self.kit.line_height(Size.BODY), self.width() - 2 * self.pad
        top = self.pad // 2
        if self._one_line(self.width()):
            name = self.name.natural_width()
            top = (self.height() - line) // 2
            self.name.setGeometry(self.pad, top, name, line)
            left = self.pad + name + self.kit.metrics.gap
            self.state.setGeometry(left, top, self.width() - self.pad - left, line)
            return
        name = self.name.heightForWidth(width)
        self.name.setGeometry(self.pad, top, width, name)
        self.state.setGeometry(self.pad, top + name, width, self.state.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, kit = QPainter(self), self.kit
        thick = max(2, kit.metrics.line // 2)
        style = Qt.PenStyle.SolidLine if self.included or self.most else Qt.PenStyle.DashLine
        painter.setPen(QPen(kit.color("border.primary" if self.included else "button.tertiary-border"), thick, style))
        painter.setBrush(kit.color("surface.primary-subtler" if self.included else "background.white"))
        half = thick // 2
        painter.drawRect(self.rect().adjusted(half, half, -half - 1, -half - 1))
        y = self.pad // 2 + self._words(self.width())
        for _ in range(self.records):
            line = QRect(self.pad, y + self._record() // 3, self.width() - 2 * self.pad, kit.metrics.mm(1))
            painter.fillRect(line, kit.color("border.gray"))
            y += self._record()
        painter.end()


class _Mark(Part):
    """One of many sections, on one line if there is room: a tick and its name, or a dashed frame round the name of what
    is left out. ``named``: else it is only drawn, because another page of options is about it."""

    def __init__(self, kit: Kit, section: Section, value: str, *, named: bool) -> None:
        self.included, self.named = is_in(value), named
        key = f"paper.{section.key}.{value}"
        words = kit.strings.text(key if key in kit.strings else f"paper.{section.key}")
        self.name = Text(kit, words, bold=self.included, color="text.primary" if self.included else "text.subtle")
        super().__init__(kit, [self.name])
        self.name.setVisible(named)
        self.pad = kit.metrics.mm(2.5)
        self.side = round(kit.metrics.em * 0.9)

    def _left(self) -> int:
        return self.pad + (self.side + self.pad if self.included else 0)

    def natural_width(self) -> int:
        tick = self.pad + self.side + self.pad  # also where it has none yet, so that nothing moves
        return tick + self.name.natural_width() + self.pad

    def heightForWidth(self, width: int) -> int:
        if not self.named:
            return self.kit.metrics.mm(_UNNAMED_MM)
        return self.name.heightForWidth(width - self._left() - self.pad) + 2 * (self.pad // 2)

    def arrange(self) -> None:
        room = self.width() - self._left() - self.pad
        height = self.name.heightForWidth(room)
        self.name.setGeometry(self._left(), (self.height() - height) // 2, room, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, kit = QPainter(self), self.kit
        thick = max(2, kit.metrics.line // 2)
        style = Qt.PenStyle.SolidLine if self.included else Qt.PenStyle.DashLine
        painter.setPen(QPen(kit.color("border.primary" if self.included else "button.tertiary-border"), thick, style))
        painter.setBrush(kit.color("surface.primary-subtler" if self.included else "background.white"))
        half = thick // 2
        painter.drawRect(self.rect().adjusted(half, half, -half - 1, -half - 1))
        if self.included and self.named:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRect(self.pad, (self.height() - self.side) // 2, self.side, self.side)
            draw_tick(painter, box, kit.color("text.primary"), max(3, self.side // 8))
        painter.end()


def _section(kit: Kit, section: Section, value: str, named: Collection[str] | None) -> _Box | _Mark:
    if section.marked:
        return _Mark(kit, section, value, named=named is None or section.option in named)
    return _Box(kit, section, value == "include")


class _Sheet(Part):
    """The sheet itself, as wide as A4 landscape asks, or as its words need."""

    def __init__(
        self,
        kit: Kit,
        title: str,
        rows: Sequence[Sequence[Section]],
        chosen: Mapping[str, str],
        named: Collection[str] | None,
    ) -> None:
        self.title = Text(kit, title, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.rows = [[_section(kit, section, chosen[section.option], named) for section in row] for row in rows]
        super().__init__(kit, [self.title, *(box for row in self.rows for box in row)])
        self.pad = kit.metrics.mm(4)
        self.gap = kit.metrics.mm(1.5)
        marked = any(isinstance(box, _Mark) for row in self.rows for box in row)  # need the room for themselves
        high = kit.height > _WHOLE * kit.line_height(Size.BODY)
        self.whole = (high and named is None) if marked else kit.landscape or high
        self.title.setVisible(self.whole and not marked)

    def least_wide(self) -> int:
        widest = max(len(row) * (max(box.natural_width() for box in row) + self.gap) for row in self.rows)
        title = 0 if self.title.isHidden() else self.title.natural_width()
        return max(widest, title) + 2 * self.pad

    def _head(self) -> int:
        return self.pad // 2 if self.title.isHidden() else self.kit.line_height(Size.BODY)

    def _foot(self) -> int:
        return self.kit.metrics.mm(11) if self.whole else 0

    def heightForWidth(self, width: int) -> int:
        rows = sum(self._row_height(row, width) + self.gap for row in self.rows)
        return self._head() + rows + self._foot() + 2 * (self.pad // 2)

    def _row_height(self, row: Sequence[_Box | _Mark], width: int) -> int:
        return max(box.heightForWidth(self._box_width(row, width)) for box in row)

    def _box_width(self, row: Sequence[_Box | _Mark], width: int) -> int:
        return (width - 2 * self.pad - self.gap * (len(row) - 1)) // len(row)

    def arrange(self) -> None:
        y = self.pad // 2
        self.title.setGeometry(self.pad, y, self.width() - 2 * self.pad, self._head())
        y += self._head()
        for row in self.rows:
            width, height = self._box_width(row, self.width()), self._row_height(row, self.width())
            for place, box in enumerate(row):
                box.setGeometry(self.pad + place * (width + self.gap), y, width, height)
            y += height + self.gap

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, kit, metrics = QPainter(self), self.kit, self.kit.metrics
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fold, thick = metrics.mm(7), metrics.line
        right, bottom = self.width() - thick, self.height() - thick
        corner = QPointF(right - fold, thick)
        painter.setPen(QPen(kit.color("button.tertiary-border"), thick))
        painter.setBrush(kit.color("background.white"))
        if self.title.isHidden():  # no room for a folded corner
            painter.drawRect(QRectF(thick, thick, right - thick, bottom - thick))
            if self.whole:
                self._paint_foot(painter)
            painter.end()
            return
        outline = [corner, QPointF(right, thick + fold), QPointF(right, bottom), QPointF(thick, bottom)]
        painter.drawPolygon(QPolygonF([QPointF(thick, thick), *outline]))
        painter.drawPolyline([corner, QPointF(right - fold, thick + fold), QPointF(right, thick + fold)])
        self._paint_foot(painter)
        painter.end()

    def _paint_foot(self, painter: QPainter) -> None:
        """The certifying lines and the seal, too small to be read."""
        kit, metrics = self.kit, self.kit.metrics
        top = self.height() - self.pad // 2 - self._foot()
        middle = self.width() // 2
        for place, wide in enumerate((0.42, 0.3)):
            width = round(self.width() * wide)
            y = top + metrics.mm(3.5) + place * metrics.mm(4)
            painter.fillRect(middle - width // 2, y, width, metrics.mm(1.2), kit.color("border.gray"))
        side = metrics.mm(8)
        seal = QRectF(middle + self.width() * 0.24, top + metrics.mm(1.5), side, side)
        painter.setPen(QPen(kit.color("element.point"), max(2, metrics.mm(0.8))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(seal, 3, 3)
        inner = seal.adjusted(side * 0.28, side * 0.28, -side * 0.28, -side * 0.28)
        painter.drawRect(inner)


class Preview(Part):
    """``chosen``: option → value. The words beside or above the sheet say what it is; ``said``: what they say instead
    of the sheet, whose words then stand on the screen already. ``named``: the options whose sections have their names;
    None: all."""

    def __init__(
        self,
        kit: Kit,
        title: str,
        rows: Sequence[Sequence[Section]],
        chosen: Mapping[str, str],
        *,
        said: str = "",
        named: Collection[str] | None = None,
    ) -> None:
        self.words = Text(kit, kit.strings.text("options.preview"), bold=True)
        self.sheet = _Sheet(kit, title, rows, chosen, named)
        if said:
            self.words.setAccessibleName(said)
            mark(self.sheet, Speech.DECORATION)
        super().__init__(kit, [self.words, self.sheet])
        self.gap = kit.metrics.gap

    def _sheet_width(self, width: int) -> int:
        least = self.sheet.least_wide()
        return min(width, max(least, round(self.sheet.heightForWidth(least) * _A4)))

    def _beside(self, width: int) -> bool:
        return width - self._sheet_width(width) - self.gap >= self.words.least_width()

    def _above(self, width: int) -> int:
        return 0 if self._beside(width) else self.words.heightForWidth(width) + self.gap // 2

    def heightForWidth(self, width: int) -> int:
        return self._above(width) + self.sheet.heightForWidth(self._sheet_width(width))

    def arrange(self) -> None:
        sheet, above, width = self._sheet_width(self.width()), self._above(self.width()), self.width()
        height = self.sheet.heightForWidth(sheet)
        beside = width - sheet - self.gap
        words = beside if self._beside(width) else width
        self.words.setGeometry(0, 0, words, self.words.heightForWidth(words))
        self.sheet.setGeometry(width - sheet if self._beside(width) else 0, above, sheet, height)


def as_sentences(kit: Kit, rows: Sequence[Sequence[Section]], chosen: Mapping[str, str]) -> list[QWidget]:
    """The same in words, for letters that leave no room for a drawing."""
    text = kit.strings.text
    sentences: list[QWidget] = [Text(kit, text("options.preview"), bold=True)]
    for section in (section for row in rows for section in row):
        said = text(f"paper.{section.key}.{'include' if chosen[section.option] == 'include' else 'omit'}")
        sentences.append(Text(kit, text("options.preview_line", section=text(f"paper.{section.key}"), said=said)))
    return sentences
