"""Who one is, by a card and its PIN: the whole way on true wires (pcscd, card, errand, district), and each end of it.

However it ends: nothing is charged, the citizen is told why, and nothing of who it was is left behind (``House.close``
searches).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.core import presses, screens
from kiosk.core.identity_stages import Proving
from kiosk.core.screens import CardProblem
from kiosk.core.session import Visit
from kiosk.demo_pcscd import PcscDaemon
from offline_queue.entries import IdentityChecked, PaymentTaken
from tests.end_to_end.house import House, answer, until
from tests.simulators import DistrictServer

pytestmark = pytest.mark.expected_logs(r"^drivers\.")  # what a driver says of a fault that a test made


@contextmanager
def silent(district: DistrictServer) -> Iterator[None]:
    """It takes what it is sent and does not answer until the block ends."""
    assert district.pid is not None
    os.kill(district.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(district.pid, signal.SIGCONT)


def checked(house: House) -> list[str]:
    """How each identification ended, as the journal has it."""
    return [entry.outcome for entry in house.entries() if isinstance(entry, IdentityChecked)]


def leave(house: House, notice: screens.NoticeScreen) -> None:
    """From the notice to the choice, whose list is as it was, and home; nothing was charged."""
    house.press(presses.FinishPressed(notice.number))
    choice = house.wait(screens.ChooseScreen)
    assert choice.in_cart == ()
    house.press(presses.CancelPressed(choice.number))
    house.wait(screens.StartScreen)
    assert not [entry for entry in house.entries() if isinstance(entry, PaymentTaken)]
    assert house.books().inserted == house.books_before.inserted


def test_two_documents_for_one_identification_and_a_slip(house: House) -> None:
    house.identify("family")
    house.press(answer(house.wait(screens.OptionsScreen)))
    house.press(presses.AnotherWanted(house.wait(screens.ConfirmScreen).number))
    house.press(answer(house.wait(screens.ChooseScreen), document="D02"))
    person = house.wait(screens.PersonScreen)
    assert [(each.relation, each.name.reveal()) for each in person.persons][:2] == [
        ("self", "이한결"),
        ("spouse", "박설믜"),
    ]
    house.press(answer(person))
    house.press(answer(house.wait(screens.OptionsScreen)))
    confirm = house.wait(screens.ConfirmScreen)
    assert [(line.document, line.fee) for line in confirm.lines] == [("D01", 200), ("D02", 200)]
    house.press(answer(confirm))
    house.wait(screens.PayScreen)
    house.insert(500)
    take = house.wait(screens.TakeScreen, lambda screen: screen.slip is screens.SlipState.PRINTED)
    assert (take.change, len(take.numbers), take.inserted, take.paid) == (100, 2, 500, 400)
    house.finish()
    assert checked(house) == ["identified"]
    assert [line["what"] for line in house.ledger()].count("slip_printed") == 1
    house.wait_for_district()
    issued = house.district.get("/v1/kiosks/B001/ledger")["issuances"]
    assert [(line["document"], line["applicant"]) for line in issued[-2:]] == [("D01", True), ("D02", True)]


@pytest.mark.parametrize(
    ("card", "detail", "outcome"),
    [
        ("unknown_root", "card_unknown", "unknown_root"),
        ("expired", "card_expired", "expired"),
        ("blocked", "card_blocked", "blocked"),
    ],
)
def test_a_card_that_no_pin_can_help(house: House, card: str, detail: str, outcome: str) -> None:
    house.ask_for_card()
    house.insert_card(card)
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", detail, True)
    house.remove_card()
    leave(house, notice)
    assert checked(house) == [outcome]


@pytest.mark.parametrize(
    ("card", "detail", "outcome"),
    [("revoked", "card_revoked", "revoked"), ("stranger", "card_not_registered", "not_registered")],
)
def test_a_card_that_the_district_refuses(house: House, card: str, detail: str, outcome: str) -> None:
    house.ask_for_card()
    house.insert_card(card)
    house.type_pin()
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", detail, True)
    house.remove_card()
    leave(house, notice)
    assert checked(house) == [outcome]


@pytest.mark.parametrize("card", ["other", "upside_down"])
def test_a_card_that_is_none_of_ours_is_asked_for_again(house: House, card: str) -> None:
    house.ask_for_card()
    house.insert_card(card)
    again = house.wait(screens.InsertCardScreen, lambda screen: screen.problem is not None)
    assert again.problem is CardProblem.UNREADABLE
    house.remove_card()
    house.insert_card("single")
    house.type_pin()
    house.wait(screens.TakeCardScreen)
    house.remove_card()
    house.press(presses.CancelPressed(house.wait(screens.OptionsScreen).number))
    house.wait(screens.StartScreen)
    assert checked(house) == ["unreadable", "identified"]


def test_three_wrong_pins_block_the_card(house: House) -> None:
    house.ask_for_card()
    house.insert_card("minor")
    assert house.wait(screens.PinScreen).tries == 3
    house.type_pin("654321")
    house.wait(screens.PinScreen, lambda screen: screen.wrong and screen.tries == 2)
    house.type_pin("654321")
    house.wait(screens.PinScreen, lambda screen: screen.wrong and screen.tries == 1)
    house.type_pin("654321")
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail) == ("E11", "card_blocked")
    house.remove_card()
    leave(house, notice)
    assert checked(house) == ["wrong_pin", "wrong_pin", "blocked"]


def test_a_wrong_pin_and_then_the_right_one(house: House) -> None:
    house.ask_for_card()
    house.insert_card("large")
    house.type_pin("111111")
    house.wait(screens.PinScreen, lambda screen: screen.wrong)
    house.type_pin()
    house.wait(screens.TakeCardScreen)
    house.remove_card()
    house.press(presses.CancelPressed(house.wait(screens.OptionsScreen).number))
    house.wait(screens.StartScreen)
    assert checked(house) == ["wrong_pin", "identified"]


def test_another_card_within_a_tenth_of_a_second_begins_anew(house: House) -> None:
    """The PIN that is typed then is the other card's, and so are the rights."""
    house.ask_for_card("D02")
    house.insert_card("family")
    first = house.wait(screens.PinScreen)
    house.cabinet.do("swap_card", card="spouse", gap=0.1)
    house.wait(screens.PinScreen, lambda screen: screen.number > first.number)
    assert checked(house) == ["pulled"]
    house.type_pin()
    house.wait(screens.TakeCardScreen)
    house.remove_card()
    person = house.wait(screens.PersonScreen)
    assert person.persons[0].name.reveal() == "박설믜"
    house.press(presses.CancelPressed(person.number))
    house.wait(screens.StartScreen)
    assert checked(house) == ["pulled", "identified"]


