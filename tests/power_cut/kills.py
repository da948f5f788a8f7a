"""Real kills, as a sample: a kiosk process, and every second time its cabinet too, is killed at an arbitrary moment.

The snapshot suite knows every instant but only plays the cut; here SIGKILL does it. Same recovery, same laws.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from kiosk.app import journal_folder
from kiosk.demo_child import ROOT
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import DistrictServer, begin_journal, card_service
from tests.power_cut.record import make_cabinet, settings_for
from tests.power_cut.recover import After, Kind, Verdict, judge, terms
from tests.power_cut.visits import VISITS, Visit

WINDOW_S = 0.9
"""From the first coin to the last: what of a visit is worth cutting."""


class VictimFailed(Exception):
    """The process to be killed died by itself."""


def kill_one(visit: Visit, folder: Path, cards: PcscDaemon, delay: float, kind: Kind) -> Verdict:
    """One visit, killed ``delay`` seconds after the citizen reached for the coins."""
    cabinet = make_cabinet(folder / "cabinet", cards, volatile_count=False)
    cabinet.start()
    district = DistrictServer(folder / "district", *cabinet.authority)
    try:
        district.start()
        settings = settings_for(folder, cabinet, district, volatile_count=False)
        begin_journal(journal_folder(settings))
        _run_and_kill(visit, folder, delay)
        if kind is Kind.CABINET:
            cabinet.kill()
            cabinet.start()
        label = f"{visit.name}, killed after {delay:.3f} s"
        return judge(settings, cabinet, terms(visit, kind, After.PRESSES), kind, After.PRESSES, label)
    finally:
        district.stop()
        cabinet.stop()


def _run_and_kill(visit: Visit, folder: Path, delay: float) -> None:
    control = folder / "cabinet" / "control.sock"
    command = [sys.executable, "-m", "tests.power_cut.victim", str(folder / "kiosk.toml"), str(control), visit.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as victim:
        try:
            if victim.stdout is None or victim.stdout.readline() != b"paying\n":
                raise VictimFailed(f"{visit.name}: the victim ended before it could be killed")
            time.sleep(delay)
        finally:
            victim.kill()


def kills(folder: Path, number: int, seed: int) -> list[Verdict]:
    """``number`` kills, spread over the visits, at moments drawn from ``seed``."""
    moments = random.Random(seed)
    plain = [visit for visit in VISITS if not visit.before and not visit.volatile_count]
    found = []
    with card_service(folder / "pcscd") as cards:
        for index in range(number):
            place = folder / f"kill-{index}"
            place.mkdir(parents=True)
            kind = Kind.CABINET if index % 2 else Kind.PROCESS
            delay = moments.uniform(0.0, WINDOW_S)
            found.append(kill_one(plain[index % len(plain)], place, cards, delay, kind))
    return found
