"""Issue numbers as screens and slips show them."""

from __future__ import annotations

from collections.abc import Sequence


def in_runs(numbers: Sequence[str]) -> list[str]:
    """Issue numbers in their order, those that follow each other as one: ``B001-20261122-000001 ~ 000003``."""
    runs: list[list[str]] = []
    for number in numbers:
        head, _, serial = number.rpartition("-")
        if runs and serial.isdigit() and runs[-1][-1] == f"{head}-{int(serial) - 1:0{len(serial)}d}":
            runs[-1].append(number)
        else:
            runs.append([number])
    return [run[0] if len(run) == 1 else f"{run[0]} ~ {run[-1].rpartition('-')[2]}" for run in runs]
