"""A citizen who can read: sits in the kiosk's process (off screen), looks at the real screens, touches real buttons.

The script is a table: *what the title says → what is touched or put in*. Nothing is known of the kiosk but its words
(``assets/strings/ko/``) and its widgets. Each screen is kept as a picture when it is first seen. At the end, or
when something can not be read or does not answer, ``visit.json`` in the output folder says so:
``{"problem": str, "seconds": {screen: s}}``.

``--until NAME`` leaves the citizen standing before that screen; benchmarks put the coin in themselves.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.demo_world import ask
from kiosk.run import main as run

LOOK_MS = 20
READING_S = 0.6
"""Nobody touches a screen the instant it appears, and the kiosk takes no touch that soon."""
BETWEEN_S = 0.15
LOOKING_S = 5.0
"""So long one looks for what can not be touched yet: right after the start a device may not have answered."""
PATIENCE_S = 30.0
"""A screen that stays longer than this without anything to do for the citizen is stuck."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One line of the script: a screen by its title, and what is done there, in order.

    ``touch``: patterns of buttons' accessible names, matched at their beginning; ``coin``: won put into the slot;
    ``card``: a card put into the reader, ``OUT``: pulled out; ``slip``: its receipt is waited for and taken.
    """

    name: str
    title: str
    touch: tuple[str, ...] = ()
    coin: int | None = None
    card: str | None = None
    slip: bool = False


OUT = "out"
CARD, PIN = "family", "123456"
"""The sample card of a householder of four, and the PIN of all sample cards."""


# What leads to the land ledger stands here too, for others who go this script.
SCRIPT: tuple[Sight, ...] = (
    Sight("starting", "기계를 (준비|확인)하고 있습니다"),
    Sight("nothing-yet", "지금은 발급할 수 있는"),
    Sight("start", "발급해 드립니다|발급합니다|발급받", ("시작하기",)),
    Sight("guide", "이용 안내", ("확인",)),
    Sight("choose", "증명서가 필요|증명서를 고르|어떤 증명서", ("주민등록표 등본",)),
    Sight("insert-card", "카드를 (다시 )?꽂아", card=CARD),
    Sight("card-read", "카드를 읽고 있"),
    Sight("pin", "비밀번호", (*PIN, "확인")),
    Sight("identity", "본인인지 확인하고 있"),
    Sight("take-card", "카드를 빼", card=OUT),
    Sight("parcel-dong", "어느 동에 있습니까", ("구서동",)),
    Sight("parcel-number", "번지를 눌러", ("8", "4", "줄표", "1", "확인")),
    Sight("options", "넣을 내용", ("다음",)),
    Sight("confirm", "신청 내용을 확인", ("맞습니다",)),
    Sight("composing", "자료를 확인하고"),
    Sight("pay", "수수료 .*내 주십시오", coin=500),
    Sight("issuing", "발급하고 있습니다"),
    Sight("change", "거스름돈을 드리고"),
    Sight("refund-offer", "돌려드릴 돈이", (".*받기",)),
    Sight("refund", "돈을 돌려드리고"),
    Sight("take", "가져가십시오", ("끝내기",), slip=True),
    Sight("thanks", "감사합니다"),
)


def move_card(control: Path, card: str) -> None:
    """Into the reader of the cabinet behind this socket, or ``OUT`` of it."""
    if card == OUT:
        ask(control, "remove_card")
    else:
        ask(control, "insert_card", card=card)


class Stuck(Exception):
    """The citizen does not know what to do; the text says what was on the screen."""


class Citizen:
    """Looks at ``window`` at each ``look``, acts in its time. ``done``: at the start again, or at ``until``."""

    def __init__(
        self, window: QWidget, cabinet: Path, pictures: Path, until: str | None, clock: Callable[[], float]
    ) -> None:
        self.done = False
        self.seconds: dict[str, float] = {}
        self._window = window
        self._control = cabinet / "control.sock"
        self._pictures = pictures
        self._until = until
        self._clock = clock
        self._sight = Sight("nothing", "")
        self._title = ""
        self._since = clock()
        self._next = 0.0
        self._left: list[str] = []
        self._coin: int | None = None
        self._card: str | None = None
        self._slip = False
        self._count = 0

    def look(self) -> None:
        """Raises ``Stuck``."""
        if self.done:
            return
        now = self._clock()
        title, before = self._window.windowTitle(), self._title
        sight, self._title = self._read(title), title
        if sight != self._sight:
            self._arrived(sight, now)
        elif title != before:  # it says something else now (a device is ready), and has to be read again
            self._next = now + READING_S
        elif now - self._since > PATIENCE_S:
            raise Stuck(f"nothing happened for {PATIENCE_S:.0f} s on the screen {sight.name}: {self._words()}")
        elif now >= self._next:
            self._act(now)

    def _arrived(self, sight: Sight, now: float) -> None:
        if self._count:
            self.seconds[self._sight.name] = self.seconds.get(self._sight.name, 0.0) + now - self._since
        home_again = sight.name == "start" and "thanks" in self.seconds
        if not home_again:
            self._count += 1
            self._pictures.mkdir(parents=True, exist_ok=True)
            self._window.grab().save(str(self._pictures / f"{self._count:02}-{sight.name}.png"))
        self._sight, self._since, self._next = sight, now, now + READING_S
        self._left, self._coin, self._card, self._slip = list(sight.touch), sight.coin, sight.card, sight.slip
        self.done = sight.name == self._until if self._until else home_again

    def _read(self, title: str) -> Sight:
        for sight in SCRIPT:
            if re.search(sight.title, title):
                return sight
        raise Stuck(f"an unexpected screen: {self._words()}")

    def _act(self, now: float) -> None:
        if self._coin is not None:
            answer = ask(self._control, "insert_coin", value=self._coin)
            if not answer.get("accepted"):
                raise Stuck(f"the coin came back: {answer}")
            self._coin = None
        elif self._card is not None:
            move_card(self._control, self._card)
            self._card = None
        elif self._slip:
            self._slip = not ask(self._control, "take_slip").get("ok")
        elif self._left and self._touched(self._left[0], now):
            del self._left[0]
        self._next = now + BETWEEN_S

    def _touched(self, name: str, now: float) -> bool:
        for button in self._buttons():
            if re.match(name, button.accessibleName()):
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                return True
        if now - self._since < LOOKING_S:
            return False
        named = [button.accessibleName() for button in self._buttons()]
        raise Stuck(f"no button {name!r} on the screen {self._sight.name}: {named}")

    def _buttons(self) -> list[QAbstractButton]:
        buttons = self._window.findChildren(QAbstractButton)
        return [button for button in buttons if button.isVisible() and button.isEnabled()]

    def _words(self) -> str:
        return " / ".join(label.text() for label in self._window.findChildren(QLabel) if label.isVisible())


class Seat(QObject):
    """Lets the citizen look every ``LOOK_MS``, and writes ``visit.json`` once there is an end."""

    def __init__(self, citizen: Citizen, report: Path) -> None:
        super().__init__()
        self._citizen = citizen
        self._report = report
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        problem = ""
        try:
            self._citizen.look()
        except (Stuck, OSError) as stuck:
            problem = str(stuck)
        if problem or self._citizen.done:
            self._timer.stop()
            new = self._report.with_suffix(".new")
            report = {"problem": problem, "seconds": self._citizen.seconds}
            new.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
            new.rename(self._report)


def main(arguments: Sequence[str]) -> int:
    """The kiosk with a citizen before it, until SIGTERM."""
    parser = argparse.ArgumentParser(prog="kiosk.demo_citizen")
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--cabinet", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--until", choices=[sight.name for sight in SCRIPT])
    options = parser.parse_args(arguments)

    def beside(window: QWidget) -> Seat:
        citizen = Citizen(window, options.cabinet, options.output / "screens", options.until, time.monotonic)
        return Seat(citizen, options.output / "visit.json")

    return run(options.settings, beside)
