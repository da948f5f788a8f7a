"""The state machine of the kiosk on one screen: which fact means what in which session. The clerk does the I/O.

``step(desk, fact, now)`` is a function from values to values. Every fact is answered in every session, if only by
nothing: a fact that no line names is ignored. Devices, district and disk are heard in every session (first table,
``kiosk.core.machine`` and ``outside``); the citizen, the errand and the passing of time by the session's stage (second
table).

After the lines of the tables, three things follow from where the session stands and are never ordered by hand:
whether the kiosk is open (``offering.at_rest``), which coins are welcome (``Accept``), what is shown (``Show``).
"""

# ruff: noqa: E701 - the tables of this module are read line by line, one transition a line

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from drivers.api import (
    ActProgressed,
    ActReported,
    CoinsInserted,
    Pages,
    Prepared,
    StatusChanged,
    Won,
)
from kiosk.core import choosing, composing, ending, faults, issuing, machine, outside, paying, recovery
from kiosk.core.books import apply, fold
from kiosk.core.desk import Desk, Step
from kiosk.core.facts import (
    AnotherWanted,
    ApplicationRemoved,
    ApplicationReopened,
    ApplicationsConfirmed,
    BackPressed,
    CancelPressed,
    CitizenFact,
    Composed,
    ComposeFailed,
    DiskChanged,
    DistrictDisagrees,
    DistrictSeen,
    DocumentChosen,
    ErrandEnded,
    ErrandFact,
    Fact,
    FinishPressed,
    GuideRead,
    HelpPressed,
    InputsSubmitted,
    IssueFailed,
    JournalBroken,
    MoreTimePressed,
    OptionsSubmitted,
    PagesIssued,
    RefundPressed,
    RetryPressed,
    StartPressed,
    StopAsked,
    TimePassed,
    Woke,
)
from kiosk.core.instant import Instant
from kiosk.core.offering import at_rest, coins_welcome
from kiosk.core.orders import Accept, Begin, Discard, Prepare, Show
from kiosk.core.session import (
    Choosing,
    ChoosingOptions,
    Closed,
    ClosingGate,
    Composing,
    Confirming,
    EnteringInputs,
    Guiding,
    Idle,
    Issuing,
    Limit,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    RefundOffer,
    Settling,
    Taking,
    Thanking,
    Trouble,
    Visit,
)
from kiosk.core.settling import settle
from kiosk.core.turn import Turn
from kiosk.core.view import screen

__all__ = ["apply", "deadline", "fold", "settle", "step"]

_PRESSES = get_args(CitizenFact)
_ERRAND = get_args(ErrandFact)


def step(desk: Desk, fact: Fact, now: Instant) -> Step:
    """What follows from ``fact``: the next session, what has to be durable first, and what to do then. Raises
    ``BooksError`` for a bug alone: an entry that contradicts the Books."""
    turn = Turn(desk, now)
    pressed = isinstance(fact, _PRESSES)
    if _meant(turn, fact):
        if pressed:
            _touched(turn, fact)
        _anywhere(turn, fact)
    faults.watch_flapping(turn)
    # who only wants time may have pressed something else in the same moment, and meant this screen
    _settle_down(turn, pressed=pressed and not isinstance(fact, MoreTimePressed))
    _discard(turn, desk, fact)
    return Step(turn.session, turn.books, turn.cabinet, tuple(turn.entries), tuple(turn.orders))


def deadline(desk: Desk) -> float | None:
    """The monotonic second at which the clerk has to post ``TimePassed``; None: nothing is waited for."""
    match desk.session:
        case Settling(until=until) | Idle(until=until) | Closed(until=until):
            return until
        case RefundOffer(limit=limit):
            return limit.due
        case Visit(stage=Composing(due=due) | Printing(due=due) | PayingOut(due=due)):
            return due
        case Visit(stage=ClosingGate()):
            return desk.cabinet.gate
        case Visit(stage=Issuing(asked=asked, baseline=baseline)):
            delays = desk.rules.delays
            return asked + (delays.prepare if baseline is None else max(delays.prepare, delays.compose))
        case Visit(limit=limit):
            return None if limit is None else limit.due


def _anywhere(turn: Turn, fact: Fact) -> None:
    match fact:
        case StatusChanged():
            machine.status_changed(turn, fact)
        case CoinsInserted():
            machine.coins_inserted(turn, fact)
        case Prepared():
            machine.prepared(turn, fact)
        case ActProgressed():
            machine.act_progressed(turn, fact)
        case ActReported():
            machine.act_reported(turn, fact)
        case DistrictSeen():
            outside.district_seen(turn, fact)
        case DistrictDisagrees():
            outside.district_disagrees(turn, fact)
        case DiskChanged():
            outside.disk_changed(turn, fact)
        case JournalBroken():
            outside.journal_broken(turn, fact)
        case StopAsked():
            outside.stop_asked(turn)
        case ErrandEnded():
            outside.errand_ended(turn)
        case HelpPressed():
            turn.cabinet = replace(turn.cabinet, notice="clerk_called")
        case TimePassed():
            _time_passed(turn)
        case _:
            _in_session(turn, fact)


