"""Typed records as the registries deliver them, and how they are read.

A record is printed as it came: numbers are masked by the registry, rights and ages are never computed here.
Histories are ordered oldest first; the last line is the present state. Unknown fields are ignored, so a registry
may add to its answer.

Records are personal data: they have no ``repr`` of their contents and refuse to be pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NoReturn

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=400)]
Line = Annotated[str, msgspec.Meta(max_length=100)]
Code = Annotated[str, msgspec.Meta(pattern=r"^\d{2}$")]
Pnu = Annotated[str, msgspec.Meta(pattern=r"^\d{19}$")]
"""19 digits: legal dong 10, kind 1 (1 land, 2 mountain), main number 4, sub number 4 (kiosk-domain.md 6.4)."""


class UnknownDocument(Exception):
    """The catalogue has no such document, or it has no printed form yet."""


class RecordInvalid(Exception):
    """A registry's answer is not the record that the document needs. The message names the field, never its content."""


class _Private(msgspec.Struct, frozen=True, kw_only=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a registry's record is never pickled")


class LandState(_Private, frozen=True, kw_only=True):
    """One line of 토지표시: what the parcel was from ``on`` until the next line."""

    category_code: Code
    """지목 code, 01 전 … 28 잡종지 (6.5)."""
    category: Line
    area: Decimal
    """㎡, as recorded (토지 to 0.1, 임야 to 1)."""
    reason_code: Code
    """토지이동사유: 01 신규등록, 10 등록전환, 20 분할, 30 합병, 40 지목변경 …"""
    on: date
    reason: Line
    """``84번에서 분할``"""


class Owner(_Private, frozen=True, kw_only=True):
    """One line of 소유자."""

    on: date
    """변동일자"""
    cause_code: Code
    """변동원인: 02 소유권보존, 03 소유권이전, 04 주소변경, 05 성명(명칭)변경."""
    cause: Line
    address: Text
    name: Text
    registration: Line
    """등록번호, masked by the registry: ``990101-3******``; corporations and the state whole; may be empty."""
    others: Annotated[int, msgspec.Meta(ge=0, le=9999)] = 0
    """Further co-owners, printed ``외 3인``; who they are stands in the 공유지연명부."""


class Grade(_Private, frozen=True, kw_only=True):
    """토지등급 (기준수확량등급) set or corrected on a day."""

    on: date
    grade: Line


class Price(_Private, frozen=True, kw_only=True):
    """개별공시지가 of a base day, won per ㎡."""

    on: date
    won: Annotated[int, msgspec.Meta(ge=0)]


class LandRecord(_Private, frozen=True, kw_only=True):
    """토지대장 (D03) or 임야대장 (D04): 공간정보관리법 시행규칙 제68조 제2항, forms 63 and 64."""

    pnu: Pnu
    location: Line
    """소재지: ``부산광역시 금정구 구서동``"""
    lot: Line
    """지번: ``84-1``, ``산 12-3``"""
    scale: Line
    """축척: ``1:1200``, ``수치``"""
    map_number: Line
    """도면번호 of the 지적도 or 임야도."""
    sheet: Annotated[int, msgspec.Meta(ge=1)]
    """장번호 of the ledger; a print adds the page, ``1-2``."""
    land: Annotated[tuple[LandState, ...], msgspec.Meta(min_length=1)]
    owners: Annotated[tuple[Owner, ...], msgspec.Meta(min_length=1)]
    grades: tuple[Grade, ...] = ()
    prices: tuple[Price, ...] = ()
    zoning: Text = ""
    """용도지역 등"""
    note: Text = ""
    """비고"""


Record = LandRecord
"""Every type of record; grows by ``|`` with the documents."""

_LAND = msgspec.json.Decoder(LandRecord)
_KIND: Mapping[str, str] = {"D03": "1", "D04": "2"}
"""The digit of the parcel number that the ledger's parcels carry."""


def decode(code: str, body: bytes) -> Record:
    """Read a registry's answer for a document. Raises ``UnknownDocument``, ``RecordInvalid``."""
    if code not in _KIND:
        raise UnknownDocument(code)
    try:
        record = _LAND.decode(body)
    except msgspec.ValidationError as error:
        raise RecordInvalid(f"{code}: {error}") from None  # names path and types, not values
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RecordInvalid(f"{code}: not a JSON record") from None
    if record.pnu[10] != _KIND[code]:
        raise RecordInvalid(f"{code}: the parcel belongs to the other ledger - at `$.pnu`")
    if not all(line.area.is_finite() and line.area >= 0 for line in record.land):
        raise RecordInvalid(f"{code}: not an area - at `$.land[...].area`")
    for field, lines in (
        ("land", record.land),
        ("owners", record.owners),
        ("grades", record.grades),
        ("prices", record.prices),
    ):
        days = [line.on for line in lines]
        if days != sorted(days):
            raise RecordInvalid(f"{code}: not oldest first - at `$.{field}`")
    return record
