"""Every view in every setting keeps to every rule (tests/screens/lint); the number of views is printed at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.ui.samples import samples
from tests.screens.lint import KINDS, Round, Stage, in_groups, rounds, work


@pytest.mark.parametrize(("kind", "of"), work(), ids=lambda value: value.name if isinstance(value, Round) else value)
def test_every_view_keeps_to_the_rules(
    qapp: QApplication, kind: str, of: Round, record_property: Callable[[str, object], None]
) -> None:
    tally = KINDS[kind](of)
    record_property("views", tally.views)
    assert not tally.problems, f"{tally}\n" + "\n".join(in_groups(tally.problems))


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
