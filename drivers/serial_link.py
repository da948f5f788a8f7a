"""Bytes with deadlines over a serial port that may vanish at any time.

``write`` and ``read`` raise ``LinkDown`` when the port is not there, is used by another program, or went away (cable
pulled, adapter reset, other end gone). The next call tries to open it again, at most as often as the back-off allows;
so a caller that keeps asking heals by itself. Nothing here blocks for longer than a second. One thread uses a link.

``observer``, if given, is called with ``"before <label>"`` and ``"after <label>"`` around every write to the wire.
"""

from __future__ import annotations

import logging
import select
import termios
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import serial

log = logging.getLogger(__name__)

Observer = Callable[[str], None]

WRITE_S = 0.5
BACKOFF_S = (0.1, 0.2, 0.4, 0.8, 1.0)
TRACE_FRAMES = 200

_GONE = (serial.SerialException, OSError, termios.error)


class LinkDown(Exception):
    """There is no port now. The text says why, for a technician."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One write or read as it was on the wire. ``at``: monotonic seconds."""

    at: float
    sent: bool
    data: bytes


class SerialLink:
    """A port of 8 data bits, no parity, 1 stop bit. ``port``: a device, a pty or a symlink to one. ``rtscts``: the
    other end may hold us back by its modem line (a pty has none, and never does)."""

    def __init__(
        self, port: Path | str, *, baud: int = 9600, rtscts: bool = False, observer: Observer | None = None
    ) -> None:
        self.port = str(port)
        self.trace: deque[Traced] = deque(maxlen=TRACE_FRAMES)
        """The last bytes both ways, for technicians. Never personal data: money devices use this link, and slips have
        none."""
        self._baud = baud
        self._rtscts = rtscts
        self._observer = observer
        self._serial: serial.Serial | None = None
        self._failures = 0
        self._retry_at = 0.0
        self._why = "not opened yet"

    @property
    def opened(self) -> bool:
        return self._serial is not None

    def open(self) -> bool:
        """Make sure that the port is open; True if it was opened by this call."""
        if self._serial is not None:
            return False
        if time.monotonic() < self._retry_at:
            raise LinkDown(self._why)
        try:
            # exclusive: two programs polling one money device lose money. timeout 0: this class waits by itself.
            self._serial = serial.Serial(
                self.port, self._baud, timeout=0, rtscts=self._rtscts, write_timeout=WRITE_S, exclusive=True
            )
        except _GONE as error:
            raise self._down(error) from error
        log.info("%s opened", self.port)
        self._failures = 0
        return True

    def write(self, data: bytes, label: str) -> None:
        """Send all of ``data``."""
        self.open()
        observer = self._observer
        if observer is not None:
            observer(f"before {label}")
        try:
            self._send(data)
        finally:
            if observer is not None:
                observer(f"after {label}")

    def read(self, deadline: float) -> bytes:
        """What has arrived, or what arrives first until ``deadline`` (monotonic); ``b""`` if nothing did."""
        if self._serial is None:
            raise LinkDown(self._why)
        try:
            ready, _, _ = select.select([self._serial.fd], [], [], max(0.0, deadline - time.monotonic()))
            data = bytes(self._serial.read(4096)) if ready else b""
        except _GONE as error:
            raise self._down(error) from error
        if data:
            self.trace.append(Traced(time.monotonic(), False, data))
        return data

    def discard(self) -> bytes:
        """Throw away what has arrived; it is returned for the curious."""
        return self.read(0.0) if self._serial is not None else b""

    def close(self) -> None:
        """Free the port. Safe to call twice; the next ``open`` is tried at once."""
        self._shut()
        self._retry_at = 0.0
        self._failures = 0

    def _send(self, data: bytes) -> None:
        if self._serial is None:
            raise LinkDown(self._why)
        try:
            self._serial.write(data)
        except _GONE as error:
            raise self._down(error) from error
        self.trace.append(Traced(time.monotonic(), True, data))

    def _down(self, error: BaseException) -> LinkDown:
        self._shut()
        self._why = f"{self.port}: {error}"
        if not self._failures:
            log.info("%s is not there: %s", self.port, error)
        self._retry_at = time.monotonic() + BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        self._failures += 1
        return LinkDown(self._why)

    def _shut(self) -> None:
        if self._serial is not None:
            port, self._serial = self._serial, None
            try:
                if self._rtscts:
                    port.reset_output_buffer()  # or closing waits for a receiver that holds us back, 30 s long
                port.close()
            except _GONE as error:
                log.debug("closing %s: %s", self.port, error)
