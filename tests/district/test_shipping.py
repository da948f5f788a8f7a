"""The journal's way to a true district process: through silence and lost answers, everything once and in order."""

from __future__ import annotations

import itertools
import queue
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.district import LONGEST_ANSWER, DistrictAway, DistrictClient, DistrictFailed, DistrictSlow, NoRecord
from offline_queue.chain import Head, StoredRecord
from offline_queue.entries import EpochBegun, FaultRaised, VisitOpened
from offline_queue.journal import Journal
from offline_queue.restart import begin_again
from offline_queue.uploader import BATCH, FIRST_BATCH, Disagreement, Refused, Send, Uploader, UploadState
from tests.district.lossy_proxy import LossyProxy, Served, SlowUplink
from tests.simulators import KEY, KIOSK, DistrictServer, district_process

AT = datetime(2026, 11, 22, 5, 12, 33, tzinfo=UTC)
FIRST = EpochBegun(reason="first", stock={})
WAIT_S = 10.0
LONGEST_S = 40.0


class Told:
    """What the uploader said, to be waited for."""

    def __init__(self, uploader: Uploader, news: queue.Queue[UploadState | Disagreement]) -> None:
        self.uploader = uploader
        self._news = news
        self._patience = time.monotonic() + LONGEST_S

    def next(self) -> UploadState | Disagreement:
        assert time.monotonic() < self._patience, "it goes on telling, but not what is waited for"
        return self._news.get(timeout=WAIT_S)

    def until_acknowledged(self, sequence: int) -> UploadState:
        while True:
            match self.next():
                case UploadState(reachable=True, acknowledged=done) as state if done >= sequence:
                    return state
                case Disagreement() as disagreement:
                    pytest.fail(f"they disagree: {disagreement}")

    def states_until(self, sequence: int) -> list[UploadState]:
        """Everything said until the district has it."""
        states: list[UploadState] = []
        while not states or states[-1].acknowledged < sequence:
            news = self.next()
            assert isinstance(news, UploadState)
            states.append(news)
        return states

    def until_stuck(self) -> UploadState:
        while True:
            news = self.next()
            assert isinstance(news, UploadState)
            if news.problem or not news.reachable:
                return news

    def disagreement(self) -> Disagreement:
        while True:
            match self.next():
                case Disagreement() as disagreement:
                    return disagreement
                case UploadState():
                    pass

    def left(self) -> list[UploadState | Disagreement]:
        """What nobody waited for."""
        return [self._news.get() for _ in range(self._news.qsize())]

    def until_away(self) -> UploadState:
        while True:
            match self.next():
                case UploadState(reachable=False) as state:
                    return state
                case _:
                    pass


@contextmanager
def uploading(journal: Journal, send: Send, **words: Any) -> Iterator[Told]:
    news: queue.Queue[UploadState | Disagreement] = queue.Queue()
    uploader = Uploader(journal.reader(), send, news.put, first_delay_s=0.05, longest_delay_s=0.2, **words)
    uploader.start()
    try:
        yield Told(uploader, news)
    finally:
        uploader.stop()


@contextmanager
def client(url: str, key: str = KEY, kiosk: str = KIOSK) -> Iterator[DistrictClient]:
    made = DistrictClient(url, key, kiosk=kiosk)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    more = [word for number in range(1, 40) for word in ("--kiosk", f"T{number:03d}=key-{number}")]
    with district_process(tmp_path_factory.mktemp("district"), *more) as running:
        yield running


