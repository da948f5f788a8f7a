"""A panel with a citizen before it: ``kiosk run`` in a real window on an X server of its own (Xvfb), a screen reader
that reads it by AT-SPI, and a keypad that types real keys (xdotool).

Each is a process of its own; nothing is shared but the display and the accessibility bus. Everything ends with the
block, and two may run side by side.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import demo_result
from kiosk.demo_world import begin_journal, write_settings
from kiosk.settings.kiosk_toml import load
from offline_queue.journal import JournalReader
from tests.simulators import ROOT, Cabinet, Child, DistrictServer

SYSTEM_PYTHON = "/usr/bin/python3"
SCREEN_READER = ROOT / "tests" / "end_to_end" / "screen_reader.py"
SHIP_S = 20.0

PORTRAIT = (1080, 1920)
LANDSCAPE = (1280, 1024)
MILLIMETRES = {PORTRAIT: (270, 480), LANDSCAPE: (436, 349)}
"""22 inches each."""


@dataclass(frozen=True, slots=True)
class Control:
    role: str
    name: str
    description: str
    focused: bool
    enabled: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What can be seen now. ``title``: the window's name, which is the screen's title."""

    title: str
    controls: tuple[Control, ...]
    texts: tuple[str, ...]

    @property
    def focused(self) -> str:
        return next((control.name for control in self.controls if control.focused), "")

    def words(self) -> str:
        names = [f"[{control.name}]" for control in self.controls]
        return f"{self.title!r}: " + " / ".join([*self.texts, *names])


@dataclass
class Panel:
    """The running kiosk as its citizen meets it."""

    directory: Path
    cabinet: Cabinet
    district: DistrictServer
    kiosk: Child
    environment: Mapping[str, str]
    reader: subprocess.Popen[str]

    def look(self) -> Look:
        said = self._ask(do="look")
        return Look(said["title"], tuple(Control(**control) for control in said["controls"]), tuple(said["texts"]))

    def press(self, name: str) -> None:
        """By the accessibility's own Press action."""
        said = self._ask(do="press", name=name)
        if not said["ok"]:
            raise AssertionError(f"{said['why']} on {self.look().words()}")

    def key(self, *names: str) -> None:
        """Keys as the hardware keypad's driver gives them to X: ``5``, ``Return``, ``BackSpace``, ``Escape``."""
        subprocess.run(["xdotool", "key", *names], env=self.environment, check=True, timeout=10)

    def wait(self, holds: Callable[[Look], bool], seconds: float, what: str) -> Look:
        end = time.monotonic() + seconds
        while not holds(seen := self.look()):
            if time.monotonic() > end:
                raise AssertionError(f"no {what} in {seconds:.0f} s on {seen.words()}\n{self.kiosk.wrote()[-2000:]}")
            time.sleep(0.03)
        return seen

    def result(self) -> demo_result.Result:
        """Stop the kiosk once all is shipped, and hear the four witnesses: journal, coins, papers, district."""
        journal = self.directory / "state" / "journal"
        reader = JournalReader(journal)
        end = time.monotonic() + SHIP_S
        while self.district.head()["hash"] != reader.head().hash:
            if time.monotonic() > end:
                raise AssertionError("the district does not have the whole journal")
            time.sleep(0.02)
        self.kiosk.stop()
        return demo_result.gather(load(self.directory / "kiosk.toml"), self.cabinet, self.district)

    def _ask(self, **request: Any) -> dict[str, Any]:
        if self.reader.stdin is None or self.reader.stdout is None:
            raise RuntimeError("the screen reader has no pipes")
        self.reader.stdin.write(json.dumps(request) + "\n")
        self.reader.stdin.flush()
        answer: dict[str, Any] = json.loads(self.reader.stdout.readline())
        return answer


@contextmanager
def panel(
    directory: Path, cabinet: Cabinet, district: DistrictServer, size: tuple[int, int] = PORTRAIT
) -> Iterator[Panel]:
    """A kiosk in full screen on a panel of ``size`` pixels and 22 inches. Its end without a traceback is checked."""
    directory.mkdir(parents=True, exist_ok=True)
    settings = directory / "kiosk.toml"
    state = directory / "state"
    width, height = MILLIMETRES[size]
    whole = {"full_screen": True, "width_mm": width, "height_mm": height}
    write_settings(settings, state, cabinet, district, size, {"screen": whole, "delays": {"thanks": 1}})
    begin_journal(state / "journal")
    with ExitStack() as stack:
        temporary = directory / "temporary"
        temporary.mkdir()
        environment = _desktop(stack, directory, size) | cabinet.environment | {"TMPDIR": str(temporary)}
        command = [sys.executable, "-m", "kiosk", "run", "--settings", str(settings)]
        kiosk = Child("kiosk", command, directory / "kiosk.log", environment)
        stack.callback(kiosk.stop, patience=0.5)
        with (directory / "reader.log").open("wb") as log:
            reader = subprocess.Popen(
                [SYSTEM_PYTHON, "-W", "ignore", str(SCREEN_READER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment,
            )
        stack.callback(_end, reader)
        yield Panel(directory, cabinet, district, kiosk, environment, reader)


def _desktop(stack: ExitStack, directory: Path, size: tuple[int, int]) -> dict[str, str]:
    """An X server and a session bus that nobody else uses, until the stack unwinds; the environment that names them."""
    server = _announcing(
        stack,
        [
            "Xvfb",
            *("-displayfd", "1"),
            *("-screen", "0", f"{size[0]}x{size[1]}x24"),
            *("-nolisten", "tcp"),
            "-noreset",
        ],
        directory / "xvfb.log",
        {"PATH": os.environ["PATH"]},
    )
    runtime = directory / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")},
        "DISPLAY": f":{server}",
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        # Numbers and Hangul are the same keys on every machine that runs this.
        "LC_ALL": "C.UTF-8",
    }
    bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    address = _announcing(stack, bus, directory / "bus.log", environment)
    return {**environment, "DBUS_SESSION_BUS_ADDRESS": address}


def _announcing(stack: ExitStack, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> str:
    """Start a server that lives as long as the stack; the line it says on its standard output when it is ready."""
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    stack.callback(_end, process)
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line:
        raise AssertionError(f"{command[0]} did not start: {log.read_text(errors='replace')[-1000:]}")
    return line


def _end(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
