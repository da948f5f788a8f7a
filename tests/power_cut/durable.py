"""What the disk would still hold after a power cut.

``durable.c``, loaded by ``LD_PRELOAD``, reports each fsync and fdatasync that the kernel really did. ``DurableFolder``
keeps an image of every file of one folder as it was when it was last synced: bytes written since then are lost in a
cabinet cut. So a journal that does not sync (``synchronous=OFF``) is caught by what is missing, not by reading its
settings.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

SOURCE = Path(__file__).with_name("durable.c")
_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_char_p)


def build(folder: Path) -> Path:
    """Compile the interposer into ``folder``."""
    library = folder / "durable.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def run_preloaded(folder: Path, module: str, arguments: list[str]) -> int:
    """Run ``python -m module`` with the interposer loaded; its exit code."""
    environment = os.environ | {"LD_PRELOAD": str(build(folder)), "POWER_CUT_PRELOADED": "1"}
    return subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=False).returncode


def is_preloaded() -> bool:
    return os.environ.get("POWER_CUT_PRELOADED") == "1"


def read_files(folder: Path) -> dict[str, bytes]:
    """Name → content of the segments. SQLite's shared-memory index, the lock and the ballast are no data."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("journal-") and not path.name.endswith("-shm"):
            try:
                found[path.name] = path.read_bytes()
            except FileNotFoundError:
                continue  # removed between listing and reading: SQLite dropped its WAL
    return found


class DurableFolder:
    """Images of a folder's files as last synced. What is there at the beginning counts as synced."""

    def __init__(self, folder: Path, on_sync: Callable[[str], None]) -> None:
        self._folder = folder.resolve()
        self._on_sync = on_sync
        self._images = read_files(self._folder)
        self._lock = threading.Lock()
        self._callback = _CALLBACK(self._synced)
        ctypes.CDLL(None).durable_watch(self._callback)

    def _synced(self, raw: bytes) -> None:
        path = Path(os.fsdecode(raw))
        if path.parent != self._folder:
            return
        with self._lock:
            self._images[path.name] = path.read_bytes()
        self._on_sync(f"after sync of {path.suffix or path.name}")

    def images(self) -> Mapping[str, bytes]:
        """The durable content now. A file that was deleted is gone."""
        with self._lock:
            here = {path.name for path in self._folder.iterdir()}
            return {name: content for name, content in self._images.items() if name in here}

    def close(self) -> None:
        ctypes.CDLL(None).durable_watch(_CALLBACK())
