"""The window: one press per screen, time, forgetting, other threads, changes of view."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from typing import get_args

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from drivers.private import Private
from kiosk.core import presses
from kiosk.core.screens import ParcelScreen, Screen, ThanksScreen
from kiosk.ui.bridge import ScreenBridge
from kiosk.ui.draft import Draft
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import EPOCH, PANELS
from kiosk.ui.screens import AT_REST, load_visit
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast
from kiosk.ui.window import KioskWindow
from tests.screens.conftest import SAMPLES, Stand


def test_every_screen_has_one_class_that_shows_it() -> None:
    at_rest, visit = set(AT_REST), set(load_visit())
    assert at_rest | visit == set(get_args(Screen))
    assert not at_rest & visit


# --- one press per screen ----------------------------------------------------------------------------------------


def test_a_double_tap_posts_one_fact_and_shows_it(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose")
    finger = Qt.MouseButton.LeftButton
    point = table.middle("document.D03")
    QTest.mouseDClick(table.window.windowHandle(), finger, Qt.KeyboardModifier.NoModifier, point)
    for _ in range(20):
        table.touch("document.D03")
        table.touch("document.D04")
        table.touch("home")
    assert table.posted == [presses.DocumentChosen(2, "D03")]
    assert table.button("document.D03").looks_pressed
    assert not table.button("document.D04").looks_pressed


def test_a_press_that_gets_no_answer_leaves_no_dead_screen(qtbot: QtBot) -> None:
    posted: list[presses.CitizenFact] = []
    window = KioskWindow(posted.append, ppi=PANELS[0].ppi, guard_s=0, answer_s=0.05)
    qtbot.addWidget(window)
    window.resize(1080, 1920)
    window.show()
    window.show_screen(SAMPLES["confirm"].screen)
    table = Stand(window, posted)
    table.touch("confirm")
    qtbot.waitUntil(lambda: not window.locked, timeout=2000)
    assert not table.button("confirm").looks_pressed
    table.touch("confirm")
    assert len(posted) == 2


def test_a_finger_meant_for_the_screen_before_does_nothing(stand: Callable[..., Stand]) -> None:
    table = stand(guard_s=0.35)
    table.show("choose")
    table.now[0] += 1
    table.show("confirm")
    table.now[0] += 0.2
    table.touch("confirm")
    assert not table.posted
    table.now[0] += 0.2
    table.touch("confirm")
    assert table.posted == [presses.ApplicationsConfirmed(5)]


def test_the_same_screen_shown_again_takes_a_touch_at_once(stand: Callable[..., Stand]) -> None:
    """A coin falls while 취소 is being touched: the finger is not refused."""
    table = stand(guard_s=0.35)
    table.show("pay")
    table.now[0] += 1
    table.show("pay", number=8, inserted=200)
    table.touch("home")
    assert table.posted == [presses.CancelPressed(8)]


# --- time --------------------------------------------------------------------------------------------------------


def _words(table: Stand) -> list[str]:
    assert table.window.frame is not None
    return [text.text() for text in table.window.frame.findChildren(Text) if text.isVisibleTo(table.window)]


def test_the_seconds_that_are_left_are_shown_and_run(stand: Callable[..., Stand], qtbot: QtBot) -> None:
    table = stand()
    table.show("pay")
    assert "84초 남음" in _words(table)
    table.now[0] = EPOCH + 0.98
    table.show("pay", closes_at=EPOCH + 84, number=8)
    assert "84초 남음" in _words(table)
    table.now[0] = EPOCH + 1.2
    qtbot.waitUntil(lambda: "83초 남음" in _words(table), timeout=2000)


def test_the_warning_asks_and_says_what_becomes_of_the_money(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("pay-warning")
    words = _words(table)
    assert "계속하시겠습니까?" in words
    assert "17초 뒤에 처음 화면으로 돌아갑니다." in words
    assert "넣으신 200원은 돌려드립니다." in words
    table.show("trouble-warning")
    assert "넣으신 300원은 돌려드립니다." in _words(table)
    table.show("refund-offer-warning")
    assert "받지 않으신 300원은 민원실에서 드립니다." in _words(table)
    table.show("warning")
    assert not any("돌려드립니다" in words for words in _words(table))
    table.show("warning", credit=100)
    assert "넣으신 100원은 돌려드립니다." in _words(table)
    table.show("notice-credit", warning=True)  # goes on by itself, with the money
    assert "넣으신 500원은 돌려드립니다." not in _words(table)
    assert "20초 뒤에 증명서를 고르는 화면으로 돌아갑니다." in _words(table)


@pytest.mark.parametrize("name", ["notice-E01", "notice-claim", "thanks", "take"])
def test_what_is_over_ends_without_a_question(stand: Callable[..., Stand], name: str) -> None:
    table = stand()
    table.show(name, warning=True)
    assert table.window.frame is not None
    assert table.window.frame.overlay is None
    assert any("초 남음" in words for words in _words(table))


def test_a_notice_in_mid_visit_asks_whether_to_go_on(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("notice-E08", warning=True)
    assert "계속하시겠습니까?" in _words(table)


def test_what_lies_under_the_question_can_not_be_pressed(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm", warning=True)
    assert table.window.frame is not None
    assert not table.window.frame.main.isEnabled()
    assert [b.objectName() for b in table.window.frame.controls()][1:3] == ["more.yes", "more.no"]


def test_typing_counts_as_being_there(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number-empty")
    table.touch("digit.1")
    table.touch("digit.2")
    table.now[0] += 11
    table.touch("digit.3")
    assert table.posted == [presses.MoreTimePressed(3)] * 2
    assert not table.window.locked


def test_money_inside_while_choosing_is_said_and_given_back(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("choose", credit=100)
    assert any("넣으신 돈 100원이 있습니다." in words for words in _words(table))
    assert table.button("home").text() == "취소하고 돈 돌려받기"
    table.touch("home")
    assert table.posted == [presses.CancelPressed(2)]
    table.show("pay")  # has words of its own
    assert not any("넣으신 돈" in words for words in _words(table))


# --- forgetting --------------------------------------------------------------------------------------------------


def test_forgetting_leaves_nothing_that_was_typed(stand: Callable[..., Stand], qtbot: QtBot) -> None:
    table = stand()
    table.show("parcel-dong", mountain=False, closes_at=None)
    for key in ("dong.2641010700", "digit.8", "digit.6", "digit.4", "digit.2", "confirm", "digit.7"):
        table.touch(key)
    assert _holds("8642")
    table.window.show_screen(ThanksScreen(number=10))
    table.window.forget()
    qtbot.wait(1)  # lets Qt delete the old frames
    gc.collect()
    assert not _holds("8642")


def test_a_wipe_keeps_no_parcel_that_was_handed_in_before(stand: Callable[..., Stand]) -> None:
    """The clerk wipes while the parcel is still shown; no draft is begun anew from it."""
    table = stand()
    inputs: Private[Mapping[str, str]] = Private({"pnu": "2641010700186420003"})
    table.window.show_screen(ParcelScreen(number=3, document="D03", mountain=False, inputs=inputs))
    assert _holds("8642")
    table.window.forget()
    assert not [item for item in gc.get_objects() if type(item) is Draft and item.values()]
    assert isinstance(table.window.screen_, ParcelScreen)
    assert table.window.screen_.inputs is None


def _holds(typed: str) -> bool:
    """Whether a widget's text, a draft or a measured text still has the digits."""
    for item in gc.get_objects():
        found = False
        if isinstance(item, Text):
            # A widget whose Qt side is gone holds nothing any more.
            found = shiboken6.isValid(item) and typed in item.text()
        elif isinstance(item, Draft):
            found = typed in item.values().values()
        elif type(item) is tuple:
            found = any(type(part) is str and typed in part for part in item)
        if found:
            return True
    return False


