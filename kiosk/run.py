"""``kiosk run``: the kiosk in its window, until systemd (SIGTERM) or a bug ends it.

The first SIGTERM ends an open visit with its paper or its money, then the kiosk; the second ends the kiosk at once.

The window is painted before anything else is loaded or opened. Exit status: 0 asked to stop, 1 a bug (restart me), 2 a
wrong kiosk.toml (named on stderr).
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.core.presses import CitizenFact, LanguageChosen
from kiosk.core.screens import OutOfServiceScreen
from kiosk.no_traces import no_core_dump
from kiosk.settings.kiosk_toml import load
from kiosk.settings.schema import SettingsWrong
from kiosk.settings.tables import Settings
from kiosk.traces import places
from kiosk.ui import collector
from kiosk.ui.bridge import ScreenBridge
from kiosk.ui.kit import Place
from kiosk.ui.screens import load_visit
from kiosk.ui.window import KioskWindow
from kiosk.watchdog import Pulse, Watchdog, notify

if TYPE_CHECKING:
    from kiosk.app import Kiosk
    from kiosk.sound import HeardWindow

log = logging.getLogger(__name__)

_TICK_MS = 250
_STOP_S = 10.0
_SWITCH_S = 0.0005
"""A thread that comes back from disk or wire waits at most this long for one that draws; Python's own is 5 ms."""
STARTING = OutOfServiceScreen(number=0, reason="starting")


def main(path: Path, beside: Callable[[KioskWindow], object] | None = None) -> int:
    """``beside`` is given the window before it is shown; what it returns lives as long (the demo's citizen)."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    no_core_dump()
    collector.keep_here()
    sys.setswitchinterval(_SWITCH_S)
    try:
        settings = load(path)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's answer
        return 2
    app = QApplication.instance() or QApplication(["kiosk"])
    running = _Running(settings, app)
    companion = beside(running.window) if beside else None
    running.open()
    code = QApplication.exec()
    running.close()
    del companion, app
    return code or running.exit_code


class _Running(QObject):
    """The window and what is behind it. Lives in the GUI thread; the kiosk is opened after the first paint."""

    def __init__(self, settings: Settings, app: QCoreApplication) -> None:
        super().__init__()
        self.exit_code = 0
        self._app = app
        self._settings = settings
        self._kiosk: Kiosk | None = None
        self._sound: HeardWindow | None = None
        place = Place(settings.kiosk.place_name_ko, settings.kiosk.place_name_en, settings.kiosk.phone)
        self.window = KioskWindow(
            self._post,
            ppi=settings.screen.ppi,
            place=place,
            language=lambda language: self._post(LanguageChosen(language)),
        )
        self._bridge = ScreenBridge(self.window)
        self._pulse = Pulse(settings.watchdog.hang)
        self._alive = self._pulse.tick_of("window").expect()
        self._watchdog = Watchdog(self._pulse)
        self._opener = threading.Thread(target=self._open_kiosk, name="loader")
        self._painted = self._loaded = False
        self._asked_to_stop = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def open(self) -> None:
        sys.excepthook = self._excepthook
        threading.excepthook = lambda args: self._failed(args.exc_value)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        # Of the application, not of the window: an opaque screen covers the window whole, which is never painted.
        self._app.installEventFilter(self)
        self.window.show_screen(STARTING)
        screen = self._settings.screen
        self.window.open(full_screen=screen.full_screen, size=(screen.width_px, screen.height_px))
        self._timer.start(_TICK_MS)

    def close(self) -> None:
        """End everything within ``_STOP_S``; a thread that does not end is no reason to stay."""
        notify("STOPPING=1")
        self._watchdog.stop()
        self._timer.stop()
        last_resort = threading.Timer(_STOP_S, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        if self._opener.ident is not None:
            self._opener.join()
        if self._sound is not None:
            self._sound.stop()
        if self._kiosk is not None:
            self._kiosk.stop()
        last_resort.cancel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._painted and event.type() == QEvent.Type.Paint:
            self._painted = True
            self._app.removeEventFilter(self)
            QTimer.singleShot(0, self._first_paint_done)
        return False

    def _first_paint_done(self) -> None:
        notify("READY=1")
        self._watchdog.start()
        load_visit()  # before there is a kiosk that answers a touch
        self._opener.start()
        QTimer.singleShot(0, self._open_sound)

    def _open_sound(self) -> None:
        if self._settings.sound.voice and not self._asked_to_stop:
            from kiosk.sound import HeardWindow

            self._sound = HeardWindow(self.window, self._settings.sound, self._pulse)
            self._sound.start()

    def _open_kiosk(self) -> None:
        from kiosk.app import build  # the drivers, the journal and HTTP: half a second that nobody waits for

        try:
            kiosk = build(self._settings, self._bridge.deliver, forget=self._bridge.forget, pulse=self._pulse)
        except Exception as error:
            self._failed(error)
            return
        self._kiosk = kiosk
        kiosk.start()

    def _post(self, fact: CitizenFact | LanguageChosen) -> None:
        if self._kiosk is not None:
            self._kiosk.post(fact)

    def _tick(self) -> None:
        self._alive()
        if not self._loaded and self._kiosk is not None:
            self._loaded = True
            collector.spare_loaded()
        collector.collect_due()
        if self._kiosk is not None and self._kiosk.ended.is_set():
            self.exit_code = self._kiosk.exit_code
        if self.exit_code or (self._asked_to_stop and self._may_stop()):
            QApplication.exit(self.exit_code)

    def _may_stop(self) -> bool:
        """The open visit ends first; whoever asks twice has it now."""
        if self._kiosk is None or self._asked_to_stop > 1:
            return True
        self._kiosk.wind_down()
        return self._kiosk.rested

    def _ask_to_stop(self, *_: object) -> None:
        self._asked_to_stop += 1

    def _excepthook(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        self._failed(error)

    def _failed(self, error: BaseException | None) -> None:
        """Any thread: a bug. Its text may quote a citizen's words, so only its kind and place are logged."""
        log.critical("the kiosk stops: %s", "a thread ended" if error is None else places(error))
        self.exit_code = 1
