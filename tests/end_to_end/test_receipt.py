"""The slip in a whole kiosk: nobody waits for it, it costs nobody anything; without its printer no money is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kiosk.core import screens
from kiosk.core.books import balance
from kiosk.core.screens import SlipState
from kiosk.demo_world import write_settings
from offline_queue.entries import ActIntended, ActSettled
from tests.end_to_end.house import House, answer
from tests.simulators import cabinet_process, district_process

pytestmark = pytest.mark.expected_logs(r"^drivers\.")  # what a driver says of a fault that a test made

FOREST = "2641010100200770001"
"""A parcel of mountain land in the sample registry: its ledger is free here."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("receipt")
    with ExitStack() as stack:
        options = ("--printer-time", "0.2", "--coin-time", "0.05")
        cabinet = stack.enter_context(cabinet_process(folder / "cabinet", *options))
        district = stack.enter_context(district_process(folder / "district"))
        made = House(folder / "kiosk", cabinet, district)
        free = {"documents.fees": {"D04": 0}}
        write_settings(made.settings_path, made.state, cabinet, district, more=free)
        stack.callback(made.close)
        made.open(thanks=2.0)
        yield made


@pytest.fixture
def visit(house: House) -> House:
    house.mark()
    house.wait_open()
    return house


def slips(house: House) -> list[str]:
    """What became of each, as the journal has it; ``open`` while the printer has not said."""
    acts = {entry.act: "open" for entry in house.entries() if isinstance(entry, ActIntended) and entry.work == "slip"}
    settled = {e.act: e.outcome for e in house.entries() if isinstance(e, ActSettled) and e.act in acts}
    return list((acts | settled).values())


def test_a_slip_for_every_visit_with_money(visit: House) -> None:
    visit.go_to(screens.PayScreen)
    visit.insert(500)
    take = visit.wait(screens.TakeScreen, lambda screen: screen.slip is SlipState.PRINTED)
    assert (take.inserted, take.paid, take.change) == (500, 300, 200)
    assert take.receipt.startswith("B001-1-")
    visit.finish()
    assert slips(visit) == ["done"]


def test_without_its_printer_cash_is_closed_and_free_documents_go_on(visit: House) -> None:
    visit.cabinet.do("receipt_cover")
    start = visit.wait(screens.StartScreen, lambda screen: any(item.closed for item in screen.documents))
    assert {item.code: item.closed for item in start.documents} == {"D03": "receipt_fault", "D04": None}
    visit.press(answer(start))
    visit.press(answer(visit.wait(screens.GuideScreen)))
    visit.press(answer(visit.wait(screens.ChooseScreen), document="D04"))
    visit.press(answer(visit.wait(screens.ParcelScreen), pnu=FOREST))
    visit.press(answer(visit.wait(screens.OptionsScreen)))
    visit.press(answer(visit.wait(screens.ConfirmScreen)))
    visit.press(answer(visit.wait(screens.FreeScreen)))
    take = visit.wait(screens.TakeScreen)
    assert (len(take.numbers), take.slip) == (1, SlipState.NONE)
    visit.finish()
    visit.cabinet.do("receipt_cover", on=False)
    visit.wait_open()
    assert slips(visit) == []


def test_one_that_fails_in_mid_visit_costs_nothing_and_its_numbers_stand_on_the_screen(visit: House) -> None:
    visit.go_to(screens.PayScreen)
    visit.cabinet.do("receipt_after", rows=60, what="end")
    visit.insert(500)
    take = visit.wait(screens.TakeScreen, lambda screen: screen.slip is SlipState.FAILED)
    assert (len(take.numbers), take.inserted, take.paid, take.change) == (1, 500, 300, 200)
    assert take.receipt.startswith("B001-1-")
    visit.press(answer(take))
    visit.wait(screens.StartScreen, lambda screen: any(item.closed == "receipt_fault" for item in screen.documents))
    visit.cabinet.do("receipt_refill")
    visit.wait_open()
    assert slips(visit) == ["not_done"]
    assert "slip_printed" not in [line["what"] for line in visit.ledger()]
    assert balance(visit.books()) == 0


def test_who_does_not_wait_for_it_goes_home_and_it_comes_out_all_the_same(visit: House) -> None:
    visit.go_to(screens.PayScreen)
    visit.insert(500)
    visit.press(answer(visit.wait(screens.TakeScreen)))
    visit.wait(screens.StartScreen)
    assert slips(visit) == ["done"]
    assert [line["what"] for line in visit.ledger()].count("slip_printed") == 1
