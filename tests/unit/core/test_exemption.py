"""감면: asked, consented to, checked, and told before anything is paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.api import Fault, Won
from forms.catalogue import EXEMPTIONS
from kiosk.core import facts, orders, presses, screens
from kiosk.core.screens import ExemptionResult, Waiting
from kiosk.core.session import Visit
from offline_queue.entries import ActIntended, PaymentTaken
from tests.unit.core.rig import CARDS, PIN, READER, RECEIPTS, RULES, Rig

HOUSEHOLD, LAND = "D01", "D03"


def listed(*documents: str) -> Rig:
    """Identified, and on the confirm screen with these documents."""
    rig = Rig(CARDS).wake().begin().identify(documents[0])
    rig.press(presses.OptionsSubmitted, {}, 1)
    for document in documents[1:]:
        add(rig, document)
    return rig


def add(rig: Rig, document: str, copies: int = 1) -> None:
    rig.press(presses.AnotherWanted)
    if document == LAND:
        rig.apply_for(copies)
    else:
        rig.press(presses.DocumentChosen, document)
        rig.press(presses.OptionsSubmitted, {}, copies)


def asking(rig: Rig, exemption: str = "disabled", *, consent: bool = True) -> Rig:
    """From the confirm screen to the question of the district, or past it without consent."""
    rig.press(presses.ExemptionWanted)
    rig.shown(screens.ExemptionScreen)
    rig.press(presses.ExemptionChosen, exemption)
    rig.shown(screens.ConsentScreen)
    rig.press(presses.ConsentAnswered, consent)
    return rig


def lines(rig: Rig) -> list[tuple[str, int, bool]]:
    return [(line.document, line.fee, line.exempt) for line in rig.shown(screens.ConfirmScreen).lines]


def test_one_asks_is_asked_and_pays_nothing() -> None:
    rig = listed(HOUSEHOLD)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.can_exempt, confirm.exemption, confirm.total) == (True, None, 200)
    rig.press(presses.ExemptionWanted)
    shown = rig.shown(screens.ExemptionScreen)
    assert (shown.exemptions, shown.total) == (tuple(EXEMPTIONS), 200)
    rig.press(presses.ExemptionChosen, "veteran")
    consent = rig.shown(screens.ConsentScreen)
    assert (consent.exemption, consent.total) == ("veteran", 200)
    assert rig.ordered(orders.CheckExemption) == []
    rig.press(presses.ConsentAnswered, True)
    assert rig.shown(screens.WaitScreen).waiting is Waiting.EXEMPTION
    assert rig.ordered(orders.CheckExemption) == [orders.CheckExemption(1, "veteran", ("D01",))]
    rig.work()
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.total, confirm.can_exempt, confirm.exemption) == (0, False, ExemptionResult("veteran", True))
    assert lines(rig) == [("D01", 0, True)]
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.FreeScreen).lines[0].exempt
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.lines[0].exempt, take.slip) == (True, screens.SlipState.NONE)
    paid = rig.entries(PaymentTaken)[0]
    assert (paid.amount, paid.issuances[0].fee, paid.issuances[0].exemption) == (0, 0, "veteran")
    assert (rig.ordered(orders.Issue)[0].fee, rig.ordered(orders.Issue)[0].exemption) == (0, "veteran")
    assert [entry.work for entry in rig.entries(ActIntended)] == ["print"]


def test_who_is_not_identified_yet_is_first() -> None:
    rig = Rig(CARDS).wake().begin().apply_for()
    rig.press(presses.ExemptionWanted)
    assert rig.shown(screens.InsertCardScreen).document is None
    rig.press(presses.BackPressed)
    rig.shown(screens.ConfirmScreen)
    rig.press(presses.ExemptionWanted)
    rig.insert()
    rig.work()
    rig.press(presses.PinSubmitted, PIN)
    rig.work()
    rig.pull()
    rig.shown(screens.ExemptionScreen)
    rig.press(presses.BackPressed)
    rig.press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, HOUSEHOLD)
    rig.shown(screens.OptionsScreen)  # the same identification serves the document


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda rig: rig.post(facts.ExemptionChecked(1, "disabled", ())), "not_found"),
        (lambda rig: rig.post(facts.ExemptionChecked(1, "disabled", ("D09",))), "not_found"),
        (lambda rig: rig.post(facts.ExemptionFailed(1, "disabled", "district_away")), "district_away"),
        (lambda rig: rig.post(facts.ExemptionFailed(1, "disabled", "district_error")), "district_away"),
        (lambda rig: rig.wait(), "district_away"),
    ],
)
def test_without_a_yes_the_normal_fee_is_told_before_the_payment(answer: object, why: str) -> None:
    rig = asking(listed(HOUSEHOLD))
    rig.pending.clear()
    rig.post(facts.ExemptionChecked(1, "veteran", ("D01",)))  # another question's answer
    rig.post(facts.ExemptionFailed(1, "veteran", "identity_over"))
    assert callable(answer)
    answer(rig)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.total, confirm.exemption) == (200, ExemptionResult("disabled", False, why))
    assert confirm.can_exempt  # another may apply
    rig.post(facts.ExemptionChecked(1, "disabled", ("D01",)))  # too late
    assert rig.shown(screens.ConfirmScreen).total == 200


def test_where_no_money_is_taken_the_exempt_have_their_document_all_the_same() -> None:
    rig = Rig(CARDS).wake()
    rig.status(RECEIPTS, Fault.CUTTER)
    start = rig.shown(screens.StartScreen)
    assert {(item.closed, item.only_exempt) for item in start.documents} == {(None, "receipt_fault")}
    assert start.cash == ()
    rig.begin()
    rig.identify(HOUSEHOLD)
    rig.press(presses.OptionsSubmitted, {}, 1)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.unpayable, confirm.can_exempt, confirm.total) == ("receipt_fault", True, 200)
    asking(rig)
    rig.work()
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.unpayable, confirm.total) == (None, 0)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.FreeScreen).lines[0].exempt


def test_where_no_money_is_taken_and_nobody_can_be_identified_all_that_costs_is_closed() -> None:
    rig = Rig(CARDS).wake()
    rig.status(RECEIPTS, Fault.CUTTER)
    rig.status(READER, Fault.SILENT)
    items = {item.code: item for item in rig.shown(screens.StartScreen).documents}
    assert (items["D03"].closed, items["D03"].only_exempt) == ("receipt_fault", None)
    rig.status(READER)
    rig.status(RECEIPTS)
    assert {(item.closed, item.only_exempt) for item in rig.shown(screens.StartScreen).documents} == {(None, None)}


def test_a_refusal_is_told_no_more_when_nothing_is_due() -> None:
    rig = Rig(replace(CARDS, fees={**CARDS.fees, "D03": Won(0)})).wake().begin()
    rig.identify(HOUSEHOLD)
    rig.press(presses.OptionsSubmitted, {}, 1)
    asking(rig, consent=False)
    rig.press(presses.AnotherWanted)
    rig.apply_for()
    assert rig.shown(screens.ConfirmScreen).exemption is not None
    rig.press(presses.ApplicationRemoved, 0)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.total, confirm.exemption) == (0, None)


def test_without_consent_nobody_is_asked() -> None:
    rig = asking(listed(HOUSEHOLD), consent=False)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.total, confirm.exemption) == (200, ExemptionResult("disabled", False, "no_consent"))
    assert rig.ordered(orders.CheckExemption) == []


def test_back_and_none_of_them_leave_no_word() -> None:
    rig = listed(HOUSEHOLD)
    rig.press(presses.ExemptionWanted)
    rig.press(presses.ExemptionChosen, "nobility")
    rig.shown(screens.ExemptionScreen)
    rig.press(presses.ExemptionChosen, "disabled")
    rig.press(presses.BackPressed)
    rig.shown(screens.ExemptionScreen)
    rig.press(presses.ExemptionChosen, None)
    assert rig.shown(screens.ConfirmScreen).exemption is None
    rig.press(presses.ExemptionWanted)
    rig.press(presses.BackPressed)
    assert rig.shown(screens.ConfirmScreen).exemption is None


def test_it_holds_for_the_documents_it_was_granted_for() -> None:
    rig = asking(listed(HOUSEHOLD, LAND))
    rig.post(facts.ExemptionChecked(1, "disabled", ("D01",)))
    rig.pending.clear()
    assert lines(rig) == [("D01", 0, True), ("D03", 300, False)]
    assert rig.shown(screens.ConfirmScreen).exemption == ExemptionResult("disabled", True)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.PayScreen).total == 300


def test_what_comes_into_the_list_later_is_asked_about_anew() -> None:
    rig = asking(listed(HOUSEHOLD)).work()
    add(rig, HOUSEHOLD, 2)
    assert lines(rig) == [("D01", 0, True), ("D01", 0, True)]  # the same document: free as well
    assert rig.shown(screens.ConfirmScreen).exemption == ExemptionResult("disabled", True)
    add(rig, LAND)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.total, confirm.can_exempt, confirm.exemption) == (300, True, None)
    asking(rig, "veteran")
    assert rig.ordered(orders.CheckExemption)[-1].documents == ("D03",)
    rig.work()
    assert rig.shown(screens.ConfirmScreen).total == 0
    session = rig.desk.session
    assert isinstance(session, Visit)
    assert [item.exemption for item in session.applications] == ["disabled", "disabled", "veteran"]


def test_what_is_free_already_is_told_so_wherever_a_fee_is() -> None:
    rig = asking(listed(HOUSEHOLD)).work()
    rig.press(presses.AnotherWanted)
    fees = {item.code: item.fee for item in rig.shown(screens.ChooseScreen).documents}
    assert (fees["D01"], fees["D03"]) == (0, 300)
    rig.press(presses.DocumentChosen, HOUSEHOLD)
    assert rig.shown(screens.OptionsScreen).fee == 0


def test_a_changed_application_stays_free_and_the_last_one_removed_takes_the_word_with_it() -> None:
    rig = asking(listed(HOUSEHOLD, LAND))
    rig.post(facts.ExemptionChecked(1, "disabled", ("D01",)))
    rig.pending.clear()
    rig.press(presses.ApplicationReopened, 0)
    rig.press(presses.OptionsSubmitted, {}, 3)
    assert lines(rig)[0] == ("D01", 0, True)
    rig.press(presses.ApplicationRemoved, 0)
    confirm = rig.shown(screens.ConfirmScreen)
    assert (confirm.exemption, confirm.total) == (None, 300)


def test_what_was_proved_before_is_not_composed_again() -> None:
    rig = listed(HOUSEHOLD)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    rig.press(presses.BackPressed)
    asking(rig).work()
    rig.press(presses.ApplicationsConfirmed)
    rig.shown(screens.FreeScreen)
    assert len(rig.ordered(orders.Compose)) == 1


def test_whom_the_district_no_longer_knows_loses_what_was_in_that_name() -> None:
    rig = asking(listed(HOUSEHOLD, LAND))
    rig.pending.clear()
    rig.post(facts.ExemptionFailed(1, "disabled", "identity_over"))
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", "identity_over", True)
    rig.press(presses.FinishPressed)
    assert lines(rig) == [("D03", 300, False)]
    rig.press(presses.ExemptionWanted)
    rig.shown(screens.InsertCardScreen)


def test_what_was_granted_to_one_is_not_free_for_the_next_who_is_identified() -> None:
    rig = asking(listed(HOUSEHOLD, LAND))
    rig.post(facts.ExemptionChecked(1, "disabled", ("D01",)))
    rig.pending.clear()
    asking(rig, "veteran")
    rig.pending.clear()
    rig.post(facts.ExemptionFailed(1, "veteran", "identity_over"))
    rig.press(presses.FinishPressed)
    assert lines(rig) == [("D03", 300, False)]
    rig.press(presses.AnotherWanted)
    assert {item.code: item.fee for item in rig.shown(screens.ChooseScreen).documents}["D01"] == 200
    rig.identify(HOUSEHOLD, card=2)
    rig.press(presses.OptionsSubmitted, {}, 1)
    assert lines(rig) == [("D03", 300, False), ("D01", 200, False)]


def test_it_is_asked_only_where_it_can_be_answered() -> None:
    rig = Rig(CARDS).wake().begin().apply_for()
    assert rig.shown(screens.ConfirmScreen).can_exempt
    rig.status(READER, Fault.SILENT)
    assert not rig.shown(screens.ConfirmScreen).can_exempt
    rig.press(presses.ExemptionWanted)
    rig.shown(screens.ConfirmScreen)
    assert not Rig(RULES).wake().begin().apply_for().shown(screens.ConfirmScreen).can_exempt
    free = replace(CARDS, fees={"D03": Won(0)})
    assert not Rig(free).wake().begin().apply_for().shown(screens.ConfirmScreen).can_exempt


@pytest.mark.parametrize("moves", [1, 2])
def test_its_screens_end_as_any_other(moves: int) -> None:
    rig = listed(HOUSEHOLD)
    rig.press(presses.ExemptionWanted)
    if moves == 2:
        rig.press(presses.ExemptionChosen, "disabled")
    rig.wait()
    assert rig.desk.cabinet.screen is not None
    assert rig.desk.cabinet.screen.warning
    rig.press(presses.MoreTimePressed)
    rig.wait()
    rig.wait()
    rig.shown(screens.StartScreen)
    rig = listed(HOUSEHOLD)
    rig.press(presses.ExemptionWanted)
    rig.press(presses.CancelPressed)
    rig.shown(screens.StartScreen)
