"""Colours as they lie over each other."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtGui import QColor

from tests.screens.lint.paint import Fill, Line, Mark, Picture, Uneven
from tests.screens.lint.rules import Wrong, rule
from tests.screens.lint.view import View

TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
"""For what is drawn and not written (EN 301 549, 9.1.4.11)."""
_STRONG = 0.35
"""Saturation and value above which a colour is called red, green, yellow or blue."""


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def luminance(color: QColor) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """1 … 21, as WCAG counts it."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def over(color: QColor, ground: QColor) -> QColor:
    """What is seen of a colour that lets its ground through."""
    part = color.alphaF()
    mixed = [a * part + b * (1 - part) for a, b in zip(_rgb(color), _rgb(ground), strict=True)]
    return QColor.fromRgbF(*mixed)


def solid(grounds: list[Fill]) -> QColor | None:
    """What is seen of fills that lie over each other, the uppermost first; None: nothing opaque is under them."""
    if not grounds or not grounds[-1].opaque:
        return None
    seen = grounds[-1].color
    for fill in reversed(grounds[:-1]):
        seen = over(fill.color, seen)
    return seen


def grounds_of(view: View, place: int, mark: Mark) -> list[QColor]:
    """Every colour that the mark stands on: one, or more if it reaches over an edge."""
    fills = view.grounds(place, mark.rect)
    found = []
    for at in range(len(fills)):
        color = solid(fills[at:])
        if color is not None:
            found.append(color)
        if fills[at].covers(mark.rect) and fills[at].opaque:
            break
    return found


@rule("contrast", of_colour=True)
def text_contrast(view: View) -> Wrong:
    """Every text stands out from whatever is beneath it by at least 4.5 : 1."""
    for place, mark in view.words:
        grounds = grounds_of(view, place, mark)
        if not grounds:
            yield mark.widget, f"{mark.text!r} stands on no ground"
        for ground in grounds:
            ratio = contrast(over(mark.color, ground), ground)
            if ratio < TEXT_CONTRAST:
                yield mark.widget, f"{mark.color.name()} on {ground.name()} is {ratio:.2f} : 1"


@rule("plain-ground", of_colour=True)
def plain_ground(view: View) -> Wrong:
    """No gradients and no textures: what stands on them has no contrast that could be told."""
    for mark in view.marks:
        if isinstance(mark, Uneven):
            yield mark.widget, "is filled with more than one colour"


@rule("shape-contrast", of_colour=True)
def shape_contrast(view: View) -> Wrong:
    """Pictures and lines that mean something (icons, ticks, arrows) stand out by at least 3 : 1."""
    for place, mark in enumerate(view.marks):
        if isinstance(mark, Picture) or (isinstance(mark, Line) and not mark.closed):
            ground = solid(view.grounds(place, mark.rect.core()))
            ratio = 0.0 if ground is None else contrast(over(mark.color, ground), ground)
            if ground is not None and ratio < SHAPE_CONTRAST:
                yield mark.widget, f"{mark.color.name()} on {ground.name()} is {ratio:.2f} : 1"


def hue(color: QColor) -> str:
    """``red``, ``yellow``, ``green``, ``blue``, or nothing for greys and what lies between."""
    degrees, saturation, value = color.hueF() * 360, color.saturationF(), color.valueF()
    if color.hueF() < 0 or saturation < _STRONG or value < _STRONG:
        return ""
    if degrees < 20 or degrees >= 340:
        return "red"
    if 45 <= degrees < 70:
        return "yellow"
    if 80 <= degrees < 170:
        return "green"
    return "blue" if 200 <= degrees < 265 else ""


_CLASH = ({"red", "green"}, {"yellow", "blue"})


@rule("hues", of_colour=True)
def hues(view: View) -> Wrong:
    """Never red on green or green on red, never yellow on blue or blue on yellow."""
    for place, mark in enumerate(view.marks):
        if hue(mark.color):
            for ground in view.grounds(place, mark.rect):
                if {hue(mark.color), hue(ground.color)} in _CLASH:
                    yield mark.widget, f"{mark.color.name()} on {ground.color.name()}"


@rule("colour-alone", of_colour=True)
def colour_alone(view: View) -> Wrong:
    """Shapes of one widget that differ in their colour differ in their size as well, or in the words on them."""
    by_widget: dict[int, list[Fill]] = {}
    for mark in view.marks:
        if isinstance(mark, Fill):
            by_widget.setdefault(id(mark.widget), []).append(mark)
    for fills in by_widget.values():
        for one, other in combinations(fills, 2):
            same = abs(one.rect.width - other.rect.width) < 1 and abs(one.rect.height - other.rect.height) < 1
            if same and one.color != other.color and not one.rect.touches(other.rect) and _wordless(view, one, other):
                yield one.widget, f"{one.color.name()} and {other.color.name()} tell two equal shapes apart"


def _wordless(view: View, one: Fill, other: Fill) -> bool:
    said = [{mark.text for _, mark in view.words if fill.rect.touches(mark.rect)} for fill in (one, other)]
    return said[0] == said[1]
