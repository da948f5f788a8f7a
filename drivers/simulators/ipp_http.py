"""The simulated printer's network side: HTTP/1.1 on 127.0.0.1 with keep-alive, and the ways in which a network card
fails.

``frozen``: connections are taken, requests are read and then wait; what waited is carried out when it thaws, as a real
stopped printer does. ``drop``: operations that are carried out, but whose answer is never sent. ``off``: nobody
listens and what was on its way is lost.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[bytes], tuple[int, bytes]]
"""Request → (operation, answer)."""
PATH = "/ipp/print"
LARGEST = 64 * 1024 * 1024


class Network:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._gate = threading.Condition()
        self._frozen = False
        self._power = 0
        """Counts the times that the power went, so that a request from before is not carried out after it."""
        self.drop: list[int] = []
        self.port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def frozen(self) -> bool:
        return self._frozen

    @frozen.setter
    def frozen(self, frozen: bool) -> None:
        with self._gate:
            self._frozen = frozen
            self._gate.notify_all()

    def on(self) -> None:
        """Listen; on the same port as before, if there was one."""
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = int(self._server.server_address[1])
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.02,), name="simulated printer network", daemon=True)
        self._thread.start()

    def off(self) -> None:
        with self._gate:
            self._power += 1
            self._gate.notify_all()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()
            self._thread.join()
            self._server = None

    def carry_out(self, request: bytes) -> bytes | None:
        """The answer, or None when the connection shall just end."""
        with self._gate:
            power = self._power
            self._gate.wait_for(lambda: not self._frozen or self._power != power)
            if self._power != power:
                return None
        operation, answer = self._answer(request)
        with self._gate:
            if operation in self.drop:
                self.drop.remove(operation)
                return None
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], network: Network) -> None:
        self.network = network
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        if isinstance(request, socket.socket):
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a client that has given up waiting
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().finish()

    def handle_expect_100(self) -> bool:
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def do_POST(self) -> None:
        body = self._body()
        if body is None or self.path != PATH or self.headers.get_content_type() != "application/ipp":
            self.close_connection = True
            self.send_error(400)
            return
        answer = self.server.network.carry_out(body)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def _body(self) -> bytes | None:
        """None: not readable as HTTP/1.1 has it."""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return self._chunks()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(64).split(b";")[0], 16)
            except ValueError:
                return None
            if size < 0 or len(body) + size > LARGEST:
                return None
            body += self.rfile.read(size)
            self.rfile.readline(8)
            if size == 0:
                return bytes(body)

    def log_message(self, format: str, *args: object) -> None:  # the base class names it so
        """Silent: what happened stands in the ledger."""
