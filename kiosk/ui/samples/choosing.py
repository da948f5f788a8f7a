"""Choosing a document."""

from __future__ import annotations

from kiosk.core.screens import ChooseScreen, GuideScreen
from kiosk.ui.samples.base import FREE, ONE, PAID, TWO, Sample, items


def choosing() -> list[Sample]:
    return [
        Sample("guide", GuideScreen(number=2, identity=False), seconds=57),
        Sample("guide-identity", GuideScreen(number=2, identity=True), seconds=57),
        Sample("choose", ChooseScreen(number=2, documents=items(PAID)), seconds=57),
        Sample("choose-free", ChooseScreen(number=2, documents=items(FREE)), seconds=57),
        Sample(
            "choose-more",
            ChooseScreen(number=2, documents=items(PAID, {"D03": "district_away", "D04": "hours"}), in_cart=(ONE, TWO)),
            seconds=57,
        ),
        Sample("clerk-called", ChooseScreen(number=2, documents=items(PAID), notice="clerk_called"), seconds=57),
    ]
