"""Settling acts: what a device's report, or its silence, means for money and issuances; live and after a cut alike."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from drivers.api import DeviceId, Outcome, Report
from kiosk.core.books import Books, apply
from kiosk.core.turn import Turn, claim_number
from offline_queue.entries import ActIntended, ActSettled, ClaimOpened, Entry, IssuanceClosed

_ISSUANCE = {
    Outcome.DONE: "issued",
    Outcome.NOT_DONE: "void",
    Outcome.PARTIAL: "spoiled",
    Outcome.UNKNOWN: "unknown",
}


def settle(books: Books, reports: Mapping[DeviceId, Report], kiosk: str) -> tuple[Entry, ...]:
    """The entries that close the reported acts. A report about an act that is not open closes nothing.

    print: done → issued (held → earned); not done → void, partial → spoiled (held → credit); unknown → the fee to a
    claim. A print that was given up: done → issued (its claim → earned), else the claim was right. pay_out: what was
    paid leaves the credit or the claim it went to; what nobody can tell goes to a claim. slip: no money moves.
    """
    entries: list[Entry] = []
    for device, report in reports.items():
        act = books.open_acts.get(device)
        if act is None or act.act != report.act:
            continue
        for entry in _closing(books, act, report, kiosk):
            books = apply(books, entry)
            entries.append(entry)
    return tuple(entries)


def _closing(books: Books, act: ActIntended, report: Report, kiosk: str) -> tuple[Entry, ...]:
    outcome, done = _plain(act, report)
    settled = ActSettled(act=act.act, outcome=outcome, done=done, evidence=dict(report.evidence))
    if act.work == "print":
        if act.issuance is None:
            return (settled,)
        impressions = done if outcome in (Outcome.DONE, Outcome.PARTIAL) else 0
        closed = IssuanceClosed(number=act.issuance, outcome=_ISSUANCE[outcome], impressions=impressions)
        if act.issuance not in books.held:  # it was given up before: what is known now corrects that
            if act.issuance not in books.doubtful or outcome is Outcome.UNKNOWN:
                return (settled,)
            claim = books.claimed.get(act.device) if outcome is Outcome.DONE else None
            return (replace(closed, claim=claim), settled)
        fee = books.held[act.issuance].fee
        if outcome is Outcome.UNKNOWN and fee > 0:
            return (settled, closed, _claim(books, fee, act, "print_unknown", kiosk))
        return (settled, closed)
    if outcome is Outcome.UNKNOWN and act.device not in books.claimed:
        rest = min(books.credit, act.quantity * act.value) - done * act.value
        if rest > 0:
            return (settled, _claim(books, rest, act, "payout_unknown", kiosk))
    return (settled,)


def _plain(act: ActIntended, report: Report) -> tuple[Outcome, int]:
    """Outcome and count as they belong together, whatever the driver put in the other field."""
    done = max(0, report.done)
    match report.outcome:
        case Outcome.DONE:
            return Outcome.DONE, max(done, act.quantity)
        case Outcome.NOT_DONE:
            return (Outcome.NOT_DONE, 0) if done == 0 else (Outcome.PARTIAL, done)
        case Outcome.PARTIAL:
            if done >= act.quantity:
                return Outcome.DONE, done
            return (Outcome.PARTIAL, done) if done else (Outcome.NOT_DONE, 0)
        case Outcome.UNKNOWN:
            return Outcome.UNKNOWN, done


def _claim(books: Books, amount: int, act: ActIntended, reason: str, kiosk: str) -> ClaimOpened:
    number = claim_number(kiosk, books.epoch, books.last_claim)
    return ClaimOpened(claim=number, amount=amount, visit=act.visit, reason=reason)


def matters(books: Books, act: ActIntended) -> bool:
    """Does money of someone depend on this open act? Not if it went to a claim already; on a slip never."""
    if act.work == "print":
        return act.issuance in books.held
    if act.work == "slip":
        return False
    return act.device not in books.claimed


def give_up(turn: Turn, act: ActIntended, reason: str) -> None:
    """The device is silent: the act's money goes to a claim that is bound to it. The act stays open until the device
    answers."""
    if not matters(turn.books, act):
        return
    if act.work == "print" and act.issuance is not None:
        fee = turn.books.held[act.issuance].fee
        turn.write(IssuanceClosed(number=act.issuance, outcome="unknown"))
        turn.claim(fee, act.visit, reason, act.act)
    else:
        turn.claim(min(turn.books.credit, act.quantity * act.value), act.visit, reason, act.act)


def void_held(turn: Turn) -> None:
    """What was paid for and never sent to the printer is credit again."""
    begun = {act.issuance for act in turn.books.open_acts.values()}
    for number in tuple(turn.books.held):
        if number not in begun:
            turn.write(IssuanceClosed(number=number, outcome="void"))
