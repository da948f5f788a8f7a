"""HTTP to a printer that may do anything: every exchange has an end, and its thread is never out of sight.

The *whole* exchange has a deadline and an answer a greatest size (:mod:`drivers.deadline_http`); ``turn`` is called at
least every ``TURN_S`` while waiting (``CONNECT_S`` in a connect), and ``hang_up`` ends the wait from another thread.

Raises one of

- ``PrinterAway``: no connection, nothing was sent;
- ``PrinterSilent``: something may have been sent and there is no usable answer; it may or may not have been done.
  ``PrinterHungUp`` is the case that the printer ended the connection.

One connection is kept open. Nothing is ever sent twice by this module.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import httpcore

from drivers.deadline_http import Deadline, DeadlineNetwork

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
        self._over = threading.Event()
        self._deadline = _Turns(turn, self._over)
        self._pool = httpcore.ConnectionPool(
            max_connections=1, keepalive_expiry=None, network_backend=DeadlineNetwork(self._deadline)
        )

    def post(self, body: Iterable[bytes], length: int, *, answer_s: float, sending_s: float = 0.0) -> tuple[int, bytes]:
        """(HTTP status, answer). ``body`` has ``length`` bytes. The answer is there ``answer_s`` seconds after the last
        byte was sent, and after ``answer_s + sending_s`` altogether, or the exchange is given up."""
        self._deadline.begin(answer_s + sending_s, LARGEST)

        def sending() -> Iterator[bytes]:
            yield from body
            self._deadline.shorten(answer_s)

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
            extensions={"timeout": {"pool": answer_s, "connect": CONNECT_S}},
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
        self._over.set()

    def close(self) -> None:
        self._pool.close()


def _pieces(answer: httpcore.Response) -> Iterable[bytes]:
    if not isinstance(answer.stream, Iterable):
        raise TypeError("an answer for another kind of client")
    return answer.stream


class _Turns(Deadline):
    """A deadline whose every wait is a short one, after a call of ``turn``; none begins once it is ``over``."""

    def __init__(self, turn: Callable[[], None], over: threading.Event) -> None:
        super().__init__()
        self._turn = turn
        self._over = over

    def wait(self, late: type[httpcore.TimeoutException], until: float = math.inf) -> float:
        self._turn()
        if self._over.is_set():
            raise late("the kiosk is stopping")
        return min(super().wait(late, until), TURN_S)
