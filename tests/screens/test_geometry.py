"""What a page must show at once, whatever the letters and the panel. All else about places is the lint's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import Panel
from kiosk.ui.strings import Language, Strings
from tests.screens.conftest import Stand
from tests.screens.lint import ALL_PANELS

LARGE = pytest.mark.parametrize(
    ("panel", "language"),
    [(panel, language) for panel in ALL_PANELS for language in Language],
    ids=lambda value: f"{value.name}@{value.inches:.0f}" if isinstance(value, Panel) else str(value),
)


def _first_page(table: Stand) -> str:
    assert table.window.frame is not None
    texts = [text for text in table.window.frame.findChildren(Text) if text.isVisibleTo(table.window)]
    return "\n".join(text.text() for text in texts)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@LARGE
def test_what_counts_stands_on_the_first_page(
    stand: Callable[..., Stand], panel: Panel, language: Language, scale: float
) -> None:
    """What is still to be paid, what is paid out, and a claim's number."""
    table = stand(panel, ViewSettings(language, scale))
    money = Strings(language).money
    for name, words in (
        ("pay", money(800)),
        ("pay-exact", money(300)),
        ("pay-fault", money(300)),
        ("paying-out", money(200)),
        ("take", money(200)),
        ("confirm", money(300)),
        ("confirm-several", money(1200)),
        ("notice-claim", "B001 - C1 - 0007"),
        ("take-claim", "B001 - C1 - 0007"),
        ("take-claim-only", "B001 - C1 - 0007"),
        ("take-refund", "B001 - C1 - 0007"),
    ):
        table.show(name)
        assert words in _first_page(table), name


@LARGE
def test_everything_to_take_stands_on_the_first_page(
    stand: Callable[..., Stand], panel: Panel, language: Language
) -> None:
    """And so do the presets with their copies: nobody turns pages there. (Three pieces to take, one of them with two
    documents of long English names, are the exception on the smallest panel.)"""
    table, strings = stand(panel, ViewSettings(language)), Strings(language)
    out, copies = strings.text("slip_screen.printed"), strings.text("copies.title", n=5)
    for name, words in (
        ("take", [strings.money(200)]),
        ("take-several", [strings.money(100)]),
        ("take-slip-printing", [strings.money(300), strings.text("slip_screen.printing")]),
        ("take-slip-printed", [strings.money(300), out]),
        ("take-slip-exact", [out]),
        ("take-slip-several", [strings.money(200), *([] if _smallest(panel, language) else [out])]),
        ("take-slip-failed", [strings.money(300)]),
        ("take-slip-failed-claim", [strings.money(100)]),
        ("take-claims", [strings.money(100)]),
        ("options", [copies]),
        ("options-household", [copies]),
        ("options-person-full", [copies]),
    ):
        table.show(name)
        for each in words:
            assert each in _first_page(table), name


def _smallest(panel: Panel, language: Language) -> bool:
    return language is Language.EN and panel == Panel(1080, 1920, 22.0)
