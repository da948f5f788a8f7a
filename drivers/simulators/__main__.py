"""``python -m drivers.simulators --dir DIR``: a whole simulated cabinet, until SIGTERM (docs/architecture.md, Simulated
cabinet)."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from drivers.simulators.cabinet import Cabinet
from drivers.simulators.device import SimulatedDevice


def build(options: argparse.Namespace) -> list[SimulatedDevice]:
    """The devices of the cabinet; the wire last, so that nobody is asked before it remembers."""
    return []


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    parent = os.getppid()
    cabinet = Cabinet(options.dir, build(options))
    cabinet.start()
    while not done.wait(0.5):
        if options.with_parent and os.getppid() != parent:
            break
    cabinet.stop()
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drivers.simulators", description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--dir", type=Path, required=True, help="folder for ports, memory and ledger; kept between runs")
    add("--echo", action=argparse.BooleanOptionalAction, default=True, help="ccTalk interface returns what it is sent")
    add("--pace", action="store_true", help="bytes take the time that they take at 9600 baud")
    add("--volatile-accept-count", action="store_true", help="the coin acceptor's accept count is lost by a reset")
    add("--hopper", action="append", metavar="ID=VALUE:COINS", help="a hopper, e.g. hopper_100=100:60; repeatable")
    add("--coin-time", type=float, default=0.2, help="seconds a hopper needs for a coin")
    add("--printer-time", type=float, default=1.0, help="seconds the document printer needs for a sheet")
    add("--with-parent", action="store_true", help="end when the process that started this one is gone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
