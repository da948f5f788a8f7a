"""What is only known when a copy is issued: numbers, time, place and fee, and how they read on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Stamp:
    """The particulars of one copy. ``issued_at`` is aware and local; ``fee`` in won; ``phone`` names the office as
    well.

    ``test`` is True, always: the page then carries ``견본`` all over. A program that can print official papers must
    not be able to print them unmarked by a setting, so there is no way to construct any other Stamp. The mark will
    only ever leave by a production certificate that the district issues to one machine, and that brings its own
    constructor with it.
    """

    number: str
    """발급번호, ``B001-20261122-000001``"""
    check_number: str
    """문서확인번호, ``1234-5678-9012-3456``"""
    issued_at: datetime
    kiosk: str
    place_name: str
    phone: str
    fee: int
    exemption: str | None = None
    """Why the fee is waived, ``조례 제5조``; None: it is not."""
    test: Literal[True] = True

    def __post_init__(self) -> None:
        if self.test is not True:
            raise ValueError("only a production certificate of the district can issue a paper without 견본")
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at must be an aware local time")
        if not re.fullmatch(r"\d{4}(-\d{4}){3}", self.check_number):
            raise ValueError("a document check number has 16 digits, 4-4-4-4")
        if self.fee < 0:
            raise ValueError("a fee is never negative")

    def __repr__(self) -> str:
        return f"Stamp({self.number})"  # the check number proves possession of the paper


class Field(StrEnum):
    """A place on the page that the stamp fills."""

    NUMBER = "number"
    CHECK_NUMBER = "check_number"
    CLOCK = "clock"
    DATE = "date"
    ISSUER = "issuer"
    FEE = "fee"
    PHONE = "phone"
    NOTICE = "notice"


ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-,() 수수료원면제무료년월일시분초주민등록법시행규칙조례제항호"
"""What any stamp may bring besides the kiosk's own place and phone; the laws of exemptions are among it. Embedded
beforehand, for every copy."""


def texts(stamp: Stamp) -> Mapping[Field, str]:
    """The words of each field."""
    at = stamp.issued_at
    # kiosk-domain.md 2.3 names the 2D barcode here as well; the sentence gains it together with the barcode.
    notice = (
        f"이 문서는 {stamp.place_name} 무인민원발급기({stamp.kiosk})에서 발급되었습니다. "
        f"발급일부터 90일 동안 문서확인번호로 위·변조 여부를 확인할 수 있습니다. (문의: {stamp.phone})"
    )
    return {
        Field.NUMBER: stamp.number,
        Field.CHECK_NUMBER: stamp.check_number,
        Field.CLOCK: f"{at:%H}시 {at:%M}분 {at:%S}초",
        Field.DATE: f"{at.year}년 {at.month}월 {at.day}일",
        Field.ISSUER: f"무인민원발급기 {stamp.kiosk}",
        Field.FEE: fee_text(stamp.fee, stamp.exemption),
        Field.PHONE: stamp.phone,
        Field.NOTICE: notice,
    }


def fee_text(fee: int, exemption: str | None) -> str:
    """``수수료 300원`` · ``수수료 면제 (조례 제5조)`` (금정구 수수료 조례 제5조 제3항 asks for the mark) · ``무료``."""
    if exemption is not None:
        return f"수수료 면제 ({exemption})" if exemption else "수수료 면제"
    return f"수수료 {fee:,}원" if fee else "무료"
