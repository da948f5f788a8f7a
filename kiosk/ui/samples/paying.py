"""Composing, paying, issuing and what leaves the machine."""

from __future__ import annotations

from typing import Any

from drivers.api import Won
from forms.catalogue import DOCUMENTS
from kiosk.core.screens import (
    FreeScreen,
    IssuingScreen,
    OrderLine,
    PayingOutScreen,
    PayScreen,
    RefundOfferScreen,
    SlipState,
    Step,
    TakeScreen,
    ThanksScreen,
    Waiting,
    WaitScreen,
)
from kiosk.ui.samples.base import NUMBER, ONE, TWO, Sample
from kiosk.ui.samples.exemption import HOUSEHOLD, waived

_VALUES = (10, 50, 100, 500, 1000, 5000)
_COINS = (100, 500)
CLAIM = "B001-C1-0007"
RECEIPT = "B001-1-000412"


def _accepted(values: tuple[int, ...], taken: tuple[int, ...]) -> tuple[tuple[Won, bool], ...]:
    return tuple((Won(value), value in taken) for value in values)


def long_order() -> tuple[OrderLine, ...]:
    """Ten copies of ten documents, the most that a visit may have."""
    return tuple(OrderLine(code, 1, Won(1300)) for code in list(DOCUMENTS)[:10])


def waiting() -> list[Sample]:
    return [
        Sample("wait-composing", WaitScreen(number=6, waiting=Waiting.COMPOSING, step=Step.OPTIONS)),
        Sample("wait-devices", WaitScreen(number=6, waiting=Waiting.DEVICES, step=Step.PAY)),
    ]


def paying() -> list[Sample]:
    def pay(name: str, seconds: int = 84, **changes: Any) -> Sample:
        fields: dict[str, Any] = {
            "lines": (ONE,),
            "total": Won(300),
            "inserted": Won(0),
            "accepted": _accepted(_COINS, _COINS),
        }
        return Sample(name, PayScreen(number=7, **(fields | changes)), seconds=seconds)

    refused: dict[str, Any] = {"inserted": Won(200), "accepted": _accepted(_COINS, ())}
    return [
        *waiting(),
        pay(
            "pay",
            lines=(ONE, TWO),
            total=Won(900),
            inserted=Won(100),
            accepted=_accepted(_VALUES, (50, 100, 500, 1000)),
            reason="change_short",
        ),
        pay("pay-coins"),
        pay("pay-exact", accepted=_accepted(_COINS, (100,)), reason="change_short"),
        pay("pay-every-value", accepted=_accepted((*_VALUES, 10000), _VALUES), reason="change_short"),
        pay(
            "pay-long",
            lines=long_order(),
            total=Won(13000),
            inserted=Won(1000),
            accepted=_accepted((*_VALUES, 10000), (10, 50, 100, 500, 1000)),
            reason="change_short",
        ),
        pay("pay-warning", 17, inserted=Won(200), warning=True),
        pay("pay-no-change", **refused, reason="change_short"),
        pay("pay-fault", accepted=_accepted(_COINS, ()), reason="cash_fault"),
        pay("pay-fault-paid", **refused, reason="cash_fault"),
        pay("pay-receipt", accepted=_accepted(_COINS, ()), reason="receipt_fault"),
        pay("pay-part-exempt", lines=(waived(HOUSEHOLD), ONE)),
        pay("pay-help", notice="clerk_called"),
        Sample("free", FreeScreen(number=7, lines=tuple(_free(line) for line in (ONE, TWO))), seconds=57),
        Sample("free-exempt", FreeScreen(number=7, lines=(waived(HOUSEHOLD), waived(TWO))), seconds=57),
        Sample("free-both", FreeScreen(number=7, lines=(waived(HOUSEHOLD), _free(ONE))), seconds=57),
        Sample("free-long", FreeScreen(number=7, lines=tuple(map(_free, long_order()))), seconds=57),
    ]


def _free(line: OrderLine) -> OrderLine:
    return OrderLine(line.document, line.copies, Won(0), line.options)


