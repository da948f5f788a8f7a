"""What a sample is, and the made-up orders that several samples share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.api import Won
from forms.catalogue import DOCUMENTS, FEE_TABLES
from kiosk.core.screens import DocumentItem, OrderLine, Screen


@dataclass(frozen=True, slots=True)
class Sample:
    """``draft``: what is typed so far. ``seconds``: left until the screen closes."""

    name: str
    screen: Screen
    draft: Mapping[str, str] = field(default_factory=dict)
    seconds: int | None = None


def items(fees: Mapping[str, int], closed: Mapping[str, str] | None = None) -> tuple[DocumentItem, ...]:
    return tuple(
        DocumentItem(document.code, document.group, Won(fees[document.code]), (closed or {}).get(document.code))
        for document in DOCUMENTS.values()
        if document.code in fees
    )


PAID = FEE_TABLES["2003"]
FREE = FEE_TABLES["2026-geumjeong"]
ONE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "include")))
TWO = OrderLine("D04", 2, Won(600), (("history", "include"), ("ownership", "include"), ("price", "include")))
BARE = OrderLine("D03", 1, Won(300), (("history", "omit"), ("ownership", "omit"), ("price", "omit")))
NUMBER = "B001-20990105-000001"
