"""The document types as data: what the citizen chooses, what it costs, what it asks for and who issues it.

Source of names, forms and fees: the domain reference, 1.6–1.9 and Appendix A. Types beyond the first are switched
on here and in the fee table of kiosk.toml, without touching the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Option:
    """A choice the citizen has about the content. Labels: string keys ``option.<key>`` and ``option.<key>.<value>``."""

    key: str
    values: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Document:
    """One printed form. ``minwon`` counts it as the 13 (3+4 and 9+10 are one), ``code`` as the 15."""

    code: str
    minwon: int
    group: str
    name_ko: str
    name_en: str
    form: str
    """Statute and form number printed at the head."""
    identity: tuple[str, ...]
    """Means of identification that the law names; empty: nobody is asked."""
    inputs: str
    """parcel | parcel_mountain | … : which input screen finds the record."""
    options: tuple[Option, ...] = ()
    needs_district: bool = True


_INCLUDE = ("include", "omit")

_DOCUMENTS = (
    Document(
        code="D03",
        minwon=3,
        group="land",
        name_ko="토지대장",
        name_en="Land ledger",
        form="공간정보의 구축 및 관리 등에 관한 법률 시행규칙 [별지 제63호서식]",
        identity=(),
        inputs="parcel",
        options=(
            Option("history", _INCLUDE, "omit"),
            Option("ownership", _INCLUDE, "omit"),
            Option("price", _INCLUDE, "include"),
        ),
    ),
    Document(
        code="D04",
        minwon=3,
        group="land",
        name_ko="임야대장",
        name_en="Forest land ledger",
        form="공간정보의 구축 및 관리 등에 관한 법률 시행규칙 [별지 제64호서식]",
        identity=(),
        inputs="parcel_mountain",
        options=(
            Option("history", _INCLUDE, "omit"),
            Option("ownership", _INCLUDE, "omit"),
            Option("price", _INCLUDE, "include"),
        ),
    ),
)

DOCUMENTS: Mapping[str, Document] = MappingProxyType({document.code: document for document in _DOCUMENTS})
"""Code → document, in the order of the menu."""

FEE_TABLES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # kiosk-domain.md 1.9: the usual kiosk fee of the cash days (Busan practice 300 won for the ledgers)
        "2003": MappingProxyType({"D03": 300, "D04": 300}),
        # 금정구 수수료 징수 조례 제5조② (제1670호, 시행 2025-05-16): exempt at the kiosk
        "2026-geumjeong": MappingProxyType({"D03": 0, "D04": 0}),
    }
)
"""Name of the table → document code → won per copy."""


@dataclass(frozen=True, slots=True)
class LegalDong:
    """A 법정동 of 금정구. ``code``: 10 digits (kiosk-domain.md 6.2; ten of them inferred by order, to be verified)."""

    code: str
    name_ko: str
    name_en: str


LEGAL_DONGS: tuple[LegalDong, ...] = (
    LegalDong("2641010100", "두구동", "Dugu-dong"),
    LegalDong("2641010200", "노포동", "Nopo-dong"),
    LegalDong("2641010300", "청룡동", "Cheongnyong-dong"),
    LegalDong("2641010400", "남산동", "Namsan-dong"),
    LegalDong("2641010500", "선동", "Seon-dong"),
    LegalDong("2641010600", "오륜동", "Oryun-dong"),
    LegalDong("2641010700", "구서동", "Guseo-dong"),
    LegalDong("2641010800", "장전동", "Jangjeon-dong"),
    LegalDong("2641010900", "부곡동", "Bugok-dong"),
    LegalDong("2641011000", "서동", "Seo-dong"),
    LegalDong("2641011100", "금사동", "Geumsa-dong"),
    LegalDong("2641011200", "회동동", "Hoedong-dong"),
    LegalDong("2641011300", "금성동", "Geumseong-dong"),
)

AUTHORITY = "부산광역시 금정구청장"
"""Whose name and seal the land documents carry (kiosk-domain.md 2.4)."""
