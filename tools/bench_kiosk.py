"""The whole kiosk as it runs, with a simulated cabinet and a district beside it, its window off screen:

- idle: CPU of the kiosk's own processes (percent of one core) and their memory (PSS, MB), all devices polled;
- last coin → job at the printer (ms): from the coin past the gate to the job in the printer's list, read every 2 ms;
- kill -9 in the middle of paying → a screen again that knows what is owed (s), Python's start included.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from kiosk.demo_child import Child, ProcessFailed
from kiosk.demo_world import Cabinet, begin_journal, cabinet_process, card_service, district_process, write_settings
from offline_queue.entries import CoinsAccepted, decode
from offline_queue.journal import JournalReader

CITIZEN = "import sys; from kiosk.demo_citizen import main; sys.exit(main(sys.argv[1:]))"
SETTLE_S = 5.0
IDLE_S = 20.0
REPEAT = 5


class Bench:
    """One kiosk with its world; the kiosk may be started and ended again."""

    def __init__(self, folder: Path, cabinet: Cabinet) -> None:
        self.folder = folder
        self.cabinet = cabinet
        self.journal = folder / "state" / "journal"
        self._visits = 0

    def run(self) -> Child:
        command = [sys.executable, "-m", "kiosk", "run", "--settings", str(self.folder / "kiosk.toml")]
        return Child("kiosk", command, self.folder / "kiosk.log", off_screen())

    def citizen(self, until: str) -> tuple[Child, Path]:
        """A kiosk with a citizen who stops before the screen ``until``; the file that says so."""
        self._visits += 1
        output = self.folder / f"visit-{self._visits}"
        output.mkdir()
        command = [sys.executable, "-c", CITIZEN, "--settings", str(self.folder / "kiosk.toml"), "--until", until]
        command += ["--cabinet", str(self.cabinet.directory), "--output", str(output)]
        return Child("kiosk", command, self.folder / "kiosk.log", off_screen()), output / "visit.json"


def off_screen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def arrived(kiosk: Child, visit: Path) -> None:
    """Wait for the citizen; raise ``ProcessFailed`` with what was wrong."""
    kiosk.wait_for(visit, 60)
    problem = json.loads(visit.read_text(encoding="utf-8"))["problem"]
    if problem:
        raise ProcessFailed(problem)


def until(seen: Callable[[], object], seconds: float = 10.0, every: float = 0.002) -> float:
    """The monotonic time at which ``seen`` first was true."""
    end = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > end:
            raise ProcessFailed(f"it did not happen in {seconds:.0f} s")
        time.sleep(every)
    return time.monotonic()


# --- processes ---------------------------------------------------------------------------------------------------


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


def cpu_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def pss_mb(pids: list[int]) -> float:
    """Proportional set size, shared pages divided among those who share them."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


# --- figures -----------------------------------------------------------------------------------------------------


def idle(bench: Bench) -> Iterator[dict[str, object]]:
    kiosk = bench.run()
    try:
        until(lambda: JournalReader(bench.journal).head().sequence > 1)
        time.sleep(SETTLE_S)
        pids = family(kiosk.pid)
        before, begun = cpu_seconds(pids), time.monotonic()
        time.sleep(IDLE_S)
        percent = 100 * (cpu_seconds(pids) - before) / (time.monotonic() - begun)
        yield figure("idle_cpu", percent, "percent of a core", 2, processes=len(pids))
        yield figure("idle_memory_pss", pss_mb(pids), "MB", 300, processes=len(pids))
    finally:
        kiosk.stop()


def coin_to_job(bench: Bench) -> Iterator[dict[str, object]]:
    times = []
    for _ in range(REPEAT):
        kiosk, visit = bench.citizen("pay")
        try:
            arrived(kiosk, visit)
            time.sleep(0.5)
            slips = len(bench.cabinet.slips())
            more = partial(_more_jobs, bench.cabinet, _jobs(bench.cabinet))
            begun = time.monotonic()
            bench.cabinet.do("insert_coin", value=500)
            times.append(until(more) - begun)
            until(partial(_more_slips, bench.cabinet, slips), 20, 0.05)
            time.sleep(1.0)
        finally:
            kiosk.stop(1.0)
    times.sort()
    yield figure("last_coin_to_job", 1000 * times[len(times) // 2], "ms, median", 100, worst=round(1000 * times[-1], 1))


def kill_to_screen(bench: Bench) -> Iterator[dict[str, object]]:
    times = []
    for _ in range(REPEAT):
        kiosk, visit = bench.citizen("pay")
        arrived(kiosk, visit)
        time.sleep(0.5)
        reader = JournalReader(bench.journal)
        before = reader.head()
        bench.cabinet.do("insert_coin", value=100)
        until(partial(_coin_durable, reader, before.epoch, before.sequence))
        begun = time.monotonic()
        kiosk.kill()
        kiosk, visit = bench.citizen("refund-offer")
        try:
            arrived(kiosk, visit)
            times.append(time.monotonic() - begun)
        finally:
            kiosk.stop(1.0)
    times.sort()
    yield figure("kill_to_screen", times[len(times) // 2], "s, median", 3, worst=round(times[-1], 2))


def _more_slips(cabinet: Cabinet, than: int) -> bool:
    return len(cabinet.slips()) > than


def _jobs(cabinet: Cabinet) -> int:
    return len(cabinet.do("printer_jobs")["jobs"])


def _more_jobs(cabinet: Cabinet, than: int) -> bool:
    return _jobs(cabinet) > than


def _coin_durable(reader: JournalReader, epoch: int, sequence: int) -> bool:
    records = reader.records_after(epoch, sequence, 100)
    return any(isinstance(decode(record.body).entry, CoinsAccepted) for record in records)


def figure(name: str, value: float, unit: str, limit: float, **more: object) -> dict[str, object]:
    return {"name": name, "value": round(value, 2), "unit": unit, "limit": limit, **more}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as temporary:
        folder = Path(temporary)
        with (
            card_service(folder / "pcscd") as cards,
            cabinet_process(folder / "cabinet", cards=cards) as cabinet,
            district_process(folder / "district", *cabinet.authority) as district,
        ):
            write_settings(folder / "kiosk.toml", folder / "state", cabinet, district)
            begin_journal(folder / "state" / "journal")
            bench = Bench(folder, cabinet)
            for measure in (idle, coin_to_job, kill_to_screen):
                for line in measure(bench):
                    print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
