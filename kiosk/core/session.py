"""Sessions: what the kiosk is in the middle of. In memory only, never rebuilt: a cut leaves nothing but the Books.

    Settling → RefundOffer → Visit (payout) ─┐
        └────────────────→ Idle ⇄ Closed  ←──┤
                            └→ Visit ────────┘

A Visit's stages, in their order (the table of their transitions is ``kiosk.core.step``):

    Guiding → Choosing → EnteringInputs → ChoosingOptions → Confirming → Composing → Paying → Issuing ⇄ Printing
    → (Trouble) → PayingOut or ClosingGate → Taking or Noticing → Thanking

Once in a visit, when a document or an exemption asks who one is:

    AskingCard → ReadingCard → CheckingCard → AskingPin ⇄ Signing → Proving → TakingCard → where it was asked for
        └────────────── the card is taken out or lost ──────┘

and from Confirming: ChoosingExemption → AskingConsent → CheckingExemption → Confirming.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.api import DeviceId, Evidence, Pages
from drivers.private import Private
from kiosk.core.application import Application, Copy, Unfinished
from kiosk.core.identity_stages import AskingCard, AskingPin, CheckingCard, Identifying, Proving, ReadingCard, Signing
from kiosk.core.limit import Limit
from kiosk.core.money import Row
from kiosk.core.rights import Rights
from kiosk.core.screens import ExemptionResult, PersonItem

# --- stages of a visit -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guiding:
    """The citizen reads what one has to know first."""


@dataclass(frozen=True, slots=True)
class Choosing:
    pass


@dataclass(frozen=True, slots=True)
class EnteringInputs:
    draft: Unfinished
    persons: tuple[PersonItem, ...] = ()
    """Whom one can choose from; none: it is not a person that is asked for."""


@dataclass(frozen=True, slots=True)
class ChoosingOptions:
    draft: Unfinished


@dataclass(frozen=True, slots=True)
class Confirming:
    pass


@dataclass(frozen=True, slots=True)
class ChoosingExemption:
    pass


@dataclass(frozen=True, slots=True)
class AskingConsent:
    exemption: str


@dataclass(frozen=True, slots=True)
class CheckingExemption:
    """The district is asked about these document codes."""

    exemption: str
    documents: tuple[str, ...]
    due: float


@dataclass(frozen=True, slots=True)
class Composing:
    """The errand proves the layouts; left when each has answered or the time is up."""

    waiting: frozenset[int]
    due: float
    failed: tuple[str, ...] = ()
    """Why, of those that failed so far."""


@dataclass(frozen=True, slots=True)
class Paying:
    """Coins are welcome, or the citizen is told that it is free."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """The errand finishes the first of ``Visit.copies`` and the printer reads its counters, side by side."""

    asked: float
    pages: Pages | None = None
    baseline: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """The print act of the first of ``Visit.copies`` is open."""

    act: int
    due: float
    done: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A copy failed. Everything not delivered is credit again."""

    code: str


@dataclass(frozen=True, slots=True)
class PayingOut:
    """One hopper at a time; ``act`` None: its counters are being read, or it is ``away`` and waited for."""

    row: Row
    due: float
    act: int | None = None
    done: int = 0
    away: bool = False
    """The hopper can not be reached; nothing was asked of it."""
    again: int = 0
    """How often in this payout a hopper was given another chance."""
    without: frozenset[DeviceId] = frozenset()
    """Hoppers that failed in this payout."""


@dataclass(frozen=True, slots=True)
class ClosingGate:
    """Nothing is left to pay out, but a coin may still be falling (``Cabinet.gate``)."""

    without: frozenset[DeviceId] = frozenset()
    """Hoppers that failed in this payout."""


@dataclass(frozen=True, slots=True)
class Taking:
    pass


@dataclass(frozen=True, slots=True)
class Noticing:
    """``back``: the visit goes on afterwards; otherwise this is its last word."""

    code: str
    detail: str | None
    back: bool


@dataclass(frozen=True, slots=True)
class Thanking:
    """The visit is closed and wiped."""


Stage = (
    Guiding
    | Choosing
    | Identifying
    | EnteringInputs
    | ChoosingOptions
    | Confirming
    | ChoosingExemption
    | AskingConsent
    | CheckingExemption
    | Composing
    | Paying
    | Issuing
    | Printing
    | Trouble
    | PayingOut
    | ClosingGate
    | Taking
    | Noticing
    | Thanking
)


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a visit ends; set before its last payout."""

    outcome: str
    """finished | cancelled | timed_out | failed | cut"""
    purpose: str
    """change | refund: what coins that still leave are."""
    code: str | None = None
    detail: str | None = None


# --- sessions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settling:
    """At start: open acts are asked about. Nothing leaves the machine."""

    until: float | None = None
    """Monotonic second at which silent devices' money goes to claims; None: not awake yet."""
    done: Mapping[int, int] = field(default_factory=dict)
    """Act → how far it is: one that goes on is not silent."""


@dataclass(frozen=True, slots=True)
class RefundOffer:
    """After a short cut: the credit waits for someone to press."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class Idle:
    """Open for the next citizen."""

    until: float | None = None
    """When the opening hours end."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody can begin a visit; ``reason`` is the key of ``OutOfServiceScreen``."""

    reason: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A citizen's stay. The Books know its money; all else is here."""

    number: int
    stage: Stage
    limit: Limit | None = None
    identity: Private[Rights] | None = None
    """Who was identified may have these; None before that and once the visit is wiped."""
    applications: tuple[Application, ...] = ()
    last_application: int = 0
    waived: Mapping[str, str] = field(default_factory=dict)
    """Document code → key of the exemption that was granted for it."""
    exemption: ExemptionResult | None = None
    """What became of the exemption that was asked for last, while it holds for the whole list."""
    copies: tuple[Copy, ...] = ()
    """Paid and not delivered, in order; the first is in work. In Trouble: what a retry would print."""
    delivered: tuple[Copy, ...] = ()
    given_up: Copy | None = None
    """The printer fell silent over it and its fee went to a claim; it may come out yet."""
    spoiled_sheets: int = 0
    retried: bool = False
    wiped: bool = False
    halt: Ending | None = None
    """The visit is to end so, as soon as the act in work is settled."""
    ending: Ending | None = None
    returned: int = 0
    """Won paid out at the end of the visit."""

    @property
    def proving(self) -> bool:
        """An identification has begun and not come to an end."""
        match self.stage:
            case AskingCard(over=over):
                return not over
            case ReadingCard() | CheckingCard() | AskingPin() | Signing() | Proving():
                return True
            case _:
                return False

    @property
    def copies_wanted(self) -> int:
        return sum(application.copies for application in self.applications)

    @property
    def total(self) -> int:
        return sum(application.copies * application.fee for application in self.applications)


Session = Settling | RefundOffer | Idle | Closed | Visit
