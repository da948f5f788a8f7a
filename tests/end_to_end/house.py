"""A whole kiosk without a window, on a simulated cabinet and a real district: screens come out, presses go in.

``House`` runs it in the test's own process; ``python -m tests.end_to_end.house kiosk.toml`` runs it as one of its own
(to be killed), plays the citizen by itself and writes each screen's name and amounts as a JSON line.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from drivers.private import Private
from kiosk.app import Kiosk, build
from kiosk.core import presses, screens
from kiosk.core.books import Books, fold
from kiosk.core.desk import Desk
from kiosk.core.presses import CitizenFact
from kiosk.core.rules import Rules
from kiosk.core.screens import Screen
from kiosk.demo_pcscd import PcscDaemon
from kiosk.demo_world import begin_journal, write_settings
from kiosk.settings.kiosk_toml import load
from kiosk.settings.rules import to_rules
from kiosk.settings.tables import Settings
from offline_queue.entries import Entry, decode
from offline_queue.journal import JournalReader
from tests.privacy_search import citizens_words, found, residents_words
from tests.simulators import Cabinet, DistrictServer, cabinet_process, district_process

S = TypeVar("S")
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----(.*?)-----END", re.DOTALL)

PARCEL = "2641010700100840001"
"""구서동 84-1 of the sample registry."""
PIN = "123456"
"""Of every sample card."""
NO_PARCEL = "2641010700199990001"
_PINS = {f'"{PIN}"', f"'{PIN}'", f" {PIN}"}
"""As text has it: six digits alone come by chance in any hash."""
WAIT_S = 15.0
QUICK = {"idle": 8.0, "take": 8.0, "thanks": 0.3, "notice": 8.0, "act_silence": 6.0}
"""Seconds; nobody reads these screens."""


def answer(screen: Screen, pnu: str = PARCEL, copies: int = 1, document: str = "D03") -> CitizenFact | None:
    """What a citizen presses who wants this document (the land ledger of ``pnu``, his own 초본); None: nothing but
    money, or a card, or waiting."""
    number = screen.number
    match screen:
        case screens.StartScreen():
            return presses.StartPressed(number)
        case screens.GuideScreen():
            return presses.GuideRead(number)
        case screens.ChooseScreen():
            return presses.DocumentChosen(number, document)
        case screens.ParcelScreen():
            return presses.InputsSubmitted(number, Private({"pnu": pnu}))
        case screens.PinScreen():
            return presses.PinSubmitted(number, Private(PIN))
        case screens.PersonScreen():
            return presses.InputsSubmitted(number, Private({"person": screen.persons[0].ref}))
        case screens.OptionsScreen():
            return presses.OptionsSubmitted(number, {}, copies)
        case screens.ConfirmScreen() | screens.FreeScreen():
            return presses.ApplicationsConfirmed(number)
        case screens.RefundOfferScreen() | screens.TroubleScreen():
            return presses.RefundPressed(number)
        case screens.TakeScreen() | screens.ThanksScreen():
            return presses.FinishPressed(number)
        case _:
            return None


def until(holds: Callable[[], bool]) -> None:
    """Raises ``AssertionError`` after ``WAIT_S``."""
    end = time.monotonic() + WAIT_S
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"it did not come about in {WAIT_S} s")
        time.sleep(0.005)


def quick(settings: Settings, **delays: float) -> Rules:
    rules = to_rules(settings)
    return replace(rules, delays=replace(rules.delays, **(QUICK | delays)))


class House:
    """One kiosk with a fresh journal in ``directory``; ``open`` and ``close`` may alternate (a restart)."""

    def __init__(self, directory: Path, cabinet: Cabinet, district: DistrictServer) -> None:
        self.directory, self.cabinet, self.district = directory, cabinet, district
        self.settings_path = directory / "kiosk.toml"
        self.state = directory / "state"
        self.log = directory / "log.txt"
        directory.mkdir(parents=True, exist_ok=True)
        write_settings(self.settings_path, self.state, cabinet, district)
        begin_journal(self.state / "journal")
        self.screens: list[Screen] = []
        self.events: list[tuple[float, str]] = []
        """Monotonic second and what happened on a wire."""
        self.books_before = Books()
        self._sequence = 0
        self._ledger_lines = 0
        self._shown = threading.Condition()
        self._handler = logging.FileHandler(self.log, encoding="utf-8")
        self._kiosk: Kiosk | None = None

    @property
    def kiosk(self) -> Kiosk:
        if self._kiosk is None:
            raise RuntimeError("the house is closed")
        return self._kiosk

    @property
    def desk(self) -> Desk:
        """As the clerk has it; only once the kiosk is awake."""
        if self.kiosk._clerk is None:
            raise RuntimeError("the kiosk is not awake")
        return self.kiosk._clerk.desk

    def open(self, **delays: float) -> None:
        logging.getLogger().addHandler(self._handler)
        logging.getLogger("kiosk").setLevel(logging.DEBUG)
        self.screens.clear()
        settings = load(self.settings_path)
        self._kiosk = build(settings, self._show, rules=quick(settings, **delays), observer=self._observe)
        self._kiosk.start()

    def close(self) -> None:
        """Stop, and search all that is left for what a citizen would not want to be found."""
        if self._kiosk is None:
            return
        self._kiosk.stop()
        code, self._kiosk = self._kiosk.exit_code, None
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        if code:
            raise AssertionError("the kiosk ended by a bug")
        if hits := self.left_behind():
            raise AssertionError(f"personal data left behind: {hits}")

    def left_behind(self) -> list[str]:
        """What a citizen would not want to be found in the kiosk's state and log."""
        return found([self.state, self.log], citizens_words(PARCEL) | residents_words() | _PINS, self._on_cards())

    def _on_cards(self) -> dict[str, bytes]:
        """What stands on the sample cards: certificates and, worse, keys."""
        if self.cabinet.cards is None:
            return {}
        padded = {"the PIN as a card is told it": PIN.encode() + b"\xff\xff"}
        chips = sorted((self.cabinet.trust_root.parent / "chips").glob("*.pem"))
        return padded | {
            f"{chip.stem}, {number}": base64.b64decode("".join(body.split()))
            for chip in chips
            for number, body in enumerate(_PEM.findall(chip.read_text("ascii")))
        }

    def _show(self, screen: Screen) -> None:
        with self._shown:
            self.screens.append(screen)
            self._shown.notify_all()

    def _observe(self, event: str) -> None:
        self.events.append((time.monotonic(), event))

    def wait(self, kind: type[S], holds: Callable[[S], bool] = lambda screen: True, seconds: float = WAIT_S) -> S:
        """The screen that is shown, once it is of this kind and ``holds``."""

        last = self.wait_any(lambda screen: isinstance(screen, kind) and holds(screen), kind.__name__, seconds)
        if not isinstance(last, kind):
            raise TypeError(kind)
        return last

    def wait_open(self) -> screens.StartScreen:
        """The start screen, once everybody can have every document."""
        return self.wait(screens.StartScreen, lambda screen: all(item.open_to_all for item in screen.documents))

    def wait_any(self, holds: Callable[[Screen], bool], name: str = "such screen", seconds: float = WAIT_S) -> Screen:
        """The screen that is shown, once ``holds``."""
        with self._shown:
            if not self._shown.wait_for(lambda: bool(self.screens) and holds(self.screens[-1]), seconds):
                raise AssertionError(f"no {name} in {seconds} s; last: {self.screens[-3:]}")
            return self.screens[-1]

    def press(self, fact: CitizenFact | None) -> None:
        if fact is not None:
            self.kiosk.post(fact)

    def go_to(self, kind: type[S], pnu: str = PARCEL, copies: int = 1) -> S:
        """As a citizen from the start screen on, until this screen is shown."""
        way: Mapping[type[Screen], None] = dict.fromkeys(
            (
                screens.StartScreen,
                screens.GuideScreen,
                screens.ChooseScreen,
                screens.ParcelScreen,
                screens.OptionsScreen,
                screens.ConfirmScreen,
            )
        )
        for step in way:
            if step is kind:
                break
            ready = (lambda s: all(d.open_to_all for d in s.documents)) if step is screens.StartScreen else None
            self.press(answer(self.wait(step, ready) if ready else self.wait(step), pnu, copies))
        return self.wait(kind)

    def insert(self, value: int) -> None:
        """Until the acceptor takes it: right after the screen has changed its gate may still be shut."""
        end = time.monotonic() + WAIT_S
        while not self.cabinet.do("insert_coin", value=value)["accepted"]:
            if time.monotonic() > end:
                raise AssertionError(f"{value} won always came back")
            time.sleep(0.01)

    def insert_card(self, name: str) -> None:
        self.cabinet.do("insert_card", card=name)

    def remove_card(self) -> None:
        """Until the kiosk has seen it: pcscd looks every 0.4 s."""
        self.cabinet.do("remove_card")
        until(lambda: self.desk.cabinet.card is None)

    def ask_for_card(self, document: str = "D01") -> screens.InsertCardScreen:
        """As a citizen from the start screen on, until the card is asked for."""
        self.go_to(screens.ChooseScreen)
        self.press(answer(self.wait(screens.ChooseScreen), document=document))
        return self.wait(screens.InsertCardScreen)

    def type_pin(self, pin: str = PIN) -> None:
        """Once the PIN is asked for."""
        self.press(presses.PinSubmitted(self.wait(screens.PinScreen).number, Private(pin)))

    def identify(self, card: str, document: str = "D01") -> None:
        """From the start screen on, until the card is out again."""
        self.ask_for_card(document)
        self.insert_card(card)
        self.type_pin()
        self.wait(screens.TakeCardScreen)
        self.remove_card()

    def finish(self) -> screens.StartScreen:
        """From the take screen back to the start."""
        self.press(answer(self.wait(screens.TakeScreen)))
        return self.wait(screens.StartScreen)

    def mark(self) -> None:
        """From here on counts for ``entries`` and ``ledger``."""
        self._sequence = JournalReader(self.state / "journal").head().sequence
        self._ledger_lines = len(self.cabinet.ledger())
        self.books_before = self.books()

    def entries(self) -> list[Entry]:
        """The journal's entries since ``mark``."""
        return self._entries_after(self._sequence)

    def ledger(self) -> list[dict[str, Any]]:
        """The physical truth since ``mark``."""
        return self.cabinet.ledger()[self._ledger_lines :]

    def books(self) -> Books:
        """As the journal's own records give them."""
        return fold(self._entries_after(0))

    def _entries_after(self, sequence: int) -> list[Entry]:
        records = JournalReader(self.state / "journal").records_after(1, sequence, 10_000)
        return [decode(record.body).entry for record in records]

    def wait_for_district(self, seconds: float = WAIT_S) -> None:
        """Until the district has the journal's last record."""
        reader = JournalReader(self.state / "journal")
        end = time.monotonic() + seconds
        while self.district.head()["hash"] != reader.head().hash:
            if time.monotonic() > end:
                raise AssertionError(f"not shipped: {self.district.head()} of {reader.head()}")
            time.sleep(0.01)


