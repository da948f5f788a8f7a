"""Tables: what is shown → what is pressed → which fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import QPoint, Qt

from kiosk.core import presses
from kiosk.core.presses import CitizenFact, InputsSubmitted
from kiosk.ui.parts.keypad import Field
from kiosk.ui.parts.text import Text
from tests.screens.conftest import Stand

Press = tuple[str, tuple[str, ...], CitizenFact]

TABLE: list[Press] = [
    ("start", ("begin",), presses.StartPressed(1)),
    ("start", ("help",), presses.HelpPressed(1)),
    ("choose", ("document.D03",), presses.DocumentChosen(2, "D03")),
    ("choose", ("home",), presses.CancelPressed(2)),
    ("choose-more", ("back",), presses.BackPressed(2)),
    ("parcel-dong", ("back",), presses.BackPressed(3)),
    ("options", ("back",), presses.BackPressed(4)),
    (
        "options",
        ("next",),
        presses.OptionsSubmitted(4, {"history": "omit", "ownership": "omit", "price": "include"}, 1),
    ),
    (
        "options",
        ("option.history", "option.price", "more", "more", "less", "next"),
        presses.OptionsSubmitted(4, {"history": "include", "ownership": "omit", "price": "omit"}, 2),
    ),
    (
        "options-changed",
        ("defaults", "next"),
        presses.OptionsSubmitted(4, {"history": "omit", "ownership": "omit", "price": "include"}, 1),
    ),
    ("confirm", ("confirm",), presses.ApplicationsConfirmed(5)),
    ("confirm", ("add",), presses.AnotherWanted(5)),
    ("confirm", ("back",), presses.BackPressed(5)),
    ("confirm-several", ("remove.1",), presses.ApplicationRemoved(5, 1)),
    ("confirm-several", ("edit.2",), presses.ApplicationReopened(5, 2)),
    ("confirm", ("edit.0",), presses.ApplicationReopened(5, 0)),
    ("wait-composing", ("home",), presses.CancelPressed(6)),
    ("pay", ("home",), presses.CancelPressed(7)),
    ("pay-exact", ("back",), presses.BackPressed(7)),
    ("pay-warning", ("more.yes",), presses.MoreTimePressed(7)),
    ("pay-warning", ("more.no",), presses.CancelPressed(7)),
    ("free", ("issue",), presses.ApplicationsConfirmed(7)),
    ("issuing", ("help",), presses.HelpPressed(8)),
    ("trouble-E04", ("retry",), presses.RetryPressed(9)),
    ("trouble-E04", ("refund",), presses.RefundPressed(9)),
    ("trouble-E01", ("refund",), presses.RefundPressed(9)),
    ("take", ("finish",), presses.FinishPressed(9)),
    ("notice-E08", ("finish",), presses.FinishPressed(9)),
    ("notice-claim", ("finish",), presses.FinishPressed(9)),
    ("refund-offer", ("receive",), presses.RefundPressed(11)),
    ("refund-offer-warning", ("more.yes",), presses.MoreTimePressed(11)),
]


@pytest.mark.parametrize(("shown", "pressed", "fact"), TABLE, ids=lambda value: str(value)[:40])
def test_press(stand: Callable[..., Stand], shown: str, pressed: tuple[str, ...], fact: CitizenFact) -> None:
    table = stand()
    table.show(shown)
    for key in pressed:
        table.touch(key)
    sent = [given for given in table.posted if not (isinstance(given, presses.MoreTimePressed) and given != fact)]
    assert sent == [fact]


_147 = ("digit.1", "digit.4", "digit.7")
PARCELS: list[tuple[bool | None, tuple[str, ...], str]] = [
    (False, ("dong.2641010700", "digit.8", "digit.4", "dash", "digit.1", "confirm"), "2641010700100840001"),
    (True, ("dong.2641010400", "digit.7", "confirm"), "2641010400200070000"),
    (None, ("dong.2641010800", "kind.1", *_147, "dash", "digit.3", "confirm"), "2641010800101470003"),
    (None, ("dong.2641010800", "kind.2", "digit.9", "correct", "digit.5", "confirm"), "2641010800200050000"),
    (False, ("dong.2641010700", *_147, "dash", "correct", "correct", "confirm"), "2641010700100140000"),
]


def _pnu(fact: CitizenFact) -> str:
    assert isinstance(fact, InputsSubmitted)
    inputs: Mapping[str, str] = fact.inputs.reveal()
    assert set(inputs) == {"pnu"}
    return inputs["pnu"]


@pytest.mark.parametrize(("mountain", "pressed", "pnu"), PARCELS)
def test_parcel(stand: Callable[..., Stand], mountain: bool | None, pressed: tuple[str, ...], pnu: str) -> None:
    table = stand()
    table.show("parcel-dong", mountain=mountain, closes_at=None)
    for key in pressed:
        table.touch(key)
    assert [_pnu(fact) for fact in table.posted] == [pnu]
    assert pnu not in repr(table.posted)


def test_a_finger_on_the_other_field_types_there(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number", closes_at=None)
    for field, digit in (("field.sub", "digit.1"), ("field.main", "digit.5")):
        box = table.window.findChild(Field, field)
        assert box is not None
        table.touch_at(box.mapTo(table.window, box.rect().center()))
        table.touch(digit)
    table.touch("confirm")
    assert [_pnu(fact) for fact in table.posted] == ["2641010400108450001"]


def test_parcel_goes_back_view_by_view(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-dong", mountain=None, closes_at=None)
    titles = [table.titles()]
    for key in ("dong.2641010800", "kind.1", "digit.1", "dash"):
        table.touch(key)
        titles.append(table.titles())
    seen = list(dict.fromkeys(titles))
    assert len(seen) == 3
    for title in reversed(seen[:-1]):
        table.touch("back")
        assert table.titles() == title
    assert not table.posted
    table.touch("back")
    assert table.posted == [presses.BackPressed(3)]


def test_no_main_number_no_confirm(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number-empty", closes_at=None)
    assert not table.button("confirm").isEnabled()
    table.touch("digit.0")
    assert not table.button("confirm").isEnabled()
    table.touch("digit.3")
    assert table.button("confirm").isEnabled()
    for _ in range(5):
        table.touch("digit.9")
    for _ in range(3):
        table.touch("correct")
    assert not table.button("confirm").isEnabled()


def test_the_whole_start_screen_is_a_button(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    table.touch_at(QPoint(500, 300))
    assert table.posted == [presses.StartPressed(1)]


def test_closed_documents_can_not_be_chosen(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose-more")
    assert not table.button("document.D03").isEnabled()
    table.touch("document.D03")
    assert not table.posted


# --- the hardware keypad -----------------------------------------------------------------------------------------


def test_the_way_to_paying_by_keys_alone(stand: Callable[..., Stand]) -> None:
    key = Qt.Key
    table = stand()
    table.show("start")
    table.key(key.Key_Return)
    table.show("choose", closes_at=None)
    for pressed in (key.Key_4, key.Key_Enter):
        table.key(pressed)
    table.show("parcel-dong", mountain=False, closes_at=None)
    for pressed in (key.Key_1, key.Key_3, key.Key_Enter):
        table.key(pressed)
    for pressed in (key.Key_8, key.Key_5, key.Key_Backspace, key.Key_4, key.Key_Enter, key.Key_1, key.Key_Enter):
        table.key(pressed)
    table.show("options", closes_at=None)
    for pressed in (key.Key_1, key.Key_Enter, key.Key_5, key.Key_Enter):
        table.key(pressed)
    table.touch("next")
    *before, inputs, options = table.posted
    assert before == [presses.StartPressed(1), presses.DocumentChosen(2, "D04")]
    assert _pnu(inputs) == "2641011200100840001"
    assert options == presses.OptionsSubmitted(4, {"history": "include", "ownership": "omit", "price": "include"}, 2)


def test_the_keypad_reaches_the_sub_number_and_leaves_it_out(stand: Callable[..., Stand]) -> None:
    """확인 after the 본번 goes to the 부번, after the 부번 it hands in, typed or not; 정정 goes back the same way."""
    key = Qt.Key
    table = stand()
    table.show("parcel-number-empty", closes_at=None)
    table.key(key.Key_Enter)
    for pressed in (key.Key_8, key.Key_4, key.Key_Enter, key.Key_7, key.Key_Backspace, key.Key_Backspace):
        table.key(pressed)
    for pressed in (key.Key_Backspace, key.Key_5, key.Key_Enter):
        table.key(pressed)
    assert not table.posted
    table.key(key.Key_Enter)
    assert [_pnu(fact) for fact in table.posted] == ["2641010400100850000"]


def test_correct_key_goes_back_where_nothing_is_typed(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number-empty", closes_at=None)
    number = table.titles()
    table.key(Qt.Key.Key_8)
    table.key(Qt.Key.Key_Backspace)
    assert table.titles() == number
    table.key(Qt.Key.Key_Backspace)
    assert table.titles() != number


def test_the_address_is_shown_as_it_will_be_searched(stand: Callable[..., Stand]) -> None:
    table = stand()
    for name, address in (
        ("parcel-number-empty", "남산동"),
        ("parcel-number", "남산동 84번지"),
        ("parcel-number-sub", "남산동 산 1084-1001번지"),
    ):
        table.show(name, closes_at=None)
        assert address in [text.text() for text in table.window.findChildren(Text)]
    table.touch("correct")
    assert "남산동 산 1084-100번지" in [text.text() for text in table.window.findChildren(Text)]


def test_keys_answer_the_question_for_more_time(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("warning")
    table.key(Qt.Key.Key_2)
    table.key(Qt.Key.Key_1)
    table.key(Qt.Key.Key_Enter)
    assert table.posted == [presses.MoreTimePressed(3)]


def test_cancel_key_opens_the_menu_and_correct_goes_back(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm", closes_at=None)
    table.key(Qt.Key.Key_Escape)
    assert not table.posted
    assert table.button("menu.home").hasFocus()
    table.key(Qt.Key.Key_Return)
    table.show("confirm", number=6)
    table.key(Qt.Key.Key_Backspace)
    table.show("issuing")
    table.key(Qt.Key.Key_Escape)
    table.key(Qt.Key.Key_Backspace)
    table.key(Qt.Key.Key_Backspace)
    assert [fact for fact in table.posted if not isinstance(fact, presses.MoreTimePressed)] == [
        presses.CancelPressed(5),
        presses.BackPressed(6),
    ]


def test_the_ring_shows_after_a_key_and_not_after_a_touch(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose")
    without = table.window.grab().toImage()
    table.key(Qt.Key.Key_1)
    assert table.window.grab().toImage() != without
    rings = [table.window.ring]
    table.show("options")
    table.touch("more")
    rings.append(table.window.ring)
    table.show("choose")
    table.show("confirm")
    rings.append(table.window.ring)
    table.key(Qt.Key.Key_Tab)
    rings.append(table.window.ring)
    assert rings == [True, False, False, True]


def test_confirm_on_a_screen_without_an_action_does_not_give_up_the_visit(stand: Callable[..., Stand]) -> None:
    table = stand()
    for name in ("pay", "pay-exact", "issuing", "wait-composing"):
        table.show(name, closes_at=None)
        table.key(Qt.Key.Key_Enter)
    assert not table.posted
