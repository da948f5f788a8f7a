"""The chip card reader over PC/SC: who is in the slot, the certificate of a card, and a signature for a PIN.

A *stay* is one card in the slot for one time, and has a number. It ends when the card is pulled or exchanged, and by
the first transmission that fails: nothing after that is known to come from the same card. pcscd may notice a quick
exchange late or never, so a stay that failed is over at once (``CardRemoved``), and a card that is seen when pcscd must
have noticed begins a new one. A PIN is given only to a card that shows the very certificate that was read. After three
failures in a row, with no good answer between and the slot never empty, the card is called broken: nobody is sent in
circles.

Nothing limits the time of a PC/SC call (:mod:`drivers.pcsc`). So two threads: one speaks to pcscd and may hang, the
other keeps the clock, ticks and never hangs. If the first has not turned for ``patience_s``, whatever was asked is
answered ``CardLost`` (``BROKEN`` for the card that owes the answer) and the reader is told ``SILENT``, until the call
ends: by the card being pulled, by pcscd's end, or by an answer, which nobody wants any more. Nothing else is said to a
card of which nobody wants anything any more, least of all a PIN.

Status: ``NO_PORT`` while pcscd is away, ``SILENT`` while there is no such reader, else ready. Nothing of a card reaches
the log.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers import piv
from drivers.api import (
    Act,
    CardFact,
    CardInserted,
    CardLost,
    CardNumber,
    CardRemoved,
    CardTrouble,
    DeviceFact,
    DeviceId,
    Fault,
    Mark,
    Pages,
    Post,
    Prepared,
    Status,
    StatusChanged,
    Token,
    Won,
)
from drivers.card_talk import Read, Sign, Stay, converse
from drivers.pcsc import NO_SERVICE, PcscError, ReaderState, Service
from drivers.private import Private

log = logging.getLogger(__name__)

TURN_S = 0.1
"""While a card is in, its slot is looked at this often."""
IDLE_S = 0.4
"""Both threads turn at least this often while no call hangs; a card that comes does not wait for it."""
AWAY_S = 0.2
"""Between two tries to find pcscd or the reader."""
DOUBT_S = 0.6
"""After a failure no card is believed to be in for this long: pcscd looks every 0.4 s whether one was pulled."""
FAILURES = 3
"""So many stays in a row that fail, and the card is broken."""
DIGITS = range(6, piv.PIN_LENGTH + 1)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A stay failed at this ``count``. While it stands and ``until`` is not over, what pcscd says may be old."""

    count: int
    until: float


