"""Room on the disk: enough for a whole visit before it begins, and a ballast to throw off if it runs out all the same.

The ballast is a file of real blocks beside the journal. Giving it up makes room for the entries that end the visit in
a refund.
"""

from __future__ import annotations

import os
from pathlib import Path

from offline_queue.segment import sync_folder

NEED = 50 * 1024 * 1024
"""Bytes that must be free before a visit begins."""

_BALLAST = "ballast"


def room(folder: Path, need: int = NEED) -> bool:
    """At least ``need`` bytes are free for us where the journal lies."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize >= need


def restore_ballast(folder: Path, size: int) -> bool:
    """Lay ``size`` bytes aside if they are not there yet; False when the disk has no room for them now."""
    path = folder / _BALLAST
    if path.exists() and path.stat().st_size == size:
        return True
    aside = folder / (_BALLAST + ".new")
    try:
        _lay(aside, size)
    except OSError:  # no blocks or no inodes now; the caller asks again when there are
        aside.unlink(missing_ok=True)
        return False
    aside.rename(path)
    sync_folder(folder)
    return True


def _lay(path: Path, size: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if size:
            os.posix_fallocate(descriptor, 0, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_up_ballast(folder: Path) -> bool:
    """Free the ballast's blocks at once; False if it had been given up already."""
    try:
        (folder / _BALLAST).unlink()
    except FileNotFoundError:
        return False
    sync_folder(folder)
    return True
