"""The clerk with a true journal and the true core; only devices, errand and screen are stand-ins that remember."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import kiosk.clerk
from drivers.api import (
    CASH_BOX,
    Act,
    CardNumber,
    Coin,
    CoinsInserted,
    DeviceId,
    Mark,
    Pages,
    Post,
    Status,
    StatusChanged,
    Token,
    Won,
    Work,
)
from drivers.private import Private
from kiosk.clerk import ActNotIntended, Clerk, DeadlineStuck, DiskRoom, NotGiven, SignOfLife
from kiosk.core.books import apply, carry, fold
from kiosk.core.desk import Desk, Step
from kiosk.core.facts import DistrictSeen, Fact, Woke
from kiosk.core.instant import Instant
from kiosk.core.orders import Begin, CheckCard, CheckExemption, ErrandOrder, Identify, Order, ReadCard, SignCard
from kiosk.core.presses import StartPressed
from kiosk.core.recovery import opening
from kiosk.core.rules import Delays, HopperRule, Rules
from kiosk.core.screens import GuideScreen, OutOfServiceScreen, Screen, StartScreen
from kiosk.core.slip import Slip
from kiosk.core.turn import act_of
from offline_queue.entries import ActIntended, CarriedForward, EpochBegun, KioskStarted
from offline_queue.journal import Journal
from tests.conftest import ExpectedLogs

ACCEPTOR = DeviceId("coin_acceptor")
PRINTER = DeviceId("document_printer")
HOPPER = DeviceId("hopper_100")
RECEIPTS = DeviceId("receipt_printer")
RULES = Rules(
    kiosk="B001",
    place="inside",
    fees={"D03": Won(300)},
    software="test",
    coins=(Won(100), Won(500)),
    hoppers=(HopperRule(HOPPER, Won(100)),),
)
READER = DeviceId("card_reader")
READY = Status(ready=True)
SLIP = Slip("ko", "B001", 1, 12, datetime(2026, 11, 22, tzinfo=UTC), (), 100, 0, 0, 100)
DRAWN = Pages(b"drawn")


@dataclass
class Wire:
    """A device that remembers what it was told."""

    id: DeviceId
    told: list[object] = field(default_factory=list)

    def start(self, mark: Mark | None, post: Post) -> None: ...
    def stop(self) -> None: ...
    def prepare(self) -> None:
        self.told.append("prepare")

    def accept(self, values: frozenset[Won]) -> None:
        self.told.append(values)

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        self.told += [act] if pages is None else [act, pages]

    def confirm(self, token: Token) -> None:
        self.told.append(token)

    def settle(self, act: Act) -> None:
        self.told.append(act)

    def read(self, card: CardNumber) -> None:
        self.told.append(card)

    def sign(self, card: CardNumber, pin: Private[str], digest: bytes) -> None:
        self.told.append((card, pin, digest))


class Errand:
    """It remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def ask(self, order: ErrandOrder) -> None:
        self.asked.append(order)

    def wipe(self) -> None: ...


