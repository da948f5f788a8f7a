"""The dock: a window beside the kiosk's with the hands of everyone who is not the kiosk: coins, cards, paper, slips,
faults, power.

It speaks to the simulated cabinet over its control socket and starts and stops processes; it knows nothing of the
kiosk's inside. What it shows, money, paper and slips, is what physically came out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.demo_child import ProcessFailed
from kiosk.demo_world import HOPPER, Cabinet

REFRESH_MS = 300


class Plant(Protocol):
    """What the dock can do beyond the cabinet's own controls."""

    @property
    def cabinet(self) -> Cabinet: ...

    def kiosk_runs(self) -> bool: ...

    def district_runs(self) -> bool: ...

    def cut_kiosk(self) -> None:
        """kill -9 the kiosk and start it again; the devices run on."""

    def cut_cabinet(self) -> None:
        """The whole machine loses its power and gets it back."""

    def toggle_district(self) -> None:
        """Stop the district server, or start it again."""


@dataclass(frozen=True, slots=True)
class Control:
    """One button: its words, and the request it sends to the cabinet."""

    text: str
    verb: str
    device: str | None = None
    words: tuple[tuple[str, Any], ...] = ()


ACCEPTOR, PRINTER, EARPHONE = "coin_acceptor", "document_printer", "earphone"
CARDS, RECEIPTS = "card_reader", "receipt_printer"


def _card(text: str, name: str) -> Control:
    return Control(text, "insert_card", CARDS, (("card", name),))


CITIZEN: tuple[tuple[str, tuple[Control, ...]], ...] = (
    (
        "동전 Coins",
        (
            Control("500원 넣기 insert", "insert_coin", words=(("value", 500),)),
            Control("100원 넣기 insert", "insert_coin", words=(("value", 100),)),
            Control("이물질 slug", "reject_coin"),
            Control("삼킨 500원 swallowed", "swallow_coin", words=(("value", 500),)),
            Control("투입구 막힘 jam", "jam", ACCEPTOR),
            Control("막힘 해소 unjam", "unjam", ACCEPTOR),
            Control("선 뽑기 unplug", "mute", ACCEPTOR),
            Control("선 꽂기 plug in", "unmute", ACCEPTOR),
        ),
    ),
    (
        "카드 넣기 Insert a card · PIN 123456",
        (
            _card("4인 가구 세대주 householder", "family"),
            _card("그 배우자 the spouse", "spouse"),
            _card("그 미성년 자녀 their child", "minor"),
            _card("1인 가구 lives alone", "single"),
            _card("23인 가구 household of 23", "large"),
            _card("교부제한 restricted", "restricted"),
            _card("등록 없음 in no register", "stranger"),
            _card("폐지된 카드 revoked", "revoked"),
            _card("기한 지난 카드 expired", "expired"),
            _card("모르는 기관 unknown root", "unknown_root"),
            _card("잠긴 카드 blocked PIN", "blocked"),
            _card("다른 칩 카드 other chip", "other"),
            _card("거꾸로 upside down", "upside_down"),
        ),
    ),
    (
        "카드 Card",
        (
            Control("카드 빼기 pull out", "remove_card", CARDS),
            Control("0.1초에 바꾸기 swap in 0.1 s", "swap_card", CARDS, (("card", "spouse"), ("gap", 0.1))),
        ),
    ),
)
MACHINE: tuple[tuple[str, tuple[Control, ...]], ...] = (
    (
        "거스름돈 100원 Hopper",
        (
            Control("비우기 empty", "empty", HOPPER),
            Control("50개 보충 refill", "refill", HOPPER, (("coins", 50),)),
            Control("1개 뒤 막힘 jam after 1", "stop_after", HOPPER, (("coins", 1),)),
            Control("막힘 해소 unjam", "unjam", HOPPER),
            Control("선 뽑기 unplug", "mute", HOPPER),
            Control("선 꽂기 plug in", "unmute", HOPPER),
        ),
    ),
    (
        "프린터 Printer",
        (
            Control("용지 걸림 jam next", "jam_at", words=(("page", 1),)),
            Control("걸린 종이 제거 clear", "clear_jam"),
            Control("용지 없음 no paper", "paper", words=(("sheets", 0),)),
            Control("용지 50장 load 50", "load_paper", words=(("sheets", 50),)),
            Control("덮개 열기 open", "open_cover"),
            Control("덮개 닫기 close", "close_cover"),
            Control("무응답 freeze", "freeze", PRINTER),
            Control("응답 재개 thaw", "thaw", PRINTER),
            Control("전원 껐다 켜기 power cycle", "power_cycle", PRINTER),
        ),
    ),
    (
        "영수증 프린터 Receipt printer",
        (
            Control("거의 다 씀 near end", "receipt_near_end", RECEIPTS),
            Control("두루마리 없음 no roll", "receipt_end", RECEIPTS),
            Control("새 두루마리 new roll", "receipt_refill", RECEIPTS),
            Control("두루마리 덮개 열기 open", "receipt_cover", RECEIPTS),
            Control("두루마리 덮개 닫기 close", "receipt_cover", RECEIPTS, (("on", False),)),
            Control("영수증 걸림 jam", "receipt_jam", RECEIPTS),
            Control("영수증 걸림 해소 clear", "receipt_jam", RECEIPTS, (("on", False),)),
            Control("칼 걸림 cutter stuck", "receipt_cutter", RECEIPTS),
            Control("칼 풀기 free cutter", "receipt_cutter", RECEIPTS, (("on", False),)),
            Control("100줄 뒤 없음 end in mid-slip", "receipt_after", RECEIPTS, (("rows", 100), ("what", "end"))),
            Control("무응답 mute", "receipt_mute", RECEIPTS),
            Control("응답 재개 unmute", "receipt_mute", RECEIPTS, (("on", False),)),
            Control("전원 껐다 켜기 power cycle", "receipt_power_cycle", RECEIPTS),
        ),
    ),
    (
        "이어폰 Earphone",
        (
            Control("꽂기 plug in", "plug", EARPHONE),
            Control("빼기 pull out", "unplug", EARPHONE),
        ),
    ),
)
GROUPS = CITIZEN + MACHINE
SLIP_SIZE = QSize(340, 360)


