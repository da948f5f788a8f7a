"""Text into boxes: wrapped, shrunk, refused, never clipped."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import fonts
from forms.textfit import LayoutOverflow, Style, boundaries, fit

STYLE = Style(size=9, floor=6, max_lines=3)


def lines(text: str, width: float, height: float = 40, style: Style = STYLE) -> tuple[float, list[str]]:
    fitted = fit(text, style, width, height, "place")
    face = fonts.face(fonts.INITIAL_FONT)
    char = {glyph: chr(code) for code, glyph in sorted(face.face.charToGlyph.items(), reverse=True)}
    shown = [
        "".join(char[int(run.codes[i : i + 4], 16)] for run in parts for i in range(0, len(run.codes), 4))
        for parts, _ in fitted.lines
    ]
    return fitted.size, shown


def test_one_line_at_full_size_where_it_fits() -> None:
    assert lines("부산광역시 금정구", 100) == (9, ["부산광역시 금정구"])


def test_breaks_between_words_first() -> None:
    assert lines("부산광역시 금정구 구서동", 70) == (9, ["부산광역시", "금정구 구서동"])


def test_a_word_wider_than_the_box_breaks_anywhere_but_not_before_a_closing_mark() -> None:
    size, shown = lines("가나다라마바사,아", 7.01 * fonts.width("가", fonts.Family.BODY, 9))
    assert size == 9
    assert shown == ["가나다라마바", "사,아"]


def test_shrinks_before_it_refuses_and_refuses_below_the_floor() -> None:
    size, shown = lines("부산광역시 금정구 구서동", 85, 9, Style(size=9, floor=6, max_lines=1))
    assert 6 <= size < 9
    assert len(shown) == 1
    with pytest.raises(LayoutOverflow) as refused:
        lines("부산광역시 금정구 구서동", 40, 9, Style(size=9, floor=6, max_lines=1))
    assert refused.value.place == "place"
    assert "부산" not in str(refused.value)


def test_height_counts_too() -> None:
    assert lines("부산광역시 금정구", 60, 9.5)[0] < 9


@settings(max_examples=150, deadline=None)
@given(st.text("가나 다라,()뷁12- ", max_size=60), st.floats(20, 200), st.floats(8, 40))
def test_nothing_is_lost_and_no_line_is_wider_than_its_box(text: str, width: float, height: float) -> None:
    try:
        fitted = fit(text, STYLE, width, height, "place")
    except LayoutOverflow:
        return
    assert "".join("".join(part) for part in lines(text, width, height)[1]).replace(" ", "") == text.replace(" ", "")
    assert all(line_width <= width + 0.01 for _, line_width in fitted.lines)
    assert (len(fitted.lines) - 1) * STYLE.leading * fitted.size + fitted.size <= height + 0.01


def test_a_column_without_width_is_a_bug() -> None:
    with pytest.raises(ValueError, match="positive"):
        boundaries((10.0, 0.0))
