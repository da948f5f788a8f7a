"""The page kit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from forms.page import INNER, LANDSCAPE, MM, OUTER, PORTRAIT, VALUE, Box, Paper, Sheet
from forms.textfit import LayoutOverflow


@pytest.mark.parametrize(("paper", "width", "height"), [(LANDSCAPE, 267, 180), (PORTRAIT, 180, 257)])
def test_print_areas(paper: Paper, width: float, height: float) -> None:
    area = paper.area
    assert (area.width, area.height) == (width, height)


def test_a_mark_outside_the_print_area_is_a_bug() -> None:
    sheet = Sheet(LANDSCAPE)
    marks: tuple[Callable[[], None], ...] = (
        lambda: sheet.line(15, 14, 20, 14),
        lambda: sheet.frame(Box(270, 20, 20, 5)),
        lambda: sheet.text(Box(15, 190, 20, 6), "가", VALUE, "place"),
        lambda: sheet.reserve(Box(10, 20, 20, 20)),
        lambda: sheet.seal(Box(280, 20, 20, 20)),
    )
    for mark in marks:
        with pytest.raises(ValueError, match="print area"):
            mark()


def test_a_table_rules_empty_cells_and_leaves_merged_ones_whole() -> None:
    sheet = Sheet(LANDSCAPE)
    table = sheet.table(20, 20, (10, 10), (5, 5, 5))
    table.merge(0, 0, columns=2)
    table.close()
    drawn = sheet.layer().operators
    strokes = re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l", drawn)
    upright = [s for s in strokes if s[0] == s[2]]
    assert len(upright) == 2  # the edge between the columns, not in the merged first row
    assert len(strokes) - len(upright) == 4  # two inner edges of two cells each
    assert f"{INNER:g} w" in drawn
    assert f"{OUTER:g} w" in drawn
    assert f"{20 * MM:.2f} {15 * MM:.2f} re S" in drawn


def test_a_cell_that_overflows_names_its_place() -> None:
    table = Sheet(LANDSCAPE).table(20, 20, (10,), (5,))
    with pytest.raises(LayoutOverflow) as refused:
        table.value(0, 0, "부산광역시 금정구 구서동", "주소")
    assert refused.value.place == "주소"
