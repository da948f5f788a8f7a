"""Figures to words, before anything is synthesised: a machine that reads "3통" as 삼 통 is hard to follow.

``in_words(text, language)`` never raises and leaves no digit. What each language does stands in its table
(``korean.RULES``, ``english.RULES``): the first rule that fits takes the figures, so the special stands above the
general.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from kiosk.speech import english, korean
from kiosk.ui.strings import Language

Rules = Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]

_RULES: dict[Language, Rules] = {Language.KO: korean.RULES, Language.EN: english.RULES}
_SPACES = re.compile(r"\s+")
_BEFORE_COMMA = re.compile(r"\s+([,.?!])")
_COMMAS = re.compile(r",(?:\s*,)+")
_COMMA_AT_END = re.compile(r",\s*([.?!])")
_COMMA_AFTER_END = re.compile(r"([.?!])\s*,")


def in_words(text: str, language: Language) -> str:
    """As a person would read it out."""
    words = _ascii_digits(text)
    for pattern, spoken in _RULES[language]:
        words = pattern.sub(spoken, words)
    words = _SPACES.sub(" ", words)
    words = _COMMAS.sub(",", _BEFORE_COMMA.sub(r"\1", words))
    return _COMMA_AFTER_END.sub(r"\1", _COMMA_AT_END.sub(r"\1", words)).strip(" ,")


def _ascii_digits(text: str) -> str:
    """Digits of whatever script and shape (３, ①, ²) as 0 … 9."""
    return "".join(letter if letter.isascii() else _digit(letter) for letter in text)


def _digit(letter: str) -> str:
    value = unicodedata.digit(letter, None)
    return letter if value is None else str(value)