# fmt: off
def _in_session(turn: Turn, fact: Fact) -> None:
    match turn.session, fact:
        # start
        case Settling(until=None), Woke() as f:                                 recovery.woke(turn, f)
        case RefundOffer(), RefundPressed():                                    recovery.pressed(turn)
        case RefundOffer(), CancelPressed():                                    recovery.nobody_came(turn)
        case Idle(), StartPressed():                                            choosing.start(turn)
        case Visit(stage=Guiding()) as v, GuideRead():                          choosing.choose(turn, v)
        case Visit(stage=Guiding()) as v, BackPressed():                        ending.cancel(turn, v)
        # choose
        case Visit(stage=Choosing()) as v, DocumentChosen() as f:               choosing.chosen(turn, v, f)
        case Visit(stage=Choosing()) as v, BackPressed():                       choosing.back_from_choice(turn, v)
        case Visit(stage=EnteringInputs() as s) as v, InputsSubmitted() as f:   choosing.inputs(turn, v, s, f)
        case Visit(stage=EnteringInputs() as s) as v, BackPressed():            choosing.back_from_inputs(turn, v, s)
        case Visit(stage=ChoosingOptions() as s) as v, OptionsSubmitted() as f: choosing.options(turn, v, s, f)
        case Visit(stage=ChoosingOptions() as s) as v, BackPressed():           choosing.back_to_inputs(turn, v, s)
        # confirm, compose
        case Visit(stage=Confirming()) as v, AnotherWanted():                   choosing.another(turn, v)
        case Visit(stage=Confirming()) as v, ApplicationRemoved() as f:         choosing.remove(turn, v, f)
        case Visit(stage=Confirming()) as v, ApplicationReopened() as f:        choosing.reopen(turn, v, f)
        case Visit(stage=Confirming()) as v, BackPressed():                     choosing.reopen_last(turn, v)
        case Visit(stage=Confirming()) as v, ApplicationsConfirmed():           composing.begin(turn, v)
        case Visit(stage=Composing() as s) as v, Composed() as f:               composing.composed(turn, v, s, f)
        case Visit(stage=Composing() as s) as v, ComposeFailed() as f:          composing.failed(turn, v, s, f)
        # pay (coins: machine.coins_inserted)
        case Visit(stage=Paying()) as v, BackPressed():                         paying.back(turn, v)
        case Visit(stage=Paying()) as v, ApplicationsConfirmed():               paying.take(turn, v)
        # issue (counters and reports: machine.prepared, machine.act_reported)
        case Visit(stage=Issuing() as s) as v, PagesIssued() as f:              issuing.pages_issued(turn, v, s, f)
        case Visit(stage=Issuing()) as v, IssueFailed() as f:                   issuing.issue_failed(turn, v, f)
        case Visit(stage=Trouble()) as v, RetryPressed():                       issuing.retry(turn, v)
        case Visit(stage=Trouble(code=c)) as v, RefundPressed() | CancelPressed():  issuing.give_back(turn, v, c)
        # end
        case Visit(stage=Taking() | Noticing(back=False)) as v, FinishPressed():    ending.thank(turn, v)
        case Visit(stage=Noticing(back=True)) as v, FinishPressed() | BackPressed():  choosing.confirm(turn, v)
        case Visit(stage=Thanking()), FinishPressed():                          ending.leave(turn)
        case Visit(stage=Guiding() | Choosing() | EnteringInputs() | ChoosingOptions() | Confirming() | Composing()
                   | Paying() | Noticing(back=True)) as v, CancelPressed():     ending.cancel(turn, v)


def _time_is_up(turn: Turn) -> None:
    match turn.session:
        case Settling():                                                    recovery.waited_enough(turn)
        case RefundOffer():                                                 recovery.nobody_came(turn)
        case Visit(stage=Composing() as s) as v:                            composing.too_slow(turn, v, s)
        case Visit(stage=Issuing() as s) as v:                              issuing.slow(turn, v, s)
        case Visit(stage=Printing()) as v:                                  issuing.silent(turn, v)
        case Visit(stage=PayingOut(act=None) as s) as v:                    ending.unready(turn, v, s)
        case Visit(stage=PayingOut() as s) as v:                            ending.silent(turn, v, s)
        case Visit(stage=ClosingGate(without=without)) as v:                ending.pay_out(turn, v, without)
        case Visit(stage=Trouble(code=code)) as v:                          issuing.give_back(turn, v, code)
        case Visit(stage=Taking() | Noticing(back=False)) as v:             ending.thank(turn, v)
        case Visit(stage=Noticing(back=True)) as v:                         choosing.confirm(turn, v)
        case Visit(stage=Thanking()):                                       ending.leave(turn)
        case Visit() as v:                                                  ending.timed_out(turn, v)
