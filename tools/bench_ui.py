"""Figures of the screens, as JSON lines: first paint against a bare Qt window, touch to paint, theme switch.

First paint is measured from the parent's clock in fresh processes, ours and the bare window's in turns. Touch to
paint goes from the finger's event to the end of the paint that shows it, while another process composes one page after
the other as the errand does: once for the pressed button, once for the whole next screen when the clerk answers at
once.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence

ROUNDS = 7
BARE = "bare"
START = "start"


def main(argv: Sequence[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if argv:
        return first_paint_child(argv[0], float(argv[1]))
    bare, start = first_paints()
    say("start screen first paint", start, "ms", peer=bare, ratio=round(start / bare, 2), limit=2 * bare)
    with composing():
        in_process()
    return 0


def say(name: str, value: float, unit: str, **more: float) -> None:
    figure = {"name": name, "value": round(value, 2), "unit": unit, **{k: round(v, 2) for k, v in more.items()}}
    sys.stdout.write(json.dumps(figure) + "\n")


# --- first paint, in fresh processes -----------------------------------------------------------------------------


def first_paints() -> tuple[float, float]:
    """Medians in milliseconds from spawn to the end of the first paint: bare Qt window, start screen."""
    found: dict[str, list[float]] = {BARE: [], START: []}
    with tempfile.TemporaryDirectory() as byte_code:
        # Both with their byte code at hand, as on an installed machine; the first round only writes it.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = byte_code
        for turn in range(ROUNDS + 1):
            for kind in (BARE, START):
                command = [sys.executable, __file__, kind, str(time.monotonic())]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
                if turn:
                    found[kind].append(float(done.stdout))
    return statistics.median(found[BARE]), statistics.median(found[START])


def first_paint_child(kind: str, began: float) -> int:
    """Prints the milliseconds since ``began`` once the window is painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication(["bench"])

    def painted() -> None:
        sys.stdout.write(f"{(time.monotonic() - began) * 1000}\n")
        application.exit(0)

    if kind == BARE:

        class Bare(QWidget):
            def paintEvent(self, event: QPaintEvent) -> None:
                QTimer.singleShot(0, painted)

        window: QWidget = Bare()
        window.resize(1080, 1920)
        window.show()
    else:
        from kiosk.ui import collector

        collector.keep_here()  # as the kiosk does
        from kiosk.ui.frame import Frame
        from kiosk.ui.samples.start import open_
        from kiosk.ui.window import KioskWindow

        plain = Frame.paintEvent

        def paint(self: Frame, event: QPaintEvent) -> None:
            plain(self, event)
            QTimer.singleShot(0, painted)  # after the children, which are painted in the same pass

        Frame.paintEvent = paint  # type: ignore[method-assign]  # the bench looks in from outside
        shown = KioskWindow(lambda fact: None, ppi=81.6)
        shown.show_screen(open_()[0].screen)
        shown.open(full_screen=False, size=(1080, 1920))
        window = shown
    code = application.exec()
    del window
    return code


@contextlib.contextmanager
def composing() -> Iterator[None]:
    """Pages are composed and issued without pause, in a process of their own, until the block ends."""
    with subprocess.Popen([sys.executable, "-c", _COMPOSER], stdout=subprocess.PIPE) as composer:
        try:
            if composer.stdout is None or composer.stdout.readline() != b"composing\n":
                raise RuntimeError("the composing process ended")
            yield
        finally:
            composer.kill()


_COMPOSER = """
from datetime import UTC, datetime
from pathlib import Path
import json
from forms.compose import Stamp, compose, warm
from forms.records import decode
record = decode("D03", json.dumps(json.loads(Path("assets/registry/parcels.json").read_text("utf-8"))[
    "2641010700100840001"]).encode())
stamp = Stamp(number="B001-20261122-000001", check_number="0000-0000-0000-0000", issued_at=datetime.now(UTC),
              kiosk="B001", place_name="금정구청 민원실", phone="051-519-0000", fee=300, exemption=None)
warm()
print("composing", flush=True)
while True:
    compose("D03", record, {}).issue(stamp)
"""


