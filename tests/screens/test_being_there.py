"""Whoever turns pages, moves about by keys or is in the menu is there: the visit's time starts again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from kiosk.core import presses
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.countdown import Countdown
from kiosk.ui.pictures import PANELS
from kiosk.ui.strings import Language
from kiosk.ui.window import VIEW_BACK_S
from tests.screens.conftest import Stand

LARGE = ViewSettings(text_scale=2.0)


def test_turning_a_page_by_hand_counts(stand: Callable[..., Stand]) -> None:
    table = stand(PANELS[1], LARGE)
    screen = table.show("confirm", closes_at=1060.0)
    table.touch("page.after")
    assert table.posted == [presses.MoreTimePressed(screen.number)]
    assert not table.window.locked


@pytest.mark.parametrize("key", [Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_Escape])
def test_moving_about_by_keys_counts(stand: Callable[..., Stand], key: Qt.Key) -> None:
    table = stand(PANELS[1], LARGE)
    screen = table.show("confirm", closes_at=1060.0)
    table.key(key)
    assert table.posted == [presses.MoreTimePressed(screen.number)]


def test_the_question_stays_until_it_is_answered(stand: Callable[..., Stand]) -> None:
    """A digit only moves the focus; 확인 then answers, and does not press what lay below."""
    table = stand()
    screen = table.show("warning")
    assert table.window.frame is not None
    assert isinstance(table.window.frame.overlay, Countdown)
    table.key(Qt.Key.Key_2)
    assert not table.posted
    table.key(Qt.Key.Key_Return)
    assert table.posted == [presses.CancelPressed(screen.number)]


def test_keys_at_rest_keep_the_view(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    table.window.change_view(ViewSettings(Language.EN))
    timer = table.window._view_back
    timer.start(round(VIEW_BACK_S * 1000) - 40_000)
    timer.setInterval(round(VIEW_BACK_S * 1000))
    table.key(Qt.Key.Key_Escape)
    assert timer.remainingTime() > 50_000
