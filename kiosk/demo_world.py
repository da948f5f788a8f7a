"""The world around one kiosk for the demo, the benchmarks and the tests: a simulated cabinet and a district, each a
process of its own, and the kiosk's ``kiosk.toml`` and first journal.

Nothing here is imported from the simulators or the district: the kiosk meets them over their ports, and so do we. A
process that does not come up, dies early or complains raises ``ProcessFailed`` with the end of what it wrote.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from kiosk.demo_child import ROOT, Child, ProcessFailed
from kiosk.demo_pcscd import PcscDaemon
from offline_queue.entries import EpochBegun
from offline_queue.journal import Journal

REGISTRY = ROOT / "assets" / "registry"
KIOSK = "B001"
KEY = "test-key"
HOPPER = "hopper_100"
PCSC_SOCKET = "PCSCLITE_CSOCK_NAME"
"""Names the card service to a process, which reads it once in its life."""
HOPPER_COINS = 60
"""100-won coins in the hopper at the start; the journal's first entry counts the same."""


class Cabinet:
    """The simulated devices of one kiosk: their directory, control socket, physical ledger, paper and slips.

    ``start`` and ``stop`` may alternate: the directory is the devices' memory. ``kill`` is a power cut. ``cards``: the
    card service in whose reader the cabinet's cards go, which runs as long as its owner likes; None: no card reader.
    """

    def __init__(
        self, directory: Path, *options: str, cards: PcscDaemon | None = None, log: Path | None = None
    ) -> None:
        self.directory = directory
        self.cards = cards
        self._options = (*options, *(("--vpcd-port", str(cards.port)) if cards else ()))
        self._log = log or directory / "simulators.log"
        self._child: Child | None = None

    def start(self) -> None:
        """``python -m drivers.simulators --dir DIRECTORY [options]``; returns when all ports are there."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "ready").unlink(missing_ok=True)
        command = [sys.executable, "-m", "drivers.simulators", "--dir", str(self.directory), "--with-parent"]
        self._child = Child("drivers.simulators", [*command, *self._options], self._log)
        self._child.wait_for(self.directory / "ready")

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    @property
    def cctalk(self) -> Path:
        return self.directory / "dev" / "cctalk"

    @property
    def earphone(self) -> Path:
        return self.directory / "dev" / "earphone"

    @property
    def receipt(self) -> Path:
        return self.directory / "dev" / "receipt"

    @property
    def trust_root(self) -> Path:
        """Of the sample cards, once the cabinet has started."""
        return self.directory / "cards" / "root.pem"

    @property
    def environment(self) -> dict[str, str]:
        """Of the process whose card reader is this cabinet's."""
        return {PCSC_SOCKET: str(self.cards.socket)} if self.cards else {}

    @property
    def authority(self) -> tuple[str, ...]:
        """Options of a district that believes the sample cards."""
        revoked = self.trust_root.with_name("revoked.pem")
        return ("--trust-root", str(self.trust_root), "--revoked", str(revoked)) if self.cards else ()

    @property
    def printer_uri(self) -> str:
        return (self.directory / "printer.uri").read_text(encoding="utf-8").strip()

    def ask(self, verb: str, **words: Any) -> dict[str, Any]:
        """One line to the control socket, one line back, whatever it says."""
        return ask(self.directory / "control.sock", verb, **words)

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

    def slips(self) -> list[Path]:
        """Each slip as a picture of the paper, in the order of printing."""
        return sorted((self.directory / "slips").glob("*.png"))


