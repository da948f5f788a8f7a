"""Choosing a document."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.screens import ChooseScreen, GuideScreen
from kiosk.ui.samples.base import FREE, ONE, PAID, TWO, USUAL, Sample, items, only_exempt

_CLOSED = {
    **dict.fromkeys(("D09", "D10", "D11"), "district_away"),
    "D06": "change_short",
    "D07": "receipt_fault",
    "D08": "hours",
    "D12": "card_reader",
    "D15": "hidden",
}


def fifteen() -> list[Sample]:
    """All documents are offered: groups, lists and the search by name."""
    all_ = ChooseScreen(number=2, documents=items(USUAL))
    free = ChooseScreen(number=2, documents=items(dict.fromkeys(USUAL, 0)))
    some = ChooseScreen(number=2, documents=items(USUAL, _CLOSED))
    views: list[tuple[str, ChooseScreen, dict[str, str]]] = [
        ("groups", all_, {}),
        ("groups-closed", some, {}),
        ("group-land", all_, {"at": "group:land"}),
        ("group-land-closed", some, {"at": "group:land"}),
        ("group-welfare", all_, {"at": "group:welfare"}),
        ("all", all_, {"at": "all"}),
        ("all-free", free, {"at": "all"}),
        ("search", all_, {"at": "search"}),
        ("search-shift", all_, {"at": "search", "shift": "yes"}),
        ("search-second", all_, {"at": "search", "second": "yes", "typed": "ㅌ"}),
        ("search-hits", all_, {"at": "search", "typed": "ㅌㅗㅈㅣㄷ"}),
        ("search-many", all_, {"at": "search", "typed": "ㄷㅐㅈㅏㅇ"}),
        ("search-none", all_, {"at": "search", "typed": "ㅇㅕㄱㅝㄴ"}),
        ("search-keypad", all_, {"at": "search", "typed": "6969"}),
        ("all-only-exempt", replace(all_, documents=only_exempt(all_.documents)), {"at": "all"}),
        ("found", all_, {"at": "found", "typed": "ㅌㅗㅈㅣ"}),
        ("found-many", some, {"at": "found", "typed": "ㄷ"}),
    ]
    return [Sample(f"choose-{name}", screen, draft, 57) for name, screen, draft in views]


def choosing() -> list[Sample]:
    return [
        *fifteen(),
        Sample("guide", GuideScreen(number=2, identity=False), seconds=57),
        Sample("guide-identity", GuideScreen(number=2, identity=True), seconds=57),
        Sample("choose", ChooseScreen(number=2, documents=items(PAID)), seconds=57),
        Sample("choose-only-exempt", ChooseScreen(number=2, documents=only_exempt(items(PAID))), seconds=57),
        Sample("choose-free", ChooseScreen(number=2, documents=items(FREE)), seconds=57),
        Sample(
            "choose-more",
            ChooseScreen(number=2, documents=items(PAID, {"D03": "district_away", "D04": "hours"}), in_cart=(ONE, TWO)),
            seconds=57,
        ),
        Sample("clerk-called", ChooseScreen(number=2, documents=items(PAID), notice="clerk_called"), seconds=57),
    ]
