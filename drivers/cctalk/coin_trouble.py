"""Whether a coin acceptor is well: its self-check (232), and jams and frauds among its events (229)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from drivers.api import Fault, Status
from drivers.cctalk.events import FRAUD_CODES, JAM_CODES, Event

SELF_CHECK_S = 5.0
TROUBLE_CHECK_S = 0.5
TROUBLE_S: Mapping[Fault, float] = {Fault.JAM: 1.0, Fault.FRAUD: 10.0}
"""A jam or fraud event keeps the acceptor from being ready at least so long, and until its self-check is clean."""


class CoinTrouble:
    def __init__(self) -> None:
        self.due = 0.0
        """When the self-check is to be asked for; monotonic seconds."""
        self._checked = 0
        self._trouble: tuple[Fault, float, int] | None = None

    def check_now(self) -> None:
        self.due = 0.0

    def notice(self, events: Iterable[Event]) -> None:
        for a, code in events:
            if a == 0 and code in JAM_CODES | FRAUD_CODES:
                fault = Fault.JAM if code in JAM_CODES else Fault.FRAUD
                self._trouble = (fault, time.monotonic() + TROUBLE_S[fault], code)
                self.due = 0.0

    def checked(self, code: int, asked_at: float) -> None:
        """The self-check that was asked for then said ``code``."""
        self.due = asked_at + SELF_CHECK_S
        self._checked = code
        if self._trouble is not None:
            self.due = time.monotonic() + TROUBLE_CHECK_S
            if not code and time.monotonic() >= self._trouble[1]:
                self._trouble = None

    def status(self, words: str) -> Status:
        """``words``: who it is."""
        if self._trouble is not None:
            fault, _, code = self._trouble
            return Status(ready=False, fault=fault, detail=f"event {code}, 232={self._checked}")
        if self._checked:
            return Status(ready=False, fault=Fault.BROKEN, detail=f"232={self._checked}")
        return Status(ready=True, detail=words)
