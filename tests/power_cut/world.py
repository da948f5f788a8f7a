"""The world of one visit: the kiosk's disk and the cabinet's devices, photographed at every instant that differs.

A snapshot is taken before and after every wire write, after every sync of the journal and, between them, by a sampler
(devices move by themselves). While one is taken no wire write can begin, so disk and devices always belong to the same
instant. Equal states are kept once.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.demo_world import Cabinet
from tests.power_cut.durable import DurableFolder, read_files


@dataclass(frozen=True)
class Snapshot:
    """One instant. ``disk``: what a killed process leaves; ``durable``: what a cabinet without power leaves."""

    label: str
    disk: dict[str, bytes]
    durable: dict[str, bytes]
    devices: dict[str, Any]


def _digest(files: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


class World:
    """Collects snapshots while a visit runs."""

    def __init__(self, journal_folder: Path, cabinet: Cabinet) -> None:
        self.snapshots: list[Snapshot] = []
        self.taken = 0
        self._folder = journal_folder
        self._cabinet = cabinet
        self._still = threading.RLock()
        self._seen: set[str] = set()
        self._over = threading.Event()
        self._durable = DurableFolder(journal_folder, self.photograph)
        self._sampler = threading.Thread(target=self._sample, name="sampler", daemon=True)

    def start(self) -> None:
        self._sampler.start()

    def stop(self) -> None:
        self._over.set()
        self._sampler.join()
        self._durable.close()

    def observe(self, event: str) -> None:
        """The drivers' observer: ``before …`` and ``after …`` around each wire write, in one thread."""
        if event.startswith("before"):
            self._still.acquire()
            self.photograph(event)
        else:
            try:
                self.photograph(event)
            finally:
                self._still.release()

    def photograph(self, label: str) -> None:
        with self._still:
            if self._over.is_set():
                return
            disk = read_files(self._folder)
            durable = dict(self._durable.images())
            answer = self._cabinet.do("snapshot")
            self.taken += 1
            key = _digest(disk) + _digest(durable) + str(answer["digest"])
            if key not in self._seen:
                self._seen.add(key)
                self.snapshots.append(Snapshot(label, disk, durable, json.loads(json.dumps(answer["state"]))))

    def _sample(self) -> None:
        while not self._over.wait(0.004):
            self.photograph("between")
