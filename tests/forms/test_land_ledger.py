"""토지대장 and 임야대장, read back by other programs."""

from __future__ import annotations

import pickle
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from forms import fonts
from forms.catalogue import LEGAL_DONGS
from forms.compose import STAND_IN, GlyphRefused, LayoutOverflow, Stamp, UnknownDocument, compose
from forms.documents import land_ledger
from forms.page import BLANK, LANDSCAPE, Box
from forms.stamp import fee_text
from tests.forms.papers import (
    ALL,
    DEMO,
    LONG,
    STAMP,
    code_of,
    draft,
    drawn_glyphs,
    font_table,
    parcels,
    pictures,
    record,
    text,
    with_owner,
)

MOUNTAIN = "2641010300200020001"
UNPRINTABLE = "2641010900109010000"
FALLBACK = "2641010900103320007"
CLOSED = BLANK.replace(" ", "")


def test_every_field_is_on_the_page() -> None:
    shown = text(draft().issue(STAMP))
    for words in (
        "2641010700-10084-0001",
        "부산광역시 금정구 구서동",
        "84-1",
        "1:1200",
        "1-1",
        "B001-20261122-000001",
        "1234-5678-9012-3456",
        "14시 05분 33초",
        "2026년 11월 22일",
        "토지대장에 의하여 작성한 등본입니다.",
        "부산광역시 금정구청장",
        "수수료 300원",
        "별지 제63호서식",
        "(20) 1996년 02월 15일",
        "84번에서 분할",
        "330.5",
        "(03) 소유권이전",
        "금강로 335, 101동 1204호",
        "김가온",
        "990101-3******",
        "1995년 01월 01일",
        "2,445,900",
        "제2종일반주거지역",
        "금정구청 1층 민원실 무인민원발급기(B001)에서 발급되었습니다",
        "051-519-0000",
    ):
        assert words in shown, words
    assert "1/1" in shown.replace(" ", "")
    assert "2차원 바코드" not in shown  # not before there is one


def test_the_forest_ledger_is_its_own_form() -> None:
    shown = text(draft(MOUNTAIN).issue(STAMP))
    assert "임야대장에 의하여 작성한 등본입니다." in shown
    assert "별지 제64호서식" in shown
    assert "산 2-1" in shown
    assert "토지대장" not in shown


@pytest.mark.parametrize(
    ("options", "present", "absent"),
    [
        ({}, ["답에서 변경", "2011년 10월 31일", "2,445,900"], ["84번에서 분할", "1996년 03월 04일"]),
        ({"history": "include"}, ["84번에서 분할"], ["1996년 03월 04일"]),
        ({"ownership": "include"}, ["1996년 03월 04일", "황보단"], ["84번에서 분할"]),
        ({"price": "omit"}, ["1995년 01월 01일"], ["2,445,900", "2026년 01월 01일"]),
    ],
)
def test_options_choose_what_is_printed(options: dict[str, str], present: list[str], absent: list[str]) -> None:
    shown = text(draft(options=options).issue(STAMP))
    for words in present:
        assert words in shown, words
    for words in absent:
        assert words not in shown, words


def test_an_option_the_catalogue_does_not_have_is_a_bug() -> None:
    for options in ({"colour": "red"}, {"history": "maybe"}):
        with pytest.raises(ValueError, match="has no option"):
            draft(options=options)


def test_a_long_history_continues_on_pages_of_the_same_frame(tmp_path: Path) -> None:
    long = draft(LONG)
    assert long.pages == 3
    pdf = long.issue(STAMP)
    assert len(PdfReader(BytesIO(pdf)).pages) == 3
    for page in (1, 2, 3):
        shown = text(pdf, page)
        for words in (f"1-{page}", STAMP.number, STAMP.check_number, "부산광역시 금정구청장", "2641010700-10200-0003"):
            assert words in shown, (page, words)
        assert f"{page}/3" in shown.replace(" ", "")
        assert (CLOSED in shown.replace(" ", "")) == (page == 3)
    assert "김마루 외 4인" in text(pdf, 3)
    whole = text(pdf)
    for line in record(LONG).land:
        assert line.reason in whole


def test_a_history_that_fills_its_frame_is_closed_on_no_line_of_its_own() -> None:
    line = parcels()[DEMO]["land"][0]
    seven = text(draft(land=[line] * 7, owners=[parcels()[DEMO]["owners"][0]] * 7).issue(STAMP))
    assert CLOSED not in seven.replace(" ", "")
    eight = draft(land=[line] * 8, owners=[parcels()[DEMO]["owners"][0]] * 7)
    assert eight.pages == 2
    assert text(eight.issue(STAMP), 2).replace(" ", "").count(CLOSED) == 2  # both histories end on the second page