class Place:
    """A kiosk of its own at the common district."""

    def __init__(self, server: DistrictServer, number: int, folder: Path) -> None:
        self.name, self.key, self.server, self.folder = f"T{number:03d}", f"key-{number}", server, folder
        self.client = DistrictClient(server.url, self.key, kiosk=self.name)

    def begin(self, epoch: int = 1, folder: Path | None = None) -> Journal:
        return Journal.create(folder or self.folder, self.name, FIRST, AT, epoch)

    def kept(self) -> int:
        """How many records the district has of this kiosk, of all epochs."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.get(f"{self.server.url}/v1/kiosks/{self.name}/ledger", headers=headers)
        return int(answer.json()["records"])


_numbers = iter(range(1, 40))


@pytest.fixture
def place(servers: DistrictServer, tmp_path: Path) -> Iterator[Place]:
    made = Place(servers, next(_numbers), tmp_path / "journal")
    yield made
    made.client.close()


def visits(journal: Journal, count: int, first: int = 1) -> None:
    journal.append([VisitOpened(visit=number) for number in range(first, first + count)], AT)


def test_each_append_is_there_soon_after_the_poke(place: Place) -> None:
    journal = place.begin()
    with uploading(journal, place.client) as told:
        told.until_acknowledged(1)
        for number in range(3):
            visits(journal, 1, number)
            told.uploader.poke()
            told.until_acknowledged(journal.head.sequence)
    assert place.client.head() == journal.head
    journal.close()


def test_days_offline_drain_by_themselves(tmp_path: Path) -> None:
    journal = Journal.create(tmp_path / "journal", KIOSK, FIRST, AT)
    visits(journal, 400)
    journal.roll({"month": 1}, AT)
    visits(journal, 900)
    with district_process(tmp_path / "district") as first:
        pass  # nobody there now, but we know the address
    with client(first.url) as send, uploading(journal, send) as told:
        away = told.until_away()
        assert (away.acknowledged, away.clock_offset_s) == (0, None)
        first.start()
        try:
            told.until_acknowledged(journal.head.sequence)
            head = {"epoch": 1, "sequence": journal.head.sequence, "hash": journal.head.hash}
            assert first.head() == head
            assert first.get(f"/v1/kiosks/{KIOSK}/ledger")["records"] == journal.head.sequence
        finally:
            first.stop()
        visits(journal, 1)
        told.uploader.poke()
        assert told.until_away().acknowledged == journal.head.sequence - 1  # what it once had is not forgotten
    journal.close()


def test_an_answer_that_is_lost_costs_a_repeat_and_nothing_else(place: Place) -> None:
    journal = place.begin()
    visits(journal, 700)
    with LossyProxy(place.server.url) as wire, client(wire.url, place.key, place.name) as send:
        wire.lose = 2
        with uploading(journal, send) as told:
            told.until_acknowledged(journal.head.sequence)
        assert wire.lose == 0
    assert place.client.head() == journal.head
    journal.close()


class Counting(DistrictClient):
    """Notes how many records each request carried; ``broken`` of them end in the district's own failure."""

    broken = 0

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.sizes: list[int] = []

    def post(self, epoch: int, records: Sequence[StoredRecord]) -> Head:
        self.sizes.append(len(records))
        if self.broken:
            self.broken -= 1
            raise DistrictFailed("answered 500")
        return super().post(epoch, records)


def test_a_slow_line_carries_less_at_once_and_nobody_flaps(place: Place) -> None:
    timeout = 0.5
    journal = place.begin()
    visits(journal, 150)
    ticks = [time.monotonic()]
    with SlowUplink(place.server.url, rate=20_000) as line:
        send = Counting(line.url, place.key, kiosk=place.name, timeout=timeout)
        with uploading(journal, send, tick=lambda: ticks.append(time.monotonic()), seen_every_s=0.1) as told:
            states = told.states_until(journal.head.sequence)
            assert {(state.reachable, state.problem) for state in states} == {(True, "")}
            assert max(send.sizes) <= FIRST_BATCH
            line.rate = 10_000_000
            for first in range(200, 6200, 1200):  # a busy machine halves a batch now and then, too
                visits(journal, 1200, first=first)
                told.uploader.poke()
                told.until_acknowledged(journal.head.sequence)
                if max(send.sizes) == BATCH:
                    break
        assert max(send.sizes) == BATCH  # and more again once the line is good
        send.close()
    gaps = [after - before for before, after in itertools.pairwise(ticks)]
    assert max(gaps) < 2 * timeout + 0.2  # one request at most: connecting and the whole exchange
    journal.close()


def test_a_line_too_slow_for_one_record_is_named_and_not_away(place: Place) -> None:
    journal = place.begin()
    journal.append([FaultRaised(device="district", fault="silent", detail="x" * 60_000)], AT)
    with SlowUplink(place.server.url, rate=20_000) as line:
        send = DistrictClient(line.url, place.key, kiosk=place.name, timeout=0.5)
        with uploading(journal, send) as told:
            stuck = told.until_stuck()
            assert (stuck.reachable, stuck.acknowledged, stuck.problem) == (True, 1, "slow")
            line.rate = 10_000_000
            states = told.states_until(2)
            assert {state.reachable for state in states} == {True}
            assert states[-1].problem == ""
        send.close()
    journal.close()


def test_a_district_that_can_not_take_records_is_there_all_the_same(place: Place) -> None:
    journal = place.begin()
    visits(journal, 3)
    send = Counting(place.server.url, place.key, kiosk=place.name)
    send.broken = 3
    with uploading(journal, send) as told:
        states = told.states_until(4)
        assert {state.reachable for state in states} == {True}
        assert [state.problem for state in states[-2:]] == ["district_error", ""]
    assert place.client.head() == journal.head
    send.close()
    journal.close()


