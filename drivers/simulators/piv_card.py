"""The program on a sample card: the PIV application (NIST SP 800-73) as far as a kiosk, opensc and yubico-piv-tool use
it, strict about everything.

``PivCard.transmit`` takes one short C-APDU and returns the R-APDU. Nothing works before the application is selected, no
key before the PIN; commands are chained (CLA 10), long answers fetched by GET RESPONSE. The wrong PINs left are counted
by ``tries``, which outlives the power; all else is forgotten at ``reset``.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from drivers.simulators.sample_cards import PIN, TRIES, Chip

ATR = bytes.fromhex("3b80800101")
AID = bytes.fromhex("a000000308000010000100")
OK, WRONG_LENGTH, NOT_VERIFIED, BLOCKED = 0x9000, 0x6700, 0x6982, 0x6983
NOT_NOW, WRONG_DATA, NOT_FOUND, WRONG_P1P2, NO_SUCH_KEY = 0x6985, 0x6A80, 0x6A82, 0x6A86, 0x6A88
NO_CHANNEL, NO_SECURE_MESSAGING, CHAIN_EXPECTED, NO_SUCH_INS, NO_SUCH_CLA = 0x6881, 0x6882, 0x6883, 0x6D00, 0x6E00

P256, KEY_9A, PIN_80 = 0x11, 0x9A, 0x80


class Ins(IntEnum):
    """The second byte of a command."""

    SELECT = 0xA4
    GET_DATA = 0xCB
    VERIFY = 0x20
    AUTHENTICATE = 0x87
    GET_RESPONSE = 0xC0


class Tries(Protocol):
    """Wrong PINs left; what it is set to is durable before the card answers."""

    left: int


class Card(Protocol):
    """Anything with contacts."""

    atr: bytes

    def reset(self) -> None: ...

    def transmit(self, apdu: bytes) -> bytes: ...


class OtherCard:
    """A chip with some other application, or, with an ATR that is none, a card put in the wrong way round."""

    def __init__(self, atr: bytes = ATR) -> None:
        self.atr = atr

    def reset(self) -> None:
        """Nothing to forget."""

    def transmit(self, apdu: bytes) -> bytes:
        found = apdu[1:2] == bytes([Ins.SELECT])
        return (NOT_FOUND if found else NO_SUCH_INS).to_bytes(2)


class PivCard:
    """One card; ``chip`` is what it keeps for ever."""

    def __init__(self, chip: Chip, tries: Tries) -> None:
        self.atr = ATR
        self._chip = chip
        self._tries = tries
        # 53 { 70 certificate, 71 not compressed, FE }
        certificate = tlv(0x70, chip.certificate) + tlv(0x71, b"\0") + tlv(0xFE)
        number = hashlib.sha256(chip.certificate).digest()[:16]
        chuid = tlv(0x30, bytes(25)) + tlv(0x34, number) + tlv(0x35, b"20991231") + tlv(0x3E) + tlv(0xFE)
        self._objects = {
            bytes.fromhex("5fc105"): tlv(0x53, certificate),
            bytes.fromhex("5fc102"): tlv(0x53, chuid),
            b"\x7e": tlv(0x7E, tlv(0x4F, AID) + bytes.fromhex("5f2f024000")),  # the PIN is 80's own, nothing else
        }
        self.reset()

    def reset(self) -> None:
        """Power on, or the reader's reset line."""
        self._selected = self._verified = False
        self._chain = b""
        self._chained = b""
        self._rest = b""

    def transmit(self, apdu: bytes) -> bytes:
        if len(apdu) < 4:
            return WRONG_LENGTH.to_bytes(2)
        cla, ins = apdu[0], apdu[1]
        if cla & 0x0C:
            return NO_SECURE_MESSAGING.to_bytes(2)
        if cla & 0xE0:
            return NO_SUCH_CLA.to_bytes(2)
        if cla & 0x03:
            return NO_CHANNEL.to_bytes(2)
        data, expected = _parts(apdu)
        if data is None:
            return WRONG_LENGTH.to_bytes(2)
        if ins == Ins.GET_RESPONSE:
            return self._pieces(expected) if self._rest else NOT_NOW.to_bytes(2)
        self._rest = b""
        head = apdu[1:4]
        if self._chained and self._chained != head:
            self._chained = self._chain = b""
            return CHAIN_EXPECTED.to_bytes(2)
        data, self._chain, self._chained = self._chain + data, b"", b""
        if cla & 0x10:
            self._chain, self._chained = data, head
            return OK.to_bytes(2)
        answer, status = self._command(ins, apdu[2], apdu[3], data)
        if not answer:
            return status.to_bytes(2)
        self._rest = answer
        return self._pieces(expected)

    def _pieces(self, expected: int) -> bytes:
        """As much of the answer as is wanted, and how much is left."""
        piece, self._rest = self._rest[:expected], self._rest[expected:]
        left = min(len(self._rest), 256)
        return piece + ((0x6100 | left & 0xFF) if left else OK).to_bytes(2)

    def _command(self, ins: int, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        match ins:
            case Ins.SELECT:
                return self._select(p1, p2, data)
            case Ins.GET_DATA | Ins.VERIFY | Ins.AUTHENTICATE if not self._selected:
                return b"", NOT_NOW
            case Ins.GET_DATA:
                return self._get_data(p1, p2, data)
            case Ins.VERIFY:
                return b"", self._verify(p1, p2, data)
            case Ins.AUTHENTICATE:
                return self._authenticate(p1, p2, data)
            case _:
                return b"", NO_SUCH_INS

    def _select(self, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        if (p1, p2) != (4, 0):
            return b"", WRONG_P1P2
        if len(data) < 5 or not AID.startswith(data):
            return b"", NOT_FOUND
        self._selected = True  # again, it changes nothing: who was verified stays so
        application = tlv(0x4F, AID[5:]) + tlv(0x79, tlv(0x4F, AID[:5])) + tlv(0x50, b"sample PIV")
        return tlv(0x61, application + tlv(0xAC, bytes.fromhex("800111060100"))), OK

    def _get_data(self, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        if (p1, p2) != (0x3F, 0xFF):
            return b"", WRONG_P1P2
        if len(data) < 3 or data[0] != 0x5C or data[1] != len(data) - 2:
            return b"", WRONG_DATA
        found = self._objects.get(data[2:], b"")
        return found, OK if found else NOT_FOUND

    def _verify(self, p1: int, p2: int, data: bytes) -> int:
        if p2 != PIN_80:
            return NO_SUCH_KEY
        if p1 == 0xFF and not data:
            self._verified = False
            return OK
        if p1 != 0:
            return WRONG_P1P2
        if not data:
            return OK if self._verified else self._left()
        digits = data.rstrip(b"\xff")
        if len(data) != 8 or len(digits) < 6 or not digits.isdigit():
            return WRONG_DATA
        if not self._tries.left:
            return BLOCKED
        self._verified = digits == PIN
        self._tries.left = TRIES if self._verified else self._tries.left - 1
        return OK if self._verified else self._left()

    def _left(self) -> int:
        return 0x63C0 | self._tries.left if self._tries.left else BLOCKED

    def _authenticate(self, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        if p2 != KEY_9A:
            return b"", NO_SUCH_KEY
        if p1 != P256:
            return b"", WRONG_P1P2
        if not self._verified:
            return b"", NOT_VERIFIED
        if len(data) != 38 or data[:6] != bytes.fromhex("7c2482008120"):
            return b"", WRONG_DATA
        signature = self._chip.key.sign(data[6:], ec.ECDSA(Prehashed(hashes.SHA256())))
        return tlv(0x7C, tlv(0x82, signature)), OK


def _parts(apdu: bytes) -> tuple[bytes | None, int]:
    """Data and how many bytes are wanted, of a short command (256 where it does not say); None: no such command."""
    body = apdu[4:]
    if not body:
        return b"", 256
    if len(body) == 1:
        return b"", body[0] or 256
    length = body[0]
    if not length or len(body) not in (length + 1, length + 2):
        return None, 0
    return body[1 : length + 1], (body[-1] or 256) if len(body) == length + 2 else 256


def tlv(tag: int, value: bytes = b"") -> bytes:
    """BER-TLV with a tag of one byte."""
    length = len(value)
    if length < 0x80:
        return bytes([tag, length]) + value
    if length < 0x100:
        return bytes([tag, 0x81, length]) + value
    return bytes([tag, 0x82]) + length.to_bytes(2) + value
