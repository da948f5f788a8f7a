"""The two catalogues: the same keys and placeholders, none unused, none missing."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from kiosk.core.screens import (
    ChooseScreen,
    DocumentItem,
    ExemptionResult,
    NoticeScreen,
    OutOfServiceScreen,
    PayScreen,
)
from kiosk.slip import draw
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.spoken import control_sentences, screen_sentences
from kiosk.ui.strings import Language, Noun, Strings, catalogue
from kiosk.ui.theme import Contrast
from kiosk.ui.voice import Silent
from kiosk.ui.wrapping import words, wrap
from tests.screens.conftest import SAMPLES, Stand
from tests.unit.test_slip import SLIPS

OF_SECRETS = {"voice.typed", "voice.nothing_typed", "voice.hidden"}
"""Said of a text or a control that is secret as a whole (test_spoken): no screen has one."""


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    ko, en = catalogue(Language.KO), catalogue(Language.EN)
    assert set(ko) == set(en)
    differ = [key for key in ko if _placeholders(ko[key]) != _placeholders(en[key])]
    assert not differ


@pytest.mark.expected_logs(r"no text for (error|closed|banner|pay.reason|exempt_not)")
def test_every_text_is_used_and_every_text_asked_for_is_there(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    used: set[str] = set()
    plain = Strings.text

    def recorded(self: Strings, key: str, /, **values: object) -> str:
        used.add(key)
        return plain(self, key, **values)

    monkeypatch.setattr(Strings, "text", recorded)
    large = ViewSettings(text_scale=2.0, contrast=Contrast.HIGH)
    for panel, view in ((PANELS[0], ViewSettings()), (Panel(1080, 1920, 22.0), large), (PANELS[0], large)):
        table = stand(panel, view)
        for name in SAMPLES:
            table.show(name)
            _speak(table)
            table.window.toggle_menu()
            table.window.toggle_menu()
    table = stand(PANELS[1])
    table.show("options-household")
    table.show("choose-search-hits")
    table.show("choose-search")
    table.touch("letter.ㄷ")
    table.show("parcel-number", credit=100)
    for view in (ViewSettings(low=True), ViewSettings(low=True, voice=True)):
        table.window.change_view(view)
        table.window.toggle_menu()
    heard = Silent()
    heard.available = True
    table.window.use_voice(heard)
    for plugged in (True, False):
        table.window.earphone(plugged)
    table.window.change_view(ViewSettings(voice=True))
    for name in ("pay-exact", "issuing"):
        table.show(name)
    table.window.toggle_menu()
    for key in ("voice.louder", "voice.faster"):
        table.touch(f"menu.{key}")
    table.window.change_view(ViewSettings())
    # What the core may say some day and nobody translated yet falls back to a plain sentence.
    pay = SAMPLES["pay"].screen
    assert isinstance(pay, PayScreen)
    items = tuple(DocumentItem("D03", "land", pay.total, closed) for closed in ("hidden", "sold_out"))
    for closed in ("cash_fault", "change_short"):
        table.window.show_screen(ChooseScreen(number=1, documents=(DocumentItem("D03", "land", pay.total, closed),)))
    untrusted = ("journal_broken", "rolled_back", "fork", "gap", "wrong_kiosk", "damaged")
    for reason in ("clock", "disk", "busy", "stopping", *untrusted):
        table.window.show_screen(OutOfServiceScreen(number=1, reason=reason))
    for screen in (
        ChooseScreen(number=1, documents=items, notice="nobody_wrote_this"),
        NoticeScreen(number=1, code="E77", detail="nobody_wrote_this"),
        OutOfServiceScreen(number=1, reason="nobody_wrote_this"),
    ):
        table.window.show_screen(screen)
    for name in ("pay", "pay-exact", "pay-long", "pay-fault"):
        table.show(name, reason="nobody_wrote_this")
    table.show("trouble-printer", detail="nobody_wrote_this")
    refused = ExemptionResult("veteran", granted=False, why="nobody_wrote_this")
    table.show("confirm-exempt-not_found", exemption=refused)
    many = tuple(DocumentItem("D03", "land", pay.total, None) for _ in range(6))
    table.show("start", documents=many)
    table.show("start", cash=())
    table.show("notice-credit", warning=True)
    for scale in (1.0, 2.0):
        table.window.change_view(ViewSettings(text_scale=scale, voice=True))
        table.show("pin", closes_at=None)
        for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):  # one more than there is room for
            table.key(digit)
    table.show("pay-coins", inserted=200)
    table.key(Qt.Key.Key_Backspace)
    for slip in SLIPS:
        draw(slip, "금정구청 민원실", "051-519-0000", 576)
    assert set(catalogue(Language.KO)) - used == OF_SECRETS


def test_a_sum_stands_on_one_line() -> None:
    """Its number and its unit, whatever the width; a won alone on a line is no sum."""
    sentence = f"Please pay {Strings(Language.EN).money(1200)} to us"
    for width in range(len("1,200 won"), len(sentence)):
        for balanced in (False, True):
            lines = wrap(sentence, len, width, balanced=balanced)
            assert any("1,200\u00a0won" in line for line in lines), lines
    assert "1,200\u00a0won" in words(sentence)


def test_money_and_counts() -> None:
    ko, en = Strings(Language.KO), Strings(Language.EN)
    assert ko.money(12300) == "12,300원"
    assert en.money(500) == "500\u00a0won"
    assert (ko.counted("copies", 1), ko.counted("copies", 2)) == ("1통", "2통")
    assert (en.counted("copies", 1), en.counted("copies", 2)) == ("1 copy", "2 copies")


@pytest.mark.parametrize(("word", "whole"), [("토지대장", "토지대장을"), ("확인서", "확인서를"), ("abc", "abc를")])
def test_particles(word: str, whole: str) -> None:
    assert "{name:을/를}".format(name=Noun(word)) == whole  # noqa: UP032 - the catalogue formats so


def _speak(table: Stand) -> None:
    """The voice asks for words of its own."""
    assert table.window.frame is not None
    screen_sentences(table.window.frame)
    for button in table.window.frame.controls():
        control_sentences(button)


def _said(table: Stand) -> str:
    assert table.window.frame is not None
    texts = [text for text in table.window.frame.findChildren(Text) if text.isVisibleTo(table.window)]
    return "\n".join(text.text() for text in texts)


SAID = [
    ("trouble-printer_silent", "인쇄하는 장치가 답하지 않습니다"),
    ("trouble-printer", "인쇄하는 장치에 문제가 있습니다"),
    ("trouble-jam", "걸린 종이는 꺼내지 마시고"),
    ("trouble-E04", "이제 다시 인쇄하실 수 있습니다."),
    ("closed-printer-E01", "종이가 떨어졌습니다"),
    ("closed-printer-E01", "안내 번호 E01"),
    ("closed-printer-E04", "종이가 걸렸습니다"),
    ("closed-printer-E09", "지금은 인쇄할 수 없습니다"),
    ("start-none", "지금은 구청과 연결되지 않습니다."),
    ("start-none", "051-519-0000 · 안내 번호 E06"),
    ("start-cash_fault", "안내 번호 E03"),
    ("start-change_short", "안내 번호 E02"),
    ("start-mixed", "안내 번호 E09"),
    ("clerk-called", "051-519-0000 번으로 전화해"),
    ("take-refund", "아래 동전 받는 곳"),
]


@pytest.mark.parametrize(("name", "words"), SAID)
def test_the_screen_says(stand: Callable[..., Stand], name: str, words: str) -> None:
    table = stand()
    table.show(name)
    assert words in _said(table)


NOT_SAID = [("trouble-E04", "꺼내지"), ("take-refund", "4/4"), ("take-refund", "곳도"), ("clerk-called", "불렀")]


@pytest.mark.parametrize(("name", "words"), NOT_SAID)
def test_the_screen_does_not_say(stand: Callable[..., Stand], name: str, words: str) -> None:
    table = stand()
    table.show(name)
    assert words not in _said(table)


def test_start_counts_only_what_can_be_had(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    assert "4가지" in table.titles()
    table.show("start-one")
    assert "토지대장" in table.titles()
    table.show("start-none")
    assert table.window.frame is not None
    assert not table.window.frame.page.actions
