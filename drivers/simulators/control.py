"""The control socket: one JSON object a line each way. A connection may send many requests, one after the other."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Handle = Callable[[dict[str, Any]], dict[str, Any]]


class ControlSocket:
    """Serves each connection in a thread of its own."""

    def __init__(self, path: Path, handle: Handle) -> None:
        self._path = path
        self._handle = handle
        self._server: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(self._path))
        self._server.listen(16)
        thread = threading.Thread(target=self._accept, args=(self._server,), name="control", daemon=True)
        thread.start()
        self._threads.append(thread)

    def stop(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server.shutdown(socket.SHUT_RDWR)
            self._server.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(1)
        self._path.unlink(missing_ok=True)

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return  # stop() closed it
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), name="control client", daemon=True)
            thread.start()
            self._threads = [old for old in self._threads if old.is_alive()] + [thread]

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream, contextlib.suppress(OSError):
            for line in stream:
                stream.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")
                stream.flush()
        self._open.discard(connection)

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError as error:
            return {"ok": False, "why": f"not JSON: {error}"}
        if not isinstance(request, dict):
            return {"ok": False, "why": "a request is one JSON object"}
        return self._handle(request)
