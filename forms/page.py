"""The page kit: one sheet of a document, laid out in millimetres from its top left corner.

A ``Sheet`` collects marks: lines, texts, tables, the seal, places that the stamp will fill, and boxes kept clear for a
barcode. Everything is proved while it is collected: a text that does not fit raises ``LayoutOverflow``, a character
that no font has raises ``GlyphRefused``, a mark outside the print area is a bug and raises ``ValueError``.

What does not depend on the stamp becomes page operators once; a copy then only adds its own few texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forms import fonts
from forms.fonts import Family, Run
from forms.stamp import ALPHABET, Field
from forms.textfit import Align, Fitted, Style, boundaries, fit

MM = 72 / 25.4
"""Points per millimetre."""

INNER = 0.4
OUTER = 1.0
"""Line weights in points (kiosk-domain.md 1.6: inner 0.4, outer 0.8–1.2)."""

BLANK = "= 이 하 여 백 ="
"""Closes the empty rest of a table (자동차등록규칙 제11조 제3항 asks for such a mark)."""

_PADDING = 1.5
_SLACK = 0.25
"""Between a text and the rules beside, above and below it, mm."""
_CENTRE = 0.355
"""Half the height of a Hangul syllable above the baseline, in em: text centred in a cell looks centred."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper and its print area, in mm (kiosk-domain.md 1.6)."""

    width: float
    height: float
    left: float
    top: float

    @property
    def area(self) -> Box:
        return Box(self.left, self.top, self.width - 2 * self.left, self.height - 2 * self.top)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm from the top left corner of the sheet."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, other: Box) -> bool:
        slack = 1e-6
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )

    def inset(self, by: float) -> Box:
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


LANDSCAPE = Paper(297, 210, left=15, top=15)
PORTRAIT = Paper(210, 297, left=15, top=20)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that the stamp fills."""

    field: Field
    box: Box
    style: Style


@dataclass(frozen=True, slots=True)
class Layer:
    """Finished page operators and the glyphs they use, by face."""

    operators: str
    glyphs: Mapping[str, frozenset[int]]


class Sheet:
    """One side of paper. See the module's head."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.slots: list[Slot] = []
        self.reserved: list[Box] = []
        """Boxes kept clear for the barcode: nothing is drawn there, not even the watermark."""
        self.seals: list[Box] = []
        self._strokes: dict[float, set[tuple[float, float, float, float]]] = {}
        self._frames: list[tuple[Box, float]] = []
        self._texts = _Texts(paper)

    # --- marks ---

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = INNER) -> None:
        """A horizontal or vertical line."""
        self._inside(Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)))
        self._strokes.setdefault(weight, set()).add((x1, y1, x2, y2))

    def frame(self, box: Box, weight: float = OUTER) -> None:
        """A rectangle with closed corners."""
        self._inside(box)
        self._frames.append((box, weight))

    def text(self, box: Box, text: str, style: Style, place: str) -> None:
        """Text centred vertically in ``box``, wrapped and shrunk to fit. ``place`` names it in ``LayoutOverflow``."""
        self._inside(box)
        if text:
            self._texts.add(box, fit(text, style, box.width * MM, box.height * MM, place), style)

    def slot(self, box: Box, field: Field, style: Style) -> None:
        """A place for a text of the stamp."""
        self._inside(box)
        self.slots.append(Slot(field, box, style))

    def reserve(self, box: Box) -> None:
        """Keep ``box`` clear for a 2D barcode."""
        self._inside(box)
        self.reserved.append(box)

    def seal(self, box: Box) -> None:
        """The authority's seal, filling ``box``."""
        self._inside(box)
        self.seals.append(box)

    def table(self, x: float, y: float, columns: Sequence[float], rows: Sequence[float]) -> Table:
        """A table with these column widths and row heights; draw it with ``Table.close`` when its cells are set."""
        return Table(self, x, y, tuple(columns), tuple(rows))

    def _inside(self, box: Box) -> None:
        if not self.paper.area.holds(box):
            raise ValueError(f"{box} leaves the print area")

    # --- operators ---

    def layer(self) -> Layer:
        """Everything but slots and seals."""
        out = []
        for weight, strokes in sorted(self._strokes.items()):
            out.append(f"{weight:g} w")
            for x1, y1, x2, y2 in sorted(strokes):
                out.append(f"{self._x(x1)} {self._y(y1)} m {self._x(x2)} {self._y(y2)} l")
            out.append("S")
        for box, weight in self._frames:
            size = f"{box.width * MM:.2f} {box.height * MM:.2f}"
            out.append(f"{weight:g} w {self._x(box.x)} {self._y(box.y + box.height)} {size} re S")
        texts = self._texts.layer()
        return Layer("\n".join(["0 G 0 g 0 J", *out, texts.operators]), texts.glyphs)

    def filled(self, texts: Mapping[Field, str]) -> Layer:
        """The slots with the stamp's texts. Raises ``LayoutOverflow``, ``GlyphRefused``."""
        made = _Texts(self.paper)
        for slot in self.slots:
            box, style = slot.box, slot.style
            made.add(box, fit(texts[slot.field], style, box.width * MM, box.height * MM, slot.field), style)
            made.use(ALPHABET, style)
        return made.layer()

    def _x(self, x: float) -> str:
        return f"{x * MM:.2f}"

    def _y(self, y: float) -> str:
        return f"{(self.paper.height - y) * MM:.2f}"


