"""What a simulated device is to the cabinet that holds it.

Contract:

- ``start`` is called once; ``restore`` follows it, if at all, from the device's remembered memory at power-up or from a
  snapshot.
- Everything that happens to coins and paper is written to the ledger in the same breath as the device's own counters::

      with ledger.change():              # takes ledger.lock; on the way out memory.json follows the ledger to the disk
          self._life_count += 1
          ledger.append("coin_out", device=self.name, value=100)

  Changes of volatile state alone take ``with ledger.lock:``. The cabinet takes a snapshot under the same lock, so it is
  one instant of the whole cabinet.
- ``state``, ``restore`` and ``start`` are called with that lock held: they never wait for a thread that needs it.
  ``control`` and ``stop`` are called without it.
- ``state`` has no times in it: running timers are restarted whole by ``restore``. So a state changes only when
  something happens, not by being looked at, by being polled or by waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from drivers.simulators.ledger import Ledger

Cut = Literal["process", "cabinet"]
"""What was cut: only the kiosk's process (devices ran on), or the power of the whole cabinet."""


class Refused(Exception):
    """A control request that can not be done; the text is the answer's ``why``."""


class SimulatedDevice(Protocol):
    """One device of the cabinet."""

    name: str
    """``coin_acceptor``, ``hopper_100``, ``document_printer``"""
    verbs: Mapping[str, str]
    """control verb → one line of help, naming its arguments"""

    def start(self, directory: Path, ledger: Ledger) -> None:
        """Power up from the factory; publish ports and files under ``directory``."""

    def stop(self) -> None:
        """End every thread and free every port."""

    def state(self) -> dict[str, Any]:
        """The complete state, JSON-able: ``{"memory": what survives the power, "volatile": the rest}``."""

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        """Go on from ``state``. ``process``: as if nothing had happened. ``cabinet``: power was lost and came back now:
        volatile counters start anew, what was moving ends on one side. ``state["volatile"]`` may be empty (first
        power-up)."""

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Carry out one of ``verbs``; the answer's fields. Raises ``Refused``."""
