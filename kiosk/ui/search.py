"""Finding a name by what is typed of it: whole words, their beginnings, initials (ㅌㅈㄷㅈ), everyday words, and the
digits of the keypad that hold its letters.

What is typed is never complete: the syllable that is being composed matches as well (``토ㅈ`` and ``톶`` while one
types 토지). Case, spaces and signs do not matter. Pure: no Qt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from kiosk.ui.hangul import INITIALS, is_syllable, keys_of, parts
from kiosk.ui.phone import struck

_Matches = Callable[[str, str], bool]
"""What is typed, the rest of a name → whether that begins so."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be found. ``also``: what people call it besides."""

    code: str
    name: str
    also: tuple[str, ...] = ()


class Rank(IntEnum):
    """The best first."""

    NAME = 0  # from its beginning
    WORD = 1  # from the beginning of one of its words
    ALSO = 2  # an everyday word
    INSIDE = 3


def find(typed: str, names: Iterable[Named]) -> list[str]:
    """Codes, the best first, equals in the given order; nothing typed: nothing found."""
    query = _plain(typed)
    if not query:
        return []
    matches = _by_digits if query.isdecimal() else _by_letters
    found = [(rank, named.code) for named in names if (rank := _rank(query, named, matches)) is not None]
    return [code for _, code in sorted(found, key=lambda pair: pair[0])]


def _rank(query: str, named: Named, matches: _Matches) -> Rank | None:
    ranks = []
    for place in _places(query, named.name, matches):
        ranks.append(Rank.NAME if place == 0 else Rank.WORD if place in _split(named.name)[1] else Rank.INSIDE)
    for word in named.also:
        ranks += [Rank.ALSO if place in _split(word)[1] else Rank.INSIDE for place in _places(query, word, matches)]
    return min(ranks, default=None)


def _places(query: str, name: str, matches: _Matches) -> list[int]:
    plain, _ = _split(name)
    return [place for place in range(len(plain)) if matches(query, plain[place:])]


def _letters(text: str) -> tuple[str, frozenset[int]]:
    """Its letters and digits without anything between them, and where its words begin."""
    letters: list[str] = []
    begins = set()
    between = True
    for letter in unicodedata.normalize("NFC", text).casefold():
        if letter.isalnum():
            if between:
                begins.add(len(letters))
            letters.append(letter)
        between = not letter.isalnum()
    return "".join(letters), frozenset(begins)


_split = cache(_letters)
"""For names, which are public. What somebody types is remembered nowhere."""
_keys_of_name = cache(keys_of)


def _plain(typed: str) -> str:
    return _letters(typed)[0]


# --- letters -----------------------------------------------------------------------------------------------------


def _by_letters(query: str, name: str) -> bool:
    """Whether the name begins so."""
    if not query:
        return True
    if not name:
        return False
    letter, rest = query[0], query[1:]
    if letter == name[0] or (letter in INITIALS and is_syllable(name[0]) and parts(name[0])[0] == letter):
        return _by_letters(rest, name[1:])
    if len(keys_of(letter)) > 1 and not is_syllable(letter):  # ㄳ: two initials that were drawn together
        return _by_letters(keys_of(letter) + rest, name)
    if not rest and is_syllable(letter) and _keys_of_name(name).startswith(keys_of(letter)):
        return True  # still being composed
    if is_syllable(letter) and (final := parts(letter)[2]):  # 톶ㄷ: 토 and the initials of what follows
        open_ = chr(ord(letter) - (ord(letter) - ord("가")) % 28)
        closed = _without_last_key(letter)
        return any(_by_letters(before + final[-1:] + rest, name) for before in {open_ + final[:-1], closed})
    return False


def _without_last_key(syllable: str) -> str:
    """닭 → 달; 달 → 다."""
    wanted = keys_of(syllable)[:-1]
    first = ord(syllable) - (ord(syllable) - ord("가")) % 28
    return next(chr(code) for code in range(first, first + 28) if keys_of(chr(code)) == wanted)


# --- digits ------------------------------------------------------------------------------------------------------


def _by_digits(digits: str, name: str) -> bool:
    """Whether one strikes the name's beginning so: each letter once, or as often as it takes, or syllables in full;
    a name may also have these digits themselves in it."""
    ways = {digits}
    for letter in name:
        after = set()
        for left in ways:
            for strokes in struck(letter):
                if strokes.startswith(left):
                    return True
                if left.startswith(strokes):
                    after.add(left[len(strokes) :])
        ways = after
    return False
