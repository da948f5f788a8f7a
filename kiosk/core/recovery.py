"""Start-up: open acts are settled by asking their devices, then what is owed is decided. Nothing leaves the machine.

After a cut only the Books and the devices are left. ``opening`` is the desk before the fact ``Woke``; then

- what was paid for and never sent to the printer is credit again;
- every open act is asked about (``Settle``);
- if a visit was cut, the coin acceptor has to be reached: it posts the coins that fell just before the cut before it
  says how it is, and they belong to that visit. Where money is owed the hoppers have to be reached too;
- a device that stays silent for ``act_silence`` costs nobody anything: its act's money goes to a claim bound to the
  act, the act stays open, the device stays unused, and the kiosk opens for what still works;
- credit left after a short downtime is offered on the screen for as long as a citizen may still stand here; only a
  press pays it out. After a long or unknown one it becomes a claim at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drivers.api import ActProgressed
from kiosk.core import ending, faults
from kiosk.core.books import Books
from kiosk.core.desk import Cabinet, Desk
from kiosk.core.facts import Woke
from kiosk.core.orders import Settle
from kiosk.core.rules import Rules
from kiosk.core.session import Ending, Idle, RefundOffer, Settling, Taking, Visit
from kiosk.core.settling import give_up, matters, void_held
from kiosk.core.turn import Turn, act_of
from offline_queue.entries import KioskStarted, MoneyUnassigned, VisitClosed


def opening(books: Books, rules: Rules) -> Desk:
    """The desk of a machine that has just started: everything durable, nothing known of the devices yet."""
    return Desk(session=Settling(), books=books, cabinet=Cabinet(), rules=rules)


def woke(turn: Turn, fact: Woke) -> None:
    floor = datetime.fromisoformat(turn.books.clock_floor) if turn.books.clock_floor else None
    known = [moment for moment in (fact.last_entry_at, floor) if moment is not None]
    turn.cabinet = replace(turn.cabinet, last_entry_at=max(known, default=None))
    turn.write(KioskStarted(software=fact.software, downtime_s=fact.downtime_s, visit_cut=turn.books.visit))
    faults.journal(turn, "journal", None)  # what a check of the older segments finds again is journalled again
    void_held(turn)
    turn.order(*(Settle(act_of(act)) for act in turn.books.open_acts.values()))
    turn.session = Settling(turn.now.mono + turn.delays.act_silence)
    go_on(turn)


def go_on(turn: Turn) -> None:
    """Decides once everyone has answered. Before ``Woke`` nobody was asked yet."""
    match turn.session:
        case Settling(until=until) if until is not None and not _waiting(turn):
            _decide(turn)


def progressed(turn: Turn, session: Settling, fact: ActProgressed) -> None:
    """A job that was in work when the kiosk was cut goes on: it is waited for as in a visit."""
    act = turn.books.open_acts.get(fact.device)
    if session.until is None or act is None or act.act != fact.act or fact.done <= session.done.get(fact.act, 0):
        return
    turn.session = Settling(turn.now.mono + turn.delays.act_silence, {**session.done, fact.act: fact.done})


def waited_enough(turn: Turn) -> None:
    for act in tuple(turn.books.open_acts.values()):
        give_up(turn, act, "silent_at_start")
    acceptor = turn.rules.coin_acceptor
    if acceptor is not None and not turn.reached(acceptor):
        turn.cabinet = replace(turn.cabinet, unheard=turn.books.visit)
    _decide(turn)


def _waiting(turn: Turn) -> bool:
    if any(matters(turn.books, act) for act in turn.books.open_acts.values()):
        return True
    if turn.books.visit is None:
        return False
    acceptor = turn.rules.coin_acceptor
    if acceptor is not None and not turn.reached(acceptor):
        return True
    return turn.books.credit > 0 and not all(turn.reached(hopper.device) for hopper in turn.rules.hoppers)


def _decide(turn: Turn) -> None:
    books = turn.books
    if books.visit is None:
        if books.credit > 0:
            turn.write(MoneyUnassigned(amount=books.credit, device="kiosk", reason="no_visit"))
        turn.session = Idle()
    elif books.credit > 0 and books.downtime is not None and books.downtime <= turn.delays.short_downtime:
        turn.session = RefundOffer(turn.limit(turn.delays.refund_offer))
    else:
        nobody_came(turn)


def nobody_came(turn: Turn) -> None:
    """What is owed waits at the office."""
    visit = turn.books.visit
    turn.claim(turn.books.credit, visit, "cut")
    if visit is not None:
        turn.write(VisitClosed(visit=visit, outcome="cut"))
    turn.session = Idle()


def pressed(turn: Turn) -> None:
    """Someone is here: the money of the visit that was cut comes out as at the end of any visit."""
    if turn.books.visit is not None:
        visit = Visit(turn.books.visit, Taking(), ending=Ending("cut", "refund"), wiped=True)
        ending.pay_out(turn, visit)