class Dock(QWidget):
    """``closed`` is called when the person closes it."""

    def __init__(self, plant: Plant, closed: Callable[[], None]) -> None:
        super().__init__()
        self._plant = plant
        self._closed = closed
        self._taken = self._slips_taken = 0
        self._slip: Path | None = None
        self.setWindowTitle("무인민원발급기 데모 도크 · demo dock")
        sides = QHBoxLayout(self)
        layout = QVBoxLayout()
        power = self._group(
            "전원과 구청 Power and district",
            [
                ("키오스크 강제 종료 kill -9", plant.cut_kiosk),
                ("정전 power cut", plant.cut_cabinet),
                ("구청 서버 끄기/켜기 district", plant.toggle_district),
            ],
        )
        tabs = QTabWidget()
        for words, groups, more in (("시민 Citizen", CITIZEN, None), ("기계 Machine", MACHINE, power)):
            tab = QWidget()
            column = QVBoxLayout(tab)
            for title, controls in groups:
                column.addWidget(self._group(title, [(c.text, self._ask(c)) for c in controls]))
            if more is not None:
                column.addWidget(more)
            column.addStretch()
            tabs.addTab(tab, words)
        sides.addWidget(tabs)
        sides.addLayout(layout, 1)
        self.money = QLabel()
        self.tray = QListWidget()
        self.tray.setMaximumHeight(80)
        self.log = QPlainTextEdit(readOnly=True)
        self.log.setMaximumBlockCount(200)
        take = QPushButton("종이 가져가기 take the paper")
        take.clicked.connect(self.take_paper)
        self.slip = QLabel("영수증 없음 no slip", alignment=Qt.AlignmentFlag.AlignCenter)
        self.slip.setFixedSize(SLIP_SIZE)
        take_slip = QPushButton("영수증 가져가기 take the slip")
        take_slip.clicked.connect(lambda: self._run(self.take_slip))
        for widget in (self.money, self.tray, take, self.slip, take_slip, self.log):
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(REFRESH_MS)
        self.refresh()

    def _group(self, title: str, buttons: list[tuple[str, Callable[[], None]]]) -> QGroupBox:
        box = QGroupBox(title)
        grid = QGridLayout(box)
        for number, (text, act) in enumerate(buttons):
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, act=act: self._run(act))
            grid.addWidget(button, number // 3, number % 3)
        return box

    def _ask(self, control: Control) -> Callable[[], None]:
        def act() -> None:
            words = dict(control.words) | ({"device": control.device} if control.device else {})
            answer = self._plant.cabinet.ask(control.verb, **words)
            said = ", ".join(f"{key} {value}" for key, value in answer.items() if key != "ok")
            mark = "✓" if answer.get("ok") else "✗"
            if answer.get("accepted") == 0:
                mark, said = "↩", "반환됨(지금은 받지 않음) returned (not taken now)"
            self.log.appendPlainText(f"{control.text}: {mark} {said}")

        return act

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (OSError, ProcessFailed) as error:
            self.log.appendPlainText(f"✗ {error}")
        self.refresh()

    def refresh(self) -> None:
        """Money and paper as the ledger has them."""
        ledger = self._plant.cabinet.ledger()
        inserted = sum(line["value"] for line in ledger if line["what"] == "coin_in")
        out = sum(line["value"] for line in ledger if line["what"] == "coin_out")
        sheets = sum(line["what"] == "sheet_printed" for line in ledger)
        kiosk = "켜짐 on" if self._plant.kiosk_runs() else "꺼짐 off"
        district = "켜짐 on" if self._plant.district_runs() else "꺼짐 off"
        self.money.setText(
            f"투입 inserted {inserted}원 · 방출 paid out {out}원 · 인쇄 sheets {sheets}\n"
            f"키오스크 kiosk {kiosk} · 구청 district {district}"
        )
        waiting = [paper.name for paper in self.papers()[self._taken :]]
        if waiting != [self.tray.item(row).text() for row in range(self.tray.count())]:
            self.tray.clear()
            self.tray.addItems(waiting)

        self._show_slip()

    def _show_slip(self) -> None:
        """The one that hangs out of the printer."""
        slips = self._plant.cabinet.slips()[self._slips_taken :]
        shown = slips[-1] if slips else None
        if shown == self._slip:
            return
        picture = QPixmap() if shown is None else QPixmap(str(shown))
        if shown is not None and picture.isNull():
            return  # still being written
        self._slip = shown
        if picture.isNull():
            self.slip.setText("영수증 없음 no slip")
        else:
            smooth = Qt.TransformationMode.SmoothTransformation
            self.slip.setPixmap(picture.scaled(SLIP_SIZE, Qt.AspectRatioMode.KeepAspectRatio, smooth))

    def take_slip(self) -> None:
        """Out of the presenter; it is opened in the desktop's viewer."""
        for slip in self._plant.cabinet.slips()[self._slips_taken :]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(slip)))
        self._slips_taken = len(self._plant.cabinet.slips())
        self._ask(Control("영수증 가져가기 take the slip", "take_slip", RECEIPTS))()

    def papers(self) -> list[Path]:
        return self._plant.cabinet.papers()

    def take_paper(self) -> None:
        """Empty the output tray; each paper is opened in the desktop's PDF viewer."""
        papers = self.papers()
        for paper in papers[self._taken :]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper)))
        self._taken = len(papers)
        self.refresh()

    def closeEvent(self, event: Any) -> None:
        self._timer.stop()
        self._closed()
        super().closeEvent(event)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
