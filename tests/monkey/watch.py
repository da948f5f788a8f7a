"""What must never be heard while the monkey plays: a bug's exception, a Qt message, a warning in
the log, a silence of the window.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import time
import warnings
from collections.abc import Callable
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

HUNG_S = 20.0
"""The window has not come back for so long: every thread's stack is printed and the run is over."""


class Watch(logging.Handler):
    """Collects in ``faults`` what nothing explains. ``worst_answer``: seconds."""

    def __init__(self, log: IO[str]) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[str] = []
        self.worst_answer = 0.0
        self.slowest = ""
        self._log = log

    def install(self) -> None:
        """Before the kiosk begins: from here on nothing goes unheard."""
        everything = logging.StreamHandler(self._log)
        everything.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger()
        root.handlers[:] = [self, everything]
        root.setLevel(logging.INFO)
        logging.captureWarnings(True)
        warnings.simplefilter("always")
        qInstallMessageHandler(self._qt_said)
        sys.unraisablehook = lambda hook: self.faults.append(f"unraisable: {hook.exc_value!r} in {hook.object!r}")

    def emit(self, record: logging.LogRecord) -> None:
        """A device or a district that fails is no warning: the kiosk lives with that. So every warning is a fault."""
        self.faults.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def answered(self, deed: Callable[[], str]) -> str:
        """Do it, and time it until all that follows from it in the window is painted."""
        faulthandler.dump_traceback_later(HUNG_S, exit=True)
        began = time.monotonic()
        said = deed()
        took = time.monotonic() - began
        faulthandler.cancel_dump_traceback_later()
        if took > self.worst_answer and "holds" not in said:
            self.worst_answer, self.slowest = took, said
        return said

    def _qt_said(self, kind: QtMsgType, _: QMessageLogContext, text: str | None) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
            self.faults.append(f"Qt: {text}")
