"""The simulated ccTalk wire: a pty whose other end is ``dev/cctalk``, the interface's echo, and the devices on it.

One thread owns the pty and all the devices' timers. With echo the interface gives back every byte it is sent before any
reply. A device that was asked to be late hears nothing until its reply is out: the bus is half duplex.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.simulators.cctalk_device import CcTalkDevice, number
from drivers.simulators.cctalk_frame import Line
from drivers.simulators.device import Cut, Refused
from drivers.simulators.ledger import Ledger
from drivers.simulators.pty_port import PtyPort

BYTE_S = 10 / 9600


class CcTalkBus:
    name = "cctalk_bus"
    verbs: Mapping[str, str] = {
        "wire": "frames: the last bytes both ways, oldest first: at (seconds), from (host|device), hex",
        "set_echo": "on (true|false): whether the interface returns what it is sent",
        "alter_echo": "count=1: one bit of the next echoes is wrong",
        "prefix_reply": "hex: these bytes come right before the next reply, as of a second talker",
        "replug": "pull the interface's cable and plug it in again (another pty behind the same name)",
    }

    def __init__(self, devices: Sequence[CcTalkDevice], *, echo: bool = True, pace: bool = False) -> None:
        self._devices = {device.address: device for device in devices}
        self._echo = echo
        self._port = PtyPort(byte_s=BYTE_S if pace else 0.0)
        self._alter_echo = 0
        self._prefix = b""
        self._late: list[tuple[float, int, bytes]] = []
        self._line = Line()
        self._stopping = False
        self._replug = False
        self._ledger: Ledger
        self._thread = threading.Thread(target=self._run, name="cctalk bus", daemon=True)

    # --- life ------------------------------------------------------------------------------------------------------

    def start(self, directory: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        for device in self._devices.values():
            device.wake = self._port.wake
        self._port.open(directory / "dev" / "cctalk")
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._port.wake()
        self._thread.join()
        self._port.close()

    def state(self) -> dict[str, Any]:
        return {"memory": {}, "volatile": {}}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        """The wire remembers nothing: what was on it is gone."""
        self._late.clear()
        self._line.clear()
        self._alter_echo, self._prefix = 0, b""

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        with self._ledger.lock:
            match do:
                case "wire":
                    return {"frames": list(self._port.wire)}
                case "set_echo":
                    self._echo = bool(arguments.get("on", True))
                case "alter_echo":
                    self._alter_echo = number(arguments, "count", 1)
                case "prefix_reply":
                    try:
                        self._prefix = bytes.fromhex(str(arguments.get("hex", "")))
                    except ValueError as error:
                        raise Refused('"hex" is bytes in hex') from error
                case _:  # replug
                    self._replug = True
                    self._port.wake()
        return {}

    # --- the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            dues = [due for device in self._devices.values() if (due := device.due()) is not None]
            dues += [self._late[0][0]] if self._late else []
            wait = max(0.0, min(dues) - time.monotonic()) if dues else None
            data = self._port.wait(wait)
            with self._ledger.lock:
                now = time.monotonic()
                for device in self._devices.values():
                    device.tick(now)
                if data:
                    self._hear(data, now)
                while self._late and self._late[0][0] <= now:
                    self._say(heapq.heappop(self._late)[2])
                if self._replug:
                    self._replug = False
                    self._line.clear()
                    self._port.replug()

    def _hear(self, data: bytes, now: float) -> None:
        self._port.note("host", data)
        if self._echo:
            echo = data
            if self._alter_echo:
                self._alter_echo -= 1
                echo = bytes([data[0] ^ 0x04]) + data[1:]
            self._port.write(echo)
        for request in self._line.feed(data, now):
            device = self._devices.get(request.address)
            if device is None or any(address == request.address for _, address, _ in self._late):
                continue
            said = device.request(request.header, request.data, now)
            if said.frame is None:
                continue
            if said.delay_s:
                heapq.heappush(self._late, (now + said.delay_s, request.address, said.frame))
            else:
                self._say(said.frame)

    def _say(self, frame: bytes) -> None:
        time.sleep(len(frame) * self._port.byte_s)
        frame, self._prefix = self._prefix + frame, b""
        self._port.note("device", frame)
        self._port.write(frame)
