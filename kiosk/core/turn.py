"""One turn of the desk while it is being worked out: what ``step`` collects between a fact and its ``Step``.

A Turn lives only inside ``step``; seen from outside the core stays a function from values to values. ``write``
applies each entry at once, so that the rest of the turn sees the Books as they will be.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import UNREACHED, Act, DeviceId, Status, Work
from kiosk.core.books import apply
from kiosk.core.desk import Desk
from kiosk.core.instant import Instant
from kiosk.core.limit import Limit
from kiosk.core.money import Purse, purses
from kiosk.core.orders import Order
from kiosk.core.screens import CardProblem
from kiosk.core.session import Stage, Visit
from offline_queue.entries import ActIntended, ClaimOpened, Entry, IdentityChecked


class Turn:
    def __init__(self, desk: Desk, now: Instant) -> None:
        self.now = now
        self.rules = desk.rules
        self.delays = desk.rules.delays
        self.session = desk.session
        self.books = desk.books
        self.cabinet = desk.cabinet
        self.entries: list[Entry] = []
        self.orders: list[Order] = []

    def write(self, *entries: Entry) -> None:
        """These become durable before any order of this turn is carried out."""
        for entry in entries:
            self.books = apply(self.books, entry)
            self.entries.append(entry)

    def order(self, *orders: Order) -> None:
        self.orders.extend(orders)

    def go(self, visit: Visit, stage: Stage, limit: Limit | None = None) -> Visit:
        """The visit is in this stage now, waiting for a citizen as long as ``limit`` says."""
        moved = replace(visit, stage=stage, limit=limit)
        self.session = moved
        return moved

    def limit(self, length: float) -> Limit:
        return Limit.of(length, self.delays.warning, self.now.mono)

    def idle_limit(self) -> Limit:
        return self.limit(self.delays.idle)

    def status(self, device: DeviceId | None) -> Status | None:
        return None if device is None else self.cabinet.status.get(device)

    def usable(self, device: DeviceId | None) -> bool:
        """Ready, and no act of it is open."""
        status = self.status(device)
        return status is not None and status.ready and device not in self.books.open_acts

    def reached(self, device: DeviceId) -> bool:
        """It has been asked and has answered; what it said may be a fault."""
        status = self.status(device)
        return status is not None and status.fault not in UNREACHED

    def coin_may_fall(self) -> bool:
        """The gate is open, or was a moment ago."""
        return bool(self.cabinet.accepting) or (self.cabinet.gate is not None and self.now.mono < self.cabinet.gate)

    def payable(self) -> tuple[Purse, ...]:
        """What could be paid out, keeping the reserve: for judging money before it is taken."""
        return purses(self.books, self.cabinet.status, self.rules)

    def identity_checked(self, visit: Visit, outcome: str) -> None:
        """``outcome``: as in ``IdentityChecked``."""
        self.write(IdentityChecked(visit=visit.number, means="card_pin", outcome=outcome))

    def card_left(self) -> None:
        """Nobody knows whose the card in the slot is: while it stays it is not read."""
        if self.cabinet.card is not None:
            self.cabinet = replace(self.cabinet, unfit=self.cabinet.card, unfit_for=CardProblem.LEFT)

    def claim(self, amount: int, visit: int | None, reason: str, act: int | None = None) -> None:
        """credit → claim. Nothing is written about no money."""
        if amount > 0:
            self.write(
                ClaimOpened(
                    claim=claim_number(self.rules.kiosk, self.books.epoch, self.books.last_claim),
                    amount=amount,
                    visit=visit,
                    reason=reason,
                    act=act,
                )
            )


def claim_number(kiosk: str, epoch: int, last: int) -> str:
    """The next claim's number, unique over epochs and kiosks: ``B001-C1-0007``."""
    return f"{kiosk}-C{epoch}-{last + 1:04d}"


def act_of(intended: ActIntended) -> Act:
    """The act as the driver knows it."""
    return Act(
        number=intended.act,
        device=DeviceId(intended.device),
        work=Work(intended.work),
        quantity=intended.quantity,
        name=intended.name,
        baseline=intended.baseline,
    )
