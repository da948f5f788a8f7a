"""Before any money: the guide, the list of applications, and what becomes of one that is opened again (고치기)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.api import Won
from drivers.private import Private
from kiosk.core import facts, orders, presses, screens
from kiosk.core.session import EnteringInputs, Visit
from offline_queue.entries import VisitClosed, VisitOpened
from tests.unit.core.rig import CARDS, FREE, Rig

OTHER = Private({"pnu": "2641010700100850002"})


def listed(*copies: int) -> Rig:
    """On the confirm screen, with an application of so many copies each."""
    rig = Rig(FREE).wake().begin()
    for index, number in enumerate(copies):
        if index:
            rig.press(presses.AnotherWanted)
        rig.apply_for(number)
    return rig


def copies(rig: Rig) -> list[int]:
    return [line.copies for line in rig.shown(screens.ConfirmScreen).lines]


def numbers(rig: Rig) -> list[int]:
    visit = rig.desk.session
    assert isinstance(visit, Visit)
    return [application.number for application in visit.applications]


# --- the guide -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "outcome"), [(presses.BackPressed, "cancelled"), (presses.CancelPressed, "cancelled"), (None, "timed_out")]
)
def test_a_visit_left_on_the_guide_costs_nothing(kind: type[presses.BackPressed] | None, outcome: str) -> None:
    rig = Rig().wake()
    before = len(rig.journal)
    rig.press(presses.StartPressed)
    guide = rig.shown(screens.GuideScreen)
    assert guide.closes_at == pytest.approx(rig.now.mono + 80)
    if kind is None:
        rig.wait()
        assert rig.shown(screens.GuideScreen).warning
        rig.wait()
    else:
        rig.press(kind)
    rig.shown(screens.StartScreen)
    assert rig.journal[before:] == [VisitOpened(visit=1), VisitClosed(visit=1, outcome=outcome)]
    assert len(rig.ordered(orders.Wipe)) == 1


@pytest.mark.parametrize(
    ("hidden", "means", "asked"),
    [
        (frozenset(), frozenset({"card_pin"}), True),
        (frozenset(), frozenset(), False),
        ({"D01"}, frozenset({"card_pin"}), True),
        ({"D01", "D02"}, frozenset({"card_pin"}), False),
    ],
)
def test_the_guide_speaks_of_identity_only_where_a_document_asks_for_it(
    hidden: frozenset[str], means: frozenset[str], asked: bool
) -> None:
    rig = Rig(replace(CARDS, hidden=frozenset(hidden), means=means)).wake()
    rig.press(presses.StartPressed)
    assert rig.shown(screens.GuideScreen).identity is asked


# --- 고치기 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [0, 1, 2])
def test_an_application_that_is_changed_keeps_its_place(index: int) -> None:
    rig = listed(1, 2, 3)
    rig.press(presses.ApplicationReopened, index)
    shown = rig.shown(screens.OptionsScreen)
    assert (shown.copies, dict(shown.options)["price"]) == (index + 1, "include")
    rig.press(presses.OptionsSubmitted, {"price": "omit"}, 4)
    assert copies(rig) == [4 if place == index else place + 1 for place in range(3)]
    assert dict(rig.shown(screens.ConfirmScreen).lines[index].options)["price"] == "omit"
    rig.press(presses.ApplicationsConfirmed)
    assert [order.application for order in rig.ordered(orders.Compose)] == numbers(rig)
    assert numbers(rig)[index] == 4, "a number is never used again"


def test_a_change_that_is_given_up_leaves_the_application_as_it_was() -> None:
    rig = listed(1, 2)
    before = rig.shown(screens.ConfirmScreen)
    rig.press(presses.ApplicationReopened, 0)
    rig.press(presses.BackPressed)
    inputs = rig.shown(screens.ParcelScreen).inputs
    assert inputs is not None
    assert inputs.reveal() == {"pnu": "2641010700100840001"}
    rig.press(presses.BackPressed)
    assert replace(rig.shown(screens.ConfirmScreen), number=0, closes_at=0) == replace(before, number=0, closes_at=0)
    assert numbers(rig) == [1, 2]


def test_other_inputs_are_taken_for_the_application_that_is_changed_alone() -> None:
    rig = listed(1, 2)
    rig.press(presses.ApplicationReopened, 0)
    rig.press(presses.BackPressed)
    rig.press(presses.InputsSubmitted, OTHER)
    assert rig.shown(screens.OptionsScreen).copies == 1
    rig.press(presses.BackPressed)
    assert isinstance(rig.desk.session, Visit)
    assert isinstance(rig.desk.session.stage, EnteringInputs)
    assert rig.shown(screens.ParcelScreen).inputs is OTHER
    rig.press(presses.InputsSubmitted, OTHER)
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.ApplicationsConfirmed)
    assert [(order.application, order.inputs is OTHER) for order in rig.ordered(orders.Compose)] == [
        (3, True),
        (2, False),
    ]


def test_back_and_forth_on_the_list_loses_nothing() -> None:
    rig = listed(1, 2)
    for _ in range(5):
        for screen in (screens.ConfirmScreen, screens.OptionsScreen, screens.ParcelScreen):
            rig.shown(screen)
            rig.press(presses.BackPressed)
    assert copies(rig) == [1, 2]


def test_the_copies_of_the_one_that_is_changed_are_free_again() -> None:
    rig = listed(5, 4, 1)
    assert not rig.shown(screens.ConfirmScreen).can_add
    for index, most in ((0, 5), (1, 4), (2, 1)):
        rig.press(presses.ApplicationReopened, index)
        assert rig.shown(screens.OptionsScreen).max_copies == most
        rig.press(presses.OptionsSubmitted, {}, most + 1)
        rig.shown(screens.OptionsScreen)
        rig.press(presses.OptionsSubmitted, {}, most)
        assert copies(rig) == [5, 4, 1]


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_what_is_not_in_the_list_is_not_opened(index: int) -> None:
    rig = listed(1, 2)
    rig.press(presses.ApplicationReopened, index)
    assert copies(rig) == [1, 2]


# --- money that is inside before paying ------------------------------------------------------------------------------


def test_money_that_is_inside_is_named_until_a_screen_has_its_own_words_for_it() -> None:
    rig = Rig().wake()
    rig.press(presses.StartPressed)
    assert credit(rig) == 0
    rig.coin(100)
    for kind, *arguments in (
        (presses.GuideRead,),
        (presses.DocumentChosen, "D03"),
        (presses.InputsSubmitted, OTHER),
        (presses.OptionsSubmitted, {}, 1),
        (presses.ApplicationsConfirmed,),
    ):
        assert credit(rig) == 100, rig.desk.cabinet.screen
        rig.press(kind, *arguments)
    assert (type(rig.desk.cabinet.screen), credit(rig)) == (screens.WaitScreen, 100)
    rig.work()
    assert (rig.shown(screens.PayScreen).inserted, credit(rig)) == (100, 0)
    rig.press(presses.CancelPressed)
    assert credit(rig) == 0


def test_money_that_is_inside_is_named_where_nothing_is_to_be_paid_and_where_something_can_not_be_had() -> None:
    rig = Rig(FREE).wake().begin().apply_for()
    rig.coin(100)
    rig.press(presses.ApplicationsConfirmed)
    rig.post(facts.ComposeFailed(1, 1, "no_record"))
    assert (type(rig.desk.cabinet.screen), credit(rig)) == (screens.NoticeScreen, 100)
    rig.press(presses.FinishPressed)
    rig.apply_for().press(presses.ApplicationsConfirmed)
    rig.work()
    assert (type(rig.desk.cabinet.screen), credit(rig)) == (screens.FreeScreen, 100)


def credit(rig: Rig) -> Won:
    assert rig.desk.cabinet.screen is not None
    return rig.desk.cabinet.screen.credit
