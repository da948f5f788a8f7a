"""A kiosk without a window with a citizen at it, to be killed: ``python -m tests.power_cut.victim TOML CONTROL VISIT``.

Prints ``paying`` when the coins are about to fall, and ends with status 0 should the visit come to its end alive.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.app import build
from kiosk.core.screens import Screen
from kiosk.settings.kiosk_toml import load
from tests.power_cut.record import drop, rules_for, settle_screens, slot_of
from tests.power_cut.visits import VISITS, Citizen


def main(toml: str, control: str, name: str) -> int:
    logging.disable(logging.CRITICAL)
    settings = load(Path(toml))
    screens: queue.SimpleQueue[Screen] = queue.SimpleQueue()
    kiosk = build(settings, screens.put, rules=rules_for(settings, thanks=0.2))

    def insert(values: tuple[int, ...], then: Callable[[], None]) -> None:
        print("paying", flush=True)
        threading.Thread(target=drop, args=(Path(control), values, then), daemon=True).start()

    visit = next(visit for visit in VISITS if visit.name == name)
    kiosk.start()
    settle_screens(kiosk, screens, Citizen(visit, kiosk.post, insert, slot_of(Path(control))))
    kiosk.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
