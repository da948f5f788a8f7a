"""The simulated receipt printer: ESC/POS on a pty whose other end is ``dev/receipt``.

In its folder: ``slips/NNNN.png``, each piece of paper that left the printer as it looks. Ledger lines, each with
``slip`` (its number) and ``file``: ``slip_printed`` (cut off whole), ``slip_spoiled`` (a piece, half a slip, or blank
paper), ``slip_taken``; of a presenter ``slip_retracted``, ``slip_ejected``, ``slip_cleared`` (pulled out of a jam).

The buffer holds 4 kB; bytes that do not fit stay in the pty, as a modem line would hold them back. A printer that was
switched off forgets its buffer; the paper that hangs in it stays. Hands open the cover, pull paper out, take slips;
``after`` lets something go wrong in the middle of a slip.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.simulators.device import Cut, Refused
from drivers.simulators.ledger import Ledger
from drivers.simulators.pty_port import PtyPort
from drivers.simulators.receipt_engine import Engine
from drivers.simulators.receipt_roll import picture

WIRE_LOG = 2000
BOOT_S = 0.2
"""So long it hears nothing after its power came."""
HAPPENINGS = ("end", "cover", "cutter", "hot", "broken", "jam", "power", "mute", "dumb")

_VERBS: dict[str, str] = {
    "receipt_near_end": "on (default true): the roll is nearly used up",
    "receipt_end": "the paper ends now; refill puts a new roll in",
    "receipt_refill": "a new roll; what hung of the old one is pulled out; not into a slip while the cover is closed",
    "receipt_cover": "on (default true): open or close the cover",
    "receipt_cutter": "on (default true), at (now|cut): the knife is stuck; off: freed, the error holds until DLE ENQ",
    "receipt_jam": "on (default true), at (now|present): a jam; off: pulled out",
    "receipt_hot": "on (default true): the head is too hot; ends by itself on a real one",
    "receipt_broken": "on (default true): an error that no command ends",
    "receipt_feeding": "on (default true): somebody holds the feed button",
    "receipt_mute": "on (default true): it hears nothing and says nothing",
    "receipt_dumb": "on (default true): it works, but says nothing",
    "receipt_after": f"rows, what ({'|'.join(HAPPENINGS)}): that happens so many rows of paper later",
    "receipt_power_cycle": "off and on: the buffer is lost, what hangs in it stays",
    "take_slip": "somebody takes the oldest slip; the answer names its file",
    "receipt_say": "hex: these bytes come unasked, now",
    "receipt_replug": "pull the cable and plug it in again (another pty behind the same name)",
    "receipt_wire": "frames: the last bytes both ways, oldest first: at (seconds), from (host|device), hex",
}


class ReceiptPrinter:
    """``baud``: bytes take the time that they take at so many; 0: none. ``counts``: it has the knife's counter."""

    name = "receipt_printer"
    verbs: Mapping[str, str] = _VERBS

    def __init__(self, *, dots: int = 576, presenter: bool = False, counts: bool = True, baud: int = 0) -> None:
        self._options = {"dots": dots, "presenter": presenter, "counts": counts}
        self._port = PtyPort(byte_s=10 / baud if baud else 0.0, log=WIRE_LOG)
        self._replug = self._stopping = False
        self._up_at: float | None = None
        self._engine: Engine | None = None
        self._ledger: Ledger
        self._slips: Path
        self._thread = threading.Thread(target=self._run, name="receipt printer", daemon=True)

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the receipt printer is not started")
        return self._engine

    # --- life ------------------------------------------------------------------------------------------------------

    def start(self, directory: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        self._slips = directory / "slips"
        self._slips.mkdir(exist_ok=True)
        self._engine = Engine(self.name, ledger, self._deliver, **self._options)  # type: ignore[arg-type]
        self._port.open(directory / "dev" / "receipt")
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._port.wake()
        self._thread.join()
        self._port.close()

    def state(self) -> dict[str, Any]:
        return {"memory": self.engine.memory(), "volatile": self.engine.volatile()}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        self.engine.set_memory(state["memory"])
        self.engine.set_volatile(state["volatile"] if cut == "process" else {})
        for path in self._slips.glob("*.png"):
            if int(path.stem) > self.engine.slips:
                path.unlink()
        self._port.wake()

    def _deliver(self, number: int, rows: list[int], torn: bool) -> None:
        path = self._slips / f"{number:04d}.png"
        new = path.with_suffix(".new")
        new.write_bytes(picture(rows, self.engine.roll.dots, torn=torn))
        new.replace(path)

    # --- the wire --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            most = min(self.engine.room, 32 if self._port.byte_s else 4096)
            data = self._port.wait(self._boot(), most=most)
            with self._ledger.lock:
                if data:
                    self._port.note("host", data)
                self._say((self.engine.receive(data) if data else b"") + self.engine.work())
                if self._replug:
                    self._replug = False
                    self._port.replug()

    def _boot(self) -> float | None:
        """Seconds that the power-up still takes; None if there is none."""
        with self._ledger.lock:
            if not self.engine.booting:
                self._up_at = None
                return None
            now = time.monotonic()
            if self._up_at is None:
                self._up_at = now + BOOT_S
            self.engine.booting = now < self._up_at
            return max(0.0, self._up_at - now)

    def _say(self, data: bytes) -> None:
        if not data or self.engine.dumb:
            return
        self._port.note("device", data)
        self._port.write(data)

    # --- control ---------------------------------------------------------------------------------------------------

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        on = arguments.get("on", True)
        if not isinstance(on, bool):
            raise Refused('"on" is true or false')
        with self._ledger.change():
            answer = self._handle(do, on, arguments)
        self._port.wake()
        return answer

    def _handle(self, do: str, on: bool, arguments: dict[str, Any]) -> dict[str, Any]:
        engine = self.engine
        match do.removeprefix("receipt_"):
            case "cutter":
                engine.knife_stuck = on
                engine.cutter_error |= on and arguments.get("at", "now") == "now"
            case "jam" if arguments.get("at") == "present":
                engine.jam_present = on
            case "end":
                engine.near_end = engine.end = True
            case "refill":
                if engine.printing and not (engine.end or engine.cover):
                    raise Refused("a slip is being printed and the cover is closed: nobody gets at the roll")
                engine.refill()
            case "after":
                engine.later = (_count(arguments, "rows"), _happening(arguments))
            case "power_cycle":
                engine.happen("power")
            case "take_slip":
                if (slip := engine.take()) is None:
                    raise Refused("there is no slip to take")
                return {"file": f"{slip:04d}.png"}
            case "say":
                self._say(_bytes(arguments))
            case "replug":
                self._replug = True
            case "wire":
                return {"frames": list(self._port.wire)}
            case "jam" if not on:
                engine.clear_jam()
            case switch:
                setattr(engine, switch, on)
        return {}


def _count(arguments: dict[str, Any], name: str) -> int:
    value = arguments.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f'"{name}" is a number of 0 or more')
    return value


def _happening(arguments: dict[str, Any]) -> str:
    what = arguments.get("what")
    if what not in HAPPENINGS:
        raise Refused(f'"what" is one of {", ".join(HAPPENINGS)}')
    return str(what)


def _bytes(arguments: dict[str, Any]) -> bytes:
    try:
        return bytes.fromhex(str(arguments.get("hex", "")))
    except ValueError as error:
        raise Refused('"hex" is bytes in hex') from error
