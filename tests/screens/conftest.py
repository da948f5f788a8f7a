"""A window whose presses are collected, and a clock that stands until it is told to move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.core.presses import CitizenFact
from kiosk.core.screens import Screen
from kiosk.ui import collector
from kiosk.ui.frame import Frame
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.button import Button
from kiosk.ui.pictures import EPOCH, PANELS, Panel
from kiosk.ui.samples import Sample, samples
from kiosk.ui.window import KioskWindow

SAMPLES = {sample.name: sample for sample in samples()}


@dataclass
class Stand:
    """The kiosk's window on a table."""

    window: KioskWindow
    posted: list[CitizenFact]
    now: list[float] = field(default_factory=lambda: [EPOCH])

    def every_page(self) -> Iterator[tuple[str, Frame]]:
        """Every sample is shown, page by page: its name and page, and the frame that holds it."""
        for name in SAMPLES:
            self.show(name)
            frame = self.window.frame
            assert frame is not None
            for page in range(len(frame.pages.pages)):
                frame.pages.turn(page)
                yield f"{name} page {page + 1}", frame

    def show(self, sample: Sample | str, **changes: object) -> Screen:
        chosen = SAMPLES[sample] if isinstance(sample, str) else sample
        screen = chosen.screen
        if chosen.seconds is not None:
            screen = replace(screen, closes_at=self.now[0] + chosen.seconds)
        screen = replace(screen, **changes)  # type: ignore[arg-type]  # the test names fields of its own sample
        self.window.prepare_draft(screen, chosen.draft)
        self.window.show_screen(screen)
        return screen

    def button(self, key: str) -> Button:
        assert self.window.frame is not None
        found = [b for b in self.window.frame.controls() if b.objectName() == key]
        assert len(found) == 1, f"{key}: {[b.objectName() for b in self.window.frame.controls()]}"
        return found[0]

    def touch(self, key: str) -> None:
        self.touch_at(self.middle(key))

    def middle(self, key: str) -> QPoint:
        """Of this control, in the window."""
        button = self.button(key)
        return button.mapTo(self.window, button.rect().center())

    def touch_at(self, point: QPoint) -> None:
        """A finger on the glass: the window system finds what lies there."""
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def key(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        QTest.keyClick(self.window if focused is None else focused, key)

    def titles(self) -> str:
        assert self.window.frame is not None
        return self.window.frame.title.text()


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """As in the kiosk: other threads (voice, jack, clerk) never destroy a widget."""
    collector.keep_here()
    yield
    collector.collect_due()


@pytest.fixture
def stand(qtbot: QtBot) -> Callable[..., Stand]:
    """``stand(panel=…, view=…, guard_s=…)`` puts one up."""

    def put_up(panel: Panel = PANELS[0], view: ViewSettings | None = None, guard_s: float = 0) -> Stand:
        posted: list[CitizenFact] = []
        now = [EPOCH]
        window = KioskWindow(
            posted.append, ppi=panel.ppi, defaults=view, clock=lambda: now[0], guard_s=guard_s, answer_s=30
        )
        qtbot.addWidget(window)
        window.resize(panel.width, panel.height)
        with qtbot.waitExposed(window):
            window.show()
        return Stand(window, posted, now)

    return put_up
