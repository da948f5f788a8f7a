"""A coin acceptor's facts on their way: each has the next run number and is posted again until it is confirmed."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from drivers.api import Coin, CoinsInserted, DeviceId, Doubt, Post, Token, Won

REPEAT_S = 0.5


@dataclass
class _Waiting:
    """A posted fact that is not confirmed yet."""

    fact: CoinsInserted
    again: float


class CoinFacts:
    """All but ``confirm`` runs in the bus's thread."""

    def __init__(self, device: DeviceId) -> None:
        self.run = 0
        """Of the last fact."""
        self._device = device
        self._waiting: dict[Token, _Waiting] = {}
        self._lock = threading.Lock()
        self._confirmed: deque[Token] = deque()

    @property
    def unconfirmed(self) -> bool:
        return bool(self._waiting)

    def confirm(self, token: Token) -> None:
        """From any thread; counts from the next ``repeat`` on."""
        with self._lock:
            self._confirmed.append(token)

    def tell(
        self,
        post: Post,
        coins: tuple[Coin, ...],
        position: dict[str, int | str],
        doubt: Doubt | None,
        missing: int | None,
        possible: frozenset[Won],
    ) -> None:
        """A new fact. ``position``: its mark without the run number."""
        self.run += 1
        token = Token(f"{self._device}:{self.run}")
        fact = CoinsInserted(self._device, token, coins, {"run": self.run, **position}, doubt, missing, possible)
        self._waiting[token] = _Waiting(fact, time.monotonic() + REPEAT_S)
        post(fact)

    def repeat(self, post: Post) -> None:
        with self._lock:
            while self._confirmed:
                self._waiting.pop(self._confirmed.popleft(), None)
        now = time.monotonic()
        for waiting in self._waiting.values():
            if now >= waiting.again:
                waiting.again = now + REPEAT_S
                post(waiting.fact)
