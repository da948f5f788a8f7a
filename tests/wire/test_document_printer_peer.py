"""The same driver against a printer that is not ours: CUPS' ippeveprinter. No life count: doubt stays doubt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.api import ActProgressed, Fault, Outcome, Pages
from drivers.ipp_client import IppClient
from tests.wire.document_printer import pdf, station
from tests.wire.ippeveprinter import Peer, discovery

COUNTING = "for n in 1 2; do echo ATTR: job-impressions-completed=$n >&2; sleep 0.15; done"
"""A print command that reports its impressions."""


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with discovery(tmp_path_factory.mktemp("discovery")) as address:
        yield address


def test_a_document_arrives_byte_for_byte(bus: str, tmp_path: Path) -> None:
    document = pdf(2)
    with Peer(tmp_path, bus, COUNTING) as peer, station(peer.uri) as desk:
        desk.status()
        act = desk.intend("B001-20261122-000001", 2)
        desk.driver.begin(act, Pages(document))
        assert desk.expect(ActProgressed).done == 1
        report = desk.report()
        assert (report.outcome, report.done) == (Outcome.DONE, 2)
        assert desk.print("B001-20261122-000002", 1, 2).outcome is Outcome.DONE
        assert peer.documents() == [document, pdf(1)]


def test_an_empty_tray_is_seen_and_filled(bus: str, tmp_path: Path) -> None:
    with Peer(tmp_path, bus) as peer, station(peer.uri) as desk:
        assert desk.status().sheets == 100
        peer.load_paper(0)
        assert desk.status(lambda status: not status.ready).fault is Fault.PAPER_OUT
        peer.load_paper(200)
        assert desk.status().sheets == 200
        assert desk.print("filled", 1).outcome is Outcome.DONE


def test_a_job_without_paper_is_cancelled_and_its_outcome_is_unknown(bus: str, tmp_path: Path) -> None:
    """Without a life count nobody knows what a cancelled job has left in the output; the paper must not come later."""
    with Peer(tmp_path, bus, "echo STATE: +media-empty-error >&2; sleep 0.5") as peer, station(peer.uri) as desk:
        desk.status()
        report = desk.print("empty", 1)
        assert (report.outcome, report.fault) == (Outcome.UNKNOWN, Fault.PAPER_OUT)
        assert report.evidence["job_state"] == 7


def test_a_job_that_a_dead_kiosk_left_without_document_is_removed(bus: str, tmp_path: Path) -> None:
    """This printer takes one job at a time: a left-over would block it for a minute."""
    with Peer(tmp_path, bus) as peer, station(peer.uri) as desk:
        desk.status()
        act = desk.intend("cut", 1)
        client = IppClient(peer.uri)
        client.create_job(act.name)
        client.close()
        desk.driver.settle(act)
        desk.report()
        assert desk.print("next", 1, 2).outcome is Outcome.DONE
        assert peer.documents() == [pdf(1)]
