"""주민등록표 등본, read back by other programs."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from forms import fonts
from forms.catalogue import EXEMPTIONS
from forms.compose import STAND_IN, Draft, GlyphRefused, LayoutOverflow, compose
from forms.documents import resident_household
from forms.page import BLANK
from forms.records import HouseholdRecord, decode
from tests.forms.papers import (
    STAMP,
    choices,
    drawn_glyphs,
    font_table,
    judge_portrait,
    resident,
    residents,
    words,
)

MOST: dict[str, str] = residents()["family_most"]["options"]
CLOSED = BLANK.replace(" ", "")
LEFT_OUT = "신청에따라표시하지않은사항:"


def record(name: str, **changes: Any) -> HouseholdRecord:
    found = decode("D01", json.dumps(residents()[name]["record"] | changes).encode())
    assert isinstance(found, HouseholdRecord)
    return found


def of(members: int, addresses: int = 1) -> dict[str, Any]:
    """A household of so many, all that a record can say about each."""
    [someone] = [each for each in residents()["family_most"]["record"]["members"] if each["relation"] == "본인"]
    others = [someone | {"name": f"김번{n:03}", "relation": "자녀", "oneself": False} for n in range(2, members + 1)]
    [*_, address] = residents()["family_most"]["record"]["addresses"]
    past = [address | {"address": f"부산광역시 금정구 금강로 {n:03}"} for n in range(1, addresses)]
    return {"members": [someone, *others], "addresses": [*past, address], "lodgers": []}


def laid(household: Draft) -> list[str]:
    """The words of each page."""
    pdf = household.issue(STAMP)
    return [words(pdf, page) for page in range(1, household.pages + 1)]


def test_every_field_is_on_the_page() -> None:
    [shown] = laid(resident("family_most"))
    for part in (
        "■ 주민등록법 시행규칙 [별지 제18호서식] <개정 2019. 11. 19.>",
        "1 / 1",
        "1234-5678-9012-3456",
        "B001-20261122-000001",
        "주 민 등 록 표",
        "( 등 본 )",
        "이 등본은 세대별 주민등록표의 원본내용과",
        "틀림없음을 증명합니다.",
        "무인민원발급기 B001",
        "금정구청 민원여권과 051-519-0000",
        "김가온 (2099-01-01)",
        "은행 제출용",
        "2026년 11월 22일",
        "부산광역시 금정구청장",
        "김가온 (金佳穩)",
        "전입세대구성",
        "현 주소",
        "금강로 335, 101동 1204호 (구서동, 가상금정타운)",
        "전 주소",
        "서부곡로 10",
        "청룡로 25, 2동 305호",
        "배우자",
        "990203-4000011",
        "990809-4******",
        "출생등록",
        "2099-07-15",
        "동거인",
        "황보단 (皇甫丹)",
        BLANK,
        "수수료 300원",
        "금정구청 1층 민원실 무인민원발급기(B001)에서 발급되었습니다",
    ):
        assert part.replace(" ", "") in shown, part
    assert shown.count("2026년11월22일") == 2
    assert shown.count("부산광역시금정구청장") == 2
    assert LEFT_OUT not in shown  # nothing was


def test_present_address_comes_first_and_then_the_past_from_the_latest_back() -> None:
    [shown] = laid(resident("family_most"))
    places = [shown.index(street) for street in ("금강로335", "청룡로25", "서부곡로10")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("option", "absent", "note"),
    [
        ({"past_addresses": "omit"}, ["전주소", "청룡로25"], "과거의주소변동사항"),
        ({"formation": "omit"}, ["전입세대구성"], "세대구성사유및일자"),
        ({"moved": "omit"}, ["2099-05-06", "2099-07-15", "2099-03-04"], "전입일ㆍ변동일"),
        ({"reason": "omit"}, ["출생등록"], "변동사유"),
        ({"relation": "omit"}, ["배우자", "자녀"], "세대주와의관계"),
        ({"member_names": "omit"}, ["이누리", "김마루", "황보단", "皇甫丹"], "다른세대원의이름"),
        ({"lodgers": "omit"}, ["황보단", "990809"], "동거인"),
    ],
)
def test_what_was_not_asked_for_is_not_printed_whatever_the_record_holds(
    option: dict[str, str], absent: list[str], note: str
) -> None:
    [most] = laid(resident("family_most"))
    [shown] = laid(resident("family_most", MOST | option))
    for part in absent:
        assert part in most, part
        assert part not in shown.replace(note, ""), part
    assert note in shown[shown.index(LEFT_OUT) :]
    assert "김가온" in shown


def test_the_least_paper_has_the_householder_the_address_and_masked_numbers() -> None:
    [shown] = laid(resident("single"))
    assert "도솔" in shown
    assert "부산대학로63번길2(장전동)" in shown
    assert "990405-4******" in shown
    assert "(표시생략)" in shown
    for note in ("과거의주소변동사항", "세대구성사유및일자", "전입일ㆍ변동일", "변동사유", "세대주와의관계", "동거인"):
        assert note in shown[shown.index(LEFT_OUT) :]


@pytest.mark.parametrize(
    ("numbers", "whole"),
    [
        ("omit", []),
        ("self", ["990101-3000012"]),
        ("all", ["990101-3000012", "990203-4000011", "990506-3000013", "990708-4000014"]),
    ],
)
def test_a_number_is_whole_only_where_it_was_asked_for(numbers: str, whole: list[str]) -> None:
    lodger = residents()["family_most"]["record"]["lodgers"][0] | {"number": "990809-4000015"}
    household = resident("family_most", MOST | {"numbers": numbers}, lodgers=[lodger])  # the record has them all whole
    [shown] = laid(household)
    every = ["990101-3000012", "990203-4000011", "990506-3000013", "990708-4000014", "990809-4000015"]
    for number in every:
        hidden = number[:8] + "******"
        if number in whole:
            assert number in shown
        else:
            assert number not in shown
            assert number[8:] not in shown
            assert hidden in shown


@pytest.mark.parametrize(
    ("members", "pages"), [(1, [1]), (10, [10]), (11, [10, 1]), (23, [10, 13]), (40, [10, 15, 15])]
)
def test_ten_members_fill_the_first_page_and_more_go_on(members: int, pages: list[int], tmp_path: Path) -> None:
    household = resident("family_most", MOST | {"lodgers": "omit"}, **of(members))
    assert household.pages == len(pages)
    pdf = household.issue(STAMP)
    assert len(PdfReader(BytesIO(pdf)).pages) == len(pages)
    start = 1
    for page, here in enumerate(pages, start=1):
        shown = words(pdf, page)
        for part in (
            "별지제18호서식",
            f"{page}/{len(pages)}",
            STAMP.number,
            STAMP.check_number,
            "세대주성명(한자)김가온(金佳穩)",
            "번호세대주관계성명(한자)주민등록번호전입일변동일변동사유",
            "2026년11월22일",
            "부산광역시금정구청장",
            "수수료300원",
        ):
            assert part in shown, (page, part)
        assert ("틀림없음을증명합니다" in shown) == (page == 1)
        last = page == len(pages)
        assert (CLOSED in shown) == last
        assert ("다음쪽에계속" in shown) != last
        assert (f"{len(pages)}-{page}" in shown.replace(STAMP.number, "")) == (len(pages) > 1)
        for n in range(max(2, start), start + here):
            assert f"{n}자녀김번{n:03}(金佳穩)" in shown
        assert f"김번{start + here:03}" not in shown
        start += here
    judge_portrait(pdf, resident_household.lay("D01", record("family_most", **of(members)), MOST), tmp_path)


def test_every_page_is_sealed_and_the_first_twice() -> None:
    sheets = resident_household.lay("D01", record("large"), MOST)
    assert [len(sheet.seals) for sheet in sheets] == [2, 1]
    pages = PdfReader(BytesIO(resident("large").issue(STAMP))).pages
    drawn = [page.get_contents().get_data().count(b" Do Q") for page in pages]  # type: ignore[union-attr]  # has one
    assert drawn == [2, 1]


def test_past_addresses_flow_over_pages_as_well() -> None:
    pages = laid(resident("family_most", **of(4, addresses=40)))
    assert len(pages) > 2
    whole = "".join(pages)
    for n in range(1, 40):
        assert f"금강로{n:03}" in whole
    assert "".join(pages).count(CLOSED) == 1
    assert CLOSED in pages[-1]
    assert "김번004" in pages[-1]


def test_the_householder_is_named_even_if_other_names_are_not_asked_for() -> None:
    members = residents()["family_most"]["record"]["members"]
    asks = [member | {"oneself": member["relation"] == "배우자"} for member in members]
    [shown] = laid(resident("family_most", MOST | {"member_names": "omit", "numbers": "self"}, members=asks))
    assert shown.count("김가온") == 2  # 신청인 and 세대주, not the line of 본인
    assert "이누리990203-4000011" in shown
    assert "990101-3******" in shown


def test_withheld_parts_stay_empty_whatever_the_options_ask() -> None:
    [shown] = laid(resident("single", MOST))
    assert "None" not in shown
    assert "전입세대" not in shown
    assert "전주소" not in shown


def test_foreign_names_hanja_and_rare_syllables_are_whole() -> None:
    [shown] = laid(resident("foreign"))
    assert "SAMPLEALEXANDRIACHRISTINAMARGUERITEVANDERWESTHUIZEN-OYELARAN990303-8******" in shown
    assert "배우자(외국인)" in shown
    [untold] = laid(resident("foreign", MOST | {"relation": "omit"}))
    assert "외국인)" not in untold
    assert "鮮于率" in shown
    assert "가상금정산하늘채그랑블아파트제101동제2304호(구서동,금정누리마을)" in shown
    [shown] = laid(resident("rare"))
    for part in ("뷁똠방", "諸葛潤洙", "김쀍", "金㴗"):
        assert part in shown


def test_a_name_that_no_font_has_is_refused() -> None:
    with pytest.raises(GlyphRefused) as refused:
        resident("unprintable")
    assert refused.value.characters == "𠮷"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"householder": "가나다라마바사 " * 12}, "세대주 성명"),
        ({"applicant": {"name": "가" * 100, "born": "2099-01-01"}}, "신청인"),
        ({"purpose": "가" * 100}, "용도 및 목적"),
        ({"formation": {"reason": "가" * 100, "on": "2099-01-01"}}, "세대구성 사유"),
        ({"addresses": [{"address": "가" * 400}]}, "주소"),
        ({"members": [{"name": "가" * 100}]}, "성명"),
        ({"members": [{"relation": "가" * 100}]}, "세대주 관계"),
        ({"members": [{"reason": "가" * 100}]}, "변동사유"),
    ],
)
def test_what_does_not_fit_is_refused_at_compose_and_not_quoted(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(LayoutOverflow) as refused:
        resident("family_most", **changes)
    assert refused.value.place == place
    assert "가가" not in str(refused.value)


def test_every_combination_of_options_lays_out() -> None:
    household = record("family_most")
    assert {len(resident_household.lay("D01", household, options)) for options in choices("D01")} == {1}


def test_all_fonts_are_embedded_and_no_glyph_is_missing(tmp_path: Path) -> None:
    pdf = resident("rare").issue(STAMP)
    assert all(row[1:7] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"] for row in font_table(pdf, tmp_path))
    drawn = drawn_glyphs(pdf)
    assert all(glyph for _, glyph, _ in drawn)
    assert sum(1 for _, _, outline in drawn if not outline) < len(drawn) / 4  # only spaces have no outline


@pytest.mark.parametrize("exemption", [None, *EXEMPTIONS.values()])
def test_a_copy_says_why_it_is_free_and_makes_no_font_program_again(exemption: Any) -> None:
    place = replace(STAND_IN, place_name=STAMP.place_name, phone=STAMP.phone)
    once = compose("D01", record("family_most"), MOST, place)
    names = {name for family in fonts.Family for name in family.value}
    made = {name: set(fonts.face(name)._programs) for name in names}
    stamps = [replace(STAMP, fee=0, exemption="조례 제5조제1항"), replace(STAMP, fee=200)]
    if exemption:
        stamps = [replace(STAMP, fee=0, exemption=exemption.register_law)]
    shown = [words(once.issue(stamp)) for stamp in stamps]
    assert {name: set(fonts.face(name)._programs) for name in names} == made
    if exemption:
        assert f"수수료면제({exemption.register_law})".replace(" ", "") in shown[0]
    else:
        assert "수수료면제(조례제5조제1항)" in shown[0]
        assert "수수료200원" in shown[1]


def test_metadata_names_the_document_and_nobody() -> None:
    pdf = resident("family_most").issue(STAMP)
    found: Any = PdfReader(BytesIO(pdf)).metadata
    assert found.title == "주민등록표 등본 B001-20261122-000001"
    assert "김가온" not in str(dict(found))


_NAMES = st.text(st.sampled_from("가나닭뷁김이박최 ABCXYZ-金佳穩"), min_size=1, max_size=40)
_MEMBERS = st.lists(
    st.fixed_dictionaries(
        {"name": st.none() | _NAMES, "hanja": st.sampled_from(["", "金佳穩", "諸葛潤洙"])},
        optional={
            "relation": st.sampled_from(["본인", "배우자", "자녀의 배우자"]),
            "number": st.sampled_from(["990101-3******", "990101-3000012"]),
            "moved": st.just("2099-03-02"),
            "reason": st.sampled_from(["전입", "이전세대주전출"]),
            "foreign": st.booleans(),
        },
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(members=_MEMBERS, householder=_NAMES, numbers=st.sampled_from(["omit", "self", "all"]))
def test_any_household_is_printed_whole(members: list[dict[str, Any]], householder: str, numbers: str) -> None:
    household = resident("family_most", MOST | {"numbers": numbers}, members=members, householder=householder)
    shown = "".join(laid(household))
    assert householder.replace(" ", "") in shown
    for member in members:
        name = (member["name"] or "").replace(" ", "")
        assert name + (f"({member['hanja']})" if name and member["hanja"] else "") in shown
    whole = any(member.get("number") == "990101-3000012" for member in members)
    assert ("3000012" in shown) == (whole and numbers == "all")
