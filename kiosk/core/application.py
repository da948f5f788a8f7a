"""What the citizen asks for, and the copies it becomes once it is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.private import Private


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
    """Won per copy; 0 if exempt."""
    composed: Proof | None = None
    exemption: str | None = None
    """Why its fee is waived: a key of ``forms.catalogue.EXEMPTIONS``."""


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
    exemption: str | None = None
