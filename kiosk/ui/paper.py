"""What the paper of a document looks like from afar: its sections, as data, for the preview beside the options.

The order and place of the sections are those of the printed form (``forms.documents``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Section:
    """``key``: its name is string ``paper.<key>``; what the citizen chose for ``option`` is said by
    ``paper.<key>.include`` or ``paper.<key>.omit``. ``records``: lines of record where it is included and left out.

    ``marked``: one of many, too small for a word of its own: its name with a tick where it is included, or
    ``paper.<key>.<value>`` where the value says how much."""

    key: str
    option: str
    records: tuple[int, int] = (0, 0)
    marked: bool = False


def _marks(*rows: tuple[str, ...]) -> tuple[tuple[Section, ...], ...]:
    """Sections that are named as their options are."""
    return tuple(tuple(Section(key, key, marked=True) for key in row) for row in rows)


_LEDGER = ((Section("land", "history", (3, 1)), Section("owner", "ownership", (3, 1))), (Section("price", "price"),))

# Form 18: beside the householder; the table of addresses; the table of members, lodgers at its end.
_HOUSEHOLD = _marks(
    ("formation",), ("past_addresses", "moved"), ("reason", "relation"), ("member_names", "numbers"), ("lodgers",)
)
# Form 19: beside the name; what changed about the person; the table of addresses in lines of two; the service.
_PERSON = _marks(
    ("numbers", "foreign_number"), ("changes",), ("past_addresses", "moved"), ("householders", "reason"), ("service",)
)

PAPERS: Mapping[str, tuple[tuple[Section, ...], ...]] = MappingProxyType(
    {"D01": _HOUSEHOLD, "D02": _PERSON, "D03": _LEDGER, "D04": _LEDGER}
)
"""Document → rows of sections that stand side by side. A document without options has none."""
