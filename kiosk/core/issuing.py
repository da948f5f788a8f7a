"""Issue: copy by copy. The errand finishes the pages while the printer reads its counters; then intent, act, report.

While a copy is in work nothing can be cancelled. A copy is delivered only when the printer says that every
impression is out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drivers.api import ActProgressed, Evidence, Fault, Pages, Prepared, Won
from kiosk.core import ending
from kiosk.core.application import Copy
from kiosk.core.facts import IssueFailed, PagesIssued
from kiosk.core.offering import clock_fault, printer_code
from kiosk.core.orders import Begin, Issue, Prepare
from kiosk.core.screens import Code
from kiosk.core.session import Issuing, Noticing, Printing, Taking, Trouble, Visit
from kiosk.core.settling import give_up, void_held
from kiosk.core.turn import Turn, act_of
from offline_queue.entries import ActIntended, IssuanceLine, PaymentTaken


def paid(turn: Turn, visit: Visit, copies: tuple[Copy, ...]) -> None:
    """credit → held for these copies, each with a fresh issue number: kiosk-yyyymmdd-serial."""
    day = (turn.now.wall + timedelta(minutes=turn.rules.utc_offset_minutes)).strftime("%Y%m%d")
    first = turn.books.issue_serial + 1
    numbered = tuple(
        replace(copy, number=f"{turn.rules.kiosk}-{day}-{(first + index) % 1_000_000:06d}")
        for index, copy in enumerate(copies)
    )
    turn.write(
        PaymentTaken(
            visit=visit.number,
            amount=sum(copy.fee for copy in numbered),
            issuances=tuple(
                IssuanceLine(
                    number=copy.number,
                    document=copy.document,
                    fee=copy.fee,
                    pages=copy.pages,
                    check_hash=copy.check_hash,
                    exemption=copy.exemption,
                )
                for copy in numbered
            ),
        )
    )
    begin(turn, replace(visit, copies=numbered))


def begin(turn: Turn, visit: Visit) -> None:
    """The next copy, or the end of the visit when none is left."""
    if not visit.copies:
        # if none came out, nobody can tell of any: the citizen is told of that much
        ending.end(turn, visit, "finished", printer_code(turn), "printer")
        return
    if visit.halt is not None:
        ending.end(turn, visit, visit.halt.outcome, visit.halt.code, visit.halt.detail)
        return
    if clock_fault(turn) is not None:  # the paper bears the time
        ending.end(turn, visit, "failed", Code.MAINTENANCE, "clock")
        return
    if turn.rules.document_printer in turn.books.open_acts:
        failed(turn, visit, printer_code(turn))
        return
    copy = visit.copies[0]
    turn.order(
        Issue(
            visit=visit.number,
            application=copy.application,
            number=copy.number,
            check_hash=copy.check_hash,
            at=turn.now.wall,
            fee=Won(copy.fee),
            exemption=copy.exemption,
        ),
        Prepare(turn.rules.document_printer),
    )
    turn.go(visit, Issuing(turn.now.mono))


def prepared(turn: Turn, visit: Visit, stage: Issuing, fact: Prepared) -> None:
    if fact.device != turn.rules.document_printer or stage.baseline is not None:
        return
    if fact.baseline is None:
        failed(turn, visit, printer_code(turn, fact.fault))
    else:
        _print(turn, visit, replace(stage, baseline=fact.baseline))


def pages_issued(turn: Turn, visit: Visit, stage: Issuing, fact: PagesIssued) -> None:
    if fact.number == visit.copies[0].number and stage.pages is None:
        _print(turn, visit, replace(stage, pages=fact.pages))


def _print(turn: Turn, visit: Visit, stage: Issuing) -> None:
    """Pages and baseline are both here: the intent becomes durable, then the job goes out."""
    if stage.pages is None or stage.baseline is None:
        turn.go(visit, stage)
        return
    _intend(turn, visit, stage.pages, stage.baseline)


def _intend(turn: Turn, visit: Visit, pages: Pages, baseline: Evidence) -> None:
    copy = visit.copies[0]
    intended = ActIntended(
        act=turn.books.last_act + 1,
        device=turn.rules.document_printer,
        work="print",
        quantity=copy.pages,
        name=copy.number,
        baseline=dict(baseline),
        purpose="document",
        visit=visit.number,
        issuance=copy.number,
    )
    turn.write(intended)
    turn.order(Begin(act_of(intended), pages))
    turn.go(visit, Printing(intended.act, turn.now.mono + turn.delays.act_silence))


def progressed(turn: Turn, visit: Visit, stage: Printing, fact: ActProgressed) -> None:
    if (fact.device, fact.act) == (turn.rules.document_printer, stage.act) and fact.done > stage.done:
        turn.go(visit, replace(stage, done=fact.done, due=turn.now.mono + turn.delays.act_silence))


def settled(turn: Turn, visit: Visit, outcome: str, impressions: int, fault: Fault | None) -> None:
    """The printer reported and the entries are written; ``outcome`` is that of the issuance."""
    copy, rest = visit.copies[0], visit.copies[1:]
    match outcome:
        case "issued":
            begin(turn, replace(visit, copies=rest, delivered=(*visit.delivered, copy)))
        case "unknown":  # its fee is in a claim
            begin(turn, replace(visit, copies=rest))
        case _:
            failed(turn, replace(visit, spoiled_sheets=visit.spoiled_sheets + impressions), printer_code(turn, fault))


def silent(turn: Turn, visit: Visit) -> None:
    """The printer says nothing for too long: this copy's fee goes to a claim, the rest comes back."""
    act = turn.books.open_acts[turn.rules.document_printer]
    give_up(turn, act, "printer_silent")
    visit = replace(visit, copies=visit.copies[1:], given_up=visit.copies[0])
    ending.end(turn, visit, "failed", printer_code(turn), "printer_silent")


