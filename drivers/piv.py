"""What is said to a PIV card (NIST SP 800-73): short command APDUs out, answers in. No reader, no thread, no state.

``transmit`` takes one command and returns the card's whole response, data and status word; what it raises passes
through. ``NotPiv`` and ``BadAnswer`` never carry what the card said: it is personal data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Transmit = Callable[[bytearray], bytes]

AID = bytes.fromhex("a000000308000010000100")
CERTIFICATE_9A = bytes.fromhex("5fc105")
PIN, KEY_9A, P256 = 0x80, 0x9A, 0x11
PIN_LENGTH = 8
DIGEST_LENGTH = 32

OK, NOT_FOUND, BLOCKED = 0x9000, 0x6A82, 0x6983
WRONG_PIN = 0x63C0
MORE, OTHER_LENGTH = 0x61, 0x6C
LARGEST = 16_384
"""Bytes of an answer in pieces; a card that sends more than this is not well."""


class NotPiv(Exception):
    """The chip has no PIV application, or that has no certificate."""


class BadAnswer(Exception):
    """The card answered, but not as the protocol says. The text names the command and the status word at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response with its pieces put together."""

    data: bytes
    status: int


# --- commands --------------------------------------------------------------------------------------------------------


def select_command() -> bytearray:
    return bytearray(b"\x00\xa4\x04\x00" + bytes([len(AID)]) + AID + b"\x00")


def get_data_command(tag: bytes) -> bytearray:
    return bytearray(b"\x00\xcb\x3f\xff" + bytes([len(tag) + 2, 0x5C, len(tag)]) + tag + b"\x00")


def tries_command() -> bytearray:
    """VERIFY without a PIN: asks, and costs no try."""
    return bytearray([0x00, 0x20, 0x00, PIN])


def verify_command(pin: str) -> bytearray:
    """``pin``: 6 to 8 digits; padded to eight bytes. The caller overwrites it after use."""
    command = bytearray([0x00, 0x20, 0x00, PIN, PIN_LENGTH]) + b"\xff" * PIN_LENGTH
    command[5 : 5 + len(pin)] = pin.encode("ascii")
    return command


def sign_command(digest: bytes) -> bytearray:
    """GENERAL AUTHENTICATE: the template asks for a signature (82, empty) over the challenge (81)."""
    template = bytes([0x82, 0x00, 0x81, len(digest)]) + digest
    data = bytes([0x7C, len(template)]) + template
    return bytearray(bytes([0x00, 0x87, P256, KEY_9A, len(data)]) + data + b"\x00")


def without_le(command: bytearray) -> bytearray:
    """As T=0 wants it: a command with data does not also say how much it expects."""
    return command[:-1] if len(command) > 5 and len(command) == 6 + command[4] else command


# --- the conversation ------------------------------------------------------------------------------------------------


def select(transmit: Transmit) -> None:
    """Raises ``NotPiv``."""
    if _ask(transmit, select_command()).status != OK:
        raise NotPiv("no PIV application")


def certificate(transmit: Transmit) -> bytes:
    """Of key 9A: X.509, DER. Raises ``NotPiv``, ``BadAnswer``."""
    answer = _ask(transmit, get_data_command(CERTIFICATE_9A))
    if answer.status == NOT_FOUND:
        raise NotPiv("no certificate of key 9A")
    if answer.status != OK:
        raise BadAnswer(f"GET DATA {answer.status:04x}")
    parts = dict(objects(_only(answer.data, 0x53)))
    if not parts.get(0x70) or parts.get(0x71, b"\0") != b"\0":
        raise BadAnswer("GET DATA: no plain certificate in it")
    return parts[0x70]


def tries_left(transmit: Transmit) -> int | None:
    """How many PINs may still be wrong; 0: blocked; None: the card does not tell."""
    status = _ask(transmit, tries_command()).status
    return _tries(status)


def verify(transmit: Transmit, pin: str) -> int | None:
    """None: the PIN is right; otherwise how many may still be wrong, 0: blocked. One VERIFY, whatever happens. Raises
    ``BadAnswer``."""
    command = verify_command(pin)
    try:
        status = _status(transmit(command))
    finally:
        command[:] = bytes(len(command))
    tries = _tries(status)
    if tries is None and status != OK:
        raise BadAnswer(f"VERIFY {status:04x}")
    return tries


def sign(transmit: Transmit, digest: bytes) -> bytes:
    """ECDSA over ``digest`` by key 9A, DER. Raises ``BadAnswer``."""
    answer = _ask(transmit, sign_command(digest))
    if answer.status != OK:
        raise BadAnswer(f"GENERAL AUTHENTICATE {answer.status:04x}")
    return _only(_only(answer.data, 0x7C), 0x82)


def _ask(transmit: Transmit, command: bytearray) -> Answer:
    """One command and the whole of its answer, fetched in as many pieces as the card wants to give."""
    response = transmit(command)
    status = _status(response)
    if status >> 8 == OTHER_LENGTH:  # it wants to be asked for exactly so many
        response = transmit(command[:-1] + bytes([status & 0xFF]))
        status = _status(response)
    data = bytearray(response[:-2])
    while status >> 8 == MORE:
        response = transmit(bytearray([0x00, 0xC0, 0x00, 0x00, status & 0xFF]))
        status = _status(response)
        data += response[:-2]
        if (len(response) == 2 and status >> 8 == MORE) or len(data) > LARGEST:
            raise BadAnswer("an answer without end")
    return Answer(bytes(data), status)


def _status(response: bytes) -> int:
    if len(response) < 2:
        raise BadAnswer("a response without status")
    return int.from_bytes(response[-2:], "big")


def _tries(status: int) -> int | None:
    if status == BLOCKED:
        return 0
    return status & 0xF if status & 0xFFF0 == WRONG_PIN else None


# --- BER-TLV ---------------------------------------------------------------------------------------------------------


def objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each object in ``data``, one level of it. Raises ``BadAnswer`` where a length lies."""
    at = 0
    while at < len(data):
        tag, at = data[at], at + 1
        if tag & 0x1F == 0x1F:
            while True:
                byte, at = _byte(data, at), at + 1
                tag = tag << 8 | byte
                if not byte & 0x80:
                    break
        length, at = _byte(data, at), at + 1
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 3 or at + size > len(data):
                raise BadAnswer("a length that is none")
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise BadAnswer("an object longer than the answer")
        yield tag, data[at : at + length]
        at += length


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise BadAnswer("an object cut short")
    return data[at]


def _only(data: bytes, tag: int) -> bytes:
    """The value of the one object ``data`` consists of."""
    found = list(objects(data))
    if len(found) != 1 or found[0][0] != tag:
        raise BadAnswer(f"not an object {tag:02x}")
    return found[0][1]
