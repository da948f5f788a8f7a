"""The page kit."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from forms import pdf
from forms.page import INNER, LANDSCAPE, MM, OUTER, PORTRAIT, VALUE, Box, Paper, Sheet
from forms.textfit import LayoutOverflow
from tests.forms.papers import pictures


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


@pytest.mark.parametrize("paper", [LANDSCAPE, PORTRAIT])
def test_the_sample_mark_crosses_the_page_and_spares_a_clear_box(paper: Paper, tmp_path: Path) -> None:
    clear = Box(paper.width / 2 - 30, paper.height / 2 - 30, 60, 60)
    marked = pdf.Side(paper, (pdf.sample_mark(paper, [clear]),))
    bare = pdf.Side(paper, (pdf.sample_mark(paper, []),))
    with_box, without = pictures(pdf.write("t", [marked, bare]), tmp_path, dpi=50)
    inside = tuple(round(at / 25.4 * 50) for at in (clear.x + 1, clear.y + 1, clear.x + 59, clear.y + 59))
    area = paper.area
    edges = tuple(round(at / 25.4 * 50) for at in (area.x, area.y, area.x + area.width, area.y + area.height))
    assert with_box.crop(inside).getextrema() == (255, 255)  # type: ignore[arg-type]  # four numbers they are
    assert without.crop(inside).getextrema() != (255, 255)  # type: ignore[arg-type]  # as above
    ink = without.point(lambda value: 255 if value < 250 else 0).getbbox()
    assert ink is not None
    assert edges[0] <= ink[0] < ink[2] <= edges[2]
    assert edges[1] <= ink[1] < ink[3] <= edges[3]
    assert ink[2] - ink[0] > 0.5 * with_box.width
