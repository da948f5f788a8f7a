"""The bus: one port, one thread, and every device on it as a task that is given the wire for one exchange at a time.

A device's task is a generator. It yields ``Ask`` (one request, answered with the data bytes of the reply) or ``Rest``
(leave me alone for so long; ``nudge`` ends it early). Into the task are raised:

- ``Silent``, ``Disturbed``, ``NoPort`` (all ``WireFault``): the request failed ``tries`` times. It may have been
  carried out.
- ``Refused``: the device answered NAK.

Between two tries the other devices are served, and a failed try costs about 55 ms, which is also the silence after
which every receiver has dropped a half-heard frame. After a failure the next request to that device begins with a
simple poll, so that a late reply is never taken for the answer to another question.

``join`` starts the thread with the first device, ``leave`` ends it with the last; ``start`` and ``stop`` do so
explicitly.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from drivers.api import Fault
from drivers.cctalk.frames import BUSY, HOST, NAK, OVERHEAD, REPLY, SIMPLE_POLL, BadFrame, decode, encode
from drivers.serial_link import LinkDown, Observer, SerialLink

log = logging.getLogger(__name__)

Echo = Literal["auto", "yes", "no"]

BYTE_S = 10 / 9600
QUIET_S = 0.055
"""No reply begins after this, and every receiver drops what it had after 50 ms of silence."""
REPLY_S = 0.3
"""The longest that a whole reply may take."""
TURN_S = 0.25
"""The thread turns (and ticks) at least this often."""
STOP_S = 1.0


class WireFault(Exception):
    """A request failed; whether it was carried out is not known. ``fault`` is the word for the status."""

    fault = Fault.SILENT


class Silent(WireFault):
    """No sound reply."""


class Disturbed(WireFault):
    """What was sent did not come back unchanged."""

    fault = Fault.BUS


class NoPort(WireFault):
    """The port is not there. The request was not sent, or the port went away under it."""

    fault = Fault.NO_PORT


class Refused(Exception):
    """The device understood and said NAK."""


class _NoReply(Exception):
    """One try without a sound reply."""


class _BadEcho(Exception):
    """One try whose echo was missing or altered."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``lengths``: how many data bytes the reply may have; another reply is not the answer. None: any."""

    header: int
    data: bytes = b""
    lengths: tuple[int, ...] | None = (0,)
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """Seconds without a request; 0 lets the others go first."""

    seconds: float


Task = Generator[Ask | Rest, bytes, None]


class Station(Protocol):
    """A device on the bus."""

    @property
    def address(self) -> int: ...

    def run(self) -> Task:
        """The device's task; never ends by itself."""

    def farewell(self) -> tuple[Ask, ...]:
        """Requests to send once, whatever comes of them, when the device leaves the bus."""


@dataclass
class _Seat:
    station: Station
    task: Task
    due: float = 0.0
    ask: Ask | None = None
    failures: int = 0
    suspect: bool = True
    """The last exchange failed: a late reply may still be on its way."""
    resting: bool = False
    nudged: bool = False
    left: threading.Event = field(default_factory=threading.Event)
    leaving: bool = False


