"""Memory over 1,000 visits at the window, as JSON lines: what one visit after the other leaves behind.

Every visit passes the screens of a whole visit with what is typed on them, by turns with another language, larger
letters, other colours and the low screen, and is wiped at its end as the clerk does it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from kiosk.ui.frame import Frame
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS
from kiosk.ui.samples import Sample, samples
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast
from kiosk.ui.window import KioskWindow

VISITS, FIRST = 1000, 100
GROWTH_MB = 4.0
"""Qt's caches of letters and the interpreter's free lists are full after the first visits; more than this is a leak."""
WAY = ("start", "guide", "choose", "parcel-number", "options", "confirm", "pay", "take", "thanks")
VIEWS = (
    ViewSettings(language=Language.EN),
    ViewSettings(text_scale=2.0),
    ViewSettings(contrast=Contrast.HIGH),
    ViewSettings(low=True),
)


def main(_: Sequence[str]) -> int:
    application = QApplication(["bench"])
    panel = PANELS[0]
    window = KioskWindow(lambda fact: None, ppi=panel.ppi, guard_s=0)
    window.open(full_screen=False, size=(panel.width, panel.height))
    named = {sample.name: sample for sample in samples()}
    way = [named[name] for name in WAY]
    memory, widgets, frames = [0.0], [0], [0]
    for visit in range(1, VISITS + 1):
        _visit(window, way, visit)
        if visit in (FIRST, VISITS):
            gc.collect()
            memory.append(_resident_mb())
            widgets.append(len(QApplication.allWidgets()))
            frames.append(sum(isinstance(thing, Frame) for thing in gc.get_objects()))
    _say(f"memory after {VISITS} visits above {FIRST}", memory[2] - memory[1], "MB", limit=GROWTH_MB, whole=memory[2])
    _say(f"widgets after {VISITS} visits above {FIRST}", widgets[2] - widgets[1], "widgets", limit=0, whole=widgets[2])
    _say(f"frames after {VISITS} visits above {FIRST}", frames[2] - frames[1], "frames", limit=0, whole=frames[2])
    del window, application
    return 0


def _visit(window: KioskWindow, way: Sequence[Sample], visit: int) -> None:
    """One citizen, who changes the view at some screen."""
    for place, sample in enumerate(way):
        window.prepare_draft(sample.screen, sample.draft)
        window.show_screen(replace(sample.screen, number=visit * 100 + place))
        _settle()
        if place == visit % len(way):
            window.change_view(VIEWS[visit % len(VIEWS)])
            _settle()
    window.forget()
    _settle()


def _settle() -> None:
    """As the window's own loop does between two events: paint, and delete what was let go."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _say(name: str, value: float, unit: str, **more: float) -> None:
    figure = {"name": name, "value": round(value, 2), "unit": unit, **{k: round(v, 2) for k, v in more.items()}}
    sys.stdout.write(json.dumps(figure) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
