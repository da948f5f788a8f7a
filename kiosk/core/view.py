"""What is shown: a function of the session, the Books and the cabinet. The clerk is told only when it changes."""

from __future__ import annotations

from typing import Any

from drivers.api import Won
from forms.catalogue import DOCUMENTS
from kiosk.core.issuing import can_retry
from kiosk.core.offering import (
    coins_at_start,
    coins_welcome,
    copies_left,
    identity_asked,
    offered,
    printer_code,
    printer_detail,
)
from kiosk.core.screens import (
    ChooseScreen,
    Code,
    ConfirmScreen,
    FreeScreen,
    GuideScreen,
    IssuingScreen,
    NoticeScreen,
    OptionsScreen,
    OrderLine,
    OutOfServiceScreen,
    ParcelScreen,
    PayingOutScreen,
    PayScreen,
    RefundOfferScreen,
    Screen,
    StartScreen,
    Step,
    TakeScreen,
    ThanksScreen,
    TroubleScreen,
    Waiting,
    WaitScreen,
)
from kiosk.core.session import (
    Application,
    Choosing,
    ChoosingOptions,
    Closed,
    ClosingGate,
    Composing,
    Confirming,
    EnteringInputs,
    Guiding,
    Idle,
    Issuing,
    Limit,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    RefundOffer,
    Settling,
    Taking,
    Thanking,
    Trouble,
    Visit,
)
from kiosk.core.turn import Turn

_MOUNTAIN: dict[str, bool] = {"parcel": False, "parcel_mountain": True}


def screen(turn: Turn, number: int) -> Screen:
    """The screen that belongs to the turn's session, numbered ``number``."""
    match turn.session:
        case Settling(until=until):
            return OutOfServiceScreen(number=number, reason="starting" if until is None else "settling")
        case Closed(reason=reason):
            code = printer_code(turn) if reason == "printer" else Code.MAINTENANCE
            return OutOfServiceScreen(number=number, reason=reason, notice=turn.cabinet.notice, code=code)
        case Idle():
            return StartScreen(
                number=number,
                notice=turn.cabinet.notice,
                documents=offered(turn),
                hours=turn.rules.hours,
                cash=coins_at_start(turn),
            )
        case RefundOffer(limit=limit):
            owed, delivered = Won(turn.books.credit), turn.books.delivered
            return RefundOfferScreen(**_frame(turn, number, limit), amount=owed, delivered=delivered)
        case Visit() as visit:
            credit = Won(turn.books.credit) if _without_words_for_money(visit) else Won(0)
            return _of_visit(turn, visit, _frame(turn, number, visit.limit) | {"credit": credit})


def _frame(turn: Turn, number: int, limit: Limit | None) -> dict[str, Any]:
    """What every screen has: its number, its end, whether it asks for more time, the line on top."""
    return {
        "number": number,
        "closes_at": None if limit is None else limit.ends,
        "warning": limit is not None and limit.warned,
        "notice": turn.cabinet.notice,
    }


def _without_words_for_money(visit: Visit) -> bool:
    """Before paying: money that is inside all the same has to be named by the frame."""
    match visit.stage:
        case (
            Guiding()
            | Choosing()
            | EnteringInputs()
            | ChoosingOptions()
            | Confirming()
            | Composing()
            | Noticing(back=True)
        ):
            return True
        case Paying():
            return visit.total == 0
        case _:
            return False