def test_an_empty_frame_stays_ruled(tmp_path: Path) -> None:
    [page] = pictures(draft(options={}).issue(STAMP), tmp_path, dpi=144)
    x = round((15 + 30) / 25.4 * 144)
    column = [page.getpixel((x, y)) for y in range(round(46 / 25.4 * 144), round(132.5 / 25.4 * 144))]
    dark = [value < 150 for value in column]  # type: ignore[operator]  # a grey page has single values
    rules = sum(1 for before, here in pairwise(dark) if here and not before)
    assert rules >= land_ledger.LINES + 2


def test_all_fonts_are_embedded_subsets_and_none_is_helvetica(tmp_path: Path) -> None:
    table = font_table(draft(FALLBACK).issue(STAMP), tmp_path)
    assert {row[0] for row in table} == {
        "AAAAAA+NanumMyeongjo-YetHangul",
        "AAAAAA+PretendardGOV-Regular",
        "AAAAAA+PretendardGOV-Bold",
        "AAAAAA+NotoSerifKR-Han",
    }
    assert all(row[1:7] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"] for row in table)


def test_every_sample_parcel_is_drawn_without_a_missing_glyph_or_is_refused() -> None:
    for pnu in parcels():
        if pnu == UNPRINTABLE:
            with pytest.raises(GlyphRefused) as refused:
                draft(pnu)
            assert refused.value.characters == "𠮷"
            continue
        drawn = drawn_glyphs(draft(pnu).issue(STAMP))
        assert len(drawn) > 400
        assert all(glyph for _, glyph, _ in drawn), pnu
        blanks = sum(1 for _, _, outline in drawn if not outline)
        assert blanks < len(drawn) / 5, pnu  # only spaces have no outline


def test_a_rare_name_comes_back_as_text() -> None:
    assert "金㴗" in text(draft(FALLBACK).issue(STAMP))
    assert "뷁똠방" in text(draft("2641010700104150000").issue(STAMP))
    assert "諸葛潤洙" in text(draft("2641010400109610005").issue(STAMP))


def test_a_decomposed_name_is_composed_not_torn() -> None:
    pdf = draft(**with_owner(DEMO, name="\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc")).issue(STAMP)
    assert "홍길동" in text(pdf)


@pytest.mark.parametrize("name", ["가" * 200, "가나다 " * 60])
def test_what_does_not_fit_is_refused_at_compose_and_not_quoted(name: str) -> None:
    with pytest.raises(LayoutOverflow) as refused:
        draft(**with_owner(DEMO, name=name))
    assert refused.value.place == "성명 또는 명칭"
    assert "가" not in str(refused.value)


def test_a_long_address_is_set_smaller_and_whole() -> None:
    address = (
        "부산광역시 금정구 중앙대로1777번길 123, 가상금정산하늘채그랑블아파트 제101동 제2304호 (구서동, 금정누리마을)"
    )
    pdf = draft(**with_owner(DEMO, address=address)).issue(STAMP)
    squeezed = text(pdf).replace(" ", "")
    assert "가상금정산하늘채그랑블아파트" in squeezed
    assert "금정누리마을)" in squeezed


def test_long_reasons_and_many_zones_are_set_whole() -> None:
    state = parcels()[DEMO]["land"][0] | {"reason": "두구동 1020-5번부터 1020-48번까지를 분할하고 " * 2 + "끝"}
    zones = ", ".join(f"가상제{n}호용도지구" for n in range(1, 11)) + ", 끝구역"
    squeezed = text(draft(land=[state], zoning=zones).issue(STAMP)).replace(" ", "")
    assert "분할하고끝" in squeezed
    assert "끝구역" in squeezed


def test_the_same_stamp_gives_the_same_bytes_and_another_does_not() -> None:
    once = draft()
    assert once.issue(STAMP) == once.issue(STAMP) == draft().issue(STAMP)
    assert once.issue(replace(STAMP, number="B001-20261122-000002")) != once.issue(STAMP)


def test_a_copy_makes_no_font_program_again() -> None:
    once = compose("D03", record(DEMO), ALL, replace(STAND_IN, place_name=STAMP.place_name, phone=STAMP.phone))
    names = {name for family in fonts.Family for name in family.value}
    made = {name: set(fonts.face(name)._programs) for name in names}
    for n, fee in enumerate((300, 1000, 0)):
        once.issue(replace(STAMP, number=f"B001-20261122-{n:06d}", fee=fee))
    assert {name: set(fonts.face(name)._programs) for name in names} == made


def test_metadata_names_the_document_and_nobody() -> None:
    reader = PdfReader(BytesIO(draft().issue(STAMP)))
    found: Any = reader.metadata
    assert found.title == "토지대장 B001-20261122-000001"
    assert not found.author
    assert not found.subject
    assert not found.creator
    assert "김가온" not in str(dict(found))


def test_nothing_leaves_the_print_area_the_sample_mark_is_everywhere_and_the_barcode_places_are_white(
    tmp_path: Path,
) -> None:
    dpi = 100
    pages = pictures(draft(LONG).issue(STAMP), tmp_path, dpi)
    assert len(pages) == 3
    sheets = land_ledger.lay("D03", record(LONG), ALL)
    for page, sheet in zip(pages, sheets, strict=True):
        assert page.size == (1170, 827) or page.size == (1169, 827)

        def pixels(box: Box, grow: int) -> tuple[int, int, int, int]:
            left, top = box.x / 25.4 * dpi, box.y / 25.4 * dpi
            right, bottom = (box.x + box.width) / 25.4 * dpi, (box.y + box.height) / 25.4 * dpi
            return round(left) - grow, round(top) - grow, round(right) + grow, round(bottom) + grow

        ink = page.point(lambda value: 255 if value < 250 else 0).getbbox()
        left, top, right, bottom = pixels(LANDSCAPE.area, 2)
        assert ink is not None
        assert left <= ink[0]
        assert top <= ink[1]
        assert ink[2] <= right
        assert ink[3] <= bottom
        assert len(sheet.reserved) == 2
        for box in sheet.reserved:
            assert page.crop(pixels(box, -1)).getextrema() == (255, 255)
        grey = sum(page.histogram()[225:240])
        assert grey > 0.03 * page.width * page.height


def test_there_is_no_stamp_without_the_sample_mark() -> None:
    with pytest.raises(ValueError, match="견본"):
        replace(STAMP, test=False)  # type: ignore[arg-type]  # what a careless caller could try


@pytest.mark.parametrize("change", [{"check_number": "1234"}, {"fee": -1}])
def test_a_stamp_checks_itself(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"check number|fee"):
        replace(STAMP, **change)
    with pytest.raises(ValueError, match="aware"):
        replace(STAMP, issued_at=STAMP.issued_at.replace(tzinfo=None))


def test_a_stamp_and_a_draft_show_nothing_and_a_draft_is_not_pickled() -> None:
    assert STAMP.check_number not in repr(STAMP)
    once = draft()
    assert repr(once) == "Draft(토지대장, 1 pages)"
    with pytest.raises(TypeError):
        pickle.dumps(once)


@pytest.mark.parametrize(
    ("fee", "exemption", "shown"),
    [
        (300, None, "수수료 300원"),
        (1000, None, "수수료 1,000원"),
        (0, None, "무료"),
        (0, "", "수수료 면제"),
        (0, "조례 제5조", "수수료 면제 (조례 제5조)"),
    ],
)
def test_the_fee_cell(fee: int, exemption: str | None, shown: str) -> None:
    assert fee_text(fee, exemption) == shown
    assert shown in text(draft().issue(replace(STAMP, fee=fee, exemption=exemption)))


def test_the_kiosks_own_place_is_proved_before_money() -> None:
    with pytest.raises(LayoutOverflow):
        compose("D03", record(DEMO), {}, replace(STAND_IN, place_name="아주 긴 장소 이름 " * 20))
    with pytest.raises(GlyphRefused):
        compose("D03", record(DEMO), {}, replace(STAND_IN, place_name="𠮷청"))


def test_unknown_document() -> None:
    with pytest.raises(UnknownDocument):
        compose("D99", record(DEMO), {})


def test_the_stand_in_is_as_wide_as_any_stamp() -> None:
    wide = replace(STAMP, number="B008-20261208-888888", fee=88_800, exemption="조례 제5조")
    assert isinstance(wide, Stamp)
    draft().issue(replace(wide, check_number="8888-8888-8888-8888"))


def test_sample_parcels_cover_every_dong_with_both_ledgers() -> None:
    for dong in LEGAL_DONGS:
        here = [pnu for pnu in parcels() if pnu.startswith(dong.code)]
        assert 3 <= len(here) <= 5
        assert {code_of(pnu) for pnu in here} == {"D03", "D04"}
        for pnu in here:
            found = record(pnu)
            assert found.pnu == pnu
            assert found.location.endswith(dong.name_ko)
            lot = found.lot.removeprefix("산 ").split("-")
            assert (int(pnu[11:15]), int(pnu[15:])) == (int(lot[0]), int(lot[1]) if len(lot) > 1 else 0)
