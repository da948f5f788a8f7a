"""Sizes and places."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtWidgets import QWidget

from kiosk.ui.theme import CONTROL_MM, CONTROL_MM2, GAP_MM, LETTER_MM
from tests.screens.lint.paint import Fill, Line, Mark, Picture, Rect, Words
from tests.screens.lint.rules import Wrong, rule
from tests.screens.lint.view import Box, View, text_of

_HALF_A_PIXEL = 0.5
_STEP = 1.5
"""Pixels that antialiased ink may reach over the edge of a whole pixel."""


@rule("letters")
def letters(view: View) -> Wrong:
    """A syllable of every text is at least 12 mm high on the glass."""
    for _, mark in view.words:
        if view.mm(mark.syllable + _HALF_A_PIXEL) < LETTER_MM:
            yield mark.widget, f"letters of {view.mm(mark.syllable):.1f} mm"


@rule("control-size")
def control_size(view: View) -> Wrong:
    """A control is at least 12 mm high and wide, and 150 mm² large."""
    for box in view.controls:
        width, height = view.mm(box.rect.width), view.mm(box.rect.height)
        if min(width, height) < CONTROL_MM or width * height < CONTROL_MM2:
            yield box.widget, f"{width:.1f} × {height:.1f} mm"


@rule("gaps")
def gaps(view: View) -> Wrong:
    """Two controls are at least 2.5 mm apart."""
    least = view.pixels(GAP_MM)
    for one, other in combinations(view.controls, 2):
        a, b = one.rect, other.rect
        across = max(b.left - a.right, a.left - b.right)
        down = max(b.top - a.bottom, a.top - b.bottom)
        if max(across, down) < least and not _related(one, other):
            yield one.widget, f"{view.mm(max(across, down)):.1f} mm from {other.name}"


def _related(one: Box, other: Box) -> bool:
    return one.widget.isAncestorOf(other.widget) or other.widget.isAncestorOf(one.widget)


@rule("clipped")
def clipped(view: View) -> Wrong:
    """Every text stands inside its own widget and all that hold it, and nothing of it is left out."""
    rects = {box.widget: box.rect for box in view.boxes}
    for _, mark in view.words:
        holder: QWidget | None = mark.widget
        while holder is not None and holder is not view.window:
            if holder in rects and not rects[holder].grown(_STEP).holds(mark.rect):
                by = _out(rects[holder], mark.rect)
                yield mark.widget, f"{mark.text!r} sticks out of {type(holder).__name__} by {by} px"
                break
            holder = holder.parentWidget()
    for box in view.boxes:
        parent = box.widget.parentWidget()
        outer = rects.get(parent) if parent is not None else None
        outer = outer or Rect(0, 0, view.window.width(), view.window.height())
        if (box.control or text_of(box.widget)) and not outer.holds(box.rect):
            yield box.widget, f"sticks out of {type(parent).__name__}"


def _out(outer: Rect, inner: Rect) -> int:
    """By how many pixels, where it is most."""
    sides = (outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom)
    return round(max(sides))


@rule("whole-text")
def whole_text(view: View) -> Wrong:
    """What a text or a control is given to show is painted to its last letter."""
    painted: dict[QWidget, str] = {}
    for mark in view.marks:
        if isinstance(mark, Words):
            painted[mark.widget] = painted.get(mark.widget, "") + mark.text
    for box in view.boxes:
        given = "".join((text_of(box.widget) or "").split())
        if given and given not in "".join(painted.get(box.widget, "").split()) and view.in_sight(box):
            yield box.widget, f"paints {painted.get(box.widget, '')!r}"


@rule("overlap")
def overlap(view: View) -> Wrong:
    """No text lies over another text, under a line or a picture, half under a box, or on a control that is not its
    own."""
    inks = [(mark, mark.rect) for _, mark in view.words]
    for (text, a), (below, b) in combinations(inks, 2):
        if a.touches(b):
            yield text.widget, f"{text.text!r} lies over {below.text!r}"
    drawn = [mark for mark in view.marks if isinstance(mark, Line | Picture)]
    for place, mark in view.words:
        for line in drawn:
            if line.rect.touches(mark.rect) and _crosses(line, mark) and not _covered(view, line):
                yield mark.widget, f"{mark.text!r} and a {type(line).__name__.lower()} lie over each other"
        for later in view.marks[place + 1 :]:
            if later.rect.touches(mark.rect) and not isinstance(later, Words | Line | Picture):
                yield mark.widget, f"{mark.text!r} is partly hidden by {type(later.widget).__name__}"
    for one, other in combinations(view.controls, 2):
        if one.rect.touches(other.rect) and not _related(one, other):
            yield one.widget, f"lies over {other.name}"
    for box in view.controls:
        for _, mark in view.words:
            own = box.widget is mark.widget or box.widget.isAncestorOf(mark.widget)
            if box.rect.touches(mark.rect) and not own and not mark.widget.isAncestorOf(box.widget):
                yield mark.widget, f"{mark.text!r} lies on {box.name}"


def _crosses(line: Mark, words: Words) -> bool:
    return line.touches(words.rect) if isinstance(line, Line) else True


def _covered(view: View, mark: Mark) -> bool:
    above = view.marks[view.marks.index(mark) + 1 :]
    return any(isinstance(later, Fill) and later.opaque and later.covers(mark.rect) for later in above)


@rule("in-reach")
def in_reach(view: View) -> Wrong:
    """What can be pressed can be touched: a finger on it meets nothing else, in the middle or at a corner."""
    for box in view.usable:
        for point in (box.widget.rect().center(), *view.corners(box)):
            hit = view.touched(box, point)
            if hit is not None:
                yield box.widget, f"at {point.toTuple()} a finger meets {hit}"
                break
