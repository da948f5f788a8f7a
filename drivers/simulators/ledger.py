"""The physical truth: every coin past the gate, thrown out or refilled and every sheet, in the order in which it
happened.

``ledger.jsonl``, one object a line: ``{"number": 1, "what": "coin_in", …}``. What happened and the memory of the
devices belong together: ``change()`` writes the new lines and then ``memory.json`` with the count of lines it knows of;
after a hard kill between the two, the lines that the memory does not know never happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Ledger:
    """Append-only; replaced as a whole only by ``replace`` (a restored snapshot)."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        """Held by whatever changes a device's state."""
        self._path = path
        self._lines: list[Line] = []
        self._written = 0
        self._depth = 0
        self._remember: Callable[[int], None] | None = None

    def on_change(self, remember: Callable[[int], None]) -> None:
        """``remember(lines)`` is called with the lock held after each change, to write the devices' memory."""
        self._remember = remember

    def load(self, known: int) -> None:
        """Read the first ``known`` lines of an earlier run and drop the rest."""
        with self.lock:
            lines = self._path.read_text("utf-8").splitlines() if self._path.exists() else []
            self._rewrite([json.loads(line) for line in lines[:known]])

    def append(self, what: str, **facts: Any) -> None:
        """Something happened. Only inside ``change()``."""
        if not self._depth:
            raise RuntimeError("a ledger line outside change() would part from the devices' memory")
        self._lines.append({"number": len(self._lines) + 1, "what": what, **facts})

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """One physical happening: ledger lines and memory become durable together when the outermost block ends."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._write()

    def lines(self) -> list[Line]:
        """A copy of all lines."""
        with self.lock:
            return [dict(line) for line in self._lines]

    def replace(self, lines: list[Line]) -> None:
        """Take over the ledger of a snapshot. The caller writes the memory that goes with it."""
        with self.lock:
            self._rewrite([dict(line) for line in lines])

    def _write(self) -> None:
        new = self._lines[self._written :]
        if new:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in new)
            self._written = len(self._lines)
        if self._remember is not None:
            self._remember(len(self._lines))

    def _rewrite(self, lines: list[Line]) -> None:
        self._lines = lines
        self._written = len(lines)
        write_durably(self._path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def write_durably(path: Path, text: str) -> None:
    """Replace a file as a whole: it holds the old text or the new one, whatever is cut."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
