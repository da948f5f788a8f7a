"""What the application asks: parcel, options, the list of applications."""

from __future__ import annotations

from dataclasses import replace

from drivers.api import Won
from forms.catalogue import DOCUMENTS
from kiosk.core.screens import ConfirmScreen, OptionsScreen, OrderLine, ParcelScreen
from kiosk.ui.presets import full
from kiosk.ui.samples.base import BARE, ONE, TWO, Sample

_PLACE = {"at": "number", "dong": "2641010400"}

_FREE = replace(ONE, fee=Won(0))
_FULL = (TWO, ONE, BARE, *(OrderLine(code, 1, Won(1000)) for code in ("D11", "D09", "D08", "D07", "D12", "D01")))
"""The longest names, and the ten copies of a visit."""


def parcel() -> list[Sample]:
    land = ParcelScreen(number=3, document="D03", mountain=False)
    open_ = ParcelScreen(number=3, document="D03", mountain=None)
    forest = ParcelScreen(number=3, document="D04", mountain=True)
    return [
        Sample("parcel-dong", land, seconds=57),
        Sample("parcel-mountain", open_, {"at": "mountain", "dong": "2641010400"}, 57),
        Sample("parcel-number-empty", land, _PLACE, 57),
        Sample("parcel-number-forest", forest, _PLACE, 57),
        Sample("parcel-number", land, {**_PLACE, "main": "84"}, 57),
        Sample("parcel-number-sub", forest, {**_PLACE, "field": "sub", "main": "1084", "sub": "1001"}, 57),
    ]


def _many() -> list[Sample]:
    """Documents with eight options."""
    household = OptionsScreen(number=4, document="D01", max_copies=5, fee=Won(200))
    person = OptionsScreen(number=4, document="D02", max_copies=5, fee=Won(200), withheld=("householders",))
    own = {"past_addresses": "recent5", "numbers": "self", "relation": "omit", "copies": "2"}
    return [
        Sample("options-household", household, seconds=57),
        Sample("options-household-full", household, full(DOCUMENTS["D01"]), 57),
        Sample("options-household-own", household, own, 57),
        Sample("options-household-each", household, {**own, "at": "own"}, 57),
        Sample("options-household-value", household, {**own, "at": "value:past_addresses"}, 57),
        Sample("options-household-numbers", household, {"at": "value:numbers"}, 57),
        Sample("options-person", person, seconds=57),
        Sample("options-person-full", person, full(DOCUMENTS["D02"], person.withheld), 57),
        Sample("options-person-each", person, {"at": "own", "service": "basic"}, 57),
        Sample("options-person-own", replace(person, withheld=()), {"at": "own", "householders": "include"}, 57),
        Sample("options-person-value", person, {"at": "value:service"}, 57),
    ]


def options() -> list[Sample]:
    return [
        Sample("options", OptionsScreen(number=4, document="D03", max_copies=5, fee=Won(300)), seconds=57),
        Sample(
            "options-changed",
            OptionsScreen(number=4, document="D04", max_copies=5, fee=Won(300)),
            {"history": "include", "ownership": "include", "price": "omit", "copies": "3"},
            seconds=57,
        ),
        *_many(),
        Sample("confirm", ConfirmScreen(number=5, lines=(ONE,), total=Won(300), can_add=True), seconds=57),
        Sample(
            "confirm-several",
            ConfirmScreen(number=5, lines=(ONE, TWO, BARE), total=Won(1200), can_add=True),
            seconds=57,
        ),
        Sample("confirm-full", ConfirmScreen(number=5, lines=_FULL, total=Won(7200), can_add=False), seconds=57),
        Sample("confirm-free", ConfirmScreen(number=5, lines=(_FREE,), total=Won(0), can_add=True), seconds=57),
        Sample("warning", ParcelScreen(number=3, document="D03", mountain=False, warning=True), seconds=17),
    ]
