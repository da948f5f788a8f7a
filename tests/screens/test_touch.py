"""Every control that can be seen can be touched: whatever the window finds under a finger is the control itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint

from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.button import Button
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.strings import Language
from kiosk.ui.window import KioskWindow
from tests.screens.conftest import Stand

_INSET = 3
"""Pixels from the edge: the corners themselves are round."""


def untouchable(window: KioskWindow) -> list[str]:
    """The enabled controls that something else lies over, at the middle or towards a corner."""
    assert window.frame is not None
    found = []
    for button in window.frame.findChildren(Button):
        if not button.isVisible() or not button.isEnabled():
            continue
        if button not in window.frame.controls():
            found.append(f"{button.objectName()} is in nobody's reach")
        right, bottom = button.width() - 1 - _INSET, button.height() - 1 - _INSET
        points = [QPoint(x, y) for x in (_INSET, right) for y in (_INSET, bottom)]
        for point in (button.rect().center(), *points):
            hit = window.childAt(button.mapTo(window, point))
            if hit is not button and not (hit is not None and button.isAncestorOf(hit)):
                found.append(f"{button.objectName()} at {point.toTuple()}: {type(hit).__name__}")
    return found


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_every_enabled_control_is_what_a_finger_meets(
    stand: Callable[..., Stand], panel: Panel, language: Language, scale: float
) -> None:
    table = stand(panel, ViewSettings(language, scale))
    found = [f"{where}: {problem}" for where, _ in table.every_page() for problem in untouchable(table.window)]
    assert not found, "\n".join(found)
