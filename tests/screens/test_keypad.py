"""Keypad alone: 0–9, 취소, 정정, 확인 reach and press everything that a finger can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from drivers.api import Won
from kiosk.core import presses
from kiosk.core.screens import PayScreen
from kiosk.ui.frame import Frame
from kiosk.ui.kit import ViewSettings
from kiosk.ui.menu import Menu
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.keypad import Field
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.strings import Language
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import heard_by

KEY = Qt.Key
VOICE = ViewSettings(voice=True)
SMALL_LARGE = (Panel(1080, 1920, 22.0), ViewSettings(text_scale=2.0, low=True, voice=True))
TURNING = ("page.before", "page.after")
"""The 0 key turns round and round: whatever these two reach, it reaches."""


def _type(table: Stand, number: str) -> None:
    for digit in number:
        table.key(KEY(KEY.Key_0 + int(digit)))


def _frame(table: Stand) -> Frame:
    assert table.window.frame is not None
    return table.window.frame


def _menu_stands(table: Stand) -> bool:
    return isinstance(_frame(table).overlay, Menu)


def _is_typed(button: Button) -> bool:
    """A key of the glass for which the keypad has its own: digits, which also stand for letters (kiosk.ui.phone), and
    확인, which leads to the list of what was found, with numbers."""
    key = button.objectName()
    return key.startswith(("digit.", "letter.", "key.", "hit.")) or key in ("correct", "confirm", "dash")


def _reach(table: Stand, button: Button, pressed: list[Button]) -> bool:
    _type(table, button.number)
    if QApplication.focusWidget() is not button:
        return False
    table.key(KEY.Key_Return)
    return bool(pressed) and pressed[-1] is button


def _unreached(table: Stand, pressed: list[Button]) -> list[str]:
    """Of the sample that is shown."""
    frame = _frame(table)
    targets: dict[str, Button] = {}
    for page in range(len(frame.pages.pages)):
        frame.pages.turn(page)
        targets |= {button.objectName(): button for button in frame.controls() if button.isEnabled()}
    frame.pages.turn(0)
    turns = len(frame.pages.pages) > 1 and not frame.page.types
    targets = {key: button for key, button in targets.items() if not (turns and key in TURNING)}
    if frame.page.types:
        assert table.window.view is not None
        confirm = table.window.view.confirm()
        targets = {key: button for key, button in targets.items() if button is not confirm and not _is_typed(button)}
    missed = [key for key, button in targets.items() if not _reach(table, button, pressed)]
    table.key(KEY.Key_Escape)
    frame = _frame(table)  # what is typed may have drawn it anew
    assert _menu_stands(table), table.titles()
    offered = {button.objectName(): button for button in frame.numbered().values()}
    found = {key for key in missed if f"menu.{key}" in offered and _reach(table, offered[f"menu.{key}"], pressed)}
    table.key(KEY.Key_Escape)
    assert not _menu_stands(table)
    found |= {"menu"} | ({*TURNING} if "menu.page" in offered else set())
    return [key for key in missed if key not in found]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_every_control_of_every_screen_is_reached_and_pressed(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch, panel: Panel, scale: float
) -> None:
    table = stand(panel, ViewSettings(text_scale=scale))
    pressed: list[Button] = []
    monkeypatch.setattr(table.window, "pressed", lambda button, act: pressed.append(button))
    found = []
    for name in SAMPLES:
        table.show(name, closes_at=None)
        found += [f"{name}: {key}" for key in _unreached(table, pressed)]
    assert not found, "\n".join(found)


def test_zero_turns_the_pages_round_and_focuses_what_is_shown(stand: Callable[..., Stand]) -> None:
    table = stand(PANELS[1], ViewSettings(text_scale=2.0))
    table.show("options", closes_at=None)
    pages = _frame(table).pages
    count = len(pages.pages)
    assert count > 1
    seen = [pages.page]
    for _ in range(count):
        _type(table, "0")
        seen.append(pages.page)
    assert seen == [*range(count), 0]
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()


@pytest.mark.parametrize(("panel", "view"), [(PANELS[0], VOICE), (PANELS[1], VOICE), SMALL_LARGE])
def test_correcting_while_money_is_inside_says_how_it_comes_back(
    stand: Callable[..., Stand], panel: Panel, view: ViewSettings
) -> None:
    """It does not pay it out by itself, which would end the application. The next coin is the answer."""
    table = stand(panel, view)
    voice = heard_by(table)
    screen = table.show("pay-coins", inserted=200, closes_at=None)
    table.key(KEY.Key_Backspace)
    assert any("돌려받으시려면 취소를 눌러 주십시오." in sentence for sentence in voice.said)
    assert any("돌려받으시려면" in leaf.text() for leaf in _frame(table).reading() if leaf.isVisible())
    assert not table.posted
    assert isinstance(screen, PayScreen)
    table.window.show_screen(replace(screen, inserted=Won(300)))
    assert not any("돌려받으시려면" in leaf.text() for leaf in _frame(table).reading())


# --- the menu ----------------------------------------------------------------------------------------------------


def test_the_menu_has_what_the_edges_have_and_closes_again(stand: Callable[..., Stand]) -> None:
    table = stand(view=ViewSettings(voice=True))
    table.show("confirm", closes_at=None)
    table.key(KEY.Key_Escape)
    keys = [button.objectName().removeprefix("menu.") for button in _frame(table).numbered().values()]
    aids = ["language", "aid.large", "aid.contrast", "aid.low", "aid.voice"]
    voice = ["voice.repeat", "voice.stop", "voice.louder", "voice.softer", "voice.faster", "voice.slower"]
    assert keys == ["home", "back", "help", *voice, *aids, "go_on"]
    assert table.button("menu.home").hasFocus()
    table.key(KEY.Key_Escape)
    assert _frame(table).overlay is None
    assert table.button("confirm").isEnabled()
    assert not table.posted


def test_what_the_menu_changes_closes_it(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number", closes_at=None)
    for aid in ("aid.large", "aid.contrast", "aid.low", "aid.voice", "language"):
        table.key(KEY.Key_Escape)
        _type(table, table.button(f"menu.{aid}").number)
        table.key(KEY.Key_Return)
        assert _frame(table).overlay is None, aid
    assert table.window.view_settings != ViewSettings()
    assert table.window.view_settings.low
    assert table.window.view_settings.voice


def test_the_menu_stays_while_a_coin_falls_and_goes_when_the_screen_changes(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("pay-exact")
    table.key(KEY.Key_Escape)
    table.show("pay-exact", number=8, inserted=100)
    assert isinstance(_frame(table).overlay, Menu)
    assert table.button("menu.home").text() == "취소하고 돈 돌려받기"
    table.show("issuing")
    assert _frame(table).overlay is None


def test_the_question_for_more_time_comes_before_the_menu(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm", closes_at=None)
    table.key(KEY.Key_Escape)
    table.show("confirm", warning=True)
    _type(table, "1")
    table.key(KEY.Key_Return)
    assert table.posted == [presses.MoreTimePressed(5)]


def test_who_opens_the_menu_under_the_question_is_there(stand: Callable[..., Stand]) -> None:
    """It counts as an answer, and the menu stays when the time that it brought begins."""
    table = stand()
    table.show("confirm", warning=True)
    table.key(KEY.Key_Escape)
    assert table.posted == [presses.MoreTimePressed(5)]
    table.show("confirm", number=6)
    assert isinstance(_frame(table).overlay, Menu)


def test_a_menu_left_open_at_rest_closes_by_itself(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    table.key(KEY.Key_Escape)
    table.window._view_back.timeout.emit()
    assert _frame(table).overlay is None


SMALL = (Panel(1080, 1920, 22.0), ViewSettings(voice=True))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("panel", "view"),
    [
        SMALL,
        (SMALL[0], ViewSettings(low=True, voice=True)),
        (SMALL[0], ViewSettings(text_scale=2.0, low=True)),
        (PANELS[1], ViewSettings(low=True, voice=True)),
    ],
)
def test_what_is_typed_and_the_keys_share_a_page_on_a_small_panel(
    stand: Callable[..., Stand], panel: Panel, view: ViewSettings, language: Language
) -> None:
    table = stand(panel, replace(view, language=language))
    for name in ("parcel-number-empty", "parcel-number-sub"):
        table.show(name, closes_at=None)
        frame = _frame(table)
        assert len(frame.pages.pages) == 1
        keys = {button.objectName() for button in frame.controls()}
        assert {"confirm", "dash", "correct", *(f"digit.{digit}" for digit in range(10))} <= keys
        assert [field.objectName() for field in frame.pages.findChildren(Field)] == ["field.main", "field.sub"]


@pytest.mark.parametrize(("panel", "view"), [SMALL_LARGE, (PANELS[1], ViewSettings(text_scale=2.0, voice=True))])
def test_confirm_works_though_its_button_is_on_another_page(
    stand: Callable[..., Stand], panel: Panel, view: ViewSettings
) -> None:
    table = stand(panel, view)
    table.show("parcel-number-empty", closes_at=None)
    assert "confirm" not in [button.objectName() for button in _frame(table).controls()]
    _type(table, "84")
    table.key(KEY.Key_Return)
    _type(table, "1")
    table.key(KEY.Key_Return)
    [fact] = table.posted
    assert isinstance(fact, presses.InputsSubmitted)
    assert fact.inputs.reveal()["pnu"].endswith("00840001")


# --- a trembling hand --------------------------------------------------------------------------------------------


def test_a_key_struck_twice_at_once_counts_once(stand: Callable[..., Stand]) -> None:
    table = stand(guard_s=0.35)
    table.show("parcel-number-empty", closes_at=None)
    for later, typed in ((1.0, "1"), (0.08, "1"), (0.2, "11")):
        table.now[0] += later
        table.key(KEY.Key_1)
        assert table.window._draft(table.window.screen_).get("main") == typed  # type: ignore[arg-type]


def test_confirm_meant_for_the_screen_before_does_nothing(stand: Callable[..., Stand]) -> None:
    table = stand(guard_s=0.35)
    table.show("start")
    table.now[0] += 1
    table.key(KEY.Key_Return)
    table.show("choose", closes_at=None)
    table.now[0] += 0.2
    table.key(KEY.Key_Return)
    assert table.posted == [presses.StartPressed(1)]
    table.now[0] += 0.4
    table.key(KEY.Key_Return)
    assert len(table.posted) == 2


def test_numbers_of_buttons_show_while_keys_are_used(stand: Callable[..., Stand]) -> None:
    """A choice always shows its own; on a button it would be one more thing to read for whoever touches."""
    table = stand()
    table.show("options", closes_at=None)
    button, choice = table.button("next"), table.button("option.price")
    assert choice.shows_number
    assert not button.shows_number
    before = button.grab().toImage()
    table.key(KEY.Key_1)
    assert button.grab().toImage() != before
    table.window.touch_welcome()
    assert button.grab().toImage() == before
