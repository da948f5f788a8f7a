"""What devices, the district and the disk report, whatever the session is: status, coins, settled acts, faults."""

from __future__ import annotations

from dataclasses import replace

from drivers.api import (
    ActProgressed,
    ActReported,
    CoinsInserted,
    Fault,
    Prepared,
    Status,
    StatusChanged,
)
from kiosk.core import ending, issuing, paying, recovery
from kiosk.core.facts import DiskChanged, DistrictDisagrees, DistrictSeen, JournalBroken
from kiosk.core.offering import clock_fault
from kiosk.core.orders import Confirm
from kiosk.core.session import (
    Choosing,
    ChoosingOptions,
    ClosingGate,
    Composing,
    Confirming,
    Ending,
    EnteringInputs,
    Issuing,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    Settling,
    Stage,
    Taking,
    Thanking,
    Trouble,
    Visit,
)
from kiosk.core.settling import settle
from kiosk.core.turn import Turn
from offline_queue.entries import (
    CoinIn,
    CoinsAccepted,
    CoinsDoubted,
    DeviceMarked,
    FaultCleared,
    FaultRaised,
    IssuanceClosed,
    MoneyUnassigned,
)

# --- status and faults -------------------------------------------------------------------------------------------


def status_changed(turn: Turn, fact: StatusChanged) -> None:
    turn.cabinet = replace(turn.cabinet, status={**turn.cabinet.status, fact.device: fact.status})
    _fault(turn, fact.device, _standing(turn, fact.device, fact.status), fact.status.detail)
    match turn.session:
        case Settling():
            recovery.go_on(turn)
        case Visit(stage=Paying()) as visit if fact.device == turn.rules.document_printer:
            if not fact.status.ready and fact.status.fault is not None:
                paying.printer_lost(turn, visit)


def _standing(turn: Turn, device: str, status: Status) -> str | None:
    """The fault to have in the journal. A device that is only not ready yet changes nothing; of an act that is not
    settled the journal tells by the act itself."""
    if status.ready:
        return None
    if status.fault is None or status.fault is Fault.UNCOUNTED:
        return turn.books.faults.get(device)
    return status.fault


def _fault(turn: Turn, device: str, fault: str | None, detail: str = "") -> None:
    """Journals each edge once, over restarts too."""
    before = turn.books.faults.get(device)
    if before == fault:
        return
    if before is not None:
        turn.write(FaultCleared(device=device, fault=before))
    if fault is not None:
        turn.write(FaultRaised(device=device, fault=str(fault), detail=detail))


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
            turn.write(MoneyUnassigned(amount=amount, device=fact.device, reason="no_visit", evidence=mark))
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
    match turn.session:
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
    match turn.session:
        case Settling():
            recovery.go_on(turn)
        case Visit(stage=Printing(act=act)) as visit if act == number:
            closed = next(entry for entry in entries if isinstance(entry, IssuanceClosed))
            issuing.settled(turn, visit, closed.outcome, closed.impressions, fact.report.fault)
        case Visit(stage=PayingOut(act=act) as stage) as visit if act == number:
            ending.settled(turn, visit, stage, turn.books.paid_out - paid_before)


# --- errand, district, disk, journal -----------------------------------------------------------------------------


def errand_ended(turn: Turn) -> None:
    match turn.session:
        case Visit(wiped=False, stage=stage) as visit:
            _stop(turn, visit, stage, Ending("failed", "refund", "E09", "issue_failed"))


def disk_changed(turn: Turn, fact: DiskChanged) -> None:
    turn.cabinet = replace(turn.cabinet, disk_room=fact.room and not fact.spent)
    _fault(turn, "disk", None if turn.cabinet.disk_room else "full")
    match turn.session:
        case Visit(wiped=False, stage=stage) as visit if fact.spent:
            _stop(turn, visit, stage, Ending("failed", "refund", "E09", "disk"))


def stop_asked(turn: Turn) -> None:
    """The paper in work comes out, all other money comes back. What waits for a press after a cut waits for the next
    start."""
    if turn.cabinet.stopping:
        return
    turn.cabinet = replace(turn.cabinet, stopping=True)
    match turn.session:
        case Visit(stage=Taking() | Noticing(back=False) as stage) as visit:
            turn.go(visit, stage, ending.last_word(turn, 0.0))
        case Visit(stage=Thanking()):
            ending.leave(turn)
        case Visit(stage=stage) as visit:
            _stop(turn, visit, stage, Ending("cancelled", "refund"))


def _stop(turn: Turn, visit: Visit, stage: Stage, why: Ending) -> None:
    """The visit can not go on: everything not delivered comes back, at once or as soon as the copy in work is
    settled."""
    match stage:
        case Printing():
            turn.go(replace(visit, halt=why), stage)
        case (
            Choosing()
            | EnteringInputs()
            | ChoosingOptions()
            | Confirming()
            | Composing()
            | Paying()
            | Issuing()
            | Trouble()
            | Noticing(back=True)
        ):
            ending.end(turn, visit, why.outcome, why.code, why.detail)


def district_seen(turn: Turn, fact: DistrictSeen) -> None:
    """An offset once known stays known: losing the district does not make a wrong clock right."""
    offset = fact.clock_offset_s if fact.clock_offset_s is not None else turn.cabinet.clock_offset_s
    turn.cabinet = replace(turn.cabinet, district_reachable=fact.reachable, clock_offset_s=offset)
    watch_clock(turn)


def watch_clock(turn: Turn) -> None:
    """Journalled with the time to reach, or a second start would find only the younger records of the wrong clock."""
    fault, last = clock_fault(turn), turn.cabinet.last_entry_at
    _fault(turn, "clock", fault, last.isoformat() if fault == "behind" and last is not None else "")


def district_disagrees(turn: Turn, fact: DistrictDisagrees) -> None:
    _untrusted(turn, "district", fact.problem, fact.detail)


def journal_broken(turn: Turn, fact: JournalBroken) -> None:
    _untrusted(turn, "journal", "journal_broken", fact.detail)


def _untrusted(turn: Turn, device: str, problem: str, detail: str) -> None:
    """The visit that is open is served to its end; no other begins."""
    turn.cabinet = replace(turn.cabinet, closing=turn.cabinet.closing or problem)
    _fault(turn, device, problem, detail)
