"""The slip as a value: a receipt of one visit. No personal data; drawn by ``kiosk.slip``.

A free visit prints none. A slip is no claim: what the kiosk owes exists by its entry alone, and the slip names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


def lookup(kiosk: str, epoch: int, sequence: int) -> str:
    """What the office looks a visit up by, on the slip and on the screen: ``B001-1-000412``."""
    return f"{kiosk}-{epoch}-{sequence:06d}"


@dataclass(frozen=True, slots=True)
class SlipLine:
    """Delivered copies of one document."""

    document: str
    copies: int
    fee: int
    """Won for all of them; 0 if exempt."""
    exemption: str | None = None
    """Key of ``forms.catalogue.EXEMPTIONS``."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Amounts in won. Always: inserted = paid + change + refund + the sum of the claims."""

    language: str
    """ko | en"""
    kiosk: str
    epoch: int
    sequence: int
    """Of the last journal record before this slip: with kiosk and epoch, its ``lookup``."""
    at: datetime
    """Aware UTC."""
    lines: tuple[SlipLine, ...]
    inserted: int
    paid: int
    change: int
    refund: int
    claims: tuple[tuple[str, int], ...] = ()
    """Claim number, amount."""
    numbers: tuple[str, ...] = ()
    """Issue numbers of what was delivered."""
