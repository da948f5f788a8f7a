"""``kiosk journal``: what a technician types, what the files are afterwards, and what is said of damage."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import pytest

from kiosk.journal_command import add_parser, run
from offline_queue.entries import ActIntended, ClaimOpened, CoinIn, CoinsAccepted, EpochBegun, VisitOpened
from offline_queue.journal import Journal
from offline_queue.restart import SAFETY
from tests.unit.journal_samples import AT, KIOSK, begin, copied, filled, only_segment

STOCK = ("--stock", "hopper_100=100:60", "cash_box=100:0,500:12")


def kiosk(action: str, folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    return run(parser.parse_args(["journal", action, "--folder", str(folder), "--kiosk", KIOSK, *more]))


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
    kept = filled(tmp_path)
    assert kiosk("verify", tmp_path) == 0
    out = capsys.readouterr().out
    assert f"{len(kept)} records" in out
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
    assert run(parser.parse_args([*given, "hopper_100=100:60", "cash_box=500:0"])) == 0
    assert only_segment(tmp_path / "journal").exists()
