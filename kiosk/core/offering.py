"""What can be had now, and why not: the kiosk as a whole, each document, each coin. Answers are keys of the strings."""

from __future__ import annotations

from datetime import timedelta

from drivers.api import Fault, Won
from forms.catalogue import DOCUMENTS, Document
from kiosk.core.application import Unfinished
from kiosk.core.money import acceptable, reachable
from kiosk.core.rights import Person
from kiosk.core.rules import Rules
from kiosk.core.screens import Code, DocumentItem
from kiosk.core.session import Closed, Idle, Visit
from kiosk.core.turn import Turn

CLOCK_TOLERANCE_S = 1.0
"""The clock may stand this much before the last entry: NTP's small steps back are no reason to close."""


def clock_fault(turn: Turn) -> str | None:
    """Why no paper may be issued by this clock: ``behind`` the last entry, or ``off`` the district's clock."""
    cabinet = turn.cabinet
    last = cabinet.last_entry_at
    if last is not None and turn.now.wall < last - timedelta(seconds=CLOCK_TOLERANCE_S):
        return "behind"
    if cabinet.clock_offset_s is not None and abs(cabinet.clock_offset_s) > turn.rules.max_clock_offset_s:
        return "off"
    return None


def closed(turn: Turn) -> str | None:
    """Why no visit can begin now, or None."""
    if turn.cabinet.stopping:
        return "stopping"
    if turn.cabinet.closing is not None:
        return turn.cabinet.closing
    if not turn.cabinet.disk_room:
        return "disk"
    if clock_fault(turn) is not None:
        return "clock"
    if not _hours(turn)[0]:
        return "hours"
    if turn.cabinet.district_reachable is None or not _all_known(turn):
        return "starting"
    if not turn.usable(turn.rules.document_printer):
        return "printer"
    return None


def _all_known(turn: Turn) -> bool:
    """Every device has said how it is, be it a fault: before that nobody can be told what is to be had here."""
    rules = turn.rules
    devices = (rules.document_printer, rules.coin_acceptor, rules.receipt_printer, rules.card_reader)
    fitted = [*(each for each in devices if each is not None), *(hopper.device for hopper in rules.hoppers)]
    return all(turn.status(device) is not None for device in fitted)


def at_rest(turn: Turn) -> Idle | Closed:
    """The session while nobody is being served."""
    reason = closed(turn)
    until = turn.now.mono + _hours(turn)[1] if turn.rules.hours is not None else None
    return Idle(until) if reason is None else Closed(reason, until)


def _hours(turn: Turn) -> tuple[bool, float]:
    """Open now? And seconds until that changes."""
    if turn.rules.hours is None:
        return True, 0.0
    local = turn.now.wall + timedelta(minutes=turn.rules.utc_offset_minutes)
    second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    opens, closes = (_second(text) for text in turn.rules.hours)
    open_now = opens <= second < closes if opens <= closes else second >= opens or second < closes
    boundaries = ((edge - second) % 86400 or 86400 for edge in (opens, closes))
    return open_now, min(boundaries)


