"""ccTalk frames in both checksum variants (device-protocols.md 1.2, 1.3).

8-bit: ``[destination][n][source][header][n data][sum]``, all bytes together 0 modulo 256. CRC: the source byte is the
low byte of a CRC-16/XMODEM over destination, n, header and data, the last byte its high one; such a frame names no
source.
"""

from __future__ import annotations

from dataclasses import dataclass

HOST = 1
REPLY = 0
NAK = 5
BUSY = 6

SIMPLE_POLL = 254
OVERHEAD = 5


class BadFrame(Exception):
    """Bytes that are not one whole, sound frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    destination: int
    source: int | None
    """None in the CRC variant, which does not carry it."""
    header: int
    data: bytes = b""


def encode(address: int, header: int, data: bytes = b"") -> bytes:
    """The host's request to ``address`` with the 8-bit checksum."""
    head = bytes((address, len(data), HOST, header)) + data
    return head + bytes((-sum(head) & 0xFF,))


def decode(raw: bytes) -> Frame:
    """One frame with the 8-bit checksum. Raises ``BadFrame``."""
    _check_length(raw)
    if sum(raw) & 0xFF:
        raise BadFrame(f"checksum: {raw.hex(' ')}")
    return Frame(raw[0], raw[2], raw[3], raw[4:-1])


def encode_crc(address: int, header: int, data: bytes = b"") -> bytes:
    """The host's request to ``address`` with the CRC."""
    crc = crc16(bytes((address, len(data), header)) + data)
    return bytes((address, len(data), crc & 0xFF, header)) + data + bytes((crc >> 8,))


def decode_crc(raw: bytes) -> Frame:
    """One frame with the CRC. Raises ``BadFrame``."""
    _check_length(raw)
    if crc16(raw[:2] + raw[3:-1]) != raw[2] | raw[-1] << 8:
        raise BadFrame(f"crc: {raw.hex(' ')}")
    return Frame(raw[0], None, raw[3], raw[4:-1])


def crc16(data: bytes) -> int:
    """CRC-16/XMODEM: polynomial 0x1021, start 0, most significant bit first (device-protocols.md 0.3)."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _check_length(raw: bytes) -> None:
    if len(raw) < OVERHEAD or len(raw) != raw[1] + OVERHEAD:
        raise BadFrame(f"length: {raw.hex(' ')}")
