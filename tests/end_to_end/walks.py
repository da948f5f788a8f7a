"""Citizens who go the demo's script (``kiosk/demo_citizen.py``: *what the title says → what is touched*) from outside.

Two hands, one script. ``ByName`` presses what the screen reader finds under a name. ``ByKeypad`` has the keys 0–9,
취소, 정정 and 확인 alone: digits move the focus to a choice, and the screen reader says where the focus is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from kiosk.demo_citizen import SCRIPT, Sight, move_card
from tests.end_to_end.panel import Look, Panel

READING_S = 0.4
"""Nobody presses anything the instant a screen appears, and the kiosk takes no press that soon."""
BETWEEN_S = 0.15
"""Nor twice in an instant: a screen that says how much time is left is drawn anew by the first touch."""
PATIENCE_S = 20.0
FIND_S = 2.0
NEXT_PAGE = "다음 쪽"
ECHO_S = 0.25
"""A key has moved the focus by then, or it does not."""
ON_THE_KEY = ("확인", "줄표")
"""Words of the script that the 확인 key stands for."""
ENTER, CORRECT, CANCEL = "Return", "BackSpace", "Escape"
NUMBERS = [str(number) for number in range(1, 34)]


class Hand(Protocol):
    def touch(self, pattern: str) -> None:
        """Press the control whose name begins so."""


def named(look: Look, pattern: str) -> str | None:
    """The enabled control's name that matches at its beginning."""
    return next((c.name for c in look.controls if c.enabled and re.match(pattern, c.name)), None)


class ByName:
    """Presses by the accessibility's own action; what does not show is looked for on the next pages."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    def touch(self, pattern: str) -> None:
        for wanted in (pattern, NEXT_PAGE, pattern, NEXT_PAGE, pattern):
            if name := self._find(wanted):
                self._panel.press(name)
                time.sleep(BETWEEN_S)
                if wanted == pattern:
                    return
        raise AssertionError(f"no control {pattern!r} on {self._panel.look().words()}")

    def _find(self, pattern: str) -> str | None:
        end = time.monotonic() + FIND_S
        while not (name := named(self._panel.look(), pattern)) and time.monotonic() < end:
            time.sleep(0.05)
        return name


class ByKeypad:
    """Types. A single digit of the script is a typed digit, ``ON_THE_KEY`` the 확인 key; anything else is looked for by
    its number until the focus stands on it.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    def touch(self, pattern: str) -> None:
        if re.fullmatch(r"\d", pattern):
            self._panel.key(pattern)
        elif pattern in ON_THE_KEY:
            self._panel.key(ENTER)
        else:
            self.reach(pattern)
            self._panel.key(ENTER)

    def reach(self, pattern: str) -> None:
        """Focus on the control of this name: it may stand there already, else each number is tried in turn."""
        tried = [self._panel.look().focused]
        if re.match(pattern, tried[0]):
            return
        for number in NUMBERS:
            self._panel.key(*number)
            tried.append(self._focus_after(tried[-1]))
            if re.match(pattern, tried[-1]):
                return
            if len(tried) > 3 and len(set(tried[-3:])) == 1:
                break  # no such number any more
        raise AssertionError(f"no number leads to {pattern!r}: {tried} on {self._panel.look().words()}")

    def _focus_after(self, before: str) -> str:
        end = time.monotonic() + ECHO_S
        while (now := self._panel.look().focused) == before and time.monotonic() < end:
            time.sleep(0.02)
        return now


class Walk:
    """One citizen. ``passed``: names of the screens that were seen, in order. ``touches``: what was pressed on each."""

    def __init__(self, panel: Panel, hand: Hand, script: Sequence[Sight] = SCRIPT) -> None:
        self.panel, self.hand, self._script = panel, hand, script
        self.passed: list[str] = []

    def sight(self, title: str) -> Sight | None:
        return next((sight for sight in self._script if re.search(sight.title, title)), None)

    def until(self, name: str, instead: Mapping[str, Callable[[], None]] | None = None) -> Look:
        """Go on until the screen ``name`` is seen (not touched). ``instead``: what is done on a screen, once."""
        rest = dict(instead or {})
        for look in self._screens():
            sight = self.sight(look.title)
            if sight is None:
                raise AssertionError(f"an unexpected screen: {look.words()}")
            if not self.passed or self.passed[-1] != sight.name:
                self.passed.append(sight.name)
            if sight.name == name:
                return look
            time.sleep(READING_S)
            if sight.name in rest:
                rest.pop(sight.name)()
                continue
            if sight.coin is not None:
                self.insert(sight.coin)
            if sight.card is not None:
                move_card(self.panel.cabinet.directory / "control.sock", sight.card)
            for pattern in sight.touch:
                self.hand.touch(pattern)
        raise AssertionError("no more screens")

    def insert(self, value: int) -> None:
        """Into the slot, until the acceptor's gate is open for it."""
        end = time.monotonic() + PATIENCE_S
        while not self.panel.cabinet.do("insert_coin", value=value)["accepted"]:
            if time.monotonic() > end:
                raise AssertionError(f"{value} won always came back on {self.panel.look().words()}")
            time.sleep(0.05)

    def _screens(self) -> Iterator[Look]:
        """Each screen as it comes, by its title."""
        title = ""
        while True:
            look = self._after(title)
            title = look.title
            yield look

    def _after(self, title: str) -> Look:
        return self.panel.wait(lambda seen: seen.title not in ("", title), PATIENCE_S, f"screen after {title!r}")
