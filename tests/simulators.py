"""The cabinet and the district for tests: always true processes on true wires, never imports.

``cabinet_process(directory)`` and ``district_process(directory)`` are context managers; the fixtures ``cabinet`` and
``district`` in ``conftest.py`` wrap them. A process that dies early, answers nothing or writes a traceback fails the
test with its own words.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ROOT / "assets" / "registry"
KIOSK = "B001"
KEY = "test-key"
START_S = 20.0
STOP_S = 10.0


class ProcessFailed(Exception):
    """A helper process did not come up, died or complained; the text carries the end of what it wrote."""


class Child:
    """One helper process with its output in ``log``. Ended by SIGTERM; a traceback in its output is an error."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=ROOT)

    @property
    def pid(self) -> int:
        return self.process.pid

    def wrote(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, path: Path, seconds: float = START_S) -> None:
        """Return when ``path`` exists; raise ``ProcessFailed`` when the process ends or the time is up."""
        end = time.monotonic() + seconds
        while not path.exists():
            if self.process.poll() is not None:
                raise ProcessFailed(f"{self.name} ended with {self.process.returncode}:\n{self.wrote()[-4000:]}")
            if time.monotonic() > end:
                raise ProcessFailed(
                    f"{self.name} did not write {path.name} in {seconds:.0f} s:\n{self.wrote()[-4000:]}"
                )
            time.sleep(0.01)

    def kill(self) -> None:
        """As a power cut does it: no word, no clean-up."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM and wait. Safe to call twice, and after ``kill``."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise ProcessFailed(
                    f"{self.name} ignored SIGTERM for {STOP_S:.0f} s:\n{self.wrote()[-4000:]}"
                ) from None
        if self.process.returncode not in (0, -signal.SIGTERM, -signal.SIGKILL):
            raise ProcessFailed(f"{self.name} ended with {self.process.returncode}:\n{self.wrote()[-4000:]}")
        if "Traceback (most recent call last)" in self.wrote():
            raise ProcessFailed(f"{self.name} wrote a traceback:\n{self.wrote()[-4000:]}")


class Cabinet:
    """The simulated devices of one kiosk: their directory, control socket, physical ledger and paper."""

    def __init__(self, directory: Path, child: Child) -> None:
        self.directory = directory
        self.child = child

    @property
    def cctalk(self) -> Path:
        return self.directory / "dev" / "cctalk"

    @property
    def printer_uri(self) -> str:
        return (self.directory / "printer.uri").read_text(encoding="utf-8").strip()

    def ask(self, verb: str, **words: Any) -> dict[str, Any]:
        """One line to the control socket, one line back, whatever it says."""
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(10.0)
            wire.connect(str(self.directory / "control.sock"))
            wire.sendall(json.dumps({"do": verb, **words}).encode() + b"\n")
            with wire.makefile("rb") as lines:
                answer: dict[str, Any] = json.loads(lines.readline())
                return answer

    def do(self, verb: str, **words: Any) -> dict[str, Any]:
        """As ``ask``, but a refusal (``{"ok": false}``) raises ``ProcessFailed`` with its reason."""
        answer = self.ask(verb, **words)
        if not answer.get("ok"):
            raise ProcessFailed(f"the cabinet refused {verb} {words}: {answer.get('why')}")
        return answer

    def ledger(self) -> list[dict[str, Any]]:
        """The physical truth so far, oldest first; a last line still being written is left out."""
        path = self.directory / "ledger.jsonl"
        if not path.exists():
            return []
        text = path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def papers(self) -> list[Path]:
        """Each printed job's PDF, in the order of printing."""
        return sorted((self.directory / "paper").glob("*.pdf"))


class DistrictServer:
    """A running district with the sample registries."""

    def __init__(self, directory: Path, child: Child, key: str) -> None:
        self.directory = directory
        self.child = child
        self.key = key
        self.url = (directory / "district.url").read_text(encoding="utf-8").strip()

    def get(self, path: str) -> Any:
        answer = httpx.get(self.url + path, headers={"Authorization": f"Bearer {self.key}"}, timeout=10.0)
        answer.raise_for_status()
        return answer.json()

    def head(self, kiosk: str = KIOSK) -> dict[str, Any]:
        """``{"epoch": …, "sequence": …, "hash": …}``: what the district has durably stored."""
        answer: dict[str, Any] = self.get(f"/v1/kiosks/{kiosk}/head")
        return answer


@contextmanager
def cabinet_process(directory: Path, *options: str) -> Iterator[Cabinet]:
    """``python -m drivers.simulators --dir DIRECTORY [options]`` until the block ends."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "ready").unlink(missing_ok=True)
    command = [sys.executable, "-m", "drivers.simulators", "--dir", str(directory), *options]
    child = Child("drivers.simulators", command, directory / "simulators.log")
    try:
        child.wait_for(directory / "ready")
        yield Cabinet(directory, child)
    finally:
        child.stop()


@contextmanager
def district_process(directory: Path, *options: str, kiosk: str = KIOSK, key: str = KEY) -> Iterator[DistrictServer]:
    """``kiosk-district`` with the sample registries until the block ends."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "district.url").unlink(missing_ok=True)
    command = [sys.executable, "-m", "district", "--dir", str(directory), "--registry", str(REGISTRY)]
    command += ["--kiosk", f"{kiosk}={key}", *options]
    child = Child("district", command, directory / "district.log")
    try:
        child.wait_for(directory / "district.url")
        yield DistrictServer(directory, child, key)
    finally:
        child.stop()
