"""The slip as a picture: every amount on it, both languages, nothing cut off, large enough, the same each time.

What is written is taken from the words that are really drawn; where they stand, from the ink.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image, ImageDraw

from forms.catalogue import DOCUMENTS
from kiosk.core.slip import Slip, SlipLine
from kiosk.slip import draw
from kiosk.ui.issue_numbers import in_runs

AT = datetime(2026, 11, 22, 15, 12, tzinfo=UTC)
"""After midnight in Korea."""
PLAIN = Slip(
    language="ko",
    kiosk="B001",
    epoch=1,
    sequence=123,
    at=AT,
    lines=(SlipLine("D01", 1, 200),),
    inserted=500,
    paid=200,
    change=300,
    refund=0,
    numbers=("B001-20261122-000001",),
)
OWED = replace(
    PLAIN,
    lines=(SlipLine("D01", 2, 400), SlipLine("D03", 1, 0, "veteran")),
    inserted=1000,
    paid=400,
    change=0,
    refund=100,
    claims=(("B001-C1-0007", 400), ("B001-C1-0008", 100)),
    numbers=("B001-20261122-000001", "B001-20261122-000002", "B001-20261122-000004"),
)
LONG = replace(
    PLAIN,
    lines=tuple(SlipLine(code, 9, 123_456) for code in DOCUMENTS),
    inserted=9_999_900,
    paid=9_999_000,
    change=900,
    numbers=tuple(f"B001-20261122-{serial:06d}" for serial in range(1, 200, 2)),
)
SLIPS = (PLAIN, OWED, LONG, replace(PLAIN, lines=(), paid=0, change=0, refund=500, numbers=()))
"""Every word of the catalogue is on one of these."""
Drawn = list[tuple[str, tuple[float, float, float, float]]]
PLACE = {"ko": "금정구청 민원실", "en": "Geumjeong District Office"}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """The texts that were drawn, and the box of each."""
    texts: Drawn = []
    plain = ImageDraw.ImageDraw.text

    def text(self: ImageDraw.ImageDraw, xy: tuple[float, float], text: str, **how: Any) -> None:
        texts.append((text, self.textbbox(xy, text, font=how["font"], anchor=how["anchor"])))
        plain(self, xy, text, **how)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    return texts


def picture(slip: Slip, dots: int = 576) -> Image.Image:
    return Image.open(io.BytesIO(draw(slip, PLACE[slip.language], "051-519-0000", dots)))


def words(drawn: Drawn) -> str:
    return " ".join(text for text, _ in drawn).replace("\u00a0", " ")


def test_what_a_citizen_holds_in_the_hand(drawn: Drawn) -> None:
    picture(PLAIN)
    assert [text for text, _ in drawn] == [
        *("영수증", "견본", "금정구청 민원실", "무인민원발급기 B001", "2026-11-23 00:12"),
        *("200원", "주민등록표 등본 1통"),
        *("500원", "받은 돈", "200원", "수수료", "300원", "거스름돈"),
        *("발급번호", "B001-20261122-000001", "B001-1-000123", "조회 번호", "051-519-0000", "문의"),
    ]


def test_in_english(drawn: Drawn) -> None:
    picture(replace(PLAIN, language="en"))
    assert [text.replace("\u00a0", " ") for text, _ in drawn] == [
        *("Receipt", "SAMPLE 견본", "Geumjeong District Office", "Kiosk B001", "2026-11-23 00:12"),
        *("Resident register (household)", "200 won", "1 copy"),
        *("500 won", "Paid in", "200 won", "Fee", "300 won", "Change"),
        *("Issue number", "B001-20261122-000001", "B001-1-000123", "Reference", "051-519-0000", "Questions"),
    ]


def test_what_is_still_owed_is_said_with_its_number_and_place(drawn: Drawn) -> None:
    picture(OWED)
    said = words(drawn)
    for part in (
        "400원 주민등록표 등본 2통",
        "면제 토지대장 1통",
        "100원 돌려드린 돈",
        "400원 드리지 못한 돈 접수 번호 B001-C1-0007",
        "100원 드리지 못한 돈 접수 번호 B001-C1-0008",
        "구청에서 받으실 수 있습니다.",
        "B001-20261122-000001 ~ 000002 B001-20261122-000004",
        "051-519-0000 문의",
    ):
        assert part in said
    assert "거스름돈" not in said


def test_money_that_came_back_needs_no_document(drawn: Drawn) -> None:
    picture(SLIPS[3])
    assert "500원 받은 돈 0원 수수료 500원 돌려드린 돈" in words(drawn)
    assert "발급번호" not in words(drawn)


@pytest.mark.parametrize("dots", [576, 512])
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("slip", SLIPS)
def test_nothing_is_cut_off_or_runs_into_another(slip: Slip, language: str, dots: int, drawn: Drawn) -> None:
    image = picture(replace(slip, language=language), dots)
    assert (image.mode, image.width) == ("1", dots)
    boxes = [box for _, box in drawn]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= dots
        assert 0 <= top < bottom <= image.height
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (drawn[number][0], a, b)


def test_a_long_place_is_broken_between_words(drawn: Drawn) -> None:
    place = "금정구 장전제일동행정복지센터 별관 일층 무인민원발급실 오른쪽 벽 앞"
    draw(PLAIN, place, "051-519-0000", 576)
    lines = [text for text, _ in drawn[2:4]]
    assert " ".join(lines) == place
    assert len(lines) == 2


@pytest.mark.parametrize(("dots", "per_mm"), [(576, 203 / 25.4), (512, 180 / 25.4)])
def test_letters_can_be_read_at_arms_length(dots: int, per_mm: float, drawn: Drawn) -> None:
    """Measured on Hangul with a straight back; what is in the hand stands out."""
    picture(PLAIN, dots)
    high = {text: box[3] - box[1] for text, box in drawn}
    assert high["무인민원발급기 B001"] >= 3.5 * per_mm
    assert high["거스름돈"] > 1.25 * high["받은 돈"]
    assert high["300원"] > 1.25 * high["200원"]


def test_the_same_slip_is_the_same_picture() -> None:
    once, again = (draw(OWED, PLACE["ko"], "051-519-0000", 576) for _ in range(2))
    assert once == again
    assert once != draw(replace(OWED, sequence=124), PLACE["ko"], "051-519-0000", 576)


@pytest.mark.parametrize(
    ("numbers", "runs"),
    [
        ((), []),
        (("B001-20261122-000009",), ["B001-20261122-000009"]),
        (("B001-20261122-000009", "B001-20261122-000010"), ["B001-20261122-000009 ~ 000010"]),
        (("B001-20261122-999999", "B001-20261123-000001"), ["B001-20261122-999999", "B001-20261123-000001"]),
        (("a-2", "a-1"), ["a-2", "a-1"]),
    ],
)
def test_issue_numbers_in_runs(numbers: tuple[str, ...], runs: list[str]) -> None:
    assert in_runs(numbers) == runs
