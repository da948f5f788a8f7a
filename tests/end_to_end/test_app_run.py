"""``kiosk run`` as systemd starts it: painted, ready, watched, stopped; and the other commands' answers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from kiosk.core.books import Books, balance, fold
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import begin_journal, write_settings
from offline_queue.entries import decode
from offline_queue.journal import Journal, JournalReader
from tests.simulators import KIOSK, ROOT, Cabinet, Child, cabinet_process, district_process


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, cards: PcscDaemon) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run")
    with (
        cabinet_process(folder / "cabinet", cards=cards) as cabinet,
        district_process(folder / "district", *cabinet.authority) as district,
    ):
        write_settings(folder / "kiosk.toml", folder / "state", cabinet, district)
        begin_journal(folder / "state" / "journal")
        yield folder / "kiosk.toml"


def start(settings: Path, log: Path, **environment: str) -> Child:
    command = [sys.executable, "-m", "kiosk", "run", "--settings", str(settings)]
    return Child("kiosk", command, log, {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment})


HANG_S = 7.0
"""Short; longer than the four kiosks that start at once on a busy machine need until their first errand is warm."""


def watched(settings: Path, folder: Path, state: Path) -> tuple[Path, socket.socket]:
    """A kiosk.toml of its own with a short hang; and the socket of its systemd."""
    folder.mkdir()
    text = settings.read_text(encoding="utf-8").replace(str(settings.parent / "state"), str(state))
    text = text.replace("[district]", "[district]\ntimeout = 0.5", 1) + f"\n[watchdog]\nhang = {HANG_S}\n"
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(folder / "notify"))
    return folder / "kiosk.toml", systemd


def test_systemd_hears_ready_watchdog_and_stopping_whatever_the_journal_is(settings: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        watching: dict[str, tuple[Child, socket.socket]] = {}
        for name in ("whole", "missing", "changed", "busy"):
            # the district knows one journal of this kiosk: the whole one
            state = settings.parent / "state" if name == "whole" else tmp_path / name / "state"
            toml, systemd = watched(settings, tmp_path / name, state)
            stack.callback(systemd.close)
            journal = state / "journal"
            if name in ("changed", "busy"):
                begin_journal(journal)
            if name == "changed":
                (segment,) = journal.glob("*.sqlite")
                segment.write_bytes(segment.read_bytes().replace(b"installation", b"installatiom"))
            if name == "busy":
                stack.callback(Journal.open(journal, KIOSK).close)
            kiosk = start(toml, toml.parent / "log.txt", NOTIFY_SOCKET=str(toml.parent / "notify"))
            stack.callback(kiosk.stop)
            watching[name] = kiosk, systemd
        for _, systemd in watching.values():
            systemd.settimeout(20)
            assert systemd.recv(100) == b"READY=1"
        time.sleep(HANG_S + 2)  # what must not happen has this long to happen
        for name, (kiosk, systemd) in watching.items():
            systemd.settimeout(0)
            with suppress(BlockingIOError):
                while systemd.recv(100):  # what was said until now
                    pass
            systemd.settimeout(2.5)
            assert systemd.recv(100) == b"WATCHDOG=1", name
            assert kiosk.process.poll() is None, name
            assert "hang" not in kiosk.wrote(), name
            assert kiosk.wrote().count("no visit can begin") == (name != "whole"), name
        assert re.search(r"ERROR kiosk\.app: no visit can begin: .*journal-0001-0001", watching["changed"][0].wrote())
        kiosk, systemd = watching["whole"]
        kiosk.stop()
        assert "ERROR" not in kiosk.wrote()
        said = systemd.recv(100)
        while said == b"WATCHDOG=1":
            said = systemd.recv(100)
        assert said == b"STOPPING=1"
    for kiosk, _ in watching.values():
        assert kiosk.process.returncode == 0, kiosk.wrote()


FIRST_SCREENS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from kiosk.run import main
from kiosk.ui.window import KioskWindow

plain = KioskWindow.show_screen

def shown(window, screen):
    print(screen.reason, "kiosk.ui.screens.visit" in sys.modules, "kiosk.app" in sys.modules)
    plain(window, screen)
    if screen.reason != "starting":
        QApplication.exit(0)

KioskWindow.show_screen = shown
sys.exit(main(Path(sys.argv[1])))
"""


