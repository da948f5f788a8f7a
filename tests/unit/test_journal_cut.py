"""The journal when the power goes: what ``append`` returned for is there, the rest is gone, nothing between."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from offline_queue.chain import Damage, Head
from offline_queue.entries import VisitOpened
from offline_queue.journal import Journal, JournalDamaged
from tests.unit.journal_samples import KIOSK, begin, copied, later, only_segment, visit

FRAME = 4096 + 24
"""One page in the WAL."""


@dataclass(frozen=True)
class Cuttable:
    """A journal's files as they lay while it was open, and how long the WAL was when each append had returned."""

    folder: Path
    heads: dict[int, Head]

    @property
    def wal(self) -> Path:
        (path,) = self.folder.glob("*-wal")
        return path

    def cut(self, to: Path, at: int, behind: bytes = b"") -> Path:
        shutil.copytree(self.folder, to)
        wal = to / self.wal.name
        wal.write_bytes(self.wal.read_bytes()[:at] + behind)
        return to


@pytest.fixture(scope="module")
def cuttable(tmp_path_factory: pytest.TempPathFactory) -> Cuttable:
    folder = tmp_path_factory.mktemp("cut") / "live"
    journal = begin(folder)
    wal = only_segment(folder).with_name(only_segment(folder).name + "-wal")
    heads = {0: journal.head}
    for number in (1, 2):
        for transaction in visit(number):
            journal.append(transaction, later(number))
            heads[wal.stat().st_size] = journal.head
    kept = copied(folder, folder.with_name("kept"))
    journal.close()
    return Cuttable(kept, heads)


@pytest.mark.parametrize("behind", [b"", random.Random(5).randbytes(3 * FRAME)], ids=["cut", "garbage"])
def test_a_wal_cut_anywhere_gives_exactly_the_last_whole_append(
    cuttable: Cuttable, tmp_path: Path, behind: bytes
) -> None:
    lengths = sorted(cuttable.heads)
    cuts = {length + step for length in lengths for step in (-1, 0, 1)} | set(range(1, lengths[-1], 797))
    for at in sorted(cut for cut in cuts if 0 <= cut <= lengths[-1]):
        folder = cuttable.cut(tmp_path / str(at), at, behind)
        journal = Journal.open(folder, KIOSK)
        expected = cuttable.heads[max(length for length in lengths if length <= at)]
        assert journal.head == expected, at
        journal.append([VisitOpened(visit=99)], later(9))
        journal.close()
        again = Journal.open(folder, KIOSK)
        assert again.head.sequence == expected.sequence + 1, at
        again.close()
        shutil.rmtree(folder)


def test_a_wal_of_nothing_but_garbage_is_no_wal(cuttable: Cuttable, tmp_path: Path) -> None:
    journal = Journal.open(cuttable.cut(tmp_path / "j", 0, random.Random(6).randbytes(9000)), KIOSK)
    assert journal.head == cuttable.heads[0]
    journal.close()


def test_a_changed_byte_in_the_middle_of_the_wal_is_not_taken_for_a_cut(cuttable: Cuttable, tmp_path: Path) -> None:
    folder = cuttable.cut(tmp_path / "j", 10**9)
    wal = folder / cuttable.wal.name
    content = bytearray(wal.read_bytes())
    content[32 + FRAME // 2] ^= 0x01
    wal.write_bytes(content)
    with pytest.raises(JournalDamaged) as found:
        Journal.open(folder, KIOSK)
    assert found.value.kind is Damage.TAMPERED


def test_killed_in_the_middle_of_appending_nothing_reported_is_lost(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from offline_queue.entries import VisitOpened
from tests.unit.journal_samples import begin, later
journal = begin(Path({str(tmp_path / "j")!r}))
for number in range(1, 1_000_000):
    print(journal.append([VisitOpened(visit=number)], later(number)).sequence, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(700)]  # past the first checkpoint
        writer.kill()
        lines += writer.stdout.readlines()
    reported = max(int(line) for line in lines if line.endswith(b"\n"))
    journal = Journal.open(tmp_path / "j", KIOSK)
    assert journal.head.sequence in (reported, reported + 1)
    journal.close()