def came_late(turn: Turn, visit: Visit, copy: Copy) -> None:
    """The copy that was given up is out after all, and the Books have its fee as earned: while its visit is still on
    the screen, the citizen is told to take it."""
    visit = replace(visit, delivered=(*visit.delivered, copy), given_up=None)
    match visit.stage:
        case Taking() | Noticing(back=False):
            turn.go(visit, Taking(), ending.last_word(turn, turn.delays.take))
        case stage:
            turn.go(visit, stage, visit.limit)


def slow(turn: Turn, visit: Visit, stage: Issuing) -> None:
    """Pages or counters did not come in time; nothing was begun."""
    if stage.baseline is None:
        failed(turn, visit, printer_code(turn))
    else:
        errand_lost(turn, visit)


def errand_lost(turn: Turn, visit: Visit) -> None:
    """No further page can be finished in this visit."""
    ending.end(turn, visit, "failed", Code.MAINTENANCE, "issue_failed")


def failed(turn: Turn, visit: Visit, code: str) -> None:
    """This copy and all after it become credit again. One retry is offered, unless it was used or can not help."""
    void_held(turn)
    if visit.retried or visit.halt is not None:
        ending.end(turn, visit, "failed", code, "printer")
    else:
        turn.go(visit, Trouble(code), turn.idle_limit())


def can_retry(turn: Turn, visit: Visit) -> bool:
    spares = all(copy.spare_hash is not None for copy in visit.copies)
    ready = turn.usable(turn.rules.document_printer) and clock_fault(turn) is None
    return spares and ready and visit.halt is None and not visit.retried


def retry(turn: Turn, visit: Visit) -> None:
    """The rest once more, under new numbers and the spare check numbers."""
    if can_retry(turn, visit):
        again = tuple(replace(copy, check_hash=copy.spare_hash or "", spare_hash=None) for copy in visit.copies)
        paid(turn, replace(visit, retried=True), again)


def issue_failed(turn: Turn, visit: Visit, fact: IssueFailed) -> None:
    if fact.number == visit.copies[0].number:
        errand_lost(turn, visit)


def give_back(turn: Turn, visit: Visit, code: str) -> None:
    """No retry: one payout of everything owed."""
    ending.end(turn, visit, "failed", code, "printer")
