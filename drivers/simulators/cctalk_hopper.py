"""The simulated hopper (device-protocols.md 1.6, 1.10).

A payout throws one coin each ``coin_time``; in the last part of it the coin is *being thrown*. The coin is out in the
same instant in which the life count (168) and the ledger have it. After a power cut a coin that was being thrown lies
on one side: out and counted if the life count is even, else still inside. Payout is disabled after every reset, and
every dispense needs a fresh key request (160) before it, or the serial number in the other product form.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from drivers.simulators.cctalk_device import CcTalkDevice, number, rule, seconds
from drivers.simulators.device import Refused
from drivers.simulators.ledger import Ledger

ENABLE = 0xA5
THROW_FROM = 0.7
"""Part of the coin time after which the coin is on its way."""
EMPTY_COIN_TIMES = 5
LOW_COINS = 10
HIGH_COINS = 400

MAX_CURRENT, TIME_OUT, OPTO_IN_PAYOUT, POWER_UP, DISABLED = 0x01, 0x02, 0x20, 0x40, 0x80
INTERRUPTED = 0x01
"""Third byte of 163."""


class Hopper(CcTalkDevice):
    category = "Payout"
    product = "SIM-HOP"
    own_verbs: ClassVar[Mapping[str, str]] = {
        "refill": "coins: a technician pours so many in",
        "empty": "a technician takes all coins out",
        "jam": "the motor is blocked from now on",
        "unjam": "free the motor",
        "stop_after": "coins: the motor blocks after so many more coins",
        "set_form": "form (key|serial): which form of the dispense command this product wants",
        "set_coin_time": "seconds a coin takes until the next reset",
    }

    def __init__(self, name: str, value: int, coins: int, *, address: int, coin_time: float) -> None:
        super().__init__(name, address, serial=1000 + address)
        self.value = value
        self._first_coins = coins
        self._coin_time = self._usual_coin_time = coin_time
        self._due: float | None = None
        # what survives the power
        self._coins = 0
        self._life = 0
        self._jammed = False
        self._stop_after: int | None = None
        self._interrupted = False
        self._form = "key"
        # what does not
        self._counter = self._remaining = self._paid = self._unpaid = 0
        self._enabled = False
        self._flags = POWER_UP
        self._key_given = False
        self._throwing = False
        self._rules |= {
            217: rule(lambda _: bytes([self._level()]), 0, 1),
            172: rule(lambda _: self._stop_payout()),
            171: rule(lambda _: f"KR{self.value:03d}A".encode()),
            168: rule(lambda _: self._life.to_bytes(3, "little")),
            167: rule(self._dispense, 4, 9),
            166: rule(lambda _: bytes([self._counter, self._remaining, self._paid, self._unpaid])),
            164: rule(self._enable, 1),
            163: rule(lambda _: self._test()),
            161: rule(lambda _: b"", 8),
            160: rule(lambda _: self._key()),
        }

    def start(self, directory: Path, ledger: Ledger) -> None:
        super().start(directory, ledger)
        self._coins = self._first_coins
        if not any(line.get("device") == self.name for line in ledger.lines()):
            with ledger.change():
                ledger.append("refill", device=self.name, value=self.value, coins=self._coins)

    def receive(self) -> None:
        """A coin fell in from the sorter; the acceptor has written it to the ledger."""
        self._coins += 1

    # --- the wire -------------------------------------------------------------------------------------------------

    def _level(self) -> int:
        return 0x30 | (self._coins <= LOW_COINS) | (self._coins >= HIGH_COINS) << 1

    def _enable(self, data: bytes) -> bytes:
        self._enabled = data[0] == ENABLE
        if self._enabled:
            self._flags &= ~POWER_UP
        return b""

    def _test(self) -> bytes:
        return bytes([self._flags | (0 if self._enabled else DISABLED), 0, INTERRUPTED if self._interrupted else 0])

    def _key(self) -> bytes:
        self._key_given = True
        return bytes(8)

    def _dispense(self, data: bytes) -> bytes | None:
        secure = self._key_given if self._form == "key" else data[:-1] == self.serial.to_bytes(3, "little")
        right_form = len(data) == (9 if self._form == "key" else 4)
        self._key_given = False
        if not (right_form and secure and self._enabled and not self._remaining and data[-1]):
            return None
        self._counter = self._counter % 255 + 1
        self._remaining, self._paid, self._unpaid = data[-1], 0, 0
        self._flags = 0
        with self.ledger.change():
            self._interrupted = False
        self._schedule()
        return bytes([self._counter])

    def _stop_payout(self) -> bytes:
        self._unpaid, self._remaining, self._throwing, self._due = self._remaining, 0, False, None
        return bytes([self._unpaid])

    # --- the motor -------------------------------------------------------------------------------------------------

    def due(self) -> float | None:
        return self._due

    def tick(self, now: float) -> None:
        if self._due is None or now < self._due:
            return
        if self._throwing:
            self._coin_out()
        elif self._blocked() or not self._coins:
            self._flags |= (MAX_CURRENT | OPTO_IN_PAYOUT) if self._blocked() else TIME_OUT
            self._stop_payout()
        else:
            self._throwing = True
            self._schedule()

    def _blocked(self) -> bool:
        return self._jammed or self._stop_after == 0

    def _coin_out(self) -> None:
        with self.ledger.change():
            self._throwing = False
            self._coins -= 1
            self._life = (self._life + 1) % 2**24
            self._paid += 1
            self._remaining -= 1
            if self._stop_after:
                self._stop_after -= 1
            self.ledger.append("coin_out", device=self.name, value=self.value)
        self._schedule()

    def _schedule(self) -> None:
        if not self._remaining:
            self._due = None
            return
        if self._throwing:
            wait = self._coin_time * (1 - THROW_FROM)
        elif self._blocked() or not self._coins:
            wait = self._coin_time * EMPTY_COIN_TIMES
        else:
            wait = self._coin_time * THROW_FROM
        self._due = time.monotonic() + wait

    # --- life ------------------------------------------------------------------------------------------------------

    def reset(self, *, power_lost: bool) -> None:
        if self._throwing and self._life % 2 == 0:
            self._coin_out()
        if self._remaining and power_lost:
            self._interrupted = True
        self._counter = self._remaining = self._paid = self._unpaid = 0
        self._enabled = self._key_given = self._throwing = False
        self._flags = POWER_UP
        self._coin_time = self._usual_coin_time
        self._due = None

    def memory(self) -> dict[str, Any]:
        return {
            "coins": self._coins,
            "life": self._life,
            "jammed": self._jammed,
            "stop_after": self._stop_after,
            "interrupted": self._interrupted,
            "form": self._form,
        }

    def volatile(self) -> dict[str, Any]:
        return {
            "counter": self._counter,
            "remaining": self._remaining,
            "paid": self._paid,
            "unpaid": self._unpaid,
            "enabled": self._enabled,
            "flags": self._flags,
            "key_given": self._key_given,
            "throwing": self._throwing,
            "coin_time": self._coin_time,
        }

    def set_memory(self, memory: dict[str, Any]) -> None:
        self._coins, self._life, self._jammed = memory["coins"], memory["life"], memory["jammed"]
        self._stop_after, self._interrupted = memory["stop_after"], memory["interrupted"]
        self._form = memory["form"]

    def set_volatile(self, volatile: dict[str, Any]) -> None:
        self._counter, self._remaining = volatile["counter"], volatile["remaining"]
        self._paid, self._unpaid = volatile["paid"], volatile["unpaid"]
        self._enabled, self._flags = volatile["enabled"], volatile["flags"]
        self._key_given, self._throwing = volatile["key_given"], volatile["throwing"]
        self._coin_time = volatile["coin_time"]
        self._schedule()

    def operate(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match do:
            case "refill":
                coins = number(arguments, "coins")
                self._coins += coins
                self.ledger.append("refill", device=self.name, value=self.value, coins=coins)
            case "empty":
                self.ledger.append("emptied", device=self.name, value=self.value, coins=self._coins)
                self._coins = 0
            case "jam":
                self._jammed = True
            case "unjam":
                self._jammed, self._stop_after = False, None
            case "stop_after":
                self._stop_after = number(arguments, "coins")
            case "set_coin_time":
                self._coin_time = seconds(arguments, "seconds")
            case _:  # set_form
                if arguments.get("form") not in ("key", "serial"):
                    raise Refused('"form" is key or serial')
                self._form = str(arguments["form"])
        return {}
