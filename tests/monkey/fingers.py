"""What a hand can do to the panel and the keypad: real events on the real window, at the mercy of one random source.

Most touches are on real controls, as most of a citizen's are; the rest is a palm, a child, a sleeve. Every deed returns
the words by which a failure's last deeds are told.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from kiosk.demo_citizen import SCRIPT, Sight
from kiosk.ui.window import KioskWindow

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
KEYPAD = [*(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10)), Qt.Key.Key_Escape, Qt.Key.Key_Backspace]
CONFIRM = Qt.Key.Key_Return
STRAY = [Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_A]
"""Of a keyboard that a technician forgot."""
LOOKING_S = 0.4
"""So long one looks for what is not there yet."""
ANSWER_S = 1.5
"""So long one waits for what the last touch on a screen leads to."""
READS = "reads"
TURN = 0.7
"""What is wanted does not show: turn the page, or let it be."""
AGAIN = 0.5
"""What was touched did not lead on: begin again with this screen, or try something else."""
LEAVING = re.compile(r"처음으로|그만두기|이전|아니요|Start over|Stop|Back|No\b")


@dataclass
class Counts:
    touches: int = 0
    keys: int = 0


class Fingers:
    """Acts on ``window`` at once; ``counts`` is what it did."""

    def __init__(self, window: KioskWindow, source: random.Random, device: QPointingDevice) -> None:
        self._window, self._random, self._device = window, source, device
        self.counts = Counts()
        self.reading_s = 0.4
        """The window takes no touch in the first moment of a screen; who wants something waits for it."""
        self._sight: Sight | None = None
        self._left: list[str] = []
        self._reads_until = self._looks_until = 0.0
        self._deeds: Sequence[tuple[int, Callable[[], str]]] = (
            (40, self.tap_control),
            (10, self.tap_anywhere),
            (4, self.tap_corner),
            (8, self.double_tap),
            (6, self.two_fingers),
            (2, self.palm),
            (6, self.drag),
            (4, self.long_press),
            (10, self.key),
            (8, self.key_and_confirm),
            (2, self.held_key),
            (1, self.stray_key),
        )

    def any_deed(self) -> str:
        weights = [weight for weight, _ in self._deeds]
        (_, deed), *_ = self._random.choices(self._deeds, weights)
        return deed()

    # --- a citizen who wants something -------------------------------------------------------------------------------

    def sensible(self) -> tuple[str, int | str | None]:
        """The demo's citizen's next touch on this screen, or a way on; the second value is a coin to put in, or what to
        do with the card."""
        title = self._window.windowTitle()
        sight = next((sight for sight in SCRIPT if re.search(sight.title, title)), None)
        if sight is not self._sight:
            self._sight = sight
            self._left = list(sight.touch) if sight else []
            self._reads_until = time.monotonic() + self.reading_s
        if time.monotonic() < self._reads_until:
            return READS, None
        if sight is None and (korean := self._named("한국어")):
            self._reads_until = time.monotonic() + self.reading_s
            return self._tap(korean), None
        if sight is not None and sight.coin is not None:
            return "puts a coin in", self._random.choice((sight.coin, sight.coin, 100))
        if sight is not None and sight.card is not None:
            self._reads_until = time.monotonic() + ANSWER_S
            return "moves the card", sight.card
        while self._left:
            if control := self._named(self._left[0]):
                del self._left[0]
                self._looks_until = 0.0
                self._reads_until = time.monotonic() + (0.0 if self._left else ANSWER_S)
                return self._tap(control), None
            if (page := self._named("다음 쪽")) and self._random.random() < TURN:
                return self._tap(page), None
            self._looks_until = self._looks_until or time.monotonic() + LOOKING_S
            if time.monotonic() < self._looks_until:
                return READS, None
            self._looks_until = 0.0
            del self._left[0]
        if sight is not None and sight.touch and self._random.random() < AGAIN:
            self._left = ["정정"] * 9 + list(sight.touch) if "확인" in sight.touch else list(sight.touch)
        ways_on = [control for control in self._controls() if not LEAVING.match(control.accessibleName())]
        return (self._tap(self._random.choice(ways_on)) if ways_on else "waits"), None

    def _named(self, pattern: str) -> QAbstractButton | None:
        return next((button for button in self._controls() if re.match(pattern, button.accessibleName())), None)

    # --- anything ----------------------------------------------------------------------------------------------------

    def tap_control(self) -> str:
        controls = self._controls()
        return self._tap(self._random.choice(controls)) if controls else self.tap_anywhere()

    def tap_anywhere(self) -> str:
        return self._click(self._point(), "taps")

    def tap_corner(self) -> str:
        x = self._random.choice((0, self._window.width() - 1))
        y = self._random.choice((0, self._window.height() - 1))
        return self._click(QPoint(x, y), "taps the corner")

    def double_tap(self) -> str:
        where, name = self._aim()
        self.counts.touches += 2
        QTest.mouseClick(self._surface, LEFT, NONE, where)
        QTest.mouseDClick(self._surface, LEFT, NONE, where)
        return f"double taps {name}"

    def two_fingers(self) -> str:
        return f"two fingers on {self._fingers(2)}"

    def palm(self) -> str:
        return f"a palm on {self._fingers(self._random.randint(4, 8))}"

    def drag(self) -> str:
        (start, name), (end, to) = self._aim(), self._aim()
        self.counts.touches += 1
        QTest.mousePress(self._surface, LEFT, NONE, start)
        for part in range(1, 4):
            QTest.mouseMove(self._surface, start + (end - start) * part / 3)
        QTest.mouseRelease(self._surface, LEFT, NONE, end)
        return f"drags from {name} to {to}"

    def long_press(self) -> str:
        where, name = self._aim()
        self.counts.touches += 1
        QTest.mousePress(self._surface, LEFT, NONE, where)
        end = time.monotonic() + self._random.choice((0.1, 0.3, 1.0))
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)
        QTest.mouseRelease(self._surface, LEFT, NONE, where)
        return f"holds {name}"

    def key(self) -> str:
        return self._type(self._random.choice([*KEYPAD, CONFIRM, CONFIRM]))

    def key_and_confirm(self) -> str:
        return self._type(self._random.choice(KEYPAD)) + ", " + self._type(CONFIRM)

    def held_key(self) -> str:
        """A finger that rests on a key."""
        said = ""
        key = self._random.choice([*KEYPAD, CONFIRM])
        for _ in range(self._random.randint(5, 30)):
            said = self._type(key)
        return f"{said}, again and again"

    def stray_key(self) -> str:
        return self._type(self._random.choice(STRAY))

    # --- how ---------------------------------------------------------------------------------------------------------

    @property
    def _surface(self) -> QWindow:
        return self._window.windowHandle()

    def _controls(self) -> list[QAbstractButton]:
        """What a finger can press now. In the order of the tree, which is the same in a replay."""
        found = self._window.findChildren(QAbstractButton)
        return [button for button in found if button.isVisible() and button.isEnabled()]

    def _point(self) -> QPoint:
        return QPoint(self._random.randrange(self._window.width()), self._random.randrange(self._window.height()))

    def _aim(self) -> tuple[QPoint, str]:
        controls = self._controls()
        if controls and self._random.random() < 0.75:
            control = self._random.choice(controls)
            return self._within(control), f"[{control.accessibleName()}]"
        point = self._point()
        return point, str(point.toTuple())

    def _within(self, control: QAbstractButton) -> QPoint:
        """Anywhere on it: nobody hits the middle."""
        inside = QPoint(self._random.randrange(control.width()), self._random.randrange(control.height()))
        return control.mapTo(self._window, inside)

    def _tap(self, control: QAbstractButton) -> str:
        name = control.accessibleName()
        return self._click(control.mapTo(self._window, control.rect().center()), f"taps [{name}]")

    def _click(self, where: QPoint, said: str) -> str:
        self.counts.touches += 1
        QTest.mouseClick(self._surface, LEFT, NONE, where)
        return f"{said} {where.toTuple()}"

    def _fingers(self, count: int) -> str:
        """So many at once, as the touch panel reports them, lifted in any order."""
        aims = [self._aim() for _ in range(count)]
        self.counts.touches += count
        for number, (where, _) in enumerate(aims):
            sequence = QTest.touchEvent(self._surface, self._device)
            for resting in range(number):
                sequence.stationary(resting)
            sequence.press(number, where, self._surface)
            sequence.commit()
        order = list(enumerate(aims))
        self._random.shuffle(order)
        lifted = QTest.touchEvent(self._surface, self._device)
        for number, (where, _) in order:
            lifted.release(number, where, self._surface)
        lifted.commit()
        return ", ".join(name for _, name in aims)

    def _type(self, key: Qt.Key) -> str:
        self.counts.keys += 1
        QTest.keyClick(self._surface, key)
        return f"types {key.name}"
