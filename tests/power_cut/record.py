"""One scripted visit, run once on true wires with a world around it that photographs every instant."""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.app import Kiosk, build, journal_folder
from kiosk.core.rules import Rules
from kiosk.core.screens import Screen
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import Cabinet, DistrictServer, ask, begin_journal, write_settings
from kiosk.settings.kiosk_toml import load
from kiosk.settings.rules import to_rules
from kiosk.settings.tables import Settings
from offline_queue.entries import Entry
from offline_queue.journal import Journal
from tests.power_cut.visits import Citizen, Visit
from tests.power_cut.world import Snapshot, World

VISIT_S = 45.0


class VisitStuck(Exception):
    """The uncut visit did not come to its end."""


@dataclass(frozen=True)
class Recording:
    """The instants of one visit that differ, how many were looked at, and what the uncut visit came to."""

    visit: Visit
    snapshots: tuple[Snapshot, ...]
    taken: int
    entries: tuple[Entry, ...]
    ledger: tuple[dict[str, object], ...]
    stuck: str | None
    """Why the visit did not come to its end; None: it did."""


def make_cabinet(folder: Path, cards: PcscDaemon, *, volatile_count: bool) -> Cabinet:
    """A quick cabinet; not started yet."""
    options = ["--coin-time", "0.02", "--printer-time", "0.05"]
    return Cabinet(folder, *options, *(["--volatile-accept-count"] if volatile_count else []), cards=cards)


def settings_for(folder: Path, cabinet: Cabinet, district: DistrictServer, *, volatile_count: bool) -> Settings:
    """A kiosk.toml in ``folder``, its state beside it."""
    path = folder / "kiosk.toml"
    write_settings(path, folder / "state", cabinet, district)
    if volatile_count:
        text = path.read_text("utf-8")
        path.write_text(text.replace("[coin_acceptor]", '[coin_acceptor]\naccept_count = "volatile"'), "utf-8")
    return load(path)


def rules_for(settings: Settings, **delays: float) -> Rules:
    """The settings' rules with these delays."""
    rules = to_rules(settings)
    return dataclasses.replace(rules, delays=dataclasses.replace(rules.delays, **delays))


def settle_screens(kiosk: Kiosk, screens: queue.SimpleQueue[Screen], citizen: Citizen) -> None:
    """Let the citizen answer screens until the kiosk stands at rest again. Raises ``VisitStuck``."""
    end = time.monotonic() + VISIT_S
    while not citizen.finished:
        if kiosk.ended.is_set():
            raise VisitStuck("the kiosk ended in mid-visit")
        try:
            citizen.see(screens.get(timeout=max(0.01, end - time.monotonic())))
        except queue.Empty:
            raise VisitStuck(f"the visit did not end in {VISIT_S:.0f} s") from None


def record(visit: Visit, folder: Path, cards: PcscDaemon) -> Recording:
    """Run ``visit`` in a fresh cabinet and with a district of its own under ``folder``. ``cards`` runs, and is the one
    that this process knows."""
    cabinet = make_cabinet(folder / "cabinet", cards, volatile_count=visit.volatile_count)
    cabinet.start()
    district = DistrictServer(folder / "district", *cabinet.authority)
    try:
        district.start()
        for verb, arguments in visit.before:
            device, _, do = verb.partition(".")
            cabinet.do(do, device=device, **arguments)
        settings = settings_for(folder, cabinet, district, volatile_count=visit.volatile_count)
        begin_journal(journal_folder(settings))
        return _run(visit, settings, cabinet)
    finally:
        district.stop()
        cabinet.stop()


def _run(visit: Visit, settings: Settings, cabinet: Cabinet) -> Recording:
    screens: queue.SimpleQueue[Screen] = queue.SimpleQueue()
    world = World(journal_folder(settings), cabinet)
    kiosk = build(settings, screens.put, rules=rules_for(settings, thanks=1.0), observer=world.observe)

    def insert(values: tuple[int, ...], then: Callable[[], None]) -> None:
        # from a thread of their own: coins fall while the kiosk works
        threading.Thread(target=drop, args=(cabinet.directory / "control.sock", values, then), daemon=True).start()

    citizen = Citizen(visit, kiosk.post, insert, slot_of(cabinet.directory / "control.sock"))
    world.start()
    kiosk.start()
    stuck = None
    try:
        settle_screens(kiosk, screens, citizen)
    except VisitStuck as error:
        stuck = str(error)
    finally:
        world.stop()
        kiosk.stop()
    entries, ledger = tuple(read_entries(settings)), tuple(cabinet.ledger())
    return Recording(visit, tuple(world.snapshots), world.taken, entries, ledger, stuck)


def drop(control: Path, values: tuple[int, ...], then: Callable[[], None]) -> None:
    """Put the coins into the slot. One that comes back because the slot is just being opened is put in again."""
    end = time.monotonic() + 10.0
    for value in values:
        while ask(control, "insert_coin", value=value).get("accepted") == 0 and time.monotonic() < end:
            time.sleep(0.05)
    then()


def slot_of(control: Path) -> Callable[[str | None], None]:
    """Puts a card into the reader of this cabinet, or pulls it out."""

    def move(card: str | None) -> None:
        if card is None:
            ask(control, "remove_card")
        else:
            ask(control, "insert_card", card=card)

    return move


def read_entries(settings: Settings) -> list[Entry]:
    journal = Journal.open(journal_folder(settings), settings.kiosk.id)
    try:
        return list(journal.entries())
    finally:
        journal.close()