def test_the_next_citizen_finds_the_default_view(stand: Callable[..., Stand]) -> None:
    table = stand()
    chosen = ViewSettings(Language.EN, 2.0, Contrast.HIGH)
    for last in ("thanks", "confirm"):  # with the thanks, or given up
        table.show("choose")
        table.window.change_view(chosen)
        table.show(last)
        table.window.forget()
        assert table.window.view_settings == chosen
        table.show("start")
        assert table.window.view_settings == ViewSettings()


def test_the_language_of_a_visit_is_told_when_it_begins_and_when_it_changes(qtbot: QtBot) -> None:
    """Also one that was chosen on the start screen: its slip is printed in it."""
    told: list[object] = []
    window = KioskWindow(told.append, ppi=PANELS[0].ppi, guard_s=0, language=told.append)
    qtbot.addWidget(window)
    window.resize(1080, 1920)
    window.show()
    table = Stand(window, [])
    number = table.show("start").number
    window.change_view(ViewSettings(Language.EN))
    window.change_view(ViewSettings(Language.EN, 2.0))
    table.touch("begin")
    table.show("choose")
    window.change_view(ViewSettings(Language.KO, 2.0))
    assert [fact for fact in told if not isinstance(fact, presses.MoreTimePressed)] == [
        "en",
        presses.StartPressed(number),
        "en",
        "ko",
    ]


