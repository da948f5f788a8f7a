"""The slip: one at most for a visit into which money went, begun when its last word is shown. Nobody waits for it.

A receipt printer that is not ready or says nothing costs no money: the screen has the numbers instead. An act that
stays open leaves the printer unused until it answers.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import ActProgressed, DeviceId, Evidence, Outcome, Prepared, Report, Won
from kiosk.core.books import Books
from kiosk.core.desk import SlipWork
from kiosk.core.orders import Begin, Prepare
from kiosk.core.screens import SlipState
from kiosk.core.session import Noticing, Taking, Thanking, Visit
from kiosk.core.slip import Slip, SlipLine
from kiosk.core.turn import Turn, act_of
from offline_queue.entries import ActIntended


def begin(turn: Turn, visit: Visit) -> None:
    """The visit's last word is shown. Shown once more, because a coin or a copy came late, it has no second slip."""
    books, before = turn.books, turn.cabinet.slip
    if books.visit_inserted == 0 or (before is not None and before.visit == visit.number):
        return
    printer = turn.rules.receipt_printer
    work = SlipWork(visit.number, books.sequence, SlipState.FAILED)
    if printer is not None and turn.usable(printer) and not books.slip_begun:
        turn.order(Prepare(printer))
        work = replace(work, state=SlipState.PRINTING, due=turn.now.mono + turn.delays.prepare)
    turn.cabinet = replace(turn.cabinet, slip=work)


def prepared(turn: Turn, fact: Prepared) -> None:
    work = turn.cabinet.slip
    if work is None or work.act is not None or work.due is None:
        return
    match turn.session:
        case Visit(number=number, stage=Taking() | Noticing(back=False) | Thanking()) as visit if number == work.visit:
            if fact.baseline is None:
                _failed(turn, work)
            else:
                _print(turn, visit, fact.device, fact.baseline)
        case Visit(number=number) if number == work.visit:
            turn.cabinet = replace(turn.cabinet, slip=None)  # a late coin is on its way out: then it is asked again
        case _:
            _failed(turn, work)  # nobody stands there any more


def _print(turn: Turn, visit: Visit, printer: DeviceId, baseline: Evidence) -> None:
    slip, number = _slip(turn, visit), turn.books.last_act + 1
    intended = ActIntended(
        act=number,
        device=printer,
        work="slip",
        quantity=1,
        name=f"slip-{turn.books.epoch}-{number}",
        baseline=dict(baseline),
        purpose="slip",
        visit=visit.number,
    )
    turn.write(intended)
    turn.order(Begin(act_of(intended), slip=slip))
    due = turn.now.mono + turn.delays.act_silence
    turn.cabinet = replace(
        turn.cabinet, slip=SlipWork(visit.number, slip.sequence, SlipState.PRINTING, intended.act, due)
    )


def progressed(turn: Turn, fact: ActProgressed) -> None:
    work = turn.cabinet.slip
    if work is not None and work.due is not None and work.act == fact.act:
        due = turn.now.mono + turn.delays.act_silence
        turn.cabinet = replace(turn.cabinet, slip=replace(work, due=due))


def reported(turn: Turn, report: Report) -> None:
    """Late or in time: what the printer says is what the screen says."""
    work = turn.cabinet.slip
    if work is not None and work.act == report.act:
        state = SlipState.PRINTED if report.outcome is Outcome.DONE else SlipState.FAILED
        turn.cabinet = replace(turn.cabinet, slip=replace(work, state=state, due=None))


def time_passed(turn: Turn) -> None:
    work = turn.cabinet.slip
    if work is not None and work.due is not None and turn.now.mono >= work.due:
        _failed(turn, work)


def _failed(turn: Turn, work: SlipWork) -> None:
    turn.cabinet = replace(turn.cabinet, slip=replace(work, state=SlipState.FAILED, due=None))


# --- what stands on it -------------------------------------------------------------------------------------------


def paid(books: Books) -> int:
    """Won, for what was issued in the visit."""
    return sum(item.fee for item in books.issued)


def given_back(turn: Turn, visit: Visit) -> tuple[Won, Won]:
    """What came out of the hoppers in the visit, as (change, refund): it was the one or the other."""
    returned = Won(turn.books.visit_returned)
    change = visit.ending is not None and visit.ending.purpose == "change"
    return (returned, Won(0)) if change else (Won(0), returned)


def _slip(turn: Turn, visit: Visit) -> Slip:
    """All of it from the Books: after a power cut nothing else is left of the visit."""
    books = turn.books
    change, refund = given_back(turn, visit)
    return Slip(
        language=turn.cabinet.language,
        kiosk=turn.rules.kiosk,
        epoch=books.epoch,
        sequence=books.sequence,
        at=turn.now.wall,
        lines=_lines(books),
        inserted=books.visit_inserted,
        paid=paid(books),
        change=change,
        refund=refund,
        claims=tuple((each.claim, each.amount) for each in books.claims.values() if each.visit == visit.number),
        numbers=tuple(item.number for item in books.issued),
    )


def _lines(books: Books) -> tuple[SlipLine, ...]:
    lines: dict[tuple[str, str | None], SlipLine] = {}
    for item in books.issued:
        kind = (item.document, item.exemption)
        line = lines.get(kind, SlipLine(item.document, 0, 0, item.exemption))
        lines[kind] = replace(line, copies=line.copies + 1, fee=line.fee + item.fee)
    return tuple(lines.values())
