"""Golden frames of ccTalk: the driver's codec against the specification's own and computed vectors."""

from __future__ import annotations

import pytest

from drivers.cctalk.frames import BadFrame, Frame, crc16, decode, decode_crc, encode, encode_crc

REQUESTS = [
    ("simple poll hopper", 3, 254, b"", "3 0 1 254 254"),
    ("serial of the coin acceptor", 2, 242, b"", "2 0 1 242 11"),
    ("coin id of position 1", 2, 184, b"\1", "2 1 1 184 1 67"),
    ("enable coins 1-4", 2, 231, b"\x0f\0", "2 2 1 231 15 0 5"),
    ("master inhibit off", 2, 228, b"\1", "2 1 1 228 1 23"),
    ("master inhibit on", 2, 228, b"\0", "2 1 1 228 0 24"),
    ("events", 2, 229, b"", "2 0 1 229 24"),
    ("reset", 2, 1, b"", "2 0 1 1 252"),
    ("hopper enable", 3, 164, b"\xa5", "3 1 1 164 165 178"),
    ("hopper disable", 3, 164, b"\0", "3 1 1 164 0 87"),
    ("hopper status", 3, 166, b"", "3 0 1 166 86"),
    ("pump random numbers", 3, 161, bytes(8), "3 8 1 161 0 0 0 0 0 0 0 0 83"),
    ("key request", 3, 160, b"", "3 0 1 160 92"),
    ("dispense 5, security bytes", 3, 167, bytes(8) + b"\5", "3 9 1 167 0 0 0 0 0 0 0 0 5 71"),
    ("dispense 5, serial number", 3, 167, bytes([78, 97, 188, 5]), "3 4 1 167 78 97 188 5 225"),
    ("bill id of type 1", 40, 157, b"\1", "40 1 1 157 1 56"),
]

REPLIES = [
    ("ACK", "1 0 3 0 252", Frame(1, 3, 0)),
    ("serial 12345678", "1 3 2 0 78 97 188 143", Frame(1, 2, 0, (12345678).to_bytes(3, "little"))),
    ("KR500A", "1 6 2 0 75 82 53 48 48 65 132", Frame(1, 2, 0, b"KR500A")),
    ("events after a reset", "1 11 2 0 0 0 0 0 0 0 0 0 0 0 0 242", Frame(1, 2, 0, bytes(11))),
    ("one coin", "1 11 2 0 1 4 1 0 0 0 0 0 0 0 0 236", Frame(1, 2, 0, bytes([1, 4, 1] + [0] * 8))),
    ("status in a payout", "1 4 3 0 1 3 2 0 242", Frame(1, 3, 0, bytes([1, 3, 2, 0]))),
    ("life count 1005", "1 3 3 0 237 3 0 9", Frame(1, 3, 0, (1005).to_bytes(3, "little"))),
    ("hopper at power-up", "1 3 3 0 192 0 0 57", Frame(1, 3, 0, bytes([192, 0, 0]))),
    ("NAK", "1 0 3 5 247", Frame(1, 3, 5)),
    ("BUSY", "1 0 3 6 246", Frame(1, 3, 6)),
]

CRC_REQUESTS = [
    (40, 254, b"", "40 0 182 254 33"),
    (40, 159, b"", "40 0 49 159 93"),
    (40, 154, b"\1", "40 1 188 154 1 98"),
    (40, 231, b"\x0f\0", "40 2 110 231 15 0 210"),
    (40, 1, b"", "40 0 70 1 63"),
]

CRCS = [
    ("49D5F2", 0xA6B3),
    ("2FBD9D", 0x90B2),
    ("D953D1", 0x7BB5),
    ("70B8D9640415", 0xFB00),
    ("7261B94ED078", 0x93E3),
    ("63FAD19FE619", 0x5BB3),
]


def dec(text: str) -> bytes:
    return bytes(int(word) for word in text.split())


@pytest.mark.parametrize(("name", "address", "header", "data", "frame"), REQUESTS)
def test_requests_are_the_specifications_bytes(name: str, address: int, header: int, data: bytes, frame: str) -> None:
    assert encode(address, header, data) == dec(frame), name


@pytest.mark.parametrize(("name", "raw", "frame"), REPLIES)
def test_replies_are_understood(name: str, raw: str, frame: Frame) -> None:
    assert decode(dec(raw)) == frame, name


@pytest.mark.parametrize(("address", "header", "data", "frame"), CRC_REQUESTS)
def test_requests_with_crc(address: int, header: int, data: bytes, frame: str) -> None:
    assert encode_crc(address, header, data) == dec(frame)


def test_replies_with_crc() -> None:
    assert decode_crc(dec("1 0 48 0 55")) == Frame(1, None, 0)
    events = decode_crc(dec("1 11 59 0 1 3 1 0 0 0 0 0 0 0 0 61"))
    assert events.data == bytes([1, 3, 1] + [0] * 8)
    with pytest.raises(BadFrame):
        decode_crc(dec("1 0 48 0 56"))


@pytest.mark.parametrize(("data", "crc"), CRCS)
def test_crc_vectors(data: str, crc: int) -> None:
    assert crc16(bytes.fromhex(data)) == crc


def test_crc_check_value() -> None:
    assert crc16(b"123456789") == 0x31C3


@pytest.mark.parametrize("raw", ["", "1", "1 0 3 0", "1 0 3 0 253", "1 1 3 0 252", "1 0 3 0 252 0"])
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(BadFrame):
        decode(dec(raw))
