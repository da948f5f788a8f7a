"""A whole kiosk has a card reader, and its district believes the sample cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import Cabinet, DistrictServer, cabinet_process, district_process


@pytest.fixture
def cabinet(tmp_path: Path, cards: PcscDaemon) -> Iterator[Cabinet]:
    with cabinet_process(tmp_path / "cabinet", cards=cards) as running:
        yield running


@pytest.fixture
def district(tmp_path: Path, cabinet: Cabinet) -> Iterator[DistrictServer]:
    with district_process(tmp_path / "district", *cabinet.authority) as running:
        yield running
