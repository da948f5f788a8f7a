"""The on-screen keyboard: its keys, the shift key, the halves of large letters, and what a secret entry keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.ui.hangul import is_key
from kiosk.ui.kit import Kit, Place, ViewSettings
from kiosk.ui.parts.keyboard import Entry, Key, Keyboard, Typing
from kiosk.ui.pictures import Panel
from kiosk.ui.speakable import is_secret
from kiosk.ui.strings import Language
from kiosk.ui.theme import CONTROL_MM, CONTROL_MM2
from tests.screens.conftest import Stand
from tests.screens.lint import ALL_PANELS


def _nothing() -> None:
    """These keys are only looked at."""


NOTHING = Typing(press=lambda letter: None, undo=_nothing, clear=_nothing, shift=_nothing, other=_nothing)


def _kit(stand: Callable[..., Stand], view: ViewSettings, panel: Panel = ALL_PANELS[0]) -> Kit:
    window = stand(panel, view).window
    return Kit(view, Place(), panel.ppi, panel.width, panel.height, window)


def _letters(keyboard: Keyboard) -> set[str]:
    return {key.objectName().removeprefix("letter.") for key in keyboard.findChildren(Key)}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_letter_has_a_key(stand: Callable[..., Stand], qtbot: QtBot, scale: float) -> None:
    kit = _kit(stand, ViewSettings(text_scale=scale))
    found: set[str] = set()
    for shifted in (False, True):
        for second in (False, True):
            keyboard = Keyboard(kit, NOTHING, shifted=shifted, second=second)
            qtbot.addWidget(keyboard)
            found |= _letters(keyboard)
    assert found == {key for key in map(chr, range(ord("ㄱ"), ord("ㅣ") + 1)) if is_key(key)}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_latin_letters(stand: Callable[..., Stand], qtbot: QtBot, scale: float) -> None:
    kit = _kit(stand, ViewSettings(Language.EN, scale))
    halves = [Keyboard(kit, NOTHING, second=second) for second in (False, True)]
    for half in halves:
        qtbot.addWidget(half)
    assert {letter for half in halves for letter in _letters(half)} == set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("panel", ALL_PANELS, ids=lambda panel: f"{panel.name}@{panel.inches:.0f}")
@pytest.mark.parametrize("view", [ViewSettings(language, scale) for language in Language for scale in (1.0, 2.0)])
def test_keys_are_large_enough_and_all_on_the_first_page(
    stand: Callable[..., Stand], panel: Panel, view: ViewSettings
) -> None:
    table = stand(panel, view)
    table.show("choose-search")
    assert table.window.frame is not None
    keys = [key for key in table.window.frame.findChildren(Key) if key.isVisibleTo(table.window)]
    assert len(keys) == len(table.window.frame.findChildren(Key))
    mm = 25.4 / panel.ppi
    for key in keys:
        wide, high = key.width() * mm, key.height() * mm
        assert min(wide, high) >= CONTROL_MM
        assert wide * high >= CONTROL_MM2


def test_shift_and_halves(stand: Callable[..., Stand]) -> None:
    table = stand(view=ViewSettings(text_scale=2.0))
    table.show("choose-search")
    for key in ("key.shift", "letter.ㄲ", "key.shift", "key.other", "letter.ㅏ", "key.other", "letter.ㄴ"):
        table.touch(key)
    assert table.window.frame is not None
    (entry,) = table.window.frame.findChildren(Entry)
    assert entry.typed.text() == "깐"


@pytest.mark.parametrize("secret", [True, False])
def test_a_secret_entry_tells_nobody_what_is_typed(stand: Callable[..., Stand], qtbot: QtBot, secret: bool) -> None:
    entry = Entry(_kit(stand, ViewSettings()), "이름", secret=secret)
    qtbot.addWidget(entry)
    entry.resize(600, 100)
    entry.show()
    entry.show_typed("가나다")
    said = [
        QAccessible.queryAccessibleInterface(widget).text(kind)
        for widget in (entry, entry.typed)
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
    ]
    assert ("가나다" in "".join(said)) is not secret
    assert is_secret(entry.typed) is secret


def test_the_end_of_a_long_text_is_seen(stand: Callable[..., Stand], qtbot: QtBot) -> None:
    entry = Entry(_kit(stand, ViewSettings()), "이름")
    qtbot.addWidget(entry)
    entry.resize(300, 100)
    entry.show_typed("가나다라마바사아자차카타파하")
    assert entry.typed.text().endswith("타파하")
    assert entry.typed.text() != "가나다라마바사아자차카타파하"
    assert "가나다" in entry.typed.accessibleName()
