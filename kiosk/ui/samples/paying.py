"""Composing, paying, issuing and what leaves the machine."""

from __future__ import annotations

from drivers.api import Won
from kiosk.core.screens import (
    FreeScreen,
    IssuingScreen,
    PayingOutScreen,
    PayScreen,
    RefundOfferScreen,
    Step,
    TakeScreen,
    ThanksScreen,
    Waiting,
    WaitScreen,
)
from kiosk.ui.samples.base import NUMBER, ONE, TWO, Sample


def paying() -> list[Sample]:
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
        Sample("wait-composing", WaitScreen(number=6, waiting=Waiting.COMPOSING, step=Step.OPTIONS)),
        Sample("wait-devices", WaitScreen(number=6, waiting=Waiting.DEVICES, step=Step.PAY)),
        Sample(
            "pay",
            PayScreen(
                number=7, lines=(ONE, TWO), total=Won(900), inserted=Won(100), accepted=every, reason="change_short"
            ),
            seconds=84,
        ),
        Sample(
            "pay-exact",
            PayScreen(
                number=7, lines=(ONE,), total=Won(300), inserted=Won(0), accepted=accepted, reason="change_short"
            ),
            seconds=84,
        ),
        Sample(
            "pay-warning",
            PayScreen(number=7, lines=(ONE,), total=Won(300), inserted=Won(200), accepted=accepted, warning=True),
            seconds=17,
        ),
        Sample(
            "pay-fault",
            PayScreen(
                number=7,
                lines=(ONE,),
                total=Won(300),
                inserted=Won(0),
                accepted=((Won(100), False), (Won(500), False)),
                reason="cash_fault",
            ),
            seconds=84,
        ),
        Sample("free", FreeScreen(number=7, lines=(ONE, TWO)), seconds=57),
    ]


def issuing() -> list[Sample]:
    return [
        Sample("issuing", IssuingScreen(number=8, document="D03", copy=2, copies=3)),
        Sample("paying-out", PayingOutScreen(number=8, purpose="change", amount=Won(200), paid=Won(100))),
        Sample("paying-out-refund", PayingOutScreen(number=8, purpose="refund", amount=Won(500), paid=Won(0))),
    ]


def taking() -> list[Sample]:
    return [
        Sample(
            "take",
            TakeScreen(number=9, lines=(ONE,), numbers=(NUMBER,), change=Won(200), refund=Won(0)),
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
                lines=(ONE,),
                numbers=(NUMBER,),
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
        Sample("refund-offer", RefundOfferScreen(number=11, amount=Won(300), delivered=0), seconds=57),
        Sample(
            "refund-offer-warning", RefundOfferScreen(number=11, amount=Won(300), delivered=0, warning=True), seconds=17
        ),
        Sample("refund-offer-delivered", RefundOfferScreen(number=11, amount=Won(300), delivered=1), seconds=57),
    ]
