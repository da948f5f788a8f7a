"""What runs in the visit's own process: prove who it is, fetch records, prove the layout, finish copies. It is killed
when the visit ends.

Loaded once by the fork server (so fonts and page kit are shared by all errands, copy-on-write), never by the kiosk.
What it reads stays in its memory: no logging, no core dump, no answer that quotes a record; a failure is told by its
kind and its place in the code. It ends with the kiosk, however that ends.
"""

from __future__ import annotations

import gc
import hashlib
import os
import secrets
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.connection import Connection
from pathlib import Path

from cryptography import x509

from forms.catalogue import DOCUMENTS, EXEMPTIONS
from forms.compose import STAND_IN, Draft, GlyphRefused, compose, warm
from forms.records import RecordInvalid, decode
from forms.stamp import Stamp
from kiosk.district import (
    DistrictAway,
    DistrictClient,
    DistrictFailed,
    IdentityOver,
    IdentityRefused,
    NoRecord,
)
from kiosk.errand_messages import (
    Access,
    Answer,
    Ask,
    AskChallenge,
    AskCompose,
    AskExemption,
    AskIdentify,
    AskIssue,
    Challenged,
    Finished,
    Known,
    KnownPerson,
    NotFinished,
    NotKnown,
    NotProved,
    NotWaived,
    Proved,
    Waived,
    decode_ask,
    encode,
)
from kiosk.no_traces import die_with_parent, no_core_dump
from kiosk.traces import places
from kiosk.trust import CardRefused, TrustRootWrong, check_card, digest, read_roots
from offline_queue.uploader import Refused

_ONESELF = "p1"

warm()
gc.freeze()  # what is loaded now is shared by every errand: the collector must not touch, and so copy, its pages


def run(pipe: Connection, access: Access) -> None:
    """Answer asks until the pipe closes or the process is killed."""
    no_core_dump()
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal is for the kiosk, which then ends this process
    errand = _Errand(access)
    while True:
        try:
            ask = decode_ask(pipe.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)  # the kiosk is gone: nothing here is worth tidying up
        pipe.send_bytes(encode(errand.answer(ask)))


@dataclass(frozen=True)
class _Application:
    document: str
    draft: Draft
    check_numbers: dict[str, str]
    """hash → 16 digits, one for each copy and one more each for a retry."""


@dataclass(frozen=True)
class _Challenge:
    """A card is to sign the nonce."""

    card: int
    certificate: bytes = field(repr=False)
    nonce: str


