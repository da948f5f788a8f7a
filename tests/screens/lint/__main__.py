"""``python -m tests.screens.lint``: looks at every view and prints what is wrong, and how many views there were."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.screens.lint import Tally, in_groups, work
from tests.screens.lint.tour import go_alone


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens.lint", description=__doc__)
    parser.add_argument("--round", action="append", metavar="TEXT", help="only rounds whose name holds this")
    parser.add_argument("--screen", action="append", metavar="NAME", help="only this sample")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    chosen = [
        (kind, of)
        for kind, of in work()
        if not options.round or any(part in f"{kind} {of.name}" for part in options.round)
    ]
    began, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        every = pool.map(go_alone, *zip(*chosen, strict=True), [tuple(options.screen or ())] * len(chosen))
        for (kind, of), found in zip(chosen, every, strict=True):
            print(f"{kind} {of.name}: {found}", flush=True)
            tally.add(found)
    for line in in_groups(tally.problems):
        print(line)
    print(f"{tally} in {time.monotonic() - began:.0f} s ({len(chosen)} rounds)")
    return 1 if tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())