class PivCardReader:
    """One slot; see the module's head and :mod:`drivers.api` (``Device``, ``CardReader``).

    ``reader``: how the reader's PC/SC name begins; empty: the first one. ``observer`` is called before and after each
    conversation with a card, ``tick`` at every turn. ``patience_s``: how long pcscd and a card may be silent.
    """

    def __init__(
        self,
        reader: str,
        device: DeviceId,
        *,
        observer: Callable[[str], None] | None = None,
        tick: Callable[[], None] | None = None,
        patience_s: float = 4.0,
    ) -> None:
        self._reader = reader
        self._id = device
        self._observer = observer or (lambda words: None)
        self._tick = tick or (lambda: None)
        self._patience_s = patience_s
        self._stopping = threading.Event()
        self._prepares: queue.SimpleQueue[bool] = queue.SimpleQueue()
        """True: asked to prepare; False: only to wake up."""
        self._requests: queue.SimpleQueue[Read | Sign | None] = queue.SimpleQueue()
        """None: only to wake up."""
        self._clock = threading.Thread(target=self._keep_time, name=str(device), daemon=True)
        self._speaker = threading.Thread(target=self._speak, name=f"{device} pcsc", daemon=True)
        self._post: Post = _nowhere
        # of both threads
        self._lock = threading.Lock()
        self._turned = 0.0
        self._answering: Read | Sign | None = None
        self._status: Status | None = None
        # of the speaker alone
        self._reached = False
        """Whether this context has ever told how the reader is."""
        self._stay: Stay | None = None
        self._stays = 0
        self._failures = 0
        self._doubt: _Doubt | None = None

    # --- drivers.api ----------------------------------------------------------------------------------------------

    @property
    def id(self) -> DeviceId:
        return self._id

    def start(self, mark: Mark | None, post: Post) -> None:
        """A card reader has no events that outlive it, so no mark."""
        self._post = post
        self._turned = time.monotonic()
        self._speaker.start()
        self._clock.start()

    def stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._prepares.put(False)
        self._requests.put(None)
        if self._clock.ident is not None:
            self._clock.join()
            self._speaker.join(5 * TURN_S)  # one that hangs in a call holds no port and goes with the process

    def prepare(self) -> None:
        self._prepares.put(True)

    def accept(self, values: frozenset[Won]) -> None:
        """A card reader takes no money."""

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        raise ValueError(f"act {act.number}: a card reader has no acts")

    def confirm(self, token: Token) -> None:
        """A card reader posts no facts that need confirming."""

    def settle(self, act: Act) -> None:
        raise ValueError(f"act {act.number}: a card reader has no acts")

    def read(self, card: CardNumber) -> None:
        self._requests.put(Read(card))

    def sign(self, card: CardNumber, pin: Private[str], digest: bytes) -> None:
        digits = pin.reveal()
        if len(digits) not in DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValueError("a PIN has six to eight digits")
        if len(digest) != piv.DIGEST_LENGTH:
            raise ValueError(f"a digest has {piv.DIGEST_LENGTH} bytes")
        self._requests.put(Sign(card, pin, digest))

    # --- the thread that keeps the clock ----------------------------------------------------------------------------

    def _keep_time(self) -> None:
        while not self._stopping.is_set() and self._speaker.is_alive():  # its death is a bug: whoever waits restarts us
            self._tick()
            with contextlib.suppress(queue.Empty):
                if self._prepares.get(timeout=IDLE_S):
                    status = self._status
                    self._post(Prepared(self._id, None, status.fault if status is not None else Fault.SILENT))
            if time.monotonic() - self._turned > self._patience_s:
                self._give_up()

    def _give_up(self) -> None:
        """The other thread hangs: answer in its stead."""
        with self._lock:
            request, self._answering = self._answering, None
            if request is not None:
                self._post(CardLost(self._id, request.card, CardTrouble.BROKEN))
        self._refuse_all()
        self._tell(Fault.SILENT, "a call does not end")

    # --- the thread that speaks to pcscd ----------------------------------------------------------------------------

    def _speak(self) -> None:
        while not self._stopping.is_set():
            self._turned = time.monotonic()
            self._reached = False
            try:
                with Service() as service:
                    reader = next((name for name in service.readers() if name.startswith(self._reader)), None)
                    if reader is not None:
                        self._watch(service, reader)
                    else:
                        self._away(Fault.SILENT, f"no reader {self._reader!r}")
            except PcscError as error:
                self._failed(error)

    def _failed(self, error: PcscError) -> None:
        """A context that failed once is given up, and with it the stay."""
        if error.code == NO_SERVICE:
            self._away(Fault.NO_PORT, str(error))
        elif not self._reached:
            self._away(Fault.SILENT, str(error))
        else:
            log.info("%s: %s", self._id, str(error))  # as text: the exception would keep what was asked alive
            self._end_stay()
            self._stopping.wait(AWAY_S)

    def _away(self, fault: Fault, detail: str) -> None:
        self._end_stay()
        self._tell(fault, detail)
        self._refuse_all()
        self._stopping.wait(AWAY_S)

    def _watch(self, service: Service, reader: str) -> None:
        """Until the reader is gone; raises ``PcscError``."""
        state = service.state(reader)
        self._reached = True
        while state.there and not self._stopping.is_set():
            self._turned = time.monotonic()
            self._see(service, reader, state)  # what it finds is told before it is ready for more
            self._tell(None, reader)
            if self._stay is None:
                state = service.state(reader, state, IDLE_S)  # a card that comes is seen at once
                self._refuse_all()
                continue
            if not self._serve_one(service, reader):
                return
            state = service.state(reader)

    def _serve_one(self, service: Service, reader: str) -> bool:
        """Wait for a request and answer it; False: this context is to be given up."""
        with contextlib.suppress(queue.Empty):
            request = self._requests.get(timeout=TURN_S)
            if request is not None:
                try:
                    state = service.state(reader)
                except PcscError:
                    self._post(CardLost(self._id, request.card, CardTrouble.LOST))
                    raise
                self._see(service, reader, state)
                return self._answer(service, reader, state, request)
        return True

    def _see(self, service: Service, reader: str, state: ReaderState) -> None:
        if self._stay is not None and (not state.present or state.count != self._stay.count):
            self._end_stay()
        if self._doubt is not None and state.count == self._doubt.count:
            if time.monotonic() < self._doubt.until:
                return
            if not state.present:
                service.look_again(reader)
            self._doubt = None
        elif not state.present:
            self._failures = 0
            self._doubt = None
        if state.present and self._stay is None:
            self._stays += 1
            self._stay = Stay(CardNumber(self._stays), state.count)
            self._post(CardInserted(self._id, self._stay.card))

    def _end_stay(self) -> None:
        if self._stay is not None:
            card, self._stay = self._stay.card, None
            self._post(CardRemoved(self._id, card))

    # --- answers ----------------------------------------------------------------------------------------------------

    def _answer(self, service: Service, reader: str, state: ReaderState, request: Read | Sign) -> bool:
        """Post the one answer. False: the stay is over."""
        stay = self._stay
        if stay is None or stay.card != request.card or state.mute:
            trouble = CardTrouble.MUTE if stay is not None and stay.card == request.card else CardTrouble.LOST
            self._post(CardLost(self._id, request.card, trouble))
            return True
        with self._lock:
            self._answering, self._turned = request, time.monotonic()
        words = "card read" if isinstance(request, Read) else "card sign"
        self._observer(f"before {words}")
        fact: CardFact = converse(service, reader, stay, request, self._id, lambda: self._answering is request)
        self._observer(f"after {words}")
        lost = isinstance(fact, CardLost) and fact.trouble is CardTrouble.LOST
        self._failures = self._failures + 1 if lost else 0
        if self._failures >= FAILURES:
            fact, lost = CardLost(self._id, stay.card, CardTrouble.BROKEN), False
        with self._lock:
            wanted, self._answering = self._answering is request, None
            if wanted:
                self._post(fact)
        if lost or not wanted:  # whatever is in the slot now, it is not known to be what was
            self._end_stay()
            self._doubt = _Doubt(stay.count, time.monotonic() + DOUBT_S)
            return False
        return True

    def _refuse_all(self) -> None:
        """No card is in that anything could be asked of."""
        with contextlib.suppress(queue.Empty):
            while True:
                request = self._requests.get_nowait()
                if request is not None:
                    self._post(CardLost(self._id, request.card, CardTrouble.LOST))

    def _tell(self, fault: Fault | None, detail: str) -> None:
        status = Status(ready=fault is None, fault=fault, detail=detail)
        with self._lock:
            if status != self._status:
                log.info("%s: %s %s", self._id, fault or "ready", detail)
                self._status = status
                self._post(StatusChanged(self._id, status))


def _nowhere(fact: DeviceFact) -> None:
    raise RuntimeError("the card reader is not started")
