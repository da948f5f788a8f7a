"""Against a printer that drips, floods or talks nonsense: every call ends, the thread ticks on and never dies."""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.api import Act, DeviceId, Fault, Pages, Work
from drivers.ipp_client import IppClient, JobNow, JobState, PrinterNow, PrinterRefused
from drivers.print_verdict import Found, Sent, baseline, judge
from drivers.printer_status import status_of
from drivers.printer_wire import PrinterAway, PrinterSilent
from tests.wire.document_printer import station
from tests.wire.odd_printer import OddPrinter, integer, ipp, odd_printer, value

JOB, PRINTER, ENUM, INTEGER = b"\x02", b"\x04", 0x23, 0x21
IDLE = PRINTER + integer(ENUM, b"printer-state", 3)


@pytest.fixture(scope="module")
def odd() -> Iterator[OddPrinter]:
    with odd_printer() as printer:
        yield printer


@pytest.fixture
def client(odd: OddPrinter) -> Iterator[IppClient]:
    with contextlib.closing(IppClient(odd.uri)) as client:
        yield client


def drip(request: bytes) -> Iterator[bytes | float]:
    for byte in ipp(request, IDLE + value(0x41, b"printer-info", b"x" * 40)):
        yield bytes([byte])
        yield 0.3


def took(began: float) -> float:
    return time.monotonic() - began


# --- time and size -----------------------------------------------------------------------------------------------


def test_a_dripping_answer_ends_within_a_second(odd: OddPrinter, client: IppClient) -> None:
    odd.answers(drip, 500)
    began = time.monotonic()
    with pytest.raises(PrinterSilent):
        client.printer()
    assert took(began) < 1.1


def test_an_endless_answer_is_cut_off(odd: OddPrinter, client: IppClient) -> None:
    odd.answers(lambda _request: itertools.repeat(b"\x00" * 65536, 4096), 4096 * 65536)
    with pytest.raises(PrinterSilent, match="more than"):
        client.printer()


def test_a_dripping_printer_is_silent_and_its_thread_ticks(odd: OddPrinter) -> None:
    odd.answers(drip, 500)
    ticks: list[float] = []
    with station(odd.uri, tick=lambda: ticks.append(time.monotonic())) as desk:
        assert desk.status(lambda status: not status.ready).fault is Fault.SILENT
        desk.nothing_reported(1.2)
        began = time.monotonic()
        desk.driver.stop()
        assert took(began) < 1.0
    assert max(b - a for a, b in itertools.pairwise(ticks)) < 0.5


def by_operation(request: bytes) -> Iterator[bytes]:
    """An idle printer that makes jobs."""
    made = struct.unpack(">H", request[2:4])[0] == 0x0005
    yield ipp(request, JOB + integer(INTEGER, b"job-id", 1) if made else IDLE)


def test_a_document_that_is_not_read_keeps_the_thread_ticking_and_does_not_hold_up_the_end() -> None:
    ticks: list[float] = []
    with odd_printer() as odd:
        odd.answers(by_operation)
        odd.reads(100_000)
        with station(odd.uri, tick=lambda: ticks.append(time.monotonic())) as desk:
            act = Act(1, DeviceId("document_printer"), Work.PRINT, 1, "stuck", {})
            desk.driver.begin(act, Pages(bytes(16_000_000)))
            desk.nothing_reported(1.5)
            assert desk.wire[-1] == "before Send-Document"
            began = time.monotonic()
            desk.driver.stop()
            assert took(began) < 1.0
            assert desk.wire[-1] == "after Send-Document"
    assert max(b - a for a, b in itertools.pairwise(ticks)) < 0.5


def test_a_name_that_nobody_resolves_does_not_hold_up_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    network = threading.Event()
    asked: list[str] = []

    def resolver(host: str, *_words: object, **_more: object) -> NoReturn:
        asked.append(host)
        network.wait(10)
        raise socket.gaierror("no such name")

    monkeypatch.setattr("socket.getaddrinfo", resolver)
    with contextlib.closing(IppClient("ipp://printer.invalid/ipp/print")) as client:
        began = time.monotonic()
        with pytest.raises(PrinterAway):
            client.printer()
        assert took(began) < 1.1
        network.set()
        with pytest.raises(PrinterAway, match="no such name"):
            client.printer()
    assert asked == ["printer.invalid"], "one look-up at a time"


def test_nothing_is_asked_after_hanging_up(odd: OddPrinter, client: IppClient) -> None:
    client.hang_up()
    with pytest.raises((PrinterAway, PrinterSilent)):
        client.printer()


# --- nonsense ----------------------------------------------------------------------------------------------------


def collection(name: bytes) -> bytes:
    return value(0x34, name, b"") + value(0x4A, b"", b"x") + integer(INTEGER, b"", 1) + value(0x37, b"", b"")


@pytest.mark.parametrize(
    "more",
    [
        collection(b"operations-supported"),
        collection(b"printer-state-reasons"),
        collection(b"printer-input-tray"),
        collection(b"printer-uuid"),
        integer(INTEGER, b"printer-state-reasons", 3),
        value(0x30, b"printer-input-tray", b"level=" + b"9" * 5000),
        integer(INTEGER, b"printer-impressions-completed", -5),
        value(0x44, b"printer-state-reasons", b"x" * 30000),
    ],
)
def test_what_is_of_the_wrong_kind_was_not_said(odd: OddPrinter, client: IppClient, more: bytes) -> None:
    odd.answers(lambda request: [ipp(request, IDLE + more)])
    printer = client.printer()
    assert (printer.state, printer.impressions, printer.sheets, printer.uuid) == (3, None, None, "")
    assert not printer.takes_jobs_in_two_steps
    assert all(len(reason) < 300 for reason in printer.reasons)


