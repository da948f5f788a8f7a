"""Text into a box: wrapped, then made smaller down to a floor, and else refused. Nothing is ever clipped.

Lengths in points. Korean breaks between words where it can; a word that is wider than the box breaks anywhere, but
a line never begins with a closing mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from forms import fonts
from forms.fonts import Family, Run


class LayoutOverflow(Exception):
    """A text does not fit its place at the smallest size allowed. Names the place, never the text."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"text does not fit: {place}")


class Align(Enum):
    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. ``size`` and ``floor`` in points, ``spacing`` between letters in em, ``leading`` in sizes."""

    size: float = 9.0
    floor: float = 6.0
    family: Family = Family.BODY
    align: Align = Align.CENTRE
    leading: float = 1.22
    spacing: float = 0.0
    max_lines: int = 3


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines at the size that fits. Each line: its runs and its width in points."""

    size: float
    lines: tuple[tuple[tuple[Run, ...], float], ...]


_STEP = 0.25
_NO_LINE_START = frozenset(",.)]}〉》」』】·:;!?%㎡")


def fit(text: str, style: Style, width: float, height: float, place: str) -> Fitted:
    """The largest size from ``style.size`` down at which ``text`` fits ``width`` × ``height``.

    ``\\n`` in the text forces a line. Raises ``LayoutOverflow(place)``, ``fonts.GlyphRefused``.
    """
    paragraphs = [fonts.normalise(part).strip() for part in text.split("\n")]
    advances = [[g.advance / 1000 + style.spacing for g in fonts.glyphs(part, style.family)] for part in paragraphs]
    size = style.size
    while size >= style.floor - 1e-6:
        lines: list[str] = []
        for part, steps in zip(paragraphs, advances, strict=True):
            lines += _wrap(part, steps, width / size + style.spacing + 1e-6)
        if len(lines) <= style.max_lines and (len(lines) - 1) * style.leading * size + size <= height + 1e-6:
            return Fitted(size, tuple(_measure(line, style, size) for line in lines))
        size -= _STEP
    raise LayoutOverflow(place)


def _measure(line: str, style: Style, size: float) -> tuple[tuple[Run, ...], float]:
    parts = fonts.runs(line, style.family)
    return parts, (sum(r.advance for r in parts) / 1000 + style.spacing * max(0, len(line) - 1)) * size


def _wrap(text: str, steps: list[float], limit: float) -> list[str]:
    """Greedy lines of at most ``limit`` em. ``steps``: advance of each character."""
    if sum(steps) <= limit:
        return [text]
    lines = []
    start = 0
    while start < len(text):
        used = 0.0
        end = start
        while end < len(text) and used + steps[end] <= limit:
            used += steps[end]
            end += 1
        if end < len(text):
            end = _break(text, start, max(end, start + 1))
        lines.append(text[start:end].rstrip())
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _break(text: str, start: int, end: int) -> int:
    """Where to break ``text[start:]`` if ``end`` is the first character that does not fit."""
    if text[end] == " ":
        return end
    space = text.rfind(" ", start + 1, end)
    if space > start:
        return space
    while end > start + 1 and text[end] in _NO_LINE_START:
        end -= 1
    return end


def boundaries(lengths: tuple[float, ...]) -> tuple[float, ...]:
    """Running sums from 0: where the lines of a table with these column widths or row heights lie."""
    edges = [0.0]
    for length in lengths:
        edges.append(edges[-1] + length)
    if any(after <= before for before, after in pairwise(edges)):
        raise ValueError("every column and row needs a positive length")
    return tuple(edges)
