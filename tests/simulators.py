"""The cabinet and the district for tests: always true processes on true wires, never imports.

The helpers are those of the demo (``kiosk/demo_world.py``). ``cabinet_process(directory)`` and
``district_process(directory)`` are context managers; the fixtures ``cabinet`` and ``district`` in ``conftest.py`` wrap
them. A process that dies early, refuses or writes a traceback fails the test with its own words.
"""

from __future__ import annotations

from kiosk.demo_child import ROOT, Child, ProcessFailed
from kiosk.demo_world import (
    KEY,
    KIOSK,
    REGISTRY,
    Cabinet,
    DistrictServer,
    cabinet_process,
    card_service,
    district_process,
)

__all__ = [
    "KEY",
    "KIOSK",
    "REGISTRY",
    "ROOT",
    "Cabinet",
    "Child",
    "DistrictServer",
    "ProcessFailed",
    "cabinet_process",
    "card_service",
    "district_process",
]
