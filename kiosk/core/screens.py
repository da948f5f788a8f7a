"""Screens as values: what the citizen is shown. The GUI renders them; tests read them.

Texts are keys of the ko/en catalogue (``assets/strings``), amounts are won, never formatted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.api import Won
from drivers.private import Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Screen:
    number: int
    """Rises with each Show; a press carries it back."""
    closes_at: float | None = None
    """Monotonic second at which the screen ends by itself; None: no limit. The GUI counts the seconds down."""
    warning: bool = False
    """True in the last stretch: ask "계속하시겠습니까?" with the seconds left; 예 = MoreTimePressed."""
    notice: str | None = None
    """Key of a line to show on top (e.g. ``clerk_called``)."""
    credit: Won = field(default=Won(0))
    """Money inside that belongs to this visit while it chooses (a coin that came late, or before a change of mind).
    The pay screen has its own words for it."""
    card: bool = False
    """A card is in the slot that nobody needs (any more). The frame says so and a sound reminds of it until it is
    taken; screens that are about the card themselves have it False."""
    identification: bool = False
    """Whether saying who one is belongs to this visit, as far as it is known: the step bar has a step for it."""


class Code(StrEnum):
    """What a screen of trouble is headed by (kiosk-domain.md 3.2, its table of codes)."""

    PAPER_OUT = "E01"
    CHANGE_SHORT = "E02"
    CASH_FAULT = "E03"
    JAM = "E04"
    DISTRICT_AWAY = "E06"
    HOURS = "E07"
    NOTHING_TO_ISSUE = "E08"
    MAINTENANCE = "E09"  # and where no cause is known
    IDENTITY = "E11"  # who one is could not be proved; the detail says why


class Step(StrEnum):
    """The step bar."""

    CHOOSE = "choose"
    IDENTIFY = "identify"
    OPTIONS = "options"
    PAY = "pay"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """One line of the choice. ``closed``: key of why it can not be had now (``district_away``, ``hours``,
    ``hidden``, ``cash_fault``, ``change_short``, ``receipt_fault``, ``card_reader``), or None."""

    code: str
    group: str
    fee: Won
    """Per copy; 0 as well where an exemption was granted for it in this visit."""
    closed: str | None
    identity: bool = False
    """Whether one has to say who one is for it."""
    only_exempt: str | None = None
    """Key of why its fee can not be paid now, as ``closed``: it can be had by who is exempt from the fee."""

    @property
    def open_to_all(self) -> bool:
        return self.closed is None and self.only_exempt is None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One application, on the confirm, pay and take screens."""

    document: str
    copies: int
    fee: Won
    """For all copies together; 0 if exempt."""
    options: tuple[tuple[str, str], ...] = ()
    exempt: bool = False
    """감면: the fee is waived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartScreen(_Screen):
    documents: tuple[DocumentItem, ...]
    hours: tuple[str, str] | None = None
    """Today's opening hours, ``("05:00", "24:00")``."""
    cash: tuple[Won, ...] = ()
    """Values that could be taken now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideScreen(_Screen):
    """이용 안내 (S01): what one has to know before one begins. GuideRead goes on."""

    identity: bool
    """Whether a document is offered that asks who you are: then the sentences of the law about it are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseScreen(_Screen):
    documents: tuple[DocumentItem, ...]
    in_cart: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelScreen(_Screen):
    """Legal dong, 산 or not, 본번 – 부번. The widget builds the 19-digit PNU."""

    document: str
    mountain: bool | None
    """Fixed by the document (D03 False, D04 True) or None."""
    inputs: Private[Mapping[str, str]] | None = None
    """What was handed in before: the citizen came back to look at it or to change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsScreen(_Screen):
    document: str
    max_copies: int
    fee: Won
    """Per copy."""
    options: tuple[tuple[str, str], ...] = ()
    """Of the application that is being changed (고치기), to begin with; what is missing has its default."""
    copies: int = 1
    withheld: tuple[str, ...] = ()
    """Keys of options that the law does not allow for this person: shown with the reason, their default holds."""


# --- who one is --------------------------------------------------------------------------------------------------


class CardProblem(StrEnum):
    """Why the last card did not serve, and the card is asked for again."""

    PULLED = "pulled"  # taken out before the end: nothing happened, put it in again
    UNREADABLE = "unreadable"  # mute or foreign: the wrong way round, or another kind of card
    LOST = "lost"  # a transmission failed
    LEFT = "left"  # in the slot since an earlier visit: nobody knows whose it is


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertCardScreen(_Screen):
    """Put your card in: why, by which law, and that nothing of it is kept (S04). A card in the slot goes on by
    itself."""

    document: str | None
    """The document that asks for it; None: an exemption does."""
    problem: CardProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinScreen(_Screen):
    """6 to 8 digits, masked at once, never spoken. PinSubmitted; BackPressed gives up the identification."""

    tries: int | None
    """How many may still be wrong; None: the card does not tell."""
    wrong: bool = False
    """The last one was."""


class TakeCardScreen(_Screen):
    """You are identified; take your card: the visit goes on by itself as soon as it is out."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One person whose 초본 can be had."""

    ref: str
    name: Private[str]
    relation: str
    """As ``kiosk.core.rights.Person.relation``."""
    ordinal: int | None
    """The second child is 2; None where the relation alone tells who it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonScreen(_Screen):
    """Whose 초본? InputsSubmitted with ``{"person": ref}``."""

    document: str
    persons: tuple[PersonItem, ...]
    inputs: Private[Mapping[str, str]] | None = None
    """What was handed in before."""


# --- exemption ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionScreen(_Screen):
    """감면 대상이십니까? ExemptionChosen, with None for 아니오."""

    exemptions: tuple[str, ...]
    """Keys of ``forms.catalogue.EXEMPTIONS``."""
    total: Won


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentScreen(_Screen):
    """May the district look it up? ConsentAnswered; without consent the normal fee is due, and the screen says so."""

    exemption: str
    total: Won


@dataclass(frozen=True, slots=True)
class ExemptionResult:
    """What became of it, told before the payment."""

    exemption: str
    granted: bool
    why: str | None = None
    """Not granted: not_found | no_consent | district_away."""


# --- the list, the payment, the issue ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmScreen(_Screen):
    lines: tuple[OrderLine, ...]
    total: Won
    can_add: bool
    can_exempt: bool = False
    """Whether an exemption can be asked for: ExemptionWanted."""
    exemption: ExemptionResult | None = None
    unpayable: str | None = None
    """Key of why the total can not be paid now (``cash_fault``, ``receipt_fault``, ``change_short``): nothing is
    confirmed before it can."""


class Waiting(StrEnum):
    COMPOSING = "composing"  # records are fetched and the pages laid out
    DEVICES = "devices"  # a device is being read before it acts
    CARD = "card"  # the card is read and the district asked for a challenge: leave it in
    IDENTITY = "identity"  # the card signs and the district checks it: leave it in
    EXEMPTION = "exemption"  # the district looks it up


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitScreen(_Screen):
    waiting: Waiting
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PayScreen(_Screen):
    lines: tuple[OrderLine, ...]
    total: Won
    inserted: Won
    accepted: tuple[tuple[Won, bool], ...]
    """Every value the machine knows, smallest first, and whether it is taken *now*."""
    reason: str | None = None
    """Key of why some are not taken (``change_short``, ``cash_fault``, ``receipt_fault``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeScreen(_Screen):
    """수수료가 없습니다: ApplicationsConfirmed goes on."""

    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingScreen(_Screen):
    document: str
    copy: int
    copies: int
    """Over all applications of the visit: copy 2 of 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleScreen(_Screen):
    """A copy failed. RetryPressed (only if ``can_retry``) or RefundPressed."""

    code: str
    """E01 … E04, E09 where the printer names no cause."""
    delivered: int
    spoiled_sheets: int
    refund: Won
    can_retry: bool
    detail: str | None = None
    """Key of what is wrong with the printer where the code names no cause (``printer_silent``, ``printer``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingOutScreen(_Screen):
    purpose: str
    """change | refund"""
    amount: Won
    paid: Won


class SlipState(StrEnum):
    NONE = "none"  # a free visit, or nothing was taken
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"  # numbers and amounts stand on the screen instead


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeScreen(_Screen):
    lines: tuple[OrderLine, ...]
    """What was delivered."""
    numbers: tuple[str, ...]
    """Issue numbers."""
    change: Won
    refund: Won
    claim: str | None = None
    claim_amount: Won = field(default=Won(0))
    slip: SlipState = SlipState.NONE
    receipt: str = ""
    """What would stand on the slip to look the visit up by: kiosk-epoch-sequence, ``B001-1-000412``."""
    inserted: Won = field(default=Won(0))
    paid: Won = field(default=Won(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeScreen(_Screen):
    """Something can not be done: what happened, what became of the money, what to do. FinishPressed or time ends it."""

    code: str
    """E01 … E11"""
    detail: str | None = None
    """Key of a more exact sentence (``no_record``, ``refused_glyph``, ``change_short``, ``card_expired``)."""
    refunded: Won = field(default=Won(0))
    claim: str | None = None
    claim_amount: Won = field(default=Won(0))
    back_to_choice: bool = False
    """The visit goes on (FinishPressed returns to the choice)."""
    slip: SlipState = SlipState.NONE
    """It is the visit's last word, and money went in: as in ``TakeScreen``, with a fee of 0 won."""
    receipt: str = ""
    inserted: Won = field(default=Won(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOfferScreen(_Screen):
    """After a short cut: money is owed to someone who probably still stands here. RefundPressed pays it out."""

    amount: Won
    delivered: int
    """Copies that were settled as delivered."""


class ThanksScreen(_Screen):
    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfServiceScreen(_Screen):
    """``reason``: key (``starting``, ``settling``, ``journal_broken``, ``rolled_back``, ``fork``, ``gap``,
    ``wrong_kiosk``, ``clock``, ``disk``, ``hours``, ``printer``, ``stopping``, ``busy``, ``maintenance``)."""

    reason: str
    code: str = Code.MAINTENANCE


Screen = (
    StartScreen
    | GuideScreen
    | ChooseScreen
    | ParcelScreen
    | OptionsScreen
    | InsertCardScreen
    | PinScreen
    | TakeCardScreen
    | PersonScreen
    | ExemptionScreen
    | ConsentScreen
    | ConfirmScreen
    | WaitScreen
    | PayScreen
    | FreeScreen
    | IssuingScreen
    | TroubleScreen
    | PayingOutScreen
    | TakeScreen
    | NoticeScreen
    | RefundOfferScreen
    | ThanksScreen
    | OutOfServiceScreen
)
