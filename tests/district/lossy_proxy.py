"""A wire between kiosk and district that loses what it is told to lose."""

from __future__ import annotations

import socket
import threading
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
