"""One view as the rules look at it: what is painted where, and what an accessibility tool would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.core.screens import Screen
from kiosk.ui.kit import ViewSettings
from tests.screens.lint.paint import Fill, Mark, Rect, Words, record

_EDGE = 3
"""Pixels from the corners of a control, which are round."""


@dataclass(frozen=True, slots=True)
class Box:
    """A widget that shows."""

    widget: QWidget
    rect: Rect
    """In the window."""
    control: bool
    """It can be pressed or takes the focus."""
    enabled: bool

    @property
    def name(self) -> str:
        """For people who read a finding."""
        said = self.widget.objectName() or spoken(self.widget)
        return f"{type(self.widget).__name__} {said!r}"


@dataclass(frozen=True, slots=True)
class Where:
    sample: str
    screen: Screen
    settings: ViewSettings
    ppi: float
    page: int = 0
    over: str = ""
    """``question`` (for more time) or ``menu`` (of the 취소 key) stands over the screen."""
    seconds: int | None = None
    """Left until the screen closes."""


@dataclass
class View:
    window: QWidget
    where: Where
    marks: list[Mark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks = record(self.window)

    def mm(self, pixels: float) -> float:
        return pixels * 25.4 / self.where.ppi

    def pixels(self, millimetres: float) -> float:
        return millimetres * self.where.ppi / 25.4

    @cached_property
    def boxes(self) -> list[Box]:
        """Every widget that shows, parents before what is in them."""
        found: list[Box] = []
        self._collect(self.window, 0, 0, found)
        return found

    def _collect(self, widget: QWidget, x: int, y: int, found: list[Box]) -> None:
        for child in widget.children():
            if isinstance(child, QWidget) and not child.isHidden() and not child.isWindow():
                left, top = x + child.x(), y + child.y()
                rect = Rect(left, top, left + child.width(), top + child.height())
                control = isinstance(child, QAbstractButton) or child.focusPolicy() != Qt.FocusPolicy.NoFocus
                found.append(Box(child, rect, control, child.isEnabled()))
                self._collect(child, left, top, found)

    @cached_property
    def controls(self) -> list[Box]:
        """Those that are in sight. One that lies under a question is not, if it is disabled."""
        return [box for box in self.boxes if box.control and (box.enabled or self.lies_on_top(box))]

    @cached_property
    def usable(self) -> list[Box]:
        return [box for box in self.controls if box.enabled]

    def lies_on_top(self, box: Box) -> bool:
        return self.touched(box, box.widget.rect().center()) is None

    def corners(self, box: Box) -> Iterator[QPoint]:
        right, bottom = box.widget.width() - 1 - _EDGE, box.widget.height() - 1 - _EDGE
        yield from (QPoint(x, y) for x in (_EDGE, right) for y in (_EDGE, bottom))

    def touched(self, box: Box, point: QPoint) -> str | None:
        """What else a finger would meet at this point of the control; None: the control itself."""
        hit = self.window.childAt(round(box.rect.left) + point.x(), round(box.rect.top) + point.y())
        if hit is box.widget or (hit is not None and box.widget.isAncestorOf(hit)):
            return None
        return "nothing" if hit is None else type(hit).__name__

    def in_sight(self, box: Box) -> bool:
        """Its middle is not under something that it does not belong to."""
        middle = QPoint(
            round((box.rect.left + box.rect.right - 1) / 2), round((box.rect.top + box.rect.bottom - 1) / 2)
        )
        hit = self.window.childAt(middle)
        return hit is not None and (hit is box.widget or hit.isAncestorOf(box.widget) or box.widget.isAncestorOf(hit))

    # --- words -------------------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> list[tuple[int, Words]]:
        """Those in sight, with their place among the marks."""
        found = []
        for place, mark in enumerate(self.marks):
            if isinstance(mark, Words) and not any(
                isinstance(later, Fill) and later.opaque and later.rect.holds(mark.rect) and later.covers(mark.rect)
                for later in self.marks[place + 1 :]
            ):
                found.append((place, mark))
        return found

    def words_of(self, widget: QWidget) -> str:
        """What is painted by it or in it."""
        return " ".join(
            mark.text for _, mark in self.words if mark.widget is widget or widget.isAncestorOf(mark.widget)
        )

    @cached_property
    def said(self) -> str:
        return " ".join(mark.text for _, mark in self.words)

    def grounds(self, place: int, rect: Rect) -> list[Fill]:
        """What is under ``rect`` before the command at ``place``: from the uppermost down to one that is opaque and
        as large."""
        found: list[Fill] = []
        for mark in reversed(self.marks[:place]):
            if isinstance(mark, Fill) and mark.rect.touches(rect) and mark.touches(rect):
                found.append(mark)
                if mark.opaque and mark.covers(rect):
                    break
        return found


def interface(widget: QWidget) -> QAccessibleInterface:
    """What AT-SPI serves of it."""
    found = QAccessible.queryAccessibleInterface(widget)
    if found is None:
        raise LookupError(f"{type(widget).__name__} has no accessible interface")
    return found


def spoken(widget: QWidget, kind: QAccessible.Text = QAccessible.Text.Name) -> str:
    return interface(widget).text(kind).strip()


def text_of(widget: QWidget) -> str | None:
    """What the widget was given to show; None: it is no label and no button."""
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else None
