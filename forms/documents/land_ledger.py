"""D03 토지대장 and D04 임야대장: 공간정보관리법 시행규칙 별지 제63호, 제64호서식 (kiosk-domain.md 1.6).

A4 landscape; a fixed frame of seven lines a page for 토지표시 beside 소유자, each history in its own order. What is
longer continues on further pages under the same head; what is shorter is closed and stays as ruled empty lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from forms.catalogue import AUTHORITY, DOCUMENTS
from forms.fonts import Family
from forms.page import BLANK, LABEL, LANDSCAPE, LEFT, VALUE, Box, Sheet
from forms.records.land import Grade, LandRecord, LandState, Owner, Price
from forms.stamp import Field
from forms.textfit import Align, Style

LINES = 7
"""Lines of 토지표시 and of 소유자 on a page."""
YEARS = 7
"""Columns of the strip: the last seven grades and prices."""

_X, _Y = 15.0, 15.0
_BARCODE = 24.0
_HEAD = (17.0, 57.0, 18.0, 54.0, 17.0, 17.0, 17.0, 43.0)
_BODY = (20.0, 27.0, 68.0, 34.0, 80.0, 38.0)
_STRIP = (36.0, *([26.0] * YEARS), 49.0)
_HALF = 5.0
"""Half a line of the body, mm."""

_TITLE = Style(size=21, floor=21, family=Family.HEADING, spacing=0.4)
_SMALL = Style(size=7, floor=6, family=Family.LABEL, align=Align.LEFT, max_lines=1)
_TIGHT = replace(LEFT, leading=1.1, floor=5.5, max_lines=2)
"""Half a line holds two rows of 6 pt: an address of some seventy syllables."""
_CLOSED = Style(size=8.5, floor=8.5, family=Family.BODY)


def lay(code: str, record: LandRecord, options: Mapping[str, str]) -> list[Sheet]:
    """All pages of one copy. Raises ``LayoutOverflow``, ``GlyphRefused``."""
    land = record.land if options["history"] == "include" else record.land[-1:]
    owners = record.owners if options["ownership"] == "include" else record.owners[-1:]
    prices = record.prices[-YEARS:] if options["price"] == "include" else ()
    pages = max(1, -(-len(land) // LINES), -(-len(owners) // LINES))
    sheets = []
    for page in range(pages):
        sheet = Sheet(LANDSCAPE)
        here = slice(page * LINES, (page + 1) * LINES)
        _top(sheet, code)
        _head(sheet, code, record, page + 1)
        bottom = _body(sheet, land[here], owners[here], _closes(land, page), _closes(owners, page))
        bottom = _strip(sheet, bottom + 1.4, record, prices)
        _certify(sheet, bottom + 3.4, code)
        _foot(sheet, page + 1, pages)
        sheets.append(sheet)
    return sheets


def _closes(lines: Sequence[object], page: int) -> bool:
    """Whether a history ended before or on this page with a line to spare, and was not closed on an earlier one."""
    return page * LINES <= len(lines) < (page + 1) * LINES


def _top(sheet: Sheet, code: str) -> None:
    sheet.text(Box(_X, _Y, 120, 4.5), DOCUMENTS[code].form, replace(_SMALL, size=7.5), "form")
    right = replace(_SMALL, size=8.5, align=Align.RIGHT)
    sheet.text(Box(_X + 180, _Y, 39, 4.5), "문서확인번호", right, "label")
    sheet.slot(Box(_X + 220.5, _Y, 46.5, 4.5), Field.CHECK_NUMBER, replace(right, family=Family.HEADING, size=10))


def _head(sheet: Sheet, code: str, record: LandRecord, page: int) -> None:
    top = _Y + 5.4
    table = sheet.table(_X, top, _HEAD, (8, 8, 8))
    pnu = record.pnu
    table.label(0, 0, "고유번호")
    table.value(0, 1, f"{pnu[:10]}-{pnu[10:15]}-{pnu[15:]}", "고유번호", style=LEFT)
    table.label(0, 2, " ".join(DOCUMENTS[code].name_ko), rows=2, columns=2, style=_TITLE)
    table.label(0, 4, "도면번호")
    table.value(0, 5, record.map_number, "도면번호")
    table.label(0, 6, "발급번호")
    table.slot(0, 7, Field.NUMBER)
    table.label(1, 0, "토지소재")
    table.value(1, 1, record.location, "토지소재", style=LEFT)
    table.label(1, 4, "장 번 호")
    table.value(1, 5, f"{record.sheet}-{page}", "장번호")
    table.label(1, 6, "처리시각")
    table.slot(1, 7, Field.CLOCK)
    table.label(2, 0, "지    번")
    table.value(2, 1, record.lot, "지번", style=LEFT)
    table.label(2, 2, "축    척")
    table.value(2, 3, record.scale, "축척")
    table.label(2, 4, "비    고")
    table.value(2, 5, record.note, "비고", style=replace(VALUE, size=8))
    table.label(2, 6, "발 급 자")
    table.slot(2, 7, Field.ISSUER)
    table.close()
    sheet.reserve(Box(_X + 267 - _BARCODE, top, _BARCODE, _BARCODE))


def _body(
    sheet: Sheet, land: Sequence[LandState], owners: Sequence[Owner], land_closes: bool, owners_close: bool
) -> float:
    heading = replace(LABEL, size=9.5, family=Family.HEADING, spacing=0.6)
    table = sheet.table(_X, _Y + 31.2, _BODY, (5.6, *([_HALF] * (2 + 2 * LINES))))
    table.label(0, 0, "토지표시", columns=3, style=heading)
    table.label(0, 3, "소유자", columns=3, style=heading)
    table.label(1, 0, "지    목", rows=2)
    table.label(1, 1, "면적 (㎡)", rows=2)
    table.label(1, 2, "사    유", rows=2)
    table.label(1, 3, "변동일자")
    table.label(2, 3, "변동원인")
    table.label(1, 4, "주    소")
    table.label(2, 4, "성명 또는 명칭")
    table.label(1, 5, "등록번호", rows=2)
    for line in range(LINES):
        row = 3 + 2 * line
        if line < len(land):
            state = land[line]
            table.value(row, 0, f"({state.category_code})\n{state.category}", "지목", rows=2)
            table.value(row, 1, _area(state.area), "면적", rows=2, style=replace(VALUE, align=Align.RIGHT))
            reason = f"({state.reason_code}) {_day(state.on)}\n{state.reason}"
            table.value(row, 2, reason, "사유", rows=2, style=replace(LEFT, floor=5.5, max_lines=4))
        else:
            for column in range(3):
                table.merge(row, column, rows=2)
            if line == len(land) and land_closes:
                table.label(row, 2, BLANK, rows=2, style=_CLOSED)
        if line < len(owners):
            owner = owners[line]
            name = f"{owner.name} 외 {owner.others}인" if owner.others else owner.name
            table.value(row, 3, _day(owner.on), "변동일자")
            table.value(row + 1, 3, f"({owner.cause_code}) {owner.cause}", "변동원인")
            table.value(row, 4, owner.address, "주소", style=_TIGHT)
            table.value(row + 1, 4, name, "성명 또는 명칭", style=_TIGHT)
            table.value(row, 5, owner.registration, "등록번호", rows=2)
        else:
            table.merge(row, 5, rows=2)
            if line == len(owners) and owners_close:
                table.label(row, 4, BLANK, style=_CLOSED)
    halves = tuple(range(4, 3 + 2 * LINES, 2))
    table.close(heavy_columns=(3,), heavy_rows=(3,), light_rows=(2, *halves))
    return table.bottom


def _strip(sheet: Sheet, top: float, record: LandRecord, prices: Sequence[Price]) -> float:
    table = sheet.table(_X, top, _STRIP, (5.6, 5.6, 5.6, 5.6))
    grades: Sequence[Grade] = record.grades[-YEARS:]
    day = replace(VALUE, size=8)
    table.label(0, 0, "등급수정 연월일")
    table.label(1, 0, "토지등급(기준수확량등급)")
    table.label(2, 0, "개별공시지가 기준일")
    table.label(3, 0, "개별공시지가(원/㎡)")
    for column, grade in enumerate(grades, start=1):
        table.value(0, column, _day(grade.on), "등급수정 연월일", style=day)
        table.value(1, column, grade.grade, "토지등급", style=day)
    for column, price in enumerate(prices, start=1):
        table.value(2, column, _day(price.on), "개별공시지가 기준일", style=day)
        table.value(3, column, f"{price.won:,}", "개별공시지가", style=day)
    closed = replace(_CLOSED, size=7.5, floor=7)
    for row, used in ((0, len(grades)), (2, len(prices))):
        if used < YEARS:
            table.label(row, used + 1, "=이하여백=", style=closed)
    table.label(0, 1 + YEARS, "용도지역 등")
    table.value(1, 1 + YEARS, record.zoning, "용도지역", rows=3, style=replace(VALUE, size=8, floor=5.5, max_lines=6))
    table.close(heavy_rows=(2,), heavy=0.6)
    return table.bottom


def _certify(sheet: Sheet, top: float, code: str) -> None:
    name = DOCUMENTS[code].name_ko
    middle = Box(_X + 63, top, 140, 6)
    sheet.text(middle, f"{name}에 의하여 작성한 등본입니다.", replace(VALUE, size=12), "certificate")
    sheet.slot(replace(middle, y=top + 6.6, height=6), Field.DATE, replace(VALUE, size=11.5))
    authority = Style(size=19, floor=19, family=Family.HEADING, spacing=0.12)
    sheet.text(replace(middle, y=top + 14, height=9), AUTHORITY, authority, "authority")
    sheet.seal(Box(_X + 168.5, top + 5.2, 19, 19))
    fee = Box(_X, top + 8, 46, 9)
    sheet.frame(fee, 0.6)
    sheet.slot(fee.inset(1), Field.FEE, replace(VALUE, size=10, floor=7))
    sheet.reserve(Box(_X + 267 - _BARCODE, top, _BARCODE, _BARCODE))


def _foot(sheet: Sheet, page: int, pages: int) -> None:
    top = _Y + 180 - 9.2
    sheet.line(_X, top, _X + 267, top, 0.6)
    notice = Style(size=7.5, floor=6.5, family=Family.LABEL, align=Align.LEFT, max_lines=2, leading=1.3)
    sheet.slot(Box(_X, top + 0.4, 208, 5.2), Field.NOTICE, replace(notice, floor=6, leading=1.15))
    english = (
        "Issued by an unattended kiosk. For 90 days the document check number shows whether this paper is genuine."
    )
    sheet.text(Box(_X, top + 5.4, 208, 3.4), english, replace(notice, size=6.5, floor=6), "notice")
    number = Style(size=8, floor=7, family=Family.LABEL, align=Align.RIGHT, max_lines=1)
    sheet.slot(Box(_X + 209, top + 0.6, 42, 5.4), Field.NUMBER, number)
    sheet.text(Box(_X + 252, top + 0.6, 15, 5.4), f"{page} / {pages}", replace(number, family=Family.HEADING), "page")


def _day(day: date) -> str:
    return f"{day.year}년 {day.month:02}월 {day.day:02}일"


def _area(area: Decimal) -> str:
    return f"{area:,f}"