def ask(control: Path, verb: str, **words: Any) -> dict[str, Any]:
    """One request to a cabinet's control socket."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(10.0)
        wire.connect(str(control))
        wire.sendall(json.dumps({"do": verb, **words}).encode() + b"\n")
        with wire.makefile("rb") as lines:
            answer: dict[str, Any] = json.loads(lines.readline())
            return answer


class DistrictServer:
    """The district with the sample registries. ``start`` and ``stop`` may alternate on the same directory and port."""

    def __init__(
        self, directory: Path, *options: str, kiosk: str = KIOSK, key: str = KEY, log: Path | None = None
    ) -> None:
        self.directory = directory
        self.key = key
        self.url = ""
        self._options = (f"{kiosk}={key}", *options)
        self._log = log or directory / "district.log"
        self._child: Child | None = None

    def start(self) -> None:
        """``kiosk-district``; returns when it answers at ``url``."""
        self.directory.mkdir(parents=True, exist_ok=True)
        address = self.directory / "district.url"
        address.unlink(missing_ok=True)
        command = [sys.executable, "-m", "district", "--dir", str(self.directory), "--registry", str(REGISTRY)]
        again = ["--port", str(urlsplit(self.url).port)] if self.url else []
        self._child = Child("district", [*command, "--kiosk", *self._options, *again], self._log)
        self._child.wait_for(address)
        self.url = address.read_text(encoding="utf-8").strip()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    @property
    def pid(self) -> int | None:
        """Of its process, while it runs."""
        return self._child.pid if self._child is not None and self._child.process.poll() is None else None

    def get(self, path: str) -> Any:
        answer = httpx.get(self.url + path, headers={"Authorization": f"Bearer {self.key}"}, timeout=10.0)
        answer.raise_for_status()
        return answer.json()

    def head(self, kiosk: str = KIOSK) -> dict[str, Any]:
        """``{"epoch": …, "sequence": …, "hash": …}``: what the district has durably stored."""
        answer: dict[str, Any] = self.get(f"/v1/kiosks/{kiosk}/head")
        return answer


@contextmanager
def card_service(directory: Path) -> Iterator[PcscDaemon]:
    """A card service that runs until the block ends: the one that this process and those it starts know from now on."""
    cards = PcscDaemon(directory)
    os.environ[PCSC_SOCKET] = str(cards.socket)
    try:
        cards.start()
        yield cards
    finally:
        cards.stop()


@contextmanager
def cabinet_process(
    directory: Path, *options: str, cards: PcscDaemon | None = None, log: Path | None = None
) -> Iterator[Cabinet]:
    """A cabinet that runs until the block ends."""
    cabinet = Cabinet(directory, *options, cards=cards, log=log)
    try:
        cabinet.start()
        yield cabinet
    finally:
        cabinet.stop()


@contextmanager
def district_process(
    directory: Path, *options: str, kiosk: str = KIOSK, key: str = KEY, log: Path | None = None
) -> Iterator[DistrictServer]:
    """A district that runs until the block ends."""
    district = DistrictServer(directory, *options, kiosk=kiosk, key=key, log=log)
    try:
        district.start()
        yield district
    finally:
        district.stop()


def write_settings(
    path: Path,
    state: Path,
    cabinet: Cabinet,
    district: DistrictServer,
    screen: tuple[int, int] = (1080, 1920),
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """A kiosk.toml for this world, with all devices that the cabinet has: fee table 2003, a window of ``screen`` pixels
    that stands for 270 × 480 mm.
    ``more``: tables whose keys are added or put in place of these."""
    values: dict[str, dict[str, Any]] = {
        "kiosk": {"id": KIOSK, "state": str(state)},
        "documents": {"fee_table": "2003"},
        "district": {"url": district.url, "key": district.key},
        "cctalk": {"port": str(cabinet.cctalk)},
        "coin_acceptor": {"coins": [100, 500]},
        "coin_acceptor.paths": {"0": "cash_box", "1": HOPPER},
        "document_printer": {"uri": cabinet.printer_uri},
        "receipt_printer": {"port": str(cabinet.receipt), "counter": True},
        "screen": {"width_px": screen[0], "height_px": screen[1], "full_screen": False},
        "sound": {"earphone_input": str(cabinet.earphone)},
    }
    if cabinet.cards:
        values |= {"card_reader": {}, "identity": {"trust_root": str(cabinet.trust_root)}}
    for table, keys in (more or {}).items():
        values[table] = {**values.get(table, {}), **keys}
    lines = []
    for table, keys in values.items():
        # JSON's strings, numbers, booleans and lists are TOML's as well
        lines += [f"[{table}]", *(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in keys.items()), ""]
    lines += ["[[hoppers]]", f'id = "{HOPPER}"', "address = 4", "value = 100", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(0o600)


def begin_journal(folder: Path, coins: int = HOPPER_COINS) -> None:
    """The first epoch: what is counted in the hopper before the first visit."""
    stock = {HOPPER: {100: coins}}
    first = EpochBegun(reason="installation", stock=stock)
    Journal.create(folder, KIOSK, first, datetime.now(UTC)).close()
