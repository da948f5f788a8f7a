"""A hang becomes a restart: systemd is told that all is well only while every thread comes by.

Each thread that matters has a *tick*, called whenever it turns its loop (a second at most while nothing happens). It is
expected from the thread's start to its end. The watchdog feeds systemd only if none is later than ``hang`` seconds.
Words to systemd are sd_notify(3) datagrams; without
systemd (no NOTIFY_SOCKET) they go nowhere and a late thread is only logged.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

_EVERY_S = 1.0


def notify(words: str) -> bool:
    """Tell systemd ``READY=1``, ``WATCHDOG=1``, ``STOPPING=1``; False when nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
        try:
            wire.sendto(words.encode(), "\0" + address[1:] if address[0] == "@" else address)
        except OSError as error:
            log.warning("systemd can not be told %s: %s", words, error.strerror)
            return False
    return True


class Pulse:
    """When each thread came by last. ``clock``: monotonic seconds."""

    def __init__(self, hang: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._hang = hang
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def tick_of(self, thread: str) -> Tick:
        """The tick for one thread; nobody expects it yet."""
        return Tick(self, thread)

    def come_by(self, thread: str) -> None:
        with self._lock:
            if thread in self._seen:
                self._seen[thread] = self._clock()

    def expect(self, thread: str) -> None:
        with self._lock:
            self._seen[thread] = self._clock()

    def forget(self, thread: str) -> None:
        with self._lock:
            self._seen.pop(thread, None)

    def late(self) -> tuple[str, ...]:
        """The threads that did not come by for ``hang`` seconds."""
        limit = self._clock() - self._hang
        with self._lock:
            return tuple(sorted(name for name, at in self._seen.items() if at < limit))


class Tick:
    """One thread's sign; any thread may call any of it."""

    def __init__(self, pulse: Pulse, thread: str) -> None:
        self._pulse = pulse
        self._thread = thread

    def __call__(self) -> None:
        """The thread came by. Nothing while it is not expected."""
        self._pulse.come_by(self._thread)

    def expect(self) -> Tick:
        """From now on: the thread is about to start."""
        self._pulse.expect(self._thread)
        return self

    def forget(self) -> None:
        """The thread has ended, or is to."""
        self._pulse.forget(self._thread)


class Watchdog:
    """Feeds systemd while ``pulse`` has nobody late. Its own thread; ``every`` seconds (well below WatchdogSec)."""

    def __init__(
        self, pulse: Pulse, feed: Callable[[], object] = lambda: notify("WATCHDOG=1"), every: float = _EVERY_S
    ) -> None:
        self._pulse = pulse
        self._feed = feed
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog")
        self._was_late: tuple[str, ...] = ()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Safe to call twice."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._every):
            late = self._pulse.late()
            if not late:
                self._feed()
            elif late != self._was_late:
                log.error("threads hang: %s", ", ".join(late))
            self._was_late = late
