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
