"""Orders: what ``step`` wants done outside, in this order, after the entries are durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drivers.api import Act, CardNumber, DeviceId, Pages, Token, Won
from drivers.private import Private
from kiosk.core.screens import Screen
from kiosk.core.slip import Slip


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
    slip: Slip | None = None
    """For the receipt printer: drawn and handed to it as pages."""


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
class ReadCard:
    """Card reader: who does this card say it is?"""

    device: DeviceId
    card: CardNumber


@dataclass(frozen=True, slots=True)
class SignCard:
    """Card reader: verify the PIN and sign the district's challenge."""

    device: DeviceId
    card: CardNumber
    pin: Private[str]
    digest: bytes


@dataclass(frozen=True, slots=True)
class CheckCard:
    """Errand: is the certificate one of this kiosk's roots, and what is to be signed? Answered by ``CardChallenged`` or
    ``IdentityRefused``."""

    visit: int
    card: CardNumber
    certificate: Private[bytes]


@dataclass(frozen=True, slots=True)
class Identify:
    """Errand: the signature goes to the district. Answered by ``Identified`` or ``IdentityRefused``."""

    visit: int
    card: CardNumber
    signature: Private[bytes]


@dataclass(frozen=True, slots=True)
class CheckExemption:
    """Errand: does the exemption hold for these documents? Answered by ``ExemptionChecked`` or ``ExemptionFailed``."""

    visit: int
    exemption: str
    documents: tuple[str, ...]


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


ErrandOrder = CheckCard | Identify | CheckExemption | Compose | Issue
"""For the visit's own process."""

Order = Show | Prepare | Begin | Settle | Confirm | Accept | ReadCard | SignCard | ErrandOrder | Discard | Wipe
