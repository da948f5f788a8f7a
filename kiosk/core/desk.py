"""The desk: everything the clerk owns, and the shape of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.api import DeviceId, Status
from kiosk.core.books import Books
from kiosk.core.orders import Order
from kiosk.core.rules import Rules
from kiosk.core.session import Session
from offline_queue.entries import Entry


@dataclass(frozen=True, slots=True)
class Cabinet:
    """What is known of the machine now; volatile, rebuilt from the devices after each start."""

    status: Mapping[DeviceId, Status] = field(default_factory=dict)
    district_reachable: bool = False
    clock_offset_s: float | None = None
    disk_room: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    session: Session
    books: Books
    cabinet: Cabinet
    rules: Rules


@dataclass(frozen=True, slots=True)
class Step:
    """``entries`` become durable in one transaction, then ``orders`` are carried out in their order."""

    session: Session
    cabinet: Cabinet
    entries: tuple[Entry, ...] = ()
    orders: tuple[Order, ...] = ()
