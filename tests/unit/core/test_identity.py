"""Who one is, as tables of how far one is → what comes → what follows; nothing of it is charged, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from drivers.api import (
    CardInserted,
    CardLost,
    CardNumber,
    CardRead,
    CardRemoved,
    CardSigned,
    CardTrouble,
    Fault,
    PinRefused,
    Status,
    StatusChanged,
)
from drivers.private import Private
from kiosk.core import facts, orders, presses, screens
from kiosk.core.identifying import FAILURES
from kiosk.core.screens import CardProblem, Waiting
from kiosk.core.session import Visit
from offline_queue.entries import IdentityChecked, PaymentTaken, VisitClosed
from tests.unit.core.rig import CARDS, FAMILY, PIN, PRINTER, READER, Rig

ONE, TWO = CardNumber(1), CardNumber(2)
CERTIFICATE, SIGNATURE = Private(b"certificate"), Private(b"signature")
DIGEST = bytes(32)


def at_choice() -> Rig:
    return Rig(CARDS).wake().begin()


def read(rig: Rig, tries: int | None = 3) -> None:
    rig.post(CardRead(READER, ONE, CERTIFICATE, tries))


def challenged(rig: Rig) -> None:
    rig.post(facts.CardChallenged(1, ONE, DIGEST))


def signed(rig: Rig) -> None:
    rig.post(CardSigned(READER, ONE, SIGNATURE))


def identified(rig: Rig) -> None:
    rig.post(facts.Identified(1, ONE, Private(FAMILY)))


def pin(rig: Rig) -> None:
    rig.press(presses.PinSubmitted, PIN)


WAY: tuple[tuple[str, Callable[[Rig], object]], ...] = (
    ("asked", lambda rig: rig.press(presses.DocumentChosen, "D01")),
    ("reading", lambda rig: rig.insert()),
    ("checking", read),
    ("pin", challenged),
    ("signing", pin),
    ("proving", signed),
    ("taking", identified),
)
BEFORE_SIGNATURE = ("reading", "checking", "pin", "signing")


def arrived(stage: str, rig: Rig | None = None) -> Rig:
    """A visit in the middle of an identification, with one application of a parcel in its list already."""
    rig = rig or Rig(CARDS).wake().begin().apply_for()
    if isinstance(rig.desk.cabinet.screen, screens.ConfirmScreen):
        rig.press(presses.AnotherWanted)
    for name, move in WAY:
        move(rig)
        if name == stage:
            break
    rig.pending.clear()
    return rig


def outcomes(rig: Rig) -> list[str]:
    assert {entry.means for entry in rig.entries(IdentityChecked)} <= {"card_pin"}
    return [entry.outcome for entry in rig.entries(IdentityChecked)]


def applications(rig: Rig) -> list[str]:
    session = rig.desk.session
    assert isinstance(session, Visit)
    return [item.document for item in session.applications]


def test_a_household_document_by_card_and_pin_from_the_choice_to_the_paper() -> None:
    rig = at_choice()
    rig.press(presses.DocumentChosen, "D01")
    shown = rig.shown(screens.InsertCardScreen)
    assert (shown.document, shown.problem, shown.card) == ("D01", None, False)
    rig.insert()
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD
    rig.work()
    assert (rig.shown(screens.PinScreen).tries, rig.shown(screens.PinScreen).wrong) == (3, False)
    rig.press(presses.PinSubmitted, PIN)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.IDENTITY
    rig.work()
    rig.shown(screens.TakeCardScreen)
    rig.pull()
    assert rig.shown(screens.OptionsScreen).document == "D01"
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.PayScreen).total == 200
    rig.coin(500)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 300
    assert outcomes(rig) == ["identified"]
    assert rig.entries(PaymentTaken)[0].amount == 200


@pytest.mark.parametrize(
    ("stage", "shown"),
    [
        ("asked", screens.InsertCardScreen),
        ("reading", screens.WaitScreen),
        ("checking", screens.WaitScreen),
        ("pin", screens.PinScreen),
        ("signing", screens.WaitScreen),
        ("proving", screens.WaitScreen),
        ("taking", screens.TakeCardScreen),
    ],
)
def test_the_way_is_cancelled_anywhere_and_costs_nothing(stage: str, shown: type[screens.Screen]) -> None:
    rig = arrived(stage)
    assert not rig.shown(shown).card  # the screen itself is about the card
    rig.press(presses.CancelPressed)
    rig.shown(screens.StartScreen)
    assert outcomes(rig) == (["identified"] if stage == "taking" else ["given_up"])
    assert rig.entries(VisitClosed)[-1].outcome == "cancelled"
    assert rig.ordered(orders.Wipe) == [orders.Wipe()]


Came = Callable[[Rig], Any]
PULLED: Came = lambda rig: rig.pull()  # noqa: E731 - one line of a table
SWAPPED: Came = lambda rig: (rig.pull(), rig.insert(2))  # noqa: E731
SWAPPED_UNSEEN: Came = lambda rig: rig.post(CardInserted(READER, TWO))  # noqa: E731
GONE: Came = lambda rig: rig.status(READER, Fault.SILENT)  # noqa: E731


def lost(trouble: CardTrouble) -> Came:
    return lambda rig: rig.post(CardLost(READER, ONE, trouble))


@pytest.mark.parametrize("stage", BEFORE_SIGNATURE)
@pytest.mark.parametrize(
    ("comes", "problem", "outcome"),
    [
        (PULLED, CardProblem.PULLED, "pulled"),
        (lost(CardTrouble.LOST), CardProblem.LOST, "lost"),
        (lost(CardTrouble.MUTE), CardProblem.UNREADABLE, "unreadable"),
        (lost(CardTrouble.FOREIGN), CardProblem.UNREADABLE, "unreadable"),
        (lost(CardTrouble.BROKEN), CardProblem.UNREADABLE, "unreadable"),
    ],
)
def test_a_card_that_goes_before_it_has_signed_is_asked_for_again(
    stage: str, comes: Came, problem: CardProblem, outcome: str
) -> None:
    rig = arrived(stage)
    comes(rig)
    assert rig.shown(screens.InsertCardScreen).problem is problem
    assert outcomes(rig) == [outcome]
    read(rig)  # what the old one still has to say is nothing
    challenged(rig)
    signed(rig)
    identified(rig)
    rig.post(PinRefused(READER, ONE, 2))
    assert rig.shown(screens.InsertCardScreen).problem is problem
    rig.pull()
    rig.insert(2)
    rig.work()
    rig.shown(screens.PinScreen)
    pin(rig)
    rig.work()
    rig.pull(2)
    rig.shown(screens.OptionsScreen)
    assert outcomes(rig) == [outcome, "identified"]


@pytest.mark.parametrize("stage", BEFORE_SIGNATURE)
@pytest.mark.parametrize("comes", [SWAPPED, SWAPPED_UNSEEN])
def test_another_card_in_its_place_is_another_identification(stage: str, comes: Came) -> None:
    rig = arrived(stage)
    comes(rig)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD
    assert rig.ordered(orders.ReadCard)[-1].card == TWO
    assert outcomes(rig) == ["pulled"]
    rig.work()
    rig.shown(screens.PinScreen)  # and the PIN of the first is not given to the second
    assert len(rig.ordered(orders.SignCard)) == (1 if stage == "signing" else 0)


@pytest.mark.parametrize("comes", [PULLED, lost(CardTrouble.LOST), SWAPPED, GONE])
def test_once_it_has_signed_the_card_no_longer_matters(comes: Came) -> None:
    rig = arrived("proving")
    comes(rig)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.IDENTITY
    identified(rig)
    assert outcomes(rig) == ["identified"]
    if comes is PULLED:
        rig.shown(screens.OptionsScreen)
    else:
        rig.shown(screens.TakeCardScreen)


def test_a_card_that_did_not_serve_is_not_read_again_while_it_stays() -> None:
    rig = arrived("reading")
    rig.post(CardLost(READER, ONE, CardTrouble.MUTE))
    rig.insert()  # told again
    rig.press(presses.BackPressed)
    rig.press(presses.DocumentChosen, "D01")
    shown = rig.shown(screens.InsertCardScreen)
    assert (shown.problem, shown.card) == (CardProblem.UNREADABLE, False)  # it says why it does not go on
    assert len(rig.ordered(orders.ReadCard)) == 1
    assert outcomes(rig) == ["unreadable"]
    rig.press(presses.BackPressed)
    assert outcomes(rig) == ["unreadable", "given_up"]  # the second began and was given up


def test_a_loose_contact_comes_to_an_end() -> None:
    rig = arrived("asked")
    for card in range(1, FAILURES + 1):
        rig.shown(screens.InsertCardScreen)
        rig.insert(card)
        rig.pull(card)
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail) == ("E11", "card_reader")
    assert outcomes(rig) == ["pulled"] * FAILURES


@pytest.mark.parametrize("stage", ["asked", *BEFORE_SIGNATURE])
def test_the_reader_goes_and_comes_back(stage: str) -> None:
    rig = arrived(stage)
    rig.status(READER, Fault.SILENT)
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", "card_reader", True)
    assert outcomes(rig) == ["lost"]
    rig.press(presses.FinishPressed)
    rig.press(presses.AnotherWanted)
    closed = {item.code: item.closed for item in rig.shown(screens.ChooseScreen).documents}
    assert (closed["D01"], closed["D02"], closed["D03"]) == ("card_reader", "card_reader", None)
    rig.press(presses.DocumentChosen, "D01")
    rig.shown(screens.ChooseScreen)
    rig.pull()
    rig.status(READER)
    rig.identify(card=2)
    rig.shown(screens.OptionsScreen)


@pytest.mark.parametrize("comes", [lambda rig: rig.insert(), lambda rig: rig.pull(0)])
def test_a_reader_that_is_not_ready_when_the_card_comes_ends_it_once(comes: Came) -> None:
    rig = arrived("asked")
    rig.insert(0)
    rig.post(StatusChanged(READER, Status(ready=False)))  # no fault: it only is not ready yet
    comes(rig)
    assert rig.shown(screens.NoticeScreen).detail == "card_reader"
    assert len(outcomes(rig)) == 1


def test_the_reader_that_goes_with_the_card_in_it_keeps_nobody_who_is_identified() -> None:
    rig = arrived("taking")
    rig.status(READER, Fault.SILENT)
    rig.shown(screens.OptionsScreen)


@pytest.mark.parametrize(
    ("stage", "comes", "outcome", "code", "detail"),
    [
        ("reading", lambda rig: read(rig, 0), "blocked", "E11", "card_blocked"),
        ("signing", lambda rig: rig.post(PinRefused(READER, ONE, 0)), "blocked", "E11", "card_blocked"),
        *(
            (stage, lambda rig, why=why: rig.post(facts.IdentityRefused(1, ONE, why)), why, code, detail)
            for stage in ("checking", "proving")
            for why, code, detail in (
                ("unknown_root", "E11", "card_unknown"),
                ("wrong_signature", "E11", "card_unknown"),
                ("replayed", "E11", "identity_over"),
                ("expired", "E11", "card_expired"),
                ("revoked", "E11", "card_revoked"),
                ("not_registered", "E11", "card_not_registered"),
                ("district_away", "E06", "district_away"),
                ("district_error", "E06", "district_error"),
            )
        ),
        ("checking", lambda rig: rig.wait(), "district_away", "E06", "district_away"),
        ("proving", lambda rig: rig.wait(), "district_away", "E06", "district_away"),
    ],
)
def test_who_can_not_be_identified_is_told_why_and_keeps_the_rest(
    stage: str, comes: Came, outcome: str, code: str, detail: str
) -> None:
    rig = arrived(stage)
    comes(rig)
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice, notice.card) == (code, detail, True, True)
    assert outcomes(rig) == [outcome]
    assert applications(rig) == ["D03"]
    rig.press(presses.FinishPressed)
    rig.shown(screens.ConfirmScreen)
    rig.pull()
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.PayScreen).total == 300
    assert (rig.books.earned, rig.books.inserted) == (0, 0)


def test_rights_over_nobody_are_none() -> None:
    rig = arrived("proving")
    rig.post(facts.Identified(1, ONE, Private(type(FAMILY)(()))))
    assert rig.shown(screens.NoticeScreen).detail == "card_not_registered"


@pytest.mark.parametrize("stage", ["reading", "signing"])
def test_a_reader_that_does_not_answer_has_lost_the_card(stage: str) -> None:
    rig = arrived(stage)
    rig.wait()
    assert rig.shown(screens.InsertCardScreen).problem is CardProblem.LOST
    assert outcomes(rig) == ["lost"]


def test_a_wrong_pin_three_times() -> None:
    rig = arrived("signing")
    for tries in (2, 1):
        rig.post(PinRefused(READER, ONE, tries))
        shown = rig.shown(screens.PinScreen)
        assert (shown.wrong, shown.tries) == (True, tries)
        pin(rig)
    rig.post(PinRefused(READER, ONE, 0))
    assert rig.shown(screens.NoticeScreen).detail == "card_blocked"
    assert outcomes(rig) == ["wrong_pin", "wrong_pin", "blocked"]
    assert len(rig.ordered(orders.CheckCard)) == 1  # nothing was signed: the challenge stays open
    assert {order.digest for order in rig.ordered(orders.SignCard)} == {DIGEST}


def test_the_second_pin_is_right() -> None:
    rig = arrived("signing")
    rig.post(PinRefused(READER, ONE, 2))
    pin(rig)
    signed(rig)
    identified(rig)
    rig.shown(screens.TakeCardScreen)
    assert outcomes(rig) == ["wrong_pin", "identified"]


def test_a_refused_proof_needs_a_new_challenge() -> None:
    rig = arrived("proving")
    rig.post(facts.IdentityRefused(1, ONE, "replayed"))
    rig.press(presses.FinishPressed)
    rig.press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, "D01")  # the card is still in: it is read at once
    rig.work()
    rig.shown(screens.PinScreen)
    assert len(rig.ordered(orders.CheckCard)) == 2


def test_a_card_that_is_in_already_is_read_as_soon_as_it_is_asked_for() -> None:
    rig = Rig(CARDS).wake()
    rig.insert()
    assert rig.shown(screens.StartScreen).card
    rig.begin()
    assert rig.shown(screens.ChooseScreen).card
    rig.press(presses.DocumentChosen, "D01")
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD


def test_a_card_that_an_earlier_visit_left_is_not_the_next_citizens() -> None:
    """Nobody is asked for the PIN of somebody else's card; the same card, put in anew, is welcome."""
    rig = Rig(CARDS).wake().begin()
    arrived("pin", rig)
    rig.press(presses.CancelPressed)
    rig.begin().press(presses.DocumentChosen, "D01")
    assert rig.shown(screens.InsertCardScreen).problem is CardProblem.LEFT
    assert not [order for order in rig.pending if isinstance(order, orders.ReadCard)]
    rig.pull()
    rig.insert(TWO)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD


