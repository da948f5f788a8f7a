"""The clerk: one thread and one inbox; the only owner of the Desk and the only writer of the journal.

For each fact: ``step`` says what follows, the Books folded on with it; its entries become durable in one transaction;
then the orders are carried out, in their order. A step without entries never touches the disk. To begin an act that
is not open in the Books is refused as a hard error. Whatever is raised here is a bug: it is logged, ``on_end`` hears
of it and the kiosk restarts, which is always safe.

Between visits the clerk also looks after the machine's own things: room on the disk, the month's segment, the sign of
life.
"""

from __future__ import annotations

import logging
import math
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from drivers.api import Act, CardReader, Device, DeviceId, Pages
from kiosk.core.books import Books, carry
from kiosk.core.desk import Desk
from kiosk.core.facts import DiskChanged, DistrictSeen, Fact, TimePassed
from kiosk.core.instant import Instant
from kiosk.core.orders import (
    Accept,
    Begin,
    CheckCard,
    CheckExemption,
    Compose,
    Confirm,
    Discard,
    ErrandOrder,
    Identify,
    Issue,
    Order,
    Prepare,
    ReadCard,
    Settle,
    Show,
    SignCard,
    Wipe,
)
from kiosk.core.screens import Screen
from kiosk.core.session import Closed, Idle
from kiosk.core.slip import Slip
from kiosk.core.step import deadline, step
from kiosk.traces import places
from offline_queue.entries import Entry
from offline_queue.journal import DiskFull, Journal
from offline_queue.room import give_up_ballast, restore_ballast, room

log = logging.getLogger(__name__)

_TICK_S = 1.0
_LIFE_S = 10.0
_HOUSE_S = 2.0


class ActNotIntended(Exception):
    """An act was to begin that is not open in the Books: it would be lost by a power cut. A bug."""


class DeadlineStuck(Exception):
    """A deadline passed and the step left it standing: the clerk would turn in circles. A bug."""


class NotGiven(Exception):
    """The core orders what this clerk was not given the means for. A bug of whoever put the kiosk together."""


class Errands(Protocol):
    """What the clerk asks of the visit's own process; every call returns at once."""

    def ask(self, order: ErrandOrder) -> None: ...
    def wipe(self) -> None: ...


def now() -> Instant:
    """The machine's clocks."""
    return Instant(time.monotonic(), datetime.now(UTC))


class SignOfLife:
    """A file whose time says when the kiosk was last known to run; tells a short stop from a long one at the next
    start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def give(self, at: datetime) -> None:
        """Durable, so that a power cut finds it."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.utime(descriptor, (at.timestamp(), at.timestamp()))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def last(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None


class DiskRoom:
    """Room where the journal lies. ``need`` and ``ballast`` in bytes."""

    def __init__(self, folder: Path, need: int, ballast: int) -> None:
        self._folder = folder
        self._need = need
        self._ballast = ballast

    def enough(self) -> bool:
        """Room for a whole visit, and the ballast in its place."""
        return room(self._folder, self._need) and restore_ballast(self._folder, self._ballast)

    def give_up_ballast(self) -> bool:
        return give_up_ballast(self._folder)