def _hangs_at(house: House, command: str) -> None:
    """The card does not answer this command: so there is time to pull it out."""
    house.cabinet.do("card_fault", kind="mute", at=command)


def _waits(house: House) -> None:
    house.wait_any(lambda _: bool(house.cabinet.do("cards")["waiting"]))


@pytest.mark.parametrize("step", ["read", "pin", "sign"])
def test_a_card_that_is_pulled_before_it_has_signed(house: House, step: str) -> None:
    house.ask_for_card()
    if step == "read":
        _hangs_at(house, "GET_DATA")
    house.insert_card("single")
    if step == "read":
        house.wait(screens.WaitScreen, lambda screen: screen.waiting is screens.Waiting.CARD)
    else:
        house.wait(screens.PinScreen)
    if step == "sign":
        _hangs_at(house, "AUTHENTICATE")
        house.type_pin()
        house.wait(screens.WaitScreen, lambda screen: screen.waiting is screens.Waiting.IDENTITY)
    house.remove_card()
    house.cabinet.do("card_fault", kind="")
    again = house.wait(screens.InsertCardScreen, lambda screen: screen.problem is not None)
    assert again.problem in (CardProblem.PULLED, CardProblem.LOST)
    house.press(presses.BackPressed(again.number))
    choice = house.wait(screens.ChooseScreen)
    house.press(presses.CancelPressed(choice.number))
    house.wait(screens.StartScreen)
    assert checked(house) in (["pulled"], ["lost"])


