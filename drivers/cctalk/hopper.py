"""The hopper (device-protocols.md 1.6, 1.10): pays out coins of one value, and knows how many it really paid.

The one figure that money hangs on is the life count (168): ``paid = (168 now - 168 in the baseline) mod 2**24``. It is
right after lost requests, lost replies, resets, power cuts and a kiosk that died in between. Baseline::

    {"serial": 1004, "count": 5120, "counter": 3}

Safe payout rule: the dispense command is sent again only if the hopper itself says that it has accepted none since the
baseline (its counter (166) unchanged and not 0). Once a command may have been sent, whatever happens, the act is only
ever *settled*: wait until nothing remains, then read the life count. A hopper with another serial number than the
baseline's can not say what became of the act: ``UNKNOWN``, for a person.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from drivers.api import (
    Act,
    ActProgressed,
    ActReported,
    DeviceId,
    Fault,
    Mark,
    Outcome,
    Pages,
    Post,
    Prepared,
    Report,
    Status,
    Token,
    Warning_,
    Won,
    Work,
)
from drivers.cctalk.bus import Ask, CcTalkBus, Disturbed, Refused, Rest, Silent
from drivers.cctalk.coin_ids import BadCoinId, parse
from drivers.cctalk.station import SERIAL, CcTalkDevice, Figure, Step, WrongDevice

LEVEL, COIN, COUNT, DISPENSE, STATUS, ENABLE, TEST, KEY = 217, 171, 168, 167, 166, 164, 163, 160
ENABLED, DISABLED = b"\xa5", b"\0"
COUNT_MODULUS = 2**24
SENDS = 3
MAX_COINS = 255

IDLE_S = 1.0
PAYING_S = 0.05

# flags of 163, least significant byte first
TIME_OUT = 1 << 1
JAMMED = 1 << 0 | 1 << 5
LIGHT = 1 << 3 | 1 << 4
POWER_UP = 1 << 6
BROKEN = 1 << 14
INTERRUPTED = 1 << 16
# flags of 217
LOW, LOW_FITTED = 1 << 0, 1 << 4


@dataclass(frozen=True)
class _State:
    """166."""

    counter: int
    remaining: int
    paid: int
    unpaid: int


_Stating = Generator[Ask | Rest, bytes, _State]
_Settling = Generator[Ask | Rest, bytes, Report]


@dataclass
class _Payout:
    act: Act
    may_send: bool
    """Only until the first command may have gone out."""
    progress: int = -1


class Hopper(CcTalkDevice):
    """``serial``: the only hopper accepted here; None: any with coins of ``value``. ``form``: how this product wants
    the dispense command: eight bytes after a key request, or its serial number."""

    category: ClassVar[str] = "Payout"

    def __init__(
        self,
        bus: CcTalkBus,
        device: DeviceId,
        address: int,
        value: Won,
        serial: int | None = None,
        form: Literal["key", "serial"] = "key",
    ) -> None:
        super().__init__(bus, device, address)
        self._value = value
        self._right_serial = serial
        self._form = form
        self._lock = threading.Lock()
        self._asked = 0
        self._orders: deque[_Payout] = deque()
        self._payout: _Payout | None = None
        self._last_report: Report | None = None
        self._serial = 0
        self._words = ""
        self._wrong = ""
        self._resettable: Fault | None = None
        """A fault found by the last payout; holds until the hopper was refilled or reset."""
        self._flags = 0
        self._level = 0
        self._counter = 0

    # --- drivers.api.Device ----------------------------------------------------------------------------------------

    def start(self, mark: Mark | None, post: Post) -> None:
        """Join the bus, starting its thread if this is the first device. A hopper has no events, so no mark."""
        self._join(post)

    def accept(self, values: frozenset[Won]) -> None:
        """A hopper takes nothing in."""

    def confirm(self, token: Token) -> None:
        """A hopper posts nothing that has to be confirmed."""

    def prepare(self) -> None:
        with self._lock:
            self._asked += 1
        self._bus.nudge(self)

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        if act.work is not Work.PAY_OUT or not 0 < act.quantity <= MAX_COINS:
            raise ValueError(f"a hopper can not {act.work} {act.quantity}")
        self._order(_Payout(act, may_send=True))

    def settle(self, act: Act) -> None:
        self._order(_Payout(act, may_send=False))

    def _order(self, payout: _Payout) -> None:
        with self._lock:
            self._orders.append(payout)
        self._bus.nudge(self)

    # --- the task --------------------------------------------------------------------------------------------------

    def farewell(self) -> tuple[Ask, ...]:
        # A payout under way goes on: its coins are in the journal and will be counted.
        return () if self._payout is not None else (Ask(ENABLE, DISABLED),)

    def interrupted(self, fault: Fault) -> None:
        self._answer_prepare(None, fault)
        self._take_orders()
        if self._payout is not None:
            self._payout.may_send = False  # nobody wants coins that come out of the blue later

    def live(self) -> Step:
        yield from self._know()
        self.alive()
        watch_due = 0.0
        while True:
            self._take_orders()
            if self._payout is not None:
                yield from self._pay(self._payout)
                watch_due = 0.0
            elif time.monotonic() >= watch_due:
                yield from self._watch()
                self.say(self._own_status())
                watch_due = time.monotonic() + IDLE_S
            if self._asked:
                yield from self._prepare()
            if not self._orders:
                yield Rest(max(0.0, watch_due - time.monotonic()))

    def _know(self) -> Step:
        serial, words = yield from self.identify()
        self._wrong = ""
        if self._right_serial not in (None, serial):
            self._wrong = f"serial number {serial}, not {self._right_serial}"
        try:
            text = (yield Ask(COIN, lengths=(6,))).decode("ascii", "replace")
            if parse(text) != self._value:
                self._wrong = f"coins {text}, not {self._value} won"
        except Silent:
            text = "coin unknown"  # older products do not say
        except BadCoinId as bad:
            self._wrong = f"coins {bad}, not {self._value} won"
        if serial != self._serial:
            self._resettable = None
        self._serial, self._words = serial, f"{words} {text} #{serial}"

    def _watch(self) -> Step:
        serial = int.from_bytes((yield Ask(SERIAL, lengths=(3,))), "little")
        if serial != self._serial:
            raise WrongDevice(f"serial number was {self._serial} and is {serial}")  # and is looked at anew
        state = yield from self._state()
        self._flags = int.from_bytes((yield Ask(TEST, lengths=(1, 2, 3))), "little")
        self._level = (yield Ask(LEVEL, lengths=(1,)))[0]
        was_reset = self._flags & POWER_UP and self._counter
        refilled = self._resettable is Fault.EMPTY and self._level & LOW_FITTED and not self._level & LOW
        if was_reset or refilled:
            self._resettable = None
        self._counter = state.counter

    def _own_status(self) -> Status:
        fault, detail = self._fault(), f"{self._words} 163={self._flags:06x} 217={self._level:02x}"
        low = self._level & LOW_FITTED and self._level & LOW
        warnings = frozenset({Warning_.LOW}) if low else frozenset[Warning_]()
        return Status(fault is None, fault, warnings, self._wrong or detail)

    def _fault(self) -> Fault | None:
        if self._wrong:
            return Fault.WRONG_DEVICE
        if self._flags & LIGHT:
            return Fault.FRAUD
        if self._flags & BROKEN:
            return Fault.BROKEN
        return self._resettable

    # --- prepare ---------------------------------------------------------------------------------------------------

    def _prepare(self) -> Step:
        yield from self._watch()
        state = yield from self._state()
        count = yield from self._life_count()
        fault = self._fault() or (Fault.UNCOUNTED if state.remaining else None)
        self.say(self._own_status())
        baseline = {"serial": self._serial, "count": count, "counter": state.counter}
        self._answer_prepare(baseline if fault is None else None, fault)

    def _answer_prepare(self, baseline: Mapping[str, int] | None, fault: Fault | None) -> None:
        with self._lock:
            asked, self._asked = self._asked, 0
        for _ in range(asked):
            self.post(Prepared(self._id, baseline, fault))

    # --- payout ----------------------------------------------------------------------------------------------------

    def _take_orders(self) -> None:
        with self._lock:
            orders = list(self._orders)
            self._orders.clear()
        for order in orders:
            number = order.act.number
            if self._payout is not None:
                if self._payout.act.number != number:
                    raise RuntimeError(f"{self._id}: act {number} while act {self._payout.act.number} is open")
            elif self._last_report is not None and self._last_report.act == number:
                self.post(ActReported(self._id, self._last_report))
            else:
                self._payout = order

    def _pay(self, payout: _Payout) -> Step:
        if payout.may_send:
            # Whatever interrupts from here on, the act is settled and never begun again.
            payout.may_send = False
            if self._fault() is None:
                yield from self._dispense(payout.act)
        report = yield from self._settle(payout)
        self._payout, self._last_report = None, report
        if report.outcome is not Outcome.DONE and report.fault in (Fault.EMPTY, Fault.JAM):
            self._resettable = report.fault
        self.post(ActReported(self._id, report))
        yield Ask(ENABLE, DISABLED)

    def _dispense(self, act: Act) -> Step:
        """Send the command so that it is carried out at most once; what came of it is for the count to say."""
        serial = int.from_bytes((yield from self.sure(SERIAL, 3)), "little")
        count = yield from self._life_count()
        state = yield from self._state()
        before = _State(int(act.baseline["counter"]), 0, state.paid, state.unpaid)
        if (serial, count, state) != (act.baseline["serial"], act.baseline["count"], before):
            return
        security = bytes(8) if self._form == "key" else serial.to_bytes(3, "little")
        for _ in range(SENDS):
            try:
                yield Ask(ENABLE, ENABLED)
                if self._form == "key":
                    yield Ask(KEY, lengths=None)
                yield Ask(DISPENSE, security + bytes([act.quantity]), lengths=(0, 1), tries=1)
            except Refused:
                return
            except (Silent, Disturbed):
                state = yield from self._state()
                if not state.counter or state != before:
                    return
            else:
                return

    def _settle(self, payout: _Payout) -> _Settling:
        act = payout.act
        while True:
            state = yield from self._state()
            if not state.remaining:
                break
            done = max(0, act.quantity - state.remaining)
            if done != payout.progress:
                payout.progress = done
                self.post(ActProgressed(self._id, act.number, done))
            yield Rest(PAYING_S)
        serial = int.from_bytes((yield from self.sure(SERIAL, 3)), "little")
        count = yield from self._life_count()
        self._flags = int.from_bytes((yield Ask(TEST, lengths=(1, 2, 3))), "little")
        evidence: dict[str, int | str] = {
            "serial": serial,
            "count": count,
            "counter": state.counter,
            "paid": state.paid,
            "unpaid": state.unpaid,
            "test": f"{self._flags:06x}",
        }
        if serial != act.baseline["serial"]:
            return Report(act.number, Outcome.UNKNOWN, 0, evidence, Fault.WRONG_DEVICE)
        paid = (count - int(act.baseline["count"])) % COUNT_MODULUS
        if paid > act.quantity:
            # Somebody else made it pay, or its memory is gone: this count can not say what this act did.
            return Report(act.number, Outcome.UNKNOWN, 0, evidence, Fault.UNCOUNTED)
        if paid == act.quantity:
            return Report(act.number, Outcome.DONE, paid, evidence)
        outcome = Outcome.PARTIAL if paid else Outcome.NOT_DONE
        return Report(act.number, outcome, paid, evidence, self._cause(state))

    def _cause(self, state: _State) -> Fault | None:
        """Why a payout fell short, by the test flags."""
        if self._flags & JAMMED:
            return Fault.JAM
        if self._flags & TIME_OUT:
            return Fault.EMPTY
        if self._flags & INTERRUPTED or not state.counter:
            return None  # its power went away; nothing is wrong with it now
        return self._fault()

    # --- figures ---------------------------------------------------------------------------------------------------

    def _state(self) -> _Stating:
        return _State(*(yield Ask(STATUS, lengths=(4,))))

    def _life_count(self) -> Figure:
        return int.from_bytes((yield from self.sure(COUNT, 3)), "little")
