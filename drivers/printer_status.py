"""A printer's own words as the house's: printer-state and printer-state-reasons (RFC 8011 5.4.12) → ``Status``.

A reason counts without its suffix: ``-error``, ``-warning`` and ``-report`` say what it does to the printer at the
moment, and printers disagree about that; an empty tray is an empty tray.
"""

from __future__ import annotations

from drivers.api import Fault, Status, Warning_
from drivers.ipp_client import PrinterNow, PrinterState

_FAULTS: dict[str, Fault] = {
    "media-jam": Fault.JAM,
    "cover-open": Fault.COVER_OPEN,
    "door-open": Fault.COVER_OPEN,
    "interlock-open": Fault.COVER_OPEN,
    "media-empty": Fault.PAPER_OUT,
    "media-needed": Fault.PAPER_OUT,
    "input-tray-missing": Fault.PAPER_OUT,
    "toner-empty": Fault.TONER_OUT,
    "marker-supply-empty": Fault.TONER_OUT,
    "output-area-full": Fault.OUTPUT_FULL,
    "output-tray-missing": Fault.OUTPUT_FULL,
    "marker-waste-full": Fault.BROKEN,
    "fuser-over-temp": Fault.BROKEN,
    "opc-life-over": Fault.BROKEN,
    "paused": Fault.STOPPED,
    "moving-to-paused": Fault.STOPPED,
    "stopped": Fault.STOPPED,
    "stopping": Fault.STOPPED,
    "shutdown": Fault.STOPPED,
}
"""In the order in which they are named when several are true: what a person must do first."""

_WARNINGS: dict[str, Warning_] = {
    "media-low": Warning_.PAPER_LOW,
    "toner-low": Warning_.TONER_LOW,
    "marker-supply-low": Warning_.TONER_LOW,
    "marker-waste-almost-full": Warning_.TONER_LOW,
}


def plain(reason: str) -> str:
    """``media-jam-error`` → ``media-jam``."""
    for suffix in ("-error", "-warning", "-report"):
        if reason.endswith(suffix):
            return reason.removesuffix(suffix)
    return reason


def status_of(printer: PrinterNow) -> Status:
    reasons = {plain(reason) for reason in printer.reasons}
    fault = next((fault for word, fault in _FAULTS.items() if word in reasons), None)
    detail = ", ".join(printer.reasons)
    if fault is None and printer.state == PrinterState.STOPPED:
        fault = Fault.STOPPED
    if fault is None and not printer.accepting:
        fault, detail = Fault.STOPPED, "not accepting jobs"
    if fault is None and not printer.takes_jobs_in_two_steps:
        fault, detail = Fault.WRONG_DEVICE, "no Create-Job and Send-Document"
    return Status(
        ready=fault is None,
        fault=fault,
        warnings=frozenset(warning for word, warning in _WARNINGS.items() if word in reasons),
        detail=detail,
        sheets=printer.sheets,
    )