# --- touches and themes, in one process --------------------------------------------------------------------------


def in_process() -> None:
    from PySide6.QtCore import QEvent, QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from kiosk.core.presses import CitizenFact
    from kiosk.ui import collector
    from kiosk.ui.kit import ViewSettings
    from kiosk.ui.pictures import PANELS
    from kiosk.ui.samples import samples
    from kiosk.ui.screens import load_visit
    from kiosk.ui.theme import Contrast
    from kiosk.ui.window import KioskWindow

    application = QApplication.instance() or QApplication(["bench"])

    class Watched(KioskWindow):
        """Knows when the last paint was done; what Qt tidies up afterwards nobody waits for."""

        painted = 0.0

        def event(self, event: QEvent) -> bool:
            done = super().event(event)
            if event.type() == QEvent.Type.UpdateRequest:
                self.painted = time.perf_counter()
            return done

    by_name = {sample.name: sample for sample in samples()}
    shown = [by_name[name] for name in _WALK]
    collector.keep_here()  # as the kiosk does, and what is loaded is loaded
    load_visit()
    collector.spare_loaded()

    for panel in PANELS:
        turn = [0]
        window = Watched(lambda fact: None, ppi=panel.ppi, guard_s=0)
        window.resize(panel.width, panel.height)

        def answer(fact: CitizenFact, window: Watched = window, turn: list[int] = turn) -> None:
            turn[0] += 1
            following = shown[turn[0] % len(shown)]
            window.prepare_draft(following.screen, following.draft)
            window.show_screen(following.screen)

        window.post = answer
        window.show_screen(shown[0].screen)
        window.show()
        settle(application.processEvents)
        pressed, changed, collected = [], [], []
        for _ in range(400):
            frame = window.frame
            if frame is None:
                raise RuntimeError("no screen is shown")
            key = _WALK[shown[turn[0] % len(shown)].name]
            button = next(b for b in frame.controls() if b.objectName() == key)
            middle = QPoint(button.width() // 2, button.height() // 2)
            began = time.perf_counter()
            QTest.mousePress(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
            application.processEvents()
            pressed.append((window.painted - began) * 1000)
            began = time.perf_counter()
            QTest.mouseRelease(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
            application.processEvents()
            changed.append((window.painted - began) * 1000)
            began = time.perf_counter()
            collector.collect_due()  # the kiosk does it between events, four times a second
            collected.append((time.perf_counter() - began) * 1000)
        say(f"touch → button painted, p99, {panel.name}", p99(pressed), "ms", limit=16)
        say(f"touch → next screen painted, p99, {panel.name}", p99(changed), "ms", limit=16)
        say(f"cycles collected between touches, p99, {panel.name}", p99(collected), "ms", limit=16)
        switched = []
        for turn_ in range(60):
            contrast = Contrast.HIGH if turn_ % 2 else Contrast.LIGHT
            began = time.perf_counter()
            window.change_view(ViewSettings(contrast=contrast))
            application.processEvents()
            switched.append((window.painted - began) * 1000)
        say(f"theme switch, p99, {panel.name}", p99(switched), "ms", limit=50)
        window.close()


_WALK = {
    "start-fifteen": "begin",
    "guide": "read",
    "choose-groups": "home",
    "choose-group-land": "document.D03",
    "parcel-dong": "home",
    "parcel-number": "confirm",
    "options": "next",
    "confirm-several": "confirm",
    "pay-warning": "more.yes",
    "pay": "home",
    "take": "finish",
    "trouble-E04": "retry",
}
"""Sample → the button that is touched on it."""


def settle(events: Callable[[], None]) -> None:
    """Until what the window system still had to say is done."""
    until = time.perf_counter() + 0.2
    while time.perf_counter() < until:
        events()


def p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
