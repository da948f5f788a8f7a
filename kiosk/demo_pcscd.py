"""A private PC/SC service for the demo, the benchmarks and the tests: pcscd with the reader without hardware (vpcd).

pcscd keeps its socket in /run/pcscd and nowhere else, so each one runs in a mount namespace of its own, in which that
folder is ours. Several run side by side, beside the system's own too, and nothing of the system's is touched. Without
root the namespace is a user's (``unshare -r``); where the kernel forbids that, ``start`` raises ``ProcessFailed``.

libpcsclite reads ``PCSCLITE_CSOCK_NAME`` once in a process, at the first call, and keeps it: a process knows one socket
for all its life. So ``start`` after ``stop`` or ``kill`` comes back on the same socket and the same port.
"""

from __future__ import annotations

import os
import random
import socket
import time
from pathlib import Path

from kiosk.demo_child import START_S, Child, ProcessFailed

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PORTS = range(20000, 32000, 2)
"""Below the ports that the kernel gives to clients: nobody takes one by chance while the service is stopped."""

# /run itself is covered, since only root could make a folder in the real one. A card service without its parent would
# hold its port for ever.
_SCRIPT = """
cd "$0" && mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind . /run/pcscd &&
exec setpriv --pdeathsig KILL pcscd --foreground --config "$1"
"""


class PcscDaemon:
    """One service with two slots, named ``<name> 00 00`` and ``<name> 00 01``; a card program connects to ``port`` and
    ``port + 1``. ``start`` and ``stop`` may alternate; ``kill`` is a crash. It dies with the thread that started it."""

    def __init__(self, directory: Path, name: str = "Kiosk") -> None:
        self.socket = directory / "run" / "pcscd.comm"
        """For the environment's ``PCSCLITE_CSOCK_NAME``."""
        self.port = _free_port()
        self._directory = directory
        self._name = name
        self._child: Child | None = None

    def start(self) -> None:
        """Return when it answers and its readers are there; raises ``ProcessFailed`` otherwise."""
        folder = self.socket.parent
        folder.mkdir(parents=True, exist_ok=True)
        for left in ("pcscd.comm", "pcscd.pid"):  # by a crash: the number may be another process's by now
            (folder / left).unlink(missing_ok=True)
        config = self._directory / "reader.conf"
        config.write_text(
            f'FRIENDLYNAME "{self._name}"\nDEVICENAME /dev/null:{self.port}\nLIBPATH {DRIVER}\nCHANNELID {self.port}\n'
        )
        namespace = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        command = ["sh", "-c", _SCRIPT, str(folder.resolve()), str(config.resolve())]
        self._child = Child("pcscd", [*namespace, *command], self._directory / "pcscd.log")
        self._child.wait_for(self.socket)
        self._wait_until_it_answers(self._child)

    def stop(self) -> None:
        """SIGTERM and wait. Safe to call twice."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """SIGKILL: its socket stays behind and nobody answers."""
        if self._child is not None:
            self._child.kill()

    @property
    def pid(self) -> int | None:
        """Of its process, while it runs."""
        return self._child.pid if self._child is not None and self._child.process.poll() is None else None

    def _wait_until_it_answers(self, child: Child) -> None:
        end = time.monotonic() + START_S
        while True:
            with socket.socket(socket.AF_UNIX) as wire:
                try:
                    wire.connect(str(self.socket))
                except OSError as error:
                    if time.monotonic() > end or child.process.poll() is not None:
                        raise ProcessFailed(f"pcscd does not answer: {error}\n{child.wrote()[-4000:]}") from error
                else:
                    return
            time.sleep(0.002)


def _free_port() -> int:
    """A port that is free together with the next one, which is the second slot's."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("", port))
                second.bind(("", port + 1))
            except OSError:
                continue
            return port
    raise ProcessFailed("no free port for a card reader")
