"""What 등본 and 초본 share (별지 제18호, 제19호서식): head, certifying block, flowing tables, foot, masking.

A4 portrait. The first page certifies beside the title; each further page has a short head, the same first table, and
goes on under repeated headings. Every page closes with date, authority and seal. All tables stand on one grid of edges,
so that they read as one form. A number is printed whole only where an option asks for it, whatever a record holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.catalogue import AUTHORITY, DOCUMENTS
from forms.fonts import Family
from forms.page import BLANK, PORTRAIT, VALUE, Box, Sheet, Table
from forms.records.resident import Applicant
from forms.stamp import Field
from forms.textfit import Align, Style

LEFT, TOP, WIDTH = 15.0, 20.0, 180.0
BODY_END = 237.5
"""Where the tables end, mm from the top of the paper."""
GAP = 1.4
"""Between two tables."""
OMITTED = "(표시 생략)"
"""In a cell of the form that the citizen chose not to have filled."""
NOTHING = "= 공 란 ="
"""In a table for which the register has nothing."""

_RULE = 269.5
"""The line above the notice."""
_CLOSE = 6.0
"""Height of the mark that closes the last table."""
_BARCODE = 24.0
_REVISION = "<개정 2019. 11. 19.>"
_WHOLE_NUMBER = re.compile(r"(?<!\d)(\d{6}-\d)\d{6}(?!\d)")

_SMALL = Style(size=7.5, floor=6, family=Family.LABEL, align=Align.LEFT, max_lines=1)
_CLOSED = Style(size=8.5, floor=8.5, spacing=0.15)
_TITLE = Style(size=24, floor=24, family=Family.HEADING, spacing=0.42, max_lines=1)
_CERTIFIED = Style(size=9.5, floor=7, align=Align.LEFT, leading=1.2, max_lines=2)
_AUTHORITY = Style(size=17, floor=17, family=Family.HEADING, spacing=0.12, max_lines=1)
CELL = replace(VALUE, leading=1.12, max_lines=2)
"""A value that may take two lines of a cell."""
CELL_LEFT = replace(CELL, align=Align.LEFT)


@dataclass(frozen=True, slots=True)
class Section:
    """A table that may go on over pages. ``head`` and ``line`` are heights of rows, mm; ``line`` those of one line."""

    columns: tuple[float, ...]
    head: tuple[float, ...]
    line: tuple[float, ...]
    heading: Callable[[Table], None]
    count: int
    draw: Callable[[Table, int, int], None]
    """Table, first row, number of the line from 0."""
    divided: bool = False
    """Whether a light rule divides the rows of one line; it divides those of a heading always."""


class Flow:
    """Sections onto as many pages as they need.

    ``first`` draws the table that opens every page, at a height in mm, and gives its bottom.
    """

    def __init__(
        self, code: str, applicant: Applicant, purpose: str, sentence: str, first: Callable[[Sheet, float], float]
    ) -> None:
        self._code = code
        self._applicant = applicant
        self._purpose = purpose
        self._sentence = sentence
        self._first = first
        self._sheets: list[Sheet] = []
        self._y = 0.0
        self._turn()

    def add(self, section: Section, *, closes: bool = False) -> None:
        """The next table; the one that ``closes`` ends with the mark for the empty rest of the page."""
        done = 0
        while done < section.count:
            room = BODY_END - self._y - sum(section.head) + 1e-6
            lines = min(int(room / sum(section.line)), section.count - done)
            if closes and lines == section.count - done and room - lines * sum(section.line) < _CLOSE:
                lines -= 1  # the mark never stands alone on a page
            if lines > 0:
                ends = closes and done + lines == section.count
                self._table(section, done, lines, ends)
                done += lines
            if done < section.count:
                self._turn()

    def sheets(self, omitted: Sequence[str]) -> list[Sheet]:
        """The pages, finished. ``omitted``: what the citizen chose not to have printed."""
        if omitted:
            words = f"※ 신청에 따라 표시하지 않은 사항: {', '.join(omitted)}"
            style = replace(_SMALL, size=7.5, max_lines=2, leading=1.25)
            self._sheets[-1].text(Box(LEFT, BODY_END + 0.4, WIDTH, 6.2), words, style, "omitted")
        for number, sheet in enumerate(self._sheets, start=1):
            _number_page(sheet, number, len(self._sheets))
        return self._sheets

    def _turn(self) -> None:
        sheet = Sheet(PORTRAIT)
        self._sheets.append(sheet)
        _top(sheet, self._code)
        if len(self._sheets) == 1:
            bottom = _certify(sheet, self._code, self._sentence, self._applicant, self._purpose)
        else:
            bottom = _short_title(sheet, self._code)
        self._y = self._first(sheet, bottom) + GAP
        _foot(sheet)

    def _table(self, section: Section, start: int, lines: int, ends: bool) -> None:
        rows = (*section.head, *(section.line * lines))
        body = self._y + sum(rows)
        table = self._sheets[-1].table(LEFT, self._y, section.columns, (*rows, BODY_END - body) if ends else rows)
        section.heading(table)
        head, step = len(section.head), len(section.line)
        for index in range(lines):
            section.draw(table, head + step * index, start + index)
        if ends:
            table.merge(len(rows), 0, columns=len(section.columns))
            self._sheets[-1].text(Box(LEFT, body + 0.6, WIDTH, _CLOSE - 1), BLANK, _CLOSED, "closed")
        light = [*range(1, head)]
        if section.divided:
            light += [head + step * index + row for index in range(lines) for row in range(1, step)]
        table.close(heavy_rows=(head,), light_rows=tuple(light), heavy=0.7)
        self._y = (BODY_END if ends else body) + GAP


def moved(table: Table, row: int, column: int, on: date | None, reported: date | None) -> None:
    """전입일 over 변동일, in one cell of two rows."""
    table.pair(row, column, day(on), day(reported), ("전입일", "변동일"), CELL)


def day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def named(name: str, hanja: str) -> str:
    """``홍길동 (洪吉童)``"""
    return f"{name} ({hanja})" if hanja else name


def masked(text: str, *, whole: bool) -> str:
    """Every resident number in ``text`` without the last six digits, unless the ``whole`` is asked for."""
    return text if whole else _WHOLE_NUMBER.sub(r"\1******", text)


# --- the fixed parts ----------------------------------------------------------------------------------------------


def _top(sheet: Sheet, code: str) -> None:
    sheet.text(Box(LEFT, TOP, 120, 4.4), f"■ {DOCUMENTS[code].form} {_REVISION}", _SMALL, "form")
    row = TOP + 5.2
    number = replace(_SMALL, family=Family.HEADING, size=9)
    sheet.text(Box(LEFT, row, 21, 4.6), "문서확인번호 :", replace(_SMALL, size=8), "label")
    sheet.slot(Box(LEFT + 20, row, 60, 4.6), Field.CHECK_NUMBER, number)
    sheet.text(Box(LEFT + 118, row, 20, 4.6), "발급번호 :", replace(_SMALL, size=8, align=Align.RIGHT), "label")
    sheet.slot(Box(LEFT + 138, row, 42, 4.6), Field.NUMBER, replace(number, align=Align.RIGHT))


def _number_page(sheet: Sheet, number: int, pages: int) -> None:
    style = Style(size=9, floor=8, family=Family.HEADING, align=Align.RIGHT, max_lines=1)
    sheet.text(Box(LEFT + WIDTH - 30, TOP, 30, 4.4), f"{number} / {pages}", style, "page")
    if pages > 1:
        sheet.text(Box(LEFT + WIDTH - 20, _RULE + 4.6, 20, 2.9), f"{pages}-{number}", replace(style, size=8), "page")
    if number < pages:
        aside = replace(_SMALL, align=Align.RIGHT)
        sheet.text(Box(LEFT + WIDTH - 50, BODY_END + 0.4, 50, 4), "다음 쪽에 계속", aside, "page")


def _title(code: str) -> tuple[str, str]:
    """``주민등록표``, ``등본``."""
    name, kind = DOCUMENTS[code].name_ko.split(" ")
    return name, kind


def _short_title(sheet: Sheet, code: str) -> float:
    name, kind = _title(code)
    style = replace(_TITLE, size=15, floor=15)
    sheet.text(Box(LEFT, TOP + 11, WIDTH, 8), f"{name}({kind})", style, "title")
    return TOP + 21


def _certify(sheet: Sheet, code: str, sentence: str, applicant: Applicant, purpose: str) -> float:
    top = TOP + 12
    name, kind = _title(code)
    sheet.text(Box(LEFT, top + 9, 84, 11), name, _TITLE, "title")
    sheet.text(Box(LEFT, top + 21, 84, 9), f"({kind})", replace(_TITLE, size=19, floor=19, spacing=0.6), "title")
    left, wide = LEFT + 88, WIDTH - 88
    sheet.text(Box(left, top, wide, 9), sentence, _CERTIFIED, "certificate")
    label = replace(_SMALL, size=8.5, family=Family.LABEL)
    value = replace(_CERTIFIED, size=9, floor=6, leading=1.1)
    rows = (
        ("담당자", Field.ISSUER),
        ("전화", Field.PHONE),
        ("신청인", f"{applicant.name} ({applicant.born.isoformat()})"),
        ("용도 및 목적", purpose),
    )
    for index, (heading, filled) in enumerate(rows):
        y = top + 10 + 5.1 * index
        sheet.text(Box(left, y, 19, 5), heading, label, "label")
        sheet.text(Box(left + 19, y, 3, 5), ":", label, "label")
        box = Box(left + 22, y, wide - 22, 5)
        if isinstance(filled, Field):
            sheet.slot(box, filled, value)
        else:
            sheet.text(box, filled, value, heading)
    sheet.slot(Box(left, top + 31, wide, 5), Field.DATE, replace(VALUE, size=10))
    box = Box(left, top + 36.4, wide, 7)
    sheet.text(box, AUTHORITY, replace(_AUTHORITY, size=13, floor=13), "authority")
    sheet.seal(Box(left + 69, top + 30.4, 14, 14))
    return top + 45


def _foot(sheet: Sheet) -> None:
    top = BODY_END + 7
    middle = Box(LEFT + 30, top + 2.2, 120, 5.6)
    sheet.reserve(Box(LEFT, top, _BARCODE, _BARCODE))
    sheet.slot(middle, Field.DATE, replace(VALUE, size=11))
    sheet.text(replace(middle, y=top + 9.4, height=8), AUTHORITY, _AUTHORITY, "authority")
    sheet.seal(Box(LEFT + 119, top + 3, 19, 19))
    fee = Box(LEFT + 148, top + 12, 32, 11)
    sheet.frame(fee, 0.6)
    sheet.slot(fee.inset(0.8), Field.FEE, replace(VALUE, size=9.5, floor=6, leading=1.1))
    sheet.line(LEFT, _RULE, LEFT + WIDTH, _RULE, 0.6)
    notice = replace(_SMALL, size=7, floor=6, leading=1.2)
    sheet.slot(Box(LEFT, _RULE + 0.3, WIDTH, 4.7), Field.NOTICE, replace(notice, max_lines=2))
    english = (
        "Issued by an unattended kiosk. For 90 days the document check number shows whether this paper is genuine."
    )
    sheet.text(Box(LEFT, _RULE + 5, WIDTH - 22, 2.5), english, replace(notice, size=6.5), "notice")
