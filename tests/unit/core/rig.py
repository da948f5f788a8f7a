"""A desk on a rig: facts go in one by one, what comes out is kept, and the core's promises are checked at every step.

The rig's devices answer orders only when asked to (``work``), each from a small script, so that a test can stop the
world between any two steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from drivers.api import (
    CASH_BOX,
    Act,
    ActReported,
    CardInserted,
    CardNumber,
    CardRead,
    CardRemoved,
    CardSigned,
    Coin,
    CoinsInserted,
    DeviceId,
    Fault,
    Outcome,
    Pages,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
)
from drivers.private import Private
from kiosk.core import orders
from kiosk.core.books import Books, apply, balance, fold
from kiosk.core.desk import Desk, Step
from kiosk.core.facts import (
    CardChallenged,
    Composed,
    DistrictSeen,
    ExemptionChecked,
    Fact,
    Identified,
    PagesIssued,
    TimePassed,
    Woke,
)
from kiosk.core.instant import Instant
from kiosk.core.presses import (
    ApplicationsConfirmed,
    DocumentChosen,
    GuideRead,
    InputsSubmitted,
    OptionsSubmitted,
    PinSubmitted,
    StartPressed,
)
from kiosk.core.recovery import opening
from kiosk.core.rights import Person, Rights
from kiosk.core.rules import HopperRule, Rules
from kiosk.core.screens import Screen
from kiosk.core.step import deadline, step
from offline_queue.entries import Entry, EpochBegun
from tests.unit.core.wording import missing

ACCEPTOR = DeviceId("coin_acceptor")
PRINTER = DeviceId("document_printer")
RECEIPTS = DeviceId("receipt_printer")
READER = DeviceId("card_reader")
H100 = DeviceId("hopper_100")
H500 = DeviceId("hopper_500")
DEVICES = (ACCEPTOR, H100, H500, PRINTER, RECEIPTS, READER)
READY = Status(ready=True)
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""12:00 in Seoul."""

RULES = Rules(
    kiosk="B001",
    place="inside",
    fees={"D03": Won(300), "D04": Won(300)},
    hoppers=(HopperRule(H100, Won(100)),),
    sorter={Won(100): H100},
)
FREE = replace(RULES, fees={"D03": Won(0), "D04": Won(0)})
CARDS = replace(
    RULES,
    fees={"D01": Won(200), "D02": Won(200), "D03": Won(300), "D04": Won(300)},
    card_reader=READER,
    means=frozenset({"card_pin"}),
)
"""With a card reader, and documents that ask who one is."""
TWO_HOPPERS = replace(
    RULES, hoppers=(HopperRule(H100, Won(100)), HopperRule(H500, Won(500))), sorter={Won(100): H100, Won(500): H500}
)

ALONE = Rights((Person("p1", "견본 하나", "self", True),))
FAMILY = Rights(
    (
        Person("p1", "견본 하나", "self", True),
        Person("p2", "견본 둘", "spouse", False),
        Person("p3", "견본 셋", "child", False),
        Person("p4", "견본 넷", "child", False),
    )
)
PIN = Private("123456")

Answer = tuple[Outcome, int] | tuple[Outcome, int, Fault] | None
"""What a device reports of its next act; None: it stays silent."""

S = TypeVar("S", bound=Screen)
E = TypeVar("E", bound=Entry)
O = TypeVar("O", bound=orders.Order)  # noqa: E741 - beside S and E