@pytest.mark.parametrize("told", ["before the kiosk is awake", "before the reader is ready"])
def test_a_card_that_is_in_when_the_kiosk_starts_is_not_the_next_citizens(told: str) -> None:
    """Nobody could have put it in for this visit; with the start screen shown, the next citizen could."""
    rig = Rig(CARDS)
    if told == "before the kiosk is awake":
        rig.insert()
        rig.wake()
    else:
        rig.wake()
        rig.status(READER, Fault.NO_PORT)
        rig.insert()
        rig.status(READER)
    assert rig.shown(screens.StartScreen).card
    rig.begin().press(presses.DocumentChosen, "D01")
    assert rig.shown(screens.InsertCardScreen).problem is CardProblem.LEFT
    assert rig.ordered(orders.ReadCard) == []
    rig.pull()
    rig.insert(2)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD


def test_a_card_that_is_found_in_mid_visit_is_read_when_it_is_asked_for() -> None:
    """The reader was away for a moment, and the citizen's own card is in it."""
    rig = Rig(CARDS).wake().begin()
    rig.status(READER, Fault.NO_PORT)
    rig.insert()
    rig.status(READER)
    rig.press(presses.DocumentChosen, "D01")
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD


def test_a_card_left_in_the_slot_is_told_on_every_other_screen() -> None:
    rig = arrived("taking")
    rig.press(presses.BackPressed)
    assert rig.shown(screens.ChooseScreen).card
    rig.apply_for()
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    for value in (500, 100):
        assert rig.shown(screens.PayScreen).card
        rig.coin(value)
    assert rig.shown(screens.IssuingScreen).card
    rig.work()
    assert rig.shown(screens.TakeScreen).card
    rig.press(presses.FinishPressed)
    assert rig.shown(screens.ThanksScreen).card
    rig.wait()
    assert rig.shown(screens.StartScreen).card
    rig.status(PRINTER, Fault.JAM)
    assert rig.shown(screens.OutOfServiceScreen).card
    rig.pull()
    assert not rig.shown(screens.OutOfServiceScreen).card


