"""An exemption from the fee: asked for, agreed to, looked up by the district under who was identified, and said before
the payment whatever came of it."""

from __future__ import annotations

import subprocess

import pytest

from kiosk.core import presses, screens
from tests.end_to_end.house import House, answer


def _to_consent(house: House, exemption: str) -> screens.ConsentScreen:
    confirm = house.wait(screens.ConfirmScreen)
    assert confirm.can_exempt
    house.press(presses.ExemptionWanted(confirm.number))
    house.press(presses.ExemptionChosen(house.wait(screens.ExemptionScreen).number, exemption))
    return house.wait(screens.ConsentScreen)


def test_an_exemption_that_is_found_costs_nothing_and_stands_on_the_paper(house: House) -> None:
    house.identify("single")
    house.press(answer(house.wait(screens.OptionsScreen)))
    house.press(presses.ConsentAnswered(_to_consent(house, "livelihood").number, True))
    confirm = house.wait(screens.ConfirmScreen, lambda screen: screen.exemption is not None)
    assert confirm.exemption == screens.ExemptionResult("livelihood", granted=True)
    assert confirm.total == 0
    house.press(answer(confirm))
    house.press(presses.ApplicationsConfirmed(house.wait(screens.FreeScreen).number))
    assert house.wait(screens.TakeScreen).slip is screens.SlipState.NONE
    house.finish()
    text = "".join(subprocess.check_output(["pdftotext", house.cabinet.papers()[-1], "-"], text=True).split())
    assert "면제" in text
    assert "slip_printed" not in [line["what"] for line in house.ledger()]


@pytest.mark.parametrize(
    ("consent", "exemption", "why"), [(True, "veteran", "not_found"), (False, "livelihood", "no_consent")]
)
def test_no_exemption_is_the_normal_fee_said_before_the_payment(
    house: House, consent: bool, exemption: str, why: str
) -> None:
    house.identify("single")
    house.press(answer(house.wait(screens.OptionsScreen)))
    house.press(presses.ConsentAnswered(_to_consent(house, exemption).number, consent))
    confirm = house.wait(screens.ConfirmScreen, lambda screen: screen.exemption is not None)
    assert confirm.exemption == screens.ExemptionResult(exemption, granted=False, why=why)
    assert confirm.total == 200
    house.press(presses.CancelPressed(confirm.number))
    house.wait(screens.StartScreen)


def test_the_land_ledger_asks_nobody_until_an_exemption_does(house: House) -> None:
    house.press(presses.ExemptionWanted(house.go_to(screens.ConfirmScreen).number))
    assert house.wait(screens.InsertCardScreen).document is None
    house.insert_card("single")
    house.type_pin()
    house.wait(screens.TakeCardScreen)
    house.remove_card()
    house.press(presses.CancelPressed(house.wait(screens.ExemptionScreen).number))
    house.wait(screens.StartScreen)


def test_a_district_that_is_away_means_the_normal_fee(house: House) -> None:
    house.identify("single")
    house.press(answer(house.wait(screens.OptionsScreen)))
    consent = _to_consent(house, "livelihood")
    house.district.stop()
    try:
        house.press(presses.ConsentAnswered(consent.number, True))
        confirm = house.wait(screens.ConfirmScreen, lambda screen: screen.exemption is not None)
        assert confirm.exemption == screens.ExemptionResult("livelihood", granted=False, why="district_away")
        assert confirm.total == 200
    finally:
        house.district.start()
    house.press(presses.CancelPressed(confirm.number))
    house.wait_open()
