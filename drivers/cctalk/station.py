"""What the coin acceptor's and the hopper's driver have in common: identity, status, life and death on the bus.

``run`` is the bus's task: live until the wire fails, say so, look for a sign of life with back-off, live again. Of a
device that worked steadily the first look is taken before its silence is said: a frame or two that a motor disturbed
close nothing and are nobody's fault.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from typing import ClassVar

from drivers.api import DeviceFact, DeviceId, Fault, Post, Status, StatusChanged
from drivers.cctalk.bus import Ask, CcTalkBus, NoPort, Refused, Rest, Silent, Task, WireFault
from drivers.cctalk.frames import SIMPLE_POLL

log = logging.getLogger(__name__)

BACKOFF_S = (0.1, 0.25, 0.5, 1.0)
"""Between looks for a sign of life: a dead device costs the bus one short probe each."""
STEADY_S = 2.0
"""A device that has answered for so long may miss a few questions in a row."""

MANUFACTURER, CATEGORY, PRODUCT, SERIAL, SOFTWARE = 246, 245, 244, 242, 241

Asking = Generator[Ask | Rest, bytes, bytes]
Figure = Generator[Ask | Rest, bytes, int]
Step = Generator[Ask | Rest, bytes, None]


class WrongDevice(Exception):
    """What answers at this address is not what kiosk.toml says. The text is for a technician."""


class CcTalkDevice:
    """Base of the drivers. All but ``start``, ``stop`` and ``id`` runs in the bus's thread."""

    category: ClassVar[str]

    def __init__(self, bus: CcTalkBus, device: DeviceId, address: int) -> None:
        self._bus = bus
        self._id = device
        self._address = address
        self._status: Status | None = None
        self._post: Post | None = None
        self._deaths = 0

    @property
    def id(self) -> DeviceId:
        return self._id

    @property
    def address(self) -> int:
        return self._address

    def _join(self, post: Post) -> None:
        """Take part in the bus; the first status is posted whatever was said in an earlier life."""
        self._post, self._status = post, None
        self._bus.join(self)

    def stop(self) -> None:
        """Leave the bus; the last device ends its thread and frees the port."""
        if self._post is not None:
            self._bus.leave(self)
            self._post = None

    # --- the task --------------------------------------------------------------------------------------------------

    def run(self) -> Task:
        while True:
            problem: tuple[Fault, str]
            since, hiccup = time.monotonic(), False
            try:
                yield from self._sign_of_life()
                yield from self.live()
            except WireFault as fault:
                problem = fault.fault, str(fault)
                hiccup = time.monotonic() - since >= STEADY_S and not isinstance(fault, NoPort)
            except WrongDevice as wrong:
                problem = Fault.WRONG_DEVICE, str(wrong)
            except Refused as refused:
                problem = Fault.BROKEN, f"refuses {refused}"
            wait = BACKOFF_S[min(self._deaths, len(BACKOFF_S) - 1)]
            self._deaths += 1
            if not hiccup:
                self.say(Status(ready=False, fault=problem[0], detail=problem[1]))
                self.interrupted(problem[0])
            end = time.monotonic() + wait
            while (left := end - time.monotonic()) > 0:
                yield Rest(left)
                if not hiccup:
                    self.interrupted(problem[0])

    def _sign_of_life(self) -> Step:
        yield Ask(SIMPLE_POLL, tries=1 if self._deaths else 3)

    def live(self) -> Step:
        """Identify the device and work with it, for ever."""
        raise NotImplementedError

    def interrupted(self, fault: Fault) -> None:
        """The device can not be asked now: answer what must be answered all the same."""
        raise NotImplementedError

    def alive(self) -> None:
        """The device has been identified: the next silence is a new one."""
        self._deaths = 0

    def farewell(self) -> tuple[Ask, ...]:
        return ()

    # --- asking ----------------------------------------------------------------------------------------------------

    def identify(self) -> Generator[Ask | Rest, bytes, tuple[int, str]]:
        """The serial number, and maker, product and software as words. Raises ``WrongDevice`` for another category."""
        category = (yield Ask(CATEGORY, lengths=None)).decode("ascii", "replace")
        if category.strip().lower() != self.category.lower():
            raise WrongDevice(f"address {self._address} is a {category!r}, not a {self.category!r}")
        words = []
        for header in (MANUFACTURER, PRODUCT, SOFTWARE):
            words.append((yield Ask(header, lengths=None)).decode("ascii", "replace"))
        serial = yield from self.sure(SERIAL, 3)
        return int.from_bytes(serial, "little"), " ".join(words)

    def sure(self, header: int, length: int) -> Asking:
        """A figure that money hangs on, read until two readings agree.

        One frame in 256 passes an 8-bit checksum by chance; a wrong count twice the same does not happen.
        """
        last = yield Ask(header, lengths=(length,))
        for _ in range(4):
            yield Ask(SIMPLE_POLL)
            again = yield Ask(header, lengths=(length,))
            if again == last:
                return again
            last = again
        raise Silent(f"{self._address}:{header}: never twice the same")

    # --- saying ----------------------------------------------------------------------------------------------------

    def post(self, fact: DeviceFact) -> None:
        if self._post is not None:
            self._post(fact)

    def say(self, status: Status) -> None:
        """Post the status if it is another one."""
        if status != self._status:
            if self._status is None or (status.ready, status.fault) != (self._status.ready, self._status.fault):
                log.info("%s: %s %s", self._id, status.fault or "ready", status.detail)
            self._status = status
            self.post(StatusChanged(self._id, status))
