"""The document types as data: what the citizen chooses, what it costs, what it asks for and who issues it.

Source of names, forms and fees: the domain reference, 1.6–1.9 and Appendix A. A type whose page is drawn
(``printed``) is switched on by the fee table of kiosk.toml, without touching the visit.
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
    """Means of identification, of MEANS; empty: nobody is asked."""
    inputs: str
    """parcel | parcel_mountain | person | household | … : which input screen finds the record. ``household`` has none:
    it is that of who was identified."""
    options: tuple[Option, ...] = ()
    needs_district: bool = True
    printed: bool = False
    """Whether ``forms.documents`` draws it. A kiosk offers no other."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """감면: who pays no fee. Labels: string keys ``exemption.<key>``."""

    key: str
    register_law: str
    """Why 등본 and 초본 are free, as printed: a number of 주민등록법 시행규칙 제18조①."""
    ordinance: str
    """Why the other documents are, as printed: 금정구 수수료 징수 조례 제5조①."""


EXEMPTIONS: Mapping[str, Exemption] = MappingProxyType(
    {
        each.key: each
        for each in (
            # kiosk-domain.md 3.9 and 1.9; which numbers of 제18조 a kiosk may check is unverified, so it is data
            Exemption("livelihood", "주민등록법 시행규칙 제18조제1항제2호", "조례 제5조제1항"),
            Exemption("veteran", "주민등록법 시행규칙 제18조제1항제6호", "조례 제5조제1항"),
            Exemption("single_parent", "주민등록법 시행규칙 제18조제1항제11호", "조례 제5조제1항"),
            Exemption("disabled", "주민등록법 시행규칙 제18조제1항제14호", "조례 제5조제1항"),
            Exemption("many_children", "주민등록법 시행규칙 제18조제1항제12호", "조례 제5조제1항"),
        )
    }
)
"""In the order of the screen."""

MEANS: tuple[str, ...] = ("fingerprint", "mobile_id", "card_pin")
"""Means of identification. ``card_pin`` (a chip card and its PIN) is named by no law for 등본 and 초본: a kiosk has it
only where its settings name a root that it trusts. The others have their place here and no device yet."""

_INCLUDE = ("include", "omit")
_PAST = ("omit", "recent5", "all")
"""과거의 주소변동 사항: none, of the last five years, all."""
_RESIDENT = ("fingerprint", "mobile_id", "card_pin")
"""주민등록법 시행령 제49조① names the first two."""
_FINGER = ("fingerprint", "card_pin")
"""What 행정안전부장관 announced for the others (민원처리법 시행령 제32조②); the list itself is unverified."""

_DOCUMENTS = (
    Document(
        code="D01",
        minwon=1,
        group="resident",
        name_ko="주민등록표 등본",
        name_en="Resident register (household)",
        form="주민등록법 시행규칙 [별지 제18호서식]",
        identity=_RESIDENT,
        inputs="household",
        options=(
            Option("past_addresses", _PAST, "omit"),
            Option("formation", _INCLUDE, "omit"),
            Option("moved", _INCLUDE, "include"),
            Option("reason", _INCLUDE, "omit"),
            Option("relation", _INCLUDE, "include"),
            Option("member_names", _INCLUDE, "include"),
            Option("lodgers", _INCLUDE, "omit"),
            Option("numbers", ("omit", "self", "all"), "omit"),
        ),
        printed=True,
    ),
    Document(
        code="D02",
        minwon=2,
        group="resident",
        name_ko="주민등록표 초본",
        name_en="Resident register (individual)",
        form="주민등록법 시행규칙 [별지 제19호서식]",
        identity=_RESIDENT,
        inputs="person",
        options=(
            Option("changes", _INCLUDE, "omit"),
            Option("past_addresses", _PAST, "omit"),
            Option("householders", _INCLUDE, "omit"),
            Option("moved", _INCLUDE, "include"),
            Option("reason", _INCLUDE, "omit"),
            Option("service", ("omit", "basic", "all"), "omit"),
            Option("foreign_number", _INCLUDE, "omit"),
            Option("numbers", ("omit", "self"), "omit"),
        ),
        printed=True,
    ),
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
        printed=True,
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
        printed=True,
    ),
    Document(
        code="D05",
        minwon=4,
        group="land",
        name_ko="대지권등록부",
        name_en="Register of site rights",
        form="공간정보의 구축 및 관리 등에 관한 법률 시행규칙 [별지 제66호서식]",
        identity=(),
        inputs="parcel_unit",
    ),
    Document(
        code="D06",
        minwon=5,
        group="land",
        name_ko="개별공시지가 확인서",
        name_en="Assessed land price",
        form="부동산 가격공시에 관한 법률 시행규칙 [별지 제6호서식]",
        identity=(),
        inputs="parcel_years",
    ),
    Document(
        code="D07",
        minwon=6,
        group="land",
        name_ko="토지이용계획확인서",
        name_en="Land use plan",
        form="토지이용규제 기본법 시행규칙 [별지 제2호서식]",
        identity=(),
        inputs="parcel",
    ),
    Document(
        code="D08",
        minwon=7,
        group="land",
        name_ko="건축물대장",
        name_en="Building ledger",
        form="건축물대장의 기재 및 관리 등에 관한 규칙 [별지 제1호서식]",
        identity=(),
        inputs="parcel_building",
    ),
    Document(
        code="D09",
        minwon=8,
        group="vehicle",
        name_ko="자동차등록원부(갑)",
        name_en="Motor vehicle register, part A",
        form="자동차등록규칙 [별지 제3호서식]",
        identity=_FINGER,
        inputs="plate",
    ),
    Document(
        code="D10",
        minwon=8,
        group="vehicle",
        name_ko="자동차등록원부(을)",
        name_en="Motor vehicle register, part B",
        form="자동차등록규칙 [별지 제4호서식]",
        identity=_FINGER,
        inputs="plate",
    ),
    Document(
        code="D11",
        minwon=9,
        group="vehicle",
        name_ko="건설기계등록원부",
        name_en="Construction machinery register",
        form="건설기계관리법 시행규칙 [별지 제14호서식]",
        identity=_FINGER,
        inputs="machine",
    ),
    Document(
        code="D12",
        minwon=10,
        group="welfare",
        name_ko="국민기초생활 수급자 증명서",
        name_en="Basic livelihood recipient",
        form="국민기초생활 보장법 시행규칙 [별지 제3호의2서식]",
        identity=_FINGER,
        inputs="purpose",
    ),
    Document(
        code="D13",
        minwon=11,
        group="welfare",
        name_ko="장애인증명서",
        name_en="Registered disability",
        form="장애인복지법 시행규칙 [별지 제9호서식]",
        identity=_FINGER,
        inputs="purpose",
    ),
    Document(
        code="D14",
        minwon=12,
        group="welfare",
        name_ko="한부모가족증명서",
        name_en="Single-parent family",
        form="한부모가족지원법 시행규칙 [별지 제2호서식]",
        identity=_FINGER,
        inputs="purpose",
    ),
    Document(
        code="D15",
        minwon=13,
        group="farmland",
        name_ko="농지대장",
        name_en="Farmland ledger",
        form="농지법 시행규칙 [별지 제58호서식]",
        identity=_FINGER,
        inputs="parcel_owner",
    ),
)

DOCUMENTS: Mapping[str, Document] = MappingProxyType({document.code: document for document in _DOCUMENTS})
"""Code → document, in the order of the menu: the fifteen of 금정구."""

PRINTED: Mapping[str, Document] = MappingProxyType({code: each for code, each in DOCUMENTS.items() if each.printed})
"""Those a kiosk can offer."""

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(document.group for document in _DOCUMENTS))
"""In the order of the menu; their names are strings ``group.<key>``."""

FEE_TABLES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # kiosk-domain.md 1.9: the register's half of the counter's 400 won (주민등록법 시행규칙 제17조④); the ledgers'
        # usual kiosk fee of the cash days (Busan practice)
        "2003": MappingProxyType({"D01": 200, "D02": 200, "D03": 300, "D04": 300}),
        # 금정구 수수료 징수 조례 제5조② (제1670호, 시행 2025-05-16): exempt at the kiosk
        "2026-geumjeong": MappingProxyType({"D01": 0, "D02": 0, "D03": 0, "D04": 0}),
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