@pytest.mark.parametrize(
    ("stage", "fact"),
    [
        ("reading", CardRead(READER, TWO, CERTIFICATE, 0)),
        ("checking", facts.CardChallenged(1, TWO, DIGEST)),
        ("checking", facts.CardChallenged(7, ONE, DIGEST)),
        ("checking", facts.IdentityRefused(1, TWO, "revoked")),
        ("signing", CardSigned(READER, TWO, SIGNATURE)),
        ("signing", PinRefused(READER, TWO, 0)),
        ("proving", facts.Identified(1, TWO, Private(FAMILY))),
        ("proving", facts.Identified(7, ONE, Private(FAMILY))),
        ("proving", facts.IdentityRefused(1, TWO, "revoked")),
        ("proving", facts.IdentityRefused(7, ONE, "revoked")),
        ("pin", CardLost(READER, TWO, CardTrouble.LOST)),
        ("pin", CardRemoved(READER, TWO)),
        ("pin", facts.IdentityRefused(1, ONE, "revoked")),
        ("taking", CardRemoved(READER, TWO)),
    ],
)
def test_what_is_said_of_another_card_or_visit_is_nothing(stage: str, fact: facts.Fact) -> None:
    rig = arrived(stage)
    before = rig.desk.session
    rig.post(fact)
    assert rig.desk.session == before


