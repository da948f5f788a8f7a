"""``kiosk demo`` where there is a display: the kiosk's window and the dock come up, and closing the kiosk's window ends
it with everything shipped and accounted for. (The windows are off screen here; that there is a display is only said.)
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from offline_queue.journal import JournalError, JournalReader
from tests.simulators import ROOT

SECONDS = 40.0


def _children(pid: int) -> Iterator[tuple[int, str]]:
    for stat in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in stat.read_text().split():
            yield int(child), Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _kiosk_awake(output: Path) -> bool:
    try:
        return JournalReader(output / "state" / "journal").head().sequence > 1
    except JournalError:
        return False


def test_the_kiosks_window_is_closed(tmp_path: Path) -> None:
    output = tmp_path / "demo-output"
    environment = {**os.environ, "DISPLAY": ":said-to-be-there", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "kiosk", "demo", "--output", str(output)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            end = time.monotonic() + SECONDS
            while not _kiosk_awake(output):
                assert demo.poll() is None
                assert time.monotonic() < end, "the kiosk did not wake up"
                time.sleep(0.1)
            (kiosk,) = [pid for pid, line in _children(demo.pid) if "kiosk run" in line]
            os.kill(kiosk, signal.SIGTERM)  # as its window's close button ends it: from inside, in order
            said, _ = demo.communicate(timeout=SECONDS)
        finally:
            demo.kill()
    assert demo.returncode == 0, said
    result = json.loads((output / "result.json").read_text(encoding="utf-8"))
    assert result["district"]["acknowledged"] == result["journal"]["last_seq"]
    assert result["money"]["inserted"] == 0
    assert "모두 맞음" in said
