"""The journal's way to the district: one thread, batches in order, for as long as it takes.

The district's head is the only cursor; what is kept here is a cache of it. A record is never skipped or dropped,
whatever the server answers: a refusal is compared with our own journal and either continued from or reported as a
``Disagreement``. Days offline drain by themselves. An answer that was lost costs one repeat, which the district
recognises; one that did not come in time makes the batches smaller until the line can carry them.

The thread ticks before each request, so what a watchdog waits for must be longer than one request may take
(``kiosk.settings`` holds the one against the other).

What is told (``UploadState``, ``Disagreement``) goes through a callback; who sends (``Send``) is given from outside.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ParamSpec, Protocol, TypeVar

from offline_queue.chain import Head, JournalDamaged, JournalFailed, JournalMissing, StoredRecord
from offline_queue.reader import JournalReader

T = TypeVar("T")
P = ParamSpec("P")

log = logging.getLogger(__name__)

BATCH = 500
"""Records in one request at most. Begun with fewer, doubled while an answer comes fast, halved when none comes."""
FIRST_BATCH = 64
GROW_WITHIN_S = 1.0
SEEN_EVERY_S = 30.0
FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 60.0
TICK_S = 0.5


@dataclass(frozen=True, slots=True)
class UploadState:
    """Told when it changes and at least every 30 s. ``reachable``: it tells its time and head; records may be stuck all
    the same. ``acknowledged``: the highest sequence of our epoch that the district has. ``clock_offset_s``: its clock
    minus ours, None while unknown."""

    reachable: bool
    acknowledged: int
    clock_offset_s: float | None
    problem: str = ""
    """Why records do not move although it is there: "" | district_error (it can not take them) | slow (not even one
    passes in time) | journal_busy (our disk can not be read just now)."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The district's records and ours can not both be right. ``problem``: rolled_back (it is ahead of our disk; no
    other follows in the same run) | fork | gap | wrong_kiosk | damaged (our own journal can not be read)."""

    problem: str
    detail: str


class Away(Exception):
    """The district can not be reached, or does not answer as a district would. Try again later."""


class TooSlow(Away):
    """The answer did not come in time; perhaps less at once would."""


class Refused(Exception):
    """The district refuses records or this kiosk. ``problem`` in its own words: gap | fork | wrong_kiosk | …"""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail


class Send(Protocol):
    """The district, as the uploader needs it. Each call raises ``Away`` or ``Refused``."""

    def head(self) -> Head:
        """What the district has; sequence 0 and hash "" for a new kiosk."""

    def post(self, epoch: int, records: Sequence[StoredRecord]) -> Head:
        """Its head once all of ``records`` are durable there."""

    def now(self) -> datetime:
        """The district's clock."""


class _Disagrees(Exception):
    def __init__(self, disagreement: Disagreement) -> None:
        super().__init__(disagreement.problem)
        self.disagreement = disagreement


class _Stuck(Exception):
    """The district is there, and the records do not move: to be tried again later. ``problem`` as in
    ``UploadState``."""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem


