"""What runs in the visit's own process: fetch records, prove the layout, finish copies. It is killed when the visit
ends.

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
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone
from multiprocessing.connection import Connection

from forms.compose import STAND_IN, Draft, GlyphRefused, LayoutOverflow, compose, warm
from forms.records import RecordInvalid, decode
from forms.stamp import Stamp
from kiosk.district import DistrictAway, DistrictClient, DistrictFailed, NoRecord
from kiosk.errand_messages import (
    Access,
    Answer,
    AskCompose,
    AskIssue,
    Finished,
    NotFinished,
    NotProved,
    Proved,
    decode_ask,
    encode,
)
from kiosk.no_traces import die_with_parent, no_core_dump
from kiosk.traces import places

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
    draft: Draft
    check_numbers: dict[str, str]
    """hash → 16 digits, one for each copy and one more each for a retry."""


class _Errand:
    def __init__(self, access: Access) -> None:
        self._access = access
        self._district = DistrictClient(access.url, access.key, timeout=access.timeout)
        self._zone = timezone(timedelta(minutes=access.utc_offset_minutes))
        self._stand_in = replace(STAND_IN, kiosk=access.kiosk, place_name=access.place_name, phone=access.phone)
        self._applications: dict[int, _Application] = {}

    def answer(self, ask: AskCompose | AskIssue) -> Answer:
        match ask:
            case AskCompose():
                return self._compose(ask)
            case AskIssue():
                return self._issue(ask)

    def _compose(self, ask: AskCompose) -> Answer:
        def refused(why: str, error: Exception) -> NotProved:
            # without words: a missing glyph is a character of somebody's name, an address names a parcel
            return NotProved(visit=ask.visit, application=ask.application, why=why, detail=places(error, words=False))

        try:
            record = decode(ask.document, self._district.parcel(ask.inputs["pnu"]))
            draft = compose(ask.document, record, ask.options, self._stand_in)
        except NoRecord as error:
            return refused("no_record", error)
        except DistrictAway as error:
            return refused("district_away", error)
        except (DistrictFailed, RecordInvalid) as error:
            return refused("district_error", error)
        except GlyphRefused as error:
            return refused("refused_glyph", error)
        except LayoutOverflow as error:
            return refused("layout", error)
        except Exception as error:  # a bug in a form must not take the visit down without a word
            return refused("layout", error)
        numbers = dict(_check_number() for _ in range(2 * ask.copies))
        self._applications[ask.application] = _Application(draft, numbers)
        return Proved(visit=ask.visit, application=ask.application, pages=draft.pages, check_hashes=tuple(numbers))

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
                exemption=ask.exemption,
            )
            pdf = application.draft.issue(stamp)
        except Exception as error:  # any failure here costs the citizen this copy, never the visit
            return NotFinished(visit=ask.visit, number=ask.number, detail=places(error, words=False))
        return Finished(visit=ask.visit, number=ask.number, pdf=pdf)


def _check_number() -> tuple[str, str]:
    """(hash, 16 digits): only the hash leaves this process other than on paper."""
    digits = f"{secrets.randbelow(10**16):016d}"
    return hashlib.sha256(f"check:{digits}".encode()).hexdigest(), digits
