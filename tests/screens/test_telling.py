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
    voice.said.clear()
    table.touch("aid.voice")
    assert voice.calls[-1] == "stop"
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
    assert "임야대장" in voice.said[0]


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
    table.touch("voice.repeat")
    assert voice.calls[-1] == "repeat"
    table.key(KEY.Key_2)
    voice.said.clear()
    table.touch("voice.repeat")
    assert "어떤 증명서가 필요하십니까?" in voice.said


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