class Uploader:
    """``start`` once; ``poke`` whenever something was appended (any thread); ``stop`` waits for the running request."""

    def __init__(
        self,
        reader: JournalReader,
        send: Send,
        post: Callable[[UploadState | Disagreement], None],
        *,
        tick: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        first_delay_s: float = FIRST_DELAY_S,
        longest_delay_s: float = LONGEST_DELAY_S,
        seen_every_s: float = SEEN_EVERY_S,
    ) -> None:
        self._reader = reader
        self._send = send
        self._post = post
        self._tick = tick
        self._clock = clock
        self._first_delay_s = first_delay_s
        self._longest_delay_s = longest_delay_s
        self._seen_every_s = seen_every_s
        self._there: Head | None = None  # the district's head as far as we know; None: ask
        self._reachable = False
        self._problem = ""
        self._size = FIRST_BATCH
        self._acknowledged = 0
        self._offset_s: float | None = None
        self._told: UploadState | Disagreement | None = None
        self._set_back: Disagreement | None = None
        self._look_at = 0.0  # monotonic: when to ask for time and head again
        self._poked = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="uploader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def poke(self) -> None:
        """There is something new. Does not shorten a back-off."""
        self._poked.set()

    def stop(self) -> None:
        """Safe to call twice, and before ``start``."""
        self._stopping.set()
        self._poked.set()
        if self._thread.ident is not None:
            self._thread.join()

    # --- the thread ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._tick()
            self._poked.clear()
            try:
                self._look()
                self._drain()
            except Away as error:
                log.info("district away: %s", error)
                self._there, self._reachable = None, False
                self._say(always=True)
            except _Stuck as error:
                log.info("records do not move, %s: %s", error.problem, error)
                self._problem = error.problem
                self._say(always=True)
            except _Disagrees as error:
                self._there = None
                self._tell(self._lasting(error.disagreement))
            else:
                failures = 0
                self._wait(self._look_at - time.monotonic(), self._poked)
                continue
            failures += 1
            longest = min(self._longest_delay_s, self._first_delay_s * 2.0 ** min(failures - 1, 16))
            self._wait(longest * random.uniform(0.5, 1.0), self._stopping)

    def _wait(self, seconds: float, until: threading.Event) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not until.wait(min(left, TICK_S)):
            self._tick()

    def _look(self) -> None:
        """Now and then, and after every failure: the district's clock and where it stands."""
        if self._there is not None and time.monotonic() < self._look_at:
            return
        before, began = self._clock(), time.monotonic()
        there_now = self._asked(self._send.now)
        took = time.monotonic() - began
        self._offset_s = (there_now - before).total_seconds() - took / 2
        there = self._asked(self._send.head)
        self._reachable = True
        self._there = self._agreed(there)
        self._look_at = time.monotonic() + self._seen_every_s
        self._seen(always=True)

    def _drain(self) -> None:
        """Ship until the district has everything."""
        most = BATCH
        while not self._stopping.is_set() and (batch := self._read(self._next_batch, min(self._size, most))):
            self._tick()
            before, began = self._there, time.monotonic()
            try:
                self._there = self._send.post(batch[0].epoch, batch)
            except Refused as refusal:
                if refusal.problem == "too_large" and len(batch) > 1:
                    self._size = most = len(batch) // 2
                    continue
                self._settle(refusal)
                continue
            except Away as error:
                self._find_out(error, len(batch))
                continue
            if self._there == before:
                raise _Stuck("district_error", "it took records and stands where it stood")
            if time.monotonic() - began < GROW_WITHIN_S:
                self._size = min(BATCH, max(self._size, 2 * len(batch)))
            self._problem = ""
            self._seen()
        self._problem = ""

    def _find_out(self, error: Away, sent: int) -> None:
        """No answer to a batch. Whether the district is away, its head tells: it may have the records, or be there and
        unable to take them (so many at once)."""
        if isinstance(error, TooSlow):
            self._size = max(1, sent // 2)
        before = self._there
        self._there = self._agreed(self._asked(self._send.head))
        if self._there != before:
            return
        if not isinstance(error, TooSlow):
            raise _Stuck("district_error", str(error))
        if sent == 1:
            raise _Stuck("slow", str(error))

    def _next_batch(self, size: int) -> list[StoredRecord]:
        there = self._there
        if there is None:
            raise Away("the district's head is not known")
        epochs = [epoch for epoch in self._reader.epochs() if epoch >= there.epoch]
        for epoch in epochs:
            begin = there if epoch == there.epoch else Head(epoch, 0, "")
            if epoch != epochs[-1]:
                batch = self._rest_of_ended(begin, size)
            else:
                batch = self._reader.records_after(epoch, begin.sequence, size)
                if batch and batch[0].sequence != begin.sequence + 1:
                    lack = f"the district needs epoch {epoch} from {begin.sequence + 1}"
                    raise _Disagrees(Disagreement("gap", f"{lack}, here it begins at {batch[0].sequence}"))
            if batch:
                return batch
        return []

    def _rest_of_ended(self, begin: Head, size: int) -> list[StoredRecord]:
        """What can still be read, in one piece, of an epoch that a technician ended. Its damage holds up nothing
        newer."""
        try:
            found = self._reader.records_after(begin.epoch, begin.sequence, size)
        except JournalDamaged as damage:
            if size > 1:
                return self._rest_of_ended(begin, 1)
            log.info("the rest of epoch %d can not be shipped: %s", begin.epoch, damage)
            return []
        whole: list[StoredRecord] = []
        sequence, previous = begin.sequence, begin.hash
        for record in found:
            if (record.sequence, record.previous) != (sequence + 1, previous):
                break
            whole.append(record)
            sequence, previous = record.sequence, record.hash
        return whole

    def _settle(self, refusal: Refused) -> None:
        """A refused batch: if our journal agrees with the district's head after all, go on from there; else say so."""
        before = self._there
        self._there = self._agreed(self._asked(self._send.head))
        if self._there == before:  # nothing moved: sending the same again can not help
            problem = _disagrees(refusal)
            raise _Stuck("district_error", str(refusal)) if isinstance(problem, Away) else problem

    def _agreed(self, there: Head) -> Head:
        """The district's head if our journal continues it. Raises ``_Disagrees``."""
        if there.sequence == 0:
            return there
        ours = self._read(self._reader.head)
        at = f"epoch {there.epoch} sequence {there.sequence}"
        if (there.epoch, there.sequence) > (ours.epoch, ours.sequence):
            detail = f"the district has {at}, this disk ends at epoch {ours.epoch} sequence {ours.sequence}"
            raise _Disagrees(Disagreement("rolled_back", detail))
        if there.epoch < ours.epoch:  # a technician began a new one; what the old one still has is shipped first
            return there
        same = self._read(self._reader.records_after, there.epoch, there.sequence - 1, 1)
        if same and same[0].sequence == there.sequence:
            known = same[0].hash
        elif same and same[0].sequence == there.sequence + 1:  # that segment was archived; its successor names its hash
            known = same[0].previous
        else:
            raise _Disagrees(Disagreement("gap", f"the district has {at}, here the records after it are missing"))
        if known != there.hash:
            raise _Disagrees(Disagreement("fork", f"{at} has another content at the district"))
        return there

    def _seen(self, *, always: bool = False) -> None:
        if self._there is not None:
            ours = self._read(self._reader.head)
            self._acknowledged = self._there.sequence if self._there.epoch == ours.epoch else 0
        self._say(always=always)

    def _say(self, *, always: bool = False) -> None:
        state = UploadState(self._reachable, self._acknowledged, self._offset_s, self._problem)
        self._tell(state, always=always)

    def _asked(self, ask: Callable[[], T]) -> T:
        self._tick()
        try:
            return ask()
        except Refused as refusal:
            raise _disagrees(refusal) from refusal

    def _read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (JournalDamaged, JournalMissing) as damage:
            raise _Disagrees(Disagreement("damaged", str(damage))) from damage
        except JournalFailed as failure:  # the disk is full or busy just now
            raise _Stuck("journal_busy", str(failure)) from failure

    def _lasting(self, found: Disagreement) -> Disagreement:
        """A disk that was set back stays so for this run, in the same words: what is written meanwhile makes it longer
        than the district's records, not right."""
        if found.problem == "rolled_back" and self._set_back is None:
            self._set_back = found
        return self._set_back or found

    def _tell(self, news: UploadState | Disagreement, *, always: bool = False) -> None:
        if always or news != self._told:
            self._told = news
            self._post(news)


def _disagrees(refusal: Refused) -> Exception:
    """What the district refuses for good, or (its key, our form of request) until someone puts it right."""
    if refusal.problem in ("gap", "fork", "wrong_kiosk"):
        return _Disagrees(Disagreement(refusal.problem, refusal.detail))
    return Away(str(refusal))
