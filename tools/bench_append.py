"""Durable appends of the journal against the plainest thing that could be as durable: append to a file, then fsync.

Prints one JSON line: ``name, value (ratio), unit, limit, at_least, appends_per_s, peer_per_s``. Both are measured in
turns in one run, in the same folder, with the same bytes; the ratio is the median over the turns.
``python tools/bench_append.py [--folder DIR]``
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_queue.entries import ActIntended, CoinIn, CoinsAccepted, EpochBegun, Record, encode
from offline_queue.journal import Journal

LIMIT = 0.9
BLOCK = 40
"""Appends in one turn: short, so that whatever else the machine does falls on both alike."""
WARM_UP = 1200
"""Until the WAL is written over instead of growing, as after the first day."""
SPEND_S = 6.0
LEAST_TURNS = 20

ENTRIES = (
    CoinsAccepted(
        device="coin_acceptor",
        visit=412,
        coins=(CoinIn(500, "cash_box"),),
        mark={"run": 1042, "event": 17, "accepted": 90412},
    ),
    ActIntended(
        act=907,
        device="hopper_100",
        work="pay_out",
        quantity=2,
        name="payout-907",
        baseline={"paid": 70112, "event": 3},
        purpose="change",
        visit=412,
        value=100,
    ),
)


def turn(work: Callable[[int], None], count: int) -> float:
    """Seconds for one call, over ``count`` calls."""
    begin = time.perf_counter()
    for number in range(count):
        work(number)
    return (time.perf_counter() - begin) / count


def measure(folder: Path) -> dict[str, str | float | bool]:
    now = datetime.now(UTC)
    journal = Journal.create(folder / "journal", "B001", EpochBegun(reason="bench", stock={}), now)
    peer = os.open(folder / "peer.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    records = (Record(kiosk="B001", epoch=1, sequence=1, at="2026-11-22T05:12:33.123Z", entry=e) for e in ENTRIES)
    stored = [bytes(64) + encode(record) for record in records]  # the same bytes: two hashes and the body

    def append(count: int) -> None:
        journal.append([ENTRIES[count % len(ENTRIES)]], now)

    def append_file(count: int) -> None:
        os.write(peer, stored[count % len(stored)])
        os.fsync(peer)

    try:
        turn(append, WARM_UP)
        turn(append_file, BLOCK)
        turns: list[tuple[float, float]] = []
        end = time.perf_counter() + SPEND_S
        while len(turns) < LEAST_TURNS or time.perf_counter() < end:
            turns.append((turn(append, BLOCK), turn(append_file, BLOCK)))
    finally:
        os.close(peer)
        journal.close()
    ours, theirs = (statistics.median(values) for values in zip(*turns, strict=True))
    return {
        "name": "durable_append_ratio",
        "value": round(statistics.median(b / a for a, b in turns), 3),
        "unit": "x file append + fsync",
        "limit": LIMIT,
        "at_least": True,
        "appends_per_s": round(1 / ours),
        "peer_per_s": round(1 / theirs),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to measure: the disk matters (default: a temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-append-", dir=arguments.folder) as folder:
        sys.stdout.write(json.dumps(measure(Path(folder))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
