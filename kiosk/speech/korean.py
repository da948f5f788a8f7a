"""How figures, codes and signs are read in Korean.

Things are counted with native numbers (한 통, 두 가지, 스무 장), everything else is read Sino-Korean (천이백 원,
삼십 분); codes and telephone numbers digit by digit, zero being 공.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kiosk.speech.figures import is_amount

_SINO = "영일이삼사오육칠팔구"
_DIGITS = "공일이삼사오육칠팔구"
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_SMALL_UNITS = ("", "십", "백", "천")
_LARGE_UNITS = ("", "만", "억", "조", "경")
_MOST_DIGITS = 4 * len(_LARGE_UNITS)

_NAMES = """
A 에이 B 비 C 씨 D 디 E 이 F 에프 G 지 H 에이치 I 아이 J 제이 K 케이 L 엘 M 엠
N 엔 O 오 P 피 Q 큐 R 아르 S 에스 T 티 U 유 V 브이 W 더블유 X 엑스 Y 와이 Z 제트
ㄱ 기역 ㄲ 쌍기역 ㄴ 니은 ㄷ 디귿 ㄸ 쌍디귿 ㄹ 리을 ㅁ 미음 ㅂ 비읍 ㅃ 쌍비읍 ㅅ 시옷 ㅆ 쌍시옷 ㅇ 이응
ㅈ 지읒 ㅉ 쌍지읒 ㅊ 치읓 ㅋ 키읔 ㅌ 티읕 ㅍ 피읖 ㅎ 히읗 ㅏ 아 ㅐ 애 ㅑ 야 ㅒ 얘 ㅓ 어 ㅔ 에 ㅕ 여 ㅖ 예
ㅗ 오 ㅘ 와 ㅙ 왜 ㅚ 외 ㅛ 요 ㅜ 우 ㅝ 워 ㅞ 웨 ㅟ 위 ㅠ 유 ㅡ 으 ㅢ 의 ㅣ 이 ㆍ 아래아
""".strip()
_LETTERS = dict(zip(re.findall("[A-Zㄱ-ㅣㆍ]", _NAMES), re.findall("[가-힣]+", _NAMES), strict=True))
_FOREIGN = {"English": "잉글리시", "A4": "에이포", "OK": "오케이", "PIN": "핀", "QR": "큐알"}

COUNTED = (
    "가지",
    "글자",
    "단계",
    "사람",
    "자리",
    "건",
    "통",
    "장",
    "개",
    "명",
    "종",
    "쪽",
    "곳",
    "줄",
    "칸",
    "권",
    "대",
    "배",
    "달",
    "살",
    "군데",
)
"""Nouns that are counted with native numbers."""
_NOT_COUNTED = ("개월", "건물", "건축", "장소", "대문", "종류별")
"""Words that only begin like one of them."""


def sino(number: int) -> str:
    """1200 → 천이백; 12300 → 만 이천삼백; 0 → 영."""
    if number == 0:
        return _SINO[0]
    groups = []
    place = 0
    while number:
        number, group = divmod(number, 10_000)
        if group:
            words = "" if group == 1 and place == 1 else _below_ten_thousand(group)
            groups.append(words + _LARGE_UNITS[place])
        place += 1
    return " ".join(reversed(groups))


def _below_ten_thousand(number: int) -> str:
    words = ""
    for place, digit in zip(_SMALL_UNITS[::-1], f"{number:04d}", strict=True):
        if digit != "0":
            words += ("" if digit == "1" and place else _SINO[int(digit)]) + place
    return words


def native(number: int) -> str:
    """As it stands before what is counted: 1 → 한, 20 → 스무, 21 → 스물한. Beyond 99 (and 0) Sino-Korean."""
    if not 0 < number < 100:
        return sino(number)
    if number == 20:
        return "스무"
    return _TENS[number // 10] + _ONES[number % 10]


def digits(figures: str) -> str:
    """0515 → 공오일오."""
    return "".join(_DIGITS[int(figure)] for figure in figures)


def _number(figures: str) -> str:
    """An amount; with a zero before it, or too long for one, digit by digit."""
    bare = figures.replace(",", "")
    return sino(int(bare)) if is_amount(figures, _MOST_DIGITS) else digits(bare)


def _code(text: str) -> str:
    """Letters by their names, figures one by one: E04 → 이 공사."""
    return " ".join(
        digits(run) if run.isdigit() else " ".join(_LETTERS[letter] for letter in run)
        for run in re.findall(r"\d+|[A-Z]+", text)
    )


def _groups(text: str) -> str:
    return ", ".join(_code(group) for group in re.split(r"\s*-\s*", text))


def _date(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups())
    return f"{sino(year)}년 {_month(month)} {sino(day)}일"


def _month(month: int) -> str:
    return {6: "유월", 10: "시월"}.get(month, f"{sino(month)}월")


def _clock(hour: int, minute: int) -> str:
    """05:00 → 다섯 시; 13:30 → 오후 한 시 삼십 분; 24:00 → 밤 열두 시."""
    if hour in (0, 24):
        said = "영시" if hour == 0 else "밤 열두 시"
    else:
        said = f"오후 {native(hour - 12)} 시" if 12 < hour < 24 else f"{native(hour)} 시"
    return f"{said} {sino(minute)} 분" if minute else said


def _time(match: re.Match[str]) -> str:
    return _clock(int(match[1]), int(match[2]))


def _time_span(match: re.Match[str]) -> str:
    return f"{_clock(int(match[1]), int(match[2]))}부터 {_clock(int(match[3]), int(match[4]))}까지"


def _hour(match: re.Match[str]) -> str:
    hour = int(match[1])
    return f"{native(hour) if 0 < hour <= 12 else sino(hour)} {match[2]}"


def _counted(figures: str) -> str:
    bare = figures.replace(",", "")
    return native(int(bare)) if len(bare) <= 2 else _number(figures)


def _span(match: re.Match[str]) -> str:
    """1–5통 → 한 통에서 다섯 통."""
    first, last, counter = match[1], match[2], match[3] or ""
    if counter:
        return f"{_counted(first)} {counter}에서 {_counted(last)} {counter}"
    return f"{_number(first)}에서 {_number(last)}"


def _lot(match: re.Match[str]) -> str:
    """84-1번지 → 팔십사 다시 일 번지."""
    ending = " 번지" if match[3] else ""
    return f"{_number(match[1])} 다시 {_number(match[2])}{ending}"


def _ordinal(match: re.Match[str]) -> str:
    return f"{_first(int(match[1]))} 번째"


def _first(number: int) -> str:
    return "첫" if number == 1 else native(number)


def _decimal(match: re.Match[str]) -> str:
    return f"{_number(match[1])} 점 {''.join(_SINO[int(figure)] for figure in match[2])}"


def _rest(match: re.Match[str]) -> str:
    return _number(match[0])


def _latin(match: re.Match[str]) -> str:
    """Words that are known, and letters that stand alone, by their Korean names."""
    word = match[0]
    if word in _FOREIGN:
        return _FOREIGN[word]
    return _code(word) if word.isupper() and word.isascii() else word


_N = r"(\d{1,3}(?:,\d{3})+|\d+)"
"""A number, with or without commas between thousands."""
_COUNTER = rf"(?!{'|'.join(_NOT_COUNTED)})({'|'.join(COUNTED)})"

_TABLE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # numbers of issuances and claims, by groups: B001-20990105-000001
    (r"\b([A-Z]+\d+(?:-\d+)+) ~ (\d+)", lambda m: f"{_groups(m[1])}부터 {_code(m[2])}까지"),
    (r"\b[A-Z]+\d+(?: ?- ?[A-Z]*\d+)+(?![\dA-Z-])", lambda m: _groups(m[0])),
    (r"(?<![\d-])(?:\d{4}-){2,}\d{4}(?![\d-])", lambda m: _groups(m[0])),
    # telephone: 051-519-0000, 1588-0000
    (r"(?<![\d-])0\d{1,2}-\d{3,4}-\d{4}(?![\d-])", lambda m: _groups(m[0])),
    (r"(?<![\d-])1[568]\d{2}-\d{4}(?![\d-]|번지)", lambda m: _groups(m[0])),
    (r"(?<![\d.-])(\d{4})(?:-|\. ?)(\d{1,2})(?:-|\. ?)(\d{1,2})(?![\d-])\.?", _date),
    (r"(?<!\d)(\d{1,2}):(\d{2})\s*[–~-]\s*(\d{1,2}):(\d{2})(?!\d)", _time_span),
    (r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])", _time),
    (r"(?<!\d)([01]?\d|2[0-4]) ?(시간|시)(?!월)", _hour),
    (r"(?<!\d)(1[0-2]|[1-9])월", lambda m: _month(int(m[1]))),
    (rf"{_N}원", lambda m: f"{_number(m[1])} 원"),
    (r"(?<!\d)(\d{1,3})번째", _ordinal),
    (r"(?<!\d)(\d{1,3})(통|장)째", lambda m: f"{_first(int(m[1]))} {m[2]}째"),
    # so many times; not the number of a choice
    (r"(?<!\d)(\d{1,2})번(?= [더남])", lambda m: f"{native(int(m[1]))} 번"),
    (rf"{_N}번(?!지)", lambda m: f"{_number(m[1])} 번"),
    (rf"(?<![\d-]){_N} ?- ?{_N} ?(번지)?(?![\d-])", _lot),
    (rf"{_N}\s*번지", lambda m: f"{_number(m[1])} 번지"),
    (rf"{_N}\s*[–~]\s*{_N}\s*(?:{_COUNTER})?", _span),
    (rf"{_N} ?{_COUNTER}", lambda m: f"{_counted(m[1])} {m[2]}"),
    (rf"{_N} ?/ ?{_N}", lambda m: f"{_number(m[2])} 가운데 {_number(m[1])}"),
    (rf"{_N}\.(\d+)", _decimal),
    (rf"{_N} ?%", lambda m: f"{_number(m[1])} 퍼센트"),
    (rf"{_N} ?(분|초|년|일|층|호)(?![가-힣]*번)", lambda m: f"{_number(m[1])} {m[2]}"),
    (r"\b[A-Z]+\d[A-Z\d]*\b", _latin),  # E04
    (r"[A-Za-z]+", _latin),
    (_N, _rest),
    (r"[ㄱ-ㅎㅏ-ㅣㆍ]", lambda m: f"{_LETTERS.get(m[0], '')} "),
    (r"[●*]+", lambda m: " 별표 "),
    (r"[·/|()\[\]–—]", lambda m: ", "),
    (r"[‘’“”\"「」『』〈〉《》※−+~_]", lambda m: " "),
)

RULES = tuple((re.compile(pattern), spoken) for pattern, spoken in _TABLE)
