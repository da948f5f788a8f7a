"""From any thread into the window: what the clerk gives it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.core.screens import Screen
from kiosk.ui.window import KioskWindow


class ScreenBridge(QObject):
    """Screens and the order to forget, in the order in which they were given."""

    _screen = Signal(object)
    _forget = Signal()

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._screen.connect(window.show_screen, Qt.ConnectionType.QueuedConnection)
        self._forget.connect(window.forget, Qt.ConnectionType.QueuedConnection)

    def deliver(self, screen: Screen) -> None:
        self._screen.emit(screen)

    def forget(self) -> None:
        self._forget.emit()
