"""Recovery from one snapshot: the disk and the devices as they were, a kiosk without a window, and the two laws."""

from __future__ import annotations

import queue
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.app import Kiosk, build, journal_folder
from kiosk.core.presses import RefundPressed
from kiosk.core.rules import Rules
from kiosk.core.screens import OutOfServiceScreen, RefundOfferScreen, Screen, StartScreen
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import Cabinet, DistrictServer
from kiosk.settings.tables import Settings
from offline_queue.chain import JournalError
from tests.power_cut.law import Terms, breaches, physical, summary
from tests.power_cut.record import make_cabinet, read_entries, rules_for, settings_for
from tests.power_cut.visits import Visit
from tests.power_cut.world import Snapshot

RECOVERY_S = 25.0
GARBAGE = bytes(range(256)) * 20


class Kind(StrEnum):
    """What was cut."""

    PROCESS = "process"
    """The kiosk's process was killed; the devices ran on."""
    CABINET = "cabinet"
    """Everything lost its power; the disk holds what was synced."""
    TORN = "cabinet, torn"
    """As CABINET, and the write that was under way left garbage behind the last synced byte."""


class After(StrEnum):
    """Who stands there when it comes back."""

    PRESSES = "someone presses for the money"
    LEFT = "nobody is there any more"
    LONG = "it was off for long"


@dataclass(frozen=True)
class Verdict:
    """What recovery came to; ``breaches`` empty: both laws hold."""

    kind: Kind
    after: After
    label: str
    breaches: tuple[str, ...]
    summary: dict[str, int]
    seconds: float


class Bench:
    """One simulated cabinet in which recoveries are run, one after the other."""

    def __init__(self, folder: Path, cabinet: Cabinet, *, volatile_count: bool) -> None:
        self._folder = folder
        self._cabinet = cabinet
        district = DistrictServer(folder / "nowhere")
        district.url = f"http://127.0.0.1:{_closed_port()}"  # recovery needs nobody's help
        self._settings = settings_for(folder, cabinet, district, volatile_count=volatile_count)

    def recover(self, visit: Visit, snapshot: Snapshot, kind: Kind, after: After) -> Verdict:
        self._cabinet.do("restore", state=snapshot.devices, cut="process" if kind is Kind.PROCESS else "cabinet")
        self._lay_out(snapshot, kind)
        return judge(self._settings, self._cabinet, terms(visit, kind, after), kind, after, snapshot.label)

    def _lay_out(self, snapshot: Snapshot, kind: Kind) -> None:
        shutil.rmtree(self._folder / "state", ignore_errors=True)
        journal = journal_folder(self._settings)
        journal.mkdir(parents=True)
        for name, content in (snapshot.disk if kind is Kind.PROCESS else snapshot.durable).items():
            torn = GARBAGE if kind is Kind.TORN and name.endswith("-wal") else b""
            (journal / name).write_bytes(content + torn)


def terms(visit: Visit, kind: Kind, after: After) -> Terms:
    """What the laws allow after this cut."""
    return Terms(
        flags=kind is not Kind.PROCESS,
        unknown_paper=visit.no_life_count,
        claims=after is not After.PRESSES or visit.short_hopper or visit.no_life_count,
    )


def judge(settings: Settings, cabinet: Cabinet, terms: Terms, kind: Kind, after: After, label: str) -> Verdict:
    """Start the kiosk on what the cut left, let it recover, and hold journal and world against each other."""
    began = time.monotonic()
    try:
        found = _recover(settings, after)
        entries = read_entries(settings)
    except JournalError as error:
        return Verdict(kind, after, label, (f"the journal: {error}",), {}, time.monotonic() - began)
    found += breaches(entries, physical(cabinet.ledger()), terms)
    return Verdict(kind, after, label, tuple(found), summary(entries), time.monotonic() - began)


def _recover(settings: Settings, after: After) -> list[str]:
    screens: queue.SimpleQueue[Screen] = queue.SimpleQueue()
    kiosk = build(settings, screens.put, rules=_rules(settings, after))
    kiosk.start()
    try:
        return _to_rest(kiosk, screens)
    finally:
        kiosk.stop()


def _rules(settings: Settings, after: After) -> Rules:
    match after:
        case After.PRESSES:
            return rules_for(settings, short_downtime=1e9, thanks=0.05, take=0.05, warning=0.05, notice=0.05)
        case After.LEFT:
            return rules_for(settings, short_downtime=1e9, refund_offer=0.05, warning=0.05)
        case After.LONG:
            return rules_for(settings, short_downtime=-1.0)


def _to_rest(kiosk: Kiosk, screens: queue.SimpleQueue[Screen]) -> list[str]:
    """Until nobody is owed anything on the screen; someone presses where money is offered."""
    end = time.monotonic() + RECOVERY_S
    last: Screen | None = None
    while time.monotonic() < end and not kiosk.ended.is_set():
        with suppress(queue.Empty):
            last = screens.get(timeout=0.05)
        match last:
            case RefundOfferScreen() if kiosk.rules.delays.refund_offer > 1:
                kiosk.post(RefundPressed(last.number))
                last = None
            case StartScreen() | OutOfServiceScreen() if _at_rest(kiosk, last):
                return []
            case _:
                continue
    return ["recovery ended with an error" if kiosk.ended.is_set() else f"recovery stands still at {last!r}"]


def _at_rest(kiosk: Kiosk, screen: Screen) -> bool:
    if isinstance(screen, OutOfServiceScreen) and screen.reason in ("starting", "settling"):
        return False
    books = kiosk.books
    if books is None:  # the journal was refused; reading it again says why
        return isinstance(screen, OutOfServiceScreen) and screen.reason == "journal_broken"
    return books.visit is None and not books.open_acts


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def bench(folder: Path, *, volatile_count: bool) -> Iterator[Bench]:
    """A cabinet of its own under ``folder`` until the block ends. Its card service never runs: who is identified is
    forgotten by a cut, so nothing that a cut leaves may need a card."""
    cabinet = make_cabinet(folder / "cabinet", PcscDaemon(folder / "pcscd"), volatile_count=volatile_count)
    cabinet.start()
    try:
        yield Bench(folder, cabinet, volatile_count=volatile_count)
    finally:
        cabinet.stop()
