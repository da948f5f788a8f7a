"""The ccTalk link: echo, retries, disturbances, a dead device, a port that comes and goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import serial

from drivers.api import DeviceId, Fault, Prepared, StatusChanged
from drivers.cctalk import station
from drivers.cctalk.bus import Ask, CcTalkBus, Disturbed, Echo, NoPort, Refused, Rest, Silent, Task
from drivers.cctalk.frames import encode
from drivers.serial_link import LinkDown, SerialLink
from tests.simulators import Cabinet, cabinet_process
from tests.wire.cctalk_rig import ACCEPTOR, HOPPER, Rig, module_cabinet, rig_on, until

POLL = Ask(254)
SERIAL = Ask(242, lengths=(3,))
SERIAL_OF_2 = (12345678).to_bytes(3, "little")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with module_cabinet(tmp_path_factory.mktemp("link")) as cabinet:
        yield cabinet


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any]) -> Cabinet:
    running[0].do("restore", state=running[1], cut="cabinet")
    running[0].do("set_echo", on=True)
    return running[0]


class Asker:
    """A station that asks what it is told to and keeps what came of it."""

    def __init__(self, address: int, *asks: Ask) -> None:
        self.address = address
        self.results: list[bytes | Exception] = []
        self.done = threading.Event()
        self._asks = asks

    def run(self) -> Task:
        for ask in self._asks:
            yield from self._one(ask)
        self.done.set()
        while True:
            yield Rest(60)

    def _one(self, ask: Ask) -> Generator[Ask | Rest, bytes, None]:
        try:
            self.results.append((yield ask))
        except (Silent, Disturbed, NoPort, Refused) as failure:
            self.results.append(failure)

    def farewell(self) -> tuple[Ask, ...]:
        return ()


def ask(cabinet: Cabinet, address: int, *asks: Ask, echo: Echo = "auto") -> list[bytes | Exception]:
    """Ask one after the other over a bus of its own."""
    bus = CcTalkBus(cabinet.cctalk, echo)
    asker = Asker(address, *asks)
    bus.join(asker)
    assert asker.done.wait(5)
    bus.leave(asker)
    return asker.results


def sent(cabinet: Cabinet) -> list[str]:
    """What the host sent so far, in hex."""
    return [frame["hex"] for frame in cabinet.do("wire")["frames"] if frame["from"] == "host"]


@pytest.mark.parametrize("interface", [True, False])
@pytest.mark.parametrize("echo", ["auto", "fixed"])
def test_echo_is_consumed_where_there_is_one(cabinet: Cabinet, interface: bool, echo: str) -> None:
    cabinet.do("set_echo", on=interface)
    setting: Echo = "auto" if echo == "auto" else "yes" if interface else "no"
    assert ask(cabinet, 2, POLL, SERIAL, echo=setting) == [b"", SERIAL_OF_2]


def test_a_missing_echo_is_a_bus_fault(cabinet: Cabinet) -> None:
    cabinet.do("set_echo", on=False)
    assert isinstance(ask(cabinet, 2, POLL, echo="yes")[0], Disturbed)


def test_an_altered_echo_is_tried_again_and_then_a_bus_fault(cabinet: Cabinet) -> None:
    cabinet.do("alter_echo", count=2)
    assert ask(cabinet, 2, SERIAL, echo="yes") == [SERIAL_OF_2]
    cabinet.do("alter_echo", count=99)
    assert isinstance(ask(cabinet, 2, POLL, echo="yes")[0], Disturbed)


def test_a_disturbed_bus_is_said_and_heals(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.ready()
        rig.ready(HOPPER)
        after = len(rig.facts.all)
        cabinet.do("alter_echo", count=10_000)
        rig.fault(ACCEPTOR, Fault.BUS)
        rig.fault(HOPPER, Fault.BUS)
        cabinet.do("alter_echo", count=0)
        rig.ready(ACCEPTOR, after)
        rig.ready(HOPPER, after)


@pytest.mark.parametrize("fault", ["drop_request", "drop_reply", "flip_bit", "busy"])
def test_three_tries(cabinet: Cabinet, fault: str) -> None:
    cabinet.do(fault, device=ACCEPTOR, header=242, count=2)
    assert ask(cabinet, 2, SERIAL) == [SERIAL_OF_2]
    cabinet.do(fault, device=ACCEPTOR, header=242, count=3)
    before = len(sent(cabinet))
    failed, after = ask(cabinet, 2, SERIAL, SERIAL)
    assert isinstance(failed, Silent)
    assert after == SERIAL_OF_2
    assert sent(cabinet)[before:].count(encode(2, 242).hex()) == 4


def test_an_unknown_header_and_an_empty_address_are_silence(cabinet: Cabinet) -> None:
    assert isinstance(ask(cabinet, 2, Ask(99))[0], Silent)
    assert isinstance(ask(cabinet, 9, POLL)[0], Silent)


def test_nak_is_not_silence(cabinet: Cabinet) -> None:
    dispense = Ask(167, bytes(8) + b"\1", lengths=(0, 1), tries=1)
    assert isinstance(ask(cabinet, 4, dispense)[0], Refused)


@pytest.mark.parametrize(
    ("second_talker", "why"),
    [("0103041122334493", "another device's sound frame"), ("00", "a pulled line"), ("01030400", "half a frame")],
)
def test_a_second_talker_never_becomes_the_answer(cabinet: Cabinet, second_talker: str, why: str) -> None:
    cabinet.do("prefix_reply", hex=second_talker)
    assert ask(cabinet, 2, SERIAL) == [SERIAL_OF_2], why


def test_a_reply_of_another_length_is_not_the_answer(cabinet: Cabinet) -> None:
    cabinet.do("prefix_reply", hex="01000200fd")  # a sound ACK of the very device that was asked
    assert ask(cabinet, 2, POLL, SERIAL)[1] == SERIAL_OF_2


@pytest.mark.parametrize("device", [ACCEPTOR, HOPPER])
def test_a_steady_device_that_misses_a_few_questions_is_not_called_silent(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch, device: DeviceId
) -> None:
    monkeypatch.setattr(station, "STEADY_S", 0.1)
    seen: list[str] = []
    with rig_on(cabinet, observer=seen.append) as rig:
        driver, address = (rig.acceptor, 2) if device == ACCEPTOR else (rig.hopper, 4)
        who = f"before cctalk {encode(address, station.CATEGORY).hex()}"
        rig.ready(device)
        time.sleep(0.1)
        known = seen.count(who)
        cabinet.do("drop_request", device=device, count=3)
        driver.prepare()
        assert rig.facts.wait(Prepared, lambda f: f.device == device).baseline is not None
        until(lambda: seen.count(who) > known)  # it was given up, and found again
        assert {fact.status.fault for fact in rig.facts.of(StatusChanged, device)} == {None}
        cabinet.do("mute", device=device)
        driver.prepare()
        rig.fault(device, Fault.SILENT)
        rig.facts.wait(Prepared, lambda f: (f.device, f.fault) == (device, Fault.SILENT))


def test_a_dead_device_does_not_delay_the_others(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.open()
        rig.ready(HOPPER)
        start = time.monotonic()
        cabinet.do("mute", device=HOPPER)
        rig.fault(HOPPER, Fault.SILENT)
        time.sleep(1.0)  # some rounds of the back-off
        poll, probe = encode(2, 229).hex(), encode(4, 254).hex()
        frames = [f for f in cabinet.do("wire")["frames"] if f["from"] == "host" and f["at"] >= start]
        polls = [f["at"] for f in frames if f["hex"] == poll]
        gaps = [late - early for early, late in pairwise(polls)]
        assert max(gaps) < 0.3
        probes = [f for f in frames if f["hex"] == probe]
        assert len(probes) <= 12


def test_a_port_that_is_not_there_and_comes_and_goes(tmp_path: Path) -> None:
    folder = tmp_path / "cabinet"
    rig = Rig(Cabinet(folder))
    rig.start()
    try:
        rig.fault(ACCEPTOR, Fault.NO_PORT)
        rig.fault(HOPPER, Fault.NO_PORT)
        for _ in range(2):
            after = len(rig.facts.all)
            with cabinet_process(folder) as cabinet:
                rig.ready(ACCEPTOR, after)
                rig.ready(HOPPER, after)
                after = len(rig.facts.all)
                cabinet.kill()
                rig.fault(ACCEPTOR, Fault.NO_PORT, after)
                rig.fault(HOPPER, Fault.NO_PORT, after)
    finally:
        rig.stop()


def test_a_replugged_cable_heals(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.ready()
        after = len(rig.facts.all)
        cabinet.do("replug")
        rig.fault(ACCEPTOR, Fault.NO_PORT, after)
        rig.ready(ACCEPTOR, after)


def test_nobody_else_can_have_the_port(cabinet: Cabinet) -> None:
    with rig_on(cabinet) as rig:
        rig.ready()
        link = SerialLink(cabinet.cctalk)
        with pytest.raises(LinkDown, match="lock"):
            link.open()
        with pytest.raises(serial.SerialException):
            serial.Serial(str(cabinet.cctalk), exclusive=True)


def test_stop_frees_everything_in_time_and_twice(cabinet: Cabinet) -> None:
    ticks: list[float] = []
    rig = Rig(cabinet, tick=lambda: ticks.append(time.monotonic()))
    rig.start()
    rig.open()
    assert time.monotonic() - rig.bus.ticked < 0.5
    cabinet.do("mute", device=HOPPER)
    start = time.monotonic()
    rig.stop()
    rig.stop()
    assert time.monotonic() - start < 1.0
    assert not any(thread.name == "cctalk" for thread in threading.enumerate())
    assert max(late - early for early, late in pairwise(ticks)) < 1.0
    assert rig.state(ACCEPTOR)["volatile"]["master"] == 0  # nothing is let in while nobody counts
    after = len(rig.facts.all)
    rig.start()  # and it can be used again
    rig.ready(ACCEPTOR, after)
    rig.stop()


def test_every_write_is_observed_before_and_after(cabinet: Cabinet) -> None:
    seen: list[str] = []
    with rig_on(cabinet, observer=seen.append) as rig:
        rig.ready()
        until(lambda: len(seen) > 20)
        trace = list(rig.bus.link.trace)
    pairs = list(zip(seen[::2], seen[1::2], strict=True))
    assert all(before.replace("before", "after", 1) == after for before, after in pairs)
    assert pairs[0][0] == f"before cctalk {encode(2, 254).hex()}"
    assert any(entry.sent and entry.data == encode(2, 229) for entry in trace)
    assert any(not entry.sent and encode(2, 229) in entry.data for entry in trace)
