"""The record of D03 토지대장 and D04 임야대장 (공간정보관리법 시행규칙 제68조 제2항, forms 63 and 64)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from forms.records.base import Code, Line, Part, RecordInvalid, Text, oldest_first

Pnu = Annotated[str, msgspec.Meta(pattern=r"^\d{19}$")]
"""19 digits: legal dong 10, kind 1 (1 land, 2 mountain), main number 4, sub number 4 (kiosk-domain.md 6.4)."""


class LandState(Part, frozen=True, kw_only=True):
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


class Owner(Part, frozen=True, kw_only=True):
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


class Grade(Part, frozen=True, kw_only=True):
    """토지등급 (기준수확량등급) set or corrected on a day."""

    on: date
    grade: Line


class Price(Part, frozen=True, kw_only=True):
    """개별공시지가 of a base day, won per ㎡."""

    on: date
    won: Annotated[int, msgspec.Meta(ge=0)]


class LandRecord(Part, frozen=True, kw_only=True):
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


_DECODER = msgspec.json.Decoder(LandRecord)


def read(kind: str, body: bytes) -> LandRecord:
    """``kind``: the digit of the parcel number that the ledger's parcels carry. Raises ``RecordInvalid`` and
    ``msgspec``'s errors.
    """
    record = _DECODER.decode(body)
    if record.pnu[10] != kind:
        raise RecordInvalid("the parcel belongs to the other ledger - at `$.pnu`")
    if not all(line.area.is_finite() and line.area >= 0 for line in record.land):
        raise RecordInvalid("not an area - at `$.land[...].area`")
    oldest_first("land", (line.on for line in record.land))
    oldest_first("owners", (line.on for line in record.owners))
    oldest_first("grades", (line.on for line in record.grades))
    oldest_first("prices", (line.on for line in record.prices))
    return record
