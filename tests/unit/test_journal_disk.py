"""The journal on a full disk: nothing is half written, and the ballast makes room for the end of the visit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from offline_queue.room import give_up_ballast, restore_ballast, room

CHILD = [sys.executable, "-m", "tests.unit.journal_on_a_full_disk"]
TMPFS = 'mount -t tmpfs -o size=512k none "$1" && shift && exec "$@"'


def own_disk() -> list[str] | None:
    """The beginning of a command with a namespace of its own for mounts; None where this machine allows none."""
    for names in (["--mount"], ["--mount", "--user", "--map-root-user"]):
        begin = ["unshare", *names, "sh", "-c", TMPFS, "sh"]
        if subprocess.run([*begin, "/mnt", "true"], capture_output=True, check=False).returncode == 0:
            return begin
    return None


def on_a_full_disk(folder: Path, begin: list[str]) -> dict[str, Any]:
    done = subprocess.run([*begin, str(folder), *CHILD, str(folder / "journal")], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def limited(folder: Path) -> dict[str, Any]:
    done = subprocess.run([*CHILD, str(folder / "journal"), "300000"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_full_disk_writes_nothing_and_the_ballast_ends_the_visit(tmp_path: Path) -> None:
    begin = own_disk()
    if begin is None:  # no small disk to be had here: the limit on file sizes below is all that can be shown
        assert limited(tmp_path)["head_after"]
        return
    assert on_a_full_disk(tmp_path, begin) == {
        "failure": "DiskFull",
        "end_of_visit": "stored",
        "ballast": True,
        "room_before": True,
        "head_kept": True,
        "room_when_full": False,
        "given_up": True,
        "head_after": True,
        "entries": True,
    }


def test_a_write_that_fails_otherwise_stops_the_journal_until_it_is_read_again(tmp_path: Path) -> None:
    said = limited(tmp_path)
    assert said["failure"] == "JournalFailed"
    assert said["end_of_visit"] == "JournalFailed"  # not even when there is room again: only a restart can tell
    assert said["head_kept"]
    assert said["head_after"]
    assert said["entries"]


def test_room_and_ballast(tmp_path: Path) -> None:
    assert room(tmp_path, 1)
    assert not room(tmp_path, 10**18)
    assert restore_ballast(tmp_path, 300_000)
    assert restore_ballast(tmp_path, 300_000)
    (ballast,) = tmp_path.iterdir()
    assert ballast.stat().st_blocks * 512 >= 300_000  # real blocks, not a hole
    assert not restore_ballast(tmp_path, 10**15)
    assert [path.name for path in tmp_path.iterdir()] == [ballast.name]
    assert give_up_ballast(tmp_path)
    assert not give_up_ballast(tmp_path)
