"""The card: put in, left alone, taken out; and one that stays in the slot, of which every screen and a sound remind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.core import presses
from kiosk.core.presses import HelpPressed
from kiosk.core.screens import InsertCardScreen, PinScreen, TakeCardScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.reminder import EVERY_S
from kiosk.ui.samples import Sample
from kiosk.ui.spoken import screen_sentences
from kiosk.ui.strings import Language
from kiosk.ui.voice import Cue
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import heard_by
from tests.screens.leaks import painted
from tests.screens.lint import Round, Stage
from tests.screens.lint.tour import check

Put = Callable[..., Stand]
VOICE = ViewSettings(voice=True)
ABOUT_THE_CARD = (InsertCardScreen, PinScreen, TakeCardScreen)
KINDS = list({type(sample.screen): sample for sample in reversed(SAMPLES.values())}.values())
"""A sample of each kind of screen."""

SAID = [
    ("insert-card", "주민등록법 제29조"),
    ("insert-card", "시행령 제49조"),
    ("insert-card", "이 기계에 남기지 않습니다"),
    ("insert-card", "오른쪽 번호판 아래"),
    ("insert-card", "칩이 위로 보이게"),
    ("insert-card-exempt", "동의하신 뒤에만"),
    ("insert-card-pulled", "아무것도 청구되지 않았습니다"),
    ("insert-card-unreadable", "칩의 방향"),
    ("insert-card-lost", "뺐다가 다시 꽂아"),
    ("wait-card", "빼지 마시고"),
    ("wait-identity", "빼지 마시고"),
    ("take-card", "본인 확인을 마쳤습니다"),
    ("take-card", "저절로"),
    ("notice-card_blocked", "민원실로"),
    ("notice-card_blocked", "051-519-0000"),
    ("notice-card_expired", "기간이 지났습니다"),
    ("notice-card_reader", "본인 확인이 필요 없는 증명서는"),
    ("notice-identity_over", "카드를 한 번 더"),
]


@pytest.mark.parametrize(("name", "words"), SAID)
def test_it_is_shown_and_said(stand: Put, name: str, words: str) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show(name, closes_at=None)
    assert table.window.frame is not None
    seen = ""
    for page in range(len(table.window.frame.pages.pages)):
        table.window.frame.pages.turn(page)
        seen += " ".join(painted(table.window))
    assert words in seen
    assert words in " ".join(voice.said)


@pytest.mark.parametrize("name", ["insert-card", "insert-card-pulled", "take-card", "wait-card", "wait-identity"])
def test_nothing_has_to_be_touched_and_giving_up_is_at_hand(stand: Put, name: str) -> None:
    table = stand()
    table.show(name, closes_at=None)
    assert table.window.frame is not None
    assert not table.window.frame.page.actions
    table.touch("home")
    assert table.posted == [presses.CancelPressed(3)]


# --- a card left in the slot -------------------------------------------------------------------------------------


def left_in(sample: Sample) -> Sample:
    return replace(sample, screen=replace(sample.screen, card=True))


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_every_screen_says_on_top_that_it_is_there(stand: Put, panel: Panel, scale: float) -> None:
    table = stand(panel, ViewSettings(text_scale=scale, voice=True))
    for sample in KINDS:
        if isinstance(sample.screen, ABOUT_THE_CARD):
            continue
        table.show(left_in(sample))
        frame = table.window.frame
        assert frame is not None
        assert frame.card is not None
        assert frame.card.y() == 0
        assert frame.top.y() >= frame.card.height()
        assert any("카드를 빼 주십시오." in text for text in painted(table.window)[:2]), sample.name
        said = [sentence.text for sentence in screen_sentences(frame)]
        assert said[:2] == ["카드가 꽂혀 있습니다.", "카드를 빼 주십시오."], sample.name
        table.window.toggle_menu()
        assert any("카드를 빼 주십시오." in text for text in painted(table.window)), sample.name
        table.window.toggle_menu()
        table.show(left_in(sample), warning=True)
        assert any("카드를 빼 주십시오." in text for text in painted(table.window)), sample.name


def test_without_one_nothing_is_said_of_it(stand: Put) -> None:
    table = stand()
    for sample in KINDS:
        table.show(sample)
        assert table.window.frame is not None
        assert (table.window.frame.card is not None) is sample.screen.card, sample.name


ROUNDS = [
    Round(Panel(1080, 1920, 22.0), ViewSettings(Language.EN)),
    Round(Panel(1080, 1920, 22.0), ViewSettings(Language.KO, 2.0, low=True)),
    Round(Panel(1280, 1024, 22.0), ViewSettings(Language.EN, 2.0)),
    Round(PANELS[1], ViewSettings(Language.KO, low=True, voice=True)),
]


@pytest.mark.parametrize("of", ROUNDS, ids=lambda of: of.name)
def test_every_screen_keeps_to_the_rules_with_it(qapp: QApplication, of: Round) -> None:
    """What stands below it has a line less."""
    stage = Stage(of)
    wrong = [
        str(problem)
        for sample in KINDS
        if not isinstance(sample.screen, ABOUT_THE_CARD)
        for view in stage.views(left_in(sample))
        for problem in check(view, of)
    ]
    stage.close()
    assert not wrong, "\n".join(wrong)


def test_it_comes_and_goes_on_the_same_screen(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("choose", closes_at=None)
    voice.said.clear()
    table.show("choose", closes_at=None, number=3, card=True)
    assert voice.said == ["카드가 꽂혀 있습니다.", "카드를 빼 주십시오."]
    voice.said.clear()
    table.show("choose", closes_at=None, number=4)
    assert voice.said == []


def test_what_moves_down_with_it_is_not_pressed_by_a_finger_on_its_way(stand: Put) -> None:
    table = stand(guard_s=0.35)
    table.show("choose", closes_at=None)
    table.now[0] += 1
    table.show("choose", closes_at=None, number=3, card=True)
    table.now[0] += 0.2
    table.touch("document.D03")
    assert not table.posted
    table.now[0] += 0.2
    table.touch("help")
    assert table.posted == [HelpPressed(3)]


# --- the sound ---------------------------------------------------------------------------------------------------


def pass_time(table: Stand, seconds: float) -> None:
    """The clock moves on; a timer that is due by then fires."""
    timer = table.window.reminder.timer
    while timer.isActive() and timer.interval() / 1000 <= seconds:
        step = timer.interval() / 1000
        table.now[0] += step
        seconds -= step
        timer.stop()
        timer.timeout.emit()
    table.now[0] += seconds
    if timer.isActive():
        timer.setInterval(max(0, timer.interval() - round(seconds * 1000)))


@pytest.mark.parametrize("voice_on", [False, True])
@pytest.mark.parametrize("name", ["start", "choose", "thanks", "closed-maintenance", "take-card"])
def test_a_sound_every_fifteen_seconds_until_it_is_out(stand: Put, name: str, voice_on: bool) -> None:
    table = stand(view=ViewSettings(voice=voice_on))
    voice = heard_by(table)
    table.show("confirm", closes_at=None)
    voice.cues.clear()
    table.show(name, closes_at=None, card=name != "take-card")
    assert voice.cues == [Cue.TAKE]
    pass_time(table, EVERY_S - 0.1)
    assert len(voice.cues) == 1
    pass_time(table, 0.2)
    assert len(voice.cues) == 2
    pass_time(table, 3 * EVERY_S)
    assert voice.cues == [Cue.TAKE] * 5
    table.show("choose", closes_at=None)
    pass_time(table, 10 * EVERY_S)
    assert len(voice.cues) == 5


def test_other_screens_and_views_do_not_make_it_sound_more_often(stand: Put) -> None:
    table = stand()
    voice = heard_by(table)
    for number in range(5):
        table.show("choose", closes_at=None, number=number, card=True)
        table.show("card-start", number=number)
        table.window.change_view(ViewSettings(text_scale=2.0 if number % 2 else 1.0))
        pass_time(table, 1)
    assert voice.cues == [Cue.TAKE]
    table.show("choose", closes_at=None)
    table.show("choose", closes_at=None, card=True)  # taken out, and another put in
    assert voice.cues == [Cue.TAKE]
    pass_time(table, EVERY_S - 5)
    assert voice.cues == [Cue.TAKE] * 2
