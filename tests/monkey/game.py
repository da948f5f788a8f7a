"""The monkey's game: bursts of deeds and mishaps on the real kiosk's window, and after each burst a rest.

The kiosk is ``kiosk.run`` with all that belongs to it, in this process, off screen; cabinet and district are
processes. At a rest the cabinet is healed and nobody touches anything: the kiosk has to find back to its start by
itself, nothing of the visit may remain, and the journal has to agree with the coins and sheets that physically moved.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest

from kiosk import app, run
from kiosk.app import Kiosk
from kiosk.core.books import BooksError
from kiosk.core.rules import Delays, Rules
from kiosk.core.screens import Screen, StartScreen
from kiosk.settings.rules import to_rules
from kiosk.settings.tables import Settings
from kiosk.ui import window as window_module
from kiosk.ui.window import GUARD_S, KioskWindow
from offline_queue.entries import Entry, IssuanceClosed, VisitOpened, decode
from offline_queue.journal import JournalReader
from tests.monkey.fingers import READS, Fingers
from tests.monkey.havoc import Havoc
from tests.monkey.watch import Watch
from tests.power_cut.law import Terms, breaches, physical, summary
from tests.simulators import Cabinet, DistrictServer

DELAYS = Delays(
    idle=1.2,
    warning=0.8,
    payment=2.0,
    payment_more=2.0,
    take=1.5,
    thanks=0.3,
    notice=1.0,
    refund_offer=2.0,
    compose=5.0,
    prepare=1.5,
    gate=1.0,
    act_silence=4.0,
)
"""Nobody reads these screens."""
VIEW_BACK_S = 0.5
REST_S = 40.0
"""Left alone, the kiosk is at its start by then: every time limit, and a driver that finds its device again."""
SLOW_S = 2.0
"""A deed that the window answers later than this is a fault."""
TOLD = 40
"""Deeds that a failure tells."""


@dataclass
class Score:
    """What the run came to."""

    bursts: int = 0
    touches: int = 0
    keys: int = 0
    events: int = 0
    visits: int = 0
    documents: int = 0
    won_in: int = 0
    won_out: int = 0
    claims: int = 0
    unassigned: int = 0
    longest_rest: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.bursts} bursts, {self.touches} touches, {self.keys} keys, {self.events} device events, "
            f"{self.visits} visits, {self.documents} documents, {self.won_in} won in, {self.won_out} won out, "
            f"{self.claims} won claims, {self.unassigned} won unassigned, longest rest {self.longest_rest:.1f} s"
        )


@dataclass(frozen=True, slots=True)
class Mood:
    """How one burst goes."""

    deeds: int
    purpose: float
    """Share of deeds that the demo's citizen would do as well."""
    mishaps: float
    """How many befall the kiosk for each deed."""
    pace: float
    """Seconds between two deeds."""
    guard: float
    """For so long the window takes no press after a screen has changed; without it more visits are played."""

    @staticmethod
    def of(source: random.Random) -> Mood:
        purpose = source.choice((1.0, 1.0, 0.97, 0.97, 0.9, 0.6, 0.1))
        return Mood(
            source.randint(30, 90) if purpose > 0.8 else source.randint(60, 250),
            purpose,
            source.choice((0.0, 0.02, 0.1)),
            source.choice((0.0, 0.02, 0.1)) if purpose > 0.8 else source.choice((0.0, 0.0, 0.01, 0.05)),
            source.choice((GUARD_S, 0.0, 0.0)),
        )


@dataclass
class Ground:
    """Where it is played."""

    cabinet: Cabinet
    district: DistrictServer
    settings: Path
    journal: Path
    watch: Watch
    seed: int
    ends: float
    """Monotonic second; the burst that runs is finished."""
    first: int = 0
    """Number of the first burst: a failure's burst can be played at once."""
    most: int | None = None
    score: Score = field(default_factory=Score)
    failure: str = ""
    aloud: bool = False
    """Every deed is printed as it is done."""


