"""The cabinet: its devices, their common memory on disk, snapshots and the requests of the control socket.

In its folder: ``memory.json`` (what survives the power), ``ledger.jsonl`` (physical truth), ``control.sock``, what each
device publishes, and ``ready``, written when all the rest is there and removed at the end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drivers.simulators.control import ControlSocket
from drivers.simulators.device import Refused, SimulatedDevice
from drivers.simulators.ledger import Ledger, write_durably

OWN_VERBS = {
    "help": "all verbs",
    "state": "the state of every device",
    "snapshot": "state: the whole cabinet in one instant, with its ledger; digest: equal for equal states",
    "restore": "state, cut (process|cabinet): go on from a snapshot",
    "ledger": "lines: the physical truth so far",
    "load_ledger": "lines: replace the ledger (restore does this by itself)",
}


class Cabinet:
    """All devices of one machine. ``start`` and ``stop`` once each."""

    def __init__(self, directory: Path, devices: Sequence[SimulatedDevice]) -> None:
        self._directory = directory
        self._devices = {device.name: device for device in devices}
        self._ledger = Ledger(directory / "ledger.jsonl")
        self._memory = directory / "memory.json"
        self._remembered = ""
        self._control = ControlSocket(directory / "control.sock", self.request)

    def start(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / "ready").unlink(missing_ok=True)
        memory: dict[str, Any] = {}
        known = 0
        if self._memory.exists():
            stored = json.loads(self._memory.read_text("utf-8"))
            memory, known = stored["devices"], stored["ledger"]
        self._ledger.load(known)
        with self._ledger.lock:
            for name, device in self._devices.items():
                # A device powers up with what it remembers before the next one is there: the wire comes last in the
                # list.
                device.start(self._directory, self._ledger)
                if name in memory:
                    device.restore({"memory": memory[name], "volatile": {}}, "cabinet")
            self._ledger.on_change(self._remember)
            with self._ledger.change():
                pass
        self._control.start()
        (self._directory / "ready").write_text("ready\n", "utf-8")

    def stop(self) -> None:
        (self._directory / "ready").unlink(missing_ok=True)
        self._control.stop()
        for device in reversed(self._devices.values()):
            device.stop()

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """One line of the control socket. Never raises for a bad request: ``{"ok": false, "why": …}``."""
        try:
            return {"ok": True, **self._carry_out(request)}
        except Refused as refused:
            return {"ok": False, "why": str(refused)}

    def _carry_out(self, request: dict[str, Any]) -> dict[str, Any]:
        do = request.get("do")
        match do:
            case "help":
                return {"verbs": OWN_VERBS, "devices": {name: dict(d.verbs) for name, d in self._devices.items()}}
            case "state":
                with self._ledger.lock:
                    return {"state": {name: device.state() for name, device in self._devices.items()}}
            case "snapshot":
                return self._snapshot()
            case "restore":
                return self._restore(request)
            case "ledger":
                return {"lines": self._ledger.lines()}
            case "load_ledger":
                with self._ledger.change():
                    self._ledger.replace(_listed(request, "lines"))
                return {}
            case str():
                arguments = {key: value for key, value in request.items() if key not in ("do", "device")}
                return self._device_for(do, request.get("device")).control(do, arguments)
            case _:
                raise Refused('a request is an object with "do"; {"do": "help"} lists the verbs')

    def _device_for(self, do: str, name: Any) -> SimulatedDevice:
        if name is not None:
            device = self._devices.get(str(name))
            if device is None:
                raise Refused(f"no device {name!r}; there are {', '.join(self._devices)}")
            if do not in device.verbs:
                raise Refused(f"{name} can not {do!r}; it can {', '.join(device.verbs)}")
            return device
        able = [device for device in self._devices.values() if do in device.verbs]
        if not able:
            raise Refused(f'no device can {do!r}; {{"do": "help"}} lists the verbs')
        if len(able) > 1:
            raise Refused(f'name one "device" of {", ".join(device.name for device in able)}')
        return able[0]

    def _snapshot(self) -> dict[str, Any]:
        with self._ledger.lock:
            state = {
                "devices": {name: device.state() for name, device in self._devices.items()},
                "ledger": self._ledger.lines(),
            }
        text = json.dumps(state, sort_keys=True, ensure_ascii=False)
        return {"state": state, "digest": hashlib.sha256(text.encode()).hexdigest()}

    def _restore(self, request: dict[str, Any]) -> dict[str, Any]:
        state, cut = request.get("state"), request.get("cut")
        if cut not in ("process", "cabinet"):
            raise Refused('"cut" is process or cabinet')
        if not isinstance(state, dict) or set(state.get("devices", ())) != set(self._devices):
            raise Refused('"state" is what snapshot returned, of a cabinet with the same devices')
        with self._ledger.change():
            self._ledger.replace(_listed(state, "ledger"))
            for name, device in self._devices.items():
                device.restore(state["devices"][name], "process" if cut == "process" else "cabinet")
        return {}

    def _remember(self, lines: int) -> None:
        memory = {name: device.state()["memory"] for name, device in self._devices.items()}
        text = json.dumps({"ledger": lines, "devices": memory}, ensure_ascii=False, indent=1)
        if text != self._remembered:
            write_durably(self._memory, text)
            self._remembered = text


def _listed(request: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = request.get(key)
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise Refused(f'"{key}" is a list of objects')
    return value
