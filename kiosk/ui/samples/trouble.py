"""What goes wrong in a visit."""

from __future__ import annotations

from drivers.api import Won
from kiosk.core.screens import NoticeScreen, TroubleScreen
from kiosk.ui.samples.base import Sample


def troubles() -> list[Sample]:
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


def notices() -> list[Sample]:
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
