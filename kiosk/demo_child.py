"""A process beside the kiosk, for the demo, the benchmarks and the tests."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_S = 20.0
STOP_S = 10.0


class ProcessFailed(Exception):
    """A process of the world did not come up, died, refused or complained; the text says which and how."""


class Child:
    """One process with its output in ``log``. Ended by SIGTERM; a traceback in its output is an error."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=ROOT, env=environment
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wrote(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _failed(self, what: str) -> ProcessFailed:
        return ProcessFailed(f"{self.name} {what}:\n{self.wrote()[-4000:]}")

    def wait_for(self, path: Path, seconds: float = START_S) -> None:
        """Return when ``path`` exists; raise ``ProcessFailed`` when the process ends or the time is up."""
        end = time.monotonic() + seconds
        while not path.exists():
            if self.process.poll() is not None:
                raise self._failed(f"ended with {self.process.returncode}")
            if time.monotonic() > end:
                raise self._failed(f"did not write {path.name} in {seconds:.0f} s")
            time.sleep(0.01)

    def wait(self, seconds: float) -> int:
        """Its exit status; raises ``ProcessFailed`` (and kills it) when it does not end by itself."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise self._failed(f"did not end in {seconds:.0f} s") from None

    def kill(self) -> None:
        """As a power cut does it: no word, no clean-up."""
        self.process.kill()
        self.process.wait()

    def stop(self, patience: float = STOP_S) -> None:
        """SIGTERM and wait; a second one after ``patience`` seconds: a kiosk then gives up on an open visit. Safe to
        call twice, and after ``kill``."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.terminate()
            self.wait(STOP_S)
        if self.process.returncode not in (0, -signal.SIGTERM, -signal.SIGKILL):
            raise self._failed(f"ended with {self.process.returncode}")
        if "Traceback (most recent call last)" in self.wrote():
            raise self._failed("wrote a traceback")