@dataclass
class Street:
    """One house for all tests of a module; a test that does not leave it at the start screen gets it torn down.
    It has a card reader, and a district that believes the sample cards."""

    folder: Path
    cards: PcscDaemon
    stack: ExitStack = field(default_factory=ExitStack)
    house: House | None = None
    built: int = 0

    def open(self) -> House:
        if self.house is None:
            self.built += 1
            folder = self.folder / str(self.built)
            options = ("--printer-time", "0.2", "--coin-time", "0.05")
            cabinet = self.stack.enter_context(cabinet_process(folder / "cabinet", *options, cards=self.cards))
            district = self.stack.enter_context(district_process(folder / "district", *cabinet.authority))
            self.house = House(folder / "kiosk", cabinet, district)
            self.stack.callback(self.house.close)
            self.house.open()
        return self.house

    def leave(self) -> None:
        if self.house is not None and not isinstance(self.house.screens[-1], screens.StartScreen):
            self.close()

    def close(self) -> None:
        self.house = None
        self.stack.close()


def main(settings_path: str) -> int:
    """The kiosk as a process; stdout: one JSON line a screen."""
    settings = load(Path(settings_path))
    asked = threading.Semaphore(0)
    signal.signal(signal.SIGTERM, lambda *_: asked.release())
    kiosk: Kiosk

    def show(screen: Screen) -> None:
        said = {key: getattr(screen, key) for key in ("inserted", "amount", "refund", "change") if hasattr(screen, key)}
        print(json.dumps({"screen": type(screen).__name__, "at": time.time(), **said}), flush=True)
        if isinstance(screen, screens.StartScreen) and not all(item.open_to_all for item in screen.documents):
            return
        fact = answer(screen)
        if fact is not None:
            kiosk.post(fact)

    kiosk = build(settings, show, rules=quick(settings))
    kiosk.start()
    while not asked.acquire(timeout=0.1) and not kiosk.ended.is_set():
        pass
    kiosk.wind_down()
    while not kiosk.rested and not asked.acquire(timeout=0.02) and not kiosk.ended.is_set():
        pass
    kiosk.stop()
    return kiosk.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
