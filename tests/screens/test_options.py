"""Options of a document that has many: a preset or by hand, by touch, by keys and by an accessibility tool; what the
law withholds can be chosen by none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from forms.catalogue import DOCUMENTS, Document
from kiosk.core import presses
from kiosk.core.screens import OptionsScreen
from kiosk.ui import presets
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.preview import Preview
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import PANELS
from kiosk.ui.presets import Preset
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import heard_by

KEY = Qt.Key
MANY = [document for document in DOCUMENTS.values() if len(document.options) >= presets.MANY]
USUAL = presets.usual(DOCUMENTS["D01"])


def submitted(table: Stand) -> tuple[Mapping[str, str], int]:
    fact = table.posted[-1]
    assert isinstance(fact, presses.OptionsSubmitted)
    return fact.options, fact.copies


@pytest.mark.parametrize("document", MANY, ids=lambda document: document.code)
def test_a_preset_is_its_options_and_the_options_are_the_preset(document: Document) -> None:
    usual, full = presets.usual(document), presets.full(document)
    assert presets.preset_of(document, usual) is Preset.USUAL
    assert presets.preset_of(document, full) is Preset.FULL
    assert all(presets.is_in(value) for value in full.values())
    for option in document.options:
        assert full[option.key] in option.values
        for value in option.values:
            if value != usual[option.key]:
                assert presets.preset_of(document, {**usual, option.key: value}) is Preset.OWN


def test_what_is_withheld_keeps_its_default_also_in_everything() -> None:
    person = DOCUMENTS["D02"]
    full = presets.full(person, ("householders",))
    assert full["householders"] == "omit"
    assert full["reason"] == "include"
    assert presets.preset_of(person, full, ("householders",)) is Preset.FULL


def test_the_usual_paper_takes_one_touch(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household", closes_at=None)
    table.touch("next")
    assert submitted(table) == (USUAL, 1)


def test_everything_and_back(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household", closes_at=None)
    table.touch("preset.full")
    assert table.button("preset.full").isChecked()
    assert not table.button("preset.usual").isChecked()
    table.touch("more")
    table.touch("next")
    assert submitted(table) == (presets.full(DOCUMENTS["D01"]), 2)
    table = stand()
    table.show("options-household-full", closes_at=None)
    table.touch("preset.usual")
    table.touch("next")
    assert submitted(table) == (USUAL, 1)


def test_by_hand_on_the_glass(stand: Callable[..., Stand]) -> None:
    """Rows with two values turn; the ones with more open their page and come back to the list."""
    table = stand()
    table.show("options-household", closes_at=None)
    for key in ("preset.own", "option.past_addresses", "value.recent5", "option.reason", "done"):
        table.touch(key)
    assert table.button("preset.own").isChecked()
    table.touch("next")
    assert submitted(table) == ({**USUAL, "past_addresses": "recent5", "reason": "include"}, 1)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_by_hand_with_the_keys(stand: Callable[..., Stand], scale: float) -> None:
    table = stand(PANELS[1], ViewSettings(text_scale=scale))
    table.show("options-household", closes_at=None)
    for key in (KEY.Key_3, KEY.Key_Return, KEY.Key_8, KEY.Key_Return):
        table.key(key)
    assert table.titles() == "주민번호 뒷자리"
    for key in (KEY.Key_2, KEY.Key_Return):
        table.key(key)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "option.numbers"  # back where it was, also on another page
    assert focused.isVisible()
    table.key(KEY.Key_Backspace)
    assert table.button("preset.own").isVisible() if scale == 1.0 else table.window.frame is not None
    assert table.window.frame is not None
    assert table.window.frame.title.text() == "주민등록표 등본에 넣을 내용"
    table.window.frame.main.findChildren(type(table.button("help")))[0].click()
    assert submitted(table) == ({**USUAL, "numbers": "self"}, 1)


def test_back_goes_view_by_view(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household-value", closes_at=None)
    titles = []
    for _ in range(2):
        table.touch("back")
        titles.append(table.titles())
    assert titles == ["넣을 내용을 골라 주십시오", "주민등록표 등본에 넣을 내용"]
    assert not table.posted
    table.touch("back")
    assert isinstance(table.posted[-1], presses.BackPressed)


def test_the_usual_values_by_hand_leave_the_copies(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household-own", closes_at=None)
    for key in ("preset.own", "defaults", "done", "next"):
        table.touch(key)
    assert submitted(table) == (USUAL, 2)


def test_what_was_handed_in_before_stands_there_again(stand: Callable[..., Stand]) -> None:
    sample = SAMPLES["options-household"].screen
    assert isinstance(sample, OptionsScreen)
    given = {**USUAL, "lodgers": "include"}
    for options, key, copies in ((given, "preset.own", 3), (presets.full(DOCUMENTS["D01"]), "preset.full", 1)):
        table = stand()
        table.window.show_screen(replace(sample, closes_at=None, options=tuple(options.items()), copies=copies))
        assert table.button(key).isChecked()
        table.touch("next")
        assert submitted(table) == (options, copies)


def test_a_view_changes_and_nothing_chosen_is_lost(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household-each", closes_at=None)
    table.touch("option.formation")
    table.window.change_view(ViewSettings(text_scale=2.0, low=True))
    table.window.change_view(ViewSettings())
    for key in ("done", "next"):
        table.touch(key)
    options, copies = submitted(table)
    assert (options["formation"], options["past_addresses"], copies) == ("include", "recent5", 2)


# --- what the law withholds --------------------------------------------------------------------------------------


def test_what_is_withheld_says_why_and_nobody_can_choose_it(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-person-each", closes_at=None)
    button = table.button("option.householders")
    assert "주민등록법 시행규칙 제13조" in button.accessibleDescription()
    table.touch("option.householders")
    button.click()
    table.key(KEY.Key_3)
    table.key(KEY.Key_Return)
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface is not None
    assert interface.state().disabled
    actions = interface.actionInterface()
    for action in actions.actionNames():
        actions.doAction(action)
    table.touch("done")
    table.touch("next")
    assert submitted(table)[0]["householders"] == "omit"


def test_what_is_withheld_stays_out_of_everything_and_of_an_old_application(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-person", closes_at=None)
    table.touch("preset.full")
    table.touch("next")
    options, _ = submitted(table)
    assert options == presets.full(DOCUMENTS["D02"], ("householders",))
    table = stand()
    sample = SAMPLES["options-person"].screen
    assert isinstance(sample, OptionsScreen)
    table.window.show_screen(replace(sample, closes_at=None, options=(("householders", "include"),)))
    table.touch("next")
    assert submitted(table)[0]["householders"] == "omit"


# --- the paper ---------------------------------------------------------------------------------------------------


def test_the_paper_names_everything_and_by_hand_what_the_page_is_about(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options-household-own", closes_at=None)
    assert _drawn(table) == {
        "세대구성 사유",
        "과거 주소 5년",
        "전입일",
        "변동사유",
        "관계",
        "이름",
        "번호 본인",
        "동거인",
    }
    table.touch("preset.own")
    assert _drawn(table) == {"세대구성 사유", "과거 주소 5년", "전입일", "변동사유"}
    table.touch("page.after")
    assert _drawn(table) == {"관계", "이름", "번호 본인", "동거인"}


def _drawn(table: Stand) -> set[str]:
    previews = [preview for preview in table.window.findChildren(Preview) if preview.isVisible()]
    assert len(previews) == 1
    texts = previews[0].sheet.findChildren(Text)
    return {text.text() for text in texts if text.isVisible()}


def test_the_voice_says_what_the_paper_will_hold(stand: Callable[..., Stand]) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show("options-household", closes_at=None)
    assert "1번, 기본: 고르심, 대부분의 제출처에서 받습니다" in voice.said
    voice.said.clear()
    table.touch("page.after")
    assert "들어가는 내용: 전입일·변동일, 세대주와의 관계, 세대원 이름." in voice.said
