"""``kiosk demo`` without a display, as `make run` does on a fresh machine: the whole visit, and everything adds up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.demo import MARKER
from tests.privacy_search import found, residents_words
from tests.simulators import ROOT


def _demo(output: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "kiosk", "demo", "--output", str(output)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=100)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a demo ran, after an earlier demo's rest was there."""
    folder = tmp_path_factory.mktemp("demo") / "demo-output"
    folder.mkdir()
    (folder / MARKER).touch()
    (folder / "left-from-before.png").touch()
    done = _demo(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr, done.stderr
    (folder / "summary.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(output: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((output / "result.json").read_text(encoding="utf-8"))
    return loaded


def test_money_adds_up(result: dict[str, Any]) -> None:
    assert result["money"] == {
        "inserted": 500,
        "paid": 200,
        "change": 300,
        "refunded": 0,
        "claims": 0,
        "unassigned": 0,
    }
    assert result["wrong"] == []


def test_the_slip_says_what_the_journal_says(output: Path, result: dict[str, Any]) -> None:
    (slip,) = result["slips"]
    assert (output / slip["picture"]).read_bytes().startswith(b"\x89PNG")
    assert (slip["inserted"], slip["paid"], slip["change"], slip["refund"]) == (500, 200, 300, 0)
    lines = [json.loads(line) for line in (output / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    (intent,) = [line for line in lines if line["body"]["entry"].get("work") == "slip"]
    assert slip["receipt"] == f"B001-1-{intent['sequence'] - 1:06d}"


def test_a_card_said_who_it_was_and_only_the_district_knows(output: Path, result: dict[str, Any]) -> None:
    assert result["identifications"] == [{"means": "card_pin", "outcome": "identified"}]
    left = [output / "state", output / "journal.jsonl", output / "result.json", output / "logs"]
    assert found(left, residents_words()) == []


def test_one_register_of_a_household_with_its_numbers(result: dict[str, Any]) -> None:
    (document,) = result["documents"]
    assert document["code"] == "D01"
    assert document["pages"] >= 1
    assert re.fullmatch(r"B001-\d{8}-000001", document["issue_number"])
    assert re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{4}", document["check_number"])


def test_the_district_has_every_record(result: dict[str, Any]) -> None:
    assert result["journal"]["verified"] is True
    assert result["district"]["acknowledged"] == result["journal"]["last_seq"] > 5
    assert re.fullmatch(r"[0-9a-f]{64}", result["journal"]["head"])


def test_what_is_left_to_look_at(output: Path, result: dict[str, Any]) -> None:
    assert not (output / "left-from-before.png").exists()
    papers = sorted((output / "documents").glob("*.pdf"))
    pictures = sorted((output / "documents").glob("*.png"))
    assert len(papers) == 1
    assert len(pictures) == result["documents"][0]["pages"]
    screens = [path.name for path in sorted((output / "screens").glob("*.png"))]
    passed = [re.sub(r"^\d\d-(.*)\.png$", r"\1", name) for name in screens]
    assert [name[:3] for name in screens] == [f"{number:02}-" for number in range(1, len(screens) + 1)]
    for name in ("start", "choose", "insert-card", "pin", "take-card", "options", "confirm", "pay", "issuing", "take"):
        assert name in passed, screens
    lines = [json.loads(line) for line in (output / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[-1]["sequence"] == result["journal"]["last_seq"]
    assert lines[-1]["hash"] == result["journal"]["head"]


def test_a_summary_a_person_can_read(output: Path, result: dict[str, Any]) -> None:
    summary = (output / "summary.txt").read_text(encoding="utf-8")
    document = result["documents"][0]
    for words in ("등본", document["issue_number"], document["check_number"], "500원 투입", "300원 거스름돈"):
        assert words in summary


def test_the_kiosk_had_nothing_to_complain_of(output: Path) -> None:
    assert not re.search(r"WARNING|ERROR|Traceback|Warning:", (output / "logs" / "kiosk.log").read_text("utf-8"))


def test_a_folder_that_is_not_a_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    done = _demo(tmp_path)
    assert done.returncode == 2
    assert "thesis" not in done.stdout
    assert "--output" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_output_that_can_be_no_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for output in (tmp_path / "file", Path("/proc/kiosk-demo")):
        done = _demo(output)
        assert done.returncode == 2
        assert done.stderr.startswith(f"kiosk demo: --output {output}: ")
        assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
