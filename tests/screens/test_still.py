"""A screen that nobody touches is watched for a second: nothing is painted. (The lint finds faster what a timer would
change; here it is the window system's own word.)"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.ui.samples import samples
from tests.screens.lint import Stage, rounds

SAMPLES = {sample.name: sample for sample in samples()}
_SECOND = 1100
"""Milliseconds; longer than anything that blinks would wait."""


class _Paints(QObject):
    """Whose paint events came."""

    def __init__(self) -> None:
        super().__init__()
        self.of: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.of.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def _painted(qapp: QApplication, qtbot: QtBot, name: str, *, blinks: bool) -> list[str]:
    stage, paints = Stage(next(of for of in rounds() if of.plain)), _Paints()
    stage.show(replace(SAMPLES[name], seconds=None))
    qtbot.wait(300)
    frame = stage.window.frame
    if blinks and frame is not None:
        timer = QTimer(stage.window)
        timer.timeout.connect(lambda: frame.update())
        timer.start(400)
    watched = [stage.window, *stage.window.findChildren(QWidget)]
    for widget in watched:
        widget.installEventFilter(paints)
    qtbot.wait(_SECOND)
    for widget in watched:
        widget.removeEventFilter(paints)
    stage.close()
    return paints.of


@pytest.mark.parametrize("name", ["start", "pay", "issuing"])
def test_nobody_does_anything_and_nothing_is_painted(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    assert not _painted(qapp, qtbot, name, blinks=False)


def test_what_blinks_is_seen(qapp: QApplication, qtbot: QtBot) -> None:
    assert _painted(qapp, qtbot, "start", blinks=True)