def test_a_stale_idea_of_the_districts_head_is_put_right(place: Place) -> None:
    """As when the district had to go back to a backup: 409 gap, its head is read again, and we go on from there."""

    class OnceStale(DistrictClient):
        asked = 0

        def head(self) -> Head:
            self.asked += 1
            return journal.head if self.asked == 1 else super().head()

    journal = place.begin()
    visits(journal, 20)
    send = OnceStale(place.server.url, place.key, kiosk=place.name)
    with uploading(journal, send) as told:
        told.until_acknowledged(journal.head.sequence)
        visits(journal, 1)
        told.uploader.poke()
        told.until_acknowledged(journal.head.sequence)
    assert place.client.head() == journal.head
    send.close()
    journal.close()


def test_our_disk_rolled_back_is_named_as_such(place: Place, tmp_path: Path) -> None:
    journal = place.begin()
    visits(journal, 5)
    journal.close()
    shutil.copytree(place.folder, tmp_path / "older")
    journal = Journal.open(place.folder, place.name)
    visits(journal, 5)
    with uploading(journal, place.client) as told:
        told.until_acknowledged(journal.head.sequence)
    journal.close()
    older = Journal.open(tmp_path / "older", place.name)
    asked = threading.Semaphore(0)

    class Counted(DistrictClient):
        def head(self) -> Head:
            asked.release()
            return super().head()

    send = Counted(place.server.url, place.key, kiosk=place.name)
    with uploading(older, send) as told:
        found = told.disagreement()
        assert found.problem == "rolled_back"
        assert "sequence 11" in found.detail
        assert "sequence 6" in found.detail
        visits(older, 2, first=50)  # as the fault itself is written down: another end, the same fault
        visits(older, 18, first=60)  # now it is longer than the district's, and still another history
        while asked.acquire(blocking=False):
            pass
        for _ in range(3):
            assert asked.acquire(timeout=WAIT_S)
    assert told.left() == []  # said once, and nothing in its place
    with uploading(older, send) as told:  # another run only knows what it sees
        assert told.disagreement().problem == "fork"
    send.close()
    older.close()
    assert place.client.head().sequence == 11


def test_another_history_is_a_fork(place: Place, tmp_path: Path) -> None:
    ours, theirs = place.begin(), place.begin(folder=tmp_path / "other")
    visits(ours, 3)
    visits(theirs, 3, first=50)
    with uploading(theirs, place.client) as told:
        told.until_acknowledged(4)
    with uploading(ours, place.client) as told:  # of the same length: nothing is even sent
        assert told.disagreement().problem == "fork"
    visits(ours, 3)
    with uploading(ours, place.client) as told:
        assert told.disagreement().problem == "fork"
    assert place.client.head() == theirs.head
    ours.close()
    theirs.close()


def test_another_kiosks_key_is_named(place: Place) -> None:
    journal = place.begin()
    with client(place.server.url, KEY, place.name) as send, uploading(journal, send) as told:
        assert told.disagreement().problem == "wrong_kiosk"
    journal.close()


def test_another_kiosks_journal_is_refused_by_the_district(place: Place) -> None:
    journal = Journal.create(place.folder, "X999", FIRST, AT)
    with uploading(journal, place.client) as told:
        assert told.disagreement().problem == "wrong_kiosk"
    journal.close()


def test_an_unknown_key_is_waited_out_and_nothing_is_lost(place: Place) -> None:
    journal = place.begin()
    with client(place.server.url, "nobody", place.name) as send, uploading(journal, send) as told:
        assert not told.until_away().reachable
    journal.close()


def test_batches_too_large_for_the_district_are_halved(place: Place) -> None:
    journal = place.begin()
    entries = [FaultRaised(device="district", fault="silent", detail="x" * 30_000) for _ in range(400)]
    journal.append(entries, AT)
    with uploading(journal, place.client) as told:
        told.until_acknowledged(journal.head.sequence)
    assert place.client.head() == journal.head
    journal.close()


def test_what_an_ended_epoch_still_had_is_shipped_before_the_new_one(place: Place) -> None:
    journal = place.begin()
    visits(journal, 3)
    with uploading(journal, place.client) as told:
        told.until_acknowledged(4)
    visits(journal, 600)
    last = journal.head
    journal.close()
    again = begin_again(place.folder, place.name, {}, "count", AT)
    with uploading(again, place.client) as told:
        told.until_acknowledged(1)
    assert place.client.head() == again.head == Head(2, 1, again.head.hash)
    assert place.kept() == last.sequence + 1
    again.close()


