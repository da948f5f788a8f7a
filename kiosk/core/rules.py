"""What the core has to know of kiosk.toml: frozen for the length of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.api import CASH_BOX, DeviceId, Won

_COIN_ACCEPTOR = DeviceId("coin_acceptor")
_DOCUMENT_PRINTER = DeviceId("document_printer")
_RECEIPT_PRINTER = DeviceId("receipt_printer")


@dataclass(frozen=True, slots=True)
class Delays:
    """Every delay of the core, in seconds (kiosk-domain.md 3.5). kiosk.toml may change each."""

    idle: float = 60.0
    warning: float = 20.0
    """Length of the last stretch in which the seconds are asked about; part of no other delay: idle, then warning,
    then the end."""
    payment: float = 90.0
    payment_more: float = 60.0
    """Added once money is in."""
    take: float = 60.0
    thanks: float = 5.0
    notice: float = 20.0
    refund_offer: float = 60.0
    short_downtime: float = 180.0
    compose: float = 15.0
    prepare: float = 3.0
    gate: float = 2.0
    """The coin acceptor has to say by then that it is closed and no coin is on its way; no visit closes before."""
    act_silence: float = 45.0
    """An act with no progress for this long is given to a claim; it stays open until the device answers."""


@dataclass(frozen=True, slots=True)
class HopperRule:
    device: DeviceId
    value: Won
    max_pieces: int = 30
    """The most coins one payout may need from this hopper."""
    reserve: int = 0
    """Coins never planned with: the book count may be off by so many."""


@dataclass(frozen=True, slots=True)
class Rules:
    kiosk: str
    """Four characters, ``B001``; the head of every issue number."""
    place: str
    """inside | outside an administrative office (kiosk-domain.md 3.10)."""
    fees: Mapping[str, Won]
    """Document code → won per copy, of the fee table in force. A document without a fee is not offered."""
    hidden: frozenset[str] = frozenset()
    hours: tuple[str, str] | None = None
    """Opening hours local time ``("05:00", "24:00")``; None: always."""
    utc_offset_minutes: int = 540
    coin_acceptor: DeviceId | None = _COIN_ACCEPTOR
    document_printer: DeviceId = _DOCUMENT_PRINTER
    receipt_printer: DeviceId | None = _RECEIPT_PRINTER
    """None: no money is taken, for there is no receipt."""
    card_reader: DeviceId | None = None
    means: frozenset[str] = frozenset()
    """Means of identification that this kiosk has, of ``forms.catalogue.MEANS``. A document that asks for identity is
    offered only if one of its means is here."""
    hoppers: tuple[HopperRule, ...] = ()
    coins: tuple[Won, ...] = (Won(100), Won(500))
    """Values that the coin acceptor may take, smallest first."""
    sorter: Mapping[Won, DeviceId] = field(default_factory=dict)
    """Coin value → the hopper it falls into; other values fall into the cash box. Only for judging in advance
    whether a sum can be paid at all: the stock rises by what the acceptor reports, never by this."""
    cash_box: DeviceId = CASH_BOX
    max_copies: int = 5
    max_copies_visit: int = 10
    max_clock_offset_s: float = 60.0
    software: str = ""
    delays: Delays = field(default_factory=Delays)
