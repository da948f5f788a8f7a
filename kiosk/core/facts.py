"""Facts: something happened outside. May hold personal data (wrapped in ``Private``); never stored.

Devices' facts are in :mod:`drivers.api`; here are those of the citizen, the errand, the district and the machine
itself. A citizen's fact names the screen it was pressed on (``screen``, the number in ``Show``): a press that was
meant for a screen already gone is dropped, so a double tap never skips a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drivers.api import CardNumber, DeviceFact, Pages
from drivers.private import Private
from kiosk.core.rights import Rights

# --- citizen -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Press:
    """What every press has. One that has nothing else inherits its methods: those of 14 classes, generated one by one
    at each start, would keep the first paint waiting."""

    screen: int


class StartPressed(_Press):
    __slots__ = ()


class GuideRead(_Press):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class DocumentChosen(_Press):
    code: str
    """Catalogue code, ``D03``."""


@dataclass(frozen=True, slots=True)
class InputsSubmitted(_Press):
    """What the document needs to be found. For a parcel: ``{"pnu": "2641010700100840001"}``; for a person of the
    household: ``{"person": "p2"}`` (``Person.ref``)."""

    inputs: Private[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class OptionsSubmitted(_Press):
    options: Mapping[str, str]
    """Option key → value key of the catalogue; missing keys mean the default."""
    copies: int


class AnotherWanted(_Press):
    """On the confirm screen: add one more document to this visit."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ApplicationRemoved(_Press):
    index: int


@dataclass(frozen=True, slots=True)
class ApplicationReopened(_Press):
    """고치기: it is filled in once more, from its options on; giving up the change leaves it as it was."""

    index: int


class ApplicationsConfirmed(_Press):
    """ "맞습니다": compose and go on to pay."""

    __slots__ = ()


class BackPressed(_Press):
    __slots__ = ()


class CancelPressed(_Press):
    """처음으로, 취소 or 취소하고 돈 돌려받기: whatever is inside comes back."""

    __slots__ = ()


class MoreTimePressed(_Press):
    __slots__ = ()


class HelpPressed(_Press):
    __slots__ = ()


class RetryPressed(_Press):
    """On the trouble screen: try the failed copies once more."""

    __slots__ = ()


class RefundPressed(_Press):
    """On the trouble screen, or after a restart: give the money back now."""

    __slots__ = ()


class FinishPressed(_Press):
    """On the take screen, a notice or the thank screen: done here."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PinSubmitted(_Press):
    """6 to 8 digits; what else was typed never leaves the screen."""

    pin: Private[str]


class ExemptionWanted(_Press):
    """감면 신청, on the confirm screen."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ExemptionChosen(_Press):
    """``exemption``: key of ``forms.catalogue.EXEMPTIONS``; None: none of them applies."""

    exemption: str | None


@dataclass(frozen=True, slots=True)
class ConsentAnswered(_Press):
    """May the district look up whether the exemption applies? Without it the normal fee is due (주민등록법 시행규칙
    제18조②)."""

    given: bool


CitizenFact = (
    StartPressed
    | GuideRead
    | DocumentChosen
    | InputsSubmitted
    | OptionsSubmitted
    | AnotherWanted
    | ApplicationRemoved
    | ApplicationReopened
    | ApplicationsConfirmed
    | BackPressed
    | CancelPressed
    | MoreTimePressed
    | HelpPressed
    | RetryPressed
    | RefundPressed
    | FinishPressed
    | PinSubmitted
    | ExemptionWanted
    | ExemptionChosen
    | ConsentAnswered
)


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The visit goes on in this language, ``ko`` or ``en``: so does its slip. No press on a screen, and never stale."""

    language: str


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
