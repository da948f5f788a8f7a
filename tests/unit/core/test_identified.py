"""What one is identified for: whose documents, with which options; and what is left of it afterwards."""

from __future__ import annotations

import pytest

from drivers.api import Fault
from drivers.private import Private
from kiosk.core import facts, orders, presses, screens
from kiosk.core.session import Visit
from tests.unit.core.rig import CARDS, FAMILY, PIN, READER, Rig


def at_choice() -> Rig:
    return Rig(CARDS).wake().begin()


def test_one_identification_for_two_documents() -> None:
    rig = at_choice().identify("D01")
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, "D02")
    assert rig.shown(screens.OptionsScreen).document == "D02"  # alone: there is nobody to choose
    rig.press(presses.OptionsSubmitted, {}, 1)
    assert len(rig.shown(screens.ConfirmScreen).lines) == 2
    assert len(rig.ordered(orders.ReadCard)) == 1
    rig.status(READER, Fault.NO_PORT)  # nor is the reader needed any more
    rig.press(presses.AnotherWanted)
    assert {item.closed for item in rig.shown(screens.ChooseScreen).documents} == {None}


def test_identification_is_a_step_of_the_visits_to_which_it_belongs() -> None:
    rig = at_choice()
    assert not rig.shown(screens.ChooseScreen).identification
    rig.apply_for()
    assert not rig.shown(screens.ConfirmScreen).identification
    rig.press(presses.ExemptionWanted)
    assert rig.shown(screens.InsertCardScreen).identification
    rig.press(presses.BackPressed)
    assert not rig.shown(screens.ConfirmScreen).identification
    rig.press(presses.AnotherWanted)
    rig.identify("D01")
    assert rig.shown(screens.OptionsScreen).identification
    rig.press(presses.OptionsSubmitted, {}, 1)
    assert rig.shown(screens.ConfirmScreen).identification


def family() -> Rig:
    rig = at_choice()
    rig.rights = FAMILY
    return rig.identify("D02")


def test_whose_abstract_it_is_to_be() -> None:
    rig = family()
    shown = rig.shown(screens.PersonScreen)
    assert [(item.ref, item.relation, item.ordinal) for item in shown.persons] == [
        ("p1", "self", None),
        ("p2", "spouse", None),
        ("p3", "child", 1),
        ("p4", "child", 2),
    ]
    rig.press(presses.InputsSubmitted, Private({"person": "p9"}))
    rig.press(presses.InputsSubmitted, Private({"pnu": "1"}))
    rig.shown(screens.PersonScreen)
    again = rig.shown(screens.PersonScreen)
    rig.status(READER)
    assert rig.shown(screens.PersonScreen) == again  # what changes nothing redraws nothing
    chosen = Private({"person": "p3"})
    rig.press(presses.InputsSubmitted, chosen)
    rig.press(presses.BackPressed)
    assert rig.shown(screens.PersonScreen).inputs is chosen
    rig.press(presses.BackPressed)
    rig.shown(screens.ChooseScreen)


@pytest.mark.parametrize(("person", "withheld"), [("p1", ()), ("p3", ("householders",))])
def test_what_the_law_withholds_from_an_abstract(person: str, withheld: tuple[str, ...]) -> None:
    rig = family()
    rig.press(presses.InputsSubmitted, Private({"person": person}))
    assert rig.shown(screens.OptionsScreen).withheld == withheld
    rig.press(presses.OptionsSubmitted, {"householders": "include"}, 1)
    if withheld:
        rig.shown(screens.OptionsScreen)
        rig.press(presses.OptionsSubmitted, {"changes": "include"}, 1)
    rig.shown(screens.ConfirmScreen)
    rig.press(presses.ApplicationReopened, 0)
    assert rig.shown(screens.OptionsScreen).withheld == withheld


def test_back_from_the_options_of_a_household_is_the_choice() -> None:
    rig = at_choice().identify("D01")
    rig.press(presses.BackPressed)
    rig.shown(screens.ChooseScreen)
    rig.press(presses.DocumentChosen, "D01")
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.BackPressed)
    rig.shown(screens.OptionsScreen)
    rig.press(presses.BackPressed)
    rig.shown(screens.ConfirmScreen)


def test_a_kiosk_without_the_means_offers_no_such_document() -> None:
    rig = Rig().wake()
    assert [item.code for item in rig.shown(screens.StartScreen).documents] == ["D03", "D04"]
    rig = Rig(CARDS).wake()
    offered = rig.shown(screens.StartScreen).documents
    assert [(item.code, item.identity) for item in offered] == [
        ("D01", True),
        ("D02", True),
        ("D03", False),
        ("D04", False),
    ]


def test_whom_the_district_no_longer_knows_is_identified_anew() -> None:
    rig = at_choice().identify("D01")
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.AnotherWanted)
    rig.apply_for()
    rig.press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, "D02")
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.ApplicationsConfirmed)
    rig.post(facts.Composed(1, 1, 1, ("a", "b")))  # before it forgot
    rig.post(facts.Composed(1, 2, 1, ("c", "d")))
    rig.post(facts.ComposeFailed(1, 3, "identity_over"))
    rig.pending.clear()
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E11", "identity_over", True)
    session = rig.desk.session
    assert isinstance(session, Visit)
    assert [item.document for item in session.applications] == ["D03"]  # p1 may be somebody else next time
    rig.press(presses.FinishPressed)
    rig.press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, "D01")
    rig.shown(screens.InsertCardScreen)


def test_what_is_known_of_a_person_goes_with_the_wipe() -> None:
    rig = family()
    rig.press(presses.InputsSubmitted, Private({"person": "p2"}))
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    rig.coin(500)
    rig.work()
    rig.shown(screens.TakeScreen)
    session = rig.desk.session
    assert isinstance(session, Visit)
    assert (session.identity, session.applications[0].inputs) == (None, None)


def test_the_pin_goes_to_the_card_reader_and_nowhere_else() -> None:
    rig = at_choice().to_pin()
    done = rig.press(presses.PinSubmitted, PIN)
    assert next(order for order in done.orders if isinstance(order, orders.SignCard)).pin is PIN
    rest = [done.session, done.cabinet, done.entries, [o for o in done.orders if not isinstance(o, orders.SignCard)]]
    assert not any(value is PIN for value in _values(rest))


@pytest.mark.parametrize("typed", ["", "12345", "123456789", "12345a", "１２３４５６"])
def test_what_is_no_pin_never_reaches_the_card(typed: str) -> None:
    rig = at_choice().to_pin()
    rig.press(presses.PinSubmitted, Private(typed))
    rig.shown(screens.PinScreen)
    assert rig.ordered(orders.SignCard) == []


def _values(value: object) -> list[object]:
    """The value and all that it is made of."""
    if isinstance(value, str | bytes | int | float | None):
        return [value]
    parts: list[object] = []
    if isinstance(value, list | tuple | frozenset | set):
        parts = list(value)
    elif isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    else:
        names: tuple[str, ...] = (*getattr(value, "__dataclass_fields__", ()), *getattr(value, "__struct_fields__", ()))
        parts = [getattr(value, name) for name in names]
    return [value, *(deep for part in parts for deep in _values(part))]
