"""A serial port without hardware: a pty behind a name in the cabinet's folder. The thread that waits at it can be woken
when something else is to be done.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import time
import tty
from collections import deque
from pathlib import Path
from typing import Any

from drivers.simulators.port_guard import PortGuard


class PtyPort:
    """One thread waits and reads; ``wake`` from any. ``byte_s``: seconds that a byte takes on the wire; ``log``: so
    many pieces of what went both ways are kept."""

    def __init__(self, *, byte_s: float = 0.0, log: int = 1000) -> None:
        self.byte_s = byte_s
        self.wire: deque[dict[str, Any]] = deque(maxlen=log)
        """Oldest first: at (seconds), from (host|device), hex."""
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._master = self._slave = -1
        self._link: Path
        self._guard: PortGuard

    def open(self, link: Path) -> None:
        """The host finds the port under ``link`` from now on."""
        self._link = link
        link.parent.mkdir(parents=True, exist_ok=True)
        self._guard = PortGuard(link)
        self._plug_in()

    def close(self) -> None:
        """After the thread that waits has ended."""
        self._guard.stop()
        for fd in (self._master, self._slave, self._wake_read, self._wake_write):
            os.close(fd)

    def replug(self) -> None:
        """As if the cable were pulled and plugged in again: another pty behind the same name. In the thread that
        waits."""
        os.close(self._master)
        os.close(self._slave)
        self._plug_in()

    def _plug_in(self) -> None:
        self._master, self._slave = os.openpty()
        # A fresh pty echoes by itself; and without our own slave open, reading the master fails while no host is there.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        new = self._link.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.ttyname(self._slave))
        new.replace(self._link)
        self._guard.published()

    def wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"!")

    def wait(self, seconds: float | None, *, most: int = 4096) -> bytes:
        """What the host sent, at most so many bytes; nothing once woken or after ``seconds``. ``most`` 0: what it sends
        stays with it."""
        waiting = [self._wake_read, self._master] if most else [self._wake_read]
        ready, _, _ = select.select(waiting, [], [], seconds)
        if self._wake_read in ready:
            os.read(self._wake_read, 100)
        return self._read(most) if self._master in ready else b""

    def _read(self, most: int) -> bytes:
        try:
            data = os.read(self._master, most)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EIO):
                return b""
            raise
        time.sleep(len(data) * self.byte_s)
        return data

    def write(self, data: bytes) -> None:
        """Nobody reads: what does not fit is lost, as on a wire."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, data)

    def note(self, talker: str, data: bytes) -> None:
        self.wire.append({"at": time.monotonic(), "from": talker, "hex": data.hex()})
