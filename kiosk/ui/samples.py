"""A representative value of every screen, with made-up data: for pictures, for the lint and for benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.api import Won
from forms.catalogue import DOCUMENTS, FEE_TABLES
from kiosk.core.screens import (
    ChooseScreen,
    ConfirmScreen,
    DocumentItem,
    FreeScreen,
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


@dataclass(frozen=True, slots=True)
class Sample:
    """``draft``: what is typed so far. ``seconds``: left until the screen closes."""

    name: str
    screen: Screen
    draft: Mapping[str, str] = field(default_factory=dict)
    seconds: int | None = None


def _items(fees: Mapping[str, int], closed: Mapping[str, str] | None = None) -> tuple[DocumentItem, ...]:
    return tuple(
        DocumentItem(document.code, document.group, Won(fees[document.code]), (closed or {}).get(document.code))
        for document in DOCUMENTS.values()
        if document.code in fees
    )


_PAID = FEE_TABLES["2003"]
_FREE = FEE_TABLES["2026-geumjeong"]
_ONE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "include")))
_TWO = OrderLine("D04", 2, Won(600), (("history", "include"), ("ownership", "include"), ("price", "include")))
_BARE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "omit")))
_NUMBER = "B001-20990105-000001"
_PLACE = {"at": "main", "dong": "2641010400"}


def _parcel() -> list[Sample]:
    land = ParcelScreen(number=3, document="D03", mountain=False)
    open_ = ParcelScreen(number=3, document="D03", mountain=None)
    forest = ParcelScreen(number=3, document="D04", mountain=True)
    return [
        Sample("parcel-dong", land, seconds=57),
        Sample("parcel-mountain", open_, {"at": "mountain", "dong": "2641010400"}, 57),
        Sample("parcel-main-empty", land, _PLACE, 57),
        Sample("parcel-main", land, {**_PLACE, "main": "84"}, 57),
        Sample("parcel-sub", forest, {**_PLACE, "at": "sub", "main": "84", "sub": "1"}, 57),
    ]


def _troubles() -> list[Sample]:
    made = []
    for code in ("E01", "E04"):
        trouble = TroubleScreen(
            number=9, code=code, delivered=1, spoiled_sheets=1, refund=Won(300), can_retry=code == "E04"
        )
        made.append(Sample(f"trouble-{code}", trouble, seconds=58))
    nothing = TroubleScreen(number=9, code="E04", delivered=0, spoiled_sheets=2, refund=Won(0), can_retry=True)
    several = TroubleScreen(number=9, code="E01", delivered=2, spoiled_sheets=0, refund=Won(0), can_retry=False)
    for detail in ("printer", "printer_silent"):
        broken = TroubleScreen(
            number=9, code="E09", delivered=0, spoiled_sheets=0, refund=Won(300), can_retry=False, detail=detail
        )
        made.append(Sample(f"trouble-{detail}", broken, seconds=58))
    jam = TroubleScreen(number=9, code="E04", delivered=1, spoiled_sheets=1, refund=Won(300), can_retry=False)
    asked = TroubleScreen(
        number=9, code="E04", delivered=1, spoiled_sheets=1, refund=Won(300), can_retry=True, warning=True
    )
    return [
        *made,
        Sample("trouble-jam", jam, seconds=58),
        Sample("trouble-warning", asked, seconds=17),
        Sample("trouble-nothing", nothing, seconds=58),
        Sample("trouble-free", several, seconds=58),
    ]


def _notices() -> list[Sample]:
    plain = [
        Sample(f"notice-{c}", NoticeScreen(number=9, code=c), seconds=20) for c in ("E01", "E03", "E04", "E07", "E09")
    ]
    details = ("refused_glyph", "layout", "district_away", "district_error")
    ends = (("E04", "printer"), ("E04", "printer_silent"), ("E08", "issue_failed"), ("E09", "disk"))
    back = [
        Sample(f"notice-{d}", NoticeScreen(number=9, code="E06", detail=d, back_to_choice=True), seconds=20)
        for d in details
    ]
    return [
        *plain,
        *(
            Sample(f"notice-{d}", NoticeScreen(number=9, code=c, detail=d, refunded=Won(300)), seconds=20)
            for c, d in ends
        ),
        *back,
        Sample("notice-E08", NoticeScreen(number=9, code="E08", detail="no_record", back_to_choice=True), seconds=20),
        Sample("notice-E02", NoticeScreen(number=9, code="E02", detail="change_short", refunded=Won(500)), seconds=20),
        Sample(
            "notice-claim",
            NoticeScreen(number=9, code="E03", refunded=Won(100), claim="B001-000017", claim_amount=Won(200)),
            seconds=20,
        ),
    ]


def samples() -> list[Sample]:
    """In the order of a visit, then what can go wrong."""
    accepted = ((Won(100), True), (Won(500), False))
    every = (
        (Won(10), False),
        (Won(50), True),
        (Won(100), True),
        (Won(500), True),
        (Won(1000), True),
        (Won(5000), False),
    )
    return [
        Sample(
            "start", StartScreen(number=1, documents=_items(_PAID), hours=("05:00", "24:00"), cash=(Won(100), Won(500)))
        ),
        Sample("start-free", StartScreen(number=1, documents=_items(_FREE))),
        Sample("start-one", StartScreen(number=1, documents=_items(_PAID, {"D04": "district_away"}), cash=(Won(100),))),
        Sample(
            "start-none",
            StartScreen(number=1, documents=_items(_PAID, dict.fromkeys(DOCUMENTS, "district_away"))),
        ),
        *(
            Sample(f"start-{reason}", StartScreen(number=1, documents=_items(_PAID, dict.fromkeys(DOCUMENTS, reason))))
            for reason in ("cash_fault", "change_short", "hours")
        ),
        Sample(
            "start-mixed",
            StartScreen(number=1, documents=_items(_PAID, {"D03": "district_away", "D04": "cash_fault"})),
        ),
        Sample("choose", ChooseScreen(number=2, documents=_items(_PAID)), seconds=57),
        Sample("choose-free", ChooseScreen(number=2, documents=_items(_FREE)), seconds=57),
        Sample(
            "choose-more",
            ChooseScreen(
                number=2, documents=_items(_PAID, {"D03": "district_away", "D04": "hours"}), in_cart=(_ONE, _TWO)
            ),
            seconds=57,
        ),
        *_parcel(),
        Sample("options", OptionsScreen(number=4, document="D03", max_copies=5, fee=Won(300)), seconds=57),
        Sample(
            "options-changed",
            OptionsScreen(number=4, document="D04", max_copies=5, fee=Won(300)),
            {"history": "include", "ownership": "include", "price": "omit", "copies": "3"},
            seconds=57,
        ),
        Sample("confirm", ConfirmScreen(number=5, lines=(_ONE,), total=Won(300), can_add=True), seconds=57),
        Sample(
            "confirm-several",
            ConfirmScreen(number=5, lines=(_ONE, _TWO, _BARE), total=Won(1200), can_add=False),
            seconds=57,
        ),
        Sample("wait-composing", WaitScreen(number=6, waiting=Waiting.COMPOSING, step=Step.OPTIONS)),
        Sample("wait-devices", WaitScreen(number=6, waiting=Waiting.DEVICES, step=Step.PAY)),
        Sample(
            "pay",
            PayScreen(
                number=7, lines=(_ONE, _TWO), total=Won(900), inserted=Won(100), accepted=every, reason="change_short"
            ),
            seconds=84,
        ),
        Sample(
            "pay-exact",
            PayScreen(
                number=7, lines=(_ONE,), total=Won(300), inserted=Won(0), accepted=accepted, reason="change_short"
            ),
            seconds=84,
        ),
        Sample(
            "pay-warning",
            PayScreen(number=7, lines=(_ONE,), total=Won(300), inserted=Won(200), accepted=accepted, warning=True),
            seconds=17,
        ),
        Sample(
            "pay-fault",
            PayScreen(
                number=7,
                lines=(_ONE,),
                total=Won(300),
                inserted=Won(0),
                accepted=((Won(100), False), (Won(500), False)),
                reason="cash_fault",
            ),
            seconds=84,
        ),
        Sample("free", FreeScreen(number=7, lines=(_ONE, _TWO)), seconds=57),
        Sample("issuing", IssuingScreen(number=8, document="D03", copy=2, copies=3)),
        Sample("paying-out", PayingOutScreen(number=8, purpose="change", amount=Won(200), paid=Won(100))),
        Sample("paying-out-refund", PayingOutScreen(number=8, purpose="refund", amount=Won(500), paid=Won(0))),
        Sample(
            "take",
            TakeScreen(number=9, lines=(_ONE,), numbers=(_NUMBER,), change=Won(200), refund=Won(0)),
            seconds=58,
        ),
        Sample(
            "take-refund",
            TakeScreen(
                number=9,
                lines=(),
                numbers=(),
                change=Won(0),
                refund=Won(300),
                claim="B001-000017",
                claim_amount=Won(200),
            ),
            seconds=58,
        ),
        Sample(
            "take-claim",
            TakeScreen(
                number=9,
                lines=(_ONE,),
                numbers=(_NUMBER,),
                change=Won(100),
                refund=Won(0),
                claim="B001-000017",
                claim_amount=Won(200),
            ),
            seconds=58,
        ),
        Sample(
            "take-claim-only",
            TakeScreen(
                number=9,
                lines=(),
                numbers=(),
                change=Won(0),
                refund=Won(0),
                claim="B001-000017",
                claim_amount=Won(500),
            ),
            seconds=58,
        ),
        Sample("thanks", ThanksScreen(number=10), seconds=5),
        Sample("warning", ParcelScreen(number=3, document="D03", mountain=False, warning=True), seconds=17),
        Sample("clerk-called", ChooseScreen(number=2, documents=_items(_PAID), notice="clerk_called"), seconds=57),
        *_troubles(),
        *_notices(),
        Sample("refund-offer", RefundOfferScreen(number=11, amount=Won(300), delivered=0), seconds=57),
        Sample(
            "refund-offer-warning", RefundOfferScreen(number=11, amount=Won(300), delivered=0, warning=True), seconds=17
        ),
        Sample("refund-offer-delivered", RefundOfferScreen(number=11, amount=Won(300), delivered=1), seconds=57),
        *(
            Sample(f"closed-{reason}", OutOfServiceScreen(number=12, reason=reason))
            for reason in ("starting", "settling", "hours", "maintenance", "stopping", "busy")
        ),
        *(
            Sample(f"closed-printer-{code}", OutOfServiceScreen(number=12, reason="printer", code=code))
            for code in ("E01", "E04", "E09")
        ),
    ]
