"""``kiosk demo``: a simulated cabinet, a district with sample registries and the kiosk, each a process of its own.

With a display: the kiosk's window and the dock (``kiosk.dock``), until one of them is closed. Without one: a scripted
visit on the real screens, off screen (``kiosk.demo_citizen``). Either way ``demo-output/`` is emptied first and then
holds paper, screens, journal and ``result.json``. Exit status: 0 everything adds up, 1 something does not or could not
be run (in words), 2 ``--output`` can not be used.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from kiosk import demo_result
from kiosk.demo_child import Child, ProcessFailed
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import HOPPER, HOPPER_COINS, Cabinet, DistrictServer, begin_journal, write_settings
from kiosk.settings.kiosk_toml import load
from offline_queue.journal import JournalError, JournalReader

LIMIT_S = 150
"""A scripted demo never takes longer."""
VISIT_S = 90.0
SHIP_S = 20.0
MARKER = "README.txt"
CITIZEN = "import sys; from kiosk.demo_citizen import main; sys.exit(main(sys.argv[1:]))"
"""Run by ``-c``, so that the errand's fork server has no main module to load again."""


class DemoFailed(Exception):
    """What could not be run, in words a person can act on."""


class WrongOutput(Exception):
    """The folder can not be the demo's, in words."""


@dataclass
class Plant:
    """All processes of one demo and its folders. ``stop`` ends what runs, in the right order, whatever happened."""

    output: Path
    cards: PcscDaemon
    cabinet: Cabinet
    district: DistrictServer
    screen: tuple[int, int] = (1080, 1920)
    kiosk: Child | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    _district_off: bool = False

    @property
    def settings(self) -> Path:
        return self.output / "kiosk.toml"

    @property
    def journal(self) -> Path:
        return self.output / "state" / "journal"

    def start(self) -> None:
        begun = time.monotonic()
        self.cards.start()
        self.cabinet.start()  # makes the sample cards, whose root the district reads
        self.district.start()
        write_settings(self.settings, self.output / "state", self.cabinet, self.district, self.screen)
        begin_journal(self.journal)
        self.seconds["set_up"] = time.monotonic() - begun

    def stop(self) -> None:
        with contextlib.ExitStack() as stack:
            stack.callback(self.cards.stop)
            stack.callback(self.cabinet.stop)
            stack.callback(self.district.stop)
            if self.kiosk is not None:
                stack.callback(self.kiosk.stop)

    # --- what the dock does --------------------------------------------------------------------------------------

    def start_kiosk(self, environment: Mapping[str, str] | None = None) -> None:
        """The kiosk as it runs on a machine: ``kiosk run``."""
        command = [sys.executable, "-m", "kiosk", "run", "--settings", str(self.settings)]
        everything = {**(environment or os.environ), **self.cabinet.environment}
        self.kiosk = Child("kiosk", command, self.output / "logs" / "kiosk.log", everything)

    def kiosk_runs(self) -> bool:
        return self.kiosk is not None and self.kiosk.process.poll() is None

    def district_runs(self) -> bool:
        return not self._district_off

    def cut_kiosk(self) -> None:
        if self.kiosk is not None:
            self.kiosk.kill()
        self.start_kiosk()

    def cut_cabinet(self) -> None:
        state = self.cabinet.do("snapshot")["state"]
        if self.kiosk is not None:
            self.kiosk.kill()
        self.cabinet.do("restore", state=state, cut="cabinet")
        self.start_kiosk()

    def toggle_district(self) -> None:
        if self._district_off:
            self.district.start()
        else:
            self.district.stop()
        self._district_off = not self._district_off


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    output: Path = options.output.resolve()
    try:
        _empty(output)
        with _plant(output) as plant:
            if options.scripted or not _has_display():
                return _scripted(plant)
            return _with_windows(plant)
    except WrongOutput as error:
        print(f"kiosk demo: --output {error}", file=sys.stderr)
        return 2
    except (DemoFailed, ProcessFailed, JournalError, demo_result.Missing) as error:
        print(f"데모를 마치지 못했습니다 · the demo could not be finished:\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk demo", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--output", type=Path, default=Path("demo-output"), help="folder that is emptied and filled")
    parser.add_argument("--scripted", action="store_true", help="play the visit off screen though there is a display")
    return parser.parse_args(arguments)


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _empty(output: Path) -> None:
    """Empty the folder, but only if it is a demo's."""
    try:
        if output.exists() and any(output.iterdir()) and not (output / MARKER).exists():
            raise WrongOutput(f"{output} holds something that no demo wrote; name another folder")
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True, exist_ok=True)
        (output / MARKER).write_text("Written by `kiosk demo`, which empties this folder each time.\n", "utf-8")
    except OSError as error:
        raise WrongOutput(f"{output}: {error.strerror}") from error


