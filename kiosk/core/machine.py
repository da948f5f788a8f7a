"""What the devices report, whatever the session is: status, coins, counters, settled acts."""

from __future__ import annotations

from dataclasses import replace

from drivers.api import (
    ActProgressed,
    ActReported,
    CoinsInserted,
    Prepared,
    StatusChanged,
)
from kiosk.core import ending, faults, issuing, paying, recovery, slipping, slot
from kiosk.core.orders import Confirm
from kiosk.core.session import (
    ClosingGate,
    Issuing,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    Settling,
    Taking,
    Visit,
)
from kiosk.core.settling import settle
from kiosk.core.turn import Turn
from offline_queue.entries import (
    CoinIn,
    CoinsAccepted,
    CoinsDoubted,
    DeviceMarked,
    Entry,
    IssuanceClosed,
    MoneyUnassigned,
)

# --- status -------------------------------------------------------------------------------------------


def status_changed(turn: Turn, fact: StatusChanged) -> None:
    turn.cabinet = replace(turn.cabinet, status={**turn.cabinet.status, fact.device: fact.status})
    faults.of_status(turn, fact.device, fact.status)
    if fact.device == turn.rules.coin_acceptor and fact.status.ready:
        turn.cabinet = replace(turn.cabinet, unheard=None)  # it has told its coins before it says that it is ready
    match turn.session:
        case Settling():
            recovery.go_on(turn)
        case Visit(stage=Paying()) as visit if fact.device == turn.rules.document_printer:
            if not fact.status.ready and fact.status.fault is not None:
                paying.printer_lost(turn, visit)
        case Visit(stage=PayingOut(away=True) as stage) as visit if fact.device == stage.row.device:
            if turn.reached(fact.device):
                ending.reached(turn, visit, stage)
        case _ if fact.device == turn.rules.card_reader and not fact.status.ready and fact.status.fault is not None:
            slot.reader_lost(turn)


# --- coins -------------------------------------------------------------------------------------------------------


def coins_inserted(turn: Turn, fact: CoinsInserted) -> None:
    """Booked once by the mark's run, confirmed always. Coins that no open visit explains are unassigned, with their
    evidence."""
    turn.order(Confirm(fact.device, fact.token))
    if _booked(turn, fact):
        return
    mark = dict(fact.mark)
    coins = tuple(CoinIn(int(coin.value), str(coin.to)) for coin in fact.coins if coin.value > 0)
    visit, before = turn.books.visit, turn.books.credit
    if coins:
        turn.write(CoinsAccepted(device=fact.device, visit=visit, coins=coins, mark=mark))
        if visit is None:
            amount = sum(coin.value for coin in coins)
            evidence = mark | {"last_visit": turn.books.last_visit}
            if turn.cabinet.unheard is not None:
                evidence["visit_cut"] = turn.cabinet.unheard
            turn.write(MoneyUnassigned(amount=amount, device=fact.device, reason="no_visit", evidence=evidence))
    if fact.doubt is not None:
        turn.write(
            CoinsDoubted(
                device=fact.device,
                visit=visit,
                doubt=str(fact.doubt),
                missing=fact.missing,
                possible=tuple(sorted(fact.possible)),
                mark=None if coins else mark,
            )
        )
    elif not coins:
        turn.write(DeviceMarked(device=fact.device, mark=mark))
    if coins and visit is not None:
        _credited(turn, before)


def _booked(turn: Turn, fact: CoinsInserted) -> bool:
    last, run = turn.books.marks.get(fact.device, {}).get("run"), fact.mark.get("run")
    return isinstance(last, int) and isinstance(run, int) and run <= last


def _credited(turn: Turn, before: int) -> None:
    """The open visit has more money than before. What is credit at its end is paid out then, a late coin too."""
    match turn.session:
        case Visit(stage=Paying()) as visit:
            paying.coins_fell(turn, visit, before)
        case Visit(stage=ClosingGate(without=without)) as visit:
            ending.pay_out(turn, visit, without)
        case Visit(stage=Taking() | Noticing(back=False)) as visit:
            ending.pay_out(turn, visit)


# --- acts --------------------------------------------------------------------------------------------------------


def prepared(turn: Turn, fact: Prepared) -> None:
    if fact.device == turn.rules.coin_acceptor:
        _gate_closed(turn, fact)
    if fact.device == turn.rules.receipt_printer:
        slipping.prepared(turn, fact)
    match turn.session:
        case Visit(stage=Issuing() as stage) as visit:
            issuing.prepared(turn, visit, stage, fact)
        case Visit(stage=PayingOut() as stage) as visit:
            ending.prepared(turn, visit, stage, fact)


def _gate_closed(turn: Turn, fact: Prepared) -> None:
    """No coin is on its way any more. An acceptor that could not be read says nothing: its time runs on."""
    if fact.baseline is None or turn.cabinet.accepting:
        return
    turn.cabinet = replace(turn.cabinet, gate=None)
    match turn.session:
        case Visit(stage=ClosingGate(without=without)) as visit:
            ending.pay_out(turn, visit, without)


def act_progressed(turn: Turn, fact: ActProgressed) -> None:
    slipping.progressed(turn, fact)
    match turn.session:
        case Settling() as session:
            recovery.progressed(turn, session, fact)
        case Visit(stage=Printing() as stage) as visit:
            issuing.progressed(turn, visit, stage, fact)
        case Visit(stage=PayingOut() as stage) as visit:
            ending.progressed(turn, visit, stage, fact)


def act_reported(turn: Turn, fact: ActReported) -> None:
    """The act is settled in the Books whoever waits for it, long after its visit too."""
    entries = settle(turn.books, {fact.device: fact.report}, turn.rules.kiosk)
    if not entries:
        return
    paid_before = turn.books.paid_out
    turn.write(*entries)
    number = fact.report.act
    slipping.reported(turn, fact.report)
    match turn.session:
        case Settling():
            recovery.go_on(turn)
        case Visit(stage=Printing(act=act)) as visit if act == number:
            closed = next(entry for entry in entries if isinstance(entry, IssuanceClosed))
            issuing.settled(turn, visit, closed.outcome, closed.impressions, fact.report.fault)
        case Visit(stage=PayingOut(act=act) as stage) as visit if act == number:
            ending.settled(turn, visit, stage, turn.books.paid_out - paid_before, fact.report)
        case Visit(given_up=copy) as visit if copy is not None and _issued(entries, copy.number):
            issuing.came_late(turn, visit, copy)


def _issued(entries: tuple[Entry, ...], number: str) -> bool:
    return any(
        isinstance(entry, IssuanceClosed) and (entry.number, entry.outcome) == (number, "issued") for entry in entries
    )
