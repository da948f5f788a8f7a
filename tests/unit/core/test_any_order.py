"""Any facts in any order, sense and nonsense, with devices that have a life of their own: the core's promises hold.

The model devices keep the physical truth (coins past the gate, coins out) and report it honestly, early, late
or never; everything else that is posted may be absurd. The kiosk may be cut between any two facts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from drivers.api import (
    CASH_BOX,
    Act,
    ActProgressed,
    ActReported,
    CardInserted,
    CardLost,
    CardNumber,
    CardRead,
    CardRemoved,
    CardSigned,
    CardTrouble,
    Coin,
    CoinsInserted,
    DeviceId,
    Doubt,
    Fault,
    Outcome,
    Pages,
    PinRefused,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Token,
    Won,
)
from drivers.private import Private
from forms.catalogue import DOCUMENTS, EXEMPTIONS
from kiosk.core import facts, orders, presses, screens
from kiosk.core.books import apply, balance, fold
from kiosk.core.desk import Desk
from kiosk.core.money import payable, purses
from kiosk.core.session import CheckingExemption, ChoosingOptions, Closed, Composing, Idle, Session, Visit
from kiosk.core.step import deadline, step
from kiosk.core.turn import act_of
from offline_queue.entries import ActIntended, VisitClosed
from tests.unit.core.rig import (
    ACCEPTOR,
    ALONE,
    CARDS,
    FAMILY,
    H100,
    H500,
    PIN,
    PRINTER,
    READER,
    READY,
    RECEIPTS,
    TWO_HOPPERS,
    Rig,
)

PRICED = replace(TWO_HOPPERS, fees=CARDS.fees, card_reader=READER, means=CARDS.means)
GRATIS = replace(PRICED, fees=dict.fromkeys(PRICED.fees, Won(0)))
DEVICES = (ACCEPTOR, H100, H500, PRINTER, RECEIPTS, READER)
HOPPERS = (H100, H500)
VALUE = {H100: 100, H500: 500}
UNATTENDED = screens.OutOfServiceScreen | screens.StartScreen | screens.RefundOfferScreen

PRESSES: dict[Any, st.SearchStrategy[tuple[Any, ...]]] = {
    presses.StartPressed: st.just(()),
    presses.GuideRead: st.just(()),
    presses.DocumentChosen: st.tuples(st.sampled_from(("D01", "D02", "D03", "D04", "D99"))),
    presses.InputsSubmitted: st.sampled_from(
        [(Private(each),) for each in ({"pnu": "2641010700100840001"}, {"person": "p2"}, {"person": "p9"})]
    ),
    presses.OptionsSubmitted: st.tuples(
        st.sampled_from(({}, {"price": "omit"}, {"price": "?"}, {"x": "y"})), st.integers(-1, 7)
    ),
    presses.AnotherWanted: st.just(()),
    presses.ApplicationRemoved: st.tuples(st.integers(-2, 3)),
    presses.ApplicationReopened: st.tuples(st.integers(-2, 3)),
    presses.ApplicationsConfirmed: st.just(()),
    presses.BackPressed: st.just(()),
    presses.CancelPressed: st.just(()),
    presses.MoreTimePressed: st.just(()),
    presses.HelpPressed: st.just(()),
    presses.RetryPressed: st.just(()),
    presses.RefundPressed: st.just(()),
    presses.FinishPressed: st.just(()),
    presses.PinSubmitted: st.just((PIN,)),
    presses.ExemptionWanted: st.just(()),
    presses.ExemptionChosen: st.tuples(st.sampled_from((None, "?", *EXEMPTIONS))),
    presses.ConsentAnswered: st.tuples(st.booleans()),
}
outcomes = st.sampled_from((Outcome.DONE, Outcome.DONE, *Outcome))
odd_counts = st.integers(-3, 40)
odd_cards = st.builds(CardNumber, st.integers(900, 999))
secret = st.just(Private(b"x"))
odd_device = st.sampled_from((READER, PRINTER))
odd_fact = st.one_of(
    st.builds(Prepared, st.sampled_from(DEVICES[1:]), st.sampled_from((None, {"life": 1}))),
    st.just(Prepared(ACCEPTOR, None, Fault.SILENT)),
    st.builds(ActProgressed, st.sampled_from(DEVICES), odd_counts, odd_counts),
    st.builds(
        ActReported,
        st.sampled_from((*DEVICES, DeviceId("nobody"))),
        st.builds(Report, st.integers(900, 999), st.sampled_from(Outcome), odd_counts),
    ),
    st.builds(facts.Composed, odd_counts, odd_counts, odd_counts, st.just(("a",))),
    st.builds(facts.ComposeFailed, odd_counts, odd_counts, st.just("whatever")),
    st.builds(facts.PagesIssued, odd_counts, st.just("nobody's"), st.builds(Pages, st.just(b"x"))),
    st.builds(facts.IssueFailed, odd_counts, st.just("nobody's"), st.just("")),
    st.builds(facts.ErrandEnded, odd_counts, st.just("")),
    st.builds(facts.Woke, st.just("again"), st.none() | st.integers(0, 9)),
    st.builds(facts.DistrictSeen, st.booleans(), odd_counts, st.sampled_from((None, 0.0, 0.5))),
    st.builds(facts.DiskChanged, st.booleans()),
    st.builds(presses.LanguageChosen, st.sampled_from(("ko", "en"))),
    st.builds(CardRead, odd_device, odd_cards, secret, st.none() | st.integers(0, 3)),
    st.builds(CardSigned, odd_device, odd_cards, secret),
    st.builds(PinRefused, odd_device, odd_cards, st.integers(0, 3)),
    st.builds(CardLost, odd_device, odd_cards, st.sampled_from(CardTrouble)),
    st.builds(CardRemoved, odd_device, odd_cards),
    st.builds(CardInserted, st.just(PRINTER), odd_cards),
    st.builds(facts.CardChallenged, odd_counts, odd_cards, st.just(bytes(32))),
    st.builds(facts.Identified, odd_counts, odd_cards, st.just(Private(FAMILY))),
    st.builds(facts.IdentityRefused, odd_counts, odd_cards, st.just("whatever")),
    st.builds(facts.ExemptionChecked, odd_counts, st.sampled_from(tuple(EXEMPTIONS)), st.just(("D01", "D03"))),
    st.builds(facts.ExemptionFailed, odd_counts, st.sampled_from(tuple(EXEMPTIONS)), st.just("identity_over")),
    st.just(facts.TimePassed()),
)


@dataclass
class World:
    """What is physically true."""

    past_gate: int = 0
    coins_out: int = 0


def applications_stay(before: Session, fact: facts.Fact, after: Session) -> None:
    """Whatever is opened again, changed or given up: an application goes only if it is taken out or can not be
    composed, and each keeps its place in the list."""
    if not (isinstance(before, Visit) and isinstance(after, Visit) and before.number == after.number):
        return
    old = [item.number for item in before.applications]
    new = [item.number for item in after.applications]
    assert len(set(new)) == len(new)
    assert after.copies_wanted <= 10
    match fact, before.stage:
        case presses.OptionsSubmitted(), ChoosingOptions(draft=draft) if old != new:
            made = after.last_application
            assert made == before.last_application + 1
            assert new == (
                [*old, made] if draft.replaces is None else [made if n == draft.replaces else n for n in old]
            )
        case presses.ApplicationRemoved(), _:
            assert new in ([n for n in old if n != gone] for gone in (None, *old))
        case _, Composing() | CheckingExemption():
            assert new == [n for n in old if n in new]
        case _:
            assert new == old


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rig = Rig(PRICED, {H100: {100: 20}, H500: {500: 4}})
        self.world = World()
        self.to_answer: list[orders.Order] = []
        self.running: dict[DeviceId, Act] = {}
        """Acts that the devices carry out and have not reported."""
        self.result: dict[int, tuple[Outcome, int]] = {}
        """What became of an act, once decided: a device does not change its mind."""
        self.begun: set[int] = set()
        self.falling: list[int] = []
        """Coins past the gate whose events the acceptor has not read yet."""
        self.fallen_by = 0.0
        """Until this monotonic second it will have."""
        self.another = False
        """The citizen who knows what they want wants one more document."""
        self.card: CardNumber | None = None
        """In the slot."""
        self.cards = 0
        self.tries = 3
        self.digests = 0
        self.signed: set[bytes] = set()
        self.post(facts.Woke("test", None))
        self.all_ready()

    # --- the way every fact goes ---------------------------------------------------------------------------------

    def post(self, fact: facts.Fact, after: float = 0.1) -> None:
        if self.falling and self.rig.now.mono + after > self.fallen_by:
            self.coins_arrive()
        attended = not isinstance(self.rig.desk.cabinet.screen, UNATTENDED)
        before = self.rig.desk.session
        done = self.rig.post(fact, after)
        applications_stay(before, fact, done.session)
        for order in done.orders:
            match order:
                case orders.Begin(act=act):
                    assert attended, "something leaves the machine unattended"
                    assert act.number not in self.begun, "an act is begun twice"
                    assert act.device not in self.running, "two acts on one device"
                    self.begun.add(act.number)
                    self.running[act.device] = act
                case orders.Compose() | orders.Issue() | orders.Prepare():
                    self.to_answer.append(order)
                case orders.ReadCard() | orders.CheckCard() | orders.Identify() | orders.CheckExemption():
                    self.to_answer.append(order)
                case orders.SignCard(digest=digest):
                    assert digest not in self.signed, "a digest is signed twice"
                    self.to_answer.append(order)
            if isinstance(order, orders.Begin) and order.slip is not None:
                slip = order.slip
                back = slip.change + slip.refund + sum(amount for _, amount in slip.claims)
                assert slip.inserted == slip.paid + back > 0
                assert slip.paid == sum(line.fee for line in slip.lines)
                assert slip.sequence == len(self.rig.journal) - 1, "the record before its own act"
        if any(isinstance(entry, VisitClosed) for entry in done.entries):
            assert (self.rig.books.credit, self.rig.books.held) == (0, {})

    # --- citizen -------------------------------------------------------------------------------------------------

    @rule(data=st.data(), kind=st.sampled_from(tuple(PRESSES)), late=st.sampled_from((0, 0, 0, 0, 1, 5)))
    def press(self, data: st.DataObject, kind: Any, late: int) -> None:
        screen = self.rig.desk.cabinet.screen
        assert screen is not None
        self.post(kind(screen.number - late, *data.draw(PRESSES[kind])))

    @rule(moves=st.integers(1, 4), copies=st.integers(1, 3), value=st.sampled_from((100, 500)), outcome=outcomes)
    def a_little_on(self, moves: int, copies: int, value: int, outcome: Outcome) -> None:
        self.sensible(moves, copies, value, outcome)

    @rule(moves=st.integers(5, 14), copies=st.integers(1, 3), value=st.sampled_from((100, 500)), outcome=outcomes)
    def well_on(self, moves: int, copies: int, value: int, outcome: Outcome) -> None:
        self.sensible(moves, copies, value, outcome)

    @rule(index=st.integers(0, 2), backs=st.integers(0, 2), copies=st.integers(1, 5))
    def changes_an_application(self, index: int, backs: int, copies: int) -> None:
        self.another = not self.another
        for _ in range(6):
            if not isinstance(self.rig.desk.cabinet.screen, screens.ConfirmScreen):
                self.sensible(1, 1, 100, Outcome.DONE)
        screen = self.rig.desk.cabinet.screen
        if isinstance(screen, screens.ConfirmScreen):
            self.post(presses.ApplicationReopened(screen.number, index))
            for _ in range(backs):
                self.post(presses.BackPressed(self.number))
            self.post(presses.InputsSubmitted(self.number, Private({"pnu": "2"})))
            self.post(presses.OptionsSubmitted(self.number, {"price": "omit"}, copies))

    @property
    def number(self) -> int:
        screen = self.rig.desk.cabinet.screen
        assert screen is not None
        return screen.number

    def sensible(self, moves: int, copies: int, value: int, outcome: Outcome) -> None:
        """What a citizen who knows what they want and devices that work do next, so that the rest finds deep states."""
        for _ in range(moves):
            screen = self.rig.desk.cabinet.screen
            assert screen is not None
            number = screen.number
            match screen:
                case screens.OutOfServiceScreen():
                    self.all_ready()
                case screens.StartScreen():
                    self.post(presses.StartPressed(number))
                case screens.GuideScreen():
                    self.post(presses.GuideRead(number))
                case screens.ChooseScreen():
                    wanted = {100: "D03", 500: "D02" if copies == 2 else "D01"}[value]
                    closed = {item.code for item in screen.documents if item.closed == "card_reader"}
                    self.post(presses.DocumentChosen(number, "D03" if wanted in closed else wanted))
                case screens.InsertCardScreen():
                    if self.card is None:
                        self.card_in()
                    else:
                        self.card_out()
                case screens.PinScreen():
                    self.post(presses.PinSubmitted(number, PIN))
                case screens.TakeCardScreen() if self.card is not None:
                    self.card_out()
                case screens.PersonScreen():
                    self.post(presses.InputsSubmitted(number, Private({"person": screen.persons[-1].ref})))
                case screens.ExemptionScreen():
                    self.post(presses.ExemptionChosen(number, screen.exemptions[copies]))
                case screens.ConsentScreen():
                    self.post(presses.ConsentAnswered(number, value == 500))
                case screens.ConfirmScreen() if copies == 3 and screen.can_exempt and screen.exemption is None:
                    self.post(presses.ExemptionWanted(number))
                case screens.ParcelScreen():
                    self.post(presses.InputsSubmitted(number, Private({"pnu": "1"})))
                case screens.OptionsScreen():
                    self.post(presses.OptionsSubmitted(number, {}, copies))
                case screens.ConfirmScreen() if self.another and screen.can_add:
                    self.another = False
                    self.post(presses.AnotherWanted(number))
                case screens.ConfirmScreen() | screens.FreeScreen():
                    self.post(presses.ApplicationsConfirmed(number))
                case screens.PayScreen():
                    self.report_coins([v for v in sorted(self.rig.desk.cabinet.accepting or ()) if v == value], False)
                case screens.TroubleScreen():
                    self.post(presses.RetryPressed(number) if screen.can_retry else presses.RefundPressed(number))
                case screens.RefundOfferScreen():
                    self.post(presses.RefundPressed(number))
                case screens.TakeScreen(slip=screens.SlipState.PRINTING) if self.to_answer or self.running:
                    self.devices_work(outcome)
                case screens.TakeScreen() | screens.NoticeScreen() | screens.ThanksScreen():
                    self.post(presses.FinishPressed(number))
                case _:
                    self.devices_work(outcome)

    @rule(do=st.sampled_from(("in", "out", "swap")))
    def card_moves(self, do: str) -> None:
        if do != "in":
            self.card_out()
        if do != "out":
            self.card_in()

    def card_in(self) -> None:
        if self.card is None:
            self.cards += 1
            self.card, self.tries = CardNumber(self.cards), 3
            self.post(CardInserted(READER, self.card))

    def card_out(self) -> None:
        gone, self.card = self.card, None
        if gone is not None:
            self.post(CardRemoved(READER, gone))

    def devices_work(self, outcome: Outcome) -> None:
        if self.to_answer:
            self.answer(self.to_answer.pop(0), outcome is not Outcome.UNKNOWN)
        elif self.running:
            device = min(self.running)
            if self.running[device].number not in self.result:
                self.decide(self.running[device], outcome, self.running[device].quantity // 2)
            self.report(device)

    @rule(values=st.lists(st.sampled_from((100, 500)), min_size=1, max_size=3), to_box=st.booleans())
    def insert_welcome_coins(self, values: list[int], to_box: bool) -> None:
        """Coins fall while the mask lets them; more than one may fall before the mask is rewritten."""
        welcome = self.rig.desk.cabinet.accepting or frozenset()
        fallen = [value for value in values if value in welcome]
        if fallen:
            self.report_coins(fallen, to_box)

    @rule(value=st.sampled_from((100, 500)))
    def coin_falls(self, value: int) -> None:
        """Past the gate while it was open, or just before the acceptor closed it; its event comes a little later."""
        desk = self.rig.desk
        asked = any(order == orders.Prepare(ACCEPTOR) for order in self.to_answer)
        just_now = asked and desk.cabinet.gate is not None and self.rig.now.mono < desk.cabinet.gate - 1.6
        if value in (desk.cabinet.accepting or ()) or just_now:
            self.falling.append(value)
            self.fallen_by = (
                min(self.fallen_by, self.rig.now.mono + 1.5) if self.falling[1:] else self.rig.now.mono + 1.5
            )

    @rule(end=st.sampled_from(("cancel", "cancel", "printer")))
    def coin_falls_as_paying_ends(self, end: str) -> None:
        for _ in range(12):
            if not self.rig.desk.cabinet.accepting:
                self.sensible(1, 1, 500, Outcome.DONE)
        if not self.rig.desk.cabinet.accepting:
            return
        self.coin_falls(min(self.rig.desk.cabinet.accepting or ()))
        screen = self.rig.desk.cabinet.screen
        assert screen is not None
        match end:
            case "cancel":
                self.post(presses.CancelPressed(screen.number))
            case _:
                self.post(StatusChanged(PRINTER, Status(ready=False, fault=Fault.PAPER_OUT)))

    @precondition(lambda self: self.falling)
    @rule()
    def coins_arrive(self) -> None:
        values, self.falling = self.falling, []
        unassigned = self.rig.books.unassigned
        self.report_coins(values, False)
        assert self.rig.books.unassigned == unassigned, "a coin that fell in a visit belongs to nobody"

    @rule(value=st.sampled_from((100, 500)), doubt=st.none() | st.sampled_from(Doubt))
    def stray_coin(self, value: int, doubt: Doubt | None) -> None:
        self.report_coins([value] if doubt is None else [], False, doubt)

    def report_coins(self, values: list[int], to_box: bool, doubt: Doubt | None = None) -> None:
        if self.falling:  # the acceptor tells in the order in which they fell
            self.coins_arrive()
        self.world.past_gate += sum(values)
        self.rig.run += 1
        sorter = self.rig.desk.rules.sorter
        coins = tuple(Coin(Won(value), CASH_BOX if to_box else sorter[Won(value)]) for value in values)
        fact = CoinsInserted(ACCEPTOR, Token(str(self.rig.run)), coins, {"run": self.rig.run}, doubt)
        self.post(fact)
        self.post(fact)  # reported again, as if the confirmation came late

    # --- devices and errand --------------------------------------------------------------------------------------

    @rule(device=st.sampled_from(DEVICES), fault=st.sampled_from((None, None, None, *Fault)))
    def status(self, device: DeviceId, fault: Fault | None) -> None:
        self.post(StatusChanged(device, READY if fault is None else Status(ready=False, fault=fault)))

    @rule()
    def all_ready(self) -> None:
        for device in DEVICES:
            self.post(StatusChanged(device, READY))
        self.post(facts.DistrictSeen(True, 1, 0.0))

    @precondition(lambda self: self.to_answer)
    @rule(data=st.data(), well=st.sampled_from((True, True, True, False)))
    def answer_one(self, data: st.DataObject, well: bool) -> None:
        index = data.draw(st.integers(0, len(self.to_answer) - 1))
        self.answer(self.to_answer.pop(index), well)

    @rule()
    def lose_answers(self) -> None:
        self.to_answer.clear()

    def answer(self, order: orders.Order, well: bool) -> None:
        match order:
            case orders.Compose(visit=visit, application=number, copies=copies) if well:
                self.post(facts.Composed(visit, number, 2, tuple(f"{number}-{i}" for i in range(2 * copies))))
            case orders.Compose(visit=visit, application=number):
                self.post(facts.ComposeFailed(visit, number, "no_record" if number % 2 else "identity_over"))
            case orders.Issue(visit=visit, number=name) if well:
                self.post(facts.PagesIssued(visit, name, Pages(b"%PDF")))
            case orders.Issue(visit=visit, number=name):
                self.post(facts.IssueFailed(visit, name, ""))
            case orders.Prepare(device=device):
                if device == ACCEPTOR and well and not self.rig.desk.cabinet.accepting and self.falling:
                    self.coins_arrive()
                self.post(Prepared(device, {"life": 7} if well else None))
            case orders.ReadCard(card=card) | orders.SignCard(card=card) if card != self.card:
                self.post(CardLost(READER, card, CardTrouble.LOST))
            case orders.ReadCard(card=card) if well:
                self.post(CardRead(READER, card, Private(b"certificate"), self.tries))
            case orders.ReadCard(card=card):
                self.post(CardLost(READER, card, (*CardTrouble,)[self.cards % 4]))
            case orders.SignCard(card=card, digest=digest) if well:
                self.signed.add(digest)
                self.post(CardSigned(READER, card, Private(b"signature")))
            case orders.SignCard(card=card):
                self.tries = max(0, self.tries - 1)
                self.post(PinRefused(READER, card, self.tries))
            case orders.CheckCard(visit=visit, card=card) if well:
                self.digests += 1
                self.post(facts.CardChallenged(visit, card, self.digests.to_bytes(32)))
            case orders.Identify(visit=visit, card=card) if well:
                self.post(facts.Identified(visit, card, Private(FAMILY if card % 2 else ALONE)))
            case orders.CheckCard(visit=visit, card=card) | orders.Identify(visit=visit, card=card):
                self.post(facts.IdentityRefused(visit, card, ("revoked", "replayed", "district_away")[card % 3]))
            case orders.CheckExemption(visit=visit, exemption=exemption, documents=documents) if well:
                self.post(facts.ExemptionChecked(visit, exemption, documents[:1]))
            case orders.CheckExemption(visit=visit, exemption=exemption):
                self.post(facts.ExemptionFailed(visit, exemption, ("identity_over", "district_away")[self.cards % 2]))

    @precondition(lambda self: self.running)
    @rule(
        data=st.data(),
        outcome=outcomes,
        heard=st.sampled_from((True, True, False)),
    )
    def act_ends(self, data: st.DataObject, outcome: Outcome, heard: bool) -> None:
        """A device comes to the end of its act; what it did is done, heard or not."""
        device = data.draw(st.sampled_from(sorted(self.running)))
        act = self.running[device]
        if act.number not in self.result:
            self.decide(act, outcome, data.draw(st.integers(0, act.quantity)))
        if heard:
            self.report(device)

    def decide(self, act: Act, outcome: Outcome, part: int) -> None:
        done = {Outcome.DONE: act.quantity, Outcome.NOT_DONE: 0}.get(outcome, part)
        self.result[act.number] = (outcome, done)
        if act.device in HOPPERS:
            self.world.coins_out += done * VALUE[act.device]

    def report(self, device: DeviceId) -> None:
        act = self.running.pop(device)
        outcome, done = self.result[act.number]
        self.post(ActReported(device, Report(act.number, outcome, done)))

    @precondition(lambda self: self.running)
    @rule(data=st.data(), done=st.integers(0, 5))
    def progress(self, data: st.DataObject, done: int) -> None:
        device = data.draw(st.sampled_from(sorted(self.running)))
        self.post(ActProgressed(device, self.running[device].number, done))

    # --- machine -------------------------------------------------------------------------------------------------

    @rule(fact=odd_fact)
    def nonsense(self, fact: facts.Fact) -> None:
        self.post(fact)

    @rule(spent=st.booleans())
    def disk(self, spent: bool) -> None:
        self.post(facts.DiskChanged(not spent, spent))
        self.post(facts.DiskChanged(True))

    @rule(dice=st.integers(0, 5))
    def stop(self, dice: int) -> None:
        if dice == 5:  # seldom: no visit begins afterwards until the next cut
            self.post(facts.StopAsked())

    @rule()
    def time_is_up(self) -> None:
        due = deadline(self.rig.desk)
        if due is not None:
            self.post(facts.TimePassed(), after=max(0.0, due - self.rig.now.mono) + 0.001)
            assert deadline(self.rig.desk) != due, "the deadline stands"

    @rule(downtime=st.sampled_from((None, 5, 5, 5, 4000)), ready=st.booleans())
    def cut(self, downtime: int | None, ready: bool) -> None:
        if self.falling:
            self.coins_arrive()
        rig = self.rig
        self.rig = Rig(rig.desk.rules, journal=rig.journal, at=rig.now.mono + 1)
        self.rig.now = replace(self.rig.now, wall=rig.now.wall)
        self.to_answer.clear()
        self.card = None  # the driver counts anew; a card that stayed in is told again
        # an act that is open and was never begun stays undone; the devices remember the others
        for device, intended in self.rig.books.open_acts.items():
            if intended.act not in self.begun:
                self.begun.add(intended.act)
                self.running[DeviceId(device)] = act_of(intended)
                self.result[intended.act] = (Outcome.NOT_DONE, 0)
        self.post(facts.Woke("test", downtime))
        if ready:
            self.all_ready()

    @rule()
    def change_fees(self) -> None:
        """Only between visits, as the clerk does."""
        if isinstance(self.rig.desk.session, Idle | Closed):
            self.rig.desk = replace(self.rig.desk, rules=GRATIS if self.rig.desk.rules == PRICED else PRICED)

    # --- what always holds ---------------------------------------------------------------------------------------

    @invariant()
    def the_books_balance(self) -> None:
        assert balance(self.rig.books) == 0
        assert self.rig.books.credit >= 0

    @invariant()
    def a_visits_money_is_all_accounted_for(self) -> None:
        books = self.rig.books
        if books.visit is not None:
            held = sum(item.fee for item in books.held.values())
            claims = sum(claim.amount for claim in books.claims.values() if claim.visit == books.visit)
            paid = sum(item.fee for item in books.issued)
            assert books.visit_inserted == books.credit + held + paid + books.visit_returned + claims

    @invariant()
    def a_visit_has_one_slip_at_most(self) -> None:
        slips = [entry.visit for entry in self.rig.entries(ActIntended) if entry.work == "slip"]
        assert len(slips) == len(set(slips))

    @invariant()
    def the_books_know_where_the_journal_is(self) -> None:
        assert self.rig.books.sequence == len(self.rig.journal)

    @invariant()
    def nothing_is_had_in_nobodys_name(self) -> None:
        """And once no page is needed any more, nothing of anybody is left."""
        match self.rig.desk.session:
            case Visit(wiped=True) as visit:
                assert visit.identity is None
                assert all(item.inputs is None for item in visit.applications)
            case Visit(identity=None) as visit:
                assert not any(DOCUMENTS[item.document].identity or item.exemption for item in visit.applications)

    @invariant()
    def the_books_say_what_is_physically_true(self) -> None:
        assert self.rig.books.inserted == self.world.past_gate
        unreported = sum(
            self.result[act.number][1] * VALUE[device]
            for device, act in self.running.items()
            if device in HOPPERS and act.number in self.result
        )
        assert self.rig.books.paid_out + unreported == self.world.coins_out

    @invariant()
    def every_welcome_coin_could_come_back(self) -> None:
        desk = self.rig.desk
        available = purses(desk.books, desk.cabinet.status, desk.rules)
        for value in desk.cabinet.accepting or ():
            assert payable(desk.books.credit + value, available)

    @invariant()
    def every_limit_can_be_extended(self) -> None:
        desk, now = self.rig.desk, self.rig.now
        screen = desk.cabinet.screen
        if screen is not None and screen.closes_at is not None:
            after = step(desk, presses.MoreTimePressed(screen.number), now)
            assert after.cabinet.screen is not None
            assert after.cabinet.screen.closes_at is not None
            assert after.cabinet.screen.closes_at >= screen.closes_at
            assert not after.cabinet.screen.warning

    def teardown(self) -> None:
        if self.falling:
            self.coins_arrive()
        assert fold(self.rig.journal) == self.rig.books
        for answering in (True, False):
            self.no_dead_end(answering)

    def no_dead_end(self, answering: bool) -> None:
        """From here nobody touches anything; devices answer, or nothing does: the kiosk comes to rest."""
        desk, now = self.rig.desk, self.rig.now
        todo: list[orders.Order] = []
        for _ in range(300):
            due = deadline(desk)
            fact: facts.Fact = facts.TimePassed()
            if isinstance(desk.session, Idle | Closed):
                break
            order = todo.pop(0) if todo and answering else None
            match order:
                case orders.Prepare(device=device):
                    fact = Prepared(device, {"life": 1})
                case orders.Begin(act=act):
                    fact = ActReported(act.device, Report(act.number, Outcome.DONE, act.quantity))
                case _:
                    assert due is not None, desk.session
                    now = replace(now, mono=max(now.mono, due) + 0.001)
            done = step(desk, fact, now)
            books = desk.books
            for entry in done.entries:
                books = apply(books, entry)
            desk = Desk(done.session, books, done.cabinet, desk.rules)
            todo.extend(done.orders)
        assert isinstance(desk.session, Idle | Closed), desk.session
        assert (desk.books.visit, desk.books.credit, desk.books.held) == (None, 0, {})


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
