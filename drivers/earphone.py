"""The earphone's jack: a Linux input device that says whether a plug is in it.

``start`` begins to listen; ``changed(plugged)`` is called from the jack's own thread once the state is known, and then
whenever it changes. A jack that is not there, or goes away, counts as unplugged: what is said in private must not go on
aloud. It is tried again until it comes (back).

On the wire: 24-byte ``struct input_event`` (linux/input.h) of a 64-bit kernel; what matters is EV_SW,
SW_HEADPHONE_INSERT. The state at the start is asked by EVIOCGSW where the file is a device.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import select
import stat
import struct
import threading
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

_EVENT = struct.Struct("@llHHi")
_EV_SYN, _EV_SW = 0, 5
_SYN_DROPPED = 3
_SW_HEADPHONE_INSERT = 2
_SWITCHES = 8
"""Bytes that hold the state of every switch there is."""
_EVIOCGSW = (2 << 30) | (_SWITCHES << 16) | (ord("E") << 8) | 0x1B
_BACKOFF_S = (0.1, 0.2, 0.4, 0.8, 1.0)
_TURN_S = 1.0


class Earphone:
    """``start`` and ``stop`` once each."""

    def __init__(
        self, device: Path, changed: Callable[[bool], None], *, tick: Callable[[], object] = lambda: None
    ) -> None:
        self._device = device
        self._changed = changed
        self._tick = tick
        self._plugged: bool | None = None
        self._failures = 0
        self._there: bool | None = None
        """As it was logged last."""
        self._stopping = threading.Event()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name="earphone")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and free the device (≤ 1 s). Safe to call twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        os.eventfd_write(self._wake, 1)
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._tick()
            try:
                handle = os.open(self._device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError as error:
                self._gone(error.strerror or "can not be opened")
                continue
            try:
                self._listen(handle)
            except OSError as error:
                self._gone(error.strerror or "went away")
            finally:
                os.close(handle)

    def _gone(self, why: str) -> None:
        """Told once, until it was there again."""
        if self._there is not False:
            self._there = False
            log.info("%s is not there: %s", self._device, why)
        self._is(False)
        pause = _BACKOFF_S[min(self._failures, len(_BACKOFF_S) - 1)]
        self._failures += 1
        self._stopping.wait(pause)

    def _listen(self, handle: int) -> None:
        """Until ``stop``, or raises OSError when the device is gone."""
        mode = os.fstat(handle).st_mode
        asked = stat.S_ISCHR(mode)
        if asked:
            self._is(_state(handle))
            self._failures = 0
        elif not stat.S_ISFIFO(mode):
            raise OSError(errno.ENODEV, "no input device")
        if not self._there:
            self._there = True
            log.info("%s opened", self._device)
        rest = b""
        while not self._stopping.is_set():
            self._tick()
            ready, _, _ = select.select([handle, self._wake], [], [], _TURN_S)
            if handle not in ready:
                continue
            data = os.read(handle, 64 * _EVENT.size)
            if not data:
                raise OSError(0, "nobody is at the other end")
            self._failures = 0
            rest += data
            while len(rest) >= _EVENT.size:
                _, _, kind, code, value = _EVENT.unpack_from(rest)
                rest = rest[_EVENT.size :]
                if (kind, code) == (_EV_SW, _SW_HEADPHONE_INSERT):
                    self._is(value != 0)
                elif (kind, code) == (_EV_SYN, _SYN_DROPPED) and asked:
                    self._is(_state(handle))  # the kernel had no room for some events

    def _is(self, plugged: bool) -> None:
        if plugged != self._plugged:
            self._plugged = plugged
            self._changed(plugged)


def _state(handle: int) -> bool:
    switches = bytearray(_SWITCHES)
    fcntl.ioctl(handle, _EVIOCGSW, switches)
    return bool(switches[0] & 1 << _SW_HEADPHONE_INSERT)
