"""Typed records as the registries deliver them, and how they are read.

A record is printed as it came: numbers are masked by the registry, rights and ages are never computed here.
Histories are ordered oldest first; the last line is the present state. Unknown fields are ignored, so a registry
may add to its answer.

Records are personal data: they have no ``repr`` of their contents and refuse to be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

import msgspec

from forms.records import land, resident
from forms.records.base import RecordInvalid, UnknownDocument
from forms.records.land import LandRecord
from forms.records.resident import HouseholdRecord, PersonRecord

__all__ = ["HouseholdRecord", "LandRecord", "PersonRecord", "Record", "RecordInvalid", "UnknownDocument", "decode"]

Record: TypeAlias = LandRecord | HouseholdRecord | PersonRecord
"""Every type of record; grows by ``|`` with the documents."""

_READERS: Mapping[str, Callable[[bytes], Record]] = {
    "D01": resident.read_household,
    "D02": resident.read_person,
    "D03": partial(land.read, "1"),
    "D04": partial(land.read, "2"),
}


def decode(code: str, body: bytes) -> Record:
    """Read a registry's answer for a document. Raises ``UnknownDocument``, ``RecordInvalid``."""
    if code not in _READERS:
        raise UnknownDocument(code)
    try:
        return _READERS[code](body)
    except RecordInvalid as error:
        raise RecordInvalid(f"{code}: {error}") from None
    except msgspec.ValidationError as error:
        raise RecordInvalid(f"{code}: {error}") from None  # names path and types, not values
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RecordInvalid(f"{code}: not a JSON record") from None
