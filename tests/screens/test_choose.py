"""Choosing: few documents at once, many in groups, in a list or by name; by touch and by the keypad alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kiosk.core import presses
from kiosk.core.presses import CitizenFact
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.keyboard import Entry
from kiosk.ui.pictures import Panel
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast
from tests.screens.conftest import Stand
from tests.screens.lint import ALL_PANELS

ENTER, BACK = Qt.Key.Key_Return, Qt.Key.Key_Backspace

TOUCHED: list[tuple[str, tuple[str, ...], CitizenFact]] = [
    ("choose", ("document.D04",), presses.DocumentChosen(2, "D04")),
    ("choose-groups", ("group.land", "document.D03"), presses.DocumentChosen(2, "D03")),
    ("choose-groups", ("document.D15",), presses.DocumentChosen(2, "D15")),
    ("choose-groups", ("all", "document.D05"), presses.DocumentChosen(2, "D05")),
    ("choose-groups", ("all", "page.after", "document.D08"), presses.DocumentChosen(2, "D08")),
    ("choose-groups", ("search", "letter.ㄷ", "letter.ㅂ", "see", "document.D01"), presses.DocumentChosen(2, "D01")),
    ("choose-groups", ("search", "letter.ㄷ", "letter.ㅂ", "hit.0"), presses.DocumentChosen(2, "D01")),
    ("choose-groups", ("home",), presses.CancelPressed(2)),
    ("choose-groups-closed", ("group.vehicle", "back", "group.land", "document.D03"), presses.DocumentChosen(2, "D03")),
    ("guide", ("read",), presses.GuideRead(2)),
    ("guide-identity", ("home",), presses.CancelPressed(2)),
]


def _sent(table: Stand) -> list[CitizenFact]:
    return [fact for fact in table.posted if not isinstance(fact, presses.MoreTimePressed)]


@pytest.mark.parametrize(("shown", "pressed", "fact"), TOUCHED, ids=lambda value: str(value)[:50])
def test_touches(stand: Callable[..., Stand], shown: str, pressed: tuple[str, ...], fact: CitizenFact) -> None:
    table = stand()
    table.show(shown)
    for key in pressed:
        table.touch(key)
    assert _sent(table) == [fact]


def _strike(table: Stand, keys: str) -> None:
    """Digits, ``e`` for 확인, ``b`` for 정정, each after a while."""
    for key in keys:
        table.now[0] += 1
        table.key({"e": ENTER, "b": BACK}.get(key) or Qt.Key(Qt.Key.Key_0 + int(key)))


STRUCK = [
    ("choose-groups", "2e1e", "D03"),
    ("choose-groups", "5e", "D15"),
    ("choose-groups", "7e12e", "D12"),
    ("choose-groups", "6e6969e1e", "D03"),
    ("choose-groups", "6e662391ebb1e1e", "D03"),
    ("choose-groups", "2eb4e3e", "D14"),
]
"""What is shown, what is struck on the keypad alone, what is chosen."""


@pytest.mark.parametrize(("shown", "keys", "code"), STRUCK)
def test_the_keypad_alone(stand: Callable[..., Stand], shown: str, keys: str, code: str) -> None:
    table = stand()
    table.show(shown)
    _strike(table, keys)
    assert _sent(table) == [presses.DocumentChosen(2, code)]


def _said(table: Stand) -> str:
    assert table.window.frame is not None
    texts = [leaf.text() for leaf in table.window.frame.reading()]
    return "\n".join(texts)


def _entry(table: Stand) -> str:
    assert table.window.frame is not None
    (entry,) = table.window.frame.findChildren(Entry)
    return entry.typed.text()


# --- groups and lists --------------------------------------------------------------------------------------------


def test_few_documents_need_no_groups(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose")
    assert table.button("document.D03").isEnabled()
    assert table.window.frame is not None
    assert not table.window.frame.page.actions


def test_what_is_closed_can_be_read_but_not_chosen(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-group-land-closed")
    closed = table.button("document.D08")
    assert not closed.isEnabled()
    assert "지금은 이용 시간이 아닙니다." in closed.accessibleDescription()
    table.touch("document.D08")
    _strike(table, "6e")
    assert presses.DocumentChosen(2, "D08") not in table.posted


def test_identity_and_fee_are_said_of_each_document(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-all")
    assert table.button("document.D01").accessibleDescription() == "카드로 본인 확인 · 한 통에 200원"
    assert table.button("document.D03").accessibleDescription() == "한 통에 300원"


@pytest.mark.parametrize("panel", ALL_PANELS, ids=lambda panel: f"{panel.name}@{panel.inches:.0f}")
@pytest.mark.parametrize("language", Language)
def test_all_groups_stand_on_one_page_where_there_is_room(
    stand: Callable[..., Stand], panel: Panel, language: Language
) -> None:
    table = stand(panel, ViewSettings(language))
    table.show("choose-groups")
    assert table.window.frame is not None
    tight = panel.height > panel.width and panel.inches < 27  # letters of 12 mm are large on it
    assert len(table.window.frame.pages.pages) <= (2 if tight else 1)


def test_back_goes_from_view_to_view_and_then_to_the_core(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-groups", in_cart=())
    first = table.titles()
    assert not any(button.objectName() == "back" for button in _controls(table))
    for keys, title in (
        ("search", "이름으로 찾기"),
        ("letter.ㅌ", "이름으로 찾기"),
        ("see", "찾은 증명서를 고르십시오"),
    ):
        table.touch(keys)
        assert table.titles() == title
    table.touch("back")
    assert _entry(table) == "ㅌ"
    table.touch("back")
    assert table.titles() == first
    assert not _sent(table)


def _controls(table: Stand) -> list[Button]:
    assert table.window.frame is not None
    return table.window.frame.controls()


def test_more_time_leaves_the_citizen_where_he_is(stand: Callable[..., Stand]) -> None:
    table = stand()
    screen = table.show("choose-groups")
    table.touch("search")
    table.touch("letter.ㅌ")
    table.window.show_screen(screen)  # the core answers that the citizen is at work with the same screen and new time
    assert _entry(table) == "ㅌ"


# --- by name -----------------------------------------------------------------------------------------------------


def test_what_is_found_is_told_with_every_letter(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-search")
    assert not table.button("see").isEnabled()
    for letter, found in (("ㄷ", "찾은 증명서 11가지"), ("ㅂ", "찾은 증명서 1가지")):
        table.touch(f"letter.{letter}")
        assert found in _said(table)
    assert table.button("see").text() == "찾은 증명서 1가지 보기"
    assert table.button("hit.0").text() == "주민등록표 등본"
    table.touch("letter.ㅋ")
    assert "찾은 증명서가 없습니다" in _said(table)
    assert not table.button("see").isEnabled()
    _strike(table, "e")
    assert table.titles() == "이름으로 찾기"


def test_the_view_changes_without_losing_what_was_typed(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-search-hits")
    for view in (
        ViewSettings(Language.EN),
        ViewSettings(text_scale=2.0, contrast=Contrast.HIGH),
        ViewSettings(low=True),
    ):
        table.window.change_view(view)
        assert _entry(table) == "토짇"
        assert table.button("see").isEnabled()


def test_letters_and_digits_may_be_mixed(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-search")
    _strike(table, "66")
    table.touch("letter.ㅗ")
    assert _entry(table) == "토"
    _strike(table, "91")
    assert _entry(table) == "토지"
    _strike(table, "bb")
    assert _entry(table) == "토"
    table.touch("key.undo")
    assert _entry(table) == "ㅌ"
    table.touch("key.clear")
    assert _entry(table) == ""
    _strike(table, "b")  # nothing to correct: back
    assert table.titles() == "어떤 증명서가 필요하십니까?"


def test_the_digits_type_latin_letters_in_english(stand: Callable[..., Stand]) -> None:
    table = stand(view=ViewSettings(Language.EN))
    table.show("choose-search")
    _strike(table, "5263")
    assert "Land ledger" in _said(table)


def test_the_keypads_letters_are_written_on_the_screen(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-search")
    assert "4 ㄱㅋㄲ" in _said(table)


def test_the_keypad_finds_with_the_focus_on_a_letter(stand: Callable[..., Stand]) -> None:
    """확인 goes to what was found, wherever the focus stands among the keys."""
    table = stand()
    table.show("choose-search")
    table.button("letter.ㅂ").setFocus()
    _strike(table, "6969e")
    assert table.titles() == "찾은 증명서를 고르십시오"
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.objectName() == "document.D03"


# --- guide -------------------------------------------------------------------------------------------------------


def test_the_law_is_told_only_where_somebody_is_asked_who_he_is(stand: Callable[..., Stand]) -> None:
    table = stand()
    for shown, told in (("guide", False), ("guide-identity", True)):
        table.show(shown)
        assert ("주민등록법 제37조" in _said(table)) is told
        assert "모두 지워집니다" in _said(table)