class _Errand:
    def __init__(self, access: Access) -> None:
        self._access = access
        self._district = DistrictClient(access.url, access.key, timeout=access.timeout)
        self._zone = timezone(timedelta(minutes=access.utc_offset_minutes))
        self._stand_in = replace(STAND_IN, kiosk=access.kiosk, place_name=access.place_name, phone=access.phone)
        self._applications: dict[int, _Application] = {}
        self._challenge: _Challenge | None = None
        self._token: str | None = None

    def answer(self, ask: Ask) -> Answer:
        match ask:
            case AskCompose():
                return self._compose(ask)
            case AskIssue():
                return self._issue(ask)
            case AskChallenge():
                return self._ask_challenge(ask)
            case AskIdentify():
                return self._identify(ask)
            case AskExemption():
                return self._exempt(ask)

    # --- who it is -----------------------------------------------------------------------------------------------

    def _ask_challenge(self, ask: AskChallenge) -> Answer:
        self._challenge = None
        try:
            check_card(ask.certificate, self._roots(), datetime.now(UTC))
            nonce = self._district.challenge(ask.epoch, ask.visit)
        except (CardRefused, TrustRootWrong, Refused, DistrictAway, DistrictFailed) as error:
            return NotKnown(visit=ask.visit, card=ask.card, why=_why(error))
        self._challenge = _Challenge(ask.card, ask.certificate, nonce)
        return Challenged(visit=ask.visit, card=ask.card, digest=digest(self._access.kiosk, ask.visit, nonce))

    def _identify(self, ask: AskIdentify) -> Answer:
        challenge, self._challenge = self._challenge, None
        if challenge is None or challenge.card != ask.card:
            return NotKnown(visit=ask.visit, card=ask.card, why="replayed")
        try:
            identity = self._district.prove(ask.visit, challenge.nonce, challenge.certificate, ask.signature)
        except (IdentityRefused, DistrictAway, DistrictFailed) as error:
            return NotKnown(visit=ask.visit, card=ask.card, why=_why(error))
        self._token = identity.token
        persons = tuple(
            KnownPerson(ref=each.person, name=each.name, relation=each.relation, householders=each.householders)
            for each in identity.persons
        )
        return Known(visit=ask.visit, card=ask.card, persons=persons)

    def _exempt(self, ask: AskExemption) -> Answer:
        try:
            documents = self._district.exemption(self._known(), ask.exemption, ask.documents)
        except (IdentityOver, DistrictAway, DistrictFailed) as error:
            return NotWaived(visit=ask.visit, exemption=ask.exemption, why=_why(error))
        return Waived(visit=ask.visit, exemption=ask.exemption, documents=documents)

    def _known(self) -> str:
        """The visit's token. Raises ``IdentityOver``."""
        if self._token is None:
            raise IdentityOver("nobody was identified")
        return self._token

    def _roots(self) -> Sequence[x509.Certificate]:
        if self._access.trust_root is None:
            return ()
        return read_roots(Path(self._access.trust_root))

    # --- documents -----------------------------------------------------------------------------------------------

    def _compose(self, ask: AskCompose) -> Answer:
        try:
            record = decode(ask.document, self._fetch(ask))
            stand_in = replace(self._stand_in, exemption=_longest_exemption(ask.document))
            draft = compose(ask.document, record, ask.options, stand_in)
        except Exception as error:  # a bug in a form, too: it must not take the visit down without a word
            # without the error's words: a missing glyph is a character of somebody's name, an address names a parcel
            detail = places(error, words=False)
            return NotProved(visit=ask.visit, application=ask.application, why=_why(error), detail=detail)
        numbers = dict(_check_number() for _ in range(2 * ask.copies))
        self._applications[ask.application] = _Application(ask.document, draft, numbers)
        return Proved(visit=ask.visit, application=ask.application, pages=draft.pages, check_hashes=tuple(numbers))

    def _fetch(self, ask: AskCompose) -> bytes:
        match DOCUMENTS[ask.document].inputs:
            case "household":
                return self._district.record(self._known(), ask.document, _ONESELF, ask.options)
            case "person":
                return self._district.record(self._known(), ask.document, ask.inputs["person"], ask.options)
            case _:
                return self._district.parcel(ask.inputs["pnu"])

    def _issue(self, ask: AskIssue) -> Answer:
        try:
            application = self._applications[ask.application]
            digits = application.check_numbers[ask.check_hash]
            stamp = Stamp(
                number=ask.number,
                check_number="-".join(digits[place : place + 4] for place in range(0, 16, 4)),
                issued_at=ask.at.astimezone(UTC).astimezone(self._zone),
                kiosk=self._access.kiosk,
                place_name=self._access.place_name,
                phone=self._access.phone,
                fee=ask.fee,
                exemption=None if ask.exemption is None else _exemption_words(application.document, ask.exemption),
            )
            pdf = application.draft.issue(stamp)
        except Exception as error:  # any failure here costs the citizen this copy, never the visit
            return NotFinished(visit=ask.visit, number=ask.number, detail=places(error, words=False))
        return Finished(visit=ask.visit, number=ask.number, pdf=pdf)


def _why(error: Exception) -> str:
    """The core's word for a refusal. ``layout``: it does not fit the paper, or a form has a bug."""
    match error:
        case CardRefused() | IdentityRefused():
            return error.why
        case IdentityOver():
            return "identity_over"
        case NoRecord():
            return "no_record"
        case DistrictAway():
            return "district_away"
        case DistrictFailed() | Refused() | TrustRootWrong() | RecordInvalid():
            return "district_error"
        case GlyphRefused():
            return "refused_glyph"
        case _:
            return "layout"


def _exemption_words(document: str, exemption: str) -> str:
    """Why the fee is waived, as printed."""
    because = EXEMPTIONS[exemption]
    return because.register_law if DOCUMENTS[document].group == "resident" else because.ordinance


def _longest_exemption(document: str) -> str:
    return max((_exemption_words(document, each) for each in EXEMPTIONS), key=len)


def _check_number() -> tuple[str, str]:
    """(hash, 16 digits): only the hash leaves this process other than on paper."""
    digits = f"{secrets.randbelow(10**16):016d}"
    return hashlib.sha256(f"check:{digits}".encode()).hexdigest(), digits
