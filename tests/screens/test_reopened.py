"""고치기: a screen that the citizen comes back to begins with what was handed in before, and with nothing else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from drivers.private import Private
from kiosk.core import presses
from kiosk.core.screens import OptionsScreen, ParcelScreen
from tests.screens.conftest import SAMPLES, Stand

BEFORE = (("history", "include"), ("ownership", "omit"), ("price", "omit"))


def options(number: int, copies: int, price: str) -> OptionsScreen:
    sample = SAMPLES["options"].screen
    assert isinstance(sample, OptionsScreen)
    given = (*BEFORE[:2], ("price", price))
    return replace(sample, number=number, closes_at=None, options=given, copies=copies, max_copies=5)


def test_the_options_of_another_application_of_the_same_document_are_not_taken_over(
    stand: Callable[..., Stand],
) -> None:
    table = stand()
    confirm = replace(SAMPLES["confirm-several"].screen, closes_at=None)
    for number, copies, price in ((10, 2, "omit"), (12, 3, "include")):
        table.window.show_screen(replace(confirm, number=number - 1))
        table.window.show_screen(options(number, copies, price))
        if number == 10:
            table.touch("option.ownership")
        table.touch("next")
    first = {"history": "include", "ownership": "include", "price": "omit"}
    second = {"history": "include", "ownership": "omit", "price": "include"}
    assert table.posted == [presses.OptionsSubmitted(10, first, 2), presses.OptionsSubmitted(12, second, 3)]


def test_a_parcel_that_is_changed_begins_with_its_number(stand: Callable[..., Stand]) -> None:
    for pnu in ("2641010700100840001", "2641010700100840000"):
        table = stand()
        sample = SAMPLES["parcel-dong"].screen
        assert isinstance(sample, ParcelScreen)
        inputs: Private[Mapping[str, str]] = Private({"pnu": pnu})
        table.window.show_screen(replace(sample, mountain=False, closes_at=None, inputs=inputs))
        table.touch("confirm")
        (handed,) = table.posted
        assert isinstance(handed, presses.InputsSubmitted)
        assert handed.inputs.reveal() == {"pnu": pnu}
