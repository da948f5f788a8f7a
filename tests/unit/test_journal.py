"""The journal in good days: what is appended is there, in order, chained, once; segments come and go."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from offline_queue.chain import Damage, Head, stamp, unstamp
from offline_queue.entries import CarriedForward, VisitClosed, VisitOpened
from offline_queue.journal import Journal, JournalBusy, JournalDamaged, JournalMissing
from offline_queue.segment import close_for_good, is_closed
from tests.unit.journal_samples import AT, FIRST, KIOSK, begin, filled, later, only_segment, visit

BOOKS = {"visit": None, "issue_serial": 7}


def test_what_was_appended_is_there_after_opening_again(tmp_path: Path) -> None:
    kept = filled(tmp_path)
    journal = Journal.open(tmp_path, KIOSK)
    assert list(journal.entries()) == kept
    assert journal.head.sequence == len(kept)
    assert journal.last_at == later(4)
    head = journal.append([VisitOpened(visit=9)], later(5))
    assert head == journal.head == Head(1, len(kept) + 1, head.hash)
    journal.close()
    again = Journal.open(tmp_path, KIOSK)
    assert again.head == head
    again.close()


def test_each_hash_covers_the_one_before_and_the_stored_bytes(tmp_path: Path) -> None:
    filled(tmp_path, visits=1)
    previous = b""
    with sqlite3.connect(only_segment(tmp_path)) as raw:
        rows = raw.execute("SELECT sequence, previous, hash, body FROM records ORDER BY sequence").fetchall()
    raw.close()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    for _, stored_previous, stored_hash, body in rows:
        assert stored_previous == previous
        assert hashlib.sha256(previous + body).digest() == stored_hash
        previous = stored_hash


@pytest.mark.parametrize("statement", ["UPDATE records SET body = x'00' WHERE sequence = 2", "DELETE FROM records"])
def test_the_file_itself_refuses_to_be_changed(tmp_path: Path, statement: str) -> None:
    filled(tmp_path, visits=1)
    raw = sqlite3.connect(only_segment(tmp_path))
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        raw.execute(statement)
    raw.close()


def test_appending_nothing_touches_nothing(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    head, at = journal.head, journal.last_at
    assert journal.append([], later(60)) == head
    assert (journal.head, journal.last_at) == (head, at)
    journal.close()


@pytest.mark.parametrize(
    ("at", "stored"),
    [
        (AT, "2026-11-22T05:12:33.123Z"),
        (AT.replace(microsecond=0), "2026-11-22T05:12:33.000Z"),
        (AT.replace(microsecond=999), "2026-11-22T05:12:33.000Z"),
        (AT.replace(microsecond=999_999), "2026-11-22T05:12:33.999Z"),
        (AT.astimezone(timezone(timedelta(hours=9))), "2026-11-22T05:12:33.123Z"),
    ],
)
def test_times_are_stored_as_utc_with_milliseconds(at: datetime, stored: str) -> None:
    assert stamp(at) == stored
    assert unstamp(stored) <= at


def test_a_time_without_a_zone_is_a_bug(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    with pytest.raises(ValueError, match="zone"):
        journal.append([VisitOpened(visit=1)], datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point
    journal.close()


def test_a_second_opener_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    begin(tmp_path).close()
    code = (
        "import sys; from pathlib import Path; from offline_queue.journal import Journal;"
        f"j = Journal.open(Path({str(tmp_path)!r}), {KIOSK!r}); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(JournalBusy):
            Journal.open(tmp_path, KIOSK)
        other.kill()
    Journal.open(tmp_path, KIOSK).close()


def test_no_journal_is_said_so_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(JournalMissing):
        Journal.open(tmp_path / "nothing", KIOSK)
    with pytest.raises(JournalMissing):
        Journal.open(tmp_path, KIOSK)
    assert not list(tmp_path.glob("*.sqlite"))


def test_an_epoch_is_never_begun_twice(tmp_path: Path) -> None:
    begin(tmp_path).close()
    with pytest.raises(FileExistsError):
        begin(tmp_path)


def test_a_later_epoch_puts_the_older_aside(tmp_path: Path) -> None:
    filled(tmp_path)
    before = only_segment(tmp_path).read_bytes()
    journal = begin(tmp_path, epoch=2)
    assert journal.head.epoch == 2
    assert only_segment(tmp_path).name == "journal-0002-0001.sqlite"
    assert (tmp_path / "sealed-journal-0001-0001.sqlite").read_bytes() == before
    journal.close()


def test_the_reader_sees_what_is_durable_from_its_own_connection(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    reader = journal.reader()
    for transaction in visit(1):
        journal.append(transaction, AT)
    assert reader.head() == journal.head
    found = reader.records_after(1, 2, 2)
    assert [record.sequence for record in found] == [3, 4]
    assert found[1].previous == found[0].hash
    assert reader.record(1, journal.head.sequence + 1) is None
    journal.close()


class TestSegments:
    def test_a_month_is_closed_and_the_chain_goes_on(self, tmp_path: Path) -> None:
        filled(tmp_path)
        journal = Journal.open(tmp_path, KIOSK)
        before = journal.head
        head = journal.roll(BOOKS, later(60))
        assert head.sequence == before.sequence + 1
        assert journal.last_at == later(60)
        journal.append([VisitOpened(visit=5)], later(61))
        opening = CarriedForward(segment=2, previous_head=before.hash, books=BOOKS)
        assert list(journal.entries()) == [opening, VisitOpened(visit=5)]
        assert [verdict.damage for verdict in journal.verify_older()] == [None]
        records = journal.reader().records_after(1, before.sequence - 1, 10)
        assert [record.sequence for record in records] == [before.sequence + step for step in range(3)]
        old = tmp_path / "journal-0001-0001.sqlite"
        assert not old.stat().st_mode & 0o222
        assert not list(tmp_path.glob("journal-0001-0001.sqlite-*"))
        journal.close()

    def test_a_reader_in_the_old_segment_holds_the_clerk_for_less_than_a_second(self, tmp_path: Path) -> None:
        filled(tmp_path)
        journal = Journal.open(tmp_path, KIOSK)
        old = tmp_path / "journal-0001-0001.sqlite"
        with closing(sqlite3.connect(old, isolation_level=None)) as uploader:
            uploader.execute("BEGIN")
            uploader.execute("SELECT count(*) FROM records").fetchone()
            begun = time.monotonic()
            journal.roll(BOOKS, later(60))
            assert time.monotonic() - begun < 1.0
            assert old.stat().st_mode & 0o200  # left for the next start
        journal.close()
        Journal.open(tmp_path, KIOSK).close()
        assert not old.stat().st_mode & 0o222

    def test_whoever_locks_the_old_segment_holds_nobody_for_a_second(self, tmp_path: Path) -> None:
        begin(tmp_path).close()
        old = only_segment(tmp_path)
        with closing(sqlite3.connect(old, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                close_for_good(old)
            assert time.monotonic() - begun < 1.0
            other.execute("ROLLBACK")
        assert not is_closed(old)

    def test_an_archived_old_segment_may_be_taken_away(self, tmp_path: Path) -> None:
        filled(tmp_path)
        journal = Journal.open(tmp_path, KIOSK)
        journal.roll(BOOKS, later(60))
        journal.append([VisitOpened(visit=5), VisitClosed(visit=5, outcome="finished")], later(61))
        head = journal.head
        journal.close()
        (tmp_path / "journal-0001-0001.sqlite").unlink()
        again = Journal.open(tmp_path, KIOSK)
        assert again.head == head
        assert isinstance(next(again.entries()), CarriedForward)
        assert list(again.verify_older()) == []
        assert again.reader().record(1, head.sequence - 3) is None
        again.close()

    def test_a_missing_middle_is_found(self, tmp_path: Path) -> None:
        journal = begin(tmp_path)
        journal.roll(BOOKS, later(1))
        journal.roll(BOOKS, later(2))
        (tmp_path / "journal-0001-0002.sqlite").unlink()
        damages = [verdict.damage for verdict in journal.verify_older() if verdict.damage]
        assert [damage.kind for damage in damages] == [Damage.GAP]
        journal.close()

    def test_a_changed_old_segment_is_found_in_the_background(self, tmp_path: Path) -> None:
        filled(tmp_path)
        journal = Journal.open(tmp_path, KIOSK)
        journal.roll(BOOKS, later(60))
        old = tmp_path / "journal-0001-0001.sqlite"
        old.chmod(0o644)
        old.write_bytes(old.read_bytes().replace(b'"amount":300', b'"amount":900', 1))
        assert [v.damage.kind for v in journal.verify_older() if v.damage] == [Damage.TAMPERED]
        journal.close()

    def test_a_newest_segment_that_was_removed_is_noticed(self, tmp_path: Path) -> None:
        journal = begin(tmp_path)
        journal.roll(BOOKS, later(1))
        journal.close()
        (tmp_path / "journal-0001-0002.sqlite").unlink()
        with pytest.raises(JournalDamaged) as found:
            Journal.open(tmp_path, KIOSK)
        assert found.value.kind is Damage.TRUNCATED

    def test_a_cut_between_making_and_closing_is_finished_at_the_next_start(self, tmp_path: Path) -> None:
        journal = begin(tmp_path)
        journal.roll(BOOKS, later(1))
        journal.close()
        old = tmp_path / "journal-0001-0001.sqlite"
        old.chmod(0o644)
        (tmp_path / "journal-0001-0003.sqlite.new").write_bytes(b"half")
        Journal.open(tmp_path, KIOSK).close()
        assert not old.stat().st_mode & 0o222
        assert not list(tmp_path.glob("*.new"))


def test_the_first_entry_is_the_technicians_count(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    assert list(journal.entries()) == [FIRST]
    journal.close()
