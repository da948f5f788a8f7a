"""A printer that is not ours: CUPS' ``ippeveprinter`` with a private message bus and a private discovery daemon on
loopback.

``with discovery(directory) as bus:`` brings up what it insists on (about one second, once per test session);
``with Peer(directory, bus) as peer:`` brings up one printer (tens of milliseconds). It keeps every document it was sent
in ``peer.documents()``, byte for byte. What it can not do: a queue (one job at a time), hold, the state *stopped*, a
life count.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <auth>ANONYMOUS</auth>
  <allow_anonymous/>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""

_AVAHI = """[server]
host-name=kiosk-test
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
disallow-other-stacks=no
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""


_AVAHI_WORDS = ("--no-chroot", "--no-drop-root", "--no-rlimits")


_OWN_RUN = """
mount -t tmpfs none /run && mkdir /run/avahi-daemon && cd /run
echo root:x:0:0::/:/bin/sh > passwd && echo avahi:x:0:0::/:/bin/sh >> passwd && mount --bind passwd /etc/passwd
echo root:x:0: > group && echo avahi:x:0: >> group && mount --bind group /etc/group
exec "$@"
"""
"""A /run of its own, and a user avahi that exists there: the daemon's pid file has a fixed place, which belongs to
root and to the machine's own discovery daemon."""


def _own_run() -> list[str]:
    """The wrapper for it; nothing where namespaces are not allowed."""
    words = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode != 0:
        return []
    return [*words, "sh", "-ec", _OWN_RUN, "sh"]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def discovery(directory: Path) -> Iterator[str]:
    """Yields the address of the private bus. Raises ``RuntimeError`` with the output of a daemon that did not start."""
    path = directory / "bus"
    (directory / "bus.conf").write_text(_BUS.format(socket=path))
    (directory / "avahi.conf").write_text(_AVAHI)
    address = f"unix:path={path}"
    log = directory / "discovery.log"
    bus = ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={directory / 'bus.conf'}"]
    avahi = [*_own_run(), "avahi-daemon", *_AVAHI_WORDS, "-f", str(directory / "avahi.conf")]
    surroundings = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address}
    running: list[subprocess.Popen[bytes]] = []
    with log.open("wb") as output:
        try:
            running.append(subprocess.Popen(bus, stdout=output, stderr=output))
            _wait(path.exists, 5, "the private message bus", log)
            running.append(subprocess.Popen(avahi, stdout=output, stderr=output, env=surroundings))
            _wait(lambda: "Server startup complete" in log.read_text(), 10, "the private discovery daemon", log)
            yield address
        finally:
            for process in reversed(running):
                _stop(process)


def _wait(ready: Callable[[], bool], seconds: float, what: str, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not come up:\n{log.read_text(errors='replace')}")
        time.sleep(0.01)


class Peer:
    """One ippeveprinter. ``command`` is the shell script that 'prints' a job; by default it does at once."""

    def __init__(self, directory: Path, bus: str, command: str = "exit 0") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.uri = f"ipp://localhost:{self.port}/ipp/print"
        self.spool = directory / "spool"
        self.log = directory / "ippeveprinter.log"
        self._script = directory / "print.sh"
        self._command = command
        self._bus = bus
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Peer:
        self.spool.mkdir(exist_ok=True)
        self._script.write_text(f"#!/bin/sh\n{self._command}\n")
        self._script.chmod(0o755)
        with self.log.open("wb") as output:
            words = f"-v -p {self.port} -n localhost -k -d {self.spool} -f application/pdf -c {self._script}".split()
            self._process = subprocess.Popen(
                ["ippeveprinter", *words, "Kiosk Document Printer"],
                stdout=output,
                stderr=output,
                env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": self._bus},
            )
        _wait(self._answers, 10, "ippeveprinter", self.log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            _stop(self._process)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("localhost", self.port), 0.2):
                return True
        except OSError:
            return False

    def load_paper(self, sheets: int) -> None:
        """Sets the level of the main tray through the printer's own web form; 0: empty."""
        query = f"size1=iso_a4_210x297mm&type1=stationery&level1={sheets}&size3=&type3=&level3=-2"
        with urllib.request.urlopen(f"http://localhost:{self.port}/media?{query}", timeout=5) as answer:
            answer.read()

    def documents(self) -> list[bytes]:
        """Every document received, oldest first."""
        return [path.read_bytes() for path in sorted(self.spool.glob("*.pdf"), key=lambda p: p.stat().st_mtime_ns)]