def _of_visit(turn: Turn, visit: Visit, frame: dict[str, Any]) -> Screen:
    match visit.stage:
        case Guiding():
            return GuideScreen(**frame, identity=identity_asked(turn))
        case Choosing():
            return ChooseScreen(**frame, documents=offered(turn), in_cart=_lines(visit.applications))
        case EnteringInputs(draft=draft):
            mountain = _MOUNTAIN.get(DOCUMENTS[draft.document].inputs)
            return ParcelScreen(**frame, document=draft.document, mountain=mountain, inputs=draft.inputs)
        case ChoosingOptions(draft=draft):
            before = next((item for item in visit.applications if item.number == draft.replaces), None)
            return OptionsScreen(
                **frame,
                document=draft.document,
                max_copies=copies_left(turn.rules, visit, draft.replaces),
                fee=turn.rules.fees[draft.document],
                options=() if before is None else before.options,
                copies=1 if before is None else before.copies,
            )
        case Confirming():
            return ConfirmScreen(
                **frame,
                lines=_lines(visit.applications),
                total=Won(visit.total),
                can_add=copies_left(turn.rules, visit) > 0,
            )
        case Composing():
            return WaitScreen(**frame, waiting=Waiting.COMPOSING, step=Step.OPTIONS)
        case Paying() if visit.total == 0:
            return FreeScreen(**frame, lines=_lines(visit.applications))
        case Paying():
            return _pay(turn, visit, frame)
        case Issuing() | Printing():
            return IssuingScreen(
                **frame,
                document=visit.copies[0].document,
                copy=visit.copies_wanted - len(visit.copies) + 1,
                copies=visit.copies_wanted,
            )
        case Trouble(code=code):
            return TroubleScreen(
                **frame,
                code=code,
                delivered=len(visit.delivered),
                spoiled_sheets=visit.spoiled_sheets,
                refund=Won(turn.books.credit),
                can_retry=can_retry(turn, visit),
                detail=printer_detail(turn) if code == Code.MAINTENANCE else None,
            )
        case PayingOut(row=row, done=done):
            purpose = "refund" if visit.ending is None else visit.ending.purpose
            return PayingOutScreen(
                **frame,
                purpose=purpose,
                amount=Won(visit.returned + turn.books.credit),
                paid=Won(visit.returned + min(done, row.pieces) * row.value),
            )
        case ClosingGate():
            return WaitScreen(**frame, waiting=Waiting.DEVICES, step=Step.PAY)
        case Taking():
            return _take(turn, visit, frame)
        case Noticing(code=code, detail=detail, back=back):
            claim, claimed = _claims(turn, visit)
            return NoticeScreen(
                **frame,
                code=code,
                detail=detail,
                refunded=Won(visit.returned),
                claim=claim,
                claim_amount=claimed,
                back_to_choice=back,
            )
        case Thanking():
            return ThanksScreen(**frame)


def _pay(turn: Turn, visit: Visit, frame: dict[str, Any]) -> PayScreen:
    welcome = coins_welcome(turn, turn.books.credit, visit.total)
    reason = None
    if not turn.usable(turn.rules.coin_acceptor):
        reason = "cash_fault"
    elif len(welcome) < len(turn.rules.coins):
        reason = "change_short"
    return PayScreen(
        **frame,
        lines=_lines(visit.applications),
        total=Won(visit.total),
        inserted=Won(turn.books.credit),
        accepted=tuple((value, value in welcome) for value in sorted(turn.rules.coins)),
        reason=reason,
    )


def _take(turn: Turn, visit: Visit, frame: dict[str, Any]) -> TakeScreen:
    lines = []
    for application in visit.applications:
        copies = sum(1 for copy in visit.delivered if copy.application == application.number)
        if copies:
            lines.append(OrderLine(application.document, copies, Won(copies * application.fee), application.options))
    claim, claimed = _claims(turn, visit)
    change = visit.ending is not None and visit.ending.purpose == "change"
    return TakeScreen(
        **frame,
        lines=tuple(lines),
        numbers=tuple(copy.number for copy in visit.delivered),
        change=Won(visit.returned if change else 0),
        refund=Won(0 if change else visit.returned),
        claim=claim,
        claim_amount=claimed,
    )


def _claims(turn: Turn, visit: Visit) -> tuple[str | None, Won]:
    """All claims of the visit: their numbers in one line, and what they come to."""
    mine = [claim for claim in turn.books.claims.values() if claim.visit == visit.number]
    return ", ".join(claim.claim for claim in mine) or None, Won(sum(claim.amount for claim in mine))


def _lines(applications: tuple[Application, ...]) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(item.document, item.copies, Won(item.copies * item.fee), item.options) for item in applications
    )
