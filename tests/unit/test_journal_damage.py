"""The journal in bad hands: whatever is changed is found and named, or changes nothing that is read."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.journal_command import add_parser, run
from offline_queue.chain import Damage, link
from offline_queue.entries import Entry, EpochBegun
from offline_queue.journal import Journal, JournalDamaged
from offline_queue.restart import SAFETY
from tests.unit.journal_samples import KIOSK, begin, filled, only_segment

STRIDE = 61
"""Every so many bytes of the file one is changed."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Entry]]:
    folder = tmp_path_factory.mktemp("damage")
    return folder, filled(folder, visits=8)


@pytest.fixture
def folder(sound: tuple[Path, list[Entry]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound[0], tmp_path / "j"))


def damage_of(folder: Path, kiosk: str = KIOSK) -> Damage:
    with pytest.raises(JournalDamaged) as found:
        list(Journal.open(folder, kiosk).entries())
    assert found.value.where
    assert found.value.detail
    return found.value.kind


def test_a_changed_byte_anywhere_is_found_or_changes_nothing(sound: tuple[Path, list[Entry]], tmp_path: Path) -> None:
    source, kept = sound
    name, content = only_segment(source).name, only_segment(source).read_bytes()
    found = dict.fromkeys(Damage, 0)
    for place in range(0, len(content), STRIDE):
        folder = tmp_path / str(place)
        folder.mkdir()
        changed = bytearray(content)
        changed[place] ^= 0x5A
        (folder / name).write_bytes(changed)
        try:
            journal = Journal.open(folder, KIOSK)
        except JournalDamaged as damage:
            found[damage.kind] += 1
        else:
            assert list(journal.entries()) == kept, place
            journal.close()
        shutil.rmtree(folder)
    assert found[Damage.TAMPERED] > len(content) // STRIDE // 2


def test_every_byte_of_a_record_counts(sound: tuple[Path, list[Entry]], folder: Path) -> None:
    path = only_segment(folder)
    content = path.read_bytes()
    begin = content.index(b'{"kiosk":"B001","epoch":1,"sequence":5')
    for place in range(begin - 64, content.index(b"}}", begin) + 2):  # both hashes lie before the body
        changed = bytearray(content)
        changed[place] ^= 0x01
        path.write_bytes(changed)
        with pytest.raises(JournalDamaged):
            Journal.open(folder, KIOSK)


def rewrite(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """As someone would who knows SQLite and puts the triggers back afterwards."""
    raw = sqlite3.connect(only_segment(folder), isolation_level=None)
    triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    change(raw)
    for _, sql in triggers:
        raw.execute(sql)
    raw.close()


def rehashed(raw: sqlite3.Connection, sequence: int, old: bytes, new: bytes) -> None:
    previous, body = raw.execute("SELECT previous, body FROM records WHERE sequence = ?", (sequence,)).fetchone()
    body = body.replace(old, new)
    values = (body, link(previous, body), sequence)
    raw.execute("UPDATE records SET body = ?, hash = ? WHERE sequence = ?", values)


def test_a_record_with_a_new_hash_breaks_the_chain(folder: Path) -> None:
    rewrite(folder, lambda raw: rehashed(raw, 4, b"300", b"900"))
    assert damage_of(folder) is Damage.TAMPERED


def test_a_record_taken_out_leaves_a_gap(folder: Path) -> None:
    rewrite(folder, lambda raw: raw.execute("DELETE FROM records WHERE sequence = 4"))
    assert damage_of(folder) is Damage.GAP


def test_the_first_record_taken_out_leaves_a_gap(folder: Path) -> None:
    rewrite(folder, lambda raw: raw.execute("DELETE FROM records WHERE sequence = 1"))
    assert damage_of(folder) is Damage.GAP


def test_missing_triggers_are_noticed(folder: Path) -> None:
    raw = sqlite3.connect(only_segment(folder))
    raw.execute("DROP TRIGGER records_stay")
    raw.close()
    assert damage_of(folder) is Damage.TAMPERED


def test_another_kiosks_journal(folder: Path) -> None:
    assert damage_of(folder, "B002") is Damage.WRONG_KIOSK


@pytest.mark.parametrize("left", [0.35, 0.75])
def test_a_file_cut_short(folder: Path, left: float) -> None:
    path = only_segment(folder)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * left)])
    assert damage_of(folder) is Damage.TRUNCATED


