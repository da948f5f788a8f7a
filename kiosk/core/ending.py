"""The end of every visit: whatever is still inside comes back, hopper by hopper; then take, thank, close, wipe.

Once begun it can not be left: a hopper is read (``Prepare``), the intent becomes durable, the coins go, the count is
settled and the rest is planned anew. A wire that is disturbed for a moment sends nobody to the office: a hopper that
can not be reached is waited for, and one that came short though nothing is wrong with it is asked again, under a new
act, both within bounds. What no hopper can pay becomes a claim. A visit is closed only with no credit left, and only
when the coin acceptor has said that no coin is on its way any more.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import UNREACHED, ActProgressed, DeviceId, Outcome, Prepared, Report
from kiosk.core import slipping
from kiosk.core.limit import Limit
from kiosk.core.money import Plan, plan, purses
from kiosk.core.orders import Begin, Prepare, Wipe
from kiosk.core.session import ClosingGate, Ending, Idle, Noticing, PayingOut, Taking, Thanking, Visit
from kiosk.core.settling import give_up, void_held
from kiosk.core.turn import Turn, act_of
from offline_queue.entries import ActIntended, VisitClosed

CHANCES = 3
"""So often in one payout hoppers that fell silent, or came short for no fault of theirs, are asked again."""
LAST_WORD_S = 12.0
"""To read what there is to take, while the machine waits to be turned off."""


def cancel(turn: Turn, visit: Visit) -> None:
    end(turn, visit, "cancelled")


def timed_out(turn: Turn, visit: Visit) -> None:
    end(turn, visit, "timed_out", unproved="timed_out")


def end(
    turn: Turn,
    visit: Visit,
    outcome: str,
    code: str | None = None,
    detail: str | None = None,
    *,
    unproved: str = "given_up",
) -> None:
    """No act of the printer is in work for this visit. ``code`` and ``detail``: what the citizen is told if nothing
    was issued. ``unproved``: how an identification ends that is under way."""
    void_held(turn)
    if visit.proving:
        turn.identity_checked(visit, unproved)
    purpose = "change" if outcome == "finished" else "refund"
    visit = replace(visit, ending=Ending(outcome, purpose, code, detail), copies=())
    pay_out(turn, wiped(turn, visit))


def wiped(turn: Turn, visit: Visit) -> Visit:
    """The errand and every personal reference go as soon as no further page is needed."""
    if visit.wiped:
        return visit
    turn.order(Wipe())
    bare = tuple(replace(application, inputs=None) for application in visit.applications)
    return replace(visit, applications=bare, identity=None, wiped=True)


# --- coins out ---------------------------------------------------------------------------------------------------


def pay_out(turn: Turn, visit: Visit, without: frozenset[DeviceId] = frozenset(), again: int = 0) -> None:
    """The next hopper of a fresh plan over what is owed now; when none is left, the rest is claimed and the visit
    shown out. One that can not be reached is waited for, before others pay, if without it something would be left."""
    due = turn.now.mono + turn.delays.prepare
    now, hoped = _plan(turn, without), _plan(turn, without, hoped=True)
    if hoped.left < now.left:
        row = next(row for row in hoped.rows if not turn.reached(row.device))
        turn.go(visit, PayingOut(row, due, away=True, again=again, without=without))
        return
    if now.rows:
        turn.order(Prepare(now.rows[0].device))
        turn.go(visit, PayingOut(now.rows[0], due, again=again, without=without))
        return
    if turn.coin_may_fall():
        turn.go(visit, ClosingGate(without))
        return
    turn.claim(turn.books.credit, visit.number, "not_payable")
    _show_out(turn, visit)


def _plan(turn: Turn, without: frozenset[DeviceId], *, hoped: bool = False) -> Plan:
    available = purses(turn.books, turn.cabinet.status, turn.rules, without=without, owed=True, hoped=hoped)
    return plan(turn.books.credit, available)


def reached(turn: Turn, visit: Visit, stage: PayingOut) -> None:
    """The hopper that was waited for has said how it is."""
    pay_out(turn, visit, stage.without, stage.again)


def _plan_anew(turn: Turn, visit: Visit, stage: PayingOut, *, chance: bool) -> None:
    """``chance``: the hopper may do better when it is asked again. Else, or after too many of them, the others pay."""
    if chance and stage.again < CHANCES:
        pay_out(turn, visit, stage.without, stage.again + 1)
    else:
        pay_out(turn, visit, stage.without | {stage.row.device}, stage.again)


def prepared(turn: Turn, visit: Visit, stage: PayingOut, fact: Prepared) -> None:
    if fact.device != stage.row.device or stage.act is not None:
        return
    if fact.baseline is None:
        _plan_anew(turn, visit, stage, chance=fact.fault in UNREACHED)
        return
    intended = ActIntended(
        act=turn.books.last_act + 1,
        device=stage.row.device,
        work="pay_out",
        quantity=stage.row.pieces,
        name=f"payout-{turn.books.epoch}-{turn.books.last_act + 1}",
        baseline=dict(fact.baseline),
        purpose="refund" if visit.ending is None else visit.ending.purpose,
        visit=visit.number,
        value=stage.row.value,
    )
    turn.write(intended)
    turn.order(Begin(act_of(intended)))
    turn.go(visit, replace(stage, act=intended.act, due=turn.now.mono + turn.delays.act_silence))


def unready(turn: Turn, visit: Visit, stage: PayingOut) -> None:
    """The hopper did not come back, or could not be read, in time: nothing was begun, the others pay."""
    _plan_anew(turn, visit, stage, chance=False)


def progressed(turn: Turn, visit: Visit, stage: PayingOut, fact: ActProgressed) -> None:
    if (fact.device, fact.act) == (stage.row.device, stage.act) and fact.done > stage.done:
        turn.go(visit, replace(stage, done=fact.done, due=turn.now.mono + turn.delays.act_silence))


def settled(turn: Turn, visit: Visit, stage: PayingOut, paid: int, report: Report) -> None:
    """The hopper reported and the entries are written. One that came short by a fault is not asked again in this
    payout; one without a fault lost its power or its wire for a moment, and its counters are read anew."""
    visit = replace(visit, returned=visit.returned + paid)
    if paid < stage.row.pieces * stage.row.value:
        _plan_anew(turn, visit, stage, chance=report.fault is None and report.outcome is not Outcome.UNKNOWN)
    else:
        pay_out(turn, visit, stage.without, stage.again)


def silent(turn: Turn, visit: Visit, stage: PayingOut) -> None:
    """The act's money waits in a claim bound to it; whatever the hopper did pay will lessen the claim when it
    answers."""
    give_up(turn, turn.books.open_acts[stage.row.device], "hopper_silent")
    _plan_anew(turn, visit, stage, chance=False)


# --- the way out -------------------------------------------------------------------------------------------------


def _show_out(turn: Turn, visit: Visit) -> None:
    ending = visit.ending or Ending("failed", "refund")
    claimed = any(claim.visit == visit.number for claim in turn.books.claims.values())
    if ending.code is not None and not visit.delivered:
        turn.go(visit, Noticing(ending.code, ending.detail, back=False), last_word(turn, turn.delays.notice))
        slipping.begin(turn, visit)
    elif visit.delivered or visit.returned or claimed:
        turn.go(visit, Taking(), last_word(turn, turn.delays.take))
        slipping.begin(turn, visit)
    else:
        _close(turn, visit, ending.outcome)
        turn.session = Idle()


def last_word(turn: Turn, length: float) -> Limit:
    """How long the visit's last word stays; short when the machine is to be turned off."""
    if turn.cabinet.stopping:
        return Limit.of(LAST_WORD_S, 0.0, turn.now.mono)
    return turn.limit(length)


def thank(turn: Turn, visit: Visit) -> None:
    """The citizen is done, or gone: the visit is closed and wiped before the last screen says so."""
    _close(turn, visit, "failed" if visit.ending is None else visit.ending.outcome)
    turn.go(visit, Thanking(), Limit.of(turn.delays.thanks, 0.0, turn.now.mono))


def _close(turn: Turn, visit: Visit, outcome: str) -> None:
    turn.write(VisitClosed(visit=visit.number, outcome=outcome))
    turn.card_left()  # the next citizen would be asked for the PIN of somebody else's card


def leave(turn: Turn) -> None:
    turn.session = Idle()
