"""The scripted visits: what a citizen does on each screen, and what happens to the machine meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.api import Won
from drivers.private import Private
from kiosk.core import presses, screens

PIN = "123456"
"""Of every sample card."""
PARCEL: Mapping[str, str] = {"pnu": "2641010700100840001"}
"""구서동 84-1 of the sample registry."""


@dataclass(frozen=True)
class Visit:
    """One script. ``before``: control commands to the cabinet (verb, arguments) before the citizen comes."""

    name: str
    coins: tuple[int, ...]
    documents: tuple[str, ...] = ("D03",)
    """One application each, in this order."""
    card: str | None = None
    """The sample card with which the citizen says who he is, once."""
    copies: int = 1
    before: tuple[tuple[str, dict[str, object]], ...] = ()
    cancel_after: int | None = None
    """Cancel once so much is credited (won); 0: when the coins are past the gate and nobody has read of them yet."""
    short_hopper: bool = False
    """The hopper can not pay everything that is owed."""
    no_life_count: bool = False
    """The printer does not say how many sides it has printed in its life, as some products do not."""
    volatile_count: bool = False
    """The coin acceptor forgets its accept count (225) when it is reset, as some products do."""
    expect: Mapping[str, int] = field(default_factory=dict)
    """What the uncut visit must come to: earned, paid_out, claims (won), issued (papers), slips (that came out; not
    named where the citizen does not wait for it)."""


VISITS: tuple[Visit, ...] = (
    Visit("exact coins", (100, 100, 100), expect={"earned": 300, "paid_out": 0, "claims": 0, "issued": 1, "slips": 1}),
    Visit(
        "exact, no count",
        (100, 100, 100),
        volatile_count=True,
        expect={"earned": 300, "paid_out": 0, "claims": 0, "issued": 1, "slips": 1},
    ),
    Visit("change", (500,), expect={"earned": 300, "paid_out": 200, "claims": 0, "issued": 1, "slips": 1}),
    Visit(
        "printer no count",
        (500,),
        before=(("document_printer.no_count", {}),),
        no_life_count=True,
        expect={"earned": 300, "paid_out": 200, "claims": 0, "issued": 1, "slips": 1},
    ),
    Visit(
        "two copies", (500, 100), copies=2, expect={"earned": 600, "paid_out": 0, "claims": 0, "issued": 2, "slips": 1}
    ),
    Visit(
        "cancel",
        (100, 100),
        cancel_after=200,
        expect={"earned": 0, "paid_out": 200, "claims": 0, "issued": 0, "slips": 1},
    ),
    Visit(
        "cancel in flight",
        (500,),
        cancel_after=0,
        expect={"earned": 0, "paid_out": 500, "claims": 0, "issued": 0, "slips": 1},
    ),
    Visit(
        "printer jams",
        (500,),
        before=(("document_printer.jam_at", {"page": 1}),),
        expect={"earned": 0, "paid_out": 500, "claims": 0, "issued": 0},
    ),
    Visit(
        "card, two papers",
        (500,),
        documents=("D01", "D03"),
        card="single",
        expect={"earned": 500, "paid_out": 0, "claims": 0, "issued": 2, "slips": 1},
    ),
    Visit(
        "hopper runs out",
        (500,),
        before=(("hopper_100.stop_after", {"coins": 1}),),
        short_hopper=True,
        expect={"earned": 300, "paid_out": 100, "claims": 100, "issued": 1, "slips": 1},
    ),
)


class Citizen:
    """Answers each screen at once. ``press`` posts a fact; ``insert`` drops coins into the slot, then calls back;
    ``slot`` puts a card in, or pulls it out (None)."""

    def __init__(
        self,
        visit: Visit,
        press: Callable[[presses.CitizenFact], None],
        insert: Callable[[tuple[int, ...], Callable[[], None]], None],
        slot: Callable[[str | None], None],
    ) -> None:
        self._visit = visit
        self._press = press
        self._insert = insert
        self._slot = slot
        self._in_slot: str | None = None
        self._paid = False
        self._began = False
        self.finished = False

    def see(self, screen: screens.Screen) -> None:
        number = screen.number
        match screen:
            case screens.StartScreen():
                if self._began:
                    self.finished = True
                elif screen.documents and all(item.open_to_all for item in screen.documents):
                    self._began = True
                    self._press(presses.StartPressed(number))
            case screens.GuideScreen():
                self._press(presses.GuideRead(number))
            case screens.ChooseScreen():
                self._press(presses.DocumentChosen(number, self._visit.documents[len(screen.in_cart)]))
            case screens.InsertCardScreen():
                self._move_card(self._visit.card)
            case screens.PinScreen():
                self._press(presses.PinSubmitted(number, Private(PIN)))
            case screens.TakeCardScreen():
                self._move_card(None)
            case screens.ParcelScreen():
                self._press(presses.InputsSubmitted(number, Private(PARCEL)))
            case screens.OptionsScreen():
                self._press(presses.OptionsSubmitted(number, {}, self._visit.copies))
            case screens.ConfirmScreen() if len(screen.lines) < len(self._visit.documents):
                self._press(presses.AnotherWanted(number))
            case screens.ConfirmScreen():
                self._press(presses.ApplicationsConfirmed(number))
            case screens.PayScreen():
                self._pay(screen)
            case screens.TroubleScreen():
                self._press(presses.RefundPressed(number))
            case screens.TakeScreen(slip=screens.SlipState.PRINTING):
                return  # it is waited for
            case screens.TakeScreen() | screens.NoticeScreen() | screens.ThanksScreen():
                self._press(presses.FinishPressed(number))
            case screens.OutOfServiceScreen():
                self.finished = self._began  # a jammed printer: the visit is over and no other begins
            case _:
                return

    def _move_card(self, card: str | None) -> None:
        """Once: the screen may be shown again before the reader has seen it."""
        if card != self._in_slot:
            self._in_slot = card
            self._slot(card)

    def _pay(self, screen: screens.PayScreen) -> None:
        cancel = presses.CancelPressed(screen.number)
        after = self._visit.cancel_after
        if not self._paid:
            self._paid = True
            self._insert(self._visit.coins, lambda: self._press(cancel) if after == 0 else None)
        if after and screen.inserted >= Won(after):
            self._press(cancel)