def test_a_card_that_is_pulled_after_it_has_signed_is_not_missed(house: House) -> None:
    house.ask_for_card()
    house.insert_card("single")
    house.wait(screens.PinScreen)
    with silent(house.district):
        house.type_pin()
        until(lambda: isinstance(house.desk.session, Visit) and isinstance(house.desk.session.stage, Proving))
        house.remove_card()
    house.press(presses.CancelPressed(house.wait(screens.OptionsScreen).number))
    house.wait(screens.StartScreen)
    assert checked(house) == ["identified"]


def test_a_challenge_that_is_not_open_any_more_proves_nothing(house: House) -> None:
    """Somebody has used the kiosk's key meanwhile: what the card signed was spent."""
    house.ask_for_card()
    house.insert_card("single")
    house.wait(screens.PinScreen)
    visit = house.books().visit
    other = {"epoch": 1, "visit": visit}
    key = {"Authorization": f"Bearer {house.district.key}"}
    httpx.post(f"{house.district.url}/v1/identity/challenges", headers=key, json=other).raise_for_status()
    house.type_pin()
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", "identity_over", True)
    house.remove_card()
    leave(house, notice)
    assert checked(house) == ["replayed"]


@pytest.mark.parametrize("step", ["challenge", "proof"])
def test_a_district_that_is_away(house: House, step: str) -> None:
    house.ask_for_card()
    if step == "challenge":
        house.district.stop()
    house.insert_card("single")
    if step == "proof":
        house.wait(screens.PinScreen)
        house.district.stop()
        house.type_pin()
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E06", "district_away", True)
    house.remove_card()
    house.district.start()
    leave(house, notice)
    house.wait_open()
    assert checked(house) == ["district_away"]


def test_a_card_service_that_is_killed_and_comes_back(house: House, cards: PcscDaemon) -> None:
    house.ask_for_card()
    house.insert_card("single")
    house.wait(screens.PinScreen)
    before = house.desk.cabinet.card
    cards.kill()
    try:
        notice = house.wait(screens.NoticeScreen)
        assert (notice.code, notice.detail) == ("E11", "card_reader")
        house.press(presses.FinishPressed(notice.number))
        choice = house.wait(screens.ChooseScreen)
        closed = {item.code: item.closed for item in choice.documents}
        assert (closed["D01"], closed["D03"]) == ("card_reader", None)
    finally:
        cards.start()
    until(lambda: house.desk.cabinet.card not in (None, before))  # it is in the slot as ever, and seen anew
    house.remove_card()
    house.press(presses.CancelPressed(choice.number))
    house.wait_open()
    house.identify("single")
    house.press(presses.CancelPressed(house.wait(screens.OptionsScreen).number))
    house.wait(screens.StartScreen)
    assert checked(house) in (["lost", "identified"], ["pulled", "identified"])


def test_a_restricted_record_is_answered_like_none_at_all(house: House) -> None:
    house.identify("restricted")
    house.press(answer(house.wait(screens.OptionsScreen)))
    house.press(answer(house.wait(screens.ConfirmScreen)))
    notice = house.wait(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E08", "no_record", True)
    leave(house, notice)


def test_a_card_that_is_left_in_the_slot_is_reminded_of(house: House) -> None:
    house.ask_for_card()
    house.insert_card("single")
    house.type_pin()
    house.press(presses.CancelPressed(house.wait(screens.TakeCardScreen).number))
    assert house.wait(screens.StartScreen).card
    house.remove_card()
    house.wait(screens.StartScreen, lambda screen: not screen.card)


def test_what_is_planted_is_found(house: House) -> None:
    """The search that ends every test here is not blind."""
    planted = house.state / "forgotten"
    planted.write_text("성명 이한결", encoding="cp949")
    assert house.left_behind() == ["forgotten: 이한결"]
    chip = house.cabinet.trust_root.parent / "chips" / "family.pem"
    planted.write_bytes(x509.load_pem_x509_certificate(chip.read_bytes()).public_bytes(Encoding.DER))
    assert "forgotten: family, 1" in house.left_behind()
    planted.unlink()
    assert house.left_behind() == []
