"""A moment as the core sees it: given from outside, never read from a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Instant:
    """``mono``: seconds of the monotonic clock, for every deadline. ``wall``: aware UTC time, only for people and
    paper."""

    mono: float
    wall: datetime
