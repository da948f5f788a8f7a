"""The receipt on the last word of a visit, be it take or notice: it comes, it is out and where, or what would stand on
it; all of it is said too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from kiosk.core import presses
from kiosk.core.screens import NoticeScreen, SlipState, TakeScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.machine import Spot, Where
from kiosk.ui.pictures import PANELS, Panel
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import heard_by
from tests.screens.test_exempting import read

SHOWN = {
    "take-slip-printing": (
        "영수증이 나오고 있습니다",
        "화면 바로 아래",
        "넣으신 돈 500원, 수수료 200원",
        "B001-1-000412",
    ),
    "take-slip-printed": ("영수증이 나왔습니다", "화면 바로 아래", "넣으신 돈 500원, 수수료 200원", "B001-1-000412"),
    "take-slip-failed": (
        "영수증이 나오지 않았습니다.",
        "B001 - 1 - 000412",
        "넣으신 돈 500원, 수수료 200원",
        "거스름돈 300원",
        "번호를 적어 두시면 확인해 드립니다.",
        "민원실 전화 051-519-0000",
    ),
    "take-slip-failed-claim": ("B001 - 1 - 000412", "B001 - C1 - 0007", "200원은 민원실에서 드립니다."),
    "notice-slip-printed": (
        "영수증이 나왔습니다",
        "화면 바로 아래",
        "넣으신 돈 300원, 수수료 0원",
        "B001-1-000412",
    ),
    "notice-slip-failed": (
        "영수증이 나오지 않았습니다.",
        "B001 - 1 - 000412",
        "넣으신 돈 300원, 수수료 0원",
        "B001 - C1 - 0007",
        "민원실에서 드립니다.",
        "100원을 돌려드렸습니다.",
    ),
    "take-slip-money": ("영수증이 나왔습니다", "넣으신 돈 500원, 수수료 0원", "돌려드린 돈 500원"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_screen_and_the_voice_say_what_stands_on_it(stand: Callable[..., Stand], name: str) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show(name)
    heard = " ".join(voice.said)
    seen = read(table)
    for words in SHOWN[name]:
        assert words in seen
        assert words.rstrip(".") in heard


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_it_is_marked_where_it_comes_out_only_if_it_does(stand: Callable[..., Stand], panel: Panel) -> None:
    table = stand(panel)
    comes = {"take-slip-printing": True, "take-slip-printed": True, "take-slip-failed": False}
    comes |= {
        "notice-slip-failed": False,
        "notice-slip-printed": panel is PANELS[0],
    }  # in landscape it is told in words
    for name, marked in comes.items():
        table.show(name)
        assert table.window.frame is not None
        spots = {where.spot for where in table.window.frame.findChildren(Where)}
        assert (Spot.RECEIPT_OUTLET in spots) is marked


def test_no_slip_no_word_of_it(stand: Callable[..., Stand]) -> None:
    table = stand()
    for name in ("take", "take-exact", "take-claim", "notice-E01", "notice-claim", "notice-credit"):
        table.show(name)
        assert "영수증" not in read(table)


def test_when_it_is_out_only_that_is_said_and_nobody_had_to_wait(stand: Callable[..., Stand]) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    screen = table.show("take-slip-printing")
    assert isinstance(screen, TakeScreen)
    voice.said.clear()
    table.window.show_screen(replace(screen, number=10, slip=SlipState.PRINTED))
    assert voice.said == ["영수증이 나왔습니다, 화면 바로 아래"]
    voice.said.clear()
    table.window.show_screen(replace(screen, number=11, slip=SlipState.FAILED))
    assert any("B001 - 1 - 000412" in sentence for sentence in voice.said)
    table.show("take-slip-printing", closes_at=None)
    table.touch("finish")
    assert table.posted == [presses.FinishPressed(9)]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_a_notice_too_says_only_what_became_of_it(stand: Callable[..., Stand], panel: Panel) -> None:
    table = stand(panel, ViewSettings(voice=True))
    voice = heard_by(table)
    screen = table.show("notice-slip-printed", slip=SlipState.PRINTING)
    assert isinstance(screen, NoticeScreen)
    for slip, words in ((SlipState.PRINTED, "영수증이 나왔습니다"), (SlipState.FAILED, "B001 - 1 - 000412")):
        voice.said.clear()
        screen = replace(screen, number=screen.number + 1, slip=slip)
        table.window.show_screen(screen)
        heard = " ".join(voice.said)
        assert words in heard
        assert "기계에 종이가 없어" not in heard


def test_a_failed_slip_stands_on_the_first_page_in_large_letters_too(stand: Callable[..., Stand]) -> None:
    for panel, name in product(PANELS, ("take-slip-failed", "notice-slip-failed")):
        table = stand(panel, ViewSettings(text_scale=2.0))
        table.show(name, claim=None)
        assert table.window.frame is not None
        assert "B001 - 1 - 000412" in " ".join(leaf.text() for leaf in table.window.frame.reading())


def test_every_state_of_a_slip_has_its_sample() -> None:
    screens = [sample.screen for sample in SAMPLES.values() if isinstance(sample.screen, TakeScreen)]
    assert {screen.slip for screen in screens} == set(SlipState)
