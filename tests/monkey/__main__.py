"""``make monkey``: ``python -m tests.monkey [--minutes 10] [--seed N] [--burst N] [--panel P]``.

Prints the seed first. Exit status 0: nothing was wrong. A failure names seed and burst; ``--seed N --burst M --bursts
1`` plays that burst again (deeds are drawn alike; the threads' and devices' timing is the machine's own).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything makes a QApplication

from kiosk.demo_world import HOPPER, begin_journal, write_settings
from tests.end_to_end.house import PARCEL
from tests.monkey.game import Ground, play
from tests.monkey.havoc import FULL_HOPPER
from tests.monkey.sabotage import SABOTAGES, commit
from tests.monkey.watch import Watch
from tests.privacy_search import citizens_words, found, residents_words
from tests.simulators import cabinet_process, card_service, district_process

PANELS = {
    "portrait": ((1080, 1920), (336, 598)),
    "portrait-22": ((1080, 1920), (274, 487)),
    "landscape": ((1280, 1024), (436, 349)),
    "landscape-27": ((1280, 1024), (536, 428)),
}
"""Pixels and millimetres."""
SOUND = {"player": ["sh", "-c", "cat >/dev/null; sleep 0.3"]}
"""Something that listens; a machine for tests has no sound card."""
DEVICES = ("--hopper", f"{HOPPER}=100:{FULL_HOPPER}", "--coin-time", "0.03", "--printer-time", "0.1")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--burst", type=int, default=0, help="the first burst")
    parser.add_argument("--bursts", type=int, help="play so many at most")
    parser.add_argument("--aloud", action="store_true", help="print every deed")
    parser.add_argument("--panel", choices=PANELS, default="portrait")
    parser.add_argument("--sabotage", choices=SABOTAGES, help="put a mistake in: it has to be found")
    parser.add_argument("--prove", action="store_true", help="every sabotage in turn; 0 if each was found")
    options = parser.parse_args(arguments)
    if options.prove:
        return _prove(options.seed)
    if options.sabotage:
        commit(options.sabotage)
    print(f"monkey: seed {options.seed}, panel {options.panel}, {options.minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory(prefix="monkey-") as folder:
        return _play(Path(folder), options)


def _prove(seed: int) -> int:
    """Each mistake in a process of its own."""
    missed = 0
    for name in SABOTAGES:
        command = [sys.executable, "-m", "tests.monkey", "--minutes", "2", "--seed", str(seed), "--sabotage", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        said = next((line for line in done.stdout.splitlines() if "FAILED" in line), "nothing was found")
        found = done.returncode == 1 and "FAILED" in said
        missed += not found
        print(f"{name:<20} {'found' if found else 'MISSED'}: {said}", flush=True)
    return 1 if missed else 0


def _play(folder: Path, options: argparse.Namespace) -> int:
    pixels, (width, height) = PANELS[options.panel]
    with (
        card_service(folder / "pcscd") as cards,
        cabinet_process(folder / "cabinet", *DEVICES, cards=cards) as cabinet,
        district_process(folder / "district", *cabinet.authority) as district,
        (folder / "log.txt").open("w", encoding="utf-8") as log,
    ):
        state = folder / "state"
        screen = {"width_mm": width, "height_mm": height}
        write_settings(folder / "kiosk.toml", state, cabinet, district, pixels, {"screen": screen, "sound": SOUND})
        begin_journal(state / "journal", FULL_HOPPER)
        watch = Watch(log)
        ground = Ground(
            cabinet,
            district,
            folder / "kiosk.toml",
            state / "journal",
            watch,
            options.seed,
            time.monotonic() + options.minutes * 60,
            options.burst,
            options.bursts,
            aloud=options.aloud,
        )
        began = time.monotonic()
        code = play(ground)
        minutes = (time.monotonic() - began) / 60
        log.flush()
        print(f"monkey: {ground.score}")
        print(f"monkey: worst answer {watch.worst_answer * 1000:.0f} ms ({watch.slowest}), {minutes:.1f} minutes")
        left = found([state, folder / "log.txt"], citizens_words(PARCEL) | residents_words())
        failure = (
            ground.failure
            or "; ".join(left)
            or "; ".join(watch.faults[:5])
            or (f"the kiosk ended with {code}" if code else "")
        )
        if failure:
            print(f"monkey: FAILED, seed {options.seed}, {failure}")
            print((folder / "log.txt").read_text(encoding="utf-8")[-3000:])
            return 1
    print("monkey: nothing was wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
