"""The simulated cabinet itself: strict on the wire, true to physics, and able to stop and go on at any instant."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

from tests.simulators import Cabinet, cabinet_process
from tests.wire.cctalk_rig import ACCEPTOR, HOPPER, inside, out, until

COIN_ACCEPTOR, HOPPER_500, HOPPER_100 = 2, 3, 4


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    options = ("--hopper", "hopper_500=500:20", "--hopper", "hopper_100=100:60", "--coin-time", "0.05")
    with cabinet_process(tmp_path_factory.mktemp("cabinet"), *options) as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any]) -> Cabinet:
    running[0].do("restore", state=running[1], cut="cabinet")
    return running[0]


class Wire:
    """The raw port: bytes out, bytes back."""

    def __init__(self, cabinet: Cabinet) -> None:
        self.port = serial.Serial(str(cabinet.cctalk), 9600, timeout=0.5, exclusive=True)

    def raw(self, data: bytes, wait: float = 0.08) -> bytes:
        """What came back after the echo, as long as something comes."""
        self.port.reset_input_buffer()
        self.port.write(data)
        self.port.timeout = 0.5
        assert self.port.read(len(data)) == data, "the echo"
        self.port.timeout = wait
        return bytes(self.port.read(300))

    def ask(self, address: int, header: int, *data: int) -> list[int]:
        """The reply to one sound request, all its bytes."""
        frame = bytes([address, len(data), 1, header, *data])
        self.port.reset_input_buffer()
        self.port.write(frame + bytes([-sum(frame) % 256]))
        self.port.timeout = 0.5
        self.port.read(len(frame) + 1)
        head = self.port.read(2)
        return list(head + self.port.read(head[1] + 3)) if head else []


@pytest.fixture
def wire(cabinet: Cabinet) -> Iterator[Wire]:
    wire = Wire(cabinet)
    yield wire
    wire.port.close()


def dec(text: str) -> bytes:
    return bytes(int(word) for word in text.split())


GOLDEN = [
    ("2 0 1 254 255", "1 0 2 0 253"),
    ("3 0 1 254 254", "1 0 3 0 252"),
    ("2 0 1 242 11", "1 3 2 0 78 97 188 143"),
    ("2 2 1 231 15 0 5", "1 0 2 0 253"),
    ("2 1 1 228 1 23", "1 0 2 0 253"),
    ("2 0 1 229 24", "1 11 2 0 0 0 0 0 0 0 0 0 0 0 0 242"),
    ("3 0 1 163 89", "1 3 3 0 192 0 0 57"),
    ("3 0 1 166 86", "1 4 3 0 0 0 0 0 248"),
    ("3 1 1 164 165 178", "1 0 3 0 252"),
    ("3 9 1 167 0 0 0 0 0 0 0 0 5 71", "1 0 3 5 247"),  # no key was asked for
    ("3 8 1 161 0 0 0 0 0 0 0 0 83", "1 0 3 0 252"),
    ("2 0 1 1 252", "1 0 2 0 253"),
]


@pytest.mark.parametrize(("request_", "reply"), GOLDEN)
def test_golden_dialogue(wire: Wire, request_: str, reply: str) -> None:
    assert wire.raw(dec(request_), 0.03) == dec(reply)


SILENCE = [
    ("2 0 1 254 254", "wrong checksum"),
    ("9 0 1 254 248", "nobody lives there"),
    ("2 0 1 159 94", "a header of the bill validator"),
    ("2 1 1 254 0 254", "data where none belongs"),
    ("2 0 7 254 249", "not from the host"),
    ("2 0 1", "half a frame"),
    ("0 2 1 1 228 1 23", "a null byte turned 'accept' into 'reset everybody'"),
    ("0 3 2 1 231 15 0 4", "a null byte turned 'enable coins' into 'reset everybody'"),
    ("2 2 1 1 228 1 21", "a reset with data"),
]


@pytest.mark.parametrize(("sent", "why"), SILENCE)
def test_silence_is_the_only_refusal(cabinet: Cabinet, wire: Wire, sent: str, why: str) -> None:
    wire.ask(COIN_ACCEPTOR, 231, 15, 0)
    assert wire.raw(dec(sent), 0.03) == b"", why
    time.sleep(0.06)  # the gap after which half a frame is forgotten
    assert wire.ask(COIN_ACCEPTOR, 230)[4:-1] == [15, 0], "and nothing was reset"


def test_half_a_frame_is_dropped_after_a_gap_and_not_before(wire: Wire) -> None:
    whole = dec("2 0 1 254 255")
    assert wire.raw(whole[:2], 0.06) == b""
    assert wire.raw(whole, 0.03) == dec("1 0 2 0 253")
    wire.port.write(whole[:2])
    assert wire.port.read(2) == whole[:2]
    assert wire.raw(whole[2:], 0.03) == dec("1 0 2 0 253")


def let_coins_in(wire: Wire) -> None:
    wire.ask(COIN_ACCEPTOR, 231, 12, 0)
    wire.ask(COIN_ACCEPTOR, 228, 1)
    wire.ask(COIN_ACCEPTOR, 229)


def test_a_coin_passes_only_an_open_and_polled_gate(cabinet: Cabinet, wire: Wire) -> None:
    assert cabinet.do("insert_coin", value=500) == {"ok": True, "accepted": 0}  # never polled
    let_coins_in(wire)
    assert cabinet.do("insert_coin", value=50)["accepted"] == 0  # not in the mask
    assert cabinet.do("insert_coin", value=500)["accepted"] == 1
    until(lambda: wire.ask(COIN_ACCEPTOR, 229)[4] == 2)
    wire.ask(COIN_ACCEPTOR, 228, 0)
    assert cabinet.do("insert_coin", value=500)["accepted"] == 0  # master
    wire.ask(COIN_ACCEPTOR, 228, 1)
    time.sleep(1.05)  # the host is silent
    assert cabinet.do("insert_coin", value=100)["accepted"] == 0
    wire.ask(COIN_ACCEPTOR, 229)  # and is back
    assert cabinet.do("insert_coin", value=100)["accepted"] == 1
    whys = [line["why"] for line in cabinet.ledger() if line["what"] == "coin_returned"]
    assert whys == ["unpolled", "inhibited", "inhibited", "unpolled"]
    until(lambda: wire.ask(COIN_ACCEPTOR, 229)[4] == 4)
    assert wire.ask(COIN_ACCEPTOR, 229)[4:11] == [4, 3, 2, 0, 131, 4, 1]
    assert wire.ask(COIN_ACCEPTOR, 225)[4:-1] == [2, 0, 0]


def test_coins_lie_where_the_sorter_sent_them(cabinet: Cabinet, wire: Wire) -> None:
    let_coins_in(wire)
    cabinet.do("insert_coin", value=500)
    cabinet.do("set_path", value=100, path=0)
    cabinet.do("insert_coin", value=100)
    stores = [line["to"] for line in cabinet.ledger() if line["what"] == "coin_in"]
    assert stores == ["hopper_500", "cash_box"]
    assert cabinet.do("state")["state"]["hopper_500"]["memory"]["coins"] == 21


def test_a_reset_closes_the_gate(wire: Wire) -> None:
    let_coins_in(wire)
    wire.ask(COIN_ACCEPTOR, 1)
    assert wire.ask(COIN_ACCEPTOR, 230)[4:-1] == [0, 0]
    assert wire.ask(COIN_ACCEPTOR, 227)[4:-1] == [0]


def dispense(wire: Wire, coins: int, address: int = HOPPER_100) -> list[int]:
    wire.ask(address, 164, 165)
    wire.ask(address, 160)
    return wire.ask(address, 167, 0, 0, 0, 0, 0, 0, 0, 0, coins)


def test_a_hopper_pays_only_when_enabled_keyed_and_idle(cabinet: Cabinet, wire: Wire) -> None:
    nak = [1, 0, 4, 5, 246]
    security = [0] * 8
    wire.ask(HOPPER_100, 160)
    assert wire.ask(HOPPER_100, 167, *security, 1) == nak  # disabled after power-up
    wire.ask(HOPPER_100, 164, 165)
    wire.ask(HOPPER_100, 160)
    assert wire.ask(HOPPER_100, 167, *security, 0) == nak  # nothing asked for
    assert wire.ask(HOPPER_100, 167, *security, 1) == nak  # the key is used up
    assert dispense(wire, 2)[4] == 1
    wire.ask(HOPPER_100, 160)
    assert wire.ask(HOPPER_100, 167, *security, 1) == nak  # busy
    until(lambda: wire.ask(HOPPER_100, 166)[4:-1] == [1, 0, 2, 0])
    assert wire.ask(HOPPER_100, 168)[4:-1] == [2, 0, 0]
    assert out(cabinet) == 2


def test_emergency_stop_and_emptiness_leave_coins_unpaid(cabinet: Cabinet, wire: Wire) -> None:
    dispense(wire, 9)
    until(lambda: out(cabinet) >= 1)
    unpaid = wire.ask(HOPPER_100, 172)[4]
    assert unpaid == 9 - out(cabinet)
    cabinet.do("empty", device=HOPPER)
    assert wire.ask(HOPPER_100, 217)[4] == 0x31
    dispense(wire, 3)
    until(lambda: wire.ask(HOPPER_100, 166)[5] == 0)
    assert wire.ask(HOPPER_100, 166)[4:-1] == [2, 0, 0, 3]
    assert wire.ask(HOPPER_100, 163)[4] & 2  # time-out


def digest(cabinet: Cabinet) -> str:
    return str(cabinet.do("snapshot")["digest"])


def test_being_polled_or_left_alone_is_no_change(cabinet: Cabinet, wire: Wire) -> None:
    let_coins_in(wire)
    before = digest(cabinet)
    for header in (229, 230, 227, 225, 254, 184):
        wire.ask(COIN_ACCEPTOR, header, *([1] if header == 184 else []))
    for header in (166, 163, 168, 217, 242):
        wire.ask(HOPPER_100, header)
    assert digest(cabinet) == before
    cabinet.do("insert_coin", value=100)
    assert digest(cabinet) != before


def test_a_moving_coin_arrives_after_a_process_cut_and_is_silent_after_a_cabinet_cut(
    cabinet: Cabinet, wire: Wire
) -> None:
    let_coins_in(wire)
    cabinet.do("set_gap", seconds=0.2)
    cabinet.do("insert_coin", value=500)
    moving = cabinet.do("snapshot")["state"]
    cabinet.do("restore", state=moving, cut="process")
    until(lambda: wire.ask(COIN_ACCEPTOR, 229)[4] == 1)
    cabinet.do("restore", state=moving, cut="cabinet")
    time.sleep(0.25)
    assert wire.ask(COIN_ACCEPTOR, 229)[4:-1] == [0] * 11
    assert wire.ask(COIN_ACCEPTOR, 225)[4:-1] == [1, 0, 0]
    assert inside(cabinet) == [500]


def test_a_coin_being_thrown_ends_on_one_side_and_is_counted_if_it_is_out(cabinet: Cabinet, wire: Wire) -> None:
    cabinet.do("set_coin_time", device=HOPPER, seconds=0.2)
    dispense(wire, 5)
    for _ in range(2):
        until(lambda: cabinet.do("state")["state"][HOPPER]["volatile"]["throwing"])
        thrown = cabinet.do("snapshot")["state"]
        before = thrown["devices"][HOPPER]["memory"]
        cabinet.do("restore", state=thrown, cut="cabinet")
        life = int.from_bytes(bytes(wire.ask(HOPPER_100, 168)[4:-1]), "little")
        coins = cabinet.do("state")["state"][HOPPER]["memory"]["coins"]
        assert life == out(cabinet) == before["life"] + (before["life"] % 2 == 0)
        assert coins == before["coins"] - (life - before["life"])
        assert wire.ask(HOPPER_100, 166)[4:-1] == [0, 0, 0, 0]
        assert wire.ask(HOPPER_100, 163)[4:-1] == [0xC0, 0, 1]  # power-up, disabled; power went in a payout
        cabinet.do("restore", state=thrown, cut="process")
        until(lambda: not cabinet.do("state")["state"][HOPPER]["volatile"]["throwing"])
    until(lambda: out(cabinet) == 5)


def test_memory_survives_sigterm_and_sigkill(tmp_path: Path) -> None:
    folder = tmp_path / "cabinet"
    with cabinet_process(folder, "--coin-time", "0.02") as cabinet:
        wire = Wire(cabinet)
        dispense(wire, 3)
        until(lambda: out(cabinet) == 3)
        wire.port.close()
    assert not (folder / "ready").exists()
    assert not cabinet.cctalk.is_symlink()
    with cabinet_process(folder, "--coin-time", "0.02") as cabinet:
        wire = Wire(cabinet)
        assert wire.ask(HOPPER_100, 168)[4:-1] == [3, 0, 0]
        dispense(wire, 200)
        until(lambda: out(cabinet) >= 10)
        cabinet.kill()
        until(lambda: not cabinet.cctalk.is_symlink())  # a dead pty's number may be another cabinet's next
        wire.port.close()
    with cabinet_process(folder, "--coin-time", "0.02") as cabinet:
        wire = Wire(cabinet)
        assert int.from_bytes(bytes(wire.ask(HOPPER_100, 168)[4:-1]), "little") == out(cabinet)
        refills = [line for line in cabinet.ledger() if line["what"] == "refill"]
        assert len(refills) == 1
        stored = json.loads((folder / "memory.json").read_text())
        assert stored["devices"][HOPPER]["coins"] == 60 - out(cabinet)
        wire.port.close()


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({"do": "fly"}, "no device can"),
        ({"do": "mute"}, 'name one "device"'),
        ({"do": "mute", "device": "tuba"}, "no device 'tuba'"),
        ({"do": "insert_coin", "device": HOPPER}, "can not"),
        ({"do": "insert_coin", "value": 7}, '"value" is one of'),
        ({"do": "insert_coin", "value": "100"}, "whole number"),
        ({"do": "refill", "device": HOPPER, "coins": -1}, "whole number"),
        ({"do": "restore", "state": {}, "cut": "process"}, '"state" is'),
        ({"do": "restore", "cut": "finger"}, '"cut" is'),
        ({}, "a request is an object"),
    ],
)
def test_a_wrong_request_is_answered_with_why(cabinet: Cabinet, request_: dict[str, Any], why: str) -> None:
    words = dict(request_)
    answer = cabinet.ask(words.pop("do", None), **words)
    assert answer["ok"] is False
    assert why in answer["why"]


def test_every_verb_of_coins_has_a_line_of_help(cabinet: Cabinet) -> None:
    answer = cabinet.do("help")
    devices = answer["devices"]
    assert set(devices) == {
        ACCEPTOR,
        "hopper_500",
        HOPPER,
        "cctalk_bus",
        "document_printer",
        "receipt_printer",
        "earphone",
    }
    mine = [answer["verbs"], devices[ACCEPTOR], devices[HOPPER], devices["cctalk_bus"]]
    assert all(text for verbs in mine for text in verbs.values())
