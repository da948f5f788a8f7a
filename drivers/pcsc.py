"""PC/SC with types, over ``smartcard.scard`` alone: every error is a ``PcscError``, and whoever meets one drops the
context.

Learnt from pcscd 1.9.9 and pyscard 2.3.1, and held by the tests:

- After pcscd died, a context stays dead for ever, though it still calls itself valid; a new one works at once.
- pyscard's ``readers()`` and ``CardMonitor`` do not live through that; so they are not used.
- A transmission that fails because the card was pulled may come back as a *success with nothing in it*, and the buffer
  of one that failed holds what was in it before: a response counts only with a success and at least one byte.
- No call has a time limit: a transmission lasts until the card answers, is pulled, or pcscd ends. A real reader gives a
  card up by itself; vpcd never does. Meanwhile every other context goes on, and so does Python (its lock is released).
- The counter in the upper half of a state rises with each card that pcscd saw come or go: one pulled and put in between
  two looks shows there. A swap quicker than pcscd looks (0.4 s) shows nowhere until a transmission fails; after that
  the same handle would speak to the other card, so nothing is sent through a handle that failed once.
- A reset that fails makes pcscd call the slot empty. If another card came before it looked, it goes on to say so for as
  long as that card is in (``look_again``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from smartcard import scard

_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1


def _code(value: int) -> int:
    return value & 0xFFFFFFFF


NO_SERVICE = _code(scard.SCARD_E_NO_SERVICE)
_NO_READERS = _code(scard.SCARD_E_NO_READERS_AVAILABLE)
_TIMEOUT = _code(scard.SCARD_E_TIMEOUT)

UNAWARE = int(scard.SCARD_STATE_UNAWARE)


class PcscError(Exception):
    """``code``: what the call returned; 0: no call failed, but what came of it will not do."""

    def __init__(self, what: str, code: int = 0) -> None:
        super().__init__(f"{what}: {scard.SCardGetErrorMessage(code)}" if code else what)
        self.code = code


def _checked(call: str, result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise PcscError(call, _code(result))


class ReaderState(int):
    """What ``Service.state`` returns: flags, and the count of comings and goings above them."""

    @property
    def there(self) -> bool:
        """The reader itself."""
        return not self & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE)

    @property
    def present(self) -> bool:
        return bool(self & scard.SCARD_STATE_PRESENT)

    @property
    def mute(self) -> bool:
        """The card gave no answer to reset."""
        return bool(self & scard.SCARD_STATE_MUTE)

    @property
    def count(self) -> int:
        return self >> 16


class Service:
    """One context, for one thread: ``with Service() as service:``. Entering raises ``PcscError`` when pcscd is away."""

    def __enter__(self) -> Self:
        result, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _checked("SCardEstablishContext", result)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        scard.SCardReleaseContext(self._context)  # of a dead service it fails, and is gone all the same

    def readers(self) -> list[str]:
        result, names = scard.SCardListReaders(self._context, [])
        if _code(result) == _NO_READERS:
            return []
        _checked("SCardListReaders", result)
        return list(names)

    def state(self, reader: str, known: int = UNAWARE, wait_s: float = 0.0) -> ReaderState:
        """The state now, or as soon as it is no longer ``known``, at the latest after ``wait_s``."""
        result, states = scard.SCardGetStatusChange(
            self._context, int(wait_s * 1000), [(reader, int(known) & ~scard.SCARD_STATE_CHANGED)]
        )
        if _code(result) == _TIMEOUT:
            return ReaderState(known)
        _checked("SCardGetStatusChange", result)
        return ReaderState(states[0][1])

    def look_again(self, reader: str) -> None:
        """Have pcscd find out by a reset whether a card is in, when it says that none is."""
        result, handle, _ = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_DIRECT, 0)
        _checked("SCardConnect", result)
        scard.SCardReconnect(handle, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS, scard.SCARD_RESET_CARD)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)

    @contextlib.contextmanager
    def card(self, reader: str) -> Iterator[CardLink]:
        """The card in ``reader``, for us alone; at the end, whatever came, it is reset and forgets who was verified."""
        result, handle, protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS)
        _checked("SCardConnect", result)
        try:
            _checked("SCardBeginTransaction", scard.SCardBeginTransaction(handle))
            yield CardLink(handle, protocol)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_RESET_CARD)  # ends the transaction; fails with what failed before


class CardLink:
    """The card while ``Service.card`` holds it."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self.t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._header = scard.SCARD_PCI_T0 if self.t0 else scard.SCARD_PCI_T1

    def transmit(self, command: bytearray) -> bytes:
        """One exchange. Our copies of the command are overwritten; what pyscard, libpcsclite and pcscd copied is out of
        reach."""
        values = list(command)
        try:
            result, response = scard.SCardTransmit(self._handle, self._header, values)
        finally:
            values[:] = [0] * len(values)
        _checked("SCardTransmit", result)
        if not response:
            raise PcscError("SCardTransmit: an empty response")
        return bytes(response)
