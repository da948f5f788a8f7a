"""Orders: what ``step`` wants done outside, in this order, after the entries are durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drivers.api import Act, DeviceId, Pages, Token, Won
from kiosk.core.private import Private
from kiosk.core.screens import Screen


@dataclass(frozen=True, slots=True)
class Show:
    screen: Screen


@dataclass(frozen=True, slots=True)
class Prepare:
    device: DeviceId


@dataclass(frozen=True, slots=True)
class Begin:
    """The clerk refuses, as a hard error, an act that is not open in the Books."""

    act: Act
    pages: Pages | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    act: Act


@dataclass(frozen=True, slots=True)
class Confirm:
    device: DeviceId
    token: Token


@dataclass(frozen=True, slots=True)
class Accept:
    device: DeviceId
    values: frozenset[Won]


@dataclass(frozen=True, slots=True)
class Compose:
    """Errand: fetch the records and prove the whole layout of one application."""

    visit: int
    application: int
    document: str
    inputs: Private[Mapping[str, str]]
    options: Mapping[str, str]
    copies: int


@dataclass(frozen=True, slots=True)
class Issue:
    """Errand: finish one copy with its number, the check number behind ``check_hash`` and the time."""

    visit: int
    application: int
    number: str
    check_hash: str
    at: datetime
    fee: Won
    exemption: str | None = None


@dataclass(frozen=True, slots=True)
class Discard:
    """Overwrite pages that nobody prints any more."""

    pages: Pages


@dataclass(frozen=True, slots=True)
class Wipe:
    """Kill the errand, drop every personal reference, warm the next errand."""


Order = Show | Prepare | Begin | Settle | Confirm | Accept | Compose | Issue | Discard | Wipe
