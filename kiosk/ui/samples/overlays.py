"""What lies over a screen: the menu of 취소. (The question for more time belongs to the samples of its screens.)"""

from __future__ import annotations

from drivers.api import Won
from kiosk.core.screens import ChooseScreen, ConfirmScreen, IssuingScreen, StartScreen
from kiosk.ui.samples.base import ONE, PAID, Sample, items


def menus() -> list[Sample]:
    """Over a screen with every command, over the first one, and where nothing can be given up."""
    return [
        Sample("menu", ChooseScreen(number=2, documents=items(PAID)), seconds=57, menu=True),
        Sample("menu-start", StartScreen(number=1, documents=items(PAID), cash=(Won(100),)), menu=True),
        Sample(
            "menu-confirm",
            ConfirmScreen(number=5, lines=(ONE,), total=Won(300), can_add=True),
            seconds=57,
            menu=True,
        ),
        Sample("menu-issuing", IssuingScreen(number=8, document="D03", copy=2, copies=3), menu=True),
    ]
