"""Every sample × panel × language × contrast: nothing clipped, overlapping, too small or nameless."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.strings import Language, Strings
from kiosk.ui.theme import LETTER_MM, SYLLABLE_OF_EM, Contrast, Metrics, Size, Theme
from tests.screens.conftest import Stand
from tests.screens.lint import problems
from tests.screens.test_touch import untouchable

ALL_PANELS = (*PANELS, Panel(1080, 1920, 22.0), Panel(1280, 1024, 27.0))


# Contrast changes no size: one language shows it on the two panels of the pictures.
VIEWS = [
    *((panel, language, Contrast.LIGHT) for panel in ALL_PANELS for language in Language),
    *((panel, Language.KO, Contrast.HIGH) for panel in PANELS),
]


@pytest.mark.parametrize(
    ("panel", "language", "contrast"), VIEWS, ids=lambda value: getattr(value, "name", None) or str(value)
)
def test_everything_has_room(stand: Callable[..., Stand], panel: Panel, language: Language, contrast: Contrast) -> None:
    table = stand(panel, ViewSettings(language, 1.0, contrast))
    found = [f"{where}: {problem}" for where, frame in table.every_page() for problem in problems(frame)]
    assert not found, "\n".join(found)


LARGE = pytest.mark.parametrize(
    ("panel", "language"),
    [(panel, language) for panel in ALL_PANELS for language in Language],
    ids=lambda value: f"{value.name}@{value.inches:.0f}" if isinstance(value, Panel) else str(value),
)


@LARGE
def test_large_letters_have_room(stand: Callable[..., Stand], panel: Panel, language: Language) -> None:
    """Twice the size: pages instead of clipping, on every panel."""
    table = stand(panel, ViewSettings(language, 2.0))
    found = [f"{where}: {problem}" for where, frame in table.every_page() for problem in problems(frame)]
    assert not found, "\n".join(found)


def _first_page(table: Stand) -> str:
    assert table.window.frame is not None
    texts = [text for text in table.window.frame.findChildren(Text) if text.isVisibleTo(table.window)]
    return "\n".join(text.text() for text in texts)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@LARGE
def test_what_counts_stands_on_the_first_page(
    stand: Callable[..., Stand], panel: Panel, language: Language, scale: float
) -> None:
    """What is still to be paid, what is paid out, and a claim's number."""
    table = stand(panel, ViewSettings(language, scale))
    money = Strings(language).money
    for name, words in (
        ("pay", money(800)),
        ("pay-exact", money(300)),
        ("pay-fault", money(300)),
        ("paying-out", money(200)),
        ("take", money(200)),
        ("confirm", money(300)),
        ("confirm-several", money(1200)),
        ("notice-claim", "B001-000017"),
        ("take-claim", "B001-000017"),
        ("take-claim-only", "B001-000017"),
        ("take-refund", "B001-000017"),
    ):
        table.show(name)
        assert words in _first_page(table), name


@LARGE
def test_the_question_for_time_is_whole(stand: Callable[..., Stand], panel: Panel, language: Language) -> None:
    """Whatever it has to cover for that; what it covers can not be pressed."""
    table = stand(panel, ViewSettings(language, 2.0))
    for name in ("warning", "pay-warning", "trouble-warning", "refund-offer-warning"):
        table.show(name)
        frame = table.window.frame
        assert frame is not None
        assert frame.overlay is not None
        assert frame.overlay.rect().contains(frame.overlay.panel.geometry()), name
        shown = {button.objectName() for button in frame.controls()}
        assert {"more.yes"} <= shown
        assert not untouchable(table.window)


@pytest.mark.parametrize("panel", ALL_PANELS, ids=lambda panel: f"{panel.name}@{panel.inches:.0f}")
def test_no_letter_is_lower_than_the_rule(panel: Panel) -> None:
    metrics = Metrics(panel.ppi)
    smallest = min(metrics.font_px(size) for size in Size) * SYLLABLE_OF_EM
    assert smallest * 25.4 / panel.ppi >= LETTER_MM


def test_the_lint_sees_a_button_that_is_too_small(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("start")
    frame = table.window.frame
    assert frame is not None
    assert not problems(frame)
    table.button("begin").resize(60, 30)
    assert any("mm" in problem for problem in problems(frame))
    assert any("of height" in problem for problem in problems(frame))


def test_focus_goes_in_reading_order(stand: Callable[..., Stand]) -> None:
    table = stand()
    for name in ("choose", "parcel-dong", "options", "confirm-several", "trouble-E04"):
        table.show(name)
        frame = table.window.frame
        assert frame is not None
        order = [button for button in frame.controls() if isinstance(button, Button) and button.isEnabled()]
        places = [button.mapTo(frame, button.rect().topLeft()) for button in order]
        for before, after in pairwise(places):
            assert (after.y(), after.x()) > (before.y() - 60, -1), name
        order[0].setFocus()
        for expected in order[1:]:
            table.window.focusNextPrevChild(True)
            assert QApplication.focusWidget() is expected, f"{name}: {expected.objectName()}"


def _luminance(rgb: tuple[int, int, int]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("contrast", list(Contrast))
def test_contrast_of_text_on_every_ground_it_stands_on(qapp: QApplication, contrast: Contrast) -> None:
    plain = ("background.white", "surface.primary-subtler", "surface.gray-subtler", "button.tertiary-fill-pressed")
    pairs = [(text, ground) for text in ("text.basic", "text.subtle") for ground in plain]
    pairs += [("text.basic", "surface.warning-subtler"), ("text.success", "background.white")]
    pairs += [("text.primary", ground) for ground in ("background.white", "surface.primary-subtler")]
    pairs += [("text.primary", "button.secondary-fill"), ("text.basic", "button.secondary-fill-pressed")]
    pairs += [("text.inverse-static", f"button.primary-fill{state}") for state in ("", "-pressed")]
    theme, low = Theme(contrast), []
    for text, ground in pairs:
        grounds = [theme.color(token) for token in (text, ground)]
        dark, bright = sorted(_luminance((color.red(), color.green(), color.blue())) for color in grounds)
        ratio = (bright + 0.05) / (dark + 0.05)
        if ratio < 4.5:
            low.append(f"{text} on {ground}: {ratio:.2f}")
    assert not low
