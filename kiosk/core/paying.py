"""Pay: coins until the total is in, or the word that it is free. Then the issue numbers come into being."""

from __future__ import annotations

from kiosk.core import choosing, ending, issuing
from kiosk.core.application import Copy
from kiosk.core.offering import cash_closed, clock_fault, printer_code
from kiosk.core.screens import Code
from kiosk.core.session import Noticing, Paying, Visit
from kiosk.core.turn import Turn


def begin(turn: Turn, visit: Visit) -> None:
    """Everything is composed. Money is asked for only if paper, printer, clock and change allow to keep the promise."""
    printer = turn.status(turn.rules.document_printer)
    if clock_fault(turn) is not None:
        ending.end(turn, visit, "failed", Code.MAINTENANCE, "clock")
        return
    if printer is None or not turn.usable(turn.rules.document_printer):
        ending.end(turn, visit, "failed", printer_code(turn), "printer")
        return
    if printer.sheets is not None and printer.sheets < sum(item.pages for item in _copies(visit)):
        _not_now(turn, visit, Code.PAPER_OUT, "paper_short")
        return
    cash = cash_closed(turn, turn.books.credit, visit.total)
    if cash is not None:
        _not_now(turn, visit, Code.CHANGE_SHORT if cash == "change_short" else Code.CASH_FAULT, cash)
        return
    visit = turn.go(visit, Paying(), turn.limit(turn.delays.payment))
    if visit.total > 0:
        take(turn, visit)


def _not_now(turn: Turn, visit: Visit, code: str, detail: str) -> None:
    turn.go(visit, Noticing(code, detail, back=True), turn.limit(turn.delays.notice))


def coins_fell(turn: Turn, visit: Visit, before: int) -> None:
    """Money is in: the citizen has more time. ``before``: the credit before these coins."""
    if visit.limit is not None:
        now, delays = turn.now.mono, turn.delays
        more = visit.limit.ends + delays.payment_more if before == 0 else now + delays.payment_more + delays.warning
        visit = turn.go(visit, visit.stage, visit.limit.stretched(more))
    if visit.total > 0:
        take(turn, visit)


def take(turn: Turn, visit: Visit) -> None:
    """Once the total is in (at once when it is free): paid, and the first copy is begun in the same turn."""
    if turn.books.credit < visit.total:
        return
    if clock_fault(turn) is not None:
        ending.end(turn, visit, "failed", Code.MAINTENANCE, "clock")
        return
    issuing.paid(turn, visit, _copies(visit))


def _copies(visit: Visit) -> tuple[Copy, ...]:
    """One for every copy of every composed application, not numbered yet."""
    copies = []
    for item in visit.applications:
        if item.composed is None:
            continue
        hashes = item.composed.check_hashes
        for index in range(item.copies):
            spare = hashes[item.copies + index] if item.copies + index < len(hashes) else None
            copies.append(
                Copy(
                    number="",
                    application=item.number,
                    document=item.document,
                    fee=item.fee,
                    pages=item.composed.pages,
                    check_hash=hashes[index],
                    spare_hash=spare,
                    exemption=item.exemption,
                )
            )
    return tuple(copies)


def printer_lost(turn: Turn, visit: Visit) -> None:
    """Nothing is printed yet, so everything comes back at once instead of hoping with the citizen's money inside."""
    ending.end(turn, visit, "failed", printer_code(turn), "printer")


def back(turn: Turn, visit: Visit) -> None:
    """Only while no money is in; after that 취소 is the way, and it returns everything."""
    if turn.books.credit == 0:
        choosing.confirm(turn, visit)
