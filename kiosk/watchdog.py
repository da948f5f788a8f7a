"""A hang becomes a restart: systemd is told that all is well only while every thread comes by.

Each thread that matters has a *tick*, called whenever it turns its loop (a second at most while nothing happens). The
watchdog feeds systemd only if none is later than ``hang`` seconds. Words to systemd are sd_notify(3) datagrams; without
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

    def tick_of(self, thread: str) -> Callable[[], None]:
        """The tick for one thread; it is expected from now on."""

        def tick() -> None:
            self._seen[thread] = self._clock()

        tick()
        return tick

    def late(self) -> tuple[str, ...]:
        """The threads that did not come by for ``hang`` seconds."""
        limit = self._clock() - self._hang
        return tuple(sorted(name for name, at in self._seen.items() if at < limit))


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
