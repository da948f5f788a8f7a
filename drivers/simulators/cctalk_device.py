"""What every simulated ccTalk device has in common: identity, strictness, and faults of its wire.

A device answers exactly its own headers with exactly the right number of data bytes, and is silent to everything else:
silence is ccTalk's only "unsupported".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from drivers.simulators.cctalk_frame import BUSY, DATA, NAK, answer
from drivers.simulators.device import Cut, Refused
from drivers.simulators.ledger import Ledger

LINK_VERBS = {
    "mute": "pull the device's plug: it hears and says nothing",
    "unmute": "put the plug back",
    "power_cycle": "take the device's power away and give it back",
    "drop_request": "count=1, header=any: the next requests never arrive",
    "drop_reply": "count=1, header=any: the next requests are carried out, their answers lost",
    "lose": "percent, seed: from now on lose so many of the requests and, apart from them, of the replies; 0 ends it",
    "flip_bit": "count=1, header=any: one bit of the next replies is wrong",
    "delay": "seconds, count=1, header=any: the next replies come so late",
    "busy": "count=1, header=any: the next requests are answered BUSY",
    "ignore_header": "header: be silent to it from now on, as a product that does not have it",
    "set_serial": "serial: another device of the same kind at this address",
    "set_self_check": "code: what the self-check (232) answers",
}


@dataclass
class Said:
    """What one request brings: the frame to send, if any, and how late."""

    frame: bytes | None
    delay_s: float = 0.0


@dataclass(frozen=True)
class Rule:
    """One header: how many data bytes it takes and what it does. The answer is data, or None for NAK."""

    lengths: frozenset[int]
    carry_out: Callable[[bytes], bytes | None]


def rule(carry_out: Callable[[bytes], bytes | None], *lengths: int) -> Rule:
    return Rule(frozenset(lengths or (0,)), carry_out)


@dataclass
class Pending:
    """A wire fault that waits for its requests; it belongs to the test, not to the device's state."""

    count: int
    header: int | None
    seconds: float = 0.0


