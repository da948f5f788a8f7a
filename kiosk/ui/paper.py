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
    ``paper.<key>.include`` or ``paper.<key>.omit``. ``records``: lines of record where it is included and left out."""

    key: str
    option: str
    records: tuple[int, int] = (0, 0)


_LEDGER = ((Section("land", "history", (3, 1)), Section("owner", "ownership", (3, 1))), (Section("price", "price"),))

PAPERS: Mapping[str, tuple[tuple[Section, ...], ...]] = MappingProxyType({"D03": _LEDGER, "D04": _LEDGER})
"""Document → rows of sections that stand side by side, A4 landscape. A document without options has none."""
