"""감면: offered, asked, agreed to or not; what comes of it and the fee are said before anything is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from drivers.api import Won
from forms.catalogue import EXEMPTIONS
from kiosk.core import presses
from kiosk.core.screens import ExemptionResult, FreeScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS
from kiosk.ui.strings import Language, Strings
from tests.screens.conftest import SAMPLES, Stand
from tests.screens.heard import heard_by

TEXT = Strings(Language.KO).text
PRESSED = [
    ("confirm-exempt", "exempt", presses.ExemptionWanted(5)),
    *(("exemption", f"exemption.{key}", presses.ExemptionChosen(5, key)) for key in EXEMPTIONS),
    ("exemption", "exemption.none", presses.ExemptionChosen(5, None)),
    ("consent-livelihood", "consent.yes", presses.ConsentAnswered(5, given=True)),
    ("consent-livelihood", "consent.no", presses.ConsentAnswered(5, given=False)),
    ("exemption", "back", presses.BackPressed(5)),
    ("consent-livelihood", "back", presses.BackPressed(5)),
]


def read(table: Stand) -> str:
    """Every page of what is shown."""
    frame = table.window.frame
    assert frame is not None
    found = []
    for page in range(len(frame.pages.pages)):
        frame.pages.turn(page)
        found += [leaf.text() for leaf in frame.reading()]
    return "\n".join(found)


@pytest.mark.parametrize(("name", "key", "fact"), PRESSED, ids=lambda value: str(value)[:40])
def test_a_press_is_its_answer(stand: Callable[..., Stand], name: str, key: str, fact: presses.CitizenFact) -> None:
    table = stand()
    table.show(name, closes_at=None)
    table.touch(key)
    assert table.posted == [fact]


@pytest.mark.parametrize(
    ("name", "keys", "fact"),
    [
        ("exemption", (Qt.Key.Key_2, Qt.Key.Key_Return), presses.ExemptionChosen(5, "veteran")),
        ("exemption", (Qt.Key.Key_6, Qt.Key.Key_Return), presses.ExemptionChosen(5, None)),
        ("consent-veteran", (Qt.Key.Key_2, Qt.Key.Key_Return), presses.ConsentAnswered(5, given=False)),
        ("confirm-exempt-one", (Qt.Key.Key_2, Qt.Key.Key_Return), presses.ExemptionWanted(5)),
        ("confirm-exempt-one", (Qt.Key.Key_Return,), presses.ApplicationsConfirmed(5)),
    ],
)
def test_by_keys_alone(
    stand: Callable[..., Stand], name: str, keys: tuple[Qt.Key, ...], fact: presses.CitizenFact
) -> None:
    table = stand(PANELS[1], ViewSettings(text_scale=2.0))
    table.show(name, closes_at=None)
    for key in keys:
        table.key(key)
    assert table.posted == [fact]


def test_nobody_agrees_by_confirm_alone(stand: Callable[..., Stand]) -> None:
    """Neither answer is chosen beforehand, and the voice says that one has to be."""
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show("consent-veteran", closes_at=None)
    assert "동의합니다 단추: 바로 확인을 누르십시오." not in voice.said
    voice.said.clear()
    for _ in range(3):
        table.now[0] += 1
        table.key(Qt.Key.Key_Return)
    assert not table.posted
    assert voice.said == [TEXT("voice.keys_choose")] * 3
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return):
        table.now[0] += 1
        table.key(key)
    assert table.posted == [presses.ConsentAnswered(5, given=True)]


@pytest.mark.parametrize("reason", ["receipt_fault", "cash_fault", "change_short"])
def test_what_can_not_be_paid_is_not_confirmed_and_the_exemption_is_the_way_on(
    stand: Callable[..., Stand], reason: str
) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show("confirm-unpayable", closes_at=None, unpayable=reason)
    for said in (read(table), " ".join(voice.said)):
        assert TEXT(f"closed.{reason}") in said
        assert TEXT("exempt.instead") in said
    table.key(Qt.Key.Key_Return)
    assert table.posted == [presses.ExemptionWanted(5)]


def test_who_can_not_be_exempt_is_sent_to_the_office_or_to_fewer_copies(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm-unpayable-unknown")
    assert TEXT("pay.elsewhere") in read(table)
    table.show("confirm-exempt", unpayable="change_short", can_exempt=False)
    assert TEXT("error.change_short.do") in read(table)
    assert TEXT("confirm.yes") not in read(table)
    table.show("confirm-unpayable-part")
    assert TEXT("confirm.without") in read(table)


def test_a_document_for_the_exempt_alone_says_so_before_it_is_chosen(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start-only-exempt")
    assert TEXT("start.title.only_exempt") in read(table)
    assert TEXT("start.fee_no_cash") in read(table)
    table.show("choose-only-exempt", closes_at=None)
    choice = table.button("document.D03")
    assert TEXT("choose.only_exempt") in choice.accessibleDescription()
    assert TEXT("closed.receipt_fault") in choice.accessibleDescription()
    table.touch("document.D03")
    assert table.posted == [presses.DocumentChosen(2, "D03")]


def test_it_is_asked_for_only_where_it_can_be(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm-exempt", can_exempt=False)
    assert TEXT("exempt.ask") not in read(table)


@pytest.mark.parametrize("key", EXEMPTIONS)
def test_before_the_answer_it_is_said_what_a_no_costs_and_which_paper_the_office_needs(
    stand: Callable[..., Stand], key: str
) -> None:
    table = stand()
    table.show(f"consent-{key}")
    said = read(table)
    assert "수수료 800원을 내십니다." in said
    assert TEXT(f"exemption.{key}_paper") in said
    assert TEXT(f"exemption.{key}") in said
    assert "남기지 않습니다" in said


@pytest.mark.parametrize("why", ["no_consent", "not_found", "district_away"])
def test_a_refusal_says_why_the_fee_and_where_else_before_the_payment(stand: Callable[..., Stand], why: str) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show(f"confirm-exempt-{why}")
    for said in (read(table), " ".join(voice.said)):
        assert TEXT(f"exempt_not.{why}") in said
        assert "수수료 800원을 내셔야 합니다." in said
        assert "감면은 수급자 증명서를 가지고 민원실에서 받으실 수 있습니다." in said


def test_what_is_waived_is_marked_and_the_sum_is_nothing(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm-exempt-granted")
    said = read(table).split("\n")
    assert "감면이 확인되었습니다. 수수료 0원" in said
    assert said.count("면제") == 2
    assert "0원" in said
    table.show("confirm-exempt-part")
    said = read(table).split("\n")
    assert (said.count("면제"), said.count("300원")) == (1, 2)
    assert not any("수수료 0원" in words for words in said)


def test_a_free_visit_says_why_it_is_free(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("free-exempt")
    assert TEXT("free.lead_exempt") in read(table)
    assert "면제" in read(table).split("\n")
    table.show("free-both")
    assert TEXT("free.lead_both") in read(table)
    table.show("free")
    assert TEXT("free.lead") in read(table)


def test_the_paper_that_is_named_is_that_of_the_exemption(stand: Callable[..., Stand]) -> None:
    table = stand()
    refused = ExemptionResult("disabled", granted=False, why="not_found")
    table.show("confirm-exempt-not_found", exemption=refused, total=Won(200))
    assert "수수료 200원을 내셔야 합니다. 감면은 장애인등록증을 가지고" in read(table)


def test_nothing_else_is_called_exempt(stand: Callable[..., Stand]) -> None:
    table = stand()
    screen = SAMPLES["free"].screen
    assert isinstance(screen, FreeScreen)
    table.window.show_screen(replace(screen, closes_at=None))
    assert "면제" not in read(table).split("\n")