class Game(QObject):
    """Plays on ``window`` from a timer of its thread, until the time is up or something is wrong."""

    def __init__(self, ground: Ground, window: KioskWindow, kiosk: Callable[[], Kiosk | None]) -> None:
        super().__init__()
        self._ground, self._window, self._kiosk = ground, window, kiosk
        self._device = QTest.createTouchDevice()
        self._told: deque[str] = deque(maxlen=TOLD)
        self._burst = ground.first - 1
        self._deeds = 0
        self._mood = Mood(0, 0.0, 0.0, 0.0, 0.0)
        self._source = random.Random()
        self._fingers = Fingers(window, self._source, self._device)
        self._havoc = Havoc(ground.cabinet, ground.district, self._source)
        self._next = 0.0
        self._rests_since: float | None = time.monotonic()
        self._entries: list[Entry] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._timer.start(0)

    # --- turns -------------------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        now = time.monotonic()
        if self._ground.watch.faults:
            self._over("; ".join(self._ground.watch.faults[:5]))
        elif self._rests_since is not None:
            self._rest(now)
        elif now >= self._next:
            self._play(now)

    def _play(self, now: float) -> None:
        if self._deeds <= 0:
            self._havoc.heal()
            self._tell("(healed, left alone)")
            self._rests_since = time.monotonic()
            self._timer.setInterval(10)
            return
        self._deeds -= 1
        self._next = now + self._mood.pace
        if self._source.random() < self._mood.mishaps:
            self._tell(self._havoc.any_mishap())
        began = time.monotonic()
        if (said := self._ground.watch.answered(self._deed)) != READS:
            self._tell(said)
        if (took := time.monotonic() - began) > SLOW_S:
            self._over(f"the window answered after {took:.1f} s")

    def _deed(self) -> str:
        if self._source.random() >= self._mood.purpose:
            return self._fingers.any_deed()
        said, put_in = self._fingers.sensible()
        if put_in is not None:
            said = self._havoc.coin(put_in) if isinstance(put_in, int) else self._havoc.card(put_in)
            self._next = time.monotonic() + 0.1
        if said == READS:
            self._deeds += 1
            self._next = time.monotonic() + 0.02
        return said

    def _rest(self, now: float) -> None:
        began = self._rests_since or now
        why = self._restless()
        if not why:
            self._ground.score.longest_rest = max(self._ground.score.longest_rest, now - began)
            self._judge()
        elif now - began > REST_S:
            self._over(f"left alone for {REST_S:.0f} s, and not at the start: {why}; {self._words()}")

    def _judge(self) -> None:
        wrong = [*self._remains(), *self._money()]
        if wrong:
            self._over("; ".join(wrong))
        elif time.monotonic() >= self._ground.ends or self._burst - self._ground.first + 1 == self._ground.most:
            self._over("")
        else:
            self._begin_burst()

    def _begin_burst(self) -> None:
        self._burst += 1
        self._ground.score.bursts += 1
        self._source.seed(f"{self._ground.seed}-{self._burst}")
        self._mood = Mood.of(self._source)
        self._deeds = self._mood.deeds
        self._window.guard_s = self._mood.guard
        self._fingers.reading_s = self._mood.guard + 0.05
        self._told.clear()
        self._tell(str(self._mood))
        self._rests_since = None
        self._timer.setInterval(0)

    def _over(self, failure: str) -> None:
        self._timer.stop()
        score = self._ground.score
        score.touches, score.keys = self._fingers.counts.touches, self._fingers.counts.keys
        score.events = self._havoc.events
        self._havoc.heal()
        if failure:
            deeds = "\n    ".join(self._told)
            self._ground.failure = f"burst {self._burst}: {failure}\n    {deeds}"
        os.kill(os.getpid(), signal.SIGTERM)  # as a machine is turned off

    def _tell(self, deed: str) -> None:
        self._told.append(deed)
        if self._ground.aloud:
            print(f"{time.monotonic():.2f} {self._window.windowTitle()} | {deed}", flush=True)

    # --- at rest -----------------------------------------------------------------------------------------------------

    def _restless(self) -> str:
        """Why the kiosk is not at its start yet."""
        kiosk, screen = self._kiosk(), self._window.screen_
        if kiosk is None or kiosk.books is None or not isinstance(screen, StartScreen):
            return type(screen).__name__
        closed = [f"{item.code} {item.closed or item.only_exempt}" for item in screen.documents if not item.open_to_all]
        if closed:
            return f"closed: {', '.join(closed)}"
        if kiosk.books.visit is not None or kiosk.books.open_acts:
            return f"visit {kiosk.books.visit}, acts {list(kiosk.books.open_acts)}"
        if self._window.view_settings != self._window.defaults:
            return f"the view is {self._window.view_settings}"
        return ""

    def _remains(self) -> list[str]:
        """What of a visit is still in the window."""
        typed = self._window._drafts.typed()
        return [f"typed and still there: {typed}"] if typed else []

    def _money(self) -> list[str]:
        reader = JournalReader(self._ground.journal)
        while batch := reader.records_after(1, len(self._entries), 500):
            self._entries += [decode(record.body).entry for record in batch]
        truth = physical(self._ground.cabinet.ledger())
        score = self._ground.score
        try:
            wrong = breaches(self._entries, truth, Terms(flags=False, unassigned=True))
        except BooksError as error:
            return [f"the journal can not be folded: {error}"]
        score.visits = sum(isinstance(entry, VisitOpened) for entry in self._entries)
        score.documents = sum(isinstance(e, IssuanceClosed) and e.outcome == "issued" for e in self._entries)
        came_to = summary(self._entries)
        score.claims, score.unassigned = came_to["claims"], came_to["unassigned"]
        score.won_in, score.won_out = truth.inserted, truth.paid_out
        return wrong

    def _words(self) -> str:
        return self._window.windowTitle()


def play(ground: Ground) -> int:
    """Open the kiosk, play, turn it off. The kiosk's exit status; what was wrong is in ``ground.failure``."""
    found: list[Kiosk] = []
    build = app.build

    def quick(settings: Settings, screen: Callable[[Screen], None], **more: object) -> Kiosk:
        rules: Rules = replace(to_rules(settings), delays=DELAYS)
        found.append(build(settings, screen, rules=rules, **more))  # type: ignore[arg-type]  # passed on as they come
        return found[0]

    app.build = quick
    window_module.VIEW_BACK_S = VIEW_BACK_S
    ground.watch.install()
    return run.main(ground.settings, lambda window: Game(ground, window, lambda: found[0] if found else None))
