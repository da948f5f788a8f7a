"""Recording and recovery put together: every visit, every kind of cut, and a table of what came of it."""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from kiosk.demo_world import PCSC_SOCKET, card_service
from tests.power_cut.law import Terms, breaches, physical, summary
from tests.power_cut.record import Recording, record
from tests.power_cut.recover import After, Bench, Kind, Verdict, bench
from tests.power_cut.sabotage import SABOTAGES
from tests.power_cut.visits import Visit
from tests.power_cut.world import Snapshot

_AFTER = (After.PRESSES, After.LEFT, After.PRESSES, After.LONG)


@dataclass(frozen=True)
class Cut:
    """One recovery to be run."""

    snapshot: Snapshot
    kind: Kind
    after: After
    visit: Visit


@dataclass
class Result:
    """What one visit's cuts came to."""

    visit: Visit
    instants: int
    """Photographs taken; equal ones are run once."""
    verdicts: list[Verdict] = field(default_factory=list)
    uncut: tuple[str, ...] = ()
    """How the uncut visit itself went wrong."""

    @property
    def failures(self) -> list[str]:
        cut = [f"{v.kind}, {v.after} ({v.label}): {why}" for v in self.verdicts for why in v.breaches]
        return [*(f"uncut: {why}" for why in self.uncut), *cut]


def cuts(recording: Recording) -> list[Cut]:
    """Every instant with both kinds of cut; once more with garbage behind each durable disk that differs."""
    found: list[Cut] = []
    torn: set[str] = set()
    for snapshot in recording.snapshots:
        kinds = [Kind.PROCESS, Kind.CABINET]
        disk = hashlib.sha256(b"".join(v for _, v in sorted(snapshot.durable.items()))).hexdigest()
        if disk not in torn:
            torn.add(disk)
            kinds.append(Kind.TORN)
        for kind in kinds:
            found.append(Cut(snapshot, kind, _AFTER[len(found) % 4], recording.visit))
    return found


def sample(every: Sequence[Cut], at_most: int) -> list[Cut]:
    """Evenly over the visit, always the same for the same number of cuts."""
    if len(every) <= at_most:
        return list(every)
    return [every[index * len(every) // at_most] for index in range(at_most)]


def run(
    visits: Iterable[Visit], folder: Path, *, jobs: int, at_most: int | None, sabotage: str | None
) -> Iterator[Result]:
    """One Result a visit. ``at_most``: recoveries of each visit, None: all. ``folder`` must be new."""
    if sabotage is not None:
        SABOTAGES[sabotage]()
    with (
        ExitStack() as stack,
        ProcessPoolExecutor(
            jobs, get_context("spawn"), initializer=_begin_worker, initargs=(folder / "benches", sabotage)
        ) as pool,
    ):
        cards = stack.enter_context(card_service(folder / "pcscd"))
        for number, visit in enumerate(visits):
            # each visit comes to a district of its own, as another epoch would
            place = folder / f"visit-{number}"
            place.mkdir(parents=True)
            recording = record(visit, place, cards)
            chosen = cuts(recording)
            if at_most is not None:
                chosen = sample(chosen, at_most)
            result = Result(visit, recording.taken, uncut=_uncut(recording))
            result.verdicts.extend(pool.map(_recover, chosen))
            yield result


def _uncut(recording: Recording) -> tuple[str, ...]:
    allowed = Terms(flags=False, claims=recording.visit.short_hopper)
    found = breaches(recording.entries, physical(recording.ledger), allowed)
    if recording.stuck is not None:
        found.append(recording.stuck)
    came_to = summary(recording.entries)
    found += [
        f"{name} is {came_to[name]}, not {value}"
        for name, value in recording.visit.expect.items()
        if came_to[name] != value
    ]
    return tuple(found)


_place = Path()
_benches: dict[bool, Bench] = {}
_stack = ExitStack()


def _begin_worker(folder: Path, sabotage: str | None) -> None:
    global _place
    logging.disable(logging.CRITICAL)
    if sabotage is not None:
        SABOTAGES[sabotage]()
    _place = folder / str(os.getpid())
    os.environ[PCSC_SOCKET] = str(_place / "nobody")  # not the one in which a visit is being recorded
    atexit.register(_stack.close)


def _recover(cut: Cut) -> Verdict:
    volatile = cut.visit.volatile_count
    if volatile not in _benches:
        place = _place / ("volatile" if volatile else "kept")
        place.mkdir(parents=True)
        _benches[volatile] = _stack.enter_context(bench(place, volatile_count=volatile))
    return _benches[volatile].recover(cut.visit, cut.snapshot, cut.kind, cut.after)


def table(results: Sequence[Result], killed: Sequence[Verdict]) -> str:
    """visit × kind × cut points × failures."""
    lines = [f"{'visit':<18}{'kind':<16}{'cut points':>11}{'failures':>10}   of {'instants':>8}"]
    for result in results:
        points = Counter(verdict.kind for verdict in result.verdicts)
        bad = Counter(verdict.kind for verdict in result.verdicts if verdict.breaches)
        lines += [
            f"{result.visit.name:<18}{kind:<16}{points[kind]:>11}{bad[kind]:>10}   {result.instants:>11}"
            for kind in Kind
        ]
    verdicts = [verdict for result in results for verdict in result.verdicts]
    for kind in (Kind.PROCESS, Kind.CABINET):
        mine = [verdict for verdict in killed if verdict.kind is kind]
        bad_kills = sum(bool(verdict.breaches) for verdict in mine)
        lines.append(f"{'real kills':<18}{kind:<16}{len(mine):>11}{bad_kills:>10}")
    verdicts += killed
    failed = sum(bool(verdict.breaches) for verdict in verdicts)
    lines.append(f"{'all':<34}{len(verdicts):>11}{failed:>10}")
    return "\n".join(lines)
