"""Wires between kiosk and district: one that loses what it is told to lose, a slow one, and a district that drips."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit


class LossyProxy:
    """Forwards each request whole; while ``lose`` is above zero, a POST's answer is thrown away and the line cut."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        self._there = (str(there.hostname), int(there.port or 80))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.lose = 0
        self.lost = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._serve, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(here,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, here: socket.socket) -> None:
        with here, socket.create_connection(self._there) as there:
            while request := _message(here):
                there.sendall(request)
                answer = _message(there)
                if self.lose and request.startswith(b"POST"):
                    self.lose -= 1
                    self.lost.release()
                    return
                here.sendall(answer)


class Served:
    """A port of this machine where each caller is given to ``serve`` in a thread of its own, until the block ends."""

    def __init__(self, serve: Callable[[socket.socket], None], *, buffer: int = 0) -> None:
        self._serve = serve
        self._listener = socket.socket()
        if buffer:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._wires: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        for wire in (self._listener, *self._wires):
            _cut(wire)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            self._wires.append(wire)
            self._threads.append(threading.Thread(target=self._one, args=(wire,), daemon=True))
            self._threads[-1].start()

    def _one(self, wire: socket.socket) -> None:
        with wire:
            try:
                self._serve(wire)
            except OSError:
                return  # the other side had enough


class SlowUplink(Served):
    """All connections together carry ``rate`` bytes a second towards the district; its answers come at once."""

    def __init__(self, url: str, rate: float) -> None:
        super().__init__(self._carry, buffer=4096)
        there = urlsplit(url)
        self._there = (str(there.hostname), int(there.port or 80))
        self._line = threading.Lock()
        self.rate = rate

    def _carry(self, here: socket.socket) -> None:
        with socket.create_connection(self._there) as there:
            answers = threading.Thread(target=_pump, args=(there, here), daemon=True)
            answers.start()
            try:
                while data := here.recv(1024):
                    with self._line:
                        time.sleep(len(data) / self.rate)
                    there.sendall(data)
            finally:
                _cut(there)
                answers.join(5)


def _pump(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):  # one of them is gone
        while data := here.recv(65536):
            there.sendall(data)
    _cut(there)


def _cut(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is cut already
        wire.shutdown(socket.SHUT_RDWR)


def _message(wire: socket.socket) -> bytes:
    """One HTTP message with Content-Length, as both ends here send them; empty at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = wire.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += wire.recv(65536)
    return head + b"\r\n\r\n" + body