def test_the_first_paint_waits_for_no_other_screen_and_no_touch_for_an_import(settings: Path, tmp_path: Path) -> None:
    toml, systemd = watched(settings, tmp_path / "first", tmp_path / "no-journal")
    systemd.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", FIRST_SCREENS, str(toml)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["starting False False", "journal_broken True True"]


def books(journal: Path) -> Books:
    return fold(decode(record.body).entry for record in JournalReader(journal).records_after(1, 0, 10_000))


def wait_until(holds: Callable[[], bool], kiosk: Child) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, kiosk.wrote()
        time.sleep(0.01)


def test_asked_to_stop_in_a_visit_it_pays_back_first_and_asked_again_it_stops_at_once(
    settings: Path, tmp_path: Path
) -> None:
    journal, cabinet = settings.parent / "state" / "journal", Cabinet(settings.parent / "cabinet")
    words = "import sys; from kiosk.demo_citizen import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", words, "--settings", str(settings), "--until", "pay"]
    command += ["--cabinet", str(cabinet.directory), "--output", str(tmp_path)]
    kiosk = Child("kiosk", command, tmp_path / "log.txt", {**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        kiosk.wait_for(tmp_path / "visit.json", 30)
        assert json.loads((tmp_path / "visit.json").read_text(encoding="utf-8"))["problem"] == ""
        wait_until(lambda: bool(cabinet.do("insert_coin", value=100)["accepted"]), kiosk)
        wait_until(lambda: books(journal).credit == 100, kiosk)
        kiosk.process.terminate()
        wait_until(lambda: books(journal).paid_out == 100, kiosk)
        assert cabinet.ledger()[-1]["what"] == "coin_out"
        with pytest.raises(subprocess.TimeoutExpired):  # there is something to read still
            kiosk.process.wait(0.5)
        kiosk.process.terminate()
        assert kiosk.wait(5) == 0
        assert (books(journal).credit, balance(books(journal))) == (0, 0)
    finally:
        kiosk.stop(1.0)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_wrong_kiosk_toml_stops_the_start_with_every_reason(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[kiosk]\nid = "B1"\n[delays]\nidle = -3\n', encoding="utf-8")
    for words in (("run", "--settings", str(path)), ("settings", "--check", str(path))):
        done = command(*words)
        assert done.returncode == 2
        assert 'kiosk.toml: [kiosk] id = "B1": must be four capital letters or digits' in done.stderr
        assert "kiosk.toml: [delays] idle = -3: must be 5 … 600 seconds" in done.stderr
        assert "Traceback" not in done.stderr


def test_install_lays_out_what_is_not_there_and_changes_nothing_that_is(tmp_path: Path) -> None:
    assert command("install", "--dir", str(tmp_path)).returncode == 0
    settings = tmp_path / "etc/kiosk/kiosk.toml"
    assert "must be this kiosk's own key" in command("settings", "--check", str(settings)).stderr
    settings.write_text(settings.read_text(encoding="utf-8").replace("change-me", "changed"), encoding="utf-8")
    assert command("settings", "--check", str(settings)).returncode == 0
    assert str(Path(sys.executable).with_name("kiosk")) in (tmp_path / "etc/systemd/system/kiosk.service").read_text()
    settings.write_text("mine", encoding="utf-8")
    assert "kept" in command("install", "--dir", str(tmp_path)).stdout
    assert settings.read_text(encoding="utf-8") == "mine"


def test_forms_are_written_for_every_sample_or_refused_with_a_reason(tmp_path: Path) -> None:
    done = command("forms", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    refused = [line for line in done.stdout.splitlines() if "refused" in line]
    assert len(refused) == 2
    assert all("no glyph" in line for line in refused)
    assert {path.name[:3] for path in tmp_path.glob("*.pdf")} == {"D01", "D02", "D03", "D04"}


def test_help_names_every_command() -> None:
    done = command("--help")
    assert done.returncode == 0
    for word in ("run", "demo", "screens", "journal", "forms", "settings", "install"):
        assert re.search(rf"^\s+{word}\s", done.stdout, re.MULTILINE), word
