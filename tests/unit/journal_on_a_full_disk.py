"""Run as a process by test_journal_disk: fill the disk with a journal, throw off the ballast, end the visit, look.

``python -m tests.unit.journal_on_a_full_disk FOLDER [FILE_LIMIT]``. Prints one JSON object. With FILE_LIMIT (bytes) a
limit on the size of files plays the full disk.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from offline_queue.entries import VisitClosed, VisitOpened
from offline_queue.journal import DiskFull, Journal, JournalFailed
from offline_queue.room import give_up_ballast, restore_ballast, room
from tests.unit.journal_samples import KIOSK, begin, later

BALLAST = 64 * 1024
END_OF_VISIT = 4
"""Transactions that the ballast has to make room for."""


def main() -> None:
    folder = Path(sys.argv[1])
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    said: dict[str, object] = {}
    journal = begin(folder)
    said["ballast"] = restore_ballast(folder, BALLAST)
    said["room_before"] = room(folder, 100_000)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    last = journal.head
    try:
        for number in range(1, 100_000):
            last = journal.append([VisitOpened(visit=number), VisitClosed(visit=number, outcome="x" * 300)], later(1))
    except (DiskFull, JournalFailed) as error:
        said["failure"] = type(error).__name__
    said["head_kept"] = journal.head == last
    said["room_when_full"] = room(folder, 100_000)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    said["given_up"] = give_up_ballast(folder)
    try:
        for number in range(END_OF_VISIT):
            last = journal.append([VisitClosed(visit=number, outcome="failed")], later(2))
        said["end_of_visit"] = "stored"
    except (DiskFull, JournalFailed) as error:
        said["end_of_visit"] = type(error).__name__
    journal.close()
    again = Journal.open(folder, KIOSK)
    said["head_after"] = again.head == last
    said["entries"] = sum(1 for _ in again.entries()) == last.sequence
    again.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main()