def test_damage_in_an_ended_epoch_holds_up_nothing_newer(place: Place) -> None:
    journal = place.begin()
    visits(journal, 30)
    journal.close()
    (path,) = place.folder.glob("journal-*.sqlite")
    path.write_bytes(path.read_bytes().replace(b'"visit":20}', b'"visit":99}'))
    again = begin_again(place.folder, place.name, {}, "damaged", AT)
    with uploading(again, place.client) as told:
        told.until_acknowledged(1)
    assert place.client.head() == again.head
    assert place.kept() == 20 + 1  # up to the changed record, then the new epoch
    again.close()


def test_an_archived_segment_is_not_missed_once_it_was_shipped(place: Place) -> None:
    journal = place.begin()
    visits(journal, 3)
    with uploading(journal, place.client) as told:
        told.until_acknowledged(4)
    journal.roll({"month": 1}, AT)
    (place.folder / "journal-0001-0001.sqlite").unlink()
    with uploading(journal, place.client) as told:
        told.until_acknowledged(5)
    journal.close()


def test_a_segment_taken_away_too_early_is_a_gap(place: Place) -> None:
    journal = place.begin()
    visits(journal, 3)
    journal.roll({"month": 1}, AT)
    (place.folder / "journal-0001-0001.sqlite").unlink()
    with uploading(journal, place.client) as told:
        assert told.disagreement().problem == "gap"
    journal.close()


def test_the_clocks_are_compared(place: Place) -> None:
    journal = place.begin()
    with uploading(journal, place.client, clock=lambda: datetime.now(UTC) - timedelta(seconds=90)) as told:
        state = told.until_acknowledged(0)
    assert state.clock_offset_s == pytest.approx(90, abs=0.5)
    journal.close()


def test_news_come_even_when_nothing_happens(place: Place) -> None:
    ticks = queue.Queue[float]()
    journal = place.begin()
    with uploading(journal, place.client, seen_every_s=0.05, tick=lambda: ticks.put(time.monotonic())) as told:
        state = told.until_acknowledged(1)
        assert told.until_acknowledged(1).acknowledged == state.acknowledged
    assert ticks.qsize() > 2
    journal.close()


class TestClient:
    def test_a_parcel_is_served_or_named_missing(self, servers: DistrictServer) -> None:
        with client(servers.url) as http:
            assert b'"pnu"' in http.parcel("2641010100103180000")
            with pytest.raises(NoRecord):
                http.parcel("2641010100100000000")

    def test_nobody_there_is_away(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with client(f"http://127.0.0.1:{port}") as http, pytest.raises(DistrictAway):
            http.now()

    def test_a_silent_district_is_away_in_time(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            http = DistrictClient(f"http://127.0.0.1:{silent.getsockname()[1]}", KEY, timeout=0.2)
            begun = time.monotonic()
            with pytest.raises(DistrictAway):
                http.parcel("2641010100103180000")
            assert time.monotonic() - begun < 2
            http.close()

    @pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
    def test_a_district_that_drips_holds_nobody(self, start: bytes) -> None:
        def drip(wire: socket.socket) -> None:
            wire.sendall(start)
            for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 400:
                wire.sendall(bytes((letter,)))
                time.sleep(0.02)

        with Served(drip) as server:
            http = DistrictClient(server.url, KEY, timeout=0.3)
            begun = time.monotonic()
            with pytest.raises(DistrictSlow):
                http.parcel("2641010100103180000")
            assert time.monotonic() - begun < 1.0
            http.close()

    def test_a_district_that_takes_our_words_slowly_holds_nobody(self) -> None:
        def sip(wire: socket.socket) -> None:
            while wire.recv(65536):  # often enough that no single write waits long
                time.sleep(0.02)

        with Served(sip) as server:
            http = DistrictClient(server.url, KEY, timeout=0.3)
            begun = time.monotonic()
            with pytest.raises(DistrictSlow):
                http.post(1, [StoredRecord(1, 1, "", "", b"x" * 20_000_000)])
            assert time.monotonic() - begun < 1.5
            http.close()

    def test_an_answer_without_end_is_cut_off(self) -> None:
        def talk(wire: socket.socket) -> None:
            wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
            while True:
                wire.sendall(b" " * 65536)

        with (
            Served(talk) as server,
            client(server.url) as http,
            pytest.raises(DistrictFailed, match=str(LONGEST_ANSWER)),
        ):
            http.parcel("2641010100103180000")

    def test_a_wrong_key_is_a_failure_of_the_district_for_a_parcel(self, servers: DistrictServer) -> None:
        with client(servers.url, "nobody") as http:
            with pytest.raises(DistrictFailed):
                http.parcel("2641010100103180000")
            with pytest.raises(Refused):
                http.now()
