"""What a frame that is laid out must keep to, without pixels. Returns sentences; none means in order."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kiosk.ui.frame import Frame
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import CONTROL_MM, CONTROL_MM2, GAP_MM


def problems(frame: Frame) -> list[str]:
    leaves = [leaf for leaf in frame.findChildren(QWidget) if isinstance(leaf, Text | Button) and _shown(leaf, frame)]
    found: list[str] = []
    for leaf in leaves:
        found += _fits(leaf, frame)
    found += _apart(leaves, frame)
    for button in (leaf for leaf in leaves if isinstance(leaf, Button)):
        found += _is_control(button)
    return found


def _shown(leaf: Text | Button, frame: Frame) -> bool:
    """Empty texts take no room; what the question for more time covers is not looked at."""
    overlay, covered = frame.overlay, False
    if overlay is not None and not overlay.isAncestorOf(leaf):
        covered = overlay.geometry().contains(_rect(leaf, frame)) and not (
            isinstance(leaf, Button) and leaf.isEnabled()
        )
    return leaf.isVisibleTo(frame) and not covered and bool(leaf.text().strip())


def _rect(widget: QWidget, frame: Frame) -> QRect:
    return QRect(widget.mapTo(frame, widget.rect().topLeft()), widget.size())


def _fits(leaf: Text | Button, frame: Frame) -> list[str]:
    found = []
    name = f"{type(leaf).__name__} {leaf.text()!r}"
    if leaf.width() < leaf.least_width():
        found.append(f"{name}: a word is wider than its place ({leaf.least_width()} > {leaf.width()})")
    if leaf.height() < leaf.heightForWidth(leaf.width()):
        found.append(f"{name}: needs {leaf.heightForWidth(leaf.width())} of height, has {leaf.height()}")
    rect, ancestor = _rect(leaf, frame), leaf.parentWidget()
    while ancestor is not None:
        if not _rect(ancestor, frame).contains(rect):
            found.append(f"{name}: sticks out of {type(ancestor).__name__}")
        if ancestor is frame:
            break
        ancestor = ancestor.parentWidget()
    return found


def _apart(leaves: list[Text | Button], frame: Frame) -> list[str]:
    gap = GAP_MM * frame.kit.metrics.ppi / 25.4
    found = []
    for one, other in combinations(leaves, 2):
        first, second = _rect(one, frame), _rect(other, frame)
        if first.intersects(second):
            found.append(f"{one.text()!r} and {other.text()!r} overlap")
        elif isinstance(one, Button) and isinstance(other, Button):
            across = max(second.left() - first.right(), first.left() - second.right()) - 1
            down = max(second.top() - first.bottom(), first.top() - second.bottom()) - 1
            if max(across, down) < gap:
                found.append(f"{one.text()!r} and {other.text()!r} are {max(across, down)} px apart")
    return found


def _is_control(button: Button) -> list[str]:
    found = []
    mm = 25.4 / button.kit.metrics.ppi
    width, height = button.width() * mm, button.height() * mm
    if min(width, height) < CONTROL_MM or width * height < CONTROL_MM2:
        found.append(f"{button.text()!r} is {width:.1f} × {height:.1f} mm")
    if not button.accessibleName().strip():
        found.append(f"{button.objectName()}: no accessible name")
    if not button.accessibleDescription().strip():
        found.append(f"{button.text()!r}: no accessible description")
    return found
