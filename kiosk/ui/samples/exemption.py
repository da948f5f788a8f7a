"""감면: asked, agreed to, and what came of it on the list of applications."""

from __future__ import annotations

from dataclasses import replace

from drivers.api import Won
from forms.catalogue import EXEMPTIONS
from kiosk.core.screens import ConfirmScreen, ConsentScreen, ExemptionResult, ExemptionScreen, OrderLine
from kiosk.ui.samples.base import ONE, TWO, Sample

HOUSEHOLD = OrderLine("D01", 1, Won(200), (("past_addresses", "recent5"), ("numbers", "self")))
"""With the usual options otherwise."""


def waived(line: OrderLine) -> OrderLine:
    return replace(line, fee=Won(0), exempt=True)


def exemption() -> list[Sample]:
    lines = (HOUSEHOLD, TWO)
    offered = ConfirmScreen(number=5, lines=lines, total=Won(800), can_add=True, can_exempt=True)

    def refused(why: str) -> Sample:
        result = ExemptionResult("livelihood", granted=False, why=why)
        return Sample(f"confirm-exempt-{why}", replace(offered, exemption=result), seconds=57)

    granted = ExemptionResult("livelihood", granted=True)
    free = replace(offered, lines=tuple(map(waived, lines)), total=Won(0), can_exempt=False, exemption=granted)
    part = replace(free, lines=(waived(HOUSEHOLD), ONE), total=Won(300))
    one = replace(offered, lines=(HOUSEHOLD,), total=Won(200))
    unpayable = replace(one, unpayable="receipt_fault")
    not_found = ExemptionResult("livelihood", granted=False, why="not_found")
    return [
        Sample("confirm-exempt", offered, seconds=57),
        Sample("confirm-exempt-one", one, seconds=57),
        Sample("exemption", ExemptionScreen(number=5, exemptions=tuple(EXEMPTIONS), total=Won(800)), seconds=57),
        *(
            Sample(f"consent-{key}", ConsentScreen(number=5, exemption=key, total=Won(800)), seconds=57)
            for key in EXEMPTIONS
        ),
        Sample("confirm-exempt-granted", free, seconds=57),
        Sample("confirm-exempt-part", part, seconds=57),
        *(refused(why) for why in ("no_consent", "not_found", "district_away")),
        Sample("confirm-unpayable", unpayable, seconds=57),
        Sample("confirm-unpayable-refused", replace(unpayable, exemption=not_found), seconds=57),
        Sample("confirm-unpayable-part", replace(part, unpayable="change_short", can_exempt=True), seconds=57),
        Sample("confirm-unpayable-unknown", replace(unpayable, can_exempt=False), seconds=57),
    ]
