"""One conversation with the card of one stay: what was asked of it, and the fact that answers."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from drivers import piv
from drivers.api import CardFact, CardLost, CardNumber, CardRead, CardSigned, CardTrouble, DeviceId, PinRefused
from drivers.pcsc import PcscError, Service
from drivers.private import Private

log = logging.getLogger(__name__)


@dataclass
class Stay:
    """One card in the slot for one time."""

    card: CardNumber
    count: int
    """pcscd's count of comings and goings: another count is another stay."""
    certificate: bytes = b""
    """SHA-256 of what was read; empty: nothing was."""


@dataclass(frozen=True, slots=True)
class Read:
    card: CardNumber


@dataclass(frozen=True, slots=True)
class Sign:
    card: CardNumber
    pin: Private[str]
    digest: bytes


def converse(
    service: Service, reader: str, stay: Stay, request: Read | Sign, device: DeviceId, wanted: Callable[[], bool]
) -> CardFact:
    """The card for us alone, from SELECT to the reset at the end. ``CardLost(LOST)`` when anything failed on the way,
    or the card is not the one of this stay; before each command ``wanted`` says whether the answer still matters."""

    def trouble(kind: CardTrouble, why: Exception) -> CardLost:
        log.info("%s: %s: %s", device, kind, str(why))  # as text: the exception would keep what was asked alive
        return CardLost(device, stay.card, kind)

    try:
        with service.card(reader) as link:
            if service.state(reader).count != stay.count:
                raise PcscError("exchanged since it was looked at")

            def transmit(command: bytearray) -> bytes:
                if not wanted():
                    raise PcscError("nobody waits any more")
                return link.transmit(piv.without_le(command) if link.t0 else command)

            return _talk(device, stay, transmit, request)
    except piv.NotPiv as error:
        return trouble(CardTrouble.FOREIGN, error)
    except piv.BadAnswer as error:
        return trouble(CardTrouble.BROKEN, error)
    except PcscError as error:
        return trouble(CardTrouble.LOST, error)


def _talk(device: DeviceId, stay: Stay, transmit: piv.Transmit, request: Read | Sign) -> CardFact:
    piv.select(transmit)
    certificate = piv.certificate(transmit)
    shown = hashlib.sha256(certificate).digest()
    match request:
        case Read(card):
            stay.certificate = shown
            return CardRead(device, card, Private(certificate), piv.tries_left(transmit))
        case Sign(card, pin, digest):
            if stay.certificate not in (shown, b""):
                raise PcscError("another card")  # and its PINs are not ours to spend
            tries = piv.verify(transmit, pin.reveal())
            if tries is not None:
                return PinRefused(device, card, tries)
            return CardSigned(device, card, Private(piv.sign(transmit, digest)))
