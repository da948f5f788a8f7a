"""The kiosk keeps SQLite's locks on its journal, whatever it reads beside: without them another process that only looks
(``kiosk journal show``) takes itself for the first, truncates the WAL's index under the kiosk and kills it by SIGBUS.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from offline_queue.entries import EpochBegun, VisitOpened
from offline_queue.journal import Journal

# sqlite.org: os_unix.c, the shared lock's bytes in the database and the "dead man's switch" in the WAL's index
SHARED, INDEX_SWITCH = (0x40000002, 510), (128, 1)
TRY_TO_LOCK = """
import fcntl, sys
path, start, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
try:
    fcntl.lockf(open(path, "r+b"), fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
except BlockingIOError:
    sys.exit(42)
"""


def _held(path: Path, place: tuple[int, int]) -> bool:
    """Whether another process is kept from locking these bytes."""
    command = [sys.executable, "-W", "ignore", "-c", TRY_TO_LOCK, str(path), *map(str, place)]
    return subprocess.run(command, check=False).returncode == 42


@pytest.mark.parametrize("reading", ["nothing", "reader", "verify"])
def test_locks_outlive_reading(tmp_path: Path, reading: str) -> None:
    now = datetime.now(UTC)
    folder = tmp_path / "journal"
    Journal.create(folder, "B001", EpochBegun(reason="test", stock={}), now).close()
    journal = Journal.open(folder, "B001")
    journal.append([VisitOpened(visit=1)], now)
    match reading:
        case "reader":
            journal.reader().records_after(1, 0, 10)
        case "verify":
            list(journal.verify_older())
    (database,) = folder.glob("*.sqlite")
    assert _held(database, SHARED)
    assert _held(database.with_name(database.name + "-shm"), INDEX_SWITCH)
    journal.close()
