"""Facts: something happened outside. May hold personal data (wrapped in ``Private``); never stored.

The citizen's are in :mod:`kiosk.core.presses`, those of devices in :mod:`drivers.api`; here are those of the errand,
the district and the machine itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.api import CardNumber, DeviceFact, Pages
from drivers.private import Private
from kiosk.core.presses import CitizenFact, LanguageChosen
from kiosk.core.rights import Rights

# --- errand (the visit's own process: records, composition, issue) -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Composed:
    """The whole layout of one application was proved. ``check_hashes``: one for each copy and one more each for a
    retry."""

    visit: int
    application: int
    """Application.number: unique within the visit."""
    pages: int
    """Pages of one copy."""
    check_hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComposeFailed:
    """``why``: no_record | district_away | refused_glyph | layout | district_error | identity_over (the district no
    longer knows the visit's token)."""

    visit: int
    application: int
    why: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PagesIssued:
    """One copy is finished with number, time and seal."""

    visit: int
    number: str
    pages: Pages


@dataclass(frozen=True, slots=True)
class IssueFailed:
    visit: int
    number: str
    detail: str


@dataclass(frozen=True, slots=True)
class ErrandEnded:
    """The errand process is gone without having been wiped."""

    visit: int
    detail: str


@dataclass(frozen=True, slots=True)
class CardChallenged:
    """The certificate belongs to a root of this kiosk and the district gave a challenge: this digest is to be
    signed."""

    visit: int
    card: CardNumber
    digest: bytes
    """32 bytes."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The district knows who it is; the visit's token stays in the errand."""

    visit: int
    card: CardNumber
    rights: Private[Rights]


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    """``why``: unknown_root | expired | revoked | wrong_signature | replayed | not_registered | district_away |
    district_error."""

    visit: int
    card: CardNumber
    why: str


@dataclass(frozen=True, slots=True)
class ExemptionChecked:
    """``documents``: the codes, of those asked about, whose fee is waived; empty: the exemption was not found."""

    visit: int
    exemption: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExemptionFailed:
    """``why``: district_away | district_error | identity_over."""

    visit: int
    exemption: str
    why: str


ErrandFact = (
    Composed
    | ComposeFailed
    | PagesIssued
    | IssueFailed
    | ErrandEnded
    | CardChallenged
    | Identified
    | IdentityRefused
    | ExemptionChecked
    | ExemptionFailed
)

# --- district ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DistrictSeen:
    """Posted by the uploader when it changes, and at least every 30 s."""

    reachable: bool
    acknowledged: int
    """Highest sequence of this epoch that the district has stored."""
    clock_offset_s: float | None
    """District's clock minus ours; None while unknown."""


@dataclass(frozen=True, slots=True)
class DistrictDisagrees:
    """``problem``: rolled_back (the district is ahead of our disk) | fork | gap | wrong_kiosk. Closes the kiosk."""

    problem: str
    detail: str


DistrictFact = DistrictSeen | DistrictDisagrees

# --- the machine -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Woke:
    """First fact after the start, once the Books are folded. ``downtime_s``: None if not known.

    ``last_entry_at``: the time of the journal's last record (aware UTC); while the clock stands before it no paper is
    issued.
    """

    software: str
    downtime_s: int | None
    last_entry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The deadline that ``deadline(desk)`` named is reached."""


@dataclass(frozen=True, slots=True)
class DiskChanged:
    """``room``: enough for a whole visit. ``spent``: the ballast had to be given up to store the last entries."""

    room: bool
    spent: bool = False


@dataclass(frozen=True, slots=True)
class JournalBroken:
    """An older segment failed verification in the background."""

    detail: str


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The machine is to be turned off: no visit begins any more, the open one ends with everything given back."""


MachineFact = Woke | TimePassed | DiskChanged | JournalBroken | StopAsked

Fact = DeviceFact | CitizenFact | LanguageChosen | ErrandFact | DistrictFact | MachineFact
