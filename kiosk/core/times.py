"""What time does: when the clerk has to look again, and how long a citizen's screen still stays."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.desk import Desk
from kiosk.core.identity_stages import CheckingCard, Proving, ReadingCard, Signing
from kiosk.core.limit import Limit
from kiosk.core.session import (
    CheckingExemption,
    Closed,
    ClosingGate,
    Composing,
    Idle,
    Issuing,
    PayingOut,
    Printing,
    RefundOffer,
    Settling,
    Visit,
)
from kiosk.core.turn import Turn


def deadline(desk: Desk) -> float | None:
    """The monotonic second at which the clerk has to post ``TimePassed``; None: nothing is waited for."""
    slip = desk.cabinet.slip
    known = [due for due in (_of_session(desk), None if slip is None else slip.due) if due is not None]
    return min(known, default=None)


def _of_session(desk: Desk) -> float | None:
    match desk.session:
        case Settling(until=until) | Idle(until=until) | Closed(until=until):
            return until
        case RefundOffer(limit=limit):
            return limit.due
        case Visit(stage=Composing(due=due) | Printing(due=due) | PayingOut(due=due)):
            return due
        case Visit(stage=ReadingCard(due=due) | CheckingCard(due=due) | Signing(due=due) | Proving(due=due)):
            return due
        case Visit(stage=CheckingExemption(due=due)):
            return due
        case Visit(stage=ClosingGate()):
            return desk.cabinet.gate
        case Visit(stage=Issuing(asked=asked, baseline=baseline)):
            delays = desk.rules.delays
            return asked + (delays.prepare if baseline is None else max(delays.prepare, delays.compose))
        case Visit(limit=limit):
            return None if limit is None else limit.due


def is_up(turn: Turn) -> bool:
    """Is the session's time over? Early calls are nothing. A citizen's limit first gives its warning, then ends."""
    due = _of_session(Desk(turn.session, turn.books, turn.cabinet, turn.rules))
    if due is None or turn.now.mono < due:
        return False
    limit = _limit(turn)
    warned = None if limit is None else limit.warn(turn.now.mono)
    if warned is not None:
        _set_limit(turn, warned)
    return warned is None


def touched(turn: Turn) -> None:
    """Someone is here: the whole time again."""
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
