"""What the kiosk and a visit's errand say to each other over their pipe: msgpack, never pickle.

Asks go to the errand, answers come back; one message is one ``send_bytes``. Everything here may hold personal data
and lives only in the two processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import msgspec


@dataclass(frozen=True, slots=True)
class Access:
    """What an errand has to know to reach the district and to date the paper."""

    url: str
    key: str = field(repr=False)
    kiosk: str
    timeout: float
    """Seconds of one request."""
    utc_offset_minutes: int
    place_name: str
    """Printed as the place of issue."""
    phone: str
    """Printed as whom to ask."""


class AskCompose(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    document: str
    inputs: dict[str, str]
    options: dict[str, str]
    copies: int


class AskIssue(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    number: str
    check_hash: str
    at: datetime
    """Aware UTC."""
    fee: int
    exemption: str | None


Ask = AskCompose | AskIssue


class Proved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    pages: int
    check_hashes: tuple[str, ...]


class NotProved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    why: str
    """As in ``kiosk.core.facts.ComposeFailed``."""
    detail: str
    """Where in the code, never what was read."""


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    number: str
    pdf: bytes


class NotFinished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    visit: int
    number: str
    detail: str


Answer = Proved | NotProved | Finished | NotFinished

_encoder = msgspec.msgpack.Encoder()
_asks: msgspec.msgpack.Decoder[Ask] = msgspec.msgpack.Decoder(Ask)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encode(message: Ask | Answer) -> bytes:
    return _encoder.encode(message)


def decode_ask(message: bytes) -> Ask:
    return _asks.decode(message)


def decode_answer(message: bytes) -> Answer:
    return _answers.decode(message)
