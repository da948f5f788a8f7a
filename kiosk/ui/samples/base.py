"""What a sample is, and the made-up orders that several samples share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drivers.api import Won
from forms.catalogue import DOCUMENTS, FEE_TABLES
from kiosk.core.screens import (
    ConsentScreen,
    DocumentItem,
    ExemptionScreen,
    InsertCardScreen,
    OrderLine,
    PinScreen,
    Screen,
    TakeCardScreen,
    Waiting,
    WaitScreen,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """``draft``: what is typed so far. ``seconds``: left until the screen closes. ``menu``: it stands over the
    screen."""

    name: str
    screen: Screen
    draft: Mapping[str, str] = field(default_factory=dict)
    seconds: int | None = None
    menu: bool = False


def in_its_visit(screen: Screen) -> Screen:
    """With the steps that its visit has: it is about who one is, comes after that, or shows a document that asks."""
    match screen:
        case InsertCardScreen() | PinScreen() | TakeCardScreen() | ExemptionScreen() | ConsentScreen():
            return replace(screen, identification=True)
        case WaitScreen(waiting=Waiting.CARD | Waiting.IDENTITY | Waiting.EXEMPTION):
            return replace(screen, identification=True)
    lines = (*getattr(screen, "lines", ()), *getattr(screen, "in_cart", ()))
    codes = [getattr(screen, "document", None), *(line.document for line in lines)]
    asks = any(code is not None and DOCUMENTS[code].identity for code in codes)
    return replace(screen, identification=asks or any(line.exempt for line in lines))


def items(fees: Mapping[str, int], closed: Mapping[str, str] | None = None) -> tuple[DocumentItem, ...]:
    return tuple(
        DocumentItem(
            document.code,
            document.group,
            Won(fees[document.code]),
            (closed or {}).get(document.code),
            identity=bool(document.identity),
        )
        for document in DOCUMENTS.values()
        if document.code in fees
    )


USUAL = dict.fromkeys(DOCUMENTS, 300) | {
    "D01": 200,
    "D02": 200,
    "D06": 400,
    "D07": 500,
    "D11": 500,
    "D15": 500,
    **dict.fromkeys(("D12", "D13", "D14"), 0),
}
"""What all fifteen cost at a kiosk in Busan (kiosk-domain.md 1.6)."""
PAID = FEE_TABLES["2003"]
FREE = FEE_TABLES["2026-geumjeong"]
ONE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "include")))
TWO = OrderLine("D04", 2, Won(600), (("history", "include"), ("ownership", "include"), ("price", "include")))
BARE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "omit")))
NUMBER = "B001-20990105-000001"


def only_exempt(documents: tuple[DocumentItem, ...]) -> tuple[DocumentItem, ...]:
    """No money is taken now: what costs some can be had by who is exempt."""
    return tuple(replace(item, only_exempt="receipt_fault" if item.fee else None) for item in documents)
