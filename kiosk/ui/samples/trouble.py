"""What goes wrong in a visit."""

from __future__ import annotations

from typing import Any

from drivers.api import Won
from kiosk.core.screens import NoticeScreen, SlipState, TroubleScreen
from kiosk.ui.samples.base import Sample
from kiosk.ui.samples.paying import CLAIM, RECEIPT


def troubles() -> list[Sample]:
    def trouble(name: str, seconds: int = 58, **changes: Any) -> Sample:
        fields: dict[str, Any] = {
            "code": "E04",
            "delivered": 1,
            "spoiled_sheets": 1,
            "refund": Won(300),
            "can_retry": False,
        }
        return Sample(f"trouble-{name}", TroubleScreen(number=9, **(fields | changes)), seconds=seconds)

    nothing: dict[str, Any] = {"delivered": 0, "spoiled_sheets": 0}
    return [
        trouble("E01", code="E01"),
        trouble("E04", can_retry=True),
        trouble("printer", code="E09", detail="printer", **nothing),
        trouble("printer_silent", code="E09", detail="printer_silent", **nothing),
        trouble("jam"),
        trouble("many", code="E01", delivered=9, spoiled_sheets=12, refund=Won(18700), can_retry=True),
        trouble("warning", 17, can_retry=True, warning=True),
        trouble("nothing", delivered=0, spoiled_sheets=2, refund=Won(0), can_retry=True),
        trouble("free", code="E01", delivered=2, spoiled_sheets=0, refund=Won(0)),
    ]


_GOES_ON = (
    ("E01", "paper_short"),
    ("E02", "change_short"),
    ("E03", "cash_fault"),
    ("E03", "receipt_fault"),
    ("E06", "district_away"),
    ("E06", "district_error"),
    ("E08", "no_record"),
    ("E08", "refused_glyph"),
    ("E08", "layout"),
    ("E11", "card_blocked"),
    ("E11", "card_unknown"),
    ("E11", "card_expired"),
    ("E11", "card_revoked"),
    ("E11", "card_not_registered"),
    ("E11", "card_reader"),
    ("E11", "identity_over"),
)
"""After which the visit goes on: code and detail, as the core gives them."""
_ENDS = (
    ("E01", "printer"),
    ("E04", "printer"),
    ("E09", "printer"),
    ("E04", "printer_silent"),
    ("E09", "issue_failed"),
    ("E09", "disk"),
    ("E09", "clock"),
)
"""With which it ends."""


def notices() -> list[Sample]:
    def notice(name: str, code: str, **changes: Any) -> Sample:
        return Sample(f"notice-{name}", NoticeScreen(number=9, code=code, **changes), seconds=20)

    def named(code: str, detail: str) -> str:
        return code if detail in ("printer", "no_record") else detail

    def with_slip(name: str, code: str, slip: SlipState, inserted: int, **changes: Any) -> Sample:
        money = {"inserted": Won(inserted), "receipt": RECEIPT}
        return notice(f"slip-{name}", code, detail="printer", slip=slip, **money, **changes)

    owed: dict[str, Any] = {"claim": CLAIM, "claim_amount": Won(200)}
    return [
        *(notice(named(code, detail), code, detail=detail, back_to_choice=True) for code, detail in _GOES_ON),
        *(notice(named(code, detail), code, detail=detail, refunded=Won(300)) for code, detail in _ENDS),
        *(notice(code, code, back_to_choice=True) for code in ("E02", "E03", "E06", "E07", "E11")),
        notice("maintenance", "E09"),
        notice("credit", "E06", detail="district_away", back_to_choice=True, credit=Won(500)),
        notice("claim", "E04", detail="printer", refunded=Won(100), **owed),
        notice("claim-only", "E09", detail="printer_silent", **owed),
        with_slip("printed", "E01", SlipState.PRINTED, 300, refunded=Won(300)),
        with_slip("failed", "E04", SlipState.FAILED, 300, refunded=Won(100), **owed),
    ]
