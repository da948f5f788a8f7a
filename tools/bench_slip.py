"""A slip on its way to the receipt printer: its bytes, and seconds at 19,200 baud.

The simulated cabinet takes its bytes as slowly as a real wire (10 bits a byte). ``slip_ratio`` sets the driver beside
the plainest program that could print the same picture, in the same run: GS v 0 in full width, all at once. Both are
timed from the first byte to the answer behind the cut; the driver's evidence is in its time.
"""

from __future__ import annotations

import io
import json
import queue
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import serial
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drivers.api import Act, ActReported, DeviceFact, DeviceId, Outcome, Pages, Prepared, Work  # noqa: E402 - see above
from drivers.receipt_printer import ReceiptPrinter  # noqa: E402 - the repository's root is on the path only now
from drivers.receipt_raster import blocks, cut, opening  # noqa: E402 - as above
from kiosk.core.slip import Slip, SlipLine  # noqa: E402 - as above
from kiosk.demo_world import Cabinet, cabinet_process  # noqa: E402 - as above
from kiosk.slip import draw  # noqa: E402 - as above

BAUD, DOTS = 19200, 576
LIMIT_BYTES, LIMIT_S, LIMIT_TEN_S = 12_000, 7.0, 15.0
LIMIT_RATIO = 0.4
DEVICE = DeviceId("receipt_printer")


def slips() -> list[bytes]:
    """An ordinary one, and one of ten documents."""
    at = datetime(2026, 11, 22, 5, 12, tzinfo=UTC)
    plain = Slip("ko", "B001", 1, 123, at, (SlipLine("D01", 1, 200),), 500, 200, 300, 0, (), ("B001-20261122-000001",))
    many = tuple(SlipLine(f"D{number:02d}", 1, 300) for number in range(1, 11))
    numbers = tuple(f"B001-20261122-{serial:06d}" for serial in range(1, 11))
    long = Slip("ko", "B001", 1, 123, at, many, 5000, 3000, 2000, 0, (), numbers)
    return [draw(slip, "금정구청 민원실", "051-519-0000", DOTS) for slip in (plain, long)]


def plainly(picture: bytes) -> bytes:
    """The whole picture in full width."""
    image = ImageOps.invert(Image.open(io.BytesIO(picture)).convert("L")).convert("1")
    found = opening(DOTS)
    for top in range(0, image.height, 48):  # a simulated printer takes no command longer than its buffer
        part = image.crop((0, top, DOTS, min(top + 48, image.height)))
        found += b"\x1dv0\0" + (DOTS // 8).to_bytes(2, "little") + part.height.to_bytes(2, "little") + part.tobytes()
    return found + cut()


def by_driver(cabinet: Cabinet, picture: bytes, number: int) -> float:
    facts: queue.SimpleQueue[DeviceFact] = queue.SimpleQueue()
    driver = ReceiptPrinter(str(cabinet.receipt), DEVICE, baud=BAUD, counter=True)
    driver.start(None, facts.put)
    try:
        driver.prepare()
        while not isinstance(fact := facts.get(timeout=10), Prepared):
            pass
        begun = time.monotonic()
        driver.begin(Act(number, DEVICE, Work.SLIP, 1, f"slip-{number}", fact.baseline or {}), Pages(picture))
        while not isinstance(said := facts.get(timeout=120), ActReported):
            pass
        if said.report.outcome is not Outcome.DONE:
            raise SystemExit(f"the slip is {said.report}")
        return time.monotonic() - begun
    finally:
        driver.stop()


def by_plain_program(cabinet: Cabinet, data: bytes) -> float:
    with serial.Serial(str(cabinet.receipt), BAUD, timeout=120) as port:
        port.write(b"\x1da\0")
        time.sleep(0.1)
        port.reset_input_buffer()
        begun = time.monotonic()
        port.write(data + b"\x1da\0\x1dr\x01")
        port.read(5)  # what the opening made it say, and the answer behind the cut
        return time.monotonic() - begun


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="bench-slip-") as folder,
        cabinet_process(Path(folder), "--receipt-baud", str(BAUD)) as cabinet,
    ):
        plain, long = slips()
        figures: list[dict[str, object]] = []
        took, of_ten = by_driver(cabinet, plain, 1), by_driver(cabinet, long, 2)
        theirs = plainly(plain)
        peer = by_plain_program(cabinet, theirs)
        size = sum(len(block.data) for block in blocks(plain, DOTS))
        figures.append({"name": "slip_bytes", "value": size, "unit": "bytes", "limit": LIMIT_BYTES})
        figures.append({"name": "slip_s", "value": round(took, 2), "unit": "s", "limit": LIMIT_S})
        figures.append({"name": "slip_of_ten_s", "value": round(of_ten, 2), "unit": "s", "limit": LIMIT_TEN_S})
        ratio = {"name": "slip_ratio", "value": round(took / peer, 3), "unit": "× raw raster", "limit": LIMIT_RATIO}
        figures.append(ratio | {"s": round(took, 2), "peer_s": round(peer, 2), "peer_bytes": len(theirs)})
        for figure in figures:
            print(json.dumps(figure, ensure_ascii=False))


if __name__ == "__main__":
    main()
