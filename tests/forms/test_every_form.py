"""What holds for every form that is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.catalogue import PRINTED
from forms.compose import STAND_IN, compose
from forms.records import decode
from kiosk.form_samples import samples
from tests.forms.papers import words

ONE_OF_EACH = {sample.document: name for name, sample in samples().items() if name != "unprintable"}


def test_there_is_a_sample_of_every_form() -> None:
    assert ONE_OF_EACH.keys() == PRINTED.keys()


@pytest.mark.parametrize("code", PRINTED)
def test_the_longest_place_that_the_settings_allow_fits(code: str) -> None:
    sample = samples()[ONE_OF_EACH[code]]
    place = replace(STAND_IN, place_name="가" * 40, phone="051-519-0000-0000-00")
    copy = compose(code, decode(code, bytes(sample.record)), sample.options, place).issue(place)
    assert "가" * 40 in words(copy)
    assert "(문의:051-519-0000-0000-00)" in words(copy)


@pytest.mark.parametrize("code", PRINTED)
def test_every_page_names_itself_and_is_marked_as_a_sample(code: str) -> None:
    sample = samples()[ONE_OF_EACH[code]]
    draft = compose(code, decode(code, bytes(sample.record)), sample.options)
    copy = draft.issue(STAND_IN)
    for page in range(1, draft.pages + 1):
        shown = words(copy, page)
        for part in ("견본", f"{page}/{draft.pages}", STAND_IN.number, STAND_IN.check_number, "부산광역시금정구청장"):
            assert part in shown, part
