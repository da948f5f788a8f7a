"""Idle screens are watched for a second: nothing is painted. (What moves by a timer the lint finds faster.)"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.ui.samples import samples
from tests.screens.lint import Stage, rounds


class _Paints(QObject):
    """Whose paint events came."""

    def __init__(self) -> None:
        super().__init__()
        self.of: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.of.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_nobody_does_anything_and_nothing_is_painted(qapp: QApplication, qtbot: QtBot) -> None:
    """Every kind of screen at once, for longer than anything that blinks would wait."""
    plain = next(of for of in rounds() if of.plain)
    kinds = {type(sample.screen): replace(sample, seconds=None) for sample in samples()}
    stages = [Stage(plain) for _ in kinds]
    for stage, sample in zip(stages, kinds.values(), strict=True):
        stage.show(sample)
    qtbot.wait(200)
    paints = _Paints()
    qapp.installEventFilter(paints)
    qtbot.wait(1200)
    qapp.removeEventFilter(paints)
    for stage in stages:
        stage.close()
    assert not paints.of
