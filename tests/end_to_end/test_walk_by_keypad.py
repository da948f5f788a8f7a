"""The document is issued with the keys 0–9, 취소, 정정 and 확인 alone: real key events of another process."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.panel import LANDSCAPE, PORTRAIT, Panel, panel
from tests.end_to_end.walks import CANCEL, ENTER, ByKeypad, Walk
from tests.simulators import Cabinet, DistrictServer


def test_the_register_of_a_household_comes_out(tmp_path: Path, cabinet: Cabinet, district: DistrictServer) -> None:
    with panel(tmp_path / "panel", cabinet, district, LANDSCAPE) as there:
        walk = Walk(there, ByKeypad(there))
        walk.until("thanks")
        walk.until("start")
        result = there.result()
    assert result.wrong == ()
    assert [paper.code for paper in result.documents] == ["D01"]
    assert (result.money.inserted, result.money.paid, result.money.change) == (500, 200, 300)


def test_a_detour_by_the_menu_and_money_that_is_given_back(
    tmp_path: Path, cabinet: Cabinet, district: DistrictServer
) -> None:
    """취소 opens the menu over the screen; help, then on with the visit; with money inside the menu gives it back."""
    with panel(tmp_path / "panel", cabinet, district, PORTRAIT) as there:
        hand = ByKeypad(there)
        walk = Walk(there, hand)
        before = walk.until("options")
        choose_from_menu(there, hand, "도움 요청")
        there.wait(lambda seen: any("직원에게 말씀하시거나" in text for text in seen.texts), 5.0, "word about help")
        choose_from_menu(there, hand, "계속하기")
        there.wait(lambda seen: seen.title == before.title and MENU not in seen.texts, 5.0, "screen under the menu")
        walk.until("pay")
        walk.insert(100)
        there.wait(lambda seen: any("100원" in text for text in seen.texts), 5.0, "word of the money inside")
        choose_from_menu(there, hand, ".*돈 돌려받기")
        walk.until("thanks")
        walk.until("start")
        assert [line["value"] for line in cabinet.ledger() if line["what"] == "coin_out"] == [100]
        walk.until("thanks")
        walk.until("start")
        result = there.result()
    assert result.wrong == ()
    assert [paper.code for paper in result.documents] == ["D01"]
    money = result.money
    assert (money.inserted, money.paid, money.change, money.refunded) == (600, 200, 300, 100)


MENU = "무엇을 하시겠습니까?"


def choose_from_menu(there: Panel, hand: ByKeypad, pattern: str) -> None:
    there.key(CANCEL)
    there.wait(lambda seen: MENU in seen.texts, 5.0, "menu")
    hand.reach(pattern)
    there.key(ENTER)
