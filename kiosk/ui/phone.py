"""Letters from the ten digits of the hardware keypad, as on a telephone: 천지인 for Hangul, abc for Latin.

A digit struck again is the next letter on it (4 ㄱ, 44 ㅋ, 444 ㄲ); vowels are drawn by their strokes (1 ㅣ, 2 ㆍ,
3 ㅡ). There is no waiting between two letters of one digit: whoever types 00 may mean ㅁ or ㅇㅇ, so a search must
take the digits themselves (``struck``, kiosk.ui.search) and only what is shown is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kiosk.ui.hangul import is_syllable, parts

HANGUL = {"4": "ㄱㅋㄲ", "5": "ㄴㄹ", "6": "ㄷㅌㄸ", "7": "ㅂㅍㅃ", "8": "ㅅㅎㅆ", "9": "ㅈㅊㅉ", "0": "ㅇㅁ"}
STROKES = {"1": "ㅣ", "2": "ㆍ", "3": "ㅡ"}
LATIN = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz", "0": " "}

_ROUND = {"23": "ㅗ", "223": "ㅛ", "231": "ㅗㅣ", "2312": "ㅗㅏ", "23121": "ㅗㅐ"}
_FLAT = {"3": "ㅡ", "31": "ㅡㅣ", "32": "ㅜ", "322": "ㅠ", "321": "ㅜㅣ", "3221": "ㅜㅓ", "32211": "ㅜㅔ"}
_RIGHT = {"1": "ㅣ", "12": "ㅏ", "122": "ㅑ", "121": "ㅐ", "1221": "ㅒ"}
_LEFT = {"21": "ㅓ", "221": "ㅕ", "211": "ㅔ", "2211": "ㅖ"}
_VOWELS = _ROUND | _FLAT | _RIGHT | _LEFT
"""Strokes → keys of Hangul."""
_STROKES_OF = {keys: strokes for strokes, keys in _VOWELS.items()}
_LONGEST = max(map(len, _VOWELS))


def letters(digits: str, *, hangul: bool) -> list[tuple[str, str]]:
    """The letters that these digits draw, as keys of Hangul or as Latin letters, each with the digits it took."""
    return list(_hangul(digits) if hangul else _cycled(digits, LATIN))


def _hangul(digits: str) -> Iterator[tuple[str, str]]:
    for run in re.findall(r"[123]+|[4-90]+", digits):
        yield from _drawn(run) if run[0] in STROKES else _cycled(run, HANGUL)


def _drawn(strokes: str) -> Iterator[tuple[str, str]]:
    while strokes:
        long = next((n for n in range(_LONGEST, 0, -1) if strokes[:n] in _VOWELS and len(strokes) >= n), 0)
        yield (_VOWELS[strokes[:long]], strokes[:long]) if long else (STROKES[strokes[0]], strokes[0])
        strokes = strokes[max(long, 1) :]


def _cycled(digits: str, on: dict[str, str]) -> Iterator[tuple[str, str]]:
    for same in re.finditer(r"(.)\1*", digits):
        run = same[0]
        of = on.get(run[0], run[0])
        while run:
            long = min(len(run), len(of))
            yield of[long - 1], run[:long]
            run = run[long:]


@cache
def struck(letter: str) -> frozenset[str]:
    """The ways in which one strikes this letter of a name, a Hangul syllable or a Latin letter: the digit that holds
    it once; the digit as often as it takes; a syllable in full."""
    if is_syllable(letter):
        initial, medial, final = parts(letter)
        often = _often(initial, HANGUL)
        full = often + _STROKES_OF[medial] + "".join(_often(key, HANGUL) for key in final)
        return frozenset({often[0], often, full})
    often = _often(letter, LATIN)
    return frozenset({often[:1], often})


def _often(letter: str, on: dict[str, str]) -> str:
    return next((digit * (of.index(letter) + 1) for digit, of in on.items() if letter in of), letter)


def without_last(digits: str, *, hangul: bool) -> str:
    """As if the last letter had not been struck."""
    found = letters(digits, hangul=hangul)
    return digits.removesuffix(found[-1][1]) if found else ""


def keys(digits: str, *, hangul: bool) -> str:
    return "".join(letter for letter, _ in letters(digits, hangul=hangul))
