"""A citizen's visit as tables of what is shown → what is pressed, and what time does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drivers.api import Fault, Outcome, Pages, Prepared, Status, StatusChanged, Won
from drivers.private import Private
from kiosk.core import facts, orders, presses, screens
from kiosk.core.session import Idle, Visit
from kiosk.core.step import deadline
from offline_queue.entries import IssuanceClosed, PaymentTaken, VisitClosed, VisitOpened
from tests.unit.core.rig import ACCEPTOR, CARDS, FREE, H100, PRINTER, READER, READY, RECEIPTS, RULES, TWO_HOPPERS, Rig

Press = tuple[type[screens.Screen], Callable[..., facts.Fact], tuple[Any, ...]]
PARCEL = Private({"pnu": "2641010700100840001"})

START = (screens.StartScreen, presses.StartPressed, ())
GUIDE = (screens.GuideScreen, presses.GuideRead, ())
CHOOSE = (screens.ChooseScreen, presses.DocumentChosen, ("D03",))
FOREST = (screens.ChooseScreen, presses.DocumentChosen, ("D04",))
ENTER = (screens.ParcelScreen, presses.InputsSubmitted, (PARCEL,))
OPTIONS = (screens.OptionsScreen, presses.OptionsSubmitted, ({"ownership": "include"}, 1))
CONFIRM = (screens.ConfirmScreen, presses.ApplicationsConfirmed, ())


def back(screen: type[screens.Screen]) -> Press:
    return (screen, presses.BackPressed, ())


def cancel(screen: type[screens.Screen]) -> Press:
    return (screen, presses.CancelPressed, ())


@pytest.mark.parametrize(
    ("table", "last"),
    [
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, CONFIRM], screens.PayScreen),
        ([START, back(screens.GuideScreen)], screens.StartScreen),
        ([START, cancel(screens.GuideScreen)], screens.StartScreen),
        ([START, (screens.GuideScreen, presses.DocumentChosen, ("D03",))], screens.GuideScreen),
        ([START, GUIDE, back(screens.ChooseScreen)], screens.StartScreen),
        ([START, GUIDE, cancel(screens.ChooseScreen)], screens.StartScreen),
        ([START, GUIDE, CHOOSE, back(screens.ParcelScreen)], screens.ChooseScreen),
        ([START, GUIDE, CHOOSE, cancel(screens.ParcelScreen)], screens.StartScreen),
        ([START, GUIDE, CHOOSE, ENTER, back(screens.OptionsScreen)], screens.ParcelScreen),
        ([START, GUIDE, CHOOSE, ENTER, back(screens.OptionsScreen), ENTER, OPTIONS], screens.ConfirmScreen),
        ([START, GUIDE, CHOOSE, ENTER, cancel(screens.OptionsScreen)], screens.StartScreen),
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, back(screens.ConfirmScreen)], screens.OptionsScreen),
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, cancel(screens.ConfirmScreen)], screens.StartScreen),
        (
            [
                START,
                GUIDE,
                CHOOSE,
                ENTER,
                OPTIONS,
                (screens.ConfirmScreen, presses.AnotherWanted, ()),
                FOREST,
                ENTER,
                OPTIONS,
            ],
            screens.ConfirmScreen,
        ),
        (
            [
                START,
                GUIDE,
                CHOOSE,
                ENTER,
                OPTIONS,
                (screens.ConfirmScreen, presses.AnotherWanted, ()),
                back(screens.ChooseScreen),
            ],
            screens.ConfirmScreen,
        ),
        (
            [START, GUIDE, CHOOSE, ENTER, OPTIONS, (screens.ConfirmScreen, presses.ApplicationRemoved, (0,))],
            screens.ChooseScreen,
        ),
        (
            [START, GUIDE, CHOOSE, ENTER, OPTIONS, (screens.ConfirmScreen, presses.ApplicationRemoved, (1,))],
            screens.ConfirmScreen,
        ),
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, CONFIRM, back(screens.PayScreen)], screens.ConfirmScreen),
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, CONFIRM, back(screens.PayScreen), CONFIRM], screens.PayScreen),
        ([START, GUIDE, CHOOSE, ENTER, OPTIONS, CONFIRM, cancel(screens.PayScreen)], screens.StartScreen),
        # presses that mean nothing here
        ([START, GUIDE, (screens.ChooseScreen, presses.RetryPressed, ())], screens.ChooseScreen),
        ([START, GUIDE, (screens.ChooseScreen, presses.DocumentChosen, ("D99",))], screens.ChooseScreen),
        ([START, GUIDE, (screens.ChooseScreen, presses.FinishPressed, ())], screens.ChooseScreen),
        (
            [START, GUIDE, CHOOSE, ENTER, (screens.OptionsScreen, presses.OptionsSubmitted, ({}, 6))],
            screens.OptionsScreen,
        ),
        (
            [START, GUIDE, CHOOSE, ENTER, (screens.OptionsScreen, presses.OptionsSubmitted, ({}, 0))],
            screens.OptionsScreen,
        ),
        (
            [START, GUIDE, CHOOSE, ENTER, (screens.OptionsScreen, presses.OptionsSubmitted, ({"price": "maybe"}, 1))],
            screens.OptionsScreen,
        ),
        ([(screens.StartScreen, presses.CancelPressed, ())], screens.StartScreen),
        (
            [START, GUIDE, CHOOSE, ENTER, OPTIONS, CONFIRM, (screens.PayScreen, presses.ApplicationsConfirmed, ())],
            screens.PayScreen,
        ),
    ],
)
def test_shown_and_pressed(table: list[Press], last: type[screens.Screen]) -> None:
    rig = Rig().wake()
    for screen, kind, arguments in table:
        rig.shown(screen)
        rig.press(kind, *arguments)
        rig.work()
    rig.shown(last)
    if last is screens.StartScreen:
        assert rig.books.visit is None
        assert [entry.outcome for entry in rig.entries(VisitClosed)] == ["cancelled"] * len(rig.entries(VisitOpened))
        assert len(rig.ordered(orders.Wipe)) == len(rig.entries(VisitOpened))


def test_one_document_with_change_from_the_first_touch_to_the_start_screen() -> None:
    rig = Rig().wake().to_pay()
    pay = rig.shown(screens.PayScreen)
    assert (pay.total, pay.inserted, pay.accepted, pay.reason) == (300, 0, ((100, True), (500, True)), None)
    rig.coin(500)
    assert rig.shown(screens.IssuingScreen).copy == 1
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.change, take.refund, take.claim) == (200, 0, None)
    assert take.numbers == ("B001-20261122-000001",)
    assert [(line.document, line.copies, line.fee) for line in take.lines] == [("D03", 1, 300)]
    rig.press(presses.FinishPressed)
    assert rig.books.visit is None
    rig.shown(screens.ThanksScreen)
    rig.wait()
    rig.shown(screens.StartScreen)
    books = rig.books
    assert (books.inserted, books.earned, books.paid_out, books.credit) == (500, 300, 200, 0)
    assert rig.entries(VisitClosed)[-1].outcome == "finished"
    assert rig.ordered(orders.Accept)[-1].values == frozenset()


def test_the_wipe_comes_when_the_last_page_is_out_and_leaves_no_inputs_behind() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.work()
    wiped = rig.orders.index(orders.Wipe())
    take = next(index for index, o in enumerate(rig.orders) if isinstance(o, orders.Show) and "Take" in repr(o))
    assert wiped < take
    session = rig.desk.session
    assert isinstance(session, Visit)
    assert all(application.inputs is None for application in session.applications)


def test_several_documents_in_one_visit_each_with_its_own_number() -> None:
    rig = Rig(TWO_HOPPERS).wake()
    rig.begin()
    rig.apply_for(2).press(presses.AnotherWanted)
    rig.apply_for(1, "D04").press(presses.ApplicationsConfirmed)
    rig.work()
    assert rig.shown(screens.PayScreen).total == 900
    rig.coin(500)
    rig.coin(500)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert [(line.document, line.copies, line.fee) for line in take.lines] == [("D03", 2, 600), ("D04", 1, 300)]
    assert take.numbers == tuple(f"B001-20261122-{serial:06d}" for serial in (1, 2, 3))
    assert take.change == 100
    assert [(o.application, o.check_hash) for o in rig.ordered(orders.Issue)] == [
        (1, "hash-1-0"),
        (1, "hash-1-1"),
        (2, "hash-2-0"),
    ]
    assert [line.check_hash for line in rig.entries(PaymentTaken)[0].issuances] == ["hash-1-0", "hash-1-1", "hash-2-0"]


def test_a_free_visit_asks_for_no_money() -> None:
    rig = Rig(FREE).wake().to_pay(2)
    rig.shown(screens.FreeScreen)
    rig.press(presses.ApplicationsConfirmed)
    rig.work()
    take = rig.shown(screens.TakeScreen)
    assert (take.change, len(take.numbers)) == (0, 2)
    assert rig.entries(PaymentTaken)[0].amount == 0
    assert {o.values for o in rig.ordered(orders.Accept)} == {frozenset()}


def test_at_most_five_copies_of_one_application_and_ten_of_a_visit() -> None:
    rig = Rig(FREE).wake()
    rig.begin()
    rig.apply_for(5).press(presses.AnotherWanted)
    rig.apply_for(4).press(presses.AnotherWanted)
    rig.press(presses.DocumentChosen, "D03")
    rig.press(presses.InputsSubmitted, PARCEL)
    assert rig.shown(screens.OptionsScreen).max_copies == 1
    rig.press(presses.OptionsSubmitted, {}, 2)
    rig.shown(screens.OptionsScreen)
    rig.press(presses.OptionsSubmitted, {}, 1)
    assert not rig.shown(screens.ConfirmScreen).can_add
    rig.press(presses.AnotherWanted)
    rig.shown(screens.ConfirmScreen)


def test_defaults_fill_what_the_citizen_left_open() -> None:
    rig = Rig().wake()
    rig.begin()
    rig.press(presses.DocumentChosen, "D03")
    rig.press(presses.InputsSubmitted, PARCEL)
    rig.press(presses.OptionsSubmitted, {"ownership": "include"}, 2)
    rig.press(presses.ApplicationsConfirmed)
    ordered = rig.ordered(orders.Compose)[-1]
    assert ordered.options == {"history": "omit", "ownership": "include", "price": "include"}
    assert (ordered.copies, ordered.inputs) == (2, PARCEL)


def test_a_double_tap_is_one_press() -> None:
    rig = Rig().wake()
    rig.begin()
    number = rig.shown(screens.ChooseScreen).number
    rig.post(presses.DocumentChosen(number, "D03"))
    before = rig.desk
    rig.post(presses.DocumentChosen(number, "D04"))
    assert rig.desk == replace(before, cabinet=rig.desk.cabinet)
    rig.press(presses.InputsSubmitted, PARCEL)
    rig.press(presses.OptionsSubmitted, {}, 1)
    rig.press(presses.AnotherWanted)
    rig.apply_for()
    number = rig.shown(screens.ConfirmScreen).number
    rig.post(presses.ApplicationRemoved(number, 0))
    rig.post(presses.ApplicationRemoved(number, 0))
    assert len(rig.shown(screens.ConfirmScreen).lines) == 1


def test_a_press_made_while_a_coin_redraws_the_screen_still_counts() -> None:
    rig = Rig().wake().to_pay()
    number = rig.shown(screens.PayScreen).number
    rig.coin(100)
    assert rig.shown(screens.PayScreen).number > number
    rig.post(presses.CancelPressed(number))
    rig.shown(screens.PayingOutScreen)


def test_a_press_beside_a_touch_that_only_asked_for_time_counts() -> None:
    """While somebody types the window asks for time by itself; the next press may come before the answer is there."""
    rig = Rig().wake()
    rig.begin()
    number = rig.shown(screens.ChooseScreen).number
    rig.post(presses.MoreTimePressed(number))
    assert rig.shown(screens.ChooseScreen).number > number
    rig.post(presses.DocumentChosen(number, "D03"))
    rig.shown(screens.ParcelScreen)


def test_whom_to_call_stays_until_something_is_done() -> None:
    rig = Rig().wake()
    rig.begin()
    rig.press(presses.HelpPressed)
    assert rig.shown(screens.ChooseScreen).notice == "clerk_called"
    rig.press(presses.MoreTimePressed)  # a page was turned, or the voice came to the end
    assert rig.shown(screens.ChooseScreen).notice == "clerk_called"
    rig.press(presses.DocumentChosen, "D03")
    assert rig.shown(screens.ParcelScreen).notice is None


def test_every_show_has_a_higher_number() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.work()
    numbers = [order.screen.number for order in rig.ordered(orders.Show)]
    assert numbers == sorted(set(numbers))


def test_the_back_button_changes_the_last_application() -> None:
    rig = Rig().wake().to_pay()
    rig.press(presses.BackPressed)
    rig.press(presses.BackPressed)
    rig.press(presses.OptionsSubmitted, {}, 3)
    rig.press(presses.ApplicationsConfirmed)
    assert [(o.application, o.copies) for o in rig.ordered(orders.Compose)] == [(1, 1), (2, 3)]
    rig.work()
    assert rig.shown(screens.PayScreen).total == 900


# --- composing ---------------------------------------------------------------------------------------------------


def composing(*copies: int) -> Rig:
    rig = Rig().wake()
    rig.begin()
    for index, number in enumerate(copies):
        if index:
            rig.press(presses.AnotherWanted)
        rig.apply_for(number)
    rig.press(presses.ApplicationsConfirmed)
    rig.shown(screens.WaitScreen)
    rig.pending.clear()
    return rig


@pytest.mark.parametrize(
    ("why", "code"),
    [("no_record", "E08"), ("district_away", "E06"), ("refused_glyph", "E08"), ("layout", "E08")],
)
def test_what_can_not_be_composed_is_said_before_any_money(why: str, code: str) -> None:
    rig = composing(1)
    rig.post(facts.ComposeFailed(1, 1, why))
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == (code, why, True)
    rig.press(presses.FinishPressed)
    rig.shown(screens.ChooseScreen)


def test_the_others_go_on_when_one_application_fails() -> None:
    rig = composing(1, 2)
    rig.post(facts.ComposeFailed(1, 1, "no_record"))
    rig.shown(screens.WaitScreen)
    rig.post(facts.Composed(1, 2, 1, ("a", "b", "c", "d")))
    rig.shown(screens.NoticeScreen)
    rig.wait()
    rig.wait()
    assert [line.copies for line in rig.shown(screens.ConfirmScreen).lines] == [2]
    rig.press(presses.ApplicationsConfirmed)
    assert rig.shown(screens.PayScreen).total == 600


def test_an_errand_that_does_not_answer_is_not_waited_for_without_end() -> None:
    rig = composing(1)
    rig.wait()
    assert rig.shown(screens.NoticeScreen).code == "E06"
    rig.post(facts.Composed(1, 1, 1, ("late", "spare")))
    rig.shown(screens.NoticeScreen)


def test_answers_of_another_visit_or_application_are_nothing() -> None:
    rig = composing(1)
    rig.post(facts.Composed(7, 1, 1, ("a", "b")))
    rig.post(facts.Composed(1, 9, 1, ("a", "b")))
    rig.post(facts.ComposeFailed(7, 1, "layout"))
    rig.post(facts.PagesIssued(1, "x", Pages(b"")))
    rig.shown(screens.WaitScreen)
    rig.press(presses.CancelPressed)
    rig.shown(screens.StartScreen)


def test_a_proof_without_a_check_number_for_every_copy_is_no_proof() -> None:
    rig = composing(2)
    rig.post(facts.Composed(1, 1, 1, ("only",)))
    assert rig.shown(screens.NoticeScreen).detail == "layout"


# --- time --------------------------------------------------------------------------------------------------------


def test_an_input_screen_warns_can_be_extended_and_ends_as_cancelled() -> None:
    rig = Rig().wake()
    rig.begin()
    shown = rig.shown(screens.ChooseScreen)
    assert shown.closes_at == pytest.approx(rig.now.mono + 80)
    rig.wait()
    warned = rig.shown(screens.ChooseScreen)
    assert warned.warning
    assert warned.closes_at == pytest.approx(rig.now.mono + 20)
    for _ in range(15):
        rig.press(presses.MoreTimePressed)
        assert not rig.shown(screens.ChooseScreen).warning
        assert rig.shown(screens.ChooseScreen).closes_at == pytest.approx(rig.now.mono + 80)
        rig.wait()
    rig.wait()
    rig.shown(screens.StartScreen)
    assert rig.entries(VisitClosed)[-1].outcome == "timed_out"


def test_a_warning_is_never_shorter_for_a_late_clock() -> None:
    rig = Rig().wake()
    rig.begin()
    rig.wait(500)
    assert rig.shown(screens.ChooseScreen).closes_at == pytest.approx(rig.now.mono + 20)


def test_early_time_is_nothing() -> None:
    rig = Rig().wake()
    rig.begin()
    before = rig.desk
    rig.wait(1)
    assert rig.desk == before


def test_money_in_gives_more_time_and_the_end_returns_it() -> None:
    rig = Rig().wake().to_pay()
    begun = rig.now.mono
    assert rig.shown(screens.PayScreen).closes_at == pytest.approx(begun + 110)
    rig.coin(100)
    assert rig.shown(screens.PayScreen).closes_at == pytest.approx(begun + 170)
    rig.wait()
    assert rig.shown(screens.PayScreen).warning
    rig.coin(100)
    assert not rig.shown(screens.PayScreen).warning
    rig.wait()
    rig.wait()
    rig.work()
    assert rig.shown(screens.TakeScreen).refund == 200
    rig.wait()
    rig.wait()
    rig.wait()
    rig.shown(screens.StartScreen)
    assert (rig.books.paid_out, rig.entries(VisitClosed)[-1].outcome) == (200, "timed_out")


def test_help_is_shown_until_the_next_press() -> None:
    rig = Rig().wake()
    rig.press(presses.HelpPressed)
    assert rig.shown(screens.StartScreen).notice == "clerk_called"
    rig.begin()
    assert rig.shown(screens.ChooseScreen).notice is None
    rig.press(presses.HelpPressed)
    assert rig.shown(screens.ChooseScreen).notice == "clerk_called"
    rig.press(presses.DocumentChosen, "D03")
    assert rig.shown(screens.ParcelScreen).notice is None


# --- what stands against it before money -------------------------------------------------------------------------


def test_a_printer_lost_before_money_ends_the_visit_with_a_notice() -> None:
    rig = composing(1)
    rig.status(PRINTER, Fault.PAPER_OUT)
    rig.post(facts.Composed(1, 1, 1, ("a", "b")))
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.back_to_choice) == ("E01", False)
    rig.press(presses.FinishPressed)
    rig.wait()
    assert rig.shown(screens.OutOfServiceScreen).reason == "printer"
    rig.status(PRINTER)
    rig.shown(screens.StartScreen)


def test_too_few_sheets_are_said_before_money() -> None:
    rig = Rig().wake()
    rig.status(PRINTER, sheets=2)
    rig.to_pay(3)
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E01", "paper_short", True)


def test_too_little_change_for_so_many_copies_is_said_before_money() -> None:
    rig = Rig(stock={H100: {100: 60}}).wake()  # 5 copies: 1,500 won is more than 30 coins… of a hopper of 10
    rig.desk = replace(rig.desk, rules=replace(RULES, hoppers=(replace(RULES.hoppers[0], max_pieces=10),), sorter={}))
    rig.to_pay(5)
    notice = rig.shown(screens.NoticeScreen)
    assert (notice.code, notice.detail, notice.back_to_choice) == ("E02", "change_short", True)


@pytest.mark.parametrize(
    ("fault", "stock", "closed"),
    [(Fault.JAM, 60, "cash_fault"), (None, 0, "change_short"), (None, 1, None)],
)
def test_documents_that_can_not_be_paid_are_closed_with_the_reason(
    fault: Fault | None, stock: int, closed: str | None
) -> None:
    rig = Rig(stock={H100: {100: stock}}).wake()
    rig.status(ACCEPTOR, fault)
    assert {item.closed for item in rig.shown(screens.StartScreen).documents} == {closed}
    rig.begin()
    rig.press(presses.DocumentChosen, "D03")
    assert isinstance(rig.desk.cabinet.screen, screens.ChooseScreen) == (closed is not None)


def test_hidden_documents_and_a_district_away_close_documents() -> None:
    rig = Rig(replace(RULES, hidden=frozenset({"D04"}))).wake()
    assert [item.closed for item in rig.shown(screens.StartScreen).documents] == [None, "hidden"]
    rig.post(facts.DistrictSeen(False, 0, None))
    assert [item.closed for item in rig.shown(screens.StartScreen).documents] == ["district_away", "hidden"]


def test_a_document_without_a_fee_in_the_table_is_not_offered() -> None:
    rig = Rig(replace(RULES, fees={"D04": Won(300)})).wake()
    assert [item.code for item in rig.shown(screens.StartScreen).documents] == ["D04"]


def test_nothing_is_waited_for_while_nobody_is_here() -> None:
    rig = Rig().wake()
    assert rig.desk.session == Idle(None)
    assert deadline(rig.desk) is None
    assert rig.entries(IssuanceClosed) == []


def test_the_kiosk_says_that_it_starts_until_everyone_spoke() -> None:
    """Nobody reads for a moment that there is nothing to be had, only because the answers are not in yet."""
    rig = Rig(CARDS).wake(devices=False)
    rig.begin()
    answers = (
        StatusChanged(PRINTER, READY),
        StatusChanged(ACCEPTOR, Status(ready=False, fault=Fault.SILENT)),
        StatusChanged(RECEIPTS, Status(ready=False, fault=Fault.PAPER_OUT)),
        StatusChanged(READER, Status(ready=False, fault=Fault.NO_PORT)),
        StatusChanged(H100, Status(ready=False, fault=Fault.SILENT)),
        facts.DistrictSeen(False, 0, None),
    )
    for answer in answers:
        assert rig.shown(screens.OutOfServiceScreen).reason == "starting", answer
        assert rig.books.visit is None
        rig.post(answer)
    rig.shown(screens.StartScreen)


# --- pages that nobody prints --------------------------------------------------------------------------------------


def discarded(rig: Rig) -> list[Pages]:
    return [order.pages for order in rig.ordered(orders.Discard)]


def test_pages_that_nobody_prints_any_more_are_discarded_and_the_printed_are_not() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.pending.clear()
    rig.prepared(ACCEPTOR)
    name = rig.ordered(orders.Issue)[-1].number
    first, again, late = Pages(b"%PDF"), Pages(b"%PDF"), Pages(b"%PDF")
    rig.post(facts.PagesIssued(rig.books.last_visit, "another", late))
    assert discarded(rig) == [late]
    rig.post(facts.PagesIssued(rig.books.last_visit, name, first))
    rig.post(facts.PagesIssued(rig.books.last_visit, name, again))
    assert discarded(rig) == [late, again]
    rig.prepared(PRINTER)
    assert rig.ordered(orders.Begin)[-1].pages is first
    rig.report(PRINTER, Outcome.DONE, 1)
    rig.work()
    rig.post(facts.PagesIssued(99, name, again))  # of a visit that is gone
    assert discarded(rig) == [late, again, again]


def test_pages_whose_printer_could_not_be_read_are_discarded() -> None:
    rig = Rig().wake().to_pay()
    rig.coin(500)
    rig.pending.clear()
    pages = Pages(b"%PDF")
    rig.post(facts.PagesIssued(rig.books.last_visit, rig.ordered(orders.Issue)[-1].number, pages))
    rig.post(Prepared(PRINTER, None, Fault.JAM))
    assert discarded(rig) == [pages]
