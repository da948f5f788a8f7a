"""What is shown of money: what is asked for, what came in, what is due back, and how each line of the list is paid."""

from __future__ import annotations

from typing import Any

from drivers.api import Won
from kiosk.core import slipping
from kiosk.core.application import Application
from kiosk.core.offering import coins_welcome, receipt_fault
from kiosk.core.screens import OrderLine, PayScreen, TakeScreen
from kiosk.core.session import Visit
from kiosk.core.slip import lookup
from kiosk.core.turn import Turn


def pay_screen(turn: Turn, visit: Visit, frame: dict[str, Any]) -> PayScreen:
    welcome = coins_welcome(turn, turn.books.credit, visit.total)
    reason = None
    if not turn.usable(turn.rules.coin_acceptor):
        reason = "cash_fault"
    elif receipt_fault(turn, turn.books.credit):
        reason = "receipt_fault"
    elif len(welcome) < len(turn.rules.coins):
        reason = "change_short"
    return PayScreen(
        **frame,
        lines=lines(visit.applications),
        total=Won(visit.total),
        inserted=Won(turn.books.credit),
        accepted=tuple((value, value in welcome) for value in sorted(turn.rules.coins)),
        reason=reason,
    )


def take_screen(turn: Turn, visit: Visit, frame: dict[str, Any]) -> TakeScreen:
    out = []
    for application in visit.applications:
        copies = sum(1 for copy in visit.delivered if copy.application == application.number)
        if copies:
            out.append(_line(application, copies))
    claim, claimed = claims(turn, visit)
    change, refund = slipping.given_back(turn, visit)
    return TakeScreen(
        **frame,
        lines=tuple(out),
        numbers=tuple(copy.number for copy in visit.delivered),
        change=change,
        refund=refund,
        claim=claim,
        claim_amount=claimed,
        paid=Won(slipping.paid(turn.books)),
        **slip_told(turn, visit),
    )


def slip_told(turn: Turn, visit: Visit) -> dict[str, Any]:
    """What the visit's last word says of the slip."""
    inserted, work = {"inserted": Won(turn.books.visit_inserted)}, turn.cabinet.slip
    if work is None or work.visit != visit.number:
        return inserted
    return inserted | {"slip": work.state, "receipt": lookup(turn.rules.kiosk, turn.books.epoch, work.sequence)}


def claims(turn: Turn, visit: Visit) -> tuple[str | None, Won]:
    """All claims of the visit: their numbers in one line, and what they come to."""
    mine = [claim for claim in turn.books.claims.values() if claim.visit == visit.number]
    return ", ".join(claim.claim for claim in mine) or None, Won(sum(claim.amount for claim in mine))


def lines(applications: tuple[Application, ...]) -> tuple[OrderLine, ...]:
    return tuple(_line(item, item.copies) for item in applications)


def _line(item: Application, copies: int) -> OrderLine:
    return OrderLine(item.document, copies, Won(copies * item.fee), item.options, item.exemption is not None)
