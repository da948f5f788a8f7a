"""Mistakes put in on purpose: the monkey has to find each of them (``python -m tests.monkey --prove``)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kiosk.core.screens import Screen, StartScreen
from kiosk.ui.bridge import ScreenBridge
from kiosk.ui.draft import Draft
from kiosk.ui.parts.button import Button
from kiosk.ui.window import KioskWindow
from offline_queue.entries import CoinsAccepted, Entry
from offline_queue.journal import Head, Journal
from tests.monkey import game

SOON = 25
"""Presses before something goes wrong."""
PATIENCE_S = 8.0
"""A kiosk that never comes back need not be waited for as long as a real one."""


def coin_not_written() -> None:
    """The journal loses the records of coins that came alone or with something else."""
    plain = Journal.append

    def append(self: Journal, entries: Sequence[Entry], at: datetime) -> Head:
        kept = [entry for entry in entries if not isinstance(entry, CoinsAccepted)]
        return plain(self, kept, at) if kept else self.reader().head()

    Journal.append = append  # type: ignore[method-assign]  # the mistake


def press_raises() -> None:
    """A control has a bug."""
    _after_presses(lambda: _raise(RuntimeError("put in on purpose")))


def window_hangs() -> None:
    """A control does something slow in the window's thread."""
    _after_presses(lambda: time.sleep(game.SLOW_S + 0.5))


def warning_in_the_log() -> None:
    """Something is not as it should be, and only the log says so."""
    _after_presses(lambda: logging.getLogger("kiosk.core").warning("put in on purpose"))


def start_not_shown() -> None:
    """After a visit the window never hears of the start screen: a dead end."""
    plain, seen = ScreenBridge.deliver, [False]

    def deliver(self: ScreenBridge, screen: Screen) -> None:
        if not isinstance(screen, StartScreen) or not seen[0]:
            plain(self, screen)
        seen[0] = seen[0] or (not isinstance(screen, StartScreen) and screen.closes_at is not None)

    ScreenBridge.deliver = deliver  # type: ignore[method-assign]  # the mistake


def drafts_stay() -> None:
    """What was typed is still there for the next citizen."""
    KioskWindow._drop_drafts = lambda self: None  # type: ignore[method-assign]  # the mistake
    Draft.drop = lambda self, *names: None  # type: ignore[method-assign]  # the mistake


SABOTAGES: Mapping[str, Callable[[], None]] = {
    act.__name__.replace("_", "-"): act
    for act in (coin_not_written, press_raises, window_hangs, warning_in_the_log, start_not_shown, drafts_stay)
}


def commit(name: str) -> None:
    game.REST_S = PATIENCE_S
    SABOTAGES[name]()


def _after_presses(act: Callable[[], None]) -> None:
    plain, left = Button._clicked, [SOON]

    def _clicked(self: Button) -> None:  # by its name Qt finds it: it must not be a signal's
        left[0] -= 1
        if left[0] == 0:
            act()
        plain(self)

    Button._clicked = _clicked  # type: ignore[method-assign]  # the mistake


def _raise(error: Exception) -> None:
    raise error
