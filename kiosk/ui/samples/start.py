"""The kiosk at rest: open, with nothing to offer, or closed."""

from __future__ import annotations

from drivers.api import Won
from forms.catalogue import DOCUMENTS
from kiosk.core.screens import OutOfServiceScreen, StartScreen
from kiosk.ui.samples.base import FREE, PAID, Sample, items, only_exempt

_ALL = dict.fromkeys(DOCUMENTS, 1000)
_CASH = (Won(10), Won(50), Won(100), Won(500), Won(1000), Won(5000), Won(10000))
"""More than any kiosk takes: the longest line."""

_BUT_ONE = dict.fromkeys(("D01", "D02", "D04"), "district_away")


def open_() -> list[Sample]:
    return [
        Sample(
            "start", StartScreen(number=1, documents=items(PAID), hours=("05:00", "24:00"), cash=(Won(100), Won(500)))
        ),
        Sample(
            "start-fifteen",
            StartScreen(number=1, documents=items(_ALL), hours=("05:00", "24:00"), cash=_CASH),
        ),
        Sample("start-free", StartScreen(number=1, documents=items(FREE))),
        Sample("start-one", StartScreen(number=1, documents=items(PAID, _BUT_ONE), cash=(Won(100),))),
        Sample(
            "start-none",
            StartScreen(number=1, documents=items(PAID, dict.fromkeys(DOCUMENTS, "district_away"))),
        ),
        *(
            Sample(f"start-{reason}", StartScreen(number=1, documents=items(PAID, dict.fromkeys(DOCUMENTS, reason))))
            for reason in ("cash_fault", "change_short", "hours", "receipt_fault", "card_reader")
        ),
        Sample("start-only-exempt", StartScreen(number=1, documents=only_exempt(items(PAID)))),
        Sample(
            "start-mixed",
            StartScreen(number=1, documents=items(PAID, _BUT_ONE | {"D03": "cash_fault"})),
        ),
    ]


def closed() -> list[Sample]:
    return [
        *(
            Sample(f"closed-{reason}", OutOfServiceScreen(number=12, reason=reason))
            for reason in ("starting", "settling", "hours", "maintenance", "stopping", "busy")
        ),
        *(
            Sample(f"closed-printer-{code}", OutOfServiceScreen(number=12, reason="printer", code=code))
            for code in ("E01", "E04", "E09")
        ),
    ]
