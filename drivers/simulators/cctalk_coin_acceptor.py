"""The simulated coin acceptor (device-protocols.md 1.6, 1.7): a gate, a sorter, a buffer of five events.

A coin inserted while its position or everything is inhibited, or while the host has not polled for a second, falls back
to the citizen. Another passes the gate: in that instant the ledger has it and the accept count (225) is one higher;
after a short gap (the coin is *moving*) its event stands in the buffer. Reset: counter 0, empty buffer, everything
inhibited; the accept count survives unless the product keeps it in RAM.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from drivers.simulators.cctalk_device import CcTalkDevice, number, rule, seconds
from drivers.simulators.device import Refused

SELF_INHIBIT_S = 1.0
USUAL_GAP_S = 0.02
POSITIONS = 16
BLANK = "......"
COINS = {1: "KR010A", 2: "KR050A", 3: "KR100A", 4: "KR500A"}
VALUES = {10: 1, 50: 2, 100: 3, 500: 4}
INHIBITED_EVENT = 128
JAMMED = 14
SWALLOWED = 36
CREDIT_SENSOR_FAULT = 3


class Store(Protocol):
    """Where a sorter path ends."""

    @property
    def name(self) -> str: ...

    def receive(self) -> None: ...


class CoinAcceptor(CcTalkDevice):
    category = "Coin Acceptor"
    product = "SIM-CA"
    own_verbs: ClassVar[Mapping[str, str]] = {
        "insert_coin": "value, times=1: put coins into the slot; accepted: how many passed the gate",
        "reject_coin": "code=1: a thing the acceptor does not know; it comes back with this event code",
        "swallow_coin": "value: the coin stays inside, its event says only 36",
        "event": "code: an event without a coin",
        "jam": "block the coin path: coins come back, the self-check says so",
        "unjam": "clear the coin path",
        "set_gap": "seconds between the gate and the event in the buffer, until the next reset",
        "set_path": "value, path: send this coin's value down another sorter path",
        "set_coin_id": "position, id: program another coin",
    }

    def __init__(
        self, name: str, stores: dict[int, Store], *, address: int = 2, keeps_accept_count: bool = True
    ) -> None:
        super().__init__(name, address, serial=12345678)
        self._stores = stores
        self._keeps = keeps_accept_count
        self._gap_s = USUAL_GAP_S
        self._last_poll = float("-inf")
        self._event_due: float | None = None
        # what survives the power
        self._accepted = 0
        self._jammed = False
        self._ids = {str(position): COINS.get(position, BLANK) for position in range(1, POSITIONS + 1)}
        self._paths = {str(position): 0 for position in range(1, POSITIONS + 1)}
        for path, store in stores.items():
            value = getattr(store, "value", None)
            if value in VALUES:
                self._paths[str(VALUES[value])] = path
        # what does not
        self._counter = 0
        self._buffer: list[list[int]] = []
        self._mask = 0
        self._master = 0
        self._moving: list[list[int]] = []
        self._rules |= {
            232: rule(lambda _: bytes([self.self_check, 0][:1])),
            231: rule(self._set_mask, 2),
            230: rule(lambda _: self._mask.to_bytes(2, "little")),
            229: rule(lambda _: self._events()),
            228: rule(self._set_master, 1),
            227: rule(lambda _: bytes([self._master])),
            225: rule(lambda _: self._accepted.to_bytes(3, "little")),
            197: rule(lambda _: bytes(4)),
            184: rule(self._coin_id, 1),
        }

    # --- the wire -------------------------------------------------------------------------------------------------

    def polled(self, header: int, now: float) -> None:
        if header == 229:
            self._last_poll = now

    def _events(self) -> bytes:
        pairs = (self._buffer + [[0, 0]] * 5)[:5]
        return bytes([self._counter] + [byte for pair in pairs for byte in pair])

    def _set_mask(self, data: bytes) -> bytes:
        self._mask = int.from_bytes(data, "little")
        return b""

    def _set_master(self, data: bytes) -> bytes:
        self._master = data[0] & 1
        return b""

    def _coin_id(self, data: bytes) -> bytes | None:
        coin = self._ids.get(str(data[0]))
        return None if coin is None else coin.encode()

    # --- the coin path ---------------------------------------------------------------------------------------------

    def due(self) -> float | None:
        return self._event_due

    def tick(self, now: float) -> None:
        if self._event_due is not None and now >= self._event_due:
            self._arrive()

    def _insert(self, value: int) -> bool:
        """One coin into the slot. True if it stayed inside."""
        position = self._position(value)
        if self._jammed:
            self._return(value, "jam")
        elif time.monotonic() - self._last_poll >= SELF_INHIBIT_S:
            self._return(value, "unpolled")
        elif not (self._master and self._mask >> (position - 1) & 1):
            self._return(value, "inhibited")
            self._event(0, INHIBITED_EVENT + position - 1)
        else:
            self._pass_gate(value, position)
            self._moving.append([position, self._paths[str(position)]])
            if not self._gap_s:
                while self._moving:
                    self._arrive()
            elif self._event_due is None:
                self._event_due = time.monotonic() + self._gap_s
            return True
        return False

    def _pass_gate(self, value: int, position: int) -> None:
        store = self._stores.get(self._paths[str(position)]) or self._stores[0]
        self.ledger.append("coin_in", device=self.name, value=value, to=store.name)
        store.receive()
        self._accepted = (self._accepted + 1) % 2**24

    def _arrive(self) -> None:
        """The first moving coin's event reaches the buffer."""
        with self.ledger.lock:
            position, path = self._moving.pop(0)
            self._event(position, path)
            self._event_due = time.monotonic() + self._gap_s if self._moving else None

    def _return(self, value: int, why: str) -> None:
        self.ledger.append("coin_returned", device=self.name, value=value, why=why)

    def _event(self, a: int, b: int) -> None:
        self._counter = self._counter % 255 + 1
        self._buffer = [[a, b], *self._buffer][:5]

    def _position(self, value: int) -> int:
        if value not in VALUES:
            raise Refused(f'"value" is one of {", ".join(map(str, VALUES))}')
        return VALUES[value]

    # --- life ------------------------------------------------------------------------------------------------------

    def reset(self, *, power_lost: bool) -> None:
        # A coin past the gate stays inside and counted; only its event is lost.
        self._counter, self._buffer, self._mask, self._master, self._moving = 0, [], 0, 0, []
        self._event_due = None
        self._gap_s = USUAL_GAP_S
        self._last_poll = float("-inf")
        if not self._keeps:
            self._accepted = 0

    def memory(self) -> dict[str, Any]:
        return {
            "accepted": self._accepted,
            "jammed": self._jammed,
            "ids": dict(self._ids),
            "paths": dict(self._paths),
        }

    def volatile(self) -> dict[str, Any]:
        return {
            "counter": self._counter,
            "buffer": [list(pair) for pair in self._buffer],
            "mask": self._mask,
            "master": self._master,
            "moving": [list(coin) for coin in self._moving],
            "gap": self._gap_s,
        }

    def set_memory(self, memory: dict[str, Any]) -> None:
        self._accepted, self._jammed = memory["accepted"], memory["jammed"]
        self._ids, self._paths = dict(memory["ids"]), dict(memory["paths"])
        self._event_due = None

    def set_volatile(self, volatile: dict[str, Any]) -> None:
        self._counter, self._mask, self._master = volatile["counter"], volatile["mask"], volatile["master"]
        self._buffer = [list(pair) for pair in volatile["buffer"]]
        self._moving = [list(coin) for coin in volatile["moving"]]
        self._gap_s = volatile["gap"]
        self._event_due = time.monotonic() + self._gap_s if self._moving else None

    def operate(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match do:
            case "insert_coin":
                value = number(arguments, "value")
                return {"accepted": sum(self._insert(value) for _ in range(number(arguments, "times", 1)))}
            case "reject_coin":
                self.ledger.append("coin_returned", device=self.name, value=0, why="reject")
                self._event(0, number(arguments, "code", 1))
            case "swallow_coin":
                value = number(arguments, "value")
                self._pass_gate(value, self._position(value))
                self._event(0, SWALLOWED)
            case "event":
                self._event(0, number(arguments, "code"))
            case "jam":
                self._jammed, self.self_check = True, CREDIT_SENSOR_FAULT
                self._event(0, JAMMED)
            case "unjam":
                self._jammed, self.self_check = False, 0
            case "set_gap":
                self._gap_s = seconds(arguments, "seconds")
            case "set_path":
                self._paths[str(self._position(number(arguments, "value")))] = number(arguments, "path")
            case _:  # set_coin_id
                coin, position = str(arguments.get("id", "")), number(arguments, "position")
                if len(coin) != 6 or not coin.isascii() or str(position) not in self._ids:
                    raise Refused('"id" has six characters, "position" is 1 to 16')
                self._ids[str(position)] = coin
        return {}
