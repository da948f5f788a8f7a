"""The receipt printer's driver at the true pty of the simulated cabinet: what its tests share.

One cabinet serves a test module; before each test its devices are put back to the state of their first power-up.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from drivers.api import (
    Act,
    ActReported,
    DeviceId,
    Evidence,
    Fault,
    Pages,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Work,
)
from drivers.receipt_job import Patience
from drivers.receipt_printer import ReceiptPrinter
from kiosk.ui.assets import ASSETS
from tests.simulators import Cabinet
from tests.wire.cctalk_rig import Facts

RECEIPTS = DeviceId("receipt_printer")
QUICK = Patience(
    block=1.0, pause=3.0, knife=0.6, count=0.3, present=1.0, back=2.0, settle=1.0, untaken=0.3, recover=0.1
)
KNIFE, MARGIN, EDGE = 96, 32, 6
"""As the simulator draws its pieces: blank rows before the first dot, dots beside it, and above the paper."""


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def slip(dots: int = 576, lines: int = 14) -> Image.Image:
    """A picture like a slip: labels left, amounts right."""
    font = ImageFont.truetype(str(ASSETS / "fonts" / "PretendardGOV-Regular.ttf"), 30)
    image = Image.new("1", (dots, 20 + 44 * lines), 1)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    for line in range(lines):
        pen.text((8, 10 + 44 * line), f"받은 돈 {line}", font=font, fill=0)
        pen.text((dots - 8, 10 + 44 * line), f"{line * 700:,}원", font=font, fill=0, anchor="ra")
    return image


def noise(dots: int, rows: int, seed: int, ink: float) -> Image.Image:
    """Dots anywhere, so that whatever bytes there are come along."""
    chance = random.Random(seed)
    image = Image.new("1", (dots, rows), 1)
    image.putdata([0 if chance.random() < ink else 255 for _ in range(dots * rows)])
    return image


class Rig:
    """One life of the driver."""

    def __init__(self, cabinet: Cabinet, **options: Any) -> None:
        self.cabinet = cabinet
        self.facts = Facts()
        self.wire: list[str] = []
        self.garbage = False
        """The printer may rightly complain of what it hears."""
        usual: dict[str, Any] = {"patience": QUICK, "poll_s": 0.02, "counter": True, "observer": self.wire.append}
        usual["baud"] = 921_600  # a pty is as fast as that, and deadlines follow the baud rate
        port = options.pop("port", cabinet.receipt)
        self.driver = ReceiptPrinter(str(port), RECEIPTS, **(usual | options))

    # --- facts -----------------------------------------------------------------------------------------------------

    def status(self, fault: Fault | None = None, after: int = 0) -> Status:
        """The first one with this fault."""
        return self.facts.wait(StatusChanged, lambda fact: fact.status.fault is fault, after=after).status

    @property
    def now(self) -> int:
        return len(self.facts.all)

    def prepared(self) -> Prepared:
        after = self.now
        self.driver.prepare()
        return self.facts.wait(Prepared, after=after, seconds=10)

    def baseline(self) -> Evidence:
        prepared = self.prepared()
        assert prepared.baseline is not None, prepared
        return prepared.baseline

    def report(self, after: int = 0) -> Report:
        return self.facts.wait(ActReported, after=after, seconds=15).report

    # --- deeds -----------------------------------------------------------------------------------------------------

    def act(self, number: int = 1, baseline: Evidence | None = None) -> Act:
        return Act(number, RECEIPTS, Work.SLIP, 1, f"slip-{number}", baseline or self.baseline())

    def begin(self, image: Image.Image | None = None, number: int = 1) -> Act:
        act = self.act(number)
        self.driver.begin(act, Pages(png(image or slip())))
        return act

    def print(self, image: Image.Image | None = None, number: int = 1) -> Report:
        after = self.now
        self.begin(image, number)
        return self.report(after)

    # --- the printer -----------------------------------------------------------------------------------------------

    def do(self, verb: str, **words: Any) -> dict[str, Any]:
        return self.cabinet.do(verb, **words)

    def printer(self) -> dict[str, Any]:
        """Its whole state."""
        state = self.cabinet.do("state")["state"][RECEIPTS]
        return {**state["memory"], **state["volatile"]}

    def papers(self) -> list[str]:
        """What the cabinet's ledger says of slips."""
        return [line["what"] for line in self.cabinet.ledger() if line["what"].startswith("slip_")]

    def paper(self, number: int) -> Image.Image:
        """A piece of paper, the part that the head can reach, below the blank head of it."""
        sheet = Image.open(self.cabinet.directory / "slips" / f"{number:04d}.png").convert("L")
        box = (MARGIN, EDGE + KNIFE, sheet.width - MARGIN, sheet.height - EDGE)
        return sheet.crop(box).point(lambda value: 255 if value > 128 else 0).convert("1")


@contextmanager
def rig(cabinet: Cabinet, *, ready: bool = True, **options: Any) -> Iterator[Rig]:
    """A started driver, and its printer ready; stopped at the end."""
    running = Rig(cabinet, **options)
    running.driver.start(None, running.facts.post)
    try:
        if ready:
            running.status()
        yield running
    finally:
        running.driver.stop()


def same(paper: Image.Image, picture: Image.Image) -> bool:
    """Dot for dot."""
    return paper.size == picture.size and paper.tobytes() == picture.tobytes()
