"""ccTalk frames as the devices' side sees them: dest, n, source, header, n data bytes, checksum (device-protocols.md
1.2).

The 8-bit checksum makes all bytes of a frame add up to 0 modulo 256. Written apart from the driver's codec on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

HOST = 1
DATA = 0
NAK = 5
BUSY = 6


@dataclass(frozen=True)
class Request:
    address: int
    header: int
    data: bytes


class Line:
    """Cuts the bytes of the wire into frames. A gap inside a frame drops what came before it."""

    GAP_S = 0.05

    def __init__(self) -> None:
        self._pending = bytearray()
        self._last = 0.0

    def clear(self) -> None:
        self._pending.clear()

    def feed(self, data: bytes, now: float) -> list[Request]:
        """The good requests of the host in ``data``; whatever is not one is swallowed, as a device does."""
        if self._pending and now - self._last >= self.GAP_S:
            self._pending.clear()
        self._last = now
        self._pending += data
        found = []
        while len(self._pending) >= 5:
            length = self._pending[1] + 5
            if len(self._pending) < length:
                break
            frame = bytes(self._pending[:length])
            del self._pending[:length]
            if sum(frame) % 256 == 0 and frame[2] == HOST:
                found.append(Request(frame[0], frame[3], frame[4:-1]))
        return found


def answer(address: int, header: int, data: bytes = b"") -> bytes:
    """The frame that device ``address`` sends to the host."""
    head = bytes([HOST, len(data), address, header]) + data
    return head + bytes([-sum(head) % 256])