def _second(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 3600 + int(minute or 0) * 60


def offered(turn: Turn) -> tuple[DocumentItem, ...]:
    """Every document of the fee table for which one can prove here who one is, in the order of the menu."""
    return tuple(
        _item(turn, document)
        for document in DOCUMENTS.values()
        if document.code in turn.rules.fees
        and (not document.identity or not turn.rules.means.isdisjoint(document.identity))
    )


def _item(turn: Turn, document: Document) -> DocumentItem:
    """What can not be paid now is closed, unless one can say who one is and ask for an exemption."""
    price = fee(turn, document.code)
    closed_, unpayable = _document_closed(turn, document), cash_closed(turn, turn.books.credit, price)
    if closed_ is None and not (_can_ask_for_exemption(turn) and turn.cabinet.district_reachable):
        closed_, unpayable = unpayable, None
    only_exempt = unpayable if closed_ is None else None
    return DocumentItem(document.code, document.group, price, closed_, bool(document.identity), only_exempt)


def _document_closed(turn: Turn, document: Document) -> str | None:
    """For other reasons than its fee."""
    if document.code in turn.rules.hidden:
        return "hidden"
    if document.needs_district and not turn.cabinet.district_reachable:
        return "district_away"
    if document.identity and not _can_identify(turn):
        return "card_reader"
    return None


def fee(turn: Turn, code: str) -> Won:
    """Per copy, of a document that is offered; nothing in a visit in which an exemption was granted for it."""
    waived = isinstance(turn.session, Visit) and code in turn.session.waived
    return Won(0) if waived else turn.rules.fees[code]


def _can_identify(turn: Turn) -> bool:
    """Or it is known already who is here."""
    match turn.session:
        case Visit(identity=identity) if identity is not None:
            return True
        case _:
            return turn.usable(turn.rules.card_reader)


def can_exempt(turn: Turn, visit: Visit) -> bool:
    return visit.total > 0 and _can_ask_for_exemption(turn)


def _can_ask_for_exemption(turn: Turn) -> bool:
    """The district's answer is another matter."""
    return bool(turn.rules.means) and _can_identify(turn)


def persons(visit: Visit) -> tuple[Person, ...]:
    """Whose documents may be asked for: oneself first; nobody's before one is identified."""
    return () if visit.identity is None else visit.identity.reveal().persons


def withheld(visit: Visit, draft: Unfinished) -> tuple[str, ...]:
    """Keys of the options that the law does not allow for the person of this application."""
    if DOCUMENTS[draft.document].inputs != "person" or draft.inputs is None:
        return ()
    ref = draft.inputs.reveal().get("person")
    allowed = any(each.ref == ref and each.householders for each in persons(visit))
    return () if allowed else ("householders",)


def cash_closed(turn: Turn, credit: int, price: int) -> str | None:
    """Why ``price`` can not be paid with coins now (``cash_fault``, ``receipt_fault``, ``change_short``), or None."""
    if price <= credit:
        return None
    if not turn.usable(turn.rules.coin_acceptor):
        return "cash_fault"
    if receipt_fault(turn, credit):
        return "receipt_fault"
    if not reachable(turn.rules.coins, credit, price, turn.payable(), turn.rules.sorter):
        return "change_short"
    return None


def receipt_fault(turn: Turn, credit: int) -> bool:
    """Money is taken only where a receipt can be given; once some is in, the visit goes on to its end. A printer that
    is still at the slip of the last visit will have done with it before the next is due."""
    if credit > 0:
        return False
    device, slip = turn.rules.receipt_printer, turn.cabinet.slip
    status = turn.status(device)
    if device is None or status is None or not status.ready:
        return True
    act = turn.books.open_acts.get(device)
    in_work = act is not None and slip is not None and slip.act == act.act and slip.due is not None
    return act is not None and not in_work


def coins_welcome(turn: Turn, credit: int, price: int) -> frozenset[Won]:
    """The values of which one coin may fall now, towards ``price``."""
    if credit >= price or not turn.usable(turn.rules.coin_acceptor) or receipt_fault(turn, credit):
        return frozenset()
    return acceptable(turn.rules.coins, credit, price, turn.payable())


def coins_at_start(turn: Turn) -> tuple[Won, ...]:
    """For the start screen: what could be taken for the cheapest document that costs something."""
    prices = [item.fee for item in offered(turn) if item.fee > 0 and item.open_to_all]
    return tuple(sorted(coins_welcome(turn, 0, min(prices)))) if prices else ()


def copies_left(rules: Rules, visit: Visit, replaces: int | None = None) -> int:
    """How many copies one more application may have. One in place of number ``replaces`` has that one's copies too."""
    others = sum(application.copies for application in visit.applications if application.number != replaces)
    return max(0, min(rules.max_copies, rules.max_copies_visit - others))


def identity_asked(turn: Turn) -> bool:
    """Is there a document on offer that asks who one is?"""
    return any(item.identity for item in offered(turn) if item.closed != "hidden")


def printer_code(turn: Turn, fault: Fault | None = None) -> str:
    """The error code for a screen: of ``fault``, or of what the printer's status says. E09 where no cause is known."""
    status = turn.status(turn.rules.document_printer)
    if fault is None and status is not None:
        fault = status.fault
    match fault:
        case Fault.PAPER_OUT:
            return Code.PAPER_OUT
        case Fault.JAM:
            return Code.JAM
        case _:
            return Code.MAINTENANCE


def printer_detail(turn: Turn) -> str:
    """What more can be said of a printer whose code is E09: it does not answer, or something else is wrong with it."""
    status = turn.status(turn.rules.document_printer)
    silent = status is not None and status.fault in (Fault.SILENT, Fault.NO_PORT)
    return "printer_silent" if silent else "printer"
