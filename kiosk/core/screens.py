"""Screens as values: what the citizen is shown. The GUI renders them; tests read them.

Texts are keys of the ko/en catalogue (``assets/strings``), amounts are won, never formatted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.api import Won
from kiosk.core.private import Private


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
    ``hidden``, ``cash_fault``, ``change_short``), or None."""

    code: str
    group: str
    fee: Won
    closed: str | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One application, on the confirm, pay and take screens."""

    document: str
    copies: int
    fee: Won
    """For all copies together."""
    options: tuple[tuple[str, str], ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmScreen(_Screen):
    lines: tuple[OrderLine, ...]
    total: Won
    can_add: bool


class Waiting(StrEnum):
    COMPOSING = "composing"  # records are fetched and the pages laid out
    DEVICES = "devices"  # a device is being read before it acts


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
    """Key of why some are not taken (``change_short``, ``cash_fault``)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeScreen(_Screen):
    """Something can not be done: what happened, what became of the money, what to do. FinishPressed or time ends it."""

    code: str
    """E01 … E09"""
    detail: str | None = None
    """Key of a more exact sentence (``no_record``, ``refused_glyph``, ``change_short``)."""
    refunded: Won = field(default=Won(0))
    claim: str | None = None
    claim_amount: Won = field(default=Won(0))
    back_to_choice: bool = False
    """The visit goes on (FinishPressed returns to the choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOfferScreen(_Screen):
    """After a short cut: money is owed to someone who probably still stands here. RefundPressed pays it out."""

    amount: Won
    delivered: int
    """Copies that were settled as delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksScreen(_Screen):
    pass


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
