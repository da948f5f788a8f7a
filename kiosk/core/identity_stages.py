"""Stages of a visit in which one says who one is, in their order (the table of their transitions is
``kiosk.core.step``)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.api import CardNumber
from kiosk.core.screens import CardProblem


@dataclass(frozen=True, slots=True)
class Asked:
    """What asks who one is."""

    document: str | None
    """None: an exemption does."""
    failed: int = 0
    """Times that a card did not serve."""


@dataclass(frozen=True, slots=True)
class AskingCard:
    """A card is to be put in."""

    asked: Asked
    problem: CardProblem | None = None
    """What became of the last one."""
    over: bool = False
    """That identification came to its end; the next begins with the next card."""


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """The card reader reads the certificate."""

    asked: Asked
    card: CardNumber
    due: float


@dataclass(frozen=True, slots=True)
class CheckingCard:
    """The errand checks the certificate and gets what is to be signed."""

    asked: Asked
    card: CardNumber
    tries: int | None
    due: float


@dataclass(frozen=True, slots=True)
class AskingPin:
    """``digest``: what the card is to sign."""

    asked: Asked
    card: CardNumber
    digest: bytes
    tries: int | None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """The card has the PIN; nobody else has."""

    asked: Asked
    card: CardNumber
    digest: bytes
    due: float


@dataclass(frozen=True, slots=True)
class Proving:
    """The district has the signature. The card no longer matters."""

    asked: Asked
    card: CardNumber
    due: float


@dataclass(frozen=True, slots=True)
class TakingCard:
    """Identified, and a card is still in the slot."""

    asked: Asked


Identifying = AskingCard | ReadingCard | CheckingCard | AskingPin | Signing | Proving | TakingCard