class _Texts:
    """Text operators in the making."""

    def __init__(self, paper: Paper) -> None:
        self._height = paper.height * MM
        self._out: list[str] = []
        self._glyphs: dict[str, frozenset[int]] = {}

    def add(self, box: Box, fitted: Fitted, style: Style) -> None:
        size = fitted.size
        step = style.leading * size
        middle = self._height - (box.y + box.height / 2) * MM
        baseline = middle - _CENTRE * size + step * (len(fitted.lines) - 1) / 2
        for parts, width in fitted.lines:
            left = box.x * MM + (box.width * MM - width) * style.align.value
            self._line(parts, left, baseline, size, style.spacing)
            baseline -= step

    def use(self, text: str, style: Style) -> None:
        """Embed the glyphs of ``text`` whether it is drawn or not: the next copy then finds its font programs made."""
        for run in fonts.runs(text, style.family):
            self._glyphs[run.face] = self._glyphs.get(run.face, frozenset()) | run.glyphs

    def _line(self, parts: tuple[Run, ...], left: float, baseline: float, size: float, spacing: float) -> None:
        out = [f"1 0 0 1 {left:.2f} {baseline:.2f} Tm"]
        if spacing:
            out.append(f"{spacing * size:.3f} Tc")
        for run in parts:
            out.append(f"/{fonts.face(run.face).alias} {size:g} Tf <{run.codes}> Tj")
            self._glyphs[run.face] = self._glyphs.get(run.face, frozenset()) | run.glyphs
        if spacing:
            out.append("0 Tc")
        self._out.append(" ".join(out))

    def layer(self) -> Layer:
        return Layer("\n".join(["BT", *self._out, "ET"]), dict(self._glyphs))


LABEL = Style(size=8, floor=6.5, family=Family.LABEL, max_lines=2)
VALUE = Style(size=9, floor=6)
LEFT = replace(VALUE, align=Align.LEFT)


class Table:
    """A grid of cells, some of them merged. Cells that are never set stay as empty, ruled cells."""

    def __init__(self, sheet: Sheet, x: float, y: float, columns: tuple[float, ...], rows: tuple[float, ...]) -> None:
        self._sheet = sheet
        self._across = tuple(x + edge for edge in boundaries(columns))
        self._down = tuple(y + edge for edge in boundaries(rows))
        self._owner = [[(row, column) for column in range(len(columns))] for row in range(len(rows))]

    @property
    def bottom(self) -> float:
        return self._down[-1]

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """The box of a cell, lines included."""
        left, top = self._across[column], self._down[row]
        return Box(left, top, self._across[column + columns] - left, self._down[row + rows] - top)

    def merge(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """Make one cell of several and give its inside."""
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                self._owner[r][c] = (row, column)
        box = self.box(row, column, rows, columns)
        return Box(box.x + _PADDING, box.y + _SLACK, box.width - 2 * _PADDING, box.height - 2 * _SLACK)

    def label(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1, style: Style = LABEL) -> None:
        """A heading cell: words of the form itself."""
        self._sheet.text(self.merge(row, column, rows, columns), text, style, text)

    def value(
        self,
        row: int,
        column: int,
        text: str,
        place: str,
        rows: int = 1,
        columns: int = 1,
        style: Style = VALUE,
    ) -> None:
        """A cell with the record's words; ``place`` is its name for ``LayoutOverflow``."""
        self._sheet.text(self.merge(row, column, rows, columns), text, style, place)

    def pair(
        self, row: int, column: int, upper: str, lower: str, places: tuple[str, str], style: Style = VALUE
    ) -> None:
        """A cell of two rows, a text in each and no rule between."""
        inside = self.merge(row, column, rows=2).inset(0.3)
        middle = self.box(row + 1, column).y
        self._sheet.text(replace(inside, height=middle - inside.y), upper, style, places[0])
        below = inside.y + inside.height - middle
        self._sheet.text(replace(inside, y=middle, height=below), lower, style, places[1])

    def slot(self, row: int, column: int, field: Field, rows: int = 1, columns: int = 1, style: Style = VALUE) -> None:
        """A cell that the stamp fills."""
        self._sheet.slot(self.merge(row, column, rows, columns), field, style)

    def close(
        self,
        *,
        heavy_columns: tuple[int, ...] = (),
        heavy_rows: tuple[int, ...] = (),
        light_rows: tuple[int, ...] = (),
        heavy: float = 0.8,
        light: float = 0.25,
    ) -> None:
        """Rule the table: inner lines between cells, the outer frame, and other weights (points) at the named edges.

        Edge n lies before row or column n.
        """
        across = dict.fromkeys(heavy_rows, heavy) | dict.fromkeys(light_rows, light)
        down = dict.fromkeys(heavy_columns, heavy)
        rows, columns = len(self._owner), len(self._owner[0])
        for c in range(1, columns):
            for r in range(rows):
                if self._owner[r][c] != self._owner[r][c - 1]:
                    at = self._across[c]
                    self._sheet.line(at, self._down[r], at, self._down[r + 1], down.get(c, INNER))
        for r in range(1, rows):
            for c in range(columns):
                if self._owner[r][c] != self._owner[r - 1][c]:
                    at = self._down[r]
                    self._sheet.line(self._across[c], at, self._across[c + 1], at, across.get(r, INNER))
        left, top = self._across[0], self._down[0]
        self._sheet.frame(Box(left, top, self._across[-1] - left, self._down[-1] - top))
