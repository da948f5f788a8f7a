"""A whole kiosk without a window, a card and a district, over the true pcscd with a reader without hardware (vpcd):

- card in → PIN screen (ms): from the card in the slot to the screen that asks for its PIN. pcscd itself looks for a new
  card every 0.4 s, which is most of it; then certificate, chain and the district's challenge;
- PIN → rights (ms): from the press to the screen that says who one is: signature, district, rights.

``ratio``: of the limit.
"""

from __future__ import annotations

import json
import logging
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drivers.private import Private  # noqa: E402 - the repository's root is on the path only now
from kiosk.app import Kiosk, build  # noqa: E402 - as above
from kiosk.core import presses, screens  # noqa: E402 - as above
from kiosk.core.screens import Screen  # noqa: E402 - as above
from kiosk.demo_citizen import CARD, PIN  # noqa: E402 - as above
from kiosk.demo_world import (  # noqa: E402 - as above
    Cabinet,
    begin_journal,
    cabinet_process,
    card_service,
    district_process,
    write_settings,
)
from kiosk.settings.kiosk_toml import load  # noqa: E402 - as above

ROUNDS = 15
LIMIT_PIN_MS, LIMIT_RIGHTS_MS = 1000, 500
PATIENCE_S = 15.0
MAIN = "import sys; sys.path.insert(0, sys.argv[1]); from bench_identity import main; sys.exit(main())"
"""Run by ``-c``, so that the errand's fork server has no main module to load again for each visit."""

S = TypeVar("S", bound=Screen)


class Visitor:
    """Answers the screens of one kiosk; knows when each was shown."""

    def __init__(self, kiosk: Callable[[], Kiosk], shown: queue.SimpleQueue[tuple[float, Screen]]) -> None:
        self._kiosk, self._shown = kiosk, shown

    def wait(self, kind: type[S], holds: Callable[[S], bool] = lambda screen: True) -> tuple[float, S]:
        """The next screen of this kind, and when it was shown."""
        end = time.monotonic() + PATIENCE_S
        while True:
            at, screen = self._shown.get(timeout=max(0.01, end - time.monotonic()))
            if isinstance(screen, kind) and holds(screen):
                return at, screen

    def press(self, fact: presses.CitizenFact) -> float:
        at = time.monotonic()
        self._kiosk().post(fact)
        return at

    def identify(self, cabinet: Cabinet) -> tuple[float, float]:
        """Seconds: card in → PIN screen, PIN → rights. Begins and ends at the start screen with an empty slot."""
        self.press(presses.StartPressed(self._start().number))
        self.press(presses.GuideRead(self.wait(screens.GuideScreen)[1].number))
        self.press(presses.DocumentChosen(self.wait(screens.ChooseScreen)[1].number, "D01"))
        self.wait(screens.InsertCardScreen)
        card_in = time.monotonic()
        cabinet.do("insert_card", card=CARD)
        asked, pin = self.wait(screens.PinScreen)
        typed = self.press(presses.PinSubmitted(pin.number, Private(PIN)))
        known, _ = self.wait(screens.TakeCardScreen)
        cabinet.do("remove_card")
        _, options = self.wait(screens.OptionsScreen)
        self.press(presses.CancelPressed(options.number))
        return asked - card_in, known - typed

    def _start(self) -> screens.StartScreen:
        return self.wait(screens.StartScreen, lambda screen: all(item.open_to_all for item in screen.documents))[1]


def main() -> int:
    logging.disable(logging.CRITICAL)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-bench-") as temporary,
        card_service(Path(temporary) / "pcscd") as cards,
        cabinet_process(Path(temporary) / "cabinet", cards=cards) as cabinet,
        district_process(Path(temporary) / "district", *cabinet.authority) as district,
    ):
        folder = Path(temporary)
        write_settings(folder / "kiosk.toml", folder / "state", cabinet, district)
        begin_journal(folder / "state" / "journal")
        shown: queue.SimpleQueue[tuple[float, Screen]] = queue.SimpleQueue()
        kiosk = build(load(folder / "kiosk.toml"), lambda screen: shown.put((time.monotonic(), screen)))
        visitor = Visitor(lambda: kiosk, shown)
        kiosk.start()
        try:
            taken = [visitor.identify(cabinet) for _ in range(ROUNDS)]
        finally:
            kiosk.stop()
    for name, times, limit in (
        ("card_in_to_pin_screen", [first for first, _ in taken], LIMIT_PIN_MS),
        ("pin_to_rights", [second for _, second in taken], LIMIT_RIGHTS_MS),
    ):
        value = 1000 * statistics.median(times)
        figure = {"name": name, "value": round(value, 1), "unit": "ms, median", "limit": limit}
        print(json.dumps(figure | {"ratio": round(value / limit, 2), "worst": round(1000 * max(times), 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, "-c", MAIN, str(ROOT / "tools")], check=False).returncode)
