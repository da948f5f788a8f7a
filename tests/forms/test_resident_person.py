"""주민등록표 초본, read back by other programs."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from forms.compose import Draft, GlyphRefused, LayoutOverflow
from forms.documents import resident_person
from forms.page import BLANK
from forms.records import PersonRecord, decode
from tests.forms.papers import STAMP, choices, drawn_glyphs, font_table, judge_portrait, resident, residents, words

MOST: dict[str, str] = residents()["person_most"]["options"]
HISTORY: list[dict[str, Any]] = residents()["person_most"]["record"]["addresses"]
CLOSED = BLANK.replace(" ", "")
NOTHING = "=공란="
LEFT_OUT = "신청에따라표시하지않은사항:"


def record(name: str, **changes: Any) -> PersonRecord:
    found = decode("D02", json.dumps(residents()[name]["record"] | changes).encode())
    assert isinstance(found, PersonRecord)
    return found


def laid(person: Draft) -> list[str]:
    """The words of each page."""
    pdf = person.issue(STAMP)
    return [words(pdf, page) for page in range(1, person.pages + 1)]


def test_every_field_is_on_the_paper() -> None:
    pages = laid(resident("person_most"))
    assert len(pages) == 3
    first, last = pages[0], pages[-1]
    for part in (
        "■주민등록법시행규칙[별지제19호서식]<개정2019.11.19.>",
        "1/3",
        "1234-5678-9012-3456",
        "B001-20261122-000001",
        "주민등록표(초본)",
        "이초본은개인별주민등록표의원본내용과틀림없음을증명합니다.",
        "담당자:",
        "무인민원발급기B001",
        "금정구청민원여권과051-519-0000",
        "신청인:김가온(2099-01-01)",
        "용도및목적:법원제출용",
        "성명(한자)김가온(金佳穩)",
        "주민등록번호990101-3000012",
        "국내거소신고번호",
        "외국인등록번호",
        "인적사항변경내용번호변경전변경후변경일자변경사유",
        "1김가은(金佳恩)김가온(金佳穩)2105-02-03개명",
        "2990101-3000013990101-30000122106-02-20주민등록번호정정",
        "번호주소전입일/변동일세대주및관계등록상태변동사유",
        "2부산광역시금정구중앙대로18(장전동)2100-03-02/2100-03-04김나루/자녀거주자전입",
        "수수료300원",
    ):
        assert part in first, part
    for part in (
        "24부산광역시금정구금강로335,101동1204호(구서동,가상금정타운)2122-03-02/2122-03-04김가온/본인거주자전입",
        "병역사항입영일자전역일자군별계급군번역종전역사유2119-01-022120-07-01육군병장19-76000001현역만기전역",
        CLOSED,
    ):
        assert part in last, part
    assert "거주불명" in pages[1]
    assert LEFT_OUT not in "".join(pages)


def test_a_long_history_goes_on_under_the_same_headings(tmp_path: Path) -> None:
    person = resident("person_most")
    pdf = person.issue(STAMP)
    assert len(PdfReader(BytesIO(pdf)).pages) == person.pages == 3
    for page in (1, 2, 3):
        shown = words(pdf, page)
        for part in (
            f"{page}/3",
            STAMP.number,
            STAMP.check_number,
            "별지제19호서식",
            "성명(한자)김가온(金佳穩)주민등록번호990101-3000012",
            "번호주소전입일/변동일세대주및관계등록상태변동사유",
            "2026년11월22일",
            "부산광역시금정구청장",
        ):
            assert part in shown, (page, part)
        assert ("틀림없음을증명합니다" in shown) == (page == 1)
        assert (CLOSED in shown) == (page == 3)
        assert ("다음쪽에계속" in shown) == (page != 3)
    whole = words(pdf)
    places = [whole.index(f"{line['moved']}/{line['changed']}") for line in HISTORY]
    assert places == sorted(places)  # oldest first
    sheets = resident_person.lay("D02", record("person_most"), MOST)
    assert [len(sheet.seals) for sheet in sheets] == [2, 1, 1]
    judge_portrait(pdf, sheets, tmp_path)


@pytest.mark.parametrize(("lines", "pages"), [(1, 1), (6, 1), (7, 2), (17, 2), (18, 2), (19, 3)])
def test_a_page_is_filled_but_the_mark_of_the_end_has_its_room_and_company(lines: int, pages: int) -> None:
    asked = MOST | {"service": "omit"}
    shown = laid(resident("person_most", asked, addresses=HISTORY[-1:] * lines))
    assert len(shown) == pages
    assert [CLOSED in page for page in shown] == [False] * (pages - 1) + [True]
    assert all("2122-03-02/2122-03-04" in page for page in shown)
    assert "".join(shown).count("2122-03-02/2122-03-04") == lines


def test_earlier_householders_are_there_only_if_asked_for_and_given() -> None:
    asked = "".join(laid(resident("person_most")))
    assert asked.count("김나루/자녀") == 11
    assert asked.count("김가온/본인") == 13
    not_asked = "".join(laid(resident("person_most", MOST | {"householders": "omit"})))
    assert "김나루" not in not_asked
    assert not_asked.count("김가온/본인") == 1  # of the present address
    assert "과거주소의세대주와그관계" in not_asked[not_asked.index(LEFT_OUT) :]


def test_withheld_householders_stay_withheld_whatever_is_asked() -> None:
    assert residents()["person_withheld"]["options"]["householders"] == "include"
    [shown] = laid(resident("person_withheld"))
    assert "김나루" not in shown
    assert shown.count("자녀") == 1
    assert "김가온/자녀" in shown  # of the present address
    assert "None" not in shown
    assert "세대주와그관계" not in shown  # not the citizen's choice, so it is not said to be


@pytest.mark.parametrize(
    ("option", "absent", "note"),
    [
        ({"changes": "omit"}, ["개명", "김가은", "2105-02-03"], "인적사항변경내용"),
        ({"past_addresses": "omit"}, ["중앙대로18", "거주불명"], "과거의주소변동사항"),
        ({"moved": "omit"}, ["2122-03-02", "2100-03-04"], "전입일ㆍ변동일"),
        ({"reason": "omit"}, ["도로명주소변경", "재등록"], "변동사유"),
        ({"service": "omit"}, ["육군", "2119-01-02", "입영일자"], "병역사항"),
        ({"service": "basic"}, ["육군", "병장", "19-76000001", "만기전역"], ""),
        ({"foreign_number": "omit"}, ["외국인등록번호"], "국내거소신고번호ㆍ외국인등록번호"),
        ({"numbers": "omit"}, ["3000012", "3000013"], ""),
    ],
)
def test_what_was_not_asked_for_is_not_printed_whatever_the_record_holds(
    option: dict[str, str], absent: list[str], note: str
) -> None:
    most = "".join(laid(resident("person_most")))
    shown = "".join(laid(resident("person_most", MOST | option)))
    for part in absent:
        assert part in most, part
        assert part not in (shown.replace(note, "") if note else shown), part
    assert (note in shown[shown.index(LEFT_OUT) :]) if note else (LEFT_OUT not in shown)


def test_numbers_are_masked_in_every_place() -> None:
    numbers = {"residence": "990101-6000019", "registration": "990101-5000011"}
    changes = [{"before": "990101-3000013 오기", "after": "990101-3000012", "on": "2105-02-03", "reason": "정정"}]
    person = resident("person_most", MOST | {"numbers": "omit"}, foreign_numbers=numbers, changes=changes)
    shown = "".join(laid(person))
    for number in ("990101-6", "990101-5", "990101-3"):
        assert f"{number}******" in shown
        assert f"{number}0000" not in shown
    assert "990101-3******오기" in shown
    whole = "".join(laid(resident("person_most", foreign_numbers=numbers, changes=changes)))
    for number in (*numbers.values(), "990101-3000013오기"):
        assert number in whole


def test_basic_service_is_the_two_days() -> None:
    shown = laid(resident("person_most", MOST | {"service": "basic"}))[-1]
    assert "병역사항입영일자전역일자2119-01-022120-07-01" in shown


def test_what_the_register_does_not_have_is_an_empty_field_and_what_was_not_asked_for_is_named() -> None:
    [shown] = laid(resident("person_withheld"))  # asked for, and nothing there
    assert f"변경사유{NOTHING}" in shown
    assert f"입영일자전역일자{NOTHING}" in shown
    [least] = laid(resident("person_least"))
    assert NOTHING not in least
    assert "변경사유(표시생략)" in least
    assert "병역사항" not in least[: least.index(LEFT_OUT)]


def test_the_present_address_alone_is_line_one() -> None:
    [shown] = laid(resident("person_most", MOST | {"past_addresses": "omit", "changes": "omit"}))
    assert "변동사유1부산광역시금정구금강로335" in shown
    assert "과거주소의세대주" not in shown  # past addresses are left out as a whole


def test_a_day_that_is_not_known_is_a_stroke() -> None:
    [shown] = laid(resident("person", addresses=[HISTORY[-1] | {"changed": None}]))
    assert "2122-03-02/-" in shown


def test_a_long_foreign_name_and_all_its_numbers_are_whole() -> None:
    [shown] = laid(resident("person_foreign"))
    assert "SAMPLEALEXANDRIACHRISTINAMARGUERITEVANDERWESTHUIZEN-OYELARAN" in shown
    assert "신청인:SAMPLEALEXANDRIAVANDERWESTHUIZEN(2099-03-03)" in shown
    assert "국내거소신고번호990303-6******외국인등록번호990303-8******" in shown


def test_a_name_that_no_font_has_is_refused() -> None:
    with pytest.raises(GlyphRefused) as refused:
        resident("person", hanja="𠮷漢")
    assert refused.value.characters == "𠮷"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "가" * 100, "hanja": "金" * 40}, "성명"),
        ({"changes": [{"before": "가" * 100, "after": "", "on": "2099-01-01", "reason": ""}]}, "변경 전"),
        ({"addresses": [{"address": "가" * 400}]}, "주소"),
        ({"addresses": [{"address": "", "householder": "가" * 100, "relation": "자녀"}]}, "세대주 및 관계"),
        ({"addresses": [{"address": "", "status": "가" * 100}]}, "등록상태"),
        ({"service": {"number": "가" * 100}}, "군번"),
    ],
)
def test_what_does_not_fit_is_refused_at_compose_and_not_quoted(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(LayoutOverflow) as refused:
        resident("person_most", **changes)
    assert refused.value.place == place
    assert "가가" not in str(refused.value)


def test_every_combination_of_options_lays_out() -> None:
    person = record("person_most", addresses=HISTORY[-4:])
    assert {len(resident_person.lay("D02", person, options)) for options in choices("D02")} == {1}


def test_all_fonts_are_embedded_and_no_glyph_is_missing(tmp_path: Path) -> None:
    pdf = resident("person_most").issue(STAMP)
    assert all(row[1:7] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"] for row in font_table(pdf, tmp_path))
    assert all(glyph for _, glyph, _ in drawn_glyphs(pdf))


_LINES = st.lists(
    st.fixed_dictionaries(
        {"address": st.text(st.sampled_from("가나닭뷁동구로길 1234-,()"), max_size=60)},
        optional={
            "householder": st.none() | st.sampled_from(["김나루", "SAMPLE ALEXANDRIA VAN DER WESTHUIZEN"]),
            "relation": st.sampled_from(["본인", "배우자의 형제자매"]),
            "status": st.sampled_from(["", "거주자", "거주불명", "재외국민"]),
            "moved": st.just("2099-03-02"),
            "reason": st.sampled_from(["전입", "도로명주소변경"]),
        },
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(addresses=_LINES, service=st.sampled_from(["omit", "basic", "all"]), householders=st.booleans())
def test_any_history_is_printed_whole(addresses: list[dict[str, Any]], service: str, householders: bool) -> None:
    asks = {"service": service, "householders": "include" if householders else "omit"}
    pages = laid(resident("person_most", MOST | asks, addresses=addresses))
    shown = "".join(pages)
    for number, line in enumerate(addresses, start=1):
        assert f"{number}{line['address'].replace(' ', '')}" in shown
    named = [line.get("householder") for line in (addresses if householders else addresses[-1:])]
    assert shown.count("김나루") == named.count("김나루")
    assert shown.count(CLOSED) == 1
    assert CLOSED in pages[-1]
