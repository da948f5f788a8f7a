"""Which coins an acceptor is programmed for, and which inhibit masks let them in (device-protocols.md 1.6)."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field

from drivers.api import Won
from drivers.cctalk.bus import Ask, Refused, Rest, Silent
from drivers.cctalk.coin_ids import BadCoinId, parse
from drivers.cctalk.station import WrongDevice

COIN_ID = 184
POSITIONS = 16


@dataclass(frozen=True, slots=True)
class CoinTable:
    coins: Mapping[int, Won] = field(default_factory=dict)
    """Position → value."""
    witness: int = 0
    """The mask of one position without a coin that always stays enabled; 0: every position has a coin."""

    @property
    def values(self) -> frozenset[Won]:
        return frozenset(self.coins.values())

    def masks(self, wanted: Collection[Won]) -> tuple[int, int]:
        """Inhibit mask and master inhibit that let in these values."""
        mask = self.witness
        for position, value in self.coins.items():
            if value in wanted:
                mask |= 1 << (position - 1)
        return mask, int(mask != self.witness)


def read_table(needed: frozenset[Won] | None, words: str) -> Generator[Ask | Rest, bytes, CoinTable]:
    """Raises ``WrongDevice`` if no coin, or not every ``needed`` one, is programmed. ``words``: who it is."""
    coins: dict[int, Won] = {}
    strange = []
    for position in range(1, POSITIONS + 1):
        try:
            text = (yield Ask(COIN_ID, bytes([position]), lengths=(6,), tries=5)).decode("ascii", "replace")
            value = parse(text)
        except (Refused, Silent):
            continue  # a product with fewer positions
        except BadCoinId as bad:
            strange.append(str(bad))
            continue
        if value is not None:
            coins[position] = value
    known = frozenset(coins.values())
    if not known or (needed is not None and not needed <= known):
        raise WrongDevice(f"coins {sorted(known)}, not understood {strange}: {words}")
    free = [position for position in range(1, POSITIONS + 1) if position not in coins]
    return CoinTable(coins, 1 << (free[-1] - 1) if free else 0)
