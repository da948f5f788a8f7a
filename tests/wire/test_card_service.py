"""The private card service of demo and tests: several side by side, each back on its own port, none left over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import ROOT
from tests.wire.cctalk_rig import until


@contextmanager
def service(directory: Path, name: str) -> Iterator[PcscDaemon]:
    daemon = PcscDaemon(directory, name)
    with ExitStack() as stack:
        stack.callback(daemon.stop)
        daemon.start()
        yield daemon


def readers(daemon: PcscDaemon) -> str:
    environment = {**os.environ, "PCSCLITE_CSOCK_NAME": str(daemon.socket)}
    return subprocess.run(["opensc-tool", "-l"], env=environment, capture_output=True, text=True, check=True).stdout


def test_several_side_by_side_and_back_again(tmp_path: Path) -> None:
    with service(tmp_path / "a", "First") as first, service(tmp_path / "b", "Second") as second:
        for end in (first.stop, first.kill):
            assert "First 00 00" in readers(first)
            assert "First 00 01" in readers(first)
            port = first.port
            end()
            assert first.pid is None
            assert "No smart card readers found" in readers(first)
            assert "Second 00 00" in readers(second)
            first.start()
            assert first.port == port
        assert "First 00 00" in readers(first)
        assert "Second" not in readers(first)


def test_it_dies_with_whoever_started_it(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, kiosk.demo_pcscd as d; s = d.PcscDaemon(pathlib.Path(sys.argv[1])); s.start(); "
        "print(s.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie that its new parent has not buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