class Clock:
    """The true monotonic clock; the wall clock stands where the test wants it."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall

    def __call__(self) -> Instant:
        return Instant(time.monotonic(), self.wall)


class Room:
    """A clerk at work, and what came out of it."""

    def __init__(
        self,
        folder: Path,
        *,
        at: datetime,
        begun: datetime,
        last: datetime | None = None,
        rules: Rules = RULES,
        disk: DiskRoom | None = None,
    ) -> None:
        """``last``: the kiosk was started once more before now, at this time by its clock."""
        first = EpochBegun(reason="test", stock={"hopper_100": {100: 60}})
        self.journal = Journal.create(folder, "B001", first, begun)
        if last is not None:
            self.journal.append([KioskStarted(software="test", downtime_s=None, visit_cut=None)], last)
        self.wires = {name: Wire(name) for name in (ACCEPTOR, HOPPER, PRINTER, RECEIPTS)}
        self.screens: list[Screen] = []
        self.shown = threading.Condition()
        self.ended = threading.Event()
        self.error: BaseException | None = None
        self.poked = threading.Semaphore(0)
        self.clock = Clock(at)
        self.reader, self.errands = Wire(READER), Errand()
        self.drawn: list[Slip] = []
        self.life = SignOfLife(folder.parent / "alive")
        self.clerk = Clerk(
            opening(fold(self.journal.entries()), rules),
            self.journal,
            self.wires,
            self._show,
            self.errands,
            self.poked.release,
            self.clock,
            card_reader=self.reader,
            slips=self._draw,
            disk=disk,
            life=self.life,
            on_end=self._end,
        )

    def _draw(self, slip: Slip) -> Pages:
        self.drawn.append(slip)
        return DRAWN

    def _show(self, screen: Screen) -> None:
        with self.shown:
            self.screens.append(screen)
            self.shown.notify_all()

    def _end(self, error: BaseException | None) -> None:
        self.error = error
        self.ended.set()

    def open(self, clock_offset: float | None = 0.0) -> StartScreen:
        """Wake, with a printer and an acceptor that work and a district that answers; the start screen."""
        self.clerk.post(Woke("test", None, self.journal.last_at))
        for wire in self.wires:
            self.clerk.post(StatusChanged(wire, READY))
        self.clerk.post(DistrictSeen(True, 1, clock_offset))
        self.clerk.start()
        screen = self.wait(
            lambda screen: isinstance(screen, StartScreen) and all(item.open_to_all for item in screen.documents)
        )
        assert isinstance(screen, StartScreen)
        return screen

    def wait(self, wanted: Callable[[Screen], bool]) -> Screen:
        with self.shown:
            assert self.shown.wait_for(lambda: bool(self.screens) and wanted(self.screens[-1]), 5), self.screens
            return self.screens[-1]

    def close(self) -> None:
        self.clerk.stop()
        assert self.clerk.join(5)
        self.journal.close()


def wait_until(holds: Callable[[], bool]) -> None:
    """For what only the disk shows."""
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "journal", at=NOON, begun=NOON - timedelta(hours=1))
    yield made
    made.close()


def test_facts_become_screens_and_durable_entries(room: Room) -> None:
    start = room.open()
    room.clerk.post(StartPressed(start.number))
    room.wait(lambda screen: isinstance(screen, GuideScreen))
    types = [type(entry).__name__ for entry in room.journal.entries()]
    assert types[:2] == ["EpochBegun", "KioskStarted"]
    assert types[-1] == "VisitOpened"
    assert room.clerk.books == fold(room.journal.entries())
    assert room.poked.acquire(blocking=False)


def test_a_step_without_entries_leaves_the_journal_alone(room: Room) -> None:
    room.open()
    head = room.journal.head
    room.clerk.post(DistrictSeen(True, 1, 0.1))
    room.clerk.post(StartPressed(10_000))
    room.clerk.stop()
    assert room.ended.wait(5)
    assert room.journal.head == head


def test_a_coin_is_confirmed_only_after_it_is_durable(room: Room) -> None:
    room.open()
    stored_when_confirmed: list[int] = []
    acceptor = room.wires[ACCEPTOR]
    confirm = acceptor.confirm

    def watch(token: Token) -> None:
        stored_when_confirmed.append(fold(room.journal.entries()).inserted)
        confirm(token)

    acceptor.confirm = watch  # type: ignore[method-assign]  # the stand-in's own ear
    mark = {"run": 1, "counter": 1}
    room.clerk.post(CoinsInserted(ACCEPTOR, Token("t1"), (Coin(Won(100), CASH_BOX),), mark))
    room.clerk.stop()
    assert room.ended.wait(5)
    assert stored_when_confirmed == [100]
    assert acceptor.told[-1] == "t1"


@pytest.mark.expected_logs("the clerk stops: ActNotIntended")
def test_an_act_that_is_not_in_the_books_is_refused_and_stops_the_kiosk(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.open()
    act = Act(7, PRINTER, Work.PRINT, 1, "B001-20261122-000001", {})

    def careless(desk: Desk, fact: Fact, now: Instant) -> Step:
        return Step(desk.session, desk.books, desk.cabinet, (), (Begin(act),))

    monkeypatch.setattr(kiosk.clerk, "step", careless)
    room.clerk.post(DistrictSeen(True, 1, 0.0))
    assert room.ended.wait(5)
    assert isinstance(room.error, ActNotIntended)
    assert act not in room.wires[PRINTER].told


def obey(room: Room, monkeypatch: pytest.MonkeyPatch, *given: Order, intended: ActIntended | None = None) -> None:
    """The core has nothing to say but these orders, once."""
    room.open()
    todo = [given]

    def orders_only(desk: Desk, fact: Fact, now: Instant) -> Step:
        entries = () if intended is None or not todo else (intended,)
        books = desk.books if not entries else apply(desk.books, entries[0])
        return Step(desk.session, books, desk.cabinet, entries, todo.pop() if todo else ())

    monkeypatch.setattr(kiosk.clerk, "step", orders_only)
    room.clerk.post(DistrictSeen(True, 1, 0.0))
    room.clerk.stop()
    assert room.ended.wait(5)


def test_a_card_is_read_and_signs_and_the_errand_is_asked(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    card, pin = CardNumber(3), Private("123456")
    asked = (
        CheckCard(1, card, Private(b"certificate")),
        Identify(1, card, Private(b"signature")),
        CheckExemption(1, "disabled", ("D01",)),
    )
    obey(room, monkeypatch, ReadCard(READER, card), SignCard(READER, card, pin, bytes(32)), *asked)
    assert room.reader.told == [card, (card, pin, bytes(32))]
    assert room.errands.asked == list(asked)


def slip_act() -> ActIntended:
    return ActIntended(
        act=1, device=RECEIPTS, work="slip", quantity=1, name="slip-1-1", baseline={"life": 1}, purpose="slip", visit=1
    )


def test_a_slip_is_drawn_and_handed_to_the_receipt_printer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    act = act_of(slip_act())
    obey(room, monkeypatch, Begin(act, slip=SLIP), intended=slip_act())
    assert room.drawn == [SLIP]
    assert room.wires[RECEIPTS].told == [act, DRAWN]


@pytest.mark.expected_logs("the clerk stops: NotGiven")
@pytest.mark.parametrize("order", [Begin(act_of(slip_act()), slip=SLIP), ReadCard(READER, CardNumber(1))])
def test_what_the_clerk_was_not_given_is_a_bug_of_who_made_it(
    room: Room, monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    room.clerk._slips = room.clerk._card_reader = None
    obey(room, monkeypatch, order, intended=slip_act())
    assert isinstance(room.error, NotGiven)


@pytest.mark.expected_logs(r"the clerk stops: ZeroDivisionError \(test_clerk.py:\d+ < clerk.py:\d+")
def test_a_bug_in_the_core_stops_the_kiosk_without_words_of_its_own(
    room: Room, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    room.open()

    def broken(desk: Desk, fact: Fact, now: Instant) -> Step:
        raise ZeroDivisionError("홍길동")

    monkeypatch.setattr(kiosk.clerk, "step", broken)
    room.clerk.post(DistrictSeen(True, 1, 0.0))
    assert room.ended.wait(5)
    assert isinstance(room.error, ZeroDivisionError)
    assert all("홍길동" not in record.getMessage() for record in expected_logs.records)


@pytest.mark.expected_logs("the clerk stops: DeadlineStuck")
def test_a_deadline_that_is_left_standing_is_a_bug_not_a_busy_loop(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.open()
    monkeypatch.setattr(kiosk.clerk, "deadline", lambda desk: 1.0)
    assert room.ended.wait(5)
    assert isinstance(room.error, DeadlineStuck)


def test_a_deadline_passes_without_any_fact(tmp_path: Path) -> None:
    room = Room(
        tmp_path / "journal",
        at=NOON,
        begun=NOON,
        rules=replace(RULES, delays=replace(Delays(), idle=0.05, warning=0.05)),
    )
    try:
        start = room.open()
        room.clerk.post(StartPressed(start.number))
        room.wait(lambda screen: isinstance(screen, GuideScreen) and screen.warning)
        room.wait(lambda screen: isinstance(screen, StartScreen))
        assert room.clerk.books.visit is None
    finally:
        room.close()


def test_the_sign_of_life_is_given(room: Room) -> None:
    assert room.life.last() is None
    room.open()
    wait_until(lambda: room.life.last() == NOON)


def test_a_new_month_begins_a_new_segment_with_the_whole_books(tmp_path: Path) -> None:
    room = Room(tmp_path / "journal", at=datetime(2026, 11, 30, 15, 0, tzinfo=UTC), begun=NOON)
    try:
        room.open()  # it is December in Korea
        wait_until(lambda: len(list((tmp_path / "journal").glob("*.sqlite"))) == 2)
        room.clerk.stop()
        assert room.ended.wait(5)
        (first,) = room.journal.entries()
        assert isinstance(first, CarriedForward)
        assert fold([first]) == room.clerk.books
        assert room.clerk.books.sequence == room.journal.head.sequence
    finally:
        room.close()


def test_books_that_were_carried_before_they_knew_their_place_learn_it(tmp_path: Path) -> None:
    journal = Journal.create(tmp_path / "journal", "B001", EpochBegun(reason="test", stock={}), NOON)
    try:
        journal.append([KioskStarted(software="old", downtime_s=None, visit_cut=None)] * 6, NOON)
        books = carry(fold(journal.entries()))
        del books["sequence"]
        journal.roll(books, NOON)
        desk = opening(fold(journal.entries()), Rules(kiosk="B001", place="inside", fees={}))
        clerk = Clerk(desk, journal, {}, lambda screen: None, Errand(), lambda: None)
        assert clerk.books.sequence == journal.head.sequence == 8
    finally:
        journal.close()


def test_a_month_that_the_district_does_not_confirm_is_not_begun(tmp_path: Path) -> None:
    room = Room(tmp_path / "journal", at=datetime(2026, 12, 1, tzinfo=UTC), begun=NOON)
    try:
        room.open(clock_offset=None)
        wait_until(lambda: room.life.last() is not None)
        room.clerk.stop()
        assert room.ended.wait(5)
        assert KioskStarted in {type(entry) for entry in room.journal.entries()}
    finally:
        room.close()


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(datetime(2026, 12, 2, tzinfo=UTC), id="it wrote on in the new month, unconfirmed"),
        pytest.param(datetime(2031, 5, 1, tzinfo=UTC), id="its clock was wrong once"),
    ],
)
def test_the_month_is_that_of_the_segments_first_record(tmp_path: Path, last: datetime) -> None:
    room = Room(tmp_path / "journal", at=datetime(2026, 12, 3, tzinfo=UTC), begun=NOON, last=last)
    try:
        room.clerk.post(Woke("test", None, room.journal.last_at))
        room.clerk.post(DistrictSeen(True, 1, 0.0))
        room.clerk.start()
        wait_until(lambda: len(list((tmp_path / "journal").glob("*.sqlite"))) == 2)
        room.life.last()
        room.clerk.stop()
        assert room.ended.wait(5)
        assert len(list((tmp_path / "journal").glob("*.sqlite"))) == 2
        assert room.journal.began_at == datetime(2026, 12, 3, tzinfo=UTC)
    finally:
        room.close()


def test_a_clock_that_jumps_after_the_district_confirmed_it_rolls_nothing(room: Room, tmp_path: Path) -> None:
    room.open()
    wait_until(lambda: room.life.last() == NOON)
    room.clock.wall = datetime(2027, 2, 1, tzinfo=UTC)
    room.clerk.post(DistrictSeen(False, 1, 0.0))  # what it said before the jump
    house_kept = room.clerk._house_at
    wait_until(lambda: room.clerk._house_at > house_kept)
    assert len(list((tmp_path / "journal").glob("*.sqlite"))) == 1
    room.clock.wall = datetime(2026, 12, 1, tzinfo=UTC)
    room.clerk.post(DistrictSeen(True, 1, 0.2))  # read again: it is December
    wait_until(lambda: len(list((tmp_path / "journal").glob("*.sqlite"))) == 2)


@pytest.fixture
def few_inodes(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a journal and hardly any other file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,nr_inodes=12", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount).returncode:
        pytest.skip("a small disk needs root and mount(8)")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.expected_logs("no sign of life can be given: No space left on device")
def test_a_disk_that_takes_no_further_file_closes_the_kiosk_and_ends_nothing(few_inodes: Path) -> None:
    folder = few_inodes / "journal"
    room = Room(folder, at=NOON, begun=NOON, disk=DiskRoom(folder, need=600_000, ballast=500_000))
    try:
        fillers = [few_inodes / f"filler-{number}" for number in range(12)]
        with suppress(OSError):
            for filler in fillers:
                filler.touch()
        room.clerk.post(Woke("test", None, NOON))
        room.clerk.start()
        room.wait(lambda screen: isinstance(screen, OutOfServiceScreen) and screen.reason == "disk")
        assert not room.ended.is_set()
        for filler in fillers:
            filler.unlink(missing_ok=True)
        wait_until((folder / "ballast").exists)
        assert room.error is None
    finally:
        room.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", folder]).returncode:
        pytest.skip("a small disk needs root and mount(8)")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.expected_logs("the disk is full: the ballast is given up")
def test_a_full_disk_costs_the_ballast_and_no_entry(small_disk: Path) -> None:
    folder = small_disk / "journal"
    disk = DiskRoom(folder, need=600_000, ballast=500_000)
    room = Room(folder, at=NOON, begun=NOON, disk=disk)
    try:
        room.open()
        wait_until((folder / "ballast").exists)
        with (small_disk / "filler").open("wb") as filler:
            free = os.statvfs(small_disk)
            filler.truncate(0)
            os.posix_fallocate(filler.fileno(), 0, free.f_bavail * free.f_frsize)
        coins = 0
        while (folder / "ballast").exists():
            coins += 1
            assert coins < 200
            mark: dict[str, int | str] = {"run": coins}
            room.clerk.post(CoinsInserted(ACCEPTOR, Token(f"t{coins}"), (Coin(Won(100), CASH_BOX),), mark))
            wait_until(lambda: f"t{coins}" in room.wires[ACCEPTOR].told or room.ended.is_set())  # noqa: B023 - at once
            assert room.error is None
        room.wait(lambda screen: isinstance(screen, OutOfServiceScreen) and screen.reason == "disk")
        assert fold(room.journal.entries()).inserted == 100 * coins
        (small_disk / "filler").unlink()
        room.wait(lambda screen: isinstance(screen, StartScreen))
        assert (folder / "ballast").exists()
    finally:
        room.close()
