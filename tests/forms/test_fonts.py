"""Which font draws what, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import fonts
from forms.fonts import Family, GlyphRefused


def faces(text: str, family: Family = Family.BODY) -> list[str]:
    return [run.face for run in fonts.runs(fonts.normalise(text), family)]


def test_each_character_falls_back_by_itself() -> None:
    assert faces("홍길동 (洪吉童) 뷁똠 ㎡ 123") == ["NanumMyeongjo-YetHangul"]
    assert faces("金与丐金") == ["NanumMyeongjo-YetHangul", "PretendardGOV-Regular", "NanumMyeongjo-YetHangul"]
    assert faces("金㴗") == ["NanumMyeongjo-YetHangul", "NotoSerifKR-Han"]
    assert faces("金", Family.HEADING) == ["PretendardGOV-Bold"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("박𠮷동", "𠮷"),  # in no font
        ("a\x07b", "\x07"),  # a control
        ("葛\U000e0100", "\U000e0100"),  # an ideographic variation that no font here has
        ("金\ufe00", "\ufe00"),
        ("x\u0338", "\u0338"),  # a combining mark that NFC can not compose
        ("가\ue000", "\ue000"),  # private use: another system's 외자
        ("a\u202eb", "\u202e"),  # turns the reading order
        ("\u1112\u119e\u11ab", "\u1112\u119e\u11ab"),  # old Hangul needs shaping
        ("𠮷a𠮷\x07", "𠮷\x07"),  # each once, in order
    ],
)
def test_what_can_not_be_drawn_truly_is_refused_by_name(text: str, missing: str) -> None:
    with pytest.raises(GlyphRefused) as refused:
        faces(text)
    assert refused.value.characters == missing
    assert "U+" in str(refused.value)
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("\u1112\u1169\u11bc", "홍"),  # decomposed Hangul
        ("Jose\u0301", "José"),
        ("가\u3000나\u00a0다\t라", "가 나 다 라"),
        ("가\u200b나\ufeff다\u00ad라\ufe0e", "가나다라"),
        ("金\uf90a", "金\uf90a"),  # a compatibility ideograph keeps its own shape
    ],
)
def test_normal_shape(text: str, normal: str) -> None:
    assert fonts.normalise(text) == normal


def test_a_face_used_through_reportlab_refuses_as_well() -> None:
    fonts.register()
    with pytest.raises(GlyphRefused):
        fonts.face(fonts.INITIAL_FONT).splitString("𠮷", object())


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF), max_size=12))
def test_every_text_is_drawn_whole_or_refused(text: str) -> None:
    normal = fonts.normalise(text)
    try:
        parts = fonts.runs(normal, Family.BODY)
    except GlyphRefused as error:
        refused: GlyphRefused | None = error
    else:
        refused = None
    if refused:
        assert set(refused.characters) <= set(normal)
    else:
        assert sum(run.count for run in parts) == len(normal)
        assert all(0 not in run.glyphs for run in parts)
        assert sum(run.advance for run in parts) == pytest.approx(fonts.width(normal, Family.BODY, 1000))


def test_fonts_are_small_enough_and_carry_their_licences() -> None:
    assert sum(path.stat().st_size for path in fonts.FONTS.iterdir()) < 30e6
    for family in ("NanumMyeongjo", "PretendardGOV", "NotoSerifKR"):
        assert list(fonts.FONTS.glob(f"{family}-*.ttf"))
        assert "OPEN FONT LICENSE" in (fonts.FONTS / f"{family}-LICENSE.txt").read_text(encoding="utf-8").upper()
