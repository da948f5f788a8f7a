"""A printer that may do anything: HTTP on loopback whose answers a test writes byte by byte.

``answer(request)`` gets the bytes of an IPP request and yields what is put on the wire after the HTTP head, as it is; a
float is a pause of so many seconds. ``ipp(…)`` builds an answer from raw groups.
"""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[bytes], Iterable[bytes | float]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    answer: Answer
    length: int | None = None
    reads: int = 1 << 30
    ended: threading.Event


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        if size > self.server.reads:
            self.server.ended.wait()
            return
        request = self.rfile.read(size)
        pieces = self.server.answer(request)
        length = self.server.length
        if length is None:
            whole = b"".join(piece for piece in pieces if isinstance(piece, bytes))
            pieces, length = [whole], len(whole)
        with contextlib.suppress(ConnectionError):
            self.send_response(200)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(length))
            self.end_headers()
            for piece in pieces:
                if isinstance(piece, float):
                    if self.server.ended.wait(piece):
                        break
                else:
                    self.wfile.write(piece)
                    self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


class OddPrinter:
    def __init__(self, server: _Server) -> None:
        self._server = server
        self.uri = f"ipp://127.0.0.1:{server.server_address[1]}/ipp/print"

    def answers(self, answer: Answer, length: int | None = None) -> None:
        """From now on; ``length``: what its Content-Length says, else the truth (and then without pauses)."""
        self._server.answer, self._server.length = answer, length

    def reads(self, size: int) -> None:
        """No request that is longer: its bytes stay on the wire."""
        self._server.reads = size


@contextlib.contextmanager
def odd_printer() -> Iterator[OddPrinter]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.ended = threading.Event()
    server.answer = lambda _request: [b""]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield OddPrinter(server)
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def value(tag: int, name: bytes, raw: bytes) -> bytes:
    """One attribute, or a further value of the last one (no name), RFC 8010 3.1.4."""
    return bytes([tag]) + struct.pack(">H", len(name)) + name + struct.pack(">H", len(raw)) + raw


def integer(tag: int, name: bytes, number: int) -> bytes:
    return value(tag, name, struct.pack(">i", number))


def ipp(request: bytes, groups: bytes, code: int = 0) -> bytes:
    return b"\x02\x00" + struct.pack(">H", code) + request[4:8] + groups + b"\x03"
