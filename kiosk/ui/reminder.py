"""The sound that reminds of a card left in the slot: at once, then every EVERY_S seconds until it is out.

For everyone: it needs neither the voice nor a visit. It comes with something to see (``kiosk.ui.parts.card_line``).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kiosk.core.screens import Screen, TakeCardScreen

EVERY_S = 15.0


class CardReminder:
    """``remind`` makes the sound; ``clock`` in seconds. However often the screen changes or the card comes and goes,
    two sounds are never closer than EVERY_S."""

    def __init__(self, parent: QObject, remind: Callable[[], None], clock: Callable[[], float]) -> None:
        self._remind, self._clock = remind, clock
        self._last = -math.inf
        self.timer = QTimer(parent)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._due)

    def shown(self, screen: Screen) -> None:
        """This is what the citizen sees now."""
        if not (screen.card or isinstance(screen, TakeCardScreen)):
            self.timer.stop()
        elif not self.timer.isActive():
            self._due()

    def _due(self) -> None:
        wait = self._last + EVERY_S - self._clock()
        if wait <= 0:
            self._last, wait = self._clock(), EVERY_S
            self._remind()
        self.timer.start(math.ceil(wait * 1000))
