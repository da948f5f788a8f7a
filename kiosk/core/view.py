"""What is shown: a function of the session, the Books and the cabinet. The clerk is told only when it changes."""

from __future__ import annotations

from typing import Any

from drivers.api import Won
from forms.catalogue import DOCUMENTS, EXEMPTIONS
from kiosk.core.identity_stages import Identifying
from kiosk.core.issuing import can_retry
from kiosk.core.limit import Limit
from kiosk.core.offering import (
    can_exempt,
    cash_closed,
    coins_at_start,
    copies_left,
    fee,
    identity_asked,
    offered,
    printer_code,
    printer_detail,
    withheld,
)
from kiosk.core.screens import (
    ChooseScreen,
    Code,
    ConfirmScreen,
    ConsentScreen,
    ExemptionScreen,
    FreeScreen,
    GuideScreen,
    IssuingScreen,
    NoticeScreen,
    OptionsScreen,
    OutOfServiceScreen,
    ParcelScreen,
    PayingOutScreen,
    PersonScreen,
    RefundOfferScreen,
    Screen,
    StartScreen,
    Step,
    ThanksScreen,
    TroubleScreen,
    Waiting,
    WaitScreen,
)
from kiosk.core.session import (
    AskingConsent,
    CheckingExemption,
    Choosing,
    ChoosingExemption,
    ChoosingOptions,
    Closed,
    ClosingGate,
    Composing,
    Confirming,
    EnteringInputs,
    Guiding,
    Idle,
    Issuing,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    RefundOffer,
    Session,
    Settling,
    Taking,
    Thanking,
    Trouble,
    Visit,
)
from kiosk.core.turn import Turn
from kiosk.core.view_identity import identification, identifying_screen
from kiosk.core.view_money import claims, lines, pay_screen, slip_told, take_screen

_MOUNTAIN: dict[str, bool] = {"parcel": False, "parcel_mountain": True}


def screen(turn: Turn, number: int) -> Screen:
    """The screen that belongs to the turn's session, numbered ``number``."""
    match turn.session:
        case Settling(until=until):
            reason = "starting" if until is None else "settling"
            return OutOfServiceScreen(**_frame(turn, number, None), reason=reason)
        case Closed(reason=reason):
            code = printer_code(turn) if reason == "printer" else Code.MAINTENANCE
            return OutOfServiceScreen(**_frame(turn, number, None), reason=reason, code=code)
        case Idle():
            return StartScreen(
                **_frame(turn, number, None),
                documents=offered(turn),
                hours=turn.rules.hours,
                cash=coins_at_start(turn),
            )
        case RefundOffer(limit=limit):
            owed, delivered = Won(turn.books.credit), turn.books.delivered
            return RefundOfferScreen(**_frame(turn, number, limit), amount=owed, delivered=delivered)
        case Visit() as visit:
            credit = Won(turn.books.credit) if _without_words_for_money(visit) else Won(0)
            of_visit = {"credit": credit, "identification": identification(visit)}
            return _of_visit(turn, visit, _frame(turn, number, visit.limit) | of_visit)


def _frame(turn: Turn, number: int, limit: Limit | None) -> dict[str, Any]:
    """What every screen has: its number, its end, whether it asks for more time, the line on top, the card that is to
    be taken out."""
    return {
        "number": number,
        "closes_at": None if limit is None else limit.ends,
        "warning": limit is not None and limit.warned,
        "notice": turn.cabinet.notice,
        "card": turn.cabinet.card is not None and not _about_the_card(turn.session),
    }


def _about_the_card(session: Session) -> bool:
    return isinstance(session, Visit) and isinstance(session.stage, Identifying)


def _without_words_for_money(visit: Visit) -> bool:
    """Before paying: money that is inside all the same has to be named by the frame."""
    match visit.stage:
        case Paying():
            return visit.total == 0
        case Issuing() | Printing() | Trouble() | PayingOut() | ClosingGate() | Taking() | Thanking():
            return False
        case Noticing(back=back):
            return back
        case _:
            return True


def _of_visit(turn: Turn, visit: Visit, frame: dict[str, Any]) -> Screen:
    if isinstance(visit.stage, Identifying):
        return identifying_screen(visit.stage, frame)
    match visit.stage:
        case Guiding():
            return GuideScreen(**frame, identity=identity_asked(turn))
        case Choosing():
            return ChooseScreen(**frame, documents=offered(turn), in_cart=lines(visit.applications))
        case EnteringInputs(draft=draft, persons=persons) if persons:
            return PersonScreen(**frame, document=draft.document, persons=persons, inputs=draft.inputs)
        case EnteringInputs(draft=draft):
            mountain = _MOUNTAIN.get(DOCUMENTS[draft.document].inputs)
            return ParcelScreen(**frame, document=draft.document, mountain=mountain, inputs=draft.inputs)
        case ChoosingOptions(draft=draft):
            before = next((item for item in visit.applications if item.number == draft.replaces), None)
            return OptionsScreen(
                **frame,
                document=draft.document,
                max_copies=copies_left(turn.rules, visit, draft.replaces),
                fee=fee(turn, draft.document),
                options=() if before is None else before.options,
                copies=1 if before is None else before.copies,
                withheld=withheld(visit, draft),
            )
        case Confirming():
            return ConfirmScreen(
                **frame,
                lines=lines(visit.applications),
                total=Won(visit.total),
                can_add=copies_left(turn.rules, visit) > 0,
                can_exempt=can_exempt(turn, visit),
                exemption=visit.exemption,
                unpayable=cash_closed(turn, turn.books.credit, visit.total),
            )
        case ChoosingExemption():
            return ExemptionScreen(**frame, exemptions=tuple(EXEMPTIONS), total=Won(visit.total))
        case AskingConsent(exemption=exemption):
            return ConsentScreen(**frame, exemption=exemption, total=Won(visit.total))
        case CheckingExemption():
            return WaitScreen(**frame, waiting=Waiting.EXEMPTION, step=Step.OPTIONS)
        case Composing():
            return WaitScreen(**frame, waiting=Waiting.COMPOSING, step=Step.OPTIONS)
        case Paying() if visit.total == 0:
            return FreeScreen(**frame, lines=lines(visit.applications))
        case Paying():
            return pay_screen(turn, visit, frame)
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
            return take_screen(turn, visit, frame)
        case Noticing(code=code, detail=detail, back=back):
            claim, claimed = claims(turn, visit)
            return NoticeScreen(
                **frame,
                code=code,
                detail=detail,
                refunded=Won(turn.books.visit_returned),
                claim=claim,
                claim_amount=claimed,
                back_to_choice=back,
                **slip_told(turn, visit),
            )
        case Thanking():
            return ThanksScreen(**frame)
