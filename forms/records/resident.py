"""The records of D01 주민등록표 등본 (form 18) and D02 초본 (form 19).

주민등록법 제29조, 시행령 제47–49조, 시행규칙 제15조. They come with no more in them than options and rights allow
(시행규칙 제13조): ``None`` is what was withheld or not asked for, an empty text is what the register does not have.
Words stand as they are printed: ``배우자``, ``전입``, ``거주자``. A number is masked after the first digit of its back
part unless the option asks for all of it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from forms.records.base import Line, Part, Text, oldest_first

Number = Annotated[str, msgspec.Meta(pattern=r"^\d{6}-\d(\d{6}|\*{6})$")]
"""주민등록번호, 외국인등록번호 or 국내거소신고번호: ``990101-3******``, or whole (kiosk-domain.md 6.1).
No checksum: numbers given since 2020-10 have none.
"""


class Applicant(Part, frozen=True, kw_only=True):
    """신청인: who was identified at the kiosk. Printed ``홍길동 (2099-01-01)``."""

    name: Line
    born: date


class Address(Part, frozen=True, kw_only=True):
    """A line of 주소 in the household's form (별지 제18호서식)."""

    address: Text
    moved: date | None = None
    """전입일"""
    changed: date | None = None
    """변동일: the day it was reported (신고일)."""
    reason: Line | None = None
    """변동사유: ``전입``, ``도로명주소변경`` …"""


class Member(Part, frozen=True, kw_only=True):
    """A line of 세대원 in 별지 제18호서식; ``lodgers`` (동거인) are lines of the same kind."""

    relation: Line | None = None
    """세대주와의 관계: ``본인``, ``배우자``, ``자녀``, ``동거인`` …"""
    name: Line | None = None
    """As the register writes it, a foreigner's in Latin letters; None: left out (교부 대상자 외 다른 세대원의 이름)."""
    hanja: Line = ""
    number: Number | None = None
    foreign: bool = False
    """외국인인 세대원: ``number`` is a 외국인등록번호."""
    moved: date | None = None
    """전입일"""
    changed: date | None = None
    """변동일"""
    reason: Line | None = None
    """변동사유: ``전입``, ``출생등록``, ``세대합가`` …"""
    oneself: bool = False
    """Whether this is who was identified: the one that ``numbers = self`` means, and whose name is never left out."""


class Formation(Part, frozen=True, kw_only=True):
    """세대구성 사유 및 일자: ``전입세대구성``, 2099-03-02."""

    reason: Line
    on: date


class HouseholdRecord(Part, frozen=True, kw_only=True):
    """D01 주민등록표 등본: 주민등록법 시행규칙 별지 제18호서식, from the 세대별 주민등록표 (시행령 제47조⑩)."""

    applicant: Applicant
    purpose: Line = ""
    """용도 및 목적"""
    householder: Line
    """세대주 성명: never left out."""
    householder_hanja: Line = ""
    formation: Formation | None = None
    addresses: Annotated[tuple[Address, ...], msgspec.Meta(min_length=1, max_length=200)]
    """Oldest first; the last is 현 주소. Those before it only with option ``past_addresses``."""
    members: Annotated[tuple[Member, ...], msgspec.Meta(min_length=1, max_length=200)]
    """In the register's order, the householder first."""
    lodgers: Annotated[tuple[Member, ...], msgspec.Meta(max_length=200)] = ()
    """동거인, only with option ``lodgers``."""


class Change(Part, frozen=True, kw_only=True):
    """A line of 인적사항 변경 내용 (별지 제19호서식). Numbers in ``before`` and ``after`` are masked as elsewhere."""

    before: Line
    after: Line
    on: date
    reason: Line
    """변경사유: ``개명``, ``주민등록번호 정정`` …"""


class Residence(Part, frozen=True, kw_only=True):
    """A line of 주소 변동 사항 (별지 제19호서식)."""

    address: Text
    moved: date | None = None
    """전입일"""
    changed: date | None = None
    """변동일: the day it was reported (신고일)."""
    reason: Line | None = None
    """변동사유"""
    householder: Line | None = None
    """세대주: in the lines before the last one None unless 시행규칙 제13조⑦ allows it and the option asks for it."""
    relation: Line | None = None
    """세대주와의 관계: withheld together with ``householder``."""
    status: Line = ""
    """등록상태: ``거주자``, ``거주불명``, ``말소``, ``재외국민``."""


class Service(Part, frozen=True, kw_only=True):
    """병역사항 (별지 제19호서식). Option ``service``: ``basic`` is the two days alone, the rest then None."""

    enlisted: date | None = None
    """입영일자"""
    discharged: date | None = None
    """전역일자; None: serving still, or not known."""
    branch: Line | None = None
    """군별: ``육군``"""
    rank: Line | None = None
    """계급: ``병장``"""
    number: Line | None = None
    """군번"""
    category: Line | None = None
    """역종: ``현역``"""
    reason: Line | None = None
    """전역사유: ``만기전역``"""


class ForeignNumbers(Part, frozen=True, kw_only=True):
    """국내거소신고번호 and 외국인등록번호 of the person, masked like the resident number; None: there is none."""

    residence: Number | None = None
    registration: Number | None = None


class PersonRecord(Part, frozen=True, kw_only=True):
    """D02 주민등록표 초본: 주민등록법 시행규칙 별지 제19호서식, from the 개인별 주민등록표."""

    applicant: Applicant
    """Who was identified; the person of the paper may be another member of the household."""
    purpose: Line = ""
    """용도 및 목적"""
    name: Line
    hanja: Line = ""
    number: Number
    addresses: Annotated[tuple[Residence, ...], msgspec.Meta(min_length=1, max_length=500)]
    """Oldest first; the last is the present one. Those before it only with option ``past_addresses``."""
    changes: Annotated[tuple[Change, ...], msgspec.Meta(max_length=200)] = ()
    """Oldest first, only with option ``changes``."""
    service: Service | None = None
    """None: not asked for, or no service."""
    foreign_numbers: ForeignNumbers | None = None
    """None: not asked for, or none."""


_HOUSEHOLD = msgspec.json.Decoder(HouseholdRecord)
_PERSON = msgspec.json.Decoder(PersonRecord)


def read_household(body: bytes) -> HouseholdRecord:
    """Raises ``RecordInvalid`` and ``msgspec``'s errors."""
    record = _HOUSEHOLD.decode(body)
    oldest_first("addresses", (line.moved for line in record.addresses))
    return record


def read_person(body: bytes) -> PersonRecord:
    """Raises ``RecordInvalid`` and ``msgspec``'s errors."""
    record = _PERSON.decode(body)
    oldest_first("addresses", (line.moved for line in record.addresses))
    oldest_first("changes", (line.on for line in record.changes))
    return record