# fmt: on


def _time_passed(turn: Turn) -> None:
    """Early calls are nothing. A citizen's limit first gives its warning, then ends."""
    due = deadline(Desk(turn.session, turn.books, turn.cabinet, turn.rules))
    if due is None or turn.now.mono < due:
        return
    limit = _limit(turn)
    warned = None if limit is None else limit.warn(turn.now.mono)
    if warned is None:
        _time_is_up(turn)
    else:
        _set_limit(turn, warned)


def _touched(turn: Turn, fact: Fact) -> None:
    """Someone is here: the whole time again. The last notice goes with the next press that does something; whom to call
    is still to be read by who only turns pages or listens."""
    if not isinstance(fact, MoreTimePressed):
        turn.cabinet = replace(turn.cabinet, notice=None)
    limit = _limit(turn)
    if limit is not None:
        _set_limit(turn, limit.renewed(turn.now.mono))


def _limit(turn: Turn) -> Limit | None:
    match turn.session:
        case RefundOffer(limit=limit) | Visit(limit=limit):
            return limit
        case _:
            return None


def _set_limit(turn: Turn, limit: Limit) -> None:
    match turn.session:
        case RefundOffer():
            turn.session = RefundOffer(limit)
        case Visit() as visit:
            turn.session = replace(visit, limit=limit)


def _meant(turn: Turn, fact: Fact) -> bool:
    """Is this about what is going on now? The errand's answers name their visit, presses the screen they were made on.

    A screen that was only redrawn since the press (a coin fell, a second went by) is still the same screen.
    """
    if isinstance(fact, _ERRAND):
        return isinstance(turn.session, Visit) and turn.session.number == fact.visit
    if not isinstance(fact, _PRESSES):
        return True
    shown = turn.cabinet.screen
    return shown is not None and turn.cabinet.since <= fact.screen <= shown.number


def _discard(turn: Turn, before: Desk, fact: Fact) -> None:
    """Pages that came in with the fact, or were waited with, and go neither to the printer nor on waiting."""
    here = [fact.pages] if isinstance(fact, PagesIssued) else []
    match before.session:
        case Visit(stage=Issuing(pages=pages)) if pages is not None:
            here.append(pages)
    kept: list[Pages | None] = [order.pages for order in turn.orders if isinstance(order, Begin)]
    match turn.session:
        case Visit(stage=Issuing(pages=pages)):
            kept.append(pages)
    turn.order(*(Discard(pages) for pages in here if not any(pages is other for other in kept)))


def _settle_down(turn: Turn, *, pressed: bool) -> None:
    if isinstance(turn.session, Idle | Closed):
        turn.session = at_rest(turn)
    if turn.entries:
        outside.watch_clock(turn)
        last = turn.cabinet.last_entry_at
        latest = turn.now.wall if last is None else max(last, turn.now.wall)
        turn.cabinet = replace(turn.cabinet, last_entry_at=latest)
    _accept(turn)
    _show(turn, pressed=pressed)


def _accept(turn: Turn) -> None:
    """The acceptor's mask, when it changes, before every other order: no coin may fall for what is being paid
    already. Closing, it is asked to say when no coin is on its way any more (``Cabinet.gate``)."""
    acceptor = turn.rules.coin_acceptor
    welcome: frozenset[Won] = frozenset()
    match turn.session:
        case Visit(stage=Paying()) as visit:
            welcome = coins_welcome(turn, turn.books.credit, visit.total)
    if acceptor is not None and welcome != turn.cabinet.accepting:
        gate = None
        closing = not welcome and turn.cabinet.accepting
        if closing:
            turn.orders.insert(0, Prepare(acceptor))
            gate = turn.now.mono + turn.delays.gate
        turn.orders.insert(0, Accept(acceptor, welcome))
        turn.cabinet = replace(turn.cabinet, accepting=welcome, gate=gate)


def _show(turn: Turn, *, pressed: bool) -> None:
    shown = turn.cabinet.screen
    number = 1 if shown is None else shown.number + 1
    wanted = screen(turn, number)
    if shown is None or type(wanted) is not type(shown):
        wanted = replace(wanted, notice=None)
        turn.cabinet = replace(turn.cabinet, screen=wanted, since=number, notice=None)
    elif replace(wanted, number=shown.number) != shown:
        turn.cabinet = replace(turn.cabinet, screen=wanted, since=number if pressed else turn.cabinet.since)
    else:
        return
    turn.order(Show(wanted))
