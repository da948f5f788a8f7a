"""The visit's own process, with a real district: what it answers, how it is wiped, and that it outlives nobody."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.api import Won
from drivers.private import Private
from kiosk.core.facts import Composed, ComposeFailed, ErrandEnded, ErrandFact, IssueFailed, PagesIssued
from kiosk.core.orders import Compose, Issue
from kiosk.errand import ErrandRunner
from kiosk.errand_messages import Access
from tests.end_to_end.house import NO_PARCEL, PARCEL
from tests.simulators import KEY, KIOSK, ROOT, DistrictServer, district_process

REFUSED = "2641010900109010000"
"""Its owner's name has a character that no font here has."""
WAIT_S = 20.0


class Asked:
    """An errand runner and its answers. ``timeout``: of a request to the district, seconds."""

    def __init__(self, district: DistrictServer, trust_root: Path | None = None, timeout: float = 5.0) -> None:
        self.district = district
        self.facts: queue.Queue[ErrandFact] = queue.Queue()
        access = Access(
            url=district.url,
            key=KEY,
            kiosk=KIOSK,
            timeout=timeout,
            utc_offset_minutes=540,
            place_name="금정구청",
            phone="051-519-0000",
            trust_root=str(trust_root) if trust_root else None,
        )
        self.runner = ErrandRunner(access, self.facts.put)
        self.visit = 0

    def compose(self, pnu: str, copies: int = 1) -> ErrandFact:
        self.visit += 1
        self.runner.ask(Compose(self.visit, 1, "D03", Private({"pnu": pnu}), {}, copies))
        return self.facts.get(timeout=WAIT_S)

    def issue(self, check_hash: str) -> ErrandFact:
        order = Issue(self.visit, 1, "B001-20261122-000001", check_hash, datetime.now(UTC), Won(300))
        self.runner.ask(order)
        return self.facts.get(timeout=WAIT_S)

    def errands(self) -> list[int]:
        """Process ids of this process's errands: children of its fork server."""
        servers = children(os.getpid(), "forkserver")
        return [child for server in servers for child in children(server, "forkserver")]


def children(parent: int, word: str) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            line = (status.parent / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if re.search(rf"^PPid:\s{parent}$", text, re.MULTILINE) and "State:\tZ" not in text and word.encode() in line:
            found.append(int(status.parent.name))
    return found


@pytest.fixture(scope="module")
def district_for_errands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    with district_process(tmp_path_factory.mktemp("district")) as district:
        yield district


@pytest.fixture
def asked(district_for_errands: DistrictServer) -> Iterator[Asked]:
    made = Asked(district_for_errands)
    made.runner.start()
    yield made
    made.runner.stop()


def test_a_document_is_proved_and_each_copy_finished_with_its_own_number(asked: Asked) -> None:
    composed = asked.compose(PARCEL, copies=2)
    assert isinstance(composed, Composed)
    assert composed.pages >= 1
    assert len(set(composed.check_hashes)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in composed.check_hashes)
    first, second = asked.issue(composed.check_hashes[0]), asked.issue(composed.check_hashes[1])
    assert isinstance(first, PagesIssued)
    assert isinstance(second, PagesIssued)
    assert first.pages.read().startswith(b"%PDF-")
    assert first.pages.read() != second.pages.read()
    assert isinstance(asked.issue("0" * 64), IssueFailed)


def test_refusals_are_told_by_their_kind_and_quote_nothing(asked: Asked) -> None:
    unknown = asked.compose(NO_PARCEL)
    assert isinstance(unknown, ComposeFailed)
    assert (unknown.why, NO_PARCEL in unknown.detail) == ("no_record", False)
    refused = asked.compose(REFUSED)
    assert isinstance(refused, ComposeFailed)
    assert refused.why == "refused_glyph"
    assert re.fullmatch(r"GlyphRefused \([\w.:< ]+\)", refused.detail)


def test_wiping_kills_the_process_and_warms_the_next(asked: Asked) -> None:
    composed = asked.compose(PARCEL)
    assert isinstance(composed, Composed)
    (before,) = asked.errands()
    asked.runner.wipe()
    assert isinstance(asked.issue(composed.check_hashes[0]), IssueFailed), "nothing of the visit is left"
    (after,) = asked.errands()
    assert after != before
    assert asked.facts.empty(), "a wiped errand says nothing any more"
    assert isinstance(asked.compose(PARCEL), Composed)


@pytest.mark.expected_logs("kiosk.errand: the errand of visit 1 ended by itself")
def test_an_errand_that_dies_is_a_fact_and_the_next_visit_has_another(asked: Asked) -> None:
    assert isinstance(asked.compose(PARCEL), Composed)
    (errand,) = asked.errands()
    os.kill(errand, signal.SIGKILL)
    assert asked.facts.get(timeout=WAIT_S) == ErrandEnded(1, "the errand's process is gone")
    asked.runner.wipe()
    assert isinstance(asked.compose(PARCEL), Composed)


def test_an_errand_leaves_no_core_dump(asked: Asked) -> None:
    assert isinstance(asked.compose(PARCEL), Composed)
    (errand,) = asked.errands()
    limits = Path(f"/proc/{errand}/limits").read_text()
    assert re.search(r"^Max core file size\s+0\s+0\s", limits, re.MULTILINE)
    dumpable = (
        "import ctypes; from kiosk.no_traces import *; no_core_dump(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", dumpable], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n", "no handler gets a dump either"


def test_no_errand_outlives_its_kiosk(asked: Asked) -> None:
    program = (
        "import sys, time; from tests.end_to_end.test_app_errand import Asked, errands_of_a_kiosk; "
        f"errands_of_a_kiosk({asked.district.url!r})"
    )
    kiosk = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert kiosk.stdout is not None
    errand = int(kiosk.stdout.readline())
    assert Path(f"/proc/{errand}").exists()
    kiosk.kill()
    kiosk.wait()
    kiosk.stdout.close()
    end = time.monotonic() + 5
    while alive(errand):
        assert time.monotonic() < end
        time.sleep(0.01)


def alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def errands_of_a_kiosk(url: str) -> None:
    """In a process of its own: compose, say the errand's process id, wait for the end."""
    server = DistrictServer.__new__(DistrictServer)
    server.url = url
    asked = Asked(server)
    asked.runner.start()
    asked.compose(PARCEL)
    print(asked.errands()[0], flush=True)
    time.sleep(60)
