"""Icons, and what the parts do with them; the drawing of the paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from forms.catalogue import DOCUMENTS
from kiosk.ui.assets import ASSETS
from kiosk.ui.icons import Icon, image
from kiosk.ui.paper import PAPERS
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.preview import Preview
from kiosk.ui.parts.text import Text
from tests.screens.conftest import Stand


def test_every_icon_is_there_and_none_is_left_over() -> None:
    assert {path.stem for path in (ASSETS / "icons").glob("*.svg")} == {icon.value for icon in Icon}


@pytest.mark.parametrize("icon", list(Icon))
def test_an_icon_is_drawn_in_the_colour_that_is_asked_for(qapp: QApplication, icon: Icon) -> None:
    drawn, asked = image(icon, "#0b50d0", 48), (11, 80, 208)
    inked = [drawn.pixelColor(x, y) for x in range(48) for y in range(48) if drawn.pixelColor(x, y).alpha() == 255]
    assert inked
    seen = [(color.red(), color.green(), color.blue()) for color in inked]
    off = {abs(one - other) for ink in seen for one, other in zip(ink, asked, strict=True)}
    assert max(off) <= 2, "more than rounding where strokes cross"


def test_words_do_not_yield_to_an_icon(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    assert table.window.frame is not None
    button = Button(table.window.frame.kit, "도움 요청", lambda: None, icon=Icon.HELP)
    wide, narrow = button.natural_width(), button.least_width()
    assert button.shows_icon(wide)
    assert not button.shows_icon(narrow)
    assert " ".join(button.lines(narrow)) == "도움 요청"


def _drawn(table: Stand) -> list[str]:
    preview = table.window.findChild(Preview)
    assert preview is not None
    return [text.text() for text in preview.sheet.findChildren(Text)]


def test_the_paper_follows_each_choice(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("options", closes_at=None)
    seen = [_drawn(table)]
    for key in ("option.history", "option.ownership", "option.price", "defaults"):
        table.touch(key)
        seen.append(_drawn(table))
    usual = ["토지대장", "토지 표시", "지금 기록만", "소유자", "지금 기록만", "개별공시지가", "있음"]
    assert seen[0] == usual
    assert seen[1] == [*usual[:2], "지난 기록까지", *usual[3:]]
    assert seen[3] == ["토지대장", "토지 표시", "지난 기록까지", "소유자", "지난 기록까지", "개별공시지가", "빠짐"]
    assert seen[4] == usual


def test_a_paper_shows_every_option_of_its_document() -> None:
    for code, rows in PAPERS.items():
        assert {section.option for row in rows for section in row} == {o.key for o in DOCUMENTS[code].options}
    assert {code for code, document in DOCUMENTS.items() if document.printed and document.options} == set(PAPERS)
