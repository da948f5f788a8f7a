"""``kiosk journal``: what a technician types, what the files are afterwards, and what is said of damage."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import pytest

from kiosk.journal_command import add_parser, run
from offline_queue.entries import (
    ActIntended,
    ClaimOpened,
    CoinIn,
    CoinsAccepted,
    EpochBegun,
    FaultCleared,
    FaultRaised,
    VisitClosed,
    VisitOpened,
)
from offline_queue.journal import Journal
from offline_queue.restart import SAFETY
from tests.unit.journal_samples import AT, KIOSK, begin, copied, filled, only_segment

STOCK = ("--stock", "hopper_100=100:60", "cash_box=100:0,500:12")


def kiosk(action: str, folder: Path, *more: str, name: str = KIOSK) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    return run(parser.parse_args(["journal", action, "--folder", str(folder), "--kiosk", name, *more]))


def first_entry(folder: Path) -> EpochBegun:
    journal = Journal.open(folder, KIOSK)
    entry = next(journal.entries())
    journal.close()
    assert isinstance(entry, EpochBegun)
    return entry


def spoil(folder: Path) -> bytes:
    path = only_segment(folder)
    content = path.read_bytes().replace(b'"visit":3', b'"visit":7', 1)
    path.write_bytes(content)
    return content


def test_a_fresh_machine_begins_with_counted_stock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "state" / "journal"
    folder.parent.mkdir()
    assert kiosk("verify", folder) == 1
    assert "restart --stock" in capsys.readouterr().out
    assert kiosk("restart", folder, *STOCK) == 0
    begun = first_entry(folder)
    assert begun.stock == {"hopper_100": {100: 60}, "cash_box": {100: 0, 500: 12}}
    assert (begun.reason, begun.issue_serial, begun.previous_epoch) == ("first", 0, None)
    assert kiosk("verify", folder) == 0


def test_a_sound_journal_verifies_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    journal.append([VisitOpened(visit=1), VisitClosed(visit=1, outcome="finished")], AT)
    journal.close()
    assert kiosk("verify", tmp_path) == 0
    out = capsys.readouterr().out
    assert "3 records" in out
    assert out.rstrip().endswith("ok")


def test_verify_leaves_a_cut_journal_as_it_is(tmp_path: Path) -> None:
    """The evidence: nothing is checkpointed or recovered into the file by looking at it."""
    journal = begin(tmp_path / "live")
    journal.append([VisitOpened(visit=1)], AT)
    folder = copied(tmp_path / "live", tmp_path / "kept")
    journal.close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert kiosk("verify", folder) == 0
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_damage_is_explained_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path)
    spoil(tmp_path)
    assert kiosk("verify", tmp_path) == 1
    out = capsys.readouterr().out
    assert "DAMAGED tampered" in out
    assert "돈:" in out
    assert "할 일:" in out
    assert "Do:" in out


def test_restart_after_damage_keeps_the_file_and_never_reuses_a_number(tmp_path: Path) -> None:
    filled(tmp_path, visits=4)
    old = spoil(tmp_path)
    assert kiosk("restart", tmp_path, *STOCK, "--reason", "disk") == 0
    assert (tmp_path / "sealed-journal-0001-0001.sqlite").read_bytes() == old
    begun = first_entry(tmp_path)
    assert begun.issue_serial == 4 + SAFETY  # read beyond the damage
    assert (begun.previous_epoch, begun.reason) == (1, "disk")
    assert begun.previous_head
    assert kiosk("verify", tmp_path) == 0  # the new epoch is sound; the old one's damage is only shown


def test_restart_counts_on_from_epoch_to_epoch(tmp_path: Path) -> None:
    filled(tmp_path, visits=2)
    assert kiosk("restart", tmp_path, *STOCK) == 0
    assert kiosk("restart", tmp_path, *STOCK) == 0
    assert first_entry(tmp_path).issue_serial == 2 + 2 * SAFETY
    assert only_segment(tmp_path).name == "journal-0003-0001.sqlite"


def test_restart_names_what_the_old_epoch_still_owes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    coins = CoinsAccepted(
        device="coin_acceptor", visit=1, coins=(CoinIn(500, "cash_box"), CoinIn(100, "hopper_100")), mark={"run": 1}
    )
    act = ActIntended(
        act=1,
        device="hopper_100",
        work="pay_out",
        quantity=1,
        name="payout-1",
        baseline={"paid": 5},
        purpose="refund",
        visit=1,
        value=100,
    )
    claim = ClaimOpened(claim="B001-C0001", amount=500, visit=1, reason="hopper_empty")
    journal.append([VisitOpened(visit=1), coins, claim, act], AT)
    journal.close()
    assert kiosk("restart", tmp_path, *STOCK) == 0
    out = capsys.readouterr().out
    assert "claim open: B001-C0001 500 won" in out
    assert "claim open: B001-C2-0002 100 won (payout_open payout-1)" in out
    assert "act not settled: payout-1" in out


def test_a_new_disk_takes_epoch_and_serial_from_the_technician(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("restart", tmp_path, *STOCK, "--epoch", "3", "--issue-serial", "5120") == 0
    assert only_segment(tmp_path).name == "journal-0003-0001.sqlite"
    assert first_entry(tmp_path).issue_serial == 5120
    assert kiosk("restart", tmp_path, *STOCK, "--epoch", "2") == 1
    assert kiosk("restart", tmp_path, *STOCK, "--epoch", "9") == 1  # epochs 4 … 8 are not here, nor their numbers
    assert "--epoch needs --issue-serial" in capsys.readouterr().err
    assert kiosk("restart", tmp_path, *STOCK, "--issue-serial", "5") == 1
    assert "may have been used" in capsys.readouterr().err


def test_restart_is_refused_while_the_kiosk_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    assert kiosk("verify", tmp_path) == 0
    assert kiosk("restart", tmp_path, *STOCK) == 1
    assert "Stop the kiosk first" in capsys.readouterr().err
    journal.append([VisitOpened(visit=1)], AT)
    journal.close()


def test_an_export_proves_itself(tmp_path: Path) -> None:
    kept = filled(tmp_path / "j")
    out = tmp_path / "journal.jsonl"
    assert kiosk("export", tmp_path / "j", "--out", str(out)) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(kept)
    previous = ""
    for line in lines:
        assert line["previous"] == previous
        assert hashlib.sha256(bytes.fromhex(previous) + line["body"].encode()).hexdigest() == line["hash"]
        previous = line["hash"]


def test_show_is_a_table_of_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path)
    assert kiosk("show", tmp_path, "--last", "2") == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "entry" in head
    assert ["ActIntended" in lines[0], "VisitClosed" in lines[1]] == [True, True]
    assert "2026-11-22 14:12:37" in lines[1]  # Korean time


@pytest.mark.parametrize(
    "stock", ["hopper_100", "hopper_100=100", "hopper_100=a:1", "=100:1", "h=100:1,100:2", "h=0:3"]
)
def test_a_count_that_is_none_is_refused(tmp_path: Path, stock: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        kiosk("restart", tmp_path / "j", "--stock", stock)
    assert "STORE=VALUE:PIECES" in capsys.readouterr().err
    assert not (tmp_path / "j").exists()


@pytest.mark.parametrize("given", [("--epoch", "5"), ("--issue-serial", "5120")])
def test_a_new_disk_needs_epoch_and_serial_together(
    tmp_path: Path, given: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("restart", tmp_path / "j", *STOCK, *given) == 1
    assert f"{given[0]} needs --" in capsys.readouterr().err
    assert not (tmp_path / "j").exists()


def test_another_kiosks_journal_is_taken_for_no_restart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = filled(tmp_path)
    before = only_segment(tmp_path).read_bytes()
    assert kiosk("restart", tmp_path, *STOCK, name="C999") == 1
    said = capsys.readouterr().err
    assert "another kiosk's journal: B001, not C999" in said
    assert "--other-kiosk" in said
    assert only_segment(tmp_path).read_bytes() == before
    for action in ("show", "export"):
        assert kiosk(action, tmp_path, name="C999") == 1
        found = capsys.readouterr()
        assert "wrong_kiosk" in found.err
        assert len(found.out.splitlines()) >= len(kept)  # shown all the same
    assert kiosk("restart", tmp_path, *STOCK, "--other-kiosk", name="C999") == 0
    assert "still owed under that name" in capsys.readouterr().out
    assert (tmp_path / "other-B001" / "journal-0001-0001.sqlite").read_bytes() == before
    assert kiosk("verify", tmp_path, name="C999") == 0
    assert kiosk("show", tmp_path / "other-B001") == 0
    assert only_segment(tmp_path).name == "journal-0001-0001.sqlite"


def test_a_journal_that_is_not_there_is_no_empty_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for action in ("show", "export", "verify"):
        assert kiosk(action, tmp_path / "elsewhere") == 1
        found = capsys.readouterr()
        assert "there is no journal" in found.err + found.out


def test_an_export_that_can_not_be_written_names_the_path(tmp_path: Path) -> None:
    filled(tmp_path)
    with pytest.raises(FileNotFoundError) as failed:  # the command line makes one plain line of it
        kiosk("export", tmp_path, "--out", str(tmp_path / "no" / "file"))
    assert failed.value.filename == str(tmp_path / "no" / "file")


@pytest.mark.parametrize(
    ("device", "fault", "words", "code"),
    [
        ("district", "rolled_back", "the disk was replaced or set back", 1),
        ("district", "fork", "another content under the same numbers", 1),
        ("district", "gap", "does not have yet are missing", 1),
        ("district", "wrong_kiosk", "refuses this kiosk's name or key", 1),
        ("district", "damaged", "can not be read", 1),
        ("district", "of_tomorrow", "district: of_tomorrow", 1),
        ("journal", "journal_broken", "did not verify", 1),
        ("clock", "behind", "before the last record", 0),
        ("clock", "off", "differs from the district's", 0),
        ("disk", "full", "no room", 0),
    ],
)
def test_verify_says_what_the_kiosk_found(
    tmp_path: Path, device: str, fault: str, words: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = begin(tmp_path)
    journal.append([FaultRaised(device=device, fault=fault, detail="epoch 1 sequence 11")], AT)
    assert kiosk("verify", tmp_path) == code
    said = capsys.readouterr().out
    assert words in said
    assert f"{device} {fault} epoch 1 sequence 11" in said
    assert "돈:" in said
    if fault != "of_tomorrow":
        assert "Do:" in said
    if fault in ("rolled_back", "fork"):
        assert "`kiosk journal restart --epoch N --issue-serial M --stock …`" in said
    journal.append([FaultCleared(device=device, fault=fault)], AT)
    journal.close()
    assert kiosk("verify", tmp_path) == 0
    assert words not in capsys.readouterr().out


def test_a_devices_fault_is_no_matter_of_the_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    journal.append([FaultRaised(device="hopper_100", fault="jam")], AT)
    journal.close()
    assert kiosk("verify", tmp_path) == 0
    assert "jam" not in capsys.readouterr().out


def test_records_that_contradict_each_other_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = begin(tmp_path)
    journal.append([VisitClosed(visit=7, outcome="finished")], AT)
    journal.close()
    assert kiosk("verify", tmp_path) == 1
    assert "contradict each other: visit 7 is not open" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("stock", "words"),
    [
        ("hopper_100=70:60", "no coin of 70 won"),
        ("cash_box=1000:2", "no coin of 1000 won"),
        ("till=100:2", "no store has such a name"),
        ("hopper_100=100:2,500:1", "coins of one value"),
    ],
)
def test_what_no_machine_can_hold_is_refused(
    tmp_path: Path, stock: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("restart", tmp_path / "j", "--stock", stock) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "j").exists()


def test_with_settings_every_store_has_to_be_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = Path("assets/kiosk.toml").read_text(encoding="utf-8")
    settings = tmp_path / "kiosk.toml"
    own = sample.replace('# state = "/var/lib/kiosk"', f'state = "{tmp_path}"').replace(
        "change-me-please", "sesame-sesame"
    )
    assert own != sample
    settings.write_text(own, encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    given = ["journal", "restart", "--settings", str(settings), "--stock"]
    assert run(parser.parse_args([*given, "hopper_100=100:60"])) == 1
    assert "not counted" in capsys.readouterr().err
    assert run(parser.parse_args([*given, "hopper_100=100:60", "cash_box=500:0", "hopper_7=100:1"])) == 1
    assert "not in this machine" in capsys.readouterr().err
    assert run(parser.parse_args([*given, "hopper_100=500:60", "cash_box=500:0"])) == 1
    assert "holds coins of 100 won, not 500" in capsys.readouterr().err
    assert run(parser.parse_args([*given, "hopper_100=100:60", "cash_box=500:0"])) == 0
    assert only_segment(tmp_path / "journal").exists()
