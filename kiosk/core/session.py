"""Sessions: what the kiosk is in the middle of. In memory only, never rebuilt: a cut leaves nothing but the Books.

    Settling → RefundOffer → Visit (payout) ─┐
        └────────────────→ Idle ⇄ Closed  ←──┤
                            └→ Visit ────────┘

A Visit's stages, in their order (the table of their transitions is ``kiosk.core.step``):

    Guiding → Choosing → EnteringInputs → ChoosingOptions → Confirming → Composing → Paying → Issuing ⇄ Printing
    → (Trouble) → PayingOut or ClosingGate → Taking or Noticing → Thanking
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drivers.api import DeviceId, Evidence, Pages
from drivers.private import Private
from kiosk.core.money import Row

# --- time limits -------------------------------------------------------------------------------------------------


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


# --- what the citizen asked for ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """What composing proved: pages of one copy, and a check hash for each copy and each copy's retry."""

    pages: int
    check_hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """신청: one document type with its options and copies."""

    number: int
    """Unique within the visit, never used again after a change."""
    document: str
    inputs: Private[Mapping[str, str]] | None
    """None once the visit is wiped."""
    options: tuple[tuple[str, str], ...]
    copies: int
    fee: int
    """Won per copy."""
    composed: Proof | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An application that is being filled in."""

    document: str
    inputs: Private[Mapping[str, str]] | None = None
    replaces: int | None = None
    """The number of the application it will take the place of. That one stays in the list until then, so giving up the
    change loses nothing."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One paid copy: its own issue number, its own print job."""

    number: str
    application: int
    document: str
    fee: int
    pages: int
    check_hash: str
    spare_hash: str | None
    """For the one retry."""


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


@dataclass(frozen=True, slots=True)
class ChoosingOptions:
    draft: Unfinished


@dataclass(frozen=True, slots=True)
class Confirming:
    pass


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
    """One hopper at a time; ``act`` None: its counters are being read."""

    row: Row
    due: float
    act: int | None = None
    done: int = 0
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
    | EnteringInputs
    | ChoosingOptions
    | Confirming
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
    applications: tuple[Application, ...] = ()
    last_application: int = 0
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
    def copies_wanted(self) -> int:
        return sum(application.copies for application in self.applications)

    @property
    def total(self) -> int:
        return sum(application.copies * application.fee for application in self.applications)


Session = Settling | RefundOffer | Idle | Closed | Visit