def issuing() -> list[Sample]:
    def out(name: str, purpose: str, amount: int, paid: int) -> Sample:
        return Sample(name, PayingOutScreen(number=8, purpose=purpose, amount=Won(amount), paid=Won(paid)))

    return [
        Sample("issuing", IssuingScreen(number=8, document="D03", copy=2, copies=3)),
        Sample("issuing-one", IssuingScreen(number=8, document="D04", copy=1, copies=1)),
        Sample("issuing-many", IssuingScreen(number=8, document="D05", copy=7, copies=10)),
        out("paying-out", "change", 200, 100),
        out("paying-out-refund", "refund", 500, 0),
        out("paying-out-large", "change", 18700, 12500),
    ]


def _with_slip() -> list[Sample]:
    """A visit that paid, and its receipt."""

    def take(name: str, slip: SlipState, **changes: Any) -> Sample:
        fields: dict[str, Any] = {
            "lines": (HOUSEHOLD,),
            "numbers": (NUMBER,),
            "change": Won(300),
            "refund": Won(0),
            "receipt": RECEIPT,
            "inserted": Won(500),
            "paid": Won(200),
        }
        return Sample(f"take-slip-{name}", TakeScreen(number=9, slip=slip, **(fields | changes)), seconds=58)

    two: dict[str, Any] = {"lines": (HOUSEHOLD, TWO), "inserted": Won(1000), "paid": Won(800), "change": Won(200)}
    many = tuple(f"{NUMBER[:-2]}{number:02}" for number in range(1, 4))
    owed: dict[str, Any] = {"change": Won(100), "claim": CLAIM, "claim_amount": Won(200)}
    return [
        take("printing", SlipState.PRINTING),
        take("printed", SlipState.PRINTED),
        take("exact", SlipState.PRINTED, change=Won(0), inserted=Won(200)),
        take("several", SlipState.PRINTED, **two, numbers=many),
        take("failed", SlipState.FAILED),
        take("failed-claim", SlipState.FAILED, **owed),
        take("money", SlipState.PRINTED, lines=(), numbers=(), change=Won(0), refund=Won(500), paid=Won(0)),
    ]


def taking() -> list[Sample]:
    def take(name: str, **changes: Any) -> Sample:
        fields: dict[str, Any] = {"lines": (ONE,), "numbers": (NUMBER,), "change": Won(0), "refund": Won(0)}
        return Sample(name, TakeScreen(number=9, **(fields | changes)), seconds=58)

    nothing: dict[str, Any] = {"lines": (), "numbers": ()}
    many = tuple(f"{NUMBER[:-2]}{number:02}" for number in range(1, 11))
    two = f"{CLAIM}, B001-C1-0008"

    def offer(name: str, delivered: int = 0, seconds: int = 57, *, warning: bool = False) -> Sample:
        screen = RefundOfferScreen(number=11, amount=Won(300), delivered=delivered, warning=warning)
        return Sample(name, screen, seconds=seconds)

    return [
        take("take", change=Won(200)),
        take("take-exact"),
        take("take-several", lines=(ONE, TWO), numbers=many[:3], change=Won(100)),
        take("take-many", lines=long_order(), numbers=many, change=Won(7000)),
        take("take-part", refund=Won(600)),
        take("take-money", **nothing, refund=Won(500)),
        take("take-refund", **nothing, refund=Won(300), claim=CLAIM, claim_amount=Won(200)),
        take("take-claim", change=Won(100), claim=CLAIM, claim_amount=Won(200)),
        take("take-claim-only", **nothing, claim=CLAIM, claim_amount=Won(500)),
        take("take-claims", lines=(ONE, TWO), numbers=many[:3], refund=Won(100), claim=two, claim_amount=Won(700)),
        *_with_slip(),
        Sample("thanks", ThanksScreen(number=10), seconds=5),
        offer("refund-offer"),
        offer("refund-offer-warning", seconds=17, warning=True),
        offer("refund-offer-delivered", 1),
    ]
