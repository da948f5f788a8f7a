"""The ccTalk drivers on the true pty of the simulated cabinet, with a journal of two lines: the last mark and the
facts.

One cabinet serves a test module; before each test its devices are put back to the state of their first power-up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from drivers.api import (
    Act,
    ActReported,
    CoinsInserted,
    DeviceFact,
    DeviceId,
    Fault,
    Mark,
    Prepared,
    Report,
    StatusChanged,
    Won,
    Work,
)
from drivers.cctalk.bus import CcTalkBus
from drivers.cctalk.coin_acceptor import CoinAcceptor
from drivers.cctalk.hopper import Hopper
from tests.simulators import Cabinet, cabinet_process

ACCEPTOR = DeviceId("coin_acceptor")
HOPPER = DeviceId("hopper_100")
COINS = frozenset({Won(100), Won(500)})
PATHS = {0: "cash_box", 1: "hopper_100"}

F = TypeVar("F")


def until(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait for something outside this process; fails with a TimeoutError."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(0.005)


class Facts:
    """What the drivers posted, in order; waits for more."""

    def __init__(self) -> None:
        self.all: list[DeviceFact] = []
        self._news = threading.Condition()

    def post(self, fact: DeviceFact) -> None:
        with self._news:
            self.all.append(fact)
            self._news.notify_all()

    def of(self, kind: type[F], device: DeviceId | None = None) -> list[F]:
        with self._news:
            return [f for f in self.all if isinstance(f, kind) and device in (None, getattr(f, "device", None))]

    def wait(
        self, kind: type[F], where: Callable[[F], Any] = lambda _: True, *, after: int = 0, seconds: float = 6.0
    ) -> F:
        """The first fact of this kind, from number ``after`` on, for which ``where`` holds."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                for fact in self.all[after:]:
                    if isinstance(fact, kind) and where(fact):
                        return fact
                if not self._news.wait(end - time.monotonic()):
                    raise TimeoutError(f"no such {kind.__name__}; there were:\n" + "\n".join(map(str, self.all)))


class Rig:
    """One life of the kiosk's drivers. ``confirm=False``: the journal never gets as far as confirming."""

    def __init__(self, cabinet: Cabinet, mark: Mark | None = None, *, confirm: bool = True, **options: Any) -> None:
        self.cabinet = cabinet
        self.facts = Facts()
        self.mark = mark
        self.seen: dict[int, CoinsInserted] = {}
        self._confirm = confirm
        bus = {name: options[name] for name in ("echo", "observer", "tick") if name in options}
        acceptor = {"values": COINS} | {n: options[n] for n in ("accept_count", "values") if n in options}
        hopper = {name: options[name] for name in ("serial", "form") if name in options}
        self.bus = CcTalkBus(options.get("port", cabinet.cctalk), **bus)
        self.acceptor = CoinAcceptor(self.bus, ACCEPTOR, 2, PATHS, **acceptor)
        self.hopper = Hopper(self.bus, HOPPER, 4, Won(100), **hopper)

    def post(self, fact: DeviceFact) -> None:
        if isinstance(fact, CoinsInserted) and self._confirm:
            run = int(fact.mark["run"])
            if run not in self.seen:
                self.seen[run], self.mark = fact, fact.mark
            self.acceptor.confirm(fact.token)
        self.facts.post(fact)

    def start(self) -> None:
        self.acceptor.start(self.mark, self.post)
        self.hopper.start(None, self.post)

    def stop(self) -> None:
        self.acceptor.stop()
        self.hopper.stop()

    # --- the coin acceptor -----------------------------------------------------------------------------------------

    def ready(self, device: DeviceId = ACCEPTOR, after: int = 0) -> StatusChanged:
        return self.facts.wait(StatusChanged, lambda f: f.device == device and f.status.ready, after=after)

    def fault(self, device: DeviceId, fault: Fault, after: int = 0) -> StatusChanged:
        return self.facts.wait(StatusChanged, lambda f: f.device == device and f.status.fault is fault, after=after)

    def open(self, values: frozenset[Won] = COINS) -> None:
        """Make coins welcome, and wait until the acceptor really takes them."""
        self.ready()
        self.acceptor.accept(values)
        until(lambda: self.state(ACCEPTOR)["volatile"]["master"] == 1)

    def state(self, device: DeviceId) -> dict[str, Any]:
        state: dict[str, Any] = self.cabinet.do("state")["state"][device]
        return state

    def coins(self) -> list[int]:
        """Values credited, each run once."""
        facts = {int(f.mark["run"]): f for f in self.facts.of(CoinsInserted)}
        return [coin.value for run in sorted(facts) for coin in facts[run].coins]

    def doubts(self) -> list[CoinsInserted]:
        facts = {int(f.mark["run"]): f for f in self.facts.of(CoinsInserted)}
        return [facts[run] for run in sorted(facts) if facts[run].doubt is not None]

    def wait_coins(self, count: int) -> list[int]:
        until(lambda: len(self.coins()) >= count)
        return self.coins()

    # --- the hopper ------------------------------------------------------------------------------------------------

    def prepared(self) -> Prepared:
        after = len(self.facts.all)
        self.hopper.prepare()
        return self.facts.wait(Prepared, lambda f: f.device == HOPPER, after=after)

    def act(self, number: int, quantity: int) -> Act:
        """An act as the journal would hold it; on a bad wire a baseline may need more than one try."""
        baseline = None
        while baseline is None:
            prepared = self.prepared()
            baseline = prepared.baseline
            if baseline is None and prepared.fault is not Fault.SILENT:
                raise RuntimeError(f"the hopper gave no baseline: {prepared.fault}")
        return Act(number, HOPPER, Work.PAY_OUT, quantity, f"payout-{number}", baseline)

    def report(self, number: int, seconds: float = 10.0, after: int = 0) -> Report:
        fact = self.facts.wait(ActReported, lambda f: f.report.act == number, seconds=seconds, after=after)
        return fact.report

    def pay(self, number: int, quantity: int) -> Report:
        self.hopper.begin(self.act(number, quantity))
        return self.report(number)


def out(cabinet: Cabinet) -> int:
    """Coins that the hopper really threw out."""
    return sum(1 for line in cabinet.ledger() if line["what"] == "coin_out")


def inside(cabinet: Cabinet) -> list[int]:
    """Values of the coins that really passed the gate."""
    return [int(line["value"]) for line in cabinet.ledger() if line["what"] == "coin_in"]


@contextmanager
def module_cabinet(directory: Path, *options: str) -> Iterator[tuple[Cabinet, Any]]:
    """A cabinet for a whole module, and its state at first power-up."""
    with cabinet_process(directory, "--coin-time", "0.03", *options) as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@contextmanager
def rig_on(cabinet: Cabinet, mark: Mark | None = None, **options: Any) -> Iterator[Rig]:
    """Started drivers, stopped at the end."""
    rig = Rig(cabinet, mark, **options)
    rig.start()
    try:
        yield rig
    finally:
        rig.stop()
