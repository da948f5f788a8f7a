"""Every sample looks as it did when its golden picture was drawn (kiosk.ui.golden); and a picture that is not right is
found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from drivers.api import Won
from kiosk.core.screens import PayScreen
from kiosk.ui import golden
from kiosk.ui.golden import PIXELS, differing, reduced, same, save
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS, Panel, render, window_for
from kiosk.ui.samples import Sample
from kiosk.ui.window import KioskWindow
from tests.screens.conftest import SAMPLES

GOLDEN = Path(__file__).parent / "golden"
MEGABYTES = 10

Draw = Callable[[Panel, Sample], QImage]

of_panel = pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)


@pytest.fixture
def draw(qtbot: QtBot) -> Iterator[Draw]:
    windows: dict[Panel, KioskWindow] = {}

    def drawn(panel: Panel, sample: Sample) -> QImage:
        if panel not in windows:
            windows[panel] = window_for(panel, ViewSettings())
        return reduced(render(windows[panel], sample).toImage())

    yield drawn
    for window in windows.values():
        window.deleteLater()


@of_panel
def test_every_sample_looks_as_it_did(draw: Draw, panel: Panel, tmp_path: Path) -> None:
    wrong = []
    for name, sample in SAMPLES.items():
        now, then = draw(panel, sample), QImage(str(GOLDEN / panel.name / f"{name}.png"))
        if not same(now, then):
            save(now, tmp_path / f"{name}.png")
            wrong.append(f"{name} ({differing(now, then):,} pixels)")
    assert not wrong, (
        f"{len(wrong)} pictures look other than in {GOLDEN / panel.name}: {', '.join(wrong)}.\n"
        f"What they look like now: {tmp_path}\nIf that is right: make golden"
    )


def test_there_is_a_picture_of_every_sample_and_of_nothing_else() -> None:
    for panel in PANELS:
        assert {path.stem for path in (GOLDEN / panel.name).glob("*.png")} == set(SAMPLES), "make golden"


def test_all_of_them_are_small() -> None:
    assert sum(path.stat().st_size for path in GOLDEN.rglob("*.png")) < MEGABYTES * 2**20


# --- a picture that is not right ---------------------------------------------------------------------------------


def _seconds(left: int) -> Sample:
    return replace(SAMPLES["pay-coins"], seconds=left)


@of_panel
def test_what_is_written_is_what_is_read(draw: Draw, panel: Panel, tmp_path: Path) -> None:
    for name in ("pay-coins", "take-claim", "start"):
        picture, path = draw(panel, SAMPLES[name]), tmp_path / f"{name}.png"
        save(picture, path)
        assert differing(picture, QImage(str(path))) == 0
        assert path.stat().st_size < 40_000


@of_panel
def test_one_digit_is_seen(draw: Draw, panel: Panel) -> None:
    """The smallest there are: 84 and 85 seconds, and the closest two, 86 and 88."""
    for one, other in ((84, 85), (86, 88)):
        assert differing(draw(panel, _seconds(one)), draw(panel, _seconds(other))) > 2 * PIXELS


@of_panel
def test_a_coin_that_is_refused_is_seen(draw: Draw, panel: Panel) -> None:
    taken = SAMPLES["pay-coins"]
    assert isinstance(taken.screen, PayScreen)
    screen = replace(taken.screen, accepted=((Won(100), True), (Won(500), False)))
    refused = replace(taken, screen=screen)
    assert not same(draw(panel, taken), draw(panel, refused))


@of_panel
def test_a_colour_and_a_place_are_seen(draw: Draw, panel: Panel) -> None:
    right = draw(panel, SAMPLES["pay-coins"])
    for spoil in (_greyer, _lower):
        wrong = QImage(right)
        spoil(wrong)
        assert not same(right, wrong)


def _greyer(picture: QImage) -> None:
    """The main amount's ground, a quarter darker."""
    painter = QPainter(picture)
    painter.fillRect(QRect(picture.width() // 2, picture.height() // 4, 30, 30), QColor(0, 0, 0, 64))
    painter.end()


def _lower(picture: QImage) -> None:
    """All of it two pixels down."""
    painter = QPainter(picture)
    painter.drawImage(0, 2, picture.copy())
    painter.end()


@of_panel
def test_a_shade_of_antialiasing_is_not_seen(draw: Draw, panel: Panel) -> None:
    """Another processor may round an edge by two of the sixteen steps."""
    right = draw(panel, SAMPLES["pay-coins"])
    bits = bytes(min(255, value + 34) if 0 < value < 255 else value for value in bytes(right.constBits()))
    other = QImage(bits, right.width(), right.height(), right.bytesPerLine(), right.format()).copy()
    assert same(right, other)


def test_they_are_renewed_and_what_is_no_sample_is_removed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golden, "samples", lambda: [SAMPLES["thanks"], SAMPLES["pay"]])
    old = tmp_path / PANELS[0].name / "no-more.png"
    old.parent.mkdir()
    old.write_bytes(b"")
    assert golden.write(tmp_path) == 2 * len(PANELS)
    assert {path.stem for path in tmp_path.rglob("*.png")} == {"thanks", "pay"}