class Clerk:
    """``start`` once, ``post`` from any thread, ``stop`` and ``join`` at the end. ``on_end`` is called in the clerk's
    thread with the exception that ended it, or None after ``stop``.

    ``card_reader``: the device of ``Rules.card_reader`` once more, as the one that reads and signs. ``slips``: draws
    what the receipt printer is handed.
    """

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        devices: Mapping[DeviceId, Device],
        screen: Callable[[Screen], None],
        errands: Errands,
        uploader_poke: Callable[[], None],
        clock: Callable[[], Instant] = now,
        *,
        card_reader: CardReader | None = None,
        slips: Callable[[Slip], Pages] | None = None,
        disk: DiskRoom | None = None,
        life: SignOfLife | None = None,
        tick: Callable[[], None] | None = None,
        on_end: Callable[[BaseException | None], None] | None = None,
    ) -> None:
        self._desk = _at_head(desk, journal)
        self._journal = journal
        self._devices = devices
        self._screen = screen
        self._errands = errands
        self._poke = uploader_poke
        self._clock = clock
        self._card_reader = card_reader
        self._slips = slips
        self._disk = disk
        self._life = life
        self._tick = tick or (lambda: None)
        self._on_end = on_end or (lambda error: None)
        self._inbox: queue.SimpleQueue[Fact | None] = queue.SimpleQueue()
        self._own: deque[Fact] = deque()
        self._life_at = 0.0
        self._life_failed = False
        self._house_at = 0.0
        self._disk_room = desk.cabinet.disk_room
        self._confirmed: Instant | None = None
        """Our clocks when the district last confirmed the time."""
        self._thread = threading.Thread(target=self._run, name="clerk")

    @property
    def books(self) -> Books:
        """As they are now; a value, safe to read from any thread."""
        return self._desk.books

    @property
    def desk(self) -> Desk:
        return self._desk

    def start(self) -> None:
        self._thread.start()

    def post(self, fact: Fact) -> None:
        self._inbox.put(fact)

    def stop(self) -> None:
        """End after the facts that are already in the inbox."""
        self._inbox.put(None)

    def join(self, timeout: float | None = None) -> bool:
        """True when the thread has ended."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while self._turn():
                self._tick()
        except Exception as error:
            log.critical("the clerk stops: %s", places(error))
            self._on_end(error)
        else:
            self._on_end(None)

    def _turn(self) -> bool:
        """Wait for one fact or deadline and do what follows; False: stop."""
        if self._own:
            self._do(self._own.popleft())
            return True
        until = deadline(self._desk)
        wait = min(until or math.inf, self._next_chore()) - self._clock().mono
        try:
            # facts that are already here go before a deadline: a press in time is never outrun by it
            fact = self._inbox.get(timeout=min(wait, _TICK_S)) if wait > 0 else self._inbox.get_nowait()
        except queue.Empty:
            self._pass_time(until)
            return True
        if fact is None:
            return False
        self._do(fact)
        return True

    def _pass_time(self, until: float | None) -> None:
        mono = self._clock().mono
        if until is not None and mono >= until:
            self._do(TimePassed())
            if deadline(self._desk) == until:
                raise DeadlineStuck(f"the step left its deadline standing ({type(self._desk.session).__name__})")
        elif mono >= self._next_chore():
            self._keep_house()

    def _do(self, fact: Fact) -> None:
        now = self._clock()
        match fact:
            # another offset is another reading of the district's clock; the same one may be told long after it was read
            case DistrictSeen(clock_offset_s=float() as offset) if offset != self._desk.cabinet.clock_offset_s:
                self._confirmed = now
        done = step(self._desk, fact, now)
        if done.entries:  # folded already: an entry that contradicts the Books never comes as far as the disk
            self._store(done.entries, now.wall)
        self._desk = Desk(session=done.session, books=done.books, cabinet=done.cabinet, rules=self._desk.rules)
        for order in done.orders:
            self._carry_out(order)
        if done.entries:
            self._poke()

    def _store(self, entries: Sequence[Entry], at: datetime) -> None:
        try:
            self._journal.append(entries, at)
        except DiskFull:
            if self._disk is None or not self._disk.give_up_ballast():
                raise
            log.warning("the disk is full: the ballast is given up")
            self._journal.append(entries, at)
            self._disk_room = False
            self._own.append(DiskChanged(room=False, spent=True))

    def _carry_out(self, order: Order) -> None:
        match order:
            case Show(screen):
                self._screen(screen)
            case Begin(act, pages, slip):
                self._check_intended(act)
                self._devices[act.device].begin(act, pages if slip is None else self._drawn(slip))
            case Prepare(device):
                if wire := self._wire(device):
                    wire.prepare()
            case Settle(act):
                if wire := self._wire(act.device):
                    wire.settle(act)
            case Confirm(device, token):
                if wire := self._wire(device):
                    wire.confirm(token)
            case Accept(device, values):
                if wire := self._wire(device):
                    wire.accept(values)
            case ReadCard(_, card):
                self._reader().read(card)
            case SignCard(_, card, pin, digest):
                self._reader().sign(card, pin, digest)
            case CheckCard() | Identify() | CheckExemption() | Compose() | Issue():
                self._errands.ask(order)
            case Discard(pages):
                pages.wipe()
            case Wipe():
                self._errands.wipe()

    def _reader(self) -> CardReader:
        if self._card_reader is None:
            raise NotGiven("the core has a card reader, the clerk was given none")
        return self._card_reader

    def _drawn(self, slip: Slip) -> Pages:
        if self._slips is None:
            raise NotGiven("the core has a receipt printer, the clerk was given nobody who draws slips")
        return self._slips(slip)

    def _wire(self, device: DeviceId) -> Device | None:
        """None for a device that kiosk.toml no longer names: it stays silent, and what hangs on it goes its way to a
        claim.
        """
        found = self._devices.get(device)
        if found is None:
            log.warning("%s is not in kiosk.toml: it can not be asked", device)
        return found

    def _check_intended(self, act: Act) -> None:
        intended = self._desk.books.open_acts.get(act.device)
        if intended is None or (intended.act, intended.work, intended.quantity, intended.name) != (
            act.number,
            act.work.value,
            act.quantity,
            act.name,
        ):
            raise ActNotIntended(f"act {act.number} on {act.device} is not open in the Books")

    def _at_rest(self) -> bool:
        return isinstance(self._desk.session, Idle | Closed)

    def _next_chore(self) -> float:
        """Monotonic second. What only may be done between visits is due as soon as a visit has ended."""
        return min(self._life_at, self._house_at) if self._at_rest() else self._life_at

    def _keep_house(self) -> None:
        now = self._clock()
        if now.mono >= self._life_at:
            self._life_at = now.mono + _LIFE_S
            self._give_life(now.wall)
        if now.mono >= self._house_at and self._at_rest():
            self._house_at = now.mono + _HOUSE_S
            if self._disk is not None and (enough := self._disk.enough()) != self._disk_room:
                self._disk_room = enough
                self._own.append(DiskChanged(room=enough))
            self._roll(now)

    def _give_life(self, at: datetime) -> None:
        """Without it the next start takes a short stop for a longer one; that is no reason to end now."""
        if self._life is None:
            return
        try:
            self._life.give(at)
        except OSError as error:
            if not self._life_failed:
                log.warning("no sign of life can be given: %s", error.strerror)
            self._life_failed = True
        else:
            self._life_failed = False

    def _roll(self, now: Instant) -> None:
        """A new segment when the open one began in another local month, but only by a clock that the district
        confirms: a wrong year is never rolled.
        """
        minutes = self._desk.rules.utc_offset_minutes
        if _month(now.wall, minutes) == _month(self._journal.began_at, minutes) or not self._clock_is_right(now):
            return
        try:
            self._journal.roll(carry(self._desk.books), now.wall)
        except DiskFull:
            log.info("no room for the new month's segment yet")
            return
        self._desk = _at_head(self._desk, self._journal)
        self._poke()

    def _clock_is_right(self, now: Instant) -> bool:
        """The district confirmed the wall clock, and it did not jump since then."""
        offset, confirmed = self._desk.cabinet.clock_offset_s, self._confirmed
        if offset is None or confirmed is None:
            return False
        jumped = (now.wall - confirmed.wall).total_seconds() - (now.mono - confirmed.mono)
        return abs(offset - jumped) <= self._desk.rules.max_clock_offset_s


def _at_head(desk: Desk, journal: Journal) -> Desk:
    """The Books with their place in the journal, which those that an older segment carried forward do not have."""
    return replace(desk, books=msgspec.structs.replace(desk.books, sequence=journal.head.sequence))


def _month(at: datetime, utc_offset_minutes: int) -> tuple[int, int]:
    local = at.astimezone(UTC) + timedelta(minutes=utc_offset_minutes)
    return local.year, local.month