@pytest.mark.parametrize("content", [b"", b"SQLite", b"PK\3\4" + bytes(5000)])
def test_a_file_that_is_something_else(folder: Path, content: bytes) -> None:
    only_segment(folder).write_bytes(content)
    assert damage_of(folder) is Damage.NOT_A_JOURNAL


def test_a_database_that_is_something_else(folder: Path) -> None:
    path = only_segment(folder)
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE records (sequence INTEGER PRIMARY KEY)")
    raw.close()
    assert damage_of(folder) is Damage.NOT_A_JOURNAL


def add(raw: sqlite3.Connection, entry: object, **other: object) -> None:
    """One more record, rightly chained."""
    sequence, previous = raw.execute("SELECT sequence, hash FROM records ORDER BY sequence DESC").fetchone()
    record = {"kiosk": KIOSK, "epoch": 1, "sequence": sequence + 1, "at": "2026-11-22T05:12:33.123Z", "entry": entry}
    body = msgspec.json.encode(record | other)
    values = (sequence + 1, previous, link(previous, body), body)
    raw.execute("INSERT INTO records (sequence, previous, hash, body) VALUES (?, ?, ?, ?)", values)


def test_an_entry_of_newer_software_keeps_its_place_but_can_not_be_folded(folder: Path) -> None:
    rewrite(folder, lambda raw: add(raw, {"type": "CoffeeServed", "cups": 2}))
    journal = Journal.open(folder, KIOSK)
    with pytest.raises(JournalDamaged) as found:
        list(journal.entries())
    assert found.value.kind is Damage.UNKNOWN_ENTRY
    journal.close()


@pytest.mark.parametrize("other", [{"sequence": 7}, {"epoch": 2}, {"at": "yesterday"}])
def test_a_record_brought_from_another_place_does_not_belong_here(folder: Path, other: dict[str, object]) -> None:
    rewrite(folder, lambda raw: add(raw, {"type": "VisitOpened", "visit": 9}, **other))
    assert damage_of(folder) is Damage.TAMPERED


def test_an_older_copy_of_the_file_can_only_be_known_by_the_district(
    sound: tuple[Path, list[Entry]], tmp_path: Path
) -> None:
    """The tail is gone without a trace: it opens. The district's head says it (tests/district/test_shipping.py)."""
    source, kept = sound
    folder = Path(shutil.copytree(source, tmp_path / "j"))
    rewrite(folder, lambda raw: raw.execute("DELETE FROM records WHERE sequence > 9"))
    journal = Journal.open(folder, KIOSK)
    assert list(journal.entries()) == kept[:9]
    journal.close()


# --- what the technician's commands make of every sample ---------------------------------------------------------


def sql(*statements: str) -> Callable[[Path], object]:
    return lambda folder: rewrite(folder, lambda raw: [raw.execute(each) for each in statements])


def cut(size: float) -> Callable[[Path], object]:
    def to(folder: Path) -> None:
        path = only_segment(folder)
        path.write_bytes(path.read_bytes()[: int(size if size > 1 else path.stat().st_size * size)])

    return to


def holding(content: bytes) -> Callable[[Path], object]:
    return lambda folder: only_segment(folder).write_bytes(content)


def flipped(place: bytes) -> Callable[[Path], object]:
    def flip(folder: Path) -> None:
        path = only_segment(folder)
        content = path.read_bytes()
        assert place in content
        path.write_bytes(content.replace(place, bytes([place[0] ^ 0x80]) + place[1:]))

    return flip


def added(entry: object, **other: object) -> Callable[[Path], object]:
    return lambda folder: rewrite(folder, lambda raw: add(raw, entry, **other))


def without_triggers(folder: Path) -> None:
    raw = sqlite3.connect(only_segment(folder))
    raw.execute("DROP TRIGGER records_stay")
    raw.close()


def another_table(folder: Path) -> None:
    path = only_segment(folder)
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE records (sequence INTEGER PRIMARY KEY)")
    raw.close()


def rehash(old: bytes, new: bytes, sequence: int = 4) -> Callable[[Path], object]:
    return lambda folder: rewrite(folder, lambda raw: rehashed(raw, sequence, old, new))


