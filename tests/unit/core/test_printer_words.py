"""What the screens are told of a printer that can not print: at rest by its code, in a visit by what it is."""

from __future__ import annotations

import pytest

from drivers.api import ActReported, Fault, Outcome, Report, Status, StatusChanged
from kiosk.core import screens
from tests.unit.core.rig import PRINTER, Rig


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.PAPER_OUT, "E01"), (Fault.JAM, "E04"), (Fault.SILENT, "E09"), (None, "E09")]
)
def test_at_rest_the_closed_screen_carries_the_cause(fault: Fault | None, code: str) -> None:
    rig = Rig().wake()
    rig.post(StatusChanged(PRINTER, Status(ready=False, fault=fault)))
    shown = rig.shown(screens.OutOfServiceScreen)
    assert (shown.reason, shown.code) == ("printer", code)


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        (Fault.SILENT, "printer_silent"),
        (Fault.NO_PORT, "printer_silent"),
        (Fault.BROKEN, "printer"),
        (Fault.PAPER_OUT, None),
        (Fault.JAM, None),
    ],
)
def test_trouble_names_the_printer_where_the_code_does_not(fault: Fault, detail: str | None) -> None:
    rig = Rig().wake().to_printing(500)
    rig.post(StatusChanged(PRINTER, Status(ready=False, fault=fault)))
    rig.post(ActReported(PRINTER, Report(1, Outcome.NOT_DONE, 0, fault=fault)))
    assert rig.shown(screens.TroubleScreen).detail == detail
