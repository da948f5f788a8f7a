"""Who one is, as tables of what is shown → what comes → what follows; nothing of it is charged or kept."""

from __future__ import annotations

from drivers.private import Private
from kiosk.core import facts, orders, screens
from offline_queue.entries import IdentityChecked, PaymentTaken
from tests.unit.core.rig import CARDS, PIN, Rig


def at_choice() -> Rig:
    return Rig(CARDS).wake().begin()


def outcomes(rig: Rig) -> list[str]:
    assert {entry.means for entry in rig.entries(IdentityChecked)} <= {"card_pin"}
    return [entry.outcome for entry in rig.entries(IdentityChecked)]


def test_a_household_document_by_card_and_pin_from_the_choice_to_the_paper() -> None:
    rig = at_choice()
    rig.press(facts.DocumentChosen, "D01")
    shown = rig.shown(screens.InsertCardScreen)
    assert (shown.document, shown.problem, shown.card) == ("D01", None, False)
    rig.insert()
    assert rig.shown(screens.WaitScreen).waiting is screens.Waiting.CARD
    rig.work()
    assert (rig.shown(screens.PinScreen).tries, rig.shown(screens.PinScreen).wrong) == (3, False)
    rig.press(facts.PinSubmitted, PIN)
    assert rig.shown(screens.WaitScreen).waiting is screens.Waiting.IDENTITY
    assert rig.ordered(orders.SignCard)[0].pin is PIN
    rig.work()
    rig.shown(screens.TakeCardScreen)
    rig.pull()
    assert rig.shown(screens.OptionsScreen).document == "D01"
    rig.press(facts.OptionsSubmitted, {}, 1)
    rig.press(facts.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.PayScreen).total == 200
    rig.coin(500)
    rig.work()
    assert rig.shown(screens.TakeScreen).change == 300
    assert outcomes(rig) == ["identified"]
    assert rig.entries(PaymentTaken)[0].amount == 200


def test_one_identification_for_two_documents() -> None:
    rig = at_choice().identify("D01")
    rig.press(facts.OptionsSubmitted, {}, 1)
    rig.press(facts.AnotherWanted)
    rig.press(facts.DocumentChosen, "D02")
    assert rig.shown(screens.OptionsScreen).document == "D02"  # alone: there is nobody to choose
    rig.press(facts.OptionsSubmitted, {}, 1)
    assert len(rig.shown(screens.ConfirmScreen).lines) == 2
    assert len(rig.ordered(orders.ReadCard)) == 1


def test_the_pin_goes_to_the_card_reader_and_nowhere_else() -> None:
    rig = at_choice().to_pin()
    done = rig.press(facts.PinSubmitted, Private("654321"))
    assert sum(isinstance(order, orders.SignCard) for order in done.orders) == 1
    assert "pin" not in repr(done.session).lower().replace("askingpin", "")
