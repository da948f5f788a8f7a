"""How long a screen waits for a citizen."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a screen waits for a citizen: ``length`` seconds, then ``warning`` seconds in which it asks, then the
    end.

    Every touch and every 예 gives the whole time again, without bound.
    """

    length: float
    warning: float
    ends: float
    """Monotonic second."""
    warned: bool = False

    @staticmethod
    def of(length: float, warning: float, now: float) -> Limit:
        return Limit(length, warning, now + length + warning)

    def renewed(self, now: float) -> Limit:
        return replace(self, ends=max(self.ends, now + self.length + self.warning), warned=False)

    def stretched(self, ends: float) -> Limit:
        return replace(self, ends=max(self.ends, ends), warned=False)

    @property
    def due(self) -> float:
        """When something has to happen: the warning or the end."""
        return self.ends if self.warned or self.warning <= 0 else self.ends - self.warning

    def warn(self, now: float) -> Limit | None:
        """What becomes of the limit when ``due`` has come; None: it is over. The warning always has its full length."""
        if self.warned or self.warning <= 0:
            return None
        return replace(self, warned=True, ends=max(self.ends, now + self.warning))
