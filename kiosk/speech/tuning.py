"""How loud, how fast and where to: values that the citizen changes and that every visit begins with anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

STEP_DB = 6.0
VOLUMES = 4
"""Steps: 18 dB between the softest and the loudest, as KS X 9211 wants."""
WORDS_A_MINUTE = (130, 165, 210, 270)


class Route(StrEnum):
    LOUDSPEAKER = "loudspeaker"
    EARPHONE = "earphone"


@dataclass(frozen=True, slots=True)
class Output:
    """Where one route plays: the player's device, and the gain of the loudest step (dB, ≤ 0). For the loudspeaker
    that is the gain that was measured as 65 dB, so that nobody can make it louder."""

    device: str
    most_db: float


@dataclass(frozen=True, slots=True)
class Tuning:
    """``volume`` 1 … 4, ``speed`` 1 … 4."""

    volume: int
    speed: int
    route: Route = Route.LOUDSPEAKER

    def louder(self, steps: int) -> Tuning:
        return replace(self, volume=max(1, min(VOLUMES, self.volume + steps)))

    def faster(self, steps: int) -> Tuning:
        return replace(self, speed=max(1, min(len(WORDS_A_MINUTE), self.speed + steps)))

    @property
    def words_a_minute(self) -> int:
        return WORDS_A_MINUTE[self.speed - 1]

    def decibels(self, output: Output) -> float:
        return output.most_db - STEP_DB * (VOLUMES - self.volume)