def test_who_takes_paper_and_money_still_has_the_view_that_was_chosen(stand: Callable[..., Stand]) -> None:
    """The visit is wiped as soon as its last page is made: before the change falls."""
    table = stand()
    table.show("issuing")
    table.window.change_view(ViewSettings(Language.EN))
    table.window.forget()
    for name, title in (("paying-out", "Your change"), ("take", "Take your document"), ("thanks", "Thank you")):
        table.show(name)
        assert title.lower() in table.titles().lower()


def test_a_new_choice_begins_with_empty_inputs(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number")
    first = table.titles()
    table.window.show_screen(SAMPLES["confirm"].screen)
    table.window.show_screen(SAMPLES["choose"].screen)
    table.window.show_screen(SAMPLES["parcel-dong"].screen)
    assert table.titles() != first


# --- views -------------------------------------------------------------------------------------------------------


def test_language_letters_and_contrast_change_without_losing_what_was_typed(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("parcel-number", closes_at=None)
    for key in ("language", "aid.contrast", "aid.large"):
        table.touch(key)
    assert table.window.view_settings == ViewSettings(Language.EN, 2.0, Contrast.HIGH)
    assert "84 Namsan-dong" in _words(table)
    assert table.titles() == "Enter the lot number"
    for key in ("language", "menu", "menu.aid.contrast", "menu", "menu.aid.large"):  # large letters: in the menu
        table.touch(key)
    assert table.window.view_settings == ViewSettings()
    assert not table.posted


# --- other threads -----------------------------------------------------------------------------------------------


def test_the_clerk_delivers_from_its_own_thread_in_order(stand: Callable[..., Stand], qtbot: QtBot) -> None:
    table = stand()
    bridge = ScreenBridge(table.window)
    seen: list[tuple[str, bool]] = []
    gui = threading.current_thread()

    def watch() -> None:
        seen.append((table.titles(), threading.current_thread() is gui))

    def clerk() -> None:
        for name in ("choose", "confirm", "thanks"):
            bridge.deliver(SAMPLES[name].screen)
        bridge.forget()

    table.window.windowTitleChanged.connect(watch)
    thread = threading.Thread(target=clerk)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=2000)
    assert [title for title, _ in seen][:3] == [
        "어떤 증명서가 필요하십니까?",
        "신청 내용을 확인하십시오",
        "이용해 주셔서\n감사합니다",
    ]
    assert all(there for _, there in seen)
