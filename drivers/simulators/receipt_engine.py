"""The simulated receipt printer's works: buffer, head, knife, presenter and sensors. No port, no threads.

``receive`` takes bytes and returns what is said to them; ``work`` obeys the buffer as long as nothing holds it up.
The buffer holds whole commands; real-time commands never get there.
Everything is called with the ledger's lock held.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drivers.simulators.ledger import Ledger
from drivers.simulators.receipt_commands import Command, RealTime, next_command
from drivers.simulators.receipt_roll import KNIFE, Roll
from drivers.simulators.receipt_sensors import Sensors

BUFFER = 4096
CUTS_EVER = 178
COLUMN = 24
LINE = 30
ERRORS_KEPT = 20

Deliver = Callable[[int, list[int], bool], None]
"""Slip number, its rows, whether it was torn."""


class Engine(Sensors):
    def __init__(
        self, name: str, ledger: Ledger, deliver: Deliver, *, dots: int, presenter: bool, counts: bool
    ) -> None:
        super().__init__(presenter=presenter)
        self.name = name
        self.dpi = 180 if dots == 512 else 203
        self.counts = counts
        self._ledger, self._deliver = ledger, deliver
        self.roll = Roll(dots)
        self._real_time = RealTime()
        # what survives the power
        self.whole = True
        """Nothing of what hangs in the printer was lost or begun anew."""
        self.cuts = self.slips = 0
        self.tray: list[int] = []
        self.boots = 0
        self.later: tuple[int, str] | None = None
        """After so many rows something happens."""
        self.power_on()

    def power_on(self) -> None:
        """Everything volatile as the factory made it."""
        self.buffer = bytearray()
        self._partial = bytearray()
        self.errors: list[str] = []
        self.forget_errors()
        self.boots += 1
        self._todo: list[int] = []
        self._line: list[tuple[int, bytes]] = []
        self._held: int | None = None
        self._real_time.clear()
        self._defaults()
        self.asb = 0
        self._told = b""
        self.whole &= not self.roll.printed

    def _defaults(self) -> None:
        self._x = 0
        self._unit_x, self._unit_y = self.dpi, 2 * self.dpi  # half a dot down, as most come

    # --- the wire --------------------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        return max(0, BUFFER - len(self.buffer) - len(self._partial))

    def receive(self, data: bytes) -> bytes:
        said = b""
        if self.deaf:
            return said
        for kind, n in self._real_time.find(data):
            said += self.status(n) if kind == "eot" else self._recover(n)
        self._partial += data
        while self._partial and (command := next_command(bytes(self._partial))) is not None:
            if command.name != "real time":  # obeyed already
                self.buffer += self._partial[: command.size]
            del self._partial[: command.size]
        return said

    def work(self) -> bytes:
        """Obey what is whole in the buffer; what is said to it."""
        said = b""
        while not self.offline and not self.deaf:
            if self._todo:
                self._move(self._todo.pop(0))
                continue
            if not self.buffer or (command := next_command(bytes(self.buffer))) is None:
                break
            del self.buffer[: command.size]
            said += self._obey(command)
        return said + self.news()

    def news(self) -> bytes:
        """ASB, if anything changed since the last."""
        status = self.auto_status()
        if self.deaf or not self.asb or status == self._told:
            return b""
        self._told = status
        return status

    def _recover(self, n: int) -> bytes:
        if n in (1, 2) and self.cutter_error and not self.knife_stuck:
            self.cutter_error = False
            if n == 2:
                self.lose_buffer()
        return b""

    def lose_buffer(self) -> None:
        self.whole &= not (self.roll.printed or self.buffer or self._todo)
        self.buffer.clear()
        self._partial.clear()
        self._todo.clear()
        self._line.clear()

    # --- commands --------------------------------------------------------------------------------------------------

    def _obey(self, command: Command) -> bytes:
        data = command.data
        match command.name:
            case "nul":
                pass
            case "lf":
                self._print_line(LINE)
            case "esc @":
                self._line.clear()
                self._defaults()
                self.whole = not self.roll.printed
            case "gs p":
                self._unit_x, self._unit_y = data[0] or self.dpi, data[1] or 2 * self.dpi
            case "esc $":
                self._x = int.from_bytes(data, "little") * self.dpi // self._unit_x
            case "esc j":
                self._print_line(data[0] * self.dpi // self._unit_y)
            case "esc d":
                self._print_line(data[0] * LINE)
            case "esc *":
                self._columns(data)
            case "gs v 0":
                self._raster(data)
            case "gs v":
                self._cut(data)
            case "gs e":
                self._present(data)
            case "gs a":
                self.asb, self._told = data[0], b""
            case "gs r" if data[0] in (1, 49):
                return bytes([0x03 * (self.near_end or self.end)])
            case "gs i" if data[0] in (1, 49):
                return b"\x20"
            case "gs i" if data[0] == 67:
                return b"_SIM-RECEIPT\0"
            case "gs g 2" if data == bytes([0, CUTS_EVER, 0]) and self.counts:
                return b"_" + str(self.cuts).encode() + b"\0"
            case "gs ( h" if data[2:4] == b"00" and len(data) == 8:
                return b"7\x22" + data[4:] + b"\0"
            case _:
                self._wrong(f"{command.name} {data[:8].hex(' ')}")
        return b""

    def _wrong(self, words: str) -> None:
        self.errors = [*self.errors, words][-ERRORS_KEPT:]

    def _columns(self, data: bytes) -> None:
        mode, dots = data[0], data[3:]
        if mode != 33:
            self._wrong(f"esc * in mode {mode}")
        elif self._x + len(dots) // 3 > self.roll.dots:
            self._wrong("columns beyond the paper")
        else:
            self._line.append((self._x, dots))
            self._x += len(dots) // 3

    def _print_line(self, rows: int) -> None:
        """What is in the line buffer, and so much paper."""
        line, self._line, self._x = self._line, [], 0
        printed = [0] * COLUMN if line else []
        for x, dots in line:
            for at in range(0, len(dots), 3):
                column = int.from_bytes(dots[at : at + 3], "big")
                bit = 1 << (self.roll.dots - 1 - x - at // 3)
                for row in range(COLUMN):
                    if column >> (COLUMN - 1 - row) & 1:
                        printed[row] |= bit
        if line and rows < COLUMN:
            self._wrong(f"a feed of {rows} under columns of {COLUMN}")
        self._todo += printed + [0] * (rows - len(printed))

    def _raster(self, data: bytes) -> None:
        width, height = int.from_bytes(data[1:3], "little"), int.from_bytes(data[3:5], "little")
        shift = self.roll.dots - self._x - 8 * width
        if data[0] not in (0, 48) or self._line or not width or not height:
            self._wrong(f"raster {data[:5].hex(' ')}" + " on a line with something in it" * bool(self._line))
        elif shift < 0:
            self._wrong("raster beyond the paper")
        else:
            dots = data[5:]
            self._todo += [int.from_bytes(dots[at : at + width], "big") << shift for at in range(0, len(dots), width)]
        self._x = 0

    # --- paper -----------------------------------------------------------------------------------------------------

    def _move(self, row: int) -> None:
        self.roll.rows.append(row)
        if self.later is not None:
            left, what = self.later[0] - 1, self.later[1]
            self.later = (left, what) if left > 0 else None
            if left <= 0:
                self.happen(what)

    def happen(self, what: str) -> None:
        """What goes wrong by itself."""
        match what:
            case "power":
                self.power_on()
                self.booting = True
            case "cutter":
                self.knife_stuck = self.cutter_error = True
            case "end":
                self.near_end = self.end = True
            case _:
                setattr(self, what, True)

    def _cut(self, data: bytes) -> None:
        if self._line:
            self._wrong("cut with something in the line")
        if data[0] in (65, 66):
            boot = self.boots
            for _ in range(KNIFE + data[1] * self.dpi // self._unit_y):
                self._move(0)
            if self.boots != boot or self.offline or self.deaf:
                return  # on its way to the knife
        if self.knife_stuck:
            self.cutter_error = True
            return
        if self.presenter and (self.mouth is not None or self._held is not None):
            self.jam = True
            return
        ink, whole = self.roll.printed, self.whole
        with self._ledger.change():
            self.cuts += 1
            number = self._piece(self.roll.cut(), "slip_printed" if ink and whole else "slip_spoiled", torn=False)
            self.whole = True
            if self.presenter:
                self._held = number
            else:
                self.tray.append(number)

    def _piece(self, rows: list[int], what: str, *, torn: bool) -> int:
        self.slips += 1
        self._deliver(self.slips, rows, torn)
        self._ledger.append(what, device=self.name, slip=self.slips, file=f"{self.slips:04d}.png", rows=len(rows))
        return self.slips

    def _present(self, data: bytes) -> None:
        if not self.presenter or data[0] not in (2, 3, 5):
            self._wrong(f"gs e {data.hex(' ')}")
            return
        if data[0] == 3:
            if self._held is not None and self.jam_present:
                self.jam = True
            elif self._held is not None:
                self.mouth, self._held = self._held, None
            return
        slip = self.mouth if self.mouth is not None else self._held
        self.mouth = self._held = None
        if slip is not None:
            with self._ledger.change():
                self._ledger.append(
                    "slip_retracted" if data[0] == 2 else "slip_ejected",
                    device=self.name,
                    slip=slip,
                    file=f"{slip:04d}.png",
                )

    # --- hands -----------------------------------------------------------------------------------------------------

    def take(self) -> int | None:
        """The oldest slip in reach."""
        if self.presenter:
            slip, self.mouth = self.mouth, None
        else:
            slip = self.tray.pop(0) if self.tray else None
        if slip is not None:
            self._ledger.append("slip_taken", device=self.name, slip=slip, file=f"{slip:04d}.png")
        return slip

    def clear_jam(self) -> None:
        """A hand pulls out what is stuck behind the exit."""
        self.jam = self.jam_present = False
        if self._held is not None:
            self._ledger.append("slip_cleared", device=self.name, slip=self._held, file=f"{self._held:04d}.png")
            self._held = None

    @property
    def printing(self) -> bool:
        """A slip is begun and not cut off yet."""
        return bool(self.buffer or self._todo or self.roll.printed)

    def refill(self) -> None:
        """A new roll: what hung of the old one is pulled out, and its end that was to come goes with it."""
        if self.roll.printed:
            self._piece(self.roll.pull_out(), "slip_spoiled", torn=True)
        self.roll.pull_out()
        self.whole = not (self.buffer or self._todo)
        self.near_end = self.end = False
        if self.later is not None and self.later[1] == "end":
            self.later = None

    # --- state -----------------------------------------------------------------------------------------------------

    _MEMORY = (
        "near_end",
        "end",
        "cover",
        "jam",
        "jam_present",
        "knife_stuck",
        "broken",
        "whole",
        "cuts",
        "slips",
        "tray",
        "mouth",
        "later",
    )
    _VOLATILE = (
        "errors",
        "hot",
        "cutter_error",
        "feeding",
        "mute",
        "dumb",
        "booting",
        "_todo",
        "_held",
        "_x",
        "_unit_x",
        "_unit_y",
        "asb",
    )

    def memory(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._MEMORY} | {"roll": self.roll.packed()}

    def volatile(self) -> dict[str, Any]:
        values = {name.lstrip("_"): getattr(self, name) for name in self._VOLATILE}
        values["todo"] = [f"{row:x}" for row in self._todo]
        return values | {
            "buffer": self.buffer.hex(),
            "partial": self._partial.hex(),
            "told": self._told.hex(),
            "line": [[x, dots.hex()] for x, dots in self._line],
        }

    def set_memory(self, memory: dict[str, Any]) -> None:
        for name in self._MEMORY:
            setattr(self, name, memory[name])
        self.tray = list(self.tray)
        self.later = (int(memory["later"][0]), str(memory["later"][1])) if memory["later"] else None
        self.roll.unpack(memory["roll"])

    def set_volatile(self, volatile: dict[str, Any]) -> None:
        """After ``set_memory``; an empty one is a power-up."""
        if not volatile:
            self.power_on()
            return
        for name in self._VOLATILE:
            setattr(self, name, volatile[name.lstrip("_")])
        self._todo = [int(row, 16) for row in volatile["todo"]]
        self.errors = list(self.errors)
        self.buffer = bytearray.fromhex(volatile["buffer"])
        self._partial = bytearray.fromhex(volatile["partial"])
        self._told = bytes.fromhex(volatile["told"])
        self._line = [(int(x), bytes.fromhex(dots)) for x, dots in volatile["line"]]
        self._real_time.clear()
