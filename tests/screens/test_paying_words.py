"""What the screens say about money, paper and trouble: exact, in the same order, and nothing that this machine can not
do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.api import Won
from kiosk.ui.parts.progress import CopyStep
from kiosk.ui.parts.text import Text
from kiosk.ui.strings import Language, Strings, catalogue
from tests.screens.conftest import SAMPLES, Stand

SAID = [
    ("pay", "거스름돈이 부족하여 10원, 5,000원은 받지 않습니다."),
    ("pay-exact", "거스름돈이 부족하여 500원은 받지 않습니다."),
    ("pay-long", "거스름돈이 부족하여 5,000원부터는 받지 않습니다."),
    ("pay-coins", "동전은 오른쪽 위 투입구에 넣어 주십시오."),
    ("pay-coins", "취소하시면 넣으신 돈을 모두 돌려드립니다."),
    ("pay-long", "지폐는 그 아래 투입구에"),
    ("pay-no-change", "지금은 100원을 받을 수 없습니다"),
    ("pay-no-change", "취소하시면 넣으신 돈을 모두 돌려드립니다."),
    ("pay-fault", "급하시면 민원실에서"),
    ("issuing", "모두 3통 가운데 2번째입니다."),
    ("issuing", "발급이 끝날 때까지는 취소하거나 돈을 돌려받으실 수 없습니다."),
    ("paying-out-large", "나온 금액 12,500원\n남은 금액 6,200원"),
    ("take-claims", "접수 번호 B001 - C1 - 0008"),
    ("take-claim", "못 드린 200원은 민원실에서 드립니다."),
    ("thanks", "입력하신 정보를 모두 지웠습니다."),
    ("notice-E08", "신청하신 내용으로는 이 기계에서 발급할 수 없습니다."),
    ("notice-credit", "넣으신 500원은 그대로 있습니다."),
    ("notice-claim-only", "200원은 민원실에서 드립니다."),
    ("trouble-many", "남은 돈 18,700원을 모두 돌려받으실 수 있습니다."),
]
NOT_SAID = [
    ("pay-coins", "지폐"),
    ("pay-coins", "거스름돈이 부족"),
    ("pay-fault", "투입구"),
    ("pay-fault", "내 주십시오"),
    ("take-exact", "동전"),
    ("issuing-one", "가운데 1번째"),
    ("trouble-E04", "직원을 불러"),
]


def _words(table: Stand) -> list[str]:
    """Of every page, in the order in which they stand."""
    frame = table.window.frame
    assert frame is not None
    found = []
    for page in range(len(frame.pages.pages)):
        frame.pages.turn(page)
        texts = [text for text in frame.findChildren(Text) if text.isVisibleTo(frame) and text.text().strip()]
        texts.sort(key=lambda text: (text.mapTo(frame, text.rect().topLeft()).y(), text.mapTo(frame, text.pos()).x()))
        found += [text.text() for text in texts]
    return found


@pytest.mark.parametrize(("name", "words"), SAID)
def test_the_screen_says(stand: Callable[..., Stand], name: str, words: str) -> None:
    table = stand()
    table.show(name)
    assert any(words in said for said in _words(table)), _words(table)


@pytest.mark.parametrize(("name", "words"), NOT_SAID)
def test_the_screen_does_not_say(stand: Callable[..., Stand], name: str, words: str) -> None:
    table = stand()
    table.show(name)
    assert not any(words in said for said in _words(table)), _words(table)


TOLD = [name for name in SAMPLES if name.startswith(("trouble-", "notice-")) and "warning" not in name]


@pytest.mark.parametrize("name", TOLD)
def test_trouble_is_told_in_one_order(stand: Callable[..., Stand], name: str) -> None:
    table = stand()
    table.show(name)
    said, text = _words(table), Strings(Language.KO).text
    headings = [text(f"notice.{word}") for word in ("paper", "money", "do", "call")]
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)
    assert places[0] > said.index(table.titles())
    screen = SAMPLES[name].screen
    assert any(f"안내 번호 {getattr(screen, 'code')}" in words for words in said)  # noqa: B009 - both kinds have one
    assert any(table.window.place.phone in words for words in said)


def test_a_missing_record_and_one_that_may_not_be_given_are_answered_alike(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("notice-E08")
    missing = _words(table)
    table.show("notice-E08", detail=None)
    assert _words(table) == missing


def test_every_copy_has_its_step(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("issuing")
    assert table.window.frame is not None
    steps = table.window.frame.findChildren(CopyStep)
    assert [(step.done, step.now) for step in steps] == [(True, False), (False, True), (False, False)]


def test_what_is_left_is_what_is_asked_for(stand: Callable[..., Stand]) -> None:
    table = stand()
    for inserted, left in ((0, 300), (200, 100)):
        table.show("pay-coins", inserted=Won(inserted))
        assert f"{left}원" in _words(table)


@pytest.mark.parametrize("language", Language)
def test_nobody_is_asked_to_pay_by_card(language: Language) -> None:
    """No card terminal is fitted."""
    forbidden = (
        "카드 결제",
        "카드로 결제",
        "신용",
        "체크카드",
        "credit card",
        "debit card",
        "card payment",
        "pay by card",
    )
    assert not [key for key, text in catalogue(language).items() if any(word in text.lower() for word in forbidden)]
