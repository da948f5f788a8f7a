"""What happened between two readings of the coin acceptor's event buffer (header 229, device-protocols.md 1.7).

The counter is 0 only after a reset, goes 1, 2 … 255 and on with 1; the buffer holds the last five events, the newest
first. "The counter changed, so one coin came" loses coins; this compares counter and buffer with the last reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

DEPTH = 5
NOTHING = (0, 0)
Event = tuple[int, int]
"""(A, B): A = 1…16 a coin of that position down sorter path B; A = 0: status code B."""

SWALLOWED = 36
FRAUD_CODES = frozenset({17, 20, 23, 25, 34, 40})
JAM_CODES = frozenset({14, 15, 26, 29, 30, 35})


class Break(Enum):
    """Why a reading does not continue the last one."""

    RESET = auto()
    OVERFLOW = auto()
    MISALIGNED = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of header 229. ``buffer``: five pairs, newest first, as sent."""

    counter: int
    buffer: bytes

    @classmethod
    def of(cls, data: bytes) -> Reading:
        """From the 11 data bytes."""
        return cls(data[0], bytes(data[1:11]))

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple((self.buffer[i], self.buffer[i + 1]) for i in range(0, 2 * DEPTH, 2))


@dataclass(frozen=True, slots=True)
class News:
    """``events`` since the last reading, oldest first. ``broken``: there may have been more than these."""

    events: tuple[Event, ...]
    broken: Break | None = None


def compare(last: Reading, now: Reading) -> News:
    """The events between two readings (credit rule 1 and 2)."""
    if now.counter == 0:
        return News((), Break.RESET if last.counter else None)
    count = (now.counter - last.counter) % 255 if last.counter else now.counter
    if count <= DEPTH and now.events[count:] == last.events[: DEPTH - count]:
        return News(now.events[:count][::-1])
    if now.counter <= DEPTH and all(event == NOTHING for event in now.events[now.counter :]):
        return News(now.events[: now.counter][::-1], Break.RESET)
    return News(now.events[::-1], Break.OVERFLOW if count > DEPTH else Break.MISALIGNED)
