"""The coin acceptor (device-protocols.md 1.6, 1.7): which coins are in, and what is not sure about it.

Every reading of the event buffer is compared with the last one, and the accept count (225) with the coins that were
credited. The mark says up to where both are explained::

    {"run": 17, "counter": 5, "buffer": "04010000…", "accepted": 1234, "serial": 12345678}

``run`` goes up by one with each fact; ``accepted`` is the part of the accept count that coins and doubts explain, -1
when the product has no such count. A coin may be past the gate and counted while its event is not in the buffer yet, so
a count that differs is believed only when nothing has moved for ``SETTLE_S``.

``accept_count="kept"``: the count survives a reset, so it tells exactly how many coins a reset has swallowed, or that
there were none. ``"volatile"`` (or a count that is found to have gone back): after a reset coins may be missing, none
knows.

A reset that the counter can not show (0, coin, reset, 0) is found by the inhibit mask: one position without a coin
stays enabled for ever as a *witness*; a reset clears it, and it is not set again before what the reset may have cost is
durable.

``Prepared`` answers "is every coin told that could fall?": after ``accept(∅)`` it comes only when the closed mask was
read back, the events were read after that, and the accept count agrees with the coins told (a coin past the gate is
counted before its event is there). A product without a count gets ``SETTLE_S`` instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from drivers.api import (
    CASH_BOX,
    Act,
    Coin,
    DeviceId,
    Doubt,
    Fault,
    Mark,
    Pages,
    Post,
    Prepared,
    Token,
    Won,
)
from drivers.cctalk.bus import Ask, CcTalkBus, Rest, Silent
from drivers.cctalk.coin_facts import CoinFacts
from drivers.cctalk.coin_table import CoinTable, read_table
from drivers.cctalk.coin_trouble import CoinTrouble
from drivers.cctalk.events import SWALLOWED, Break, Event, News, Reading, compare
from drivers.cctalk.frames import SIMPLE_POLL
from drivers.cctalk.station import CcTalkDevice, Figure, Step

SELF_CHECK, SET_MASK, MASK, EVENTS, SET_MASTER, MASTER, ACCEPTED = 232, 231, 230, 229, 228, 227, 225

COUNT_MODULUS = 2**24
NO_COUNT = -1

IDLE_POLL_S = 0.2
OPEN_POLL_S = 0.02
"""While coins are welcome: the wait from the last coin to the paper is mostly this. Also well below the second after
which an unpolled acceptor closes itself."""
READ_BACK_S = 1.0
COUNT_S = 1.0
SETTLE_S = 0.7
COUNT_TRIES = 2
"""So many times silent to 225 while alive, and the product has no such count."""

DOUBTS = {Break.RESET: Doubt.RESET, Break.OVERFLOW: Doubt.OVERFLOW, Break.MISALIGNED: Doubt.MISALIGNED}


@dataclass(frozen=True)
class _Difference:
    """The accept count is ahead of the coins explained, since when nothing moved."""

    count: int
    counter: int
    since: float


class CoinAcceptor(CcTalkDevice):
    """``paths``: sorter path → store; an unnamed path leads to path 0's. ``values``: the coins that must be programmed;
    None: whatever is programmed will do."""

    category: ClassVar[str] = "Coin Acceptor"

    def __init__(
        self,
        bus: CcTalkBus,
        device: DeviceId,
        address: int = 2,
        paths: Mapping[int, str] | None = None,
        accept_count: Literal["kept", "volatile"] = "kept",
        values: frozenset[Won] | None = None,
    ) -> None:
        super().__init__(bus, device, address)
        self._paths = {path: DeviceId(store) for path, store in (paths or {}).items()}
        self._kept = accept_count == "kept"
        self._values = values
        # shared with other threads
        self._lock = threading.Lock()
        self._wanted: frozenset[Won] = frozenset()
        self._asked = 0
        # identity
        self._serial: int | None = None
        self._words = ""
        self._table = CoinTable()
        # position in the event stream
        self._facts = CoinFacts(device)
        self._last: Reading | None = None
        self._explained = NO_COUNT
        self._mark_serial = 0
        # what is being watched
        self._written: tuple[int, int] | None = None
        self._at_risk: frozenset[Won] = frozenset()
        self._reset_seen = False
        self._hold = False
        self._suspicion: Doubt | None = None
        self._difference: _Difference | None = None
        self._has_count: bool | None = None
        self._unanswered = 0
        self._count_due = self._read_back_due = 0.0
        self._trouble = CoinTrouble()
        self._settled = False
        self._closed_at = self._events_at = 0.0
        self._quiet = False

    # --- drivers.api.Device ----------------------------------------------------------------------------------------

    def start(self, mark: Mark | None, post: Post) -> None:
        """Join the bus, starting its thread if this is the first device."""
        if mark is not None:
            self._facts.run = int(mark["run"])
            self._last = Reading(int(mark["counter"]), bytes.fromhex(str(mark["buffer"])))
            self._explained = int(mark["accepted"])
            self._mark_serial = int(mark.get("serial", 0))
        self._join(post)

    def accept(self, values: frozenset[Won]) -> None:
        with self._lock:
            changed = values != self._wanted
            self._wanted = values
        if changed:
            self._bus.nudge(self)

    def confirm(self, token: Token) -> None:
        self._facts.confirm(token)

    def prepare(self) -> None:
        with self._lock:
            self._asked += 1
        self._bus.nudge(self)

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        raise ValueError("a coin acceptor has no acts")

    def settle(self, act: Act) -> None:
        raise ValueError("a coin acceptor has no acts")

    # --- the task --------------------------------------------------------------------------------------------------

    def farewell(self) -> tuple[Ask, ...]:
        return (Ask(SET_MASTER, b"\0"),)

    def interrupted(self, fault: Fault) -> None:
        self._answer_prepare(fault)
        self._facts.repeat(self.post)

    def live(self) -> Step:
        yield from self._know()
        self.alive()
        yield from self._line_up()
        while True:
            yield from self._read_events()
            yield from self._follow_wishes()
            now = time.monotonic()
            if now >= self._read_back_due:
                yield from self._read_back()
            if now >= self._trouble.due:
                yield from self._check_self()
            if now >= self._count_due:
                yield from self._compare_count()
            self._facts.repeat(self.post)
            if self._settled:
                self.say(self._trouble.status(self._words))
                self._answer_prepare(None)
            yield Rest(OPEN_POLL_S if self._is_busy() else IDLE_POLL_S)

    def _is_busy(self) -> bool:
        with self._lock:
            return bool(self._wanted or self._asked) or not self._settled or self._difference is not None

    def _know(self) -> Step:
        """Who is there, and which coins it knows."""
        serial, words = yield from self.identify()
        if serial == self._serial:
            return
        self._table = yield from read_table(self._values, words)
        self._words, self._serial = words, serial
        self._has_count, self._unanswered = None, 0

    def _line_up(self) -> Step:
        """The start-up rule: what fell while nobody looked is credited if the buffers line up, else doubted."""
        self._settled = False
        mask = int.from_bytes((yield Ask(MASK, lengths=(2,))), "little")
        yield Ask(SET_MASTER, b"\0")
        self._written = None
        if not self._at_risk:
            self._at_risk = self._values or self._table.values
        another = self._last is not None and self._mark_serial not in (0, self._serial)
        if self._last is None:
            # From the first mark on, a witness that is gone means a reset: it has to stand before that mark does.
            yield Ask(SET_MASK, self._table.witness.to_bytes(2, "little"))
        if self._last is None or another:
            reading = Reading.of((yield Ask(EVENTS, lengths=(11,))))
            self._explained = NO_COUNT
            self._explained = yield from self._count()
            self._last, self._mark_serial = reading, self._serial or 0
            self._reset_seen = False
            self._tell((), Doubt.RESET if another else None)
        elif self._table.witness and not mask & self._table.witness:
            self._reset_seen = True
        self._count_due = self._read_back_due = 0.0
        self._trouble.check_now()

    # --- wishes ----------------------------------------------------------------------------------------------------

    def _follow_wishes(self) -> Step:
        if self._hold and (self._facts.unconfirmed or self._suspicion is not None):
            return
        self._hold = False
        with self._lock:
            wanted = self._wanted
        mask, master = self._table.masks(wanted)
        if (mask, master) == self._written:
            return
        self._written = None
        if master:
            self._at_risk |= wanted
        else:
            yield Ask(SET_MASTER, b"\0")  # closing: everything at once
        yield Ask(SET_MASK, mask.to_bytes(2, "little"))
        found = int.from_bytes((yield Ask(MASK, lengths=(2,))), "little")
        if found != mask:
            raise Silent(f"{self._address}: inhibit mask is {found:04x}, not {mask:04x}")
        if master:
            yield Ask(SET_MASTER, b"\1")  # opening: only behind the right mask
        else:
            self._closed_at, self._quiet, self._count_due = time.monotonic(), False, 0.0
        self._written = (mask, master)
        self._read_back_due = time.monotonic() + READ_BACK_S

    def _read_back(self) -> Step:
        """Masks that are not what was written last mean a reset that the event counter may not show."""
        self._read_back_due = time.monotonic() + READ_BACK_S
        if self._written is None:
            return
        mask = int.from_bytes((yield Ask(MASK, lengths=(2,))), "little")
        master = (yield Ask(MASTER, lengths=(1,)))[0] & 1
        if (mask, master) != self._written:
            self._written = None
            if not mask & (self._table.witness or 0xFFFF):
                self._reset_seen = True
        elif self._settled and self._suspicion is None and self._difference is None:
            with self._lock:
                self._at_risk = self._wanted

    def _check_self(self) -> Step:
        asked_at = time.monotonic()
        self._trouble.checked((yield Ask(SELF_CHECK, lengths=(1, 2)))[0], asked_at)

    # --- events ----------------------------------------------------------------------------------------------------

    def _read_events(self) -> Step:
        asked_at = time.monotonic()
        reading = Reading.of((yield Ask(EVENTS, lengths=(11,))))
        last = self._last
        if last is None:
            raise RuntimeError("events are read only after the first mark")
        news = compare(last, reading)
        if news.broken is not None:
            # Such news must be seen twice: one frame in 256 passes its checksum by chance.
            if Reading.of((yield Ask(EVENTS, lengths=(11,)))) != reading:
                return
            self._reset_seen = self._reset_seen or news.broken is Break.RESET
        if news.broken is not None or self._reset_seen or reading != last:
            yield from self._take(news, reading)
        self._events_at = asked_at

    def _take(self, news: News, reading: Reading) -> Step:
        """Credit the events of ``reading``; say, or leave to the accept count, what is not sure."""
        events = news.events
        doubt = DOUBTS[news.broken] if news.broken is not None else None
        if self._reset_seen:
            doubt = Doubt.RESET
        if doubt is not None:
            count = yield from self._count()
            ahead = (count - self._explained) % COUNT_MODULUS
            counted = NO_COUNT not in (count, self._explained) and ahead < COUNT_MODULUS // 2
            if counted and (self._kept or not self._reset_seen):
                # The count tells how many there were: never more than that, and what is missing when it has settled.
                events = _newest_coins(events, ahead)
                self._suspicion, doubt = doubt, None
                self._count_due = 0.0
            else:
                self._explained = NO_COUNT
                if self._reset_seen and not self._at_risk:
                    doubt = None  # nothing could fall in
        if self._reset_seen:
            self._reset_seen, self._hold, self._written = False, True, None
        coins = tuple(self._coin(event) for event in events if event[0] in self._table.coins)
        if self._explained != NO_COUNT:
            self._explained = (self._explained + len(coins)) % COUNT_MODULUS
        if doubt is None and any(a not in self._table.coins if a else b == SWALLOWED for a, b in events):
            doubt = Doubt.SWALLOWED
        self._trouble.notice(events)
        self._last = reading
        self._tell(coins, doubt)

    def _coin(self, event: Event) -> Coin:
        position, path = event
        return Coin(self._table.coins[position], self._paths.get(path) or self._paths.get(0) or CASH_BOX)

    # --- the accept count ------------------------------------------------------------------------------------------

    def _count(self) -> Figure:
        """The accept count; ``NO_COUNT`` if this product has none (one that ever told it is asked on and on)."""
        if self._has_count is False:
            return NO_COUNT
        try:
            count = int.from_bytes((yield from self.sure(ACCEPTED, 3)), "little")
        except Silent:
            if self._has_count or self._explained != NO_COUNT:
                raise
            yield Ask(SIMPLE_POLL)  # it lives, and does not know the question
            self._unanswered += 1
            if self._unanswered < COUNT_TRIES:
                raise
            self._has_count = False
            return NO_COUNT
        self._has_count = True
        return count

    def _compare_count(self) -> Step:
        """Coins credited and coins counted must agree; a difference is believed when nothing has moved for a while."""
        count = yield from self._count()
        now = time.monotonic()
        self._count_due = now + COUNT_S
        if count == self._explained:
            self._settled, self._difference, self._suspicion = True, None, None
            self._quiet = count != NO_COUNT or now - self._closed_at >= SETTLE_S
            if not self._quiet:
                self._count_due = now
            return
        counter = self._last.counter if self._last is not None else 0
        seen = self._difference
        if seen is None or (seen.count, seen.counter) != (count, counter):
            seen = self._difference = _Difference(count, counter, now)
        if now - seen.since < SETTLE_S:
            self._count_due = now
            return
        ahead = (count - self._explained) % COUNT_MODULUS
        based = self._explained != NO_COUNT
        doubt = self._suspicion or Doubt.COUNT_DIFFERS
        self._explained = count
        self._settled, self._difference, self._suspicion = True, None, None
        self._quiet = now - self._closed_at >= SETTLE_S
        if not self._quiet:
            self._count_due = now
        self._tell((), doubt if based else None, ahead if based and ahead < COUNT_MODULUS // 2 else None)

    # --- facts -----------------------------------------------------------------------------------------------------

    def _tell(self, coins: tuple[Coin, ...], doubt: Doubt | None, missing: int | None = None) -> None:
        """Post a new fact; it is posted again until it is confirmed."""
        last = self._last
        if last is None:
            raise RuntimeError("no position in the event stream yet")
        position: dict[str, int | str] = {
            "counter": last.counter,
            "buffer": last.buffer.hex(),
            "accepted": self._explained,
            "serial": self._mark_serial,
        }
        possible = self._at_risk if doubt is not None else frozenset()
        self._facts.tell(self.post, coins, position, doubt, missing, possible)

    def _answer_prepare(self, fault: Fault | None) -> None:
        with self._lock:
            if fault is None and not self._wish_fulfilled():
                return
            asked, self._asked = self._asked, 0
        for _ in range(asked):
            counter = self._last.counter if self._last is not None else 0
            figures = {"run": self._facts.run, "counter": counter, "accepted": self._explained}
            self.post(Prepared(self._id, figures if fault is None else None, fault))

    def _wish_fulfilled(self) -> bool:
        """The masks are the wished ones; when they are closed, every coin that fell before is told. Under the lock."""
        wish = self._table.masks(self._wanted)
        return wish == self._written and (wish[1] == 1 or (self._quiet and self._events_at > self._closed_at))


def _newest_coins(events: tuple[Event, ...], at_most: int) -> tuple[Event, ...]:
    """``events`` without its oldest coins, so that no more than ``at_most`` are left."""
    spare = sum(1 for a, _ in events if a) - at_most
    kept = []
    for event in events:
        if event[0] and spare > 0:
            spare -= 1
        else:
            kept.append(event)
    return tuple(kept)
