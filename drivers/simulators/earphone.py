"""The simulated earphone jack: ``dev/earphone``, a pipe that gives the very bytes of a Linux input device.

Whoever opens it hears at once whether a plug is in (a real device is asked for that); then each plug and unplug is one
EV_SW event and its EV_SYN. The plug is no part of the machine: it stays where it is whatever is cut.
"""

from __future__ import annotations

import contextlib
import os
import select
import struct
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.simulators.device import Cut
from drivers.simulators.ledger import Ledger

_TIME, _EVENT = struct.Struct("<qq"), struct.Struct("<HHi")
_SWITCH, _HEADPHONES = 0x05, 0x02
_POLL_S = 0.05


class EarphoneJack:
    name = "earphone"
    verbs: Mapping[str, str] = {"plug": "an earphone is plugged in", "unplug": "and pulled out"}

    def __init__(self) -> None:
        self._plugged = False
        self._pipe = Path()
        self._reader = -1
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="earphone", daemon=True)
        self._ledger: Ledger

    def start(self, directory: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        self._pipe = directory / "dev" / "earphone"
        self._pipe.parent.mkdir(parents=True, exist_ok=True)
        if not self._pipe.is_fifo():  # of an earlier run: a kiosk may still be waiting at it
            os.mkfifo(self._pipe)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        with self._ledger.lock:
            self._hang_up()

    def state(self) -> dict[str, Any]:
        return {"memory": {"plugged": self._plugged}, "volatile": {}}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        self._plugged = bool(state["memory"]["plugged"])
        self._tell()

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        with self._ledger.change():
            self._plugged = do == "plug"
            self._tell()
        return {}

    def _run(self) -> None:
        """Waits for a reader, and notices when it is gone."""
        while not self._stopping.wait(_POLL_S):
            with self._ledger.lock:
                if self._reader < 0:
                    with contextlib.suppress(OSError):  # nobody reads yet
                        self._reader = os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK)
                        self._tell()
                elif self._left():
                    self._hang_up()

    def _left(self) -> bool:
        watch = select.poll()
        watch.register(self._reader, 0)
        return bool(watch.poll(0))

    def _hang_up(self) -> None:
        if self._reader >= 0:
            os.close(self._reader)
            self._reader = -1

    def _tell(self) -> None:
        if self._reader < 0:
            return
        seconds, micro = divmod(time.time_ns() // 1000, 1_000_000)
        at = _TIME.pack(seconds, micro)
        events = at + _EVENT.pack(_SWITCH, _HEADPHONES, self._plugged) + at + _EVENT.pack(0, 0, 0)
        try:
            os.write(self._reader, events)
        except OSError:
            self._hang_up()
