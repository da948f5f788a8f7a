"""HTTP to a printer that may do anything: every exchange has an end, and its thread is never out of sight.

An ordinary HTTP client counts its time-outs per read, so a printer that drips a byte now and then holds it for ever.
Here the *whole* exchange has a deadline, an answer has a greatest size, ``turn`` is called at least every ``TURN_S``
while waiting (``CONNECT_S`` in a connect), and ``hang_up`` ends the wait from another thread.

Raises one of

- ``PrinterAway``: no connection, nothing was sent;
- ``PrinterSilent``: something may have been sent and there is no usable answer; it may or may not have been done.
  ``PrinterHungUp`` is the case that the printer ended the connection.

One connection is kept open. Nothing is ever sent twice by this module.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore

TURN_S = 0.2
"""Longest wait between two calls of ``turn``."""
CONNECT_S = 0.5
"""Longest try to connect, of the exchange's whole time."""
LARGEST = 1024 * 1024
"""Bytes of one answer, headers included. The longest honest one, fifty jobs, has about 20 kB."""


class PrinterAway(Exception):
    """No connection; nothing was sent."""


class PrinterSilent(Exception):
    """No usable answer; whether the request was carried out is unknown."""


class PrinterHungUp(PrinterSilent):
    """The printer ended the connection instead of answering."""


class PrinterWire:
    """POST to one address. Not thread-safe but for ``hang_up``."""

    def __init__(self, url: str, turn: Callable[[], None]) -> None:
        self._url = url
        self._limits = _Limits(turn)
        self._pool = httpcore.ConnectionPool(
            max_connections=1, keepalive_expiry=None, network_backend=_Backend(self._limits)
        )

    def post(self, body: Iterable[bytes], length: int, *, answer_s: float, sending_s: float = 0.0) -> tuple[int, bytes]:
        """(HTTP status, answer). ``body`` has ``length`` bytes. The answer is there ``answer_s`` seconds after the last
        byte was sent, and after ``answer_s + sending_s`` altogether, or the exchange is given up."""
        limits = self._limits
        limits.begin(answer_s + sending_s)

        def sending() -> Iterator[bytes]:
            yield from body
            limits.shorten(answer_s)

        request = httpcore.Request(
            "POST",
            self._url,
            headers=[
                ("Host", urlsplit(self._url).netloc),
                ("Content-Type", "application/ipp"),
                ("Accept", "application/ipp"),
                ("Content-Length", str(length)),
            ],
            content=sending(),
            extensions={"timeout": {"pool": answer_s}},
        )
        try:
            answer = self._pool.handle_request(request)
            with closing(answer):
                return answer.status, b"".join(_pieces(answer))
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise PrinterAway(str(error)) from error
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            raise PrinterHungUp(f"{type(error).__name__} {error}".rstrip()) from error
        except (httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise PrinterSilent(f"{type(error).__name__} {error}".rstrip()) from error

    def hang_up(self) -> None:
        """End an exchange under way within ``TURN_S`` (a connect: ``CONNECT_S``); none begins any more. From any
        thread."""
        self._limits.over.set()

    def close(self) -> None:
        self._pool.close()


def _pieces(answer: httpcore.Response) -> Iterable[bytes]:
    if not isinstance(answer.stream, Iterable):
        raise TypeError("an answer for another kind of client")
    return answer.stream


class _Limits:
    """Of the present exchange."""

    def __init__(self, turn: Callable[[], None]) -> None:
        self.over = threading.Event()
        self._turn = turn
        self._until = 0.0
        self._room = 0

    def begin(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._room = LARGEST

    def shorten(self, seconds: float) -> None:
        self._until = min(self._until, time.monotonic() + seconds)

    def wait(self, late: type[httpcore.TimeoutException]) -> float:
        """Seconds (> 0) to wait now; raises ``late`` when there are none left."""
        self._turn()
        left = self._until - time.monotonic()
        if self.over.is_set():
            raise late("the kiosk is stopping")
        if left <= 0:
            raise late("the time for the whole exchange is over")
        return min(left, TURN_S)

    def received(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise httpcore.ProtocolError(f"an answer of more than {LARGEST} bytes")


class _Backend(httpcore.NetworkBackend):
    def __init__(self, limits: _Limits) -> None:
        self._limits = limits
        self._real = httpcore.SyncBackend()
        self._asked: queue.SimpleQueue[str | OSError] | None = None
        """Where the answer of a look-up under way will be."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = host if _is_number(host) else self._resolve(host, port)
        self._limits.wait(httpcore.ConnectTimeout)
        real = self._real.connect_tcp(address, port, CONNECT_S, local_address, socket_options)
        return _Stream(real, self._limits)

    def _resolve(self, host: str, port: int) -> str:
        """The system's resolver may take half a minute without a network, so a thread of its own waits for it; one at
        a time, whose answer serves a later try as well."""
        if self._asked is None:
            self._asked = queue.SimpleQueue()
            threading.Thread(
                target=_look_up, args=(host, port, self._asked), name="printer's name", daemon=True
            ).start()
        while True:
            try:
                answer = self._asked.get(timeout=self._limits.wait(httpcore.ConnectTimeout))
            except queue.Empty:
                continue
            self._asked = None
            if isinstance(answer, OSError):
                raise httpcore.ConnectError(str(answer)) from answer
            return answer


def _look_up(host: str, port: int, answers: queue.SimpleQueue[str | OSError]) -> None:
    try:
        answers.put(str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]))
    except (OSError, UnicodeError) as error:
        answers.put(OSError(f"{host}: {error}"))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class _Stream(httpcore.NetworkStream):
    """A connection whose waits are cut into turns of one deadline, whatever time-out is asked for."""

    def __init__(self, real: httpcore.NetworkStream, limits: _Limits) -> None:
        self._real = real
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            wait = self._limits.wait(httpcore.ReadTimeout)
            try:
                data = self._real.read(max_bytes, wait)
            except httpcore.ReadTimeout:
                continue
            self._limits.received(len(data))
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        wire: socket.socket = self._real.get_extra_info("socket")
        left = memoryview(buffer)
        while left:
            wire.settimeout(self._limits.wait(httpcore.WriteTimeout))
            try:
                left = left[wire.send(left) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = self._limits.wait(httpcore.ConnectTimeout)  # a handshake's time-out is for the whole of it
        return _Stream(self._real.start_tls(ssl_context, server_hostname, max(wait, CONNECT_S)), self._limits)

    def get_extra_info(self, info: str) -> Any:
        return self._real.get_extra_info(info)

    def close(self) -> None:
        self._real.close()