def test_a_driver_outlives_nonsense(odd: OddPrinter) -> None:
    """The thread that meets a collection where a number belongs goes on and sees the printer become sane."""
    odd.answers(lambda request: [ipp(request, IDLE + collection(b"operations-supported"))])
    with station(odd.uri) as desk:
        assert desk.status(lambda status: not status.ready).fault is Fault.WRONG_DEVICE
        odd.answers(lambda request: [b"\x02\x00\x00\x00" + request[4:8] + b"\x01\x34\x00\x05"])
        assert desk.status(lambda status: status.fault is not Fault.WRONG_DEVICE).fault is Fault.SILENT
        two_steps = integer(ENUM, b"operations-supported", 5) + integer(ENUM, b"", 6)
        odd.answers(lambda request: [ipp(request, IDLE + two_steps)])
        assert desk.status().ready


NAMES = (
    b"printer-state printer-state-reasons printer-is-accepting-jobs printer-up-time printer-uuid queued-job-count "
    b"printer-impressions-completed printer-input-tray operations-supported job-id job-name job-uuid job-state "
    b"job-state-reasons job-impressions-completed status-message"
).split()
TAGS = (0x10, 0x12, 0x13, 0x21, 0x22, 0x23, 0x30, 0x31, 0x32, 0x33, 0x35, 0x36, 0x41, 0x42, 0x44, 0x45, 0x4A, 0x7F)
RAWS = st.one_of(
    st.binary(max_size=12),
    st.integers(-(2**31), 2**31 - 1).map(lambda number: struct.pack(">i", number)),
    st.sampled_from([b"", b"none", b"media-jam-error", b"level=7;", b"level=" + b"9" * 99, b"\xff\xfe", b"\x00" * 11]),
)
VALUES = st.one_of(
    st.builds(collection, st.sampled_from([*NAMES, b""])),
    st.builds(integer, st.sampled_from([0x21, 0x23]), st.sampled_from(NAMES), st.integers(-5, 12)),
    st.builds(value, st.sampled_from([0x30, 0x41, 0x42, 0x44, 0x45]), st.sampled_from([*NAMES, b""]), RAWS),
    st.builds(value, st.sampled_from([0x10, 0x12, 0x13]), st.sampled_from(NAMES), st.just(b"")),
)
CROOKED = st.one_of(
    st.builds(value, st.sampled_from(TAGS), st.sampled_from([*NAMES, b""]), RAWS), st.binary(max_size=6)
)
ATTRIBUTES = st.lists(VALUES, max_size=6).map(b"".join)
GROUPS = st.builds(
    lambda groups, end: b"".join(tag + attributes for tag, attributes in groups) + end,
    st.lists(st.tuples(st.sampled_from([b"\x01", b"\x02", b"\x04", b"\x05"]), ATTRIBUTES), max_size=3),
    st.one_of(st.just(b""), CROOKED),
)


def everything(client: IppClient) -> None:
    """All that the driver asks, and all that it makes of the answers: a status, a baseline, a verdict."""
    printer: PrinterNow | None = None
    known: tuple[JobNow | None, ...] = (None,)
    with contextlib.suppress(PrinterSilent, PrinterRefused):
        printer = client.printer()
    with contextlib.suppress(PrinterSilent, PrinterRefused):
        known = (*known, *client.jobs(ended=True))
    with contextlib.suppress(PrinterSilent, PrinterRefused):
        known = (*known, client.job(1))
    for ask in (lambda: client.create_job("name"), lambda: client.cancel(1)):
        with contextlib.suppress(PrinterSilent, PrinterRefused):
            ask()
    for job in known:
        assert job is None or job.state in tuple(JobState)
    if printer is not None:
        status_of(printer)
        for job in known:
            found = Found(printer, job, 1, 1000)
            act = Act(1, DeviceId("document_printer"), Work.PRINT, 1, "name", baseline(found, life_count=True))
            judge(act, found, Sent.TAKEN)


def _answer(groups: bytes, code: int, request: bytes) -> list[bytes]:
    return [ipp(request, groups, code)]


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_may_be_of_any_kind(odd: OddPrinter, client: IppClient, name: bytes) -> None:
    kinds = [collection(name), integer(INTEGER, name, 2**31 - 1), integer(INTEGER, name, -(2**31))]
    kinds += [value(tag, name, raw) for tag in TAGS for raw in (b"", b"\x00\x00\x00\x07", b"\xff" * 8, b"word")]
    for kind in kinds:
        odd.answers(partial(_answer, b"\x01" + kind + IDLE + kind + JOB + kind, 0))
        everything(client)
    odd.answers(partial(_answer, b"\x01" + kinds[0], 0x0400))
    everything(client)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS, sane=st.booleans(), code=st.sampled_from([0, 0, 0, 1, 0x0400, 0xFFFF]))
def test_whatever_it_says_is_a_value_or_silence(
    odd: OddPrinter, client: IppClient, groups: bytes, sane: bool, code: int
) -> None:
    groups = (IDLE + groups[1:] if sane else b"") + groups
    odd.answers(lambda request: [ipp(request, groups, code)])
    everything(client)