class CcTalkBus:
    """``tick`` is called at every turn of the thread, at least every 0.25 s; ``ticked`` is the time of the last one."""

    def __init__(
        self,
        port: Path | str,
        echo: Echo = "auto",
        observer: Observer | None = None,
        tick: Callable[[], None] | None = None,
    ) -> None:
        self.link = SerialLink(port, observer=observer)
        self.ticked = time.monotonic()
        self._echo_setting = echo
        self._echo: bool | None = None
        self._tick = tick
        self._seats: list[_Seat] = []
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    # --- called from any thread ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to turn. Safe to call twice."""
        with self._lock:
            if self._thread is None:
                self._stopping = False
                self._thread = threading.Thread(target=self._run, name="cctalk", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Say farewell for every device, end the thread, free the port. Safe to call twice."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._stopping = True
        self._awake.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(STOP_S)

    def join(self, station: Station) -> None:
        """Put a device on the bus and begin to turn."""
        with self._lock:
            self._seats.append(_Seat(station, station.run()))
        self.start()
        self._awake.set()

    def leave(self, station: Station) -> None:
        """Take a device off the bus; returns when that is done. The last one takes the thread with it."""
        with self._lock:
            seat = next((seat for seat in self._seats if seat.station is station), None)
            running = self._thread is not None
            if seat is not None:
                seat.leaving = True
                if not running:
                    self._seats.remove(seat)
        if seat is not None and running:
            self._awake.set()
            seat.left.wait(STOP_S)
        with self._lock:
            empty = not self._seats
        if empty:
            self.stop()

    def nudge(self, station: Station) -> None:
        """End the device's ``Rest`` now."""
        with self._lock:
            for seat in self._seats:
                if seat.station is station:
                    seat.nudged = True
        self._awake.set()

    # --- the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            self.ticked = time.monotonic()
            if self._tick is not None:
                self._tick()
            seat, wait = self._next()
            if seat is None:
                self._awake.wait(wait)
                self._awake.clear()
            elif seat.leaving:
                self._dismiss(seat)
            else:
                self._serve(seat)
        while self._seats:
            self._dismiss(self._seats[0])
        self.link.close()

    def _next(self) -> tuple[_Seat | None, float]:
        """The seat whose turn it is, or how long nobody's is."""
        now = time.monotonic()
        with self._lock:
            for seat in self._seats:
                if seat.leaving:
                    return seat, 0.0
                if seat.nudged and seat.resting:
                    seat.nudged = False
                    seat.due = now
            first = min(self._seats, key=lambda seat: seat.due, default=None)
        if first is None:
            return None, TURN_S
        return (first, 0.0) if first.due <= now else (None, min(TURN_S, first.due - now))

    def _serve(self, seat: _Seat) -> None:
        """One step of a task, or one try of its request."""
        ask = seat.ask
        if ask is None:
            self._resume(seat, b"")
            return
        try:
            answer = self._try(seat, ask)
        except Refused as refused:
            self._resume(seat, refused)
        except LinkDown as down:
            seat.suspect = True
            self._resume(seat, NoPort(str(down)))
        except (_NoReply, _BadEcho) as failed:
            seat.suspect = True
            seat.failures += 1
            # Due now, but behind everyone who waits already.
            seat.due = time.monotonic()
            if seat.failures >= ask.tries:
                words = f"{seat.station.address}:{ask.header}: {failed}"
                self._resume(seat, Disturbed(words) if isinstance(failed, _BadEcho) else Silent(words))
        else:
            self._resume(seat, answer)

    def _resume(self, seat: _Seat, result: bytes | Exception) -> None:
        first = seat.ask is None and not seat.resting
        if isinstance(result, Exception):
            wish = seat.task.throw(result)
        elif first:
            wish = next(seat.task)
        else:
            wish = seat.task.send(result)
        now = time.monotonic()
        seat.failures = 0
        if isinstance(wish, Rest):
            seat.ask, seat.resting, seat.due = None, True, now + wish.seconds
        else:
            seat.ask, seat.resting, seat.due = wish, False, now

    def _dismiss(self, seat: _Seat) -> None:
        seat.task.close()
        for ask in seat.station.farewell() if self.link.opened else ():
            try:
                self._exchange(seat.station.address, ask)
            except (Refused, LinkDown, _NoReply, _BadEcho) as failed:
                log.debug("farewell to %d: %s", seat.station.address, failed)
        with self._lock:
            self._seats.remove(seat)
        seat.left.set()

    # --- one exchange ----------------------------------------------------------------------------------------------

    def _try(self, seat: _Seat, ask: Ask) -> bytes:
        if self.link.open():
            self._echo = {"auto": None, "yes": True, "no": False}[self._echo_setting]
        if seat.suspect and ask.header != SIMPLE_POLL:
            self._exchange(seat.station.address, Ask(SIMPLE_POLL))
        answer = self._exchange(seat.station.address, ask)
        seat.suspect = False
        return answer

    def _exchange(self, address: int, ask: Ask) -> bytes:
        request = encode(address, ask.header, ask.data)
        self.link.discard()
        self.link.write(request, f"cctalk {request.hex()}")
        end = time.monotonic() + len(request) * BYTE_S + QUIET_S
        received = self._without_echo(request, end)
        limit = time.monotonic() + REPLY_S
        while True:
            raw = self._frame(received, limit)
            answer = self._answer(raw, address, ask)
            if answer is not None:
                return answer

    def _answer(self, raw: bytes, address: int, ask: Ask) -> bytes | None:
        """The reply's data; None if this frame is not the answer to this request."""
        try:
            frame = decode(raw)
        except BadFrame as error:
            self._drain()
            raise _NoReply(str(error)) from error
        if frame.destination != HOST or frame.source != address:
            return None
        match frame.header:
            case 0 if ask.lengths is None or len(frame.data) in ask.lengths:
                return frame.data
            case h if h == NAK and not frame.data:
                raise Refused(f"{address}:{ask.header}")
            case h if h == BUSY and not frame.data:
                self._drain()
                raise _NoReply("busy")
            case _:
                return None

    def _without_echo(self, request: bytes, end: float) -> bytearray:
        """What came after the echo. Decides, when nothing is known yet, whether the interface has one."""
        received = bytearray()
        if self._echo is False:
            return received
        while len(received) < len(request):
            data = self.link.read(end)
            received += data
            if self._echo is None and received and received[0] == HOST:
                self._echo = False
                return received
            if not data:
                if self._echo is None and not received:
                    raise _NoReply("nothing came back")
                raise _BadEcho(f"sent {request.hex(' ')}, came back {received.hex(' ')}")
        if not received.startswith(request):
            # A late reply of another device may stand before the echo.
            start = received.find(request)
            while start < 0 and (data := self.link.read(end)):
                received += data
                start = received.find(request)
            if start < 0 or not _frames_only(bytes(received[:start])):
                self._drain()
                raise _BadEcho(f"sent {request.hex(' ')}, came back {received.hex(' ')}")
            del received[:start]
        self._echo = True
        del received[: len(request)]
        return received

    def _frame(self, received: bytearray, limit: float) -> bytes:
        """The next whole frame, taken from ``received`` or the wire."""
        while len(received) < 2 or len(received) < received[1] + OVERHEAD:
            data = self.link.read(min(limit, time.monotonic() + QUIET_S))
            if not data:
                raise _NoReply(f"half a reply: {received.hex(' ')}" if received else "no reply")
            received += data
        length = received[1] + OVERHEAD
        raw = bytes(received[:length])
        del received[:length]
        return raw

    def _drain(self) -> None:
        """Wait until the wire has been quiet for as long as receivers need to forget half a frame."""
        limit = time.monotonic() + REPLY_S
        while self.link.read(min(limit, time.monotonic() + QUIET_S)):
            pass


def _frames_only(raw: bytes) -> bool:
    """Nothing but whole sound frames to the host."""
    while raw:
        length = raw[1] + OVERHEAD if len(raw) > 1 else 0
        try:
            frame = decode(raw[:length])
        except BadFrame:
            return False
        if frame.destination != HOST or frame.header not in (REPLY, NAK, BUSY):
            return False
        raw = raw[length:]
    return True
