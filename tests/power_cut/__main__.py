"""``make power-cut``: cut the power at every instant of every scripted visit, and print what came of it.

``--break NAME`` puts a mistake in on purpose (the suite must then fail), ``--prove`` each of them in turn;
``--at-most N`` takes an even sample of each visit.
"""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.power_cut.durable import is_preloaded, run_preloaded
from tests.power_cut.kills import kills
from tests.power_cut.sabotage import SABOTAGES
from tests.power_cut.suite import Result, run, table
from tests.power_cut.visits import VISITS

SHOWN = 12


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.power_cut", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--visit", action="append", choices=[visit.name for visit in VISITS], help="only this visit")
    parser.add_argument("--at-most", type=int, help="recoveries of each visit")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--break", dest="sabotage", choices=list(SABOTAGES))
    parser.add_argument("--kills", type=int, default=0, help="real kills of a kiosk process, as a sample")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the real kills")
    parser.add_argument("--prove", action="store_true", help="every mistake in turn: each has to be caught")
    options = parser.parse_args(arguments)
    if options.prove:
        return prove()
    with tempfile.TemporaryDirectory(prefix="power-cut-") as folder:
        if not is_preloaded():
            return run_preloaded(Path(folder), "tests.power_cut", arguments)
        logging.disable(logging.CRITICAL)
        began = time.monotonic()
        results: list[Result] = []
        chosen = [visit for visit in VISITS if not options.visit or visit.name in options.visit]
        for result in run(chosen, Path(folder), jobs=options.jobs, at_most=options.at_most, sabotage=options.sabotage):
            results.append(result)
            print(f"{result.visit.name}: {len(result.verdicts)} cuts, {len(result.failures)} breaches", flush=True)
            for line in result.failures[:SHOWN]:
                print(f"    {line}")
            if len(result.failures) > SHOWN:
                print(f"    … and {len(result.failures) - SHOWN} more")
        killed = kills(Path(folder) / "kills", options.kills, options.seed)
        for verdict in killed:
            for why in verdict.breaches:
                print(f"{verdict.label}: {why}")
    print(table(results, killed))
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if any(result.failures for result in results) or any(verdict.breaches for verdict in killed) else 0


def prove() -> int:
    """Every mistake in turn, on two visits. Exit status 1 if one of them is not caught."""
    missed = 0
    for mistake in SABOTAGES:
        command = [sys.executable, "-m", "tests.power_cut", "--visit", "exact coins", "--visit", "change"]
        done = subprocess.run([*command, "--break", mistake], capture_output=True, text=True, check=False)
        last = next((line.split() for line in done.stdout.splitlines() if line.startswith("all ")), ["all", "0", "0"])
        cuts, failures = int(last[1]), int(last[2])
        missed += not failures
        print(f"{mistake:<18}{'caught' if failures else 'NOT CAUGHT':<12}{failures} of {cuts} cuts", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
