"""The PIN: typed by finger or key, masked, told by count, found nowhere, and gone as soon as nobody asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from drivers.private import Private
from kiosk.core import presses
from kiosk.core.presses import PinSubmitted
from kiosk.core.screens import PinScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.keypad import Keypad
from kiosk.ui.parts.masked import Dots, MaskedField
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast
from kiosk.ui.voice import Cue
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import Heard, heard_by
from tests.screens.leaks import accessible, painted
from tests.screens.lint import ALL_PANELS

Put = Callable[..., Stand]
KEY = Qt.Key
VOICE = ViewSettings(voice=True)
PIN = "824693"


def type_keys(table: Stand, digits: str) -> None:
    for digit in digits:
        table.now[0] += 1
        table.key(KEY(KEY.Key_0 + int(digit)))


def asked(table: Stand, name: str = "pin-empty", **changes: object) -> PinScreen:
    screen = table.show(name, **{"closes_at": None, **changes})
    assert isinstance(screen, PinScreen)
    return screen


def dots(table: Stand) -> int:
    """How many are filled."""
    assert table.window.frame is not None
    [found] = table.window.frame.findChildren(Dots)
    return found.typed


def submitted(table: Stand) -> list[str]:
    return [fact.pin.reveal() for fact in table.posted if isinstance(fact, PinSubmitted)]


def leaks(texts: Iterable[str], digits: str = PIN) -> list[str]:
    """Two digits of the PIN that follow each other are no accident: nothing else on these screens has them."""
    pairs = ["".join(pair) for pair in pairwise(digits)]
    return [text for text in texts if any(pair in text for pair in pairs)]


def everything(table: Stand, voice: Heard) -> list[str]:
    return [*accessible(table.window), *painted(table.window), *voice.said, repr(table.posted)]


# --- typing ------------------------------------------------------------------------------------------------------


def test_who_touches_sees_no_ring_and_no_numbers_afterwards(stand: Put) -> None:
    """확인 is disabled as it is pressed, and Qt moves the focus on by itself: that is no key."""
    table = stand()
    asked(table)
    for digit in PIN:
        table.now[0] += 1
        table.touch(f"digit.{digit}")
    table.touch("confirm")
    assert submitted(table) == [PIN]
    assert not table.window.ring


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_by_keys_alone(stand: Put, language: Language, scale: float) -> None:
    table = stand(view=ViewSettings(language, scale, voice=True))
    screen = asked(table)
    type_keys(table, PIN)
    assert dots(table) == 6
    table.key(KEY.Key_Return)
    assert submitted(table) == [PIN]
    assert [fact.screen for fact in table.posted if isinstance(fact, PinSubmitted)] == [screen.number]
    assert PIN not in repr(table.posted)


def test_by_finger_with_corrections(stand: Put) -> None:
    table = stand()
    asked(table)
    for key in ("digit.1", "key.clear", *(f"digit.{digit}" for digit in PIN), "digit.7", "correct", "confirm"):
        table.touch(key)
    assert submitted(table) == [PIN]


def test_pressed_twice_it_is_sent_once(stand: Put) -> None:
    table = stand()
    asked(table)
    type_keys(table, PIN)
    table.touch("confirm")
    table.touch_at(table.middle("confirm"))
    table.key(KEY.Key_Return)
    assert submitted(table) == [PIN]


def test_too_short_can_not_be_sent_and_says_from_when_on(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    asked(table)
    type_keys(table, PIN[:5])
    voice.said.clear()
    table.key(KEY.Key_Return)
    table.touch_at(table.middle("confirm"))
    assert not submitted(table)
    assert any("지금은 누를 수 없음" in sentence for sentence in voice.said)
    assert "6자리부터 누르실 수 있습니다." in voice.said


def test_a_ninth_digit_is_not_taken_and_that_is_seen_and_said(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    asked(table)
    type_keys(table, PIN + "07")
    voice.said.clear()
    voice.cues.clear()
    type_keys(table, "5")
    assert dots(table) == 8
    assert voice.said == ["8자리까지만 누르십니다."]
    assert not voice.cues
    assert "8자리까지만 누르십니다." in painted(table.window)
    table.key(KEY.Key_Return)
    assert submitted(table) == [PIN + "07"]


def test_each_key_is_told_as_a_star_with_the_count(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    asked(table)
    voice.said.clear()
    type_keys(table, PIN[:2])
    table.touch(f"digit.{PIN[2]}")
    count = [f"{n}자리 누르셨습니다." for n in (1, 2, 3)]
    assert voice.said == ["별표", count[0], "별표", count[1], "별표", count[2]]
    assert voice.cues == [Cue.KEY] * 3
    type_keys(table, PIN[3:])
    assert voice.said[-2:] == ["6자리 누르셨습니다.", "다 누르셨으면 확인을 누르십시오."]
    voice.said.clear()
    table.key(KEY.Key_Backspace)
    table.touch("key.clear")
    assert voice.said == ["5자리 누르셨습니다.", "확인 단추, 지금은 누를 수 없음", "아직 누르지 않으셨습니다."]


def test_correcting_too_often_does_not_give_it_up(stand: Put) -> None:
    table = stand()
    asked(table)
    type_keys(table, "1")
    for _ in range(3):
        table.now[0] += 1
        table.key(KEY.Key_Backspace)
    assert not table.posted
    table.touch("back")
    assert table.posted == [presses.BackPressed(3)]


# --- nowhere to be found -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
@pytest.mark.parametrize("language", Language)
def test_it_is_found_nowhere(stand: Put, caplog: pytest.LogCaptureFixture, panel: Panel, language: Language) -> None:
    caplog.set_level(logging.DEBUG)
    table = stand(panel, ViewSettings(language, voice=True))
    voice = heard_by(table)
    asked(table)
    for typed in (PIN[:3], PIN[3:]):
        type_keys(table, typed)
        assert not leaks(everything(table, voice))
    for view in (ViewSettings(language, 2.0, Contrast.HIGH, voice=True), ViewSettings(language, low=True, voice=True)):
        table.window.change_view(view)
        table.touch("voice.repeat") if view.low else table.window.toggle_menu()
        assert not leaks(everything(table, voice))
        table.window._close_menu()
    assert dots(table) == len(PIN)
    table.touch("confirm")
    assert not leaks([*everything(table, voice), caplog.text])
    assert submitted(table) == [PIN]


def _in_a_name(field: MaskedField) -> None:
    field.dots.setAccessibleName(PIN)


def _in_the_note(field: MaskedField) -> None:
    field.note.setText(f"{PIN} 누르셨습니다.")


def _in_a_description(field: MaskedField) -> None:
    field.setAccessibleDescription(f"6: {PIN[:2]}")


@pytest.mark.parametrize("plant", [_in_a_name, _in_the_note, _in_a_description])
def test_a_planted_one_is_found(stand: Put, plant: Callable[[MaskedField], None]) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    asked(table)
    assert table.window.frame is not None
    plant(table.window.frame.findChildren(MaskedField)[0])
    assert leaks(everything(table, voice))


def test_a_spoken_one_is_found(stand: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    asked(table)
    monkeypatch.setattr("kiosk.ui.telling.is_secret", lambda widget: False)
    voice.said.clear()
    type_keys(table, PIN)
    assert "".join(sentence for sentence in voice.said if sentence.isdigit()) == PIN


# --- kept while it is asked for, and no longer -------------------------------------------------------------------


def test_another_view_more_time_and_the_question_keep_it(stand: Put) -> None:
    table = stand()
    screen = asked(table)
    type_keys(table, PIN[:4])
    table.window.change_view(ViewSettings(Language.EN, 2.0, Contrast.HIGH, low=True))
    assert dots(table) == 4
    for changes in ({"number": 4, "closes_at": 1100.0}, {"number": 5, "warning": True}, {"number": 6, "notice": None}):
        table.window.show_screen(replace(screen, **changes))
        assert dots(table) == 4
    type_keys(table, PIN[4:])
    table.key(KEY.Key_Return)
    assert submitted(table) == [PIN]


@pytest.mark.parametrize("after", ["pin-wrong", "wait-identity", "insert-card-pulled", "choose", "start", "forget"])
def test_anything_else_wipes_it(stand: Put, after: str) -> None:
    table = stand()
    screen = asked(table)
    type_keys(table, PIN)
    draft = table.window._draft(screen)
    assert draft.get("pin") == PIN
    if after == "forget":
        table.window.forget()
    else:
        table.window.show_screen(replace(SAMPLES[after].screen, number=9))
    assert not draft.values()
    assert not table.window._drafts.typed()
    table.window.show_screen(replace(screen, number=10))
    assert dots(table) == 0
    table.key(KEY.Key_Return)
    assert not submitted(table)


def test_it_is_wiped_as_soon_as_it_is_sent(stand: Put) -> None:
    table = stand()
    screen = asked(table)
    type_keys(table, PIN)
    table.key(KEY.Key_Return)
    assert not table.window._draft(screen).values()
    assert dots(table) == 0
    [fact] = [fact for fact in table.posted if isinstance(fact, PinSubmitted)]
    assert isinstance(fact.pin, Private)


# --- what is left ------------------------------------------------------------------------------------------------

LEFT = [
    ("pin-wrong", "앞으로 2번"),
    ("pin-wrong-uncounted", "다시 눌러 주십시오."),
    ("pin-last", "이번에 틀리면 카드가 잠깁니다."),
    ("pin-last", "잠긴 카드는 민원실로"),
    ("pin-last", "051-519-0000"),
]


@pytest.mark.parametrize(("name", "words"), LEFT)
def test_it_says_how_many_tries_are_left(stand: Put, name: str, words: str) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("wait-identity")
    voice.said.clear()
    asked(table, name)
    assert any(words in text for text in painted(table.window))
    assert any(words in sentence for sentence in voice.said)
    assert voice.cues == [Cue.WARNING]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize(
    ("panel", "language"),
    [(panel, language) for panel in ALL_PANELS for language in Language],
    ids=lambda value: f"{value.name}@{value.inches:.0f}" if isinstance(value, Panel) else str(value),
)
def test_what_is_typed_and_the_keys_share_the_first_page_with_the_tries(
    stand: Put, panel: Panel, language: Language, low: bool, scale: float
) -> None:
    table = stand(panel, ViewSettings(language, scale, low=low))
    for name, left in (("pin-empty", ""), ("pin-wrong", "2"), ("pin-last", "1")):
        asked(table, name)
        assert table.window.frame is not None
        pages = table.window.frame.pages
        assert all(part.isVisible() for part in pages.findChildren(Keypad))
        keys = {button.objectName() for button in table.window.frame.controls()}
        assert {"confirm", "key.clear", "correct", *(f"digit.{digit}" for digit in range(10))} <= keys
        [field] = pages.findChildren(MaskedField)
        assert field.isVisible()
        said = " ".join(painted(table.window))
        assert left in said or "이번이 마지막" in said or "last try" in said
