"""The dock's buttons reach the simulated cabinet, and what it shows is the physical ledger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kiosk.dock import GROUPS, Dock
from tests.simulators import ROOT, Cabinet

LONG = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from kiosk.demo_world import Cabinet
from kiosk.dock import Dock
from tests.end_to_end.test_demo_dock import Plant

app = QApplication([])
cabinet = Cabinet(Path(sys.argv[1]))
dock = Dock(Plant(cabinet), lambda: None)
dock.show()
paper = cabinet.directory / "paper" / "0001-B001.pdf"
for turn in range(20_000):
    if turn % 50 == 0:
        paper.touch() if turn % 100 == 0 else paper.unlink()
    dock.refresh()
    if turn % 10 == 0:
        app.processEvents()
print(dock.money.text())
"""


@dataclass
class Plant:
    """The cabinet is real; what belongs to the kiosk's process is only noted."""

    cabinet: Cabinet
    done: list[str] = field(default_factory=list)

    def kiosk_runs(self) -> bool:
        return True

    def district_runs(self) -> bool:
        return False

    def cut_kiosk(self) -> None:
        self.done.append("kiosk")

    def cut_cabinet(self) -> None:
        self.done.append("cabinet")

    def toggle_district(self) -> None:
        self.done.append("district")


@pytest.fixture
def plant(cabinet: Cabinet) -> Plant:
    return Plant(cabinet)


@pytest.fixture
def dock(plant: Plant, qtbot: QtBot) -> Dock:
    dock = Dock(plant, lambda: plant.done.append("closed"))
    qtbot.addWidget(dock)
    return dock


def _press(dock: Dock, text: str) -> None:
    (button,) = [button for button in dock.findChildren(QPushButton) if button.text().startswith(text)]
    button.click()


def test_every_control_is_known_to_the_cabinet(cabinet: Cabinet) -> None:
    devices = cabinet.do("help")["devices"]
    for _, controls in GROUPS:
        for control in controls:
            able = [name for name, verbs in devices.items() if control.verb in verbs]
            assert (control.device in able) if control.device else (len(able) == 1), control


def test_paper_runs_out_and_is_loaded(dock: Dock, plant: Plant) -> None:
    _press(dock, "용지 없음")
    _press(dock, "용지 50장")
    assert [line["sheets"] for line in plant.cabinet.ledger() if line["what"] == "paper_loaded"][-1] == 50
    assert "✗" not in dock.log.toPlainText()


def test_a_coin_that_is_not_welcome_comes_back(dock: Dock, plant: Plant) -> None:
    _press(dock, "500원 넣기")
    assert "coin_in" not in [line["what"] for line in plant.cabinet.ledger()]
    assert "투입 inserted 0원" in dock.money.text()
    assert "returned (not taken now)" in dock.log.toPlainText()
    assert "✓" not in dock.log.toPlainText()


def test_power_and_district_are_the_plants(dock: Dock, plant: Plant) -> None:
    for text in ("키오스크 강제 종료", "정전", "구청 서버"):
        _press(dock, text)
    dock.close()
    assert plant.done == ["kiosk", "cabinet", "district", "closed"]


def test_a_cabinet_that_is_gone_is_said(dock: Dock, plant: Plant) -> None:
    plant.cabinet.stop()
    _press(dock, "100원 넣기")
    assert "✗" in dock.log.toPlainText()


def test_a_card_goes_in_and_out(dock: Dock, plant: Plant) -> None:
    _press(dock, "4인 가구 세대주")
    assert plant.cabinet.do("cards")["in"] == "family"
    _press(dock, "0.1초에 바꾸기")
    assert plant.cabinet.do("cards")["in"] == "spouse"
    _press(dock, "카드 빼기")
    assert plant.cabinet.do("cards")["in"] is None
    assert "✗" not in dock.log.toPlainText()


def test_every_card_there_is_can_be_put_in(plant: Plant) -> None:
    known = [dict(control.words)["card"] for _, group in GROUPS for control in group if control.verb == "insert_card"]
    assert sorted(known) == sorted(plant.cabinet.do("cards")["cards"])


def test_a_slip_is_seen_until_it_is_taken(dock: Dock, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    picture = QImage(60, 200, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    assert picture.save(str(plant.cabinet.directory / "slips" / "0001.png"))
    dock.refresh()
    assert not dock.slip.pixmap().isNull()
    dock.take_slip()
    dock.refresh()
    assert dock.slip.text().startswith("영수증 없음")


def test_printed_paper_lies_in_the_tray(dock: Dock, plant: Plant, tmp_path: Path) -> None:
    (plant.cabinet.directory / "paper" / "0001-B001.pdf").touch()
    dock.refresh()
    assert dock.tray.count() == 1


def test_a_dock_that_stands_open_for_long(tmp_path: Path) -> None:
    """20 000 looks (an hour and a half) with paper coming and going, in a process that may crash for itself."""
    (tmp_path / "paper").mkdir()
    lines = [{"what": "coin_in", "value": 500}, {"what": "coin_out", "value": 100}, {"what": "sheet_printed"}]
    (tmp_path / "ledger.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-W", "error", "-c", LONG, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "투입 inserted 500원 · 방출 paid out 100원 · 인쇄 sheets 1" in done.stdout
