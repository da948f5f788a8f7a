"""Hangul from single keys: composition by libhangul, the library behind the input methods of Linux desktops.

What is typed is kept as the keys themselves (``ㅌㅗㅈㅣ``), and ``compose`` makes syllables of all of them each time:
taking back a letter is taking back the last key, and nothing has to be remembered between two keys but the keys.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

_KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        strict=True,
    )
)
"""Letter → the key of the standard keyboard (두벌식) as libhangul takes it."""

CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣㅐㅔ"
DOUBLE = dict(zip("ㄱㄷㅂㅅㅈㅐㅔ", "ㄲㄸㅃㅆㅉㅒㅖ", strict=True))
"""What a key types while the shift key holds."""
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""In the order of Unicode's syllables."""

_MEDIALS = tuple(
    "ㅏ,ㅐ,ㅑ,ㅒ,ㅓ,ㅔ,ㅕ,ㅖ,ㅗ,ㅗㅏ,ㅗㅐ,ㅗㅣ,ㅛ,ㅜ,ㅜㅓ,ㅜㅔ,ㅜㅣ,ㅠ,ㅡ,ㅡㅣ,ㅣ".split(",")  # noqa: SIM905 - to be read at a glance
)
_FINALS = tuple(
    ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ".split(",")  # noqa: SIM905
)
_PAIRS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
}
_PAIRS |= {"ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}
_PAIRS |= {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
"""Letters that have no key of their own."""


def is_key(letter: str) -> bool:
    return letter in _KEYS


def is_syllable(letter: str) -> bool:
    return "가" <= letter <= "힣"


def parts(syllable: str) -> tuple[str, str, str]:
    """The keys of its initial, medial and final; raises ValueError for what is no syllable."""
    if not is_syllable(syllable):
        raise ValueError(f"{syllable!r} is no Hangul syllable")
    number = ord(syllable) - ord("가")
    return INITIALS[number // 588], _MEDIALS[number // 28 % 21], _FINALS[number % 28]


def keys_of(text: str) -> str:
    """The keys that type this text; what is not Hangul stands for itself."""
    found = []
    for letter in unicodedata.normalize("NFC", text):
        found.append("".join(parts(letter)) if is_syllable(letter) else _PAIRS.get(letter, letter))
    return "".join(found)


def compose(keys: str) -> str:
    """The text that these keys type. What is no key of Hangul stands for itself and ends the syllable before it."""
    return "".join(
        "".join(_composed(run)) if hangul else "".join(run) for hangul, run in groupby(keys, lambda key: key in _KEYS)
    )


def _composed(keys: Iterator[str]) -> Iterator[str]:
    context = _Context()
    try:
        for key in keys:
            yield context.process(key)
        yield context.flush()
    finally:
        context.close()


_NON_INITIAL_PAIRS = 2
"""HANGUL_IC_OPTION_NON_CHOSEONG_COMBI: ㄱ and ㅅ without a vowel make ㄳ. Off: they are two initials."""

_Text = ctypes.POINTER(ctypes.c_uint32)


class _Context:
    """A HangulInputContext of the standard keyboard."""

    def __init__(self) -> None:
        self._library = _library()
        self._context = ctypes.c_void_p(self._library.hangul_ic_new(b"2"))
        self._library.hangul_ic_set_option(self._context, _NON_INITIAL_PAIRS, False)

    def process(self, key: str) -> str:
        """What became final by this key."""
        self._library.hangul_ic_process(self._context, ord(_KEYS[key]))
        return _read(self._library.hangul_ic_get_commit_string(self._context))

    def flush(self) -> str:
        """What was still being composed."""
        return _read(self._library.hangul_ic_flush(self._context))

    def close(self) -> None:
        self._library.hangul_ic_delete(self._context)


@cache
def _library() -> ctypes.CDLL:
    """Raises OSError if the Debian package libhangul1 is not there. Its functions take and give plain pointers."""
    library = ctypes.CDLL("libhangul.so.1")
    library.hangul_ic_new.restype = ctypes.c_void_p
    library.hangul_ic_new.argtypes = [ctypes.c_char_p]
    library.hangul_ic_delete.restype = None
    library.hangul_ic_delete.argtypes = [ctypes.c_void_p]
    library.hangul_ic_set_option.restype = None
    library.hangul_ic_set_option.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_bool]
    library.hangul_ic_process.restype = ctypes.c_bool
    library.hangul_ic_process.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.hangul_ic_get_commit_string.restype = _Text
    library.hangul_ic_get_commit_string.argtypes = [ctypes.c_void_p]
    library.hangul_ic_flush.restype = _Text
    library.hangul_ic_flush.argtypes = [ctypes.c_void_p]
    return library


def _read(text: ctypes._Pointer[ctypes.c_uint32]) -> str:
    """Up to its zero; libhangul owns the memory, so it is copied at once."""
    found: list[str] = []
    while code := text[len(found)]:
        found.append(chr(code))
    return "".join(found)
