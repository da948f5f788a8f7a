"""HTTP whose every exchange has an end: one deadline over the whole of it, however slowly the other end speaks.

An HTTP client counts its time-outs for each step, so a peer that drips a byte now and then holds a thread for ever.
Here names, connections, reads and writes of httpcore wait on one ``Deadline`` as well; the time-outs that httpcore is
given for a step still hold. Who is late raises httpcore's own time-outs; an answer that has no room, ``ProtocolError``.

Used by the printer's wire and by the kiosk's client of the district.
"""

from __future__ import annotations

import math
import queue
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

import httpcore

_DROP = struct.pack("ii", 1, 0)  # SO_LINGER: closing drops what was not sent, so it no longer fills a slow line


class Deadline(threading.local):
    """The end of the exchange that this thread is in, and how much room is left for its answer."""

    def __init__(self) -> None:
        self._until = math.inf
        self._largest = self._room = math.inf

    def begin(self, seconds: float, largest: float = math.inf) -> None:
        """``largest``: bytes of the answer, headers included."""
        self._until = time.monotonic() + seconds
        self._largest = self._room = largest

    def shorten(self, seconds: float) -> None:
        self._until = min(self._until, time.monotonic() + seconds)

    def wait(self, late: type[httpcore.TimeoutException], until: float = math.inf) -> float:
        """Seconds (> 0) to wait now, for this step at most ``until``; raises ``late`` when there are none left. Who
        waits for longer than that calls again."""
        left = min(self._until, until) - time.monotonic()
        if left <= 0:
            raise late("the time for the whole exchange is over")
        return left

    def received(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise httpcore.ProtocolError(f"an answer of more than {self._largest} bytes")


class _Asked(threading.local):
    """Where the answer of this thread's look-up under way will be."""

    answers: queue.SimpleQueue[tuple[str, ...] | OSError] | None = None


class DeadlineNetwork(httpcore.NetworkBackend):
    """The system's network under a deadline. ``drop_unsent``: what a peer did not take in time is not sent any more
    after the exchange was given up."""

    def __init__(self, deadline: Deadline, *, drop_unsent: bool = False) -> None:
        self._deadline = deadline
        self._drop_unsent = drop_unsent
        self._real = httpcore.SyncBackend()
        self._asked = _Asked()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """To the first address of ``host`` that takes the connection; ``timeout`` is for each."""
        failed: Exception = httpcore.ConnectError(f"{host}: no address")
        for address in (host,) if _is_number(host) else self._resolve(host, port):
            self._deadline.wait(httpcore.ConnectTimeout)
            try:
                real = self._real.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(real, self._deadline, drop_unsent=self._drop_unsent)
        raise failed

    def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        """The system's resolver may take half a minute without a network, so a thread of its own waits for it; one at
        a time, whose answer serves a later try as well."""
        if self._asked.answers is None:
            self._asked.answers = queue.SimpleQueue()
            words = (host, port, self._asked.answers)
            threading.Thread(target=_look_up, args=words, name="name look-up", daemon=True).start()
        while True:
            try:
                answer = self._asked.answers.get(timeout=self._deadline.wait(httpcore.ConnectTimeout))
            except queue.Empty:
                continue
            self._asked.answers = None
            if isinstance(answer, OSError):
                raise httpcore.ConnectError(str(answer)) from answer
            return answer


def _look_up(host: str, port: int, answers: queue.SimpleQueue[tuple[str, ...] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(tuple(dict.fromkeys(str(each[4][0]) for each in found)))
    except (OSError, UnicodeError) as error:
        answers.put(OSError(f"{host}: {error}"))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class _Stream(httpcore.NetworkStream):
    """A connection all of whose waits are on the deadline."""

    def __init__(self, real: httpcore.NetworkStream, deadline: Deadline, *, drop_unsent: bool) -> None:
        self._real = real
        self._deadline = deadline
        self._drop_unsent = drop_unsent

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        until = _end(timeout)
        while True:
            wait = self._wait(httpcore.ReadTimeout, until)
            try:
                data = self._real.read(max_bytes, wait)
            except httpcore.ReadTimeout:
                continue
            self._deadline.received(len(data))
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        until = _end(timeout)
        wire: socket.socket = self._real.get_extra_info("socket")
        left = memoryview(buffer)
        while left:
            wire.settimeout(self._wait(httpcore.WriteTimeout, until))
            try:
                left = left[wire.send(left) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._wait(httpcore.ConnectTimeout)
        real = self._real.start_tls(ssl_context, server_hostname, timeout)  # the time-out is for the whole handshake
        return _Stream(real, self._deadline, drop_unsent=self._drop_unsent)

    def get_extra_info(self, info: str) -> Any:
        return self._real.get_extra_info(info)

    def close(self) -> None:
        self._real.close()

    def _wait(self, late: type[httpcore.TimeoutException], until: float = math.inf) -> float:
        try:
            return self._deadline.wait(late, until)
        except httpcore.TimeoutException:
            wire = self._real.get_extra_info("socket")
            if self._drop_unsent and isinstance(wire, socket.socket):
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
            raise


def _end(timeout: float | None) -> float:
    return math.inf if timeout is None else time.monotonic() + timeout
