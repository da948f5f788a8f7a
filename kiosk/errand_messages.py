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
    trust_root: str | None = None
    """PEM file of the roots whose cards are let in; None: no card is."""


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Without a ``repr`` of its contents."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class AskCompose(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    document: str
    inputs: dict[str, str]
    options: dict[str, str]
    copies: int


class AskIssue(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    number: str
    check_hash: str
    at: datetime
    """Aware UTC."""
    fee: int
    exemption: str | None
    """Key of ``forms.catalogue.EXEMPTIONS``."""


class AskChallenge(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    epoch: int
    """Of the journal: visits are counted anew in each."""
    card: int
    certificate: bytes
    """DER."""


class AskIdentify(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    card: int
    signature: bytes
    """DER, over the digest of the challenge."""


class AskExemption(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    exemption: str
    documents: tuple[str, ...]


Ask = AskCompose | AskIssue | AskChallenge | AskIdentify | AskExemption


class Proved(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    pages: int
    check_hashes: tuple[str, ...]


class NotProved(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    application: int
    why: str
    """As in ``kiosk.core.facts.ComposeFailed``."""
    detail: str
    """Where in the code, never what was read."""


class Finished(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    number: str
    pdf: bytes


class NotFinished(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    number: str
    detail: str


class Challenged(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    card: int
    digest: bytes


class KnownPerson(_Message, frozen=True, kw_only=True):
    """As ``kiosk.core.rights.Person``."""

    ref: str
    name: str
    relation: str
    householders: bool


class Known(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    card: int
    persons: tuple[KnownPerson, ...]


class NotKnown(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    card: int
    why: str
    """As in ``kiosk.core.facts.IdentityRefused``."""


class Waived(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    exemption: str
    documents: tuple[str, ...]


class NotWaived(_Message, frozen=True, kw_only=True, tag=True):
    visit: int
    exemption: str
    why: str
    """As in ``kiosk.core.facts.ExemptionFailed``."""


Answer = Proved | NotProved | Finished | NotFinished | Challenged | Known | NotKnown | Waived | NotWaived

_encoder = msgspec.msgpack.Encoder()
_asks: msgspec.msgpack.Decoder[Ask] = msgspec.msgpack.Decoder(Ask)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encode(message: Ask | Answer) -> bytes:
    return _encoder.encode(message)


def decode_ask(message: bytes) -> Ask:
    return _asks.decode(message)


def decode_answer(message: bytes) -> Answer:
    return _answers.decode(message)