@contextlib.contextmanager
def _plant(output: Path) -> Iterator[Plant]:
    # The cabinet lives under a short path: a unix socket's name may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as temporary:
        logs = output / "logs"
        hopper = ("--hopper", f"{HOPPER}=100:{HOPPER_COINS}")
        cards = PcscDaemon(Path(temporary) / "pcscd")
        cabinet = Cabinet(Path(temporary) / "cabinet", *hopper, cards=cards, log=logs / "cabinet.log")
        district = DistrictServer(output / "district", *cabinet.authority, log=logs / "district.log")
        plant = Plant(output, cards, cabinet, district)
        try:
            yield plant
        finally:
            plant.stop()


# --- without a display -------------------------------------------------------------------------------------------


def _scripted(plant: Plant) -> int:
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LIMIT_S)
    print("화면이 없어 정해진 방문을 재생합니다 · no display: playing a scripted visit on the real screens, off screen")
    plant.start()
    done = plant.output / "visit.json"
    environment = {**os.environ, **plant.cabinet.environment, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", CITIZEN, "--settings", str(plant.settings), "--cabinet"]
    command += [str(plant.cabinet.directory), "--output", str(plant.output)]
    plant.kiosk = Child("kiosk", command, plant.output / "logs" / "kiosk.log", environment)
    plant.kiosk.wait_for(done, VISIT_S)
    visit = json.loads(done.read_text(encoding="utf-8"))
    done.unlink()
    if visit["problem"]:
        raise DemoFailed(f"{visit['problem']}\n{plant.kiosk.wrote()[-4000:]}")
    plant.seconds |= visit["seconds"]
    plant.seconds["ship"] = _wait_until_shipped(plant)
    plant.kiosk.stop()
    result = _collect(plant)
    signal.alarm(0)
    print(demo_result.summary(result, plant.seconds, plant.output))
    return 1 if result.wrong else 0


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise DemoFailed(f"it took longer than {LIMIT_S} seconds")


def _wait_until_shipped(plant: Plant) -> float:
    """Seconds until the district has the journal's last record."""
    begun = time.monotonic()
    reader = JournalReader(plant.journal)
    while plant.district.head()["hash"] != reader.head().hash:
        if time.monotonic() - begun > SHIP_S:
            raise DemoFailed(
                f"after {SHIP_S:.0f} s the district does not have the whole journal: {plant.district.head()}"
            )
        time.sleep(0.02)
    return time.monotonic() - begun


def _collect(plant: Plant) -> demo_result.Result:
    """Everything that ``demo-output/`` is to hold; the kiosk is stopped, cabinet and district still run."""
    documents = plant.output / "documents"
    documents.mkdir()
    papers = [Path(shutil.copy2(paper, documents)) for paper in plant.cabinet.papers()]
    shutil.copy2(plant.cabinet.directory / "ledger.jsonl", plant.output / "cabinet-ledger.jsonl")
    demo_result.export(plant.journal, plant.output / "journal.jsonl")
    slips = plant.output / "slips"
    slips.mkdir()
    for slip in plant.cabinet.slips():
        shutil.copy2(slip, slips)
    result = demo_result.gather(load(plant.settings), plant.cabinet, plant.district)
    (plant.output / "result.json").write_text(result.as_json(plant.seconds), encoding="utf-8")
    demo_result.pictures(papers)
    return result


# --- with a display ----------------------------------------------------------------------------------------------


def _with_windows(plant: Plant) -> int:
    # Only here: a scripted demo needs no second Qt beside the kiosk's own.
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from kiosk.dock import Dock
    from kiosk.ui import fonts

    app = QApplication(["kiosk demo"])
    fonts.load()  # a desktop may have no Korean font of its own
    app.setFont(fonts.font(15, bold=False))
    room = app.primaryScreen().availableSize()
    height = min(1920, max(1067, room.height() * 9 // 10))
    plant.screen = (height * 9 // 16, height)
    plant.start()
    plant.start_kiosk()
    dock = Dock(plant, app.quit)
    dock.move(plant.screen[0] + 40, 0)  # the kiosk's window stands on the left
    dock.show()
    watch = QTimer()
    watch.timeout.connect(lambda: None if plant.kiosk_runs() else app.quit())
    watch.start(500)
    begun = time.monotonic()
    app.exec()
    plant.seconds["windows"] = time.monotonic() - begun
    if not plant.district_runs():
        plant.toggle_district()
    if not plant.kiosk_runs():
        plant.start_kiosk(
            {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        )  # its window was closed; what is left is shipped
    plant.seconds["ship"] = _wait_until_shipped(plant)
    if plant.kiosk is not None:
        plant.kiosk.stop()
    result = _collect(plant)
    print(demo_result.summary(result, plant.seconds, plant.output))
    return 1 if result.wrong else 0