SAMPLES: dict[str, tuple[Callable[[Path], object], Damage, int]] = {  # and how many records are said to be right
    "body as text": (
        sql("UPDATE records SET body=replace(cast(body as text),'500','100') WHERE sequence=5"),
        Damage.TAMPERED,
        4,
    ),
    "hash as number": (sql("UPDATE records SET hash=7 WHERE sequence=5"), Damage.TAMPERED, 4),
    "text that is none": (sql("UPDATE records SET body=cast(x'ff41' as text) WHERE sequence=5"), Damage.TAMPERED, 4),
    "new hash": (rehash(b"300", b"900"), Damage.TAMPERED, 4),
    "letters that are none": (rehash(b"B001-2026", b"\xff001-2026"), Damage.TAMPERED, 4),
    "nothing but brackets": (added([]), Damage.UNKNOWN_ENTRY, 42),
    "record gone": (sql("DELETE FROM records WHERE sequence = 4"), Damage.GAP, 3),
    "first record gone": (sql("DELETE FROM records WHERE sequence = 1"), Damage.GAP, 0),
    "all records gone": (sql("DELETE FROM records"), Damage.GAP, 0),
    "no triggers": (without_triggers, Damage.TAMPERED, 41),
    "a third": (cut(0.35), Damage.TRUNCATED, 0),
    "three quarters": (cut(0.75), Damage.TRUNCATED, 0),
    "within a page": (cut(6000), Damage.TRUNCATED, 0),
    "last bytes": (lambda folder: cut(only_segment(folder).stat().st_size - 100)(folder), Damage.TRUNCATED, 28),
    "empty": (holding(b""), Damage.NOT_A_JOURNAL, 0),
    "a word": (holding(b"SQLite"), Damage.NOT_A_JOURNAL, 0),
    "an archive": (holding(b"PK\3\4" + bytes(5000)), Damage.NOT_A_JOURNAL, 0),
    "schema that is no text": (flipped(b"KEY, previous"), Damage.TAMPERED, 0),
    "another table": (another_table, Damage.NOT_A_JOURNAL, 0),
    "byte of a number": (flipped(b"B001-20261122-000002"), Damage.TAMPERED, 8),
    "another sequence": (added({"type": "VisitOpened", "visit": 9}, sequence=7), Damage.TAMPERED, 41),
    "another epoch": (added({"type": "VisitOpened", "visit": 9}, epoch=2), Damage.TAMPERED, 41),
    "another's record": (added({"type": "VisitOpened", "visit": 9}, kiosk="B002"), Damage.WRONG_KIOSK, 41),
}


def command(action: str, folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    return run(parser.parse_args(["journal", action, "--folder", str(folder), "--kiosk", KIOSK, *more]))


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_command_says_the_damage_and_restart_is_a_way_out(
    folder: Path, sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, kind, right = SAMPLES[sample]
    damage(folder)
    before = only_segment(folder).read_bytes()
    assert command("verify", folder) == 1
    said = capsys.readouterr().out
    assert f"  {right} records" in said
    if kind is Damage.UNKNOWN_ENTRY:  # the chain is right, so it is all shown
        assert "contradict each other" in said  # before that record: no visit of the samples is paid out
    else:
        assert f"DAMAGED {kind}" in said
        for action in (("show",), ("export", "--out", str(tmp_path / "out"))):
            assert command(action[0], folder, *action[1:]) == 1
            assert str(kind) in capsys.readouterr().err
    assert command("restart", folder, "--stock", "hopper_100=100:60") == 0
    assert command("verify", folder) == 0
    assert (folder / "sealed-journal-0001-0001.sqlite").read_bytes() == before
    assert command("show", folder, "--last", "1") == 0


def test_newer_softwares_record_is_no_damage_and_no_sound_journal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(tmp_path).close()
    rewrite(tmp_path, lambda raw: add(raw, {"type": "CoffeeServed", "cups": 2}))
    assert command("verify", tmp_path) == 1
    assert "written by newer software" in capsys.readouterr().out


def test_a_time_that_is_none_is_shown_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(folder, lambda raw: add(raw, {"type": "VisitOpened", "visit": 9}, at="yesterday"))
    assert command("show", folder, "--last", "1") == 0
    assert "yesterday" in capsys.readouterr().out
    assert command("restart", folder, "--stock", "hopper_100=100:60") == 0


def test_what_the_chain_proves_is_owed_though_the_file_is_damaged(folder: Path) -> None:
    damage, _, _ = SAMPLES["body as text"]
    damage(folder)
    without_triggers(folder)
    assert command("restart", folder, "--stock", "hopper_100=100:60") == 0
    journal = Journal.open(folder, KIOSK)
    (begun,) = journal.entries()
    journal.close()
    assert isinstance(begun, EpochBegun)
    assert sum(claim.amount for claim in begun.owed) == 500
    assert begun.issue_serial == 8 + SAFETY
