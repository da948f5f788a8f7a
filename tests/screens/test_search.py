"""Finding names by what is typed of them, complete or not, and what the keys and digits type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import DOCUMENTS
from kiosk.ui import phone
from kiosk.ui.hangul import compose, is_key, is_syllable, keys_of, parts
from kiosk.ui.search import Named, find

NAMES = [
    Named(document.code, document.name_ko, also)
    for document in DOCUMENTS.values()
    for also in [{"D03": ("땅",), "D04": ("산", "땅"), "D08": ("집",), "D12": ("수급자",)}.get(document.code, ())]
]
ENGLISH = [Named(document.code, document.name_en) for document in DOCUMENTS.values()]


def _syllables(name: str) -> str:
    return "".join(letter for letter in name if is_syllable(letter))


def _initials(name: str) -> str:
    return "".join(parts(letter)[0] for letter in _syllables(name))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ㅌㅈㄷㅈ", "D03"),
        ("토ㅈ", "D03"),
        ("톶", "D03"),
        ("토지ㄷ", "D03"),
        ("토짇", "D03"),
        ("톶ㄷ", "D03"),
        ("ㄷㅂ", "D01"),
        ("등본", "D01"),
        ("초본", "D02"),
        ("임야", "D04"),
        ("건추", "D08"),
        ("건축물 대장", "D08"),
        ("집", "D08"),
        ("땅", "D03"),
        ("산", "D04"),
        ("수급", "D12"),
        ("ㅅㄱㅈ", "D12"),
        ("토지대장", "D03"),
        ("ㄴㅈ", "D15"),
    ],
)
def test_the_best_match_comes_first(typed: str, first: str) -> None:
    assert find(typed, NAMES)[:1] == [first]


def test_a_beginning_comes_before_the_middle() -> None:
    names = [
        Named("inside", "임야토지"),
        Named("word", "임야 토지"),
        Named("also", "임야", ("토지",)),
        Named("name", "토지"),
    ]
    assert find("토지", names) == ["name", "word", "also", "inside"]


@pytest.mark.parametrize("typed", ["", " ", "여권", "ㅋㅋ", "톼", "토자", "zebra", "11111"])
def test_nothing_is_found(typed: str) -> None:
    assert find(typed, NAMES) == []


@pytest.mark.parametrize(
    ("typed", "first"), [("land", "D03"), ("LAND USE", "D07"), ("forest", "D04"), ("price", "D06"), ("5263", "D03")]
)
def test_english_names_are_found_by_their_words(typed: str, first: str) -> None:
    assert find(typed, ENGLISH)[:1] == [first]


@given(st.sampled_from(NAMES))
def test_every_name_is_found_by_its_initials(named: Named) -> None:
    assert named.code in find(_initials(named.name), NAMES)


@given(st.sampled_from(NAMES), st.data())
def test_every_name_is_found_while_it_is_typed(named: Named, data: st.DataObject) -> None:
    keys = keys_of(named.name)
    typed = compose(keys[: data.draw(st.integers(1, len(keys)))])
    assert named.code in find(typed, NAMES)


@given(st.sampled_from(NAMES), st.sampled_from(["once", "often", "full"]), st.data())
def test_every_name_is_found_by_the_digits_that_hold_its_letters(named: Named, way: str, data: st.DataObject) -> None:
    struck = [sorted(phone.struck(letter), key=len) for letter in _syllables(named.name)]
    digits = "".join(
        ways[0] if way == "once" else ways[-1] if way == "full" else ways[len(ways) // 2] for ways in struck
    )
    digits = digits[: data.draw(st.integers(1, len(digits)))]
    assert named.code in find(digits, NAMES)


# --- keys and digits ---------------------------------------------------------------------------------------------

KEYS = [key for key in map(chr, range(ord("ㄱ"), ord("ㅣ") + 1)) if is_key(key)]
SYLLABLES = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), max_size=8)


def test_there_is_a_key_for_each_letter_of_the_standard_keyboard() -> None:
    assert len(KEYS) == 33


@given(st.text(st.sampled_from([*KEYS, " ", "a", "7"]), max_size=30))
def test_whatever_is_typed_is_composed_and_loses_no_letter(keys: str) -> None:
    assert keys_of(compose(keys)) == keys


@given(SYLLABLES)
def test_typing_the_letters_of_a_text_gives_the_text(text: str) -> None:
    assert compose(keys_of(text)) == text


@given(SYLLABLES.filter(bool))
def test_taking_back_a_key_takes_back_one_letter(text: str) -> None:
    keys = keys_of(text)
    assert keys_of(compose(keys[:-1])) == keys[:-1]


def test_two_initials_stay_apart() -> None:
    assert compose("ㄱㅅㄱㄱㅏ") == "ㄱㅅㄱ가"


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ("6623912", "토자"),
        ("6623916121", "토지대"),
        ("4441", "끼"),
        ("0122", "야"),
        ("022112", "예ㆍ"),
        ("02312", "와"),
        ("6969", "ㄷㅈㄷㅈ"),
        ("7777", "ㅃㅂ"),
        ("2", "ㆍ"),
    ],
)
def test_the_digits_draw_letters(digits: str, text: str) -> None:
    assert compose(phone.keys(digits, hangul=True)) == text


@given(SYLLABLES.filter(bool))
def test_a_syllable_is_drawn_by_its_digits(text: str) -> None:
    syllable = text[0]
    full = max(phone.struck(syllable), key=len)
    initial, medial, final = parts(syllable)
    drawn = [letter for letter, _ in phone.letters(full, hangul=True)]
    assert drawn[:2] == [initial, medial]
    if len(final) == 1:
        assert compose("".join(drawn)) == syllable


@given(st.text("0123456789", min_size=1, max_size=12), st.booleans())
def test_taking_back_a_digit_takes_back_its_letter(digits: str, hangul: bool) -> None:
    before = phone.keys(digits, hangul=hangul)
    after = phone.without_last(digits, hangul=hangul)
    assert digits.startswith(after)
    assert len(after) < len(digits)
    assert before.startswith(phone.keys(after, hangul=hangul))
