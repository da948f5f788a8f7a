"""The desk: everything the clerk owns, and the shape of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drivers.api import CardNumber, DeviceId, Status, Won
from kiosk.core.books import Books
from kiosk.core.orders import Order
from kiosk.core.rules import Rules
from kiosk.core.screens import CardProblem, Screen, SlipState
from kiosk.core.session import Session
from offline_queue.entries import Entry


@dataclass(frozen=True, slots=True)
class SlipWork:
    """The slip of the last visit that was due one; it may outlast its visit's screens."""

    visit: int
    sequence: int
    """What the office looks the visit up by: the last record of which the slip tells."""
    state: SlipState
    act: int | None = None
    """None: not begun."""
    due: float | None = None
    """The printer has to say something by this monotonic second; None: it is not waited for any more."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """What is known of the machine now; volatile, rebuilt from the devices after each start."""

    status: Mapping[DeviceId, Status] = field(default_factory=dict)
    district_reachable: bool | None = None
    """None: not heard of since the start."""
    clock_offset_s: float | None = None
    disk_room: bool = True
    closing: str | None = None
    """Why no further visit begins until someone comes: a journal that is not to be trusted."""
    unheard: int | None = None
    """The visit that a cut ended, while the coin acceptor has not told yet what fell into it."""
    distrust: tuple[tuple[str, str, str], ...] = ()
    """What was found against the journal in this run: who found it, the problem, the detail."""
    flapping: frozenset[DeviceId] = frozenset()
    """Devices whose last status the journal does not have yet: their faults end too often."""
    ends: Mapping[DeviceId, tuple[float, ...]] = field(default_factory=dict)
    """When (monotonic) faults of a device ended lately."""
    stopping: bool = False
    """The machine is to be turned off."""
    last_entry_at: datetime | None = None
    """The latest wall time any entry was written at; the clock must not stand before it."""
    screen: Screen | None = None
    """What is shown."""
    since: int = 0
    """Presses on this screen number and later are meant for what is shown: it was only redrawn since."""
    notice: str | None = None
    accepting: frozenset[Won] | None = None
    """The mask the coin acceptor was last given; None: not told yet."""
    card: CardNumber | None = None
    """Which card is in the slot."""
    unfit: CardNumber | None = None
    """The card that did not serve: while it stays in the slot it is not read again."""
    unfit_for: CardProblem | None = None
    """Why it did not."""
    language: str = "ko"
    """Of the visit that is open. Each begins in Korean and is told at once if it is to be another."""
    slip: SlipWork | None = None
    gate: float | None = None
    """The mask was closed, and until this monotonic second a coin may still be on its way; None: the acceptor said that
    none is."""


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
    books: Books
    """As they are after ``entries``."""
    cabinet: Cabinet
    entries: tuple[Entry, ...] = ()
    orders: tuple[Order, ...] = ()
