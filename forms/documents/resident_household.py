"""D01 주민등록표 등본: 주민등록법 시행규칙 별지 제18호서식 (kiosk-domain.md 1.6).

현 주소 first, earlier addresses after it from the latest back; members in the register's order, lodgers (동거인) after
them in the same table. A column that was not asked for stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forms.documents.resident_page import (
    CELL,
    CELL_LEFT,
    LEFT,
    OMITTED,
    Flow,
    Section,
    day,
    masked,
    moved,
    named,
)
from forms.page import Sheet, Table
from forms.records.resident import Address, HouseholdRecord, Member

_SENTENCE = "이 등본은 세대별 주민등록표의 원본내용과\n틀림없음을 증명합니다."
_GRID = (10.0, 22.0, 76.0, 30.0, 42.0)
_MEMBER_LINE = 5.6
"""Half of a member's line, mm: ten members fit the first page beside one address."""


def lay(code: str, record: HouseholdRecord, options: Mapping[str, str]) -> list[Sheet]:
    """All pages of one copy. Raises ``LayoutOverflow``, ``GlyphRefused``."""

    def first(sheet: Sheet, y: float) -> float:
        return _householder(sheet, y, record, options)

    flow = Flow(code, record.applicant, record.purpose, _SENTENCE, first)
    flow.add(_addresses(record, options))
    flow.add(_members(record, options), closes=True)
    return flow.sheets(_left_out(options))


def _left_out(options: Mapping[str, str]) -> list[str]:
    parts = (
        ("past_addresses", "과거의 주소변동 사항"),
        ("formation", "세대구성 사유 및 일자"),
        ("moved", "전입일ㆍ변동일"),
        ("reason", "변동사유"),
        ("relation", "세대주와의 관계"),
        ("member_names", "다른 세대원의 이름"),
        ("lodgers", "동거인"),
    )
    return [words for key, words in parts if options[key] == "omit"]


def _householder(sheet: Sheet, y: float, record: HouseholdRecord, options: Mapping[str, str]) -> float:
    table = sheet.table(LEFT, y, _GRID, (5, 5))
    table.label(0, 0, "세대주 성명\n(한자)", rows=2, columns=2)
    name = named(record.householder, record.householder_hanja)
    table.value(0, 2, name, "세대주 성명", rows=2, style=CELL)
    table.label(0, 3, "세대구성\n사유 및 일자", rows=2)
    if options["formation"] == "omit":
        table.value(0, 4, OMITTED, "세대구성", rows=2, style=CELL)
    elif record.formation is None:
        table.merge(0, 4, rows=2)
    else:
        formed = record.formation
        table.pair(0, 4, formed.reason, day(formed.on), ("세대구성 사유", "세대구성 일자"), CELL)
    table.close()
    return table.bottom


def _addresses(record: HouseholdRecord, options: Mapping[str, str]) -> Section:
    present, *past = reversed(record.addresses)
    lines = [present] if options["past_addresses"] == "omit" else [present, *past]

    def heading(table: Table) -> None:
        table.label(0, 0, "주    소", rows=2, columns=3)
        table.label(0, 3, "전입일")
        table.label(1, 3, "변동일")
        table.label(0, 4, "변동사유", rows=2)

    def draw(table: Table, row: int, index: int) -> None:
        line = lines[index]
        table.label(row, 0, "전 주소" if index else "현 주소", rows=2, columns=2)
        table.value(row, 2, line.address, "주소", rows=2, style=replace(CELL_LEFT, size=8.5, max_lines=3))
        _move(table, row, line, options)

    return Section(_GRID, (4.5, 4.5), (5.6, 5.6), heading, len(lines), draw)


def _members(record: HouseholdRecord, options: Mapping[str, str]) -> Section:
    lodgers = record.lodgers if options["lodgers"] == "include" else ()
    lines = (*record.members, *lodgers)

    def heading(table: Table) -> None:
        table.label(0, 0, "번호", rows=2)
        table.label(0, 1, "세대주\n관  계", rows=2)
        table.label(0, 2, "성    명 (한자)")
        table.label(1, 2, "주민등록번호")
        table.label(0, 3, "전입일")
        table.label(1, 3, "변동일")
        table.label(0, 4, "변동사유", rows=2)

    def draw(table: Table, row: int, index: int) -> None:
        line = lines[index]
        table.value(row, 0, str(index + 1), "번호", rows=2)
        told = (line.relation or "", "(외국인)" if line.foreign else "") if options["relation"] == "include" else ()
        table.value(row, 1, "\n".join(filter(None, told)), "세대주 관계", rows=2, style=CELL)
        table.pair(
            row,
            2,
            _name(line, options),
            _number(line, options, lodger=index >= len(record.members)),
            ("성명", "주민등록번호"),
            CELL,
        )
        _move(table, row, line, options)

    return Section(_GRID, (4.5, 4.5), (_MEMBER_LINE, _MEMBER_LINE), heading, len(lines), draw)


def _move(table: Table, row: int, line: Address | Member, options: Mapping[str, str]) -> None:
    if options["moved"] == "include":
        moved(table, row, 3, line.moved, line.changed)
    else:
        table.merge(row, 3, rows=2)
    reason = line.reason if options["reason"] == "include" else None
    table.value(row, 4, reason or "", "변동사유", rows=2, style=CELL)


def _name(line: Member, options: Mapping[str, str]) -> str:
    if line.name is None or (options["member_names"] == "omit" and not line.oneself):
        return ""
    return named(line.name, line.hanja)


def _number(line: Member, options: Mapping[str, str], *, lodger: bool) -> str:
    """``all`` is 세대원 전체, of which a lodger is none."""
    asked = options["numbers"] == "all" and not lodger
    return masked(line.number or "", whole=asked or (options["numbers"] != "omit" and line.oneself))
