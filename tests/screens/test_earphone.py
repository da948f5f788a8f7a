"""A plug in the jack is a blind citizen's first act: it turns the voice on, and pulling it out turns it off aloud."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.screens import ChooseScreen
from kiosk.ui.kit import ViewSettings
from tests.screens.conftest import Stand
from tests.screens.heard import heard_by

Put = Callable[..., Stand]
INVITATION = "이어폰을 꽂으시면 이어폰으로 안내해 드립니다."
PULLED_OUT = "이어폰이 빠져 음성 안내를 껐습니다."


def shown(table: Stand) -> str:
    assert table.window.frame is not None
    return "\n".join(leaf.text() for leaf in table.window.frame.reading())


def test_plugging_in_on_the_start_screen_begins_the_guidance(stand: Put) -> None:
    table = stand()
    table.show("start")
    voice = heard_by(table)
    table.window.earphone(False)  # the jack says so when it is first asked
    assert voice.said == []
    table.window.earphone(True)
    assert table.window.view_settings.voice
    assert "금정구청 민원실 무인민원발급기입니다." in voice.said
    assert INVITATION not in voice.said
    voice.said.clear()
    table.window.earphone(True)
    assert voice.said == []


def test_only_who_has_none_in_is_invited_to_plug_one_in(stand: Put) -> None:
    table = stand()
    voice = heard_by(table)
    table.show("start")
    table.window.change_view(ViewSettings(voice=True))
    assert INVITATION in voice.said


def test_pulling_it_out_ends_the_voice_and_is_told_aloud_and_on_screen(stand: Put) -> None:
    table = stand()
    table.show("choose")
    voice = heard_by(table)
    table.window.earphone(True)
    table.window.earphone(False)
    assert not table.window.view_settings.voice
    assert voice.said[0] == PULLED_OUT
    assert not any("증명서" in sentence for sentence in voice.said)
    assert PULLED_OUT in shown(table)
    table.window.earphone(True)
    assert PULLED_OUT not in shown(table)
    assert "어떤 증명서가 필요하십니까?" in voice.said


def test_the_next_screen_no_longer_tells_of_it(stand: Put) -> None:
    table = stand()
    table.show("choose")
    heard_by(table)
    table.window.earphone(True)
    table.window.earphone(False)
    choose = table.window.screen_
    assert isinstance(choose, ChooseScreen)
    table.window.show_screen(choose)
    assert PULLED_OUT in shown(table)
    table.show("options")
    assert PULLED_OUT not in shown(table)


def test_an_earphone_that_stays_in_keeps_its_voice_when_the_visit_ends(stand: Put) -> None:
    table = stand()
    table.show("thanks")
    heard_by(table)
    table.window.earphone(True)
    table.show("start")
    assert table.window.view_settings.voice
    table.window.earphone(False)
    assert table.window.view_settings == ViewSettings()


def test_pulling_it_out_of_a_silent_kiosk_says_nothing(stand: Put) -> None:
    table = stand()
    table.show("choose")
    voice = heard_by(table)
    table.window.earphone(True)
    table.touch("aid.voice")
    voice.said.clear()
    table.window.earphone(False)
    assert voice.said == []
    assert PULLED_OUT not in shown(table)


def test_a_kiosk_that_can_not_be_heard_says_so_on_the_button(stand: Put) -> None:
    table = stand()
    table.show("choose")
    assert table.button("aid.voice").text() == "음성 없음"
    assert "소리가 나지 않습니다" in table.button("aid.voice").accessibleDescription()
    heard_by(table)
    assert table.button("aid.voice").text() == "음성 안내"
