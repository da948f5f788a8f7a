"""What a citizen does at the screen. May hold personal data (wrapped in ``Private``); never stored.

A press names the screen it was made on (``screen``, the number in ``Show``): one that was meant for a screen already
gone is dropped, so a double tap never skips a step. They have a module of their own, so that the window is painted
before all that devices and the errand may say is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.private import Private


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
