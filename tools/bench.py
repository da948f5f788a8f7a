"""``make bench``: runs every tools/bench_*.py, one after the other, and passes their figures on: one JSON line each.

A figure has ``name``, ``value``, ``unit``, and ``limit`` (in the same unit) or ``peer`` (measured in the same run) with
``ratio``. Notes go to stderr. Exit status 1 if a script failed; a missed limit is said on stderr and is no failure, for
figures depend on the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def figures(text: str, script: str) -> list[dict[str, Any]]:
    """The JSON lines of one script; a line that is no figure raises ``ValueError``."""
    found = []
    for line in text.splitlines():
        figure = json.loads(line)
        if not {"name", "value", "unit"} <= figure.keys() or not {"limit", "peer"} & figure.keys():
            raise ValueError(f"{script} printed no figure: {line}")
        found.append(figure)
    return found


def missed(figure: dict[str, Any]) -> bool:
    """Beyond its limit; ``at_least`` turns the limit round."""
    limit = figure.get("limit")
    if limit is None:
        return False
    return bool(figure["value"] < limit if figure.get("at_least") else figure["value"] > limit)


def main() -> int:
    failed = False
    for script in sorted(HERE.glob("bench_*.py")):
        print(f"{script.name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False)
        failed |= done.returncode != 0
        for figure in figures(done.stdout, script.name):
            print(json.dumps(figure, ensure_ascii=False), flush=True)
            if missed(figure):
                print(f"  misses its limit of {figure['limit']} {figure['unit']}: {figure['name']}", file=sys.stderr)
        if done.returncode:
            print(f"  {script.name} failed with {done.returncode}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
