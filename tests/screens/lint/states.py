"""A control in its states: each differs from the others by more than its colour, and is as readable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton

from tests.screens.lint.colour import contrast, hues, over, shape_contrast, solid, text_contrast
from tests.screens.lint.paint import Fill, Line, Mark, Rect, Words
from tests.screens.lint.rules import Wrong, control_rule
from tests.screens.lint.stage import Stage
from tests.screens.lint.view import Box, View

RING_CONTRAST = 3.0
RING_MM = 0.5
_SEEN = 1.4
"""Contrast from which a border is seen in greyscale by somebody who looks for it."""


@contextmanager
def pressed(widget: QAbstractButton) -> Iterator[None]:
    widget.setDown(True)
    try:
        yield
    finally:
        widget.setDown(False)


@contextmanager
def disabled(widget: QAbstractButton) -> Iterator[None]:
    widget.setEnabled(False)
    try:
        yield
    finally:
        widget.setEnabled(True)


@contextmanager
def focused(stage: Stage, widget: QAbstractButton) -> Iterator[None]:
    """By the keyboard, so that the ring shows."""
    stage.key(Qt.Key.Key_Tab)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    try:
        yield
    finally:
        widget.clearFocus()


def states(stage: Stage, view: View, widget: QAbstractButton) -> dict[str, View]:
    """The view as it is and in each state that this enabled control can come to."""
    widget.clearFocus()
    found = {"at rest": View(view.window, view.where)}
    with pressed(widget):
        found["pressed"] = View(view.window, view.where)
    with disabled(widget):
        found["disabled"] = View(view.window, view.where)
    with focused(stage, widget):
        found["focused"] = View(view.window, view.where)
    return found


@control_rule("states")
def state_shapes(box: Box, found: Mapping[str, View]) -> Wrong:
    """Pressed, disabled and focused differ from each other in greyscale too: by a word, a shape or a border."""
    seen = {name: shapes(of, box) for name, of in found.items()}
    for (one, a), (other, b) in combinations(seen.items(), 2):
        if a == b:
            yield box.widget, f"{one} and {other} differ by colours only"


@control_rule("state-contrast")
def state_contrast(box: Box, found: Mapping[str, View]) -> Wrong:
    """What is written and drawn on a control keeps its contrast in each of its states."""
    for name, of in found.items():
        for check in (text_contrast, shape_contrast, hues):
            for widget, what in check(of):
                if widget is box.widget:
                    yield widget, f"{name}: {what}"


@control_rule("focus-ring")
def focus_ring(box: Box, found: Mapping[str, View]) -> Wrong:
    """The focus is a ring of at least 0.5 mm that stands out by 3 : 1 from the control and from what is around it."""
    rest = {_shape(mark, box.rect) for mark in found["at rest"].marks if mark.widget is box.widget}
    focus = found["focused"]
    ring = [
        mark
        for mark in focus.marks
        if isinstance(mark, Line) and mark.closed and mark.widget is box.widget and _shape(mark, box.rect) not in rest
    ]
    if not any(focus.mm(line.width) >= RING_MM for line in ring):
        yield box.widget, "no ring shows the focus"
        return
    for name, ground in (("the control", _fill(focus, box)), ("its ground", _ground(focus, box))):
        best = max((contrast(over(line.color, ground), ground) for line in ring), default=1.0)
        if best < RING_CONTRAST:
            yield box.widget, f"the ring stands out from {name} by {best:.2f} : 1"


def _own(view: View, box: Box) -> list[tuple[int, Mark]]:
    return [(place, mark) for place, mark in enumerate(view.marks) if mark.widget is box.widget]


def _ground(view: View, box: Box) -> QColor:
    """What the control stands on."""
    own = _own(view, box)
    place = own[0][0] if own else len(view.marks)
    corner = Rect(box.rect.left, box.rect.top, box.rect.left + 1, box.rect.top + 1)
    return solid(view.grounds(place, corner)) or QColor("white")


def _fill(view: View, box: Box) -> QColor:
    fills = [mark for _, mark in _own(view, box) if isinstance(mark, Fill)]
    largest = max(fills, key=lambda fill: fill.rect.width * fill.rect.height, default=None)
    ground = _ground(view, box)
    return ground if largest is None else over(largest.color, ground)


def shapes(view: View, box: Box) -> list[tuple[object, ...]]:
    """What is seen of the control by somebody who sees no colours."""
    found = []
    for place, mark in _own(view, box):
        if isinstance(mark, Line | Fill):
            ground = solid(view.grounds(place, mark.rect)) or _ground(view, box)
            if contrast(over(mark.color, ground), ground) < _SEEN and not isinstance(mark, Fill):
                continue
        found.append(_shape(mark, box.rect))
    return found


def _shape(mark: Mark, within: Rect) -> tuple[object, ...]:
    rect = tuple(round(side) for side in mark.rect.moved(-within.left, -within.top))
    if isinstance(mark, Words):
        return ("words", rect, mark.text, mark.bold)
    if isinstance(mark, Line):
        return ("line", rect, round(mark.width), mark.dashed)
    return (type(mark).__name__, rect)
