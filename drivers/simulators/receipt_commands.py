"""ESC/POS as a receipt printer reads it: bytes in, commands out. Strict: what this printer does not know is an error.

Real-time commands are obeyed when they arrive, wherever they stand, also among the dots of a picture (``RealTime``); at
a command's place they are passed over by ``next_command``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 4096


@dataclass(frozen=True)
class Command:
    """``name``: ``esc @``, ``gs v 0`` …; ``size``: bytes of it in the buffer."""

    name: str
    size: int
    data: bytes = b""
    """Parameters, and dots where it has some."""


_FIXED: dict[bytes, tuple[str, int]] = {
    b"\0": ("nul", 0),
    b"\n": ("lf", 0),
    b"\x1b@": ("esc @", 0),
    b"\x1b$": ("esc $", 2),
    b"\x1bJ": ("esc j", 1),
    b"\x1bd": ("esc d", 1),
    b"\x1dP": ("gs p", 2),
    b"\x1da": ("gs a", 1),
    b"\x1dr": ("gs r", 1),
    b"\x1dI": ("gs i", 1),
    b"\x1dg2": ("gs g 2", 3),
    b"\x10\x04": ("real time", 1),
    b"\x10\x05": ("real time", 1),
}
"""Prefix → name, and how many bytes of parameters follow."""


def next_command(buffer: bytes) -> Command | None:
    """The command that ``buffer`` begins with; None while a part of it is still to come."""
    for prefix, (name, length) in _FIXED.items():
        if buffer.startswith(prefix):
            size = len(prefix) + length
            return Command(name, size, buffer[len(prefix) : size]) if len(buffer) >= size else None
        if prefix.startswith(buffer):
            return None
    if buffer.startswith((b"\x1b*", b"\x1dv0", b"\x1dV", b"\x1de", b"\x1d(H")):
        return _of_its_own_length(buffer)
    if any(start.startswith(buffer) for start in (b"\x1dv0", b"\x1d(H")):
        return None
    return Command("unknown", 1, buffer[:1])


def _of_its_own_length(buffer: bytes) -> Command | None:
    match buffer[1:2]:
        case b"*":
            name, head, size = "esc *", 2, 5
            if len(buffer) >= size:
                size += int.from_bytes(buffer[3:5], "little") * (3 if buffer[2] in (32, 33) else 1)
        case b"v":
            name, head, size = "gs v 0", 3, 8
            if len(buffer) >= size:
                size += int.from_bytes(buffer[4:6], "little") * int.from_bytes(buffer[6:8], "little")
        case b"V":
            name, head, size = "gs v", 2, 3
            if len(buffer) >= size and buffer[2] in (65, 66):
                size = 4
        case b"e":
            name, head, size = "gs e", 2, 3
            if len(buffer) >= size and buffer[2] in (3, 5):
                size = 4 if buffer[2] == 3 else 3
        case _:
            name, head, size = "gs ( h", 3, 5
            if len(buffer) >= size:
                size += int.from_bytes(buffer[3:5], "little")
    if size > LARGEST:
        return Command("unknown", head, buffer[:head])
    return Command(name, size, buffer[head:size]) if len(buffer) >= size else None


class RealTime:
    """Finds DLE EOT n and DLE ENQ n in whatever arrives."""

    def __init__(self) -> None:
        self._last = b""

    def find(self, data: bytes) -> Iterator[tuple[str, int]]:
        """``("eot" | "enq", n)``, oldest first."""
        for byte in data:
            self._last = (self._last + bytes([byte]))[-3:]
            if len(self._last) == 3 and self._last[0] == 0x10 and self._last[1] in (0x04, 0x05):
                kind = "eot" if self._last[1] == 0x04 else "enq"
                self._last = b""
                yield kind, byte

    def clear(self) -> None:
        self._last = b""
