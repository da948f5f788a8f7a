"""Figures as a person reads them out: the table was checked by ear; whatever else comes, no digit is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.speech.korean import native, sino
from kiosk.speech.numbers import in_words
from kiosk.ui.strings import Language

KOREAN = [
    # counted things: native numbers
    ("1통", "한 통"),
    ("2통", "두 통"),
    ("3통", "세 통"),
    ("4통", "네 통"),
    ("10통", "열 통"),
    ("11통", "열한 통"),
    ("20통", "스무 통"),
    ("21통", "스물한 통"),
    ("99통", "아흔아홉 통"),
    ("100통", "백 통"),
    ("0통", "영 통"),
    ("2가지를", "두 가지를"),
    ("15가지", "열다섯 가지"),
    ("33종", "서른세 종"),
    ("3장은", "세 장은"),
    ("한 번에 2장", "한 번에 두 장"),
    ("(5통까지)", "다섯 통까지"),
    ("몇 통이 필요하십니까? (5통까지)", "몇 통이 필요하십니까? 다섯 통까지"),
    ("1–5통", "한 통에서 다섯 통"),
    ("주민등록번호 13자리", "주민등록번호 열세 자리"),
    ("글자를 2배로", "글자를 두 배로"),
    ("3쪽 가운데 1번째", "세 쪽 가운데 첫 번째"),
    ("4단계 가운데 2번째, 내용 선택", "네 단계 가운데 두 번째, 내용 선택"),
    ("모두 3통 가운데 2번째입니다.", "모두 세 통 가운데 두 번째입니다."),
    ("외 9건 10통", "외 아홉 건 열 통"),
    ("3개월", "삼개월"),
    # order
    ("1번째", "첫 번째"),
    ("2번째", "두 번째"),
    ("20번째", "스무 번째"),
    ("21번째", "스물한 번째"),
    ("1통째", "첫 통째"),
    ("7통째, 인쇄 중", "일곱 통째, 인쇄 중"),
    # numbers of choices
    ("1번, 토지대장", "일 번, 토지대장"),
    ("앞으로 2번 더 해 보실 수 있습니다. 1번 남음", "앞으로 두 번 더 해 보실 수 있습니다. 한 번 남음"),
    ("3번", "삼 번"),
    ("13번", "십삼 번"),
    # time of day and how long
    ("05:00", "다섯 시"),
    ("00:00", "영시"),
    ("00:30", "영시 삼십 분"),
    ("12:30", "열두 시 삼십 분"),
    ("12:00", "열두 시"),
    ("13:05", "오후 한 시 오 분"),
    ("24:00", "밤 열두 시"),
    ("05:00 – 24:00", "다섯 시부터 밤 열두 시까지"),
    ("09:00 – 18:00", "아홉 시부터 오후 여섯 시까지"),
    ("05:00 – 02:00", "다섯 시부터 두 시까지"),
    ("9시", "아홉 시"),
    ("24시간", "이십사 시간"),
    ("3시간", "세 시간"),
    ("30분", "삼십 분"),
    ("17초 뒤에", "십칠 초 뒤에"),
    ("60초", "육십 초"),
    # money
    ("1,200원", "천이백 원"),
    ("300원을", "삼백 원을"),
    ("0원", "영 원"),
    ("10원", "십 원"),
    ("1,000원", "천 원"),
    ("10,000원", "만 원"),
    ("12,300원", "만 이천삼백 원"),
    ("110,000원", "십일만 원"),
    ("100,000,000원", "일억 원"),
    ("100·500원 동전", "백, 오백 원 동전"),
    ("한 통에 300원", "한 통에 삼백 원"),
    # lots of land
    ("84-1번지", "팔십사 다시 일 번지"),
    ("84-1번지라면", "팔십사 다시 일 번지라면"),
    ("84-1", "팔십사 다시 일"),
    ("84 - 1", "팔십사 다시 일"),
    ("산 84-1", "산 팔십사 다시 일"),
    ("84번지", "팔십사 번지"),
    ("산 1084-1001번지", "산 천팔십사 다시 천일 번지"),
    ("1588-1000번지", "천오백팔십팔 다시 천 번지"),
    ("줄표 앞의 84가", "줄표 앞의 팔십사가"),
    # telephone
    ("051-519-0000", "공오일, 오일구, 공공공공"),
    ("051-519-0000 번으로 전화해", "공오일, 오일구, 공공공공 번으로 전화해"),
    ("1588-0000", "일오팔팔, 공공공공"),
    ("문의 051-519-0000 · 안내 번호 E04", "문의 공오일, 오일구, 공공공공, 안내 번호 이 공사"),
    # codes and numbers on paper
    ("E04", "이 공사"),
    ("E10", "이 일공"),
    ("B001-20990105-000001", "비 공공일, 이공구구공일공오, 공공공공공일"),
    ("B001-20990105-000001 ~ 000003", "비 공공일, 이공구구공일공오, 공공공공공일부터 공공공공공삼까지"),
    ("영수증 번호 B001-1-000412", "영수증 번호 비 공공일, 일, 공공공사일이"),
    ("접수 번호 B001-C1-0007", "접수 번호 비 공공일, 씨 일, 공공공칠"),
    ("접수 번호 B001 - C1 - 0007", "접수 번호 비 공공일, 씨 일, 공공공칠"),
    ("1234-5678-9012-3456", "일이삼사, 오육칠팔, 구공일이, 삼사오육"),
    ("20990105", "이공구구공일공오"),
    # dates
    ("2026-11-22", "이천이십육년 십일월 이십이일"),
    ("2026. 6. 10.", "이천이십육년 유월 십일"),
    ("10월 6일", "시월 육 일"),
    # the rest
    ("제5조에 따라", "제오조에 따라"),
    ("제37조", "제삼십칠조"),
    ("구서2동", "구서이동"),
    ("200%", "이백 퍼센트"),
    ("1.5", "일 점 오"),
    ("1 / 3", "삼 가운데 일"),
    ("A4 2장", "에이포 두 장"),
    ("처음으로, English.", "처음으로, 잉글리시."),
    ("ㅂ, ㅏ", "비읍, 아"),
    ("번호판: 1 ㅣ, 2 ㆍ, 4 ㄱㅋㄲ", "번호판: 일 이, 이 아래아, 사 기역 키읔 쌍기역"),
    ("890918-1******", "팔십구만 구백십팔 다시 일 별표"),
    ("「금정구 수수료 징수 조례」 제5조", "금정구 수수료 징수 조례 제오조"),
    ("‘산’이 붙어", "산 이 붙어"),
    ("３통", "세 통"),
]

ENGLISH = [
    ("1,200 won", "one thousand two hundred won"),
    ("300 won a copy", "three hundred won a copy"),
    ("500-won coins", "five hundred won coins"),
    ("100·500 won coins", "one hundred, five hundred won coins"),
    ("0 won", "zero won"),
    ("12,300 won", "twelve thousand three hundred won"),
    ("1 copy", "one copy"),
    ("2 copies", "two copies"),
    ("Number 13, Geumseong-dong", "Number thirteen, Geumseong-dong"),
    ("(up to 5)", "up to five"),
    ("Step 2 of 4, Details", "Step two of four, Details"),
    ("84-1", "eighty-four dash one"),
    ("84 - 1", "eighty-four dash one"),
    ("San 1084-1001", "San one thousand eighty-four dash one thousand one"),
    ("In 84-1 it is 84, before the dash.", "In eighty-four dash one it is eighty-four, before the dash."),
    ("051-519-0000", "zero five one, five one nine, zero zero zero zero"),
    ("Call 051-519-0000 · Code E04", "Call zero five one, five one nine, zero zero zero zero, Code E zero four"),
    ("05:00 – 24:00", "five a m to midnight"),
    ("09:30", "nine thirty a m"),
    ("12:00", "noon"),
    ("12:05", "twelve oh five p m"),
    ("00:30", "twelve thirty a m"),
    ("13:00", "one p m"),
    ("2099-01-05", "January fifth, twenty ninety-nine"),
    ("2026-11-22", "November twenty-second, twenty twenty-six"),
    ("2000-06-30", "June thirtieth, two thousand"),
    ("1905-12-20", "December twentieth, nineteen oh five"),
    ("1900-02-01", "February first, nineteen hundred"),
    ("2009-02-01", "February first, two thousand nine"),
    ("B001-1-000001 ~ 000002", "B zero zero one, one, zero zero zero zero zero one to zero zero zero zero zero two"),
    ("B001-C1-0007", "B zero zero one, C one, zero zero zero seven"),
    ("Claim B001 - C1 - 0007", "Claim B zero zero one, C one, zero zero zero seven"),
    ("E10", "E one zero"),
    ("In 17 s this goes back", "In seventeen seconds this goes back"),
    ("1 s left", "one second left"),
    ("1 / 3", "one of three"),
    ("the 21st", "the twenty-first"),
    ("2nd of 3", "second of three"),
    ("100%", "one hundred percent"),
    ("200 %", "two hundred percent"),
    ("1.25", "one point two five"),
    ("Article 5", "Article five"),
    ("(Resident Registration Act, Art. 37)", "Resident Registration Act, article thirty-seven"),
    ("e.g. 84-1", "for example eighty-four dash one"),
    ("24 hours", "twenty-four hours"),
    ("Start over, 한국어.", "Start over, Korean."),
]


@pytest.mark.parametrize(("figures", "words"), KOREAN)
def test_korean(figures: str, words: str) -> None:
    assert in_words(figures, Language.KO) == words


@pytest.mark.parametrize(("figures", "words"), ENGLISH)
def test_english(figures: str, words: str) -> None:
    assert in_words(figures, Language.EN) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "일"), (10, "십"), (11, "십일"), (111, "백십일"), (1111, "천백십일"), (10_001, "만 일"), (20_000, "이만")],
)
def test_sino_korean(number: int, words: str) -> None:
    assert sino(number) == words


def test_native_numbers_are_all_different() -> None:
    assert len({native(number) for number in range(1, 100)}) == 99


_PIECES = st.sampled_from(
    [
        *"0123456789-–:/,. ·%*●원통장번째시분초ABE산제",
        "번지",
        "시간",
        "won",
        " s",
        "051-",
        "24:",
        "B001-",
        "㉠",
        "３",
        "²",
        "①",
    ]
)


@given(text=st.text() | st.lists(_PIECES, max_size=30).map("".join), language=st.sampled_from(Language))
def test_whatever_comes_no_digit_is_left(text: str, language: Language) -> None:
    words = in_words(text, language)
    assert not any(letter.isdigit() for letter in words)
    assert in_words(words, language) == in_words(in_words(words, language), language)