def test_a_card_that_went_before_the_last_one_came_is_nothing() -> None:
    rig = arrived("pin")
    rig.insert(2)
    rig.pull(1)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.CARD
    assert rig.desk.cabinet.card == TWO


def test_another_readers_cards_are_nothing() -> None:
    rig = arrived("asked")
    rig.post(CardInserted(PRINTER, ONE))
    rig.shown(screens.InsertCardScreen)
    rig.insert()
    rig.post(CardRead(PRINTER, ONE, CERTIFICATE, 3))
    assert rig.ordered(orders.CheckCard) == []


@pytest.mark.parametrize("stage", ["asked", "pin"])
def test_back_gives_it_up(stage: str) -> None:
    rig = arrived(stage)
    rig.press(presses.BackPressed)
    rig.shown(screens.ChooseScreen)
    assert outcomes(rig) == ["given_up"]
    rig.press(presses.BackPressed)
    assert len(rig.shown(screens.ConfirmScreen).lines) == 1


@pytest.mark.parametrize("stage", ["asked", "pin", "taking"])
def test_who_does_nothing_is_asked_and_then_the_visit_ends(stage: str) -> None:
    rig = arrived(stage)
    rig.wait()
    shown = rig.desk.cabinet.screen
    assert shown is not None
    assert shown.warning
    rig.press(presses.MoreTimePressed)
    rig.wait()
    rig.wait()
    rig.shown(screens.StartScreen)
    assert rig.entries(VisitClosed)[-1].outcome == "timed_out"
    assert outcomes(rig) == ["identified" if stage == "taking" else "timed_out"]


@pytest.mark.parametrize("stage", [name for name, _ in WAY])
def test_a_stop_or_a_lost_errand_ends_it_like_any_visit(stage: str) -> None:
    rig = arrived(stage)
    rig.post(facts.ErrandEnded(1, ""))
    assert rig.shown(screens.NoticeScreen).detail == "issue_failed"
    assert outcomes(rig) == ["identified" if stage == "taking" else "errand_lost"]
    rig = arrived(stage)
    rig.post(facts.StopAsked())
    assert rig.shown(screens.OutOfServiceScreen).reason == "stopping"
    assert outcomes(rig) == ["identified" if stage == "taking" else "given_up"]
