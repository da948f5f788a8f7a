"""What can be seen is said: the words that every screen really paints are held against what the voice says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.speech.numbers import in_words
from kiosk.speech.tuning import Output, Route, Tuning
from kiosk.speech.voice import SpeakingVoice, Spoken
from kiosk.ui.frame import Frame
from kiosk.ui.kit import ViewSettings
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.panels import facts
from kiosk.ui.parts.text import Text
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.speakable import Speech, is_secret, mark
from kiosk.ui.spoken import CAPTION, control_sentences, screen_sentences, sentences, typed_sentences
from kiosk.ui.strings import Language, Strings
from kiosk.ui.voice import Sentence
from tests.screens.conftest import Stand
from tests.screens.heard import heard_by
from tests.screens.lint import ALL_PANELS
from tests.screens.lint.paint import Words, record

Put = Callable[..., Stand]
VIEWS = [
    (PANELS[0], ViewSettings(Language.KO, voice=True)),
    (PANELS[0], ViewSettings(Language.EN, voice=True)),
    (PANELS[1], ViewSettings(Language.KO, text_scale=2.0, low=True, voice=True)),
]


def frames(table: Stand) -> Iterator[tuple[str, Frame]]:
    """Every page of every sample, and the menu over the first screens."""
    yield from table.every_page()
    for name in ("start", "pay"):
        table.show(name)
        table.window.toggle_menu()
        assert table.window.frame is not None
        yield f"menu over {name}", table.window.frame


def unsaid(frame: Frame) -> list[str]:
    """Painted words that the voice leaves out. Where the machine stands is said at the start of a visit, and the time
    that is left when it runs out; the caption says what is being said; what is secret is never spoken."""
    said = " ".join(sentence.text for sentence in screen_sentences(frame)).lower()
    exempt: list[QWidget] = [frame.top.place, frame.steps.left, frame.steps.words]
    if frame.caption is not None:
        exempt.append(frame.caption.words)
    if frame.turning is not None:  # the key that turns is told instead
        exempt += [frame.turning.where, frame.turning.before, frame.turning.after]
    marks = [words for words in record(frame) if isinstance(words, Words) and not is_secret(words.widget)]
    painted = [words for words in marks if words.widget not in exempt]
    return [word for words in painted for word in re.findall(r"\w+", words.text.lower()) if word not in said]


def unreadable(sentence: Sentence, language: Language) -> bool:
    """Not one plain line of words that a caption holds and that can be read out without a figure."""
    text, words = sentence.text, in_words(sentence.text, language)
    plain = text == " ".join(text.split()) and not set("{}<>\\") & set(text) and len(text) <= CAPTION[language]
    return not plain or not any(letter.isalnum() for letter in words) or any(letter.isdigit() for letter in words)


@pytest.mark.parametrize(("panel", "view"), VIEWS)
def test_every_painted_word_is_spoken(stand: Put, panel: Panel, view: ViewSettings) -> None:
    left_out, said = {}, set()
    for where, frame in frames(stand(panel, view)):
        if words := unsaid(frame):
            left_out[where] = words
        said |= {*screen_sentences(frame), *(one for button in frame.controls() for one in control_sentences(button))}
    assert not left_out
    assert not [sentence.text for sentence in said if unreadable(sentence, view.language)]
    assert len(said) > 300
    texts = [sentence.text for sentence in said]
    for every in ALL_PANELS:
        for low in (False, True):
            assert not overflowing(stand(every, ViewSettings(view.language, low=low, voice=True)), texts)


def overflowing(table: Stand, texts: Iterable[str]) -> list[str]:
    """Those that need more lines than their caption has."""
    table.show("choose")
    assert table.window.frame is not None
    caption = table.window.frame.caption
    assert caption is not None
    found = []
    for text in texts:
        caption.say(text)
        if caption.words.heightForWidth(caption.words.width()) > caption.words.height():
            found.append(text)
    return found


def test_a_sentence_too_long_for_its_caption_is_found(stand: Put) -> None:
    dense = "가나다라마 " * 9
    for panel in ALL_PANELS:
        assert overflowing(stand(panel, ViewSettings(voice=True)), ["짧습니다.", dense * 2]) == [dense * 2]


def test_a_wrong_word_is_found(stand: Put) -> None:
    """The test above can fail."""
    table = stand(*VIEWS[0])
    table.show("choose")
    frame = table.window.frame
    assert frame is not None
    mark(frame.title, Speech.DECORATION)
    assert unsaid(frame)


def test_it_reads_as_the_screen_does(stand: Put) -> None:
    table = stand(view=ViewSettings(voice=True))
    table.show("choose")
    assert table.window.frame is not None
    said = [sentence.text for sentence in screen_sentences(table.window.frame)]
    assert said[0] == "어떤 증명서가 필요하십니까?"
    assert said[2].endswith("번째, 증명서 선택")
    assert said[3].startswith("1번, 주민등록표 등본, 카드로 본인 확인")
    assert said[3].endswith("한 통에 200원")
    assert said[-2].startswith("처음으로, ")


def test_the_question_for_time_is_said_instead_of_what_it_covers(stand: Put) -> None:
    table = stand(view=ViewSettings(voice=True))
    table.show("pay-warning")
    assert table.window.frame is not None
    said = [sentence.text for sentence in screen_sentences(table.window.frame)]
    assert said[:2] == ["계속하시겠습니까?", "17초 뒤에 처음 화면으로 돌아갑니다."]
    assert not any("수수료" in sentence for sentence in said)


def test_a_typed_digit_is_told_and_what_it_made(stand: Put) -> None:
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show("parcel-number-empty")
    voice.said.clear()
    table.key(Qt.Key.Key_8)
    assert voice.said[0] == "8"
    assert "찾을 주소, 남산동 8번지" in voice.said
    voice.said.clear()
    table.key(Qt.Key.Key_4)
    assert "찾을 주소, 남산동 84번지" in voice.said
    assert not any("단추" in sentence for sentence in voice.said)


def test_a_fixed_sentence_names_its_recording() -> None:
    texts = ["어떤 증명서가 필요하십니까?", Strings(Language.KO).text("hear.off"), "토지대장 1통"]
    said = sentences(texts, Language.KO)
    assert [sentence.clip for sentence in said] == ["choose.title", "hear.off.1", "hear.off.2", ""]


LONG = "가나다라 마바사, " * 15


def test_a_long_sentence_is_cut_where_it_can_be_read() -> None:
    said = sentences([LONG], Language.KO)
    assert len(said) > 2
    assert all(sentence.text.endswith(",") for sentence in said)
    assert " ".join(sentence.text for sentence in said) == LONG.strip()
    assert [len(sentence.text) for sentence in sentences(["가" * 150], Language.KO)] == [56, 56, 38]


# --- controls ----------------------------------------------------------------------------------------------------


def test_a_control_says_its_name_its_state_and_what_it_does(stand: Put) -> None:
    table = stand(view=ViewSettings(voice=True))
    table.show("options")
    check = control_sentences(table.button("option.price"))
    assert "개별공시지가: 포함" in check[0].text
    less = control_sentences(table.button("less"))
    assert less[0].text.endswith("한 통 줄이기 단추, 지금은 누를 수 없음")
    assert less[1].text == "통수를 하나 줄입니다."


def test_a_closed_choice_says_why(stand: Put) -> None:
    table = stand(view=ViewSettings(voice=True))
    table.show("choose-more")
    said = [sentence.text for sentence in control_sentences(table.button("document.D03"))]
    assert said == ["3번, 토지대장, 지금은 구청과 연결되지 않습니다"]


# --- personal data -----------------------------------------------------------------------------------------------

PLANTED = "홍길동 999999-1234567"


@pytest.fixture
def private(stand: Put) -> Frame:
    """A screen that holds what must never be heard, wherever a widget can hold it."""
    table = stand(view=ViewSettings(voice=True))
    table.show("start")
    window = table.window
    kit = window._present_kit()
    typed = Text(kit, PLANTED)
    typed.setAccessibleName(f"누르신 {PLANTED}")
    person = Choice(kit, PLANTED, lambda: None, below=PLANTED, tag=PLANTED, hint=PLANTED, number="1")
    press = Button(kit, PLANTED, lambda: None, hint=PLANTED, name=PLANTED)
    panel = facts(kit, [PLANTED, PLANTED])
    for widget in (typed, person, press, panel):
        mark(widget, Speech.SECRET)
    frame = Frame(kit, Page(title="본인 확인", blocks=[typed, person, press, panel]), window._presses())
    frame.setParent(window)
    frame.show()
    return frame


def said_of(frame: Frame) -> list[Sentence]:
    controls = [sentence for button in frame.controls() for sentence in control_sentences(button)]
    return [*screen_sentences(frame), *controls, *typed_sentences(frame.kit, "9", secret=True)]


def test_what_is_secret_is_never_said(private: Frame) -> None:
    said = [sentence.text for sentence in said_of(private)]
    for piece in ("홍길동", "999999", "1234567"):
        assert not any(piece in text for text in said)
    assert "입력됨" in said
    assert said[-1] == "별표"
    assert any("소리 내어 읽지 않습니다" in text for text in said)


def test_what_is_secret_reaches_neither_log_nor_sound(private: Frame, qtbot: QtBot) -> None:
    heard: list[Spoken] = []
    outputs = {route: Output("", 0.0) for route in Route}
    voice = SpeakingVoice(["true"], outputs, Tuning(volume=4, speed=4), observer=heard.append)
    captions: list[str] = []
    voice.on_caption(captions.append)
    voice.start()
    try:
        voice.say(said_of(private), Language.KO)
        qtbot.waitUntil(lambda: bool(captions) and captions[-1] == "", timeout=5000)
    finally:
        voice.end()
    assert len(heard) == len(said_of(private))
    everything = " ".join([*captions, *(f"{spoken.text} {spoken.words}" for spoken in heard)])
    for piece in ("홍길동", "999999", "1234567", "구구구"):
        assert piece not in everything
