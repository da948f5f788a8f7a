"""When the voice speaks, what is heard without words, and what stands in the caption."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.strings import Language
from kiosk.ui.voice import Cue
from tests.screens.conftest import Stand
from tests.screens.heard import heard_by

Put = Callable[..., Stand]
KEY = Qt.Key
VOICE = ViewSettings(voice=True)


def test_turning_it_on_says_so_and_turning_it_off_stops_at_once(stand: Put) -> None:
    table = stand()
    table.show("choose")
    voice = heard_by(table)
    assert voice.said == []
    table.touch("aid.voice")
    assert voice.said[0] == "음성 안내를 켰습니다."
    assert "어떤 증명서가 필요하십니까?" in voice.said
    table.touch("aid.voice")
    assert voice.calls[-1] == "stop"
    assert voice.said[0] == "음성 안내를 껐습니다."  # and how it comes back
    voice.said.clear()
    table.show("options")
    assert voice.said == []


def test_a_touch_is_not_told_but_what_it_changed_is(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("options", closes_at=None)
    voice.said.clear()
    table.touch("more")
    assert any("2통" in sentence for sentence in voice.said)
    assert not any("내용을 고르" in sentence for sentence in voice.said)
    voice.said.clear()
    table.touch("option.history")
    assert any("토지이동 연혁" in sentence and "포함" in sentence for sentence in voice.said)
    assert not any("소유권" in sentence for sentence in voice.said)


def test_a_coin_is_heard_and_what_is_left_is_said(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("pay-exact")
    voice.said.clear()
    table.show("pay-exact", number=8, inserted=100)
    assert voice.cues == [Cue.MONEY]
    assert voice.said[0] == "100원을 넣으셨습니다."
    assert any("200원" in sentence for sentence in voice.said)
    assert not any("수수료 300원을" in sentence for sentence in voice.said)


def test_what_the_keys_reach_is_said(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("choose", closes_at=None)
    voice.said.clear()
    table.key(KEY.Key_2)
    assert voice.said
    assert voice.said[0].startswith("2번")
    assert "주민등록표 초본" in voice.said[0]


def test_a_typed_digit_is_said_and_heard(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("parcel-number-empty", closes_at=None)
    voice.said.clear()
    table.key(KEY.Key_7)
    table.touch("digit.8")
    assert [sentence[:1] for sentence in voice.said if sentence[:1].isdigit()][:1] == ["7"]
    assert voice.cues == [Cue.KEY, Cue.KEY]


CUES = [
    ("choose", "warning", Cue.WARNING),
    ("pay", "trouble-E04", Cue.WARNING),
    ("wait-composing", "notice-E08", Cue.WARNING),
    ("issuing", "take", Cue.TAKE),
    ("insert-card", "wait-card", Cue.DONE),
    ("wait-card", "insert-card-pulled", Cue.WARNING),
    ("wait-card", "insert-card-unreadable", Cue.WARNING),
    ("wait-identity", "insert-card-lost", Cue.WARNING),
    ("wait-identity", "pin-wrong", Cue.WARNING),
    ("wait-identity", "take-card", Cue.TAKE),
    ("wait-identity", "notice-card_blocked", Cue.WARNING),
]


@pytest.mark.parametrize(("before", "after", "cue"), CUES)
def test_sounds_are_for_everyone(stand: Put, before: str, after: str, cue: Cue) -> None:
    table = stand()
    voice = heard_by(table)
    table.show(before)
    voice.cues.clear()
    table.show(after)
    assert voice.cues == [cue]
    assert voice.said == []


def test_a_completed_entry_is_heard(stand: Put) -> None:
    table = stand()
    voice = heard_by(table)
    table.show("options", closes_at=None)
    table.touch("next")
    assert voice.cues == [Cue.DONE]


def test_the_question_for_time_is_said_with_the_seconds(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("warning")
    assert "계속하시겠습니까?" in voice.said
    assert any("17초" in sentence for sentence in voice.said)


def test_listening_again_reads_the_screen_and_not_the_button(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("choose", closes_at=None)
    table.key(KEY.Key_2)
    voice.said.clear()
    table.touch("voice.repeat")
    assert voice.said[0] == "어떤 증명서가 필요하십니까?"
    assert not any("다시 듣기 단추" in sentence for sentence in voice.said)
    table.show("start")
    voice.said.clear()
    table.touch("voice.repeat")  # of the citizen before there is nothing to be heard
    assert not any("어떤 증명서" in sentence for sentence in voice.said)


def test_step_and_menu_are_told_once_and_whenever_asked_for(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)

    def told_on(name: str) -> str:
        voice.said.clear()
        table.show(name, closes_at=None)
        return " ".join(voice.said)

    first = told_on("choose")
    assert "4단계 가운데 1번째, 증명서 선택" in first
    assert "도움 요청, " in first
    table.window._caption("취소를 누르시면 다음을 고르실 수 있습니다.")  # so far it was listened to
    second = told_on("parcel-dong")
    assert "4단계 가운데 2번째, 내용 선택" in second
    third = told_on("options")
    assert "번째, 내용 선택" not in third
    for later in (second, third):
        assert "도움 요청" not in later
        assert later.endswith("취소를 누르시면 메뉴가 나옵니다.")
    voice.said.clear()
    table.touch("voice.repeat")
    assert "도움 요청" in " ".join(voice.said)
    assert "2번째, 내용 선택" in " ".join(voice.said)
    assert "5단계 가운데 2번째, 본인 확인" in told_on("insert-card")
    assert "5단계 가운데 3번째, 내용 선택" in told_on("options-household")
    told_on("start")
    assert "도움 요청, " in told_on("choose")  # the next citizen


def test_what_is_only_read_is_read_to_its_end_and_confirm_is_the_main_action(stand: Put) -> None:
    """Where the paper and the change are stands on a second page where a caption takes its room."""
    table = stand(Panel(1080, 1920, 22.0), VOICE)
    voice = heard_by(table)
    table.show("take", closes_at=None)
    assert table.window.frame is not None
    assert len(table.window.frame.pages.pages) > 1
    everything = " ".join(voice.said)
    assert "아래 가운데 종이 나오는 곳" in everything
    assert "오른쪽 아래 동전 받는 곳" in everything
    assert voice.said.count("끝내기: 바로 확인을 누르십시오.") == 1
    assert not any("앞 쪽" in sentence for sentence in voice.said)
    assert table.button("finish").hasFocus()


def test_volume_and_speed_are_said(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("choose", closes_at=None)
    for name, words in (("louder", "소리 크기는 4 가운데 3입니다."), ("slower", "빠르기는 4 가운데 2입니다.")):
        table.key(KEY.Key_Escape)
        voice.said.clear()
        table.touch(f"menu.voice.{name}")
        assert voice.said == [words]
        table.key(KEY.Key_Escape)


def test_the_last_coin_is_heard_as_well(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("pay-exact")
    voice.said.clear()
    voice.cues.clear()
    table.show("issuing")
    assert voice.cues == [Cue.MONEY]
    assert voice.said[0] == "수수료를 다 내셨습니다."


def test_who_stays_with_an_earphone_at_the_start_is_read_the_screen_anew(stand: Put) -> None:
    """When the kiosk at rest takes its view back the voice forgets what it said, so the screen is told once more, and
    다시 듣기 has something to say."""
    table = stand()
    voice = heard_by(table)
    table.show("start")
    table.window.earphone(True)
    voice.said.clear()
    table.window._view_back.timeout.emit()
    assert voice.calls[-1] == "reset"
    assert any("증명서" in sentence for sentence in voice.said)


def test_after_the_visit_the_voice_is_the_district_s_again(stand: Put) -> None:
    table = stand()
    voice = heard_by(table)
    table.show("choose")
    table.window.change_view(VOICE)
    voice.calls.clear()
    table.window.forget()
    for name in ("take", "thanks"):
        table.show(name)
        assert voice.said  # where the paper is, and the thanks, are for whoever turned the voice on
        assert "reset" not in voice.calls
    table.show("start")
    assert "reset" in voice.calls
    assert not table.window.view_settings.voice


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_caption_shows_what_is_being_said(stand: Put, panel: Panel, scale: float) -> None:
    table = stand(panel, ViewSettings(Language.EN, scale, voice=True))
    table.show("choose")
    frame = table.window.frame
    assert frame is not None
    assert frame.caption is not None
    table.window._caption("Choose a document")
    assert "Choose a document" in [leaf.text() for leaf in frame.reading()]
    table.window.toggle_menu()
    assert "Choose a document" in [leaf.text() for leaf in frame.reading()]
    table.window._caption("")
    assert "The voice is on." in [leaf.text() for leaf in frame.reading()]


def test_coins_that_come_out_one_by_one_do_not_cut_where_they_are(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("paying-out", paid=0)
    assert any("오른쪽 아래" in sentence for sentence in voice.said)
    voice.said.clear()
    table.show("paying-out", paid=100)
    assert voice.said == []


def test_the_question_for_time_is_short_enough_to_be_answered(stand: Put) -> None:
    table = stand(view=VOICE)
    voice = heard_by(table)
    table.show("warning")
    assert "예: 바로 확인을 누르십시오." in voice.said
    assert sum(map(len, voice.said)) < 110  # about 15 s


def test_what_the_keys_type_and_mean_is_said_though_it_is_on_another_page(stand: Put) -> None:
    table = stand(Panel(1080, 1920, 22.0), VOICE)
    voice = heard_by(table)
    table.show("choose-search", closes_at=None)
    assert any("7 ㅂㅍㅃ" in sentence for sentence in voice.said)
    table.window.prepare_draft(table.window.screen_, {"at": "search", "typed": ""})  # type: ignore[arg-type]
    table.window.redraw()
    voice.said.clear()
    table.key(KEY.Key_Return)
    assert "지금은 누를 수 없음" in " ".join(voice.said)
    voice.said.clear()
    table.key(KEY.Key_6)
    assert any("찾은 증명서" in sentence or "토지대장" in sentence for sentence in voice.said)
