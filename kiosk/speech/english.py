"""How figures, codes and signs are read in English."""

from __future__ import annotations

import re
from collections.abc import Callable

from kiosk.speech.figures import is_amount

_SMALL = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_ONES = _SMALL.split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = ("", "thousand", "million", "billion", "trillion")
_MOST_DIGITS = 3 * len(_UNITS)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_UNIT_WORDS = {"s": "second", "h": "hour", "min": "minute", "mm": "millimetre"}
_FOREIGN = {"한국어": "Korean"}


def cardinal(number: int) -> str:
    """1200 → one thousand two hundred."""
    if number < 1000:
        return _below_thousand(number)
    groups = []
    place = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.append(f"{_below_thousand(group)} {_UNITS[place]}".strip())
        place += 1
    return " ".join(reversed(groups))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest and rest < 20:
        words.append(_ONES[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_ONES[ones]}" if ones else ""))
    return " ".join(words) or _ONES[0]


def ordinal(number: int) -> str:
    """21 → twenty-first."""
    head, hyphen, last = cardinal(number).rpartition("-")
    if not hyphen:
        head, hyphen, last = cardinal(number).rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{hyphen}{_ORDINALS.get(last, regular)}"


def digits(figures: str) -> str:
    return " ".join(_ONES[int(figure)] for figure in figures)


def _number(figures: str) -> str:
    """An amount; with a zero before it, or too long for one, digit by digit."""
    bare = figures.replace(",", "")
    return cardinal(int(bare)) if is_amount(figures, _MOST_DIGITS) else digits(bare)


def _code(text: str) -> str:
    """E04 → E zero four."""
    return " ".join(digits(run) if run.isdigit() else " ".join(run) for run in re.findall(r"\d+|[A-Z]+", text))


def _groups(text: str) -> str:
    return ", ".join(_code(group) for group in re.split(r"\s*-\s*", text))


def _year(year: int) -> str:
    century, rest = divmod(year, 100)
    if year < 1000 or year % 1000 < 10 or rest == 0:
        return cardinal(year) if year % 100 or year % 1000 == 0 else f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def _date(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        return f"{digits(match[1])}, {_number(match[2])}, {_number(match[3])}"
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {_year(year)}"


def _clock(hour: int, minute: int) -> str:
    """05:00 → five a m; 24:00 → midnight."""
    if minute == 0 and hour in (0, 24):
        return "midnight"
    if minute == 0 and hour == 12:
        return "noon"
    half = "p m" if 12 <= hour < 24 else "a m"
    minutes = "" if minute == 0 else f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    return f"{cardinal((hour - 1) % 12 + 1)}{minutes} {half}"


def _time(match: re.Match[str]) -> str:
    return _clock(int(match[1]), int(match[2]))


def _time_span(match: re.Match[str]) -> str:
    return f"{_clock(int(match[1]), int(match[2]))} to {_clock(int(match[3]), int(match[4]))}"


def _with_unit(match: re.Match[str]) -> str:
    unit = _UNIT_WORDS[match[2]]
    return f"{_number(match[1])} {unit}{'' if match[1] == '1' else 's'}"


_N = r"(\d{1,3}(?:,\d{3})+|\d+)"

_TABLE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\b[Aa]rt\.", lambda m: "article"),
    (r"\be\.g\.", lambda m: "for example"),
    (r"\b([A-Z]+\d+(?:-\d+)+) ~ (\d+)", lambda m: f"{_groups(m[1])} to {_code(m[2])}"),
    (r"\b[A-Z]+\d+(?: ?- ?[A-Z]*\d+)+(?![\dA-Za-z-])", lambda m: _groups(m[0])),
    (r"(?<![\d-])(?:\d{4}-){2,}\d{4}(?![\d-])", lambda m: _groups(m[0])),
    (r"(?<![\d-])0\d{1,2}-\d{3,4}-\d{4}(?![\d-])", lambda m: _groups(m[0])),
    (r"(?<![\d-])1[568]\d{2}-\d{4}(?![\d-]|번지)", lambda m: _groups(m[0])),
    (r"(?<![\d.-])(\d{4})(?:-|\. ?)(\d{1,2})(?:-|\. ?)(\d{1,2})(?![\d-])\.?", _date),
    (r"(?<!\d)(\d{1,2}):(\d{2})\s*[–~-]\s*(\d{1,2}):(\d{2})(?!\d)", _time_span),
    (r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])", _time),
    (rf"{_N}(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", "")))),
    (rf"{_N}[ -]won\b", lambda m: f"{_number(m[1])} won"),
    (rf"{_N} ?(s|h|min|mm)\b", _with_unit),
    (rf"(?<![\d-]){_N} ?- ?{_N}(?![\d-])", lambda m: f"{_number(m[1])} dash {_number(m[2])}"),
    (rf"{_N}\s*[–~]\s*{_N}", lambda m: f"{_number(m[1])} to {_number(m[2])}"),
    (rf"{_N} ?/ ?{_N}", lambda m: f"{_number(m[1])} of {_number(m[2])}"),
    (rf"{_N}\.(\d+)", lambda m: f"{_number(m[1])} point {digits(m[2])}"),
    (rf"{_N} ?%", lambda m: f"{_number(m[1])} percent"),
    (r"\b[A-Z]+\d[A-Z\d]*\b", lambda m: _code(m[0])),
    (_N, lambda m: f" {_number(m[0])} "),
    (r"[가-힣]+", lambda m: _FOREIGN.get(m[0], m[0])),
    (r"[●*]+", lambda m: " star "),
    (r"[·/|()\[\]–—]", lambda m: ", "),
    (r"[‘“”\"「」『』〈〉《》※−+~_]", lambda m: " "),
)

RULES = tuple((re.compile(pattern), spoken) for pattern, spoken in _TABLE)
