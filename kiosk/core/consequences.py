"""What follows from where the session stands, after every fact: never ordered by hand, so never forgotten.

Whether the kiosk is open, which coins are welcome (``Accept``), what is shown (``Show``).
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import Won
from kiosk.core import outside
from kiosk.core.offering import at_rest, coins_welcome
from kiosk.core.orders import Accept, Prepare, Show
from kiosk.core.session import Closed, Idle, Paying, Visit
from kiosk.core.turn import Turn
from kiosk.core.view import screen


def settle_down(turn: Turn, *, pressed: bool) -> None:
    """``pressed``: a press was meant for what was shown; those made on it before are not meant for what is shown
    now."""
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
