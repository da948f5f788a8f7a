"""How many touches lead from the start to the payment of one land ledger in 금정구: the real core and the real window,
with all fifteen documents on the menu. What is typed of the number is not counted.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from drivers.api import Won
from forms.catalogue import DOCUMENTS
from kiosk.core.screens import ChooseScreen, DocumentItem, Screen, StartScreen
from kiosk.demo_citizen import SCRIPT, Sight
from kiosk.ui.bridge import ScreenBridge
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.window import KioskWindow
from tests.end_to_end.house import House
from tests.simulators import Cabinet, DistrictServer

MOST = 8
FIFTEEN = (
    Sight("groups", "^어떤 증명서가 필요", ("토지·건축",)),
    Sight("group", "토지·건축 증명서를 고르", ("토지대장",)),
    *(sight for sight in SCRIPT if sight.name != "choose"),
)
TYPED = r"\d|줄표"
SECONDS = 20.0


class Shown(House):
    """A house with a window, to which the documents that this kiosk can not print yet are offered as well."""

    bridge: ScreenBridge

    def _show(self, screen: Screen) -> None:
        super()._show(screen)
        if isinstance(screen, StartScreen | ChooseScreen):
            offered = {item.code: item for item in screen.documents}
            every = [DocumentItem(code, document.group, Won(400), None) for code, document in DOCUMENTS.items()]
            screen = replace(screen, documents=tuple(offered.get(item.code, item) for item in every))
        self.bridge.deliver(screen)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_at_most_eight(tmp_path: Path, cabinet: Cabinet, district: DistrictServer, qtbot: QtBot, panel: Panel) -> None:
    house = Shown(tmp_path / "house", cabinet, district)
    window = KioskWindow(house.press, ppi=panel.ppi, guard_s=0)
    qtbot.addWidget(window)
    house.bridge = ScreenBridge(window)
    window.open(full_screen=False, size=(panel.width, panel.height))
    house.open(idle=60.0)
    try:
        house.wait_open()
        touches = walk(qtbot, window)
    finally:
        house.close()
    counted = [name for name in touches if not re.match(TYPED, name)]
    typed = len(touches) - len(counted)
    print(f"{panel.name}: {len(counted)} touches, {typed} typed keys: {' → '.join(touches)}")
    assert len(counted) <= MOST


def walk(qtbot: QtBot, window: KioskWindow) -> list[str]:
    """Until the payment. The names of what was touched, in order; a page that has to be turned counts as any other."""
    touches: list[str] = []
    done, end = "", time.monotonic() + SECONDS
    while True:
        qtbot.wait(10)
        assert time.monotonic() < end, f"no way on from {window.windowTitle()!r} after {touches}"
        sight = next((sight for sight in FIFTEEN if re.search(sight.title, window.windowTitle())), None)
        if sight is None or sight.name == done:
            continue
        if sight.name == "pay":
            return touches
        for pattern in sight.touch:
            while (control := named(window, pattern)) is None:
                control = named(window, "다음 쪽")
                assert control is not None, f"no {pattern!r} on {window.windowTitle()!r}"
                touches.append(touch(control))
            touches.append(touch(control))
            qtbot.wait(5)
        done = sight.name


def touch(control: QAbstractButton) -> str:
    name = control.accessibleName()
    QTest.mouseClick(control, Qt.MouseButton.LeftButton)
    return name


def named(window: KioskWindow, pattern: str) -> QAbstractButton | None:
    shown = [button for button in window.findChildren(QAbstractButton) if button.isVisible() and button.isEnabled()]
    return next((button for button in shown if re.match(pattern, button.accessibleName())), None)
