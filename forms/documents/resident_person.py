"""D02 주민등록표 초본: 주민등록법 시행규칙 별지 제19호서식 (kiosk-domain.md 1.6).

Addresses oldest first in lines of two rows. The householders of earlier addresses stand there only if the option asks
for them *and* the record brings them: 시행규칙 제13조⑦ withholds them from whoever may not have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forms.documents.resident_page import (
    CELL,
    CELL_LEFT,
    LEFT,
    NOTHING,
    OMITTED,
    Flow,
    Section,
    day,
    masked,
    named,
)
from forms.page import Sheet, Table
from forms.records.resident import PersonRecord, Residence, Service

_SENTENCE = "이 초본은 개인별 주민등록표의 원본내용과\n틀림없음을 증명합니다."
_HEAD = (32.0, 62.0, 36.0, 50.0)
_CHANGES = (10.0, 49.0, 49.0, 30.0, 42.0)
_ADDRESSES = (10.0, 62.0, 36.0, 72.0)
_BASIC = (32.0, 74.0, 74.0)
_SERVICE = (32.0, 22.0, 22.0, 16.0, 18.0, 28.0, 16.0, 26.0)


def lay(code: str, record: PersonRecord, options: Mapping[str, str]) -> list[Sheet]:
    """All pages of one copy. Raises ``LayoutOverflow``, ``GlyphRefused``."""

    def first(sheet: Sheet, y: float) -> float:
        return _person(sheet, y, record, options)

    flow = Flow(code, record.applicant, record.purpose, _SENTENCE, first)
    flow.add(_changes(record, options))
    served = options["service"] != "omit"
    flow.add(_addresses(record, options), closes=not served)
    if served:
        flow.add(_service(record.service, options), closes=True)
    return flow.sheets(_left_out(options))


def _left_out(options: Mapping[str, str]) -> list[str]:
    past = options["past_addresses"] != "omit"
    parts = (
        ("changes", "인적사항 변경 내용"),
        ("past_addresses", "과거의 주소변동 사항"),
        *((("householders", "과거 주소의 세대주와 그 관계"),) if past else ()),
        ("moved", "전입일ㆍ변동일"),
        ("reason", "변동사유"),
        ("service", "병역사항"),
        ("foreign_number", "국내거소신고번호ㆍ외국인등록번호"),
    )
    return [words for key, words in parts if options[key] == "omit"]


def _person(sheet: Sheet, y: float, record: PersonRecord, options: Mapping[str, str]) -> float:
    whole = options["numbers"] == "self"
    foreign = options["foreign_number"] == "include"
    table = sheet.table(LEFT, y, _HEAD, (9, 7) if foreign else (9,))
    table.label(0, 0, "성    명 (한자)")
    table.value(0, 1, named(record.name, record.hanja), "성명", style=CELL)
    table.label(0, 2, "주민등록번호")
    table.value(0, 3, masked(record.number, whole=whole), "주민등록번호")
    if foreign:
        numbers = record.foreign_numbers
        table.label(1, 0, "국내거소신고번호")
        table.value(1, 1, masked((numbers and numbers.residence) or "", whole=whole), "국내거소신고번호")
        table.label(1, 2, "외국인등록번호")
        table.value(1, 3, masked((numbers and numbers.registration) or "", whole=whole), "외국인등록번호")
    table.close()
    return table.bottom


def _changes(record: PersonRecord, options: Mapping[str, str]) -> Section:
    asked = options["changes"] == "include"
    lines = record.changes if asked else ()
    whole = options["numbers"] == "self"

    def heading(table: Table) -> None:
        table.label(0, 0, "인적사항 변경 내용", columns=5)
        for column, words in enumerate(("번호", "변경 전", "변경 후", "변경일자", "변경사유")):
            table.label(1, column, words)

    def draw(table: Table, row: int, index: int) -> None:
        if not lines:
            table.value(row, 0, NOTHING if asked else OMITTED, "변경 내용", columns=5)
            return
        line = lines[index]
        table.value(row, 0, str(index + 1), "번호")
        table.value(row, 1, masked(line.before, whole=whole), "변경 전", style=CELL)
        table.value(row, 2, masked(line.after, whole=whole), "변경 후", style=CELL)
        table.value(row, 3, day(line.on), "변경일자")
        table.value(row, 4, line.reason, "변경사유", style=CELL)

    return Section(_CHANGES, (5, 5), (7,), heading, max(1, len(lines)), draw)


def _addresses(record: PersonRecord, options: Mapping[str, str]) -> Section:
    lines = record.addresses[-1:] if options["past_addresses"] == "omit" else record.addresses

    def heading(table: Table) -> None:
        table.label(0, 0, "번호", rows=2)
        table.label(0, 1, "주    소", columns=2)
        table.label(0, 3, "전입일 / 변동일")
        table.label(1, 1, "세대주 및 관계")
        table.label(1, 2, "등록상태")
        table.label(1, 3, "변동사유")

    def draw(table: Table, row: int, index: int) -> None:
        line = lines[index]
        table.value(row, 0, str(index + 1), "번호", rows=2)
        table.value(row, 1, line.address, "주소", columns=2, style=replace(CELL_LEFT, size=8.5))
        table.value(row, 3, _days(line) if options["moved"] == "include" else "", "전입일")
        told = index == len(lines) - 1 or options["householders"] == "include"
        table.value(row + 1, 1, _householder(line) if told else "", "세대주 및 관계", style=CELL)
        table.value(row + 1, 2, line.status, "등록상태", style=CELL)
        reason = line.reason if options["reason"] == "include" else None
        table.value(row + 1, 3, reason or "", "변동사유", style=CELL)

    return Section(_ADDRESSES, (5, 5), (8.6, 6), heading, len(lines), draw, divided=True)


def _days(line: Residence) -> str:
    if line.moved is None and line.changed is None:
        return ""
    return f"{day(line.moved) or '-'} / {day(line.changed) or '-'}"


def _householder(line: Residence) -> str:
    return " / ".join(part for part in (line.householder, line.relation) if part)


def _service(service: Service | None, options: Mapping[str, str]) -> Section:
    cells = [("입영일자", day(service.enlisted)), ("전역일자", day(service.discharged))] if service else []
    everything = options["service"] == "all"
    if service and everything:
        cells += [
            ("군별", service.branch or ""),
            ("계급", service.rank or ""),
            ("군번", service.number or ""),
            ("역종", service.category or ""),
            ("전역사유", service.reason or ""),
        ]
    names = ["입영일자", "전역일자", *(("군별", "계급", "군번", "역종", "전역사유") if everything else ())]

    def heading(table: Table) -> None:
        table.label(0, 0, "병역사항", rows=2)
        for column, words in enumerate(names, start=1):
            table.label(0, column, words)

    def draw(table: Table, row: int, index: int) -> None:
        if not cells:
            table.value(row, 1, NOTHING, "병역사항", columns=len(names))
        for column, (place, words) in enumerate(cells, start=1):
            table.value(row, column, words, place, style=CELL)

    return Section(_SERVICE if everything else _BASIC, (6,), (8,), heading, 1, draw)