class CcTalkDevice:
    """Base of the coin acceptor and the hoppers. Everything here is called with the ledger's lock held but
    ``control``."""

    category = ""
    product = ""
    own_verbs: ClassVar[Mapping[str, str]] = {}

    def __init__(self, name: str, address: int, serial: int) -> None:
        self.name = name
        self.address = address
        self.verbs: Mapping[str, str] = {**self.own_verbs, **LINK_VERBS}
        self.serial = serial
        self.self_check = 0
        self.muted = False
        self.ledger: Ledger
        self.wake: Callable[[], None] = lambda: None
        self._faults: dict[str, Pending] = {}
        self._ignored: set[int] = set()
        self._loss: Callable[[], bool] = lambda: False
        self._rules: dict[int, Rule] = {
            254: rule(lambda _: b""),
            246: rule(lambda _: b"SIM"),
            245: rule(lambda _: self.category.encode()),
            244: rule(lambda _: self.product.encode()),
            242: rule(lambda _: self.serial.to_bytes(3, "little")),
            241: rule(lambda _: b"1.0"),
            216: rule(lambda _: bytes(5)),
            192: rule(lambda _: b"1"),
            4: rule(lambda _: bytes([1, 4, 6])),
            1: rule(self._reset),
        }

    # --- the wire -------------------------------------------------------------------------------------------------

    def request(self, header: int, data: bytes, now: float) -> Said:
        """What the device does with a request addressed to it."""
        if self.muted or self._took("drop_request", header) or self._loss():
            return Said(None)
        known = self._rules.get(header)
        if known is None or header in self._ignored or len(data) not in known.lengths:
            return Said(None)
        if self._took("busy", header):
            return Said(answer(self.address, BUSY))
        self.polled(header, now)
        result = known.carry_out(data)
        frame = answer(self.address, NAK) if result is None else answer(self.address, DATA, result)
        if self._took("drop_reply", header) or self._loss():
            return Said(None)
        if self._took("flip_bit", header):
            frame = frame[:-2] + bytes([frame[-2] ^ 0x10]) + frame[-1:]
        late = self._faults.get("delay")
        return Said(frame, late.seconds if late is not None and self._took("delay", header) else 0.0)

    def polled(self, header: int, now: float) -> None:
        """A valid request came."""

    def due(self) -> float | None:
        """When ``tick`` wants to be called next (monotonic)."""
        return None

    def tick(self, now: float) -> None:
        """Time passed."""

    def _took(self, kind: str, header: int) -> bool:
        pending = self._faults.get(kind)
        if pending is None or not pending.count or pending.header not in (None, header):
            return False
        pending.count -= 1
        return True

    def _reset(self, _: bytes) -> bytes:
        with self.ledger.change():
            self.reset(power_lost=False)
        return b""

    # --- life ------------------------------------------------------------------------------------------------------

    def reset(self, *, power_lost: bool) -> None:
        """Volatile state starts anew."""
        raise NotImplementedError

    def start(self, directory: Path, ledger: Ledger) -> None:
        self.ledger = ledger

    def stop(self) -> None:
        """The bus ends the thread; nothing else to free."""

    def state(self) -> dict[str, Any]:
        return {"memory": {**self._common(), **self.memory()}, "volatile": self.volatile()}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        memory, volatile = state["memory"], state["volatile"]
        self.serial, self.self_check, self.muted = memory["serial"], memory["self_check"], memory["muted"]
        self._faults, self._ignored, self._loss = {}, set(), lambda: False
        self.set_memory(memory)
        if volatile:
            self.set_volatile(volatile)
        if cut == "cabinet":
            with self.ledger.change():
                self.reset(power_lost=bool(volatile))
        self.wake()

    def _common(self) -> dict[str, Any]:
        return {"serial": self.serial, "self_check": self.self_check, "muted": self.muted}

    def memory(self) -> dict[str, Any]:
        raise NotImplementedError

    def volatile(self) -> dict[str, Any]:
        raise NotImplementedError

    def set_memory(self, memory: dict[str, Any]) -> None:
        raise NotImplementedError

    def set_volatile(self, volatile: dict[str, Any]) -> None:
        raise NotImplementedError

    # --- the control socket ----------------------------------------------------------------------------------------

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        with self.ledger.change():
            if do not in LINK_VERBS:
                result = self.operate(do, arguments)
            else:
                result = {}
                self._disturb(do, arguments)
        self.wake()
        return result

    def operate(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """One of the device's own verbs."""
        raise NotImplementedError

    def _disturb(self, do: str, arguments: dict[str, Any]) -> None:
        match do:
            case "mute" | "unmute":
                self.muted = do == "mute"
            case "power_cycle":
                self.reset(power_lost=True)
            case "lose":
                self._loss = _loser(number(arguments, "percent"), number(arguments, "seed", 0))
            case "ignore_header":
                self._ignored.add(number(arguments, "header"))
            case "set_serial":
                self.serial = number(arguments, "serial")
            case "set_self_check":
                self.self_check = number(arguments, "code")
            case _:
                header = number(arguments, "header") if "header" in arguments else None
                late = seconds(arguments, "seconds") if do == "delay" else 0.0
                self._faults[do] = Pending(number(arguments, "count", 1), header, late)


def _loser(percent: int, seed: int) -> Callable[[], bool]:
    """Its own small generator (Lehmer), so that a seed means the same for ever."""
    state = seed * 2 + 1

    def lost() -> bool:
        nonlocal state
        state = state * 48271 % 0x7FFFFFFF
        return state % 100 < percent

    return lost


def number(arguments: dict[str, Any], key: str, default: int | None = None) -> int:
    """An integer argument ≥ 0. Raises ``Refused``."""
    value = arguments.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f'"{key}" is a whole number from 0')
    return value


def seconds(arguments: dict[str, Any], key: str) -> float:
    """A time argument. Raises ``Refused``."""
    value = arguments.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 3600:
        raise Refused(f'"{key}" is seconds, 0 to 3600')
    return float(value)
