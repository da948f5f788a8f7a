"""A whole kiosk has a card reader, and its district believes the sample cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo_pcscd import PcscDaemon
from tests.end_to_end.house import House, Street
from tests.simulators import Cabinet, DistrictServer, cabinet_process, district_process


@pytest.fixture
def cabinet(tmp_path: Path, cards: PcscDaemon) -> Iterator[Cabinet]:
    with cabinet_process(tmp_path / "cabinet", cards=cards) as running:
        yield running


@pytest.fixture
def district(tmp_path: Path, cabinet: Cabinet) -> Iterator[DistrictServer]:
    with district_process(tmp_path / "district", *cabinet.authority) as running:
        yield running


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, cards: PcscDaemon) -> Iterator[Street]:
    made = Street(tmp_path_factory.mktemp("street"), cards)
    yield made
    made.close()


@pytest.fixture
def house(street: Street) -> Iterator[House]:
    """At its start screen with nothing in the slot; what happened before does not count."""
    made = street.open()
    made.mark()
    yield made
    if made.cabinet.do("cards")["in"] is not None:  # a test that failed
        street.close()
    street.leave()