class Rig:
    def __init__(
        self,
        rules: Rules = RULES,
        stock: Mapping[str, dict[int, int]] | None = None,
        *,
        journal: Iterable[Entry] | None = None,
        at: float = 1000.0,
    ) -> None:
        pieces = {H100: {100: 60}, H500: {500: 10}} if stock is None else dict(stock)
        begun = [EpochBegun(reason="counted", stock={str(store): dict(values) for store, values in pieces.items()})]
        self.journal: list[Entry] = list(begun if journal is None else journal)
        self.desk = opening(fold(self.journal), rules)
        self.now = Instant(at, NOON)
        self.orders: list[orders.Order] = []
        self.pending: deque[orders.Order] = deque()
        self.script: dict[DeviceId, deque[Answer]] = {}
        self.unreadable: set[DeviceId] = set()
        self.run = int(self.desk.books.marks.get(ACCEPTOR, {}).get("run", 0))
        self.acts: dict[DeviceId, Act] = {}
        self.rights = ALONE
        """Of whoever's card it is."""

    # --- the core ----------------------------------------------------------------------------------------------

    def post(self, fact: Fact, after: float = 0.1) -> Step:
        self.now = Instant(self.now.mono + after, self.now.wall + timedelta(seconds=after))
        done = step(self.desk, fact, self.now)
        books = self.desk.books
        for entry in done.entries:
            books = apply(books, entry)
            assert balance(books) == 0, entry
        assert books == done.books
        self.journal.extend(done.entries)
        self.desk = Desk(done.session, books, done.cabinet, self.desk.rules)
        self.orders.extend(done.orders)
        self.pending.extend(done.orders)
        for order in done.orders:
            if isinstance(order, orders.Begin):
                intended = books.open_acts[order.act.device]
                assert (intended.act, intended.quantity) == (order.act.number, order.act.quantity)
                self.acts[order.act.device] = order.act
        assert done.cabinet.screen is None or not missing(done.cabinet.screen), "what is told has words"
        return done

    def press(self, kind: Callable[..., Fact], *arguments: object) -> Step:
        assert self.desk.cabinet.screen is not None
        return self.post(kind(self.desk.cabinet.screen.number, *arguments))

    def wait(self, seconds: float | None = None) -> Step:
        """Until the next deadline, or so many seconds."""
        due = deadline(self.desk)
        if seconds is None:
            assert due is not None
            seconds = max(0.0, due - self.now.mono) + 1e-6
        return self.post(TimePassed(), after=seconds)

    def shown(self, kind: type[S]) -> S:
        screen = self.desk.cabinet.screen
        assert isinstance(screen, kind), screen
        return screen

    @property
    def books(self) -> Books:
        return self.desk.books

    def entries(self, kind: type[E]) -> list[E]:
        return [entry for entry in self.journal if isinstance(entry, kind)]

    def ordered(self, kind: type[O]) -> list[O]:
        return [order for order in self.orders if isinstance(order, kind)]

    # --- the world ---------------------------------------------------------------------------------------------

    def wake(self, downtime: int | None = None, *, devices: bool = True) -> Rig:
        self.post(Woke("test", downtime))
        if devices:
            for device in DEVICES:
                self.status(device)
            self.post(DistrictSeen(True, 0, 0.0))
        return self

    def status(self, device: DeviceId, fault: Fault | None = None, **fields: int) -> Step:
        status = replace(READY, **fields) if fault is None else Status(ready=False, fault=fault)  # type: ignore[arg-type]  # sheets only
        return self.post(StatusChanged(device, status))

    def coin(self, *values: int, to: DeviceId | None = None, run: int | None = None) -> Step:
        self.run = self.run + 1 if run is None else run
        stores = self.desk.rules.sorter
        coins = tuple(Coin(Won(value), to or stores.get(Won(value), CASH_BOX)) for value in values)
        return self.post(CoinsInserted(ACCEPTOR, Token(f"coins-{self.run}"), coins, {"run": self.run, "counter": 7}))

    def insert(self, card: int = 1) -> Step:
        return self.post(CardInserted(READER, CardNumber(card)))

    def pull(self, card: int = 1) -> Step:
        return self.post(CardRemoved(READER, CardNumber(card)))

    def prepared(self, device: DeviceId) -> Step:
        return self.post(Prepared(device, {"life": 1}))

    def report(self, device: DeviceId, outcome: Outcome, done: int, fault: Fault | None = None) -> Step:
        evidence = {"life": 1 + done}
        return self.post(ActReported(device, Report(self.acts[device].number, outcome, done, evidence, fault)))

    def work(self) -> Rig:
        """Every device and the errand answer what they were ordered, until nothing is left to answer."""
        while self.pending:
            self._answer(self.pending.popleft())
        return self

    def _answer(self, order: orders.Order) -> None:
        match order:
            case orders.Compose(visit=visit, application=number, copies=copies):
                hashes = tuple(f"hash-{number}-{index}" for index in range(2 * copies))
                self.post(Composed(visit, number, 1, hashes))
            case orders.ReadCard(card=card):
                self.post(CardRead(READER, card, Private(b"certificate"), 3))
            case orders.CheckCard(visit=visit, card=card):
                self.post(CardChallenged(visit, card, bytes(32)))
            case orders.SignCard(card=card):
                self.post(CardSigned(READER, card, Private(b"signature")))
            case orders.Identify(visit=visit, card=card):
                self.post(Identified(visit, card, Private(self.rights)))
            case orders.CheckExemption(visit=visit, exemption=exemption, documents=documents):
                self.post(ExemptionChecked(visit, exemption, documents))
            case orders.Issue(visit=visit, number=name):
                self.post(PagesIssued(visit, name, Pages(b"%PDF")))
            case orders.Prepare(device=device):
                self.post(Prepared(device, None if device in self.unreadable else {"life": 1}))
            case orders.Begin(act=act):
                script = self.script.get(act.device)
                answer = script.popleft() if script else (Outcome.DONE, act.quantity)
                if answer is not None:
                    self.report(act.device, *answer)

    # --- shortcuts through a visit -----------------------------------------------------------------------------

    def begin(self) -> Rig:
        """From the start screen past the guide to the choice."""
        self.press(StartPressed)
        self.press(GuideRead)
        return self

    def apply_for(self, copies: int = 1, document: str = "D03") -> Rig:
        """From the choice to the confirm screen."""
        self.press(DocumentChosen, document)
        self.press(InputsSubmitted, Private({"pnu": "2641010700100840001"}))
        self.press(OptionsSubmitted, {}, copies)
        return self

    def to_pin(self, document: str = "D01", card: int = 1) -> Rig:
        """From the choice to the PIN screen."""
        self.press(DocumentChosen, document)
        self.insert(card)
        return self.work()

    def identify(self, document: str = "D01", card: int = 1) -> Rig:
        """From the choice to the document's own screens, with the card back in the hand."""
        self.to_pin(document, card)
        self.press(PinSubmitted, PIN)
        self.work()
        self.pull(card)
        return self

    def to_pay(self, copies: int = 1) -> Rig:
        """From the start screen to the pay screen (or the free one)."""
        self.begin().apply_for(copies)
        self.press(ApplicationsConfirmed)
        return self.work()

    def to_printing(self, *coins: int, copies: int = 1) -> Rig:
        """Paid, and the first job is at the printer, which has said nothing yet."""
        self.to_pay(copies)
        for value in coins:
            self.coin(value)
        self.pending.clear()
        self.prepared(ACCEPTOR)
        name = self.ordered(orders.Issue)[-1].number
        self.post(PagesIssued(self.books.last_visit, name, Pages(b"%PDF")))
        self.prepared(PRINTER)
        self.pending.clear()
        return self

    def cut(self, downtime: int | None = 5, *, devices: bool = True, rules: Rules | None = None) -> Rig:
        """The kiosk dies here and starts again with what is durable."""
        return Rig(rules or self.desk.rules, journal=self.journal, at=5.0).wake(downtime, devices=devices)
