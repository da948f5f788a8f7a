"""Whose 초본: the name is seen, and said in the earphone alone; the relation is said; 23 persons by finger and by
keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from drivers.private import Private
from kiosk.core.presses import InputsSubmitted
from kiosk.core.screens import PersonScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.parts.person_row import PersonRow
from kiosk.ui.pictures import PANELS, Panel
from kiosk.ui.samples.identity import persons_of
from kiosk.ui.strings import Language
from tests.screens.conftest import Stand
from tests.screens.heard import heard_by
from tests.screens.leaks import accessible, painted

Put = Callable[..., Stand]
KEY = Qt.Key
LONGEST = "ALEXANDRIA MARGUERITE EXEMPLAR-SPECIMEN"
MANY = persons_of(
    [
        ("self", None, "견본하나"),
        ("spouse", None, LONGEST),
        *(("child", number, f"견본자녀{number}") for number in range(1, 9)),
        *(("parent", number, f"견본부모{number}") for number in (1, 2)),
        *(("sibling", number, f"견본형제{number}") for number in range(1, 6)),
        *(("grandchild", number, f"견본손{number}") for number in range(1, 4)),
        *(("other", number, f"견본동거{number}") for number in range(1, 4)),
    ]
)
"""23: the largest sample household."""
NAMES = [person.name.reveal() for person in MANY]


def named(texts: list[str]) -> list[str]:
    """Those that hold a name, or a word of one."""
    words = {word for name in NAMES for word in name.split()}
    return [text for text in texts if any(word in text for word in words)]


def chosen(table: Stand) -> list[str]:
    return [fact.inputs.reveal()["person"] for fact in table.posted if isinstance(fact, InputsSubmitted)]


def test_a_touch_chooses(stand: Put) -> None:
    table = stand()
    table.show("person", closes_at=None)
    table.touch("person.3")
    table.touch_at(table.middle("person.2"))
    assert chosen(table) == ["p3"]
    assert "p3" not in repr(table.posted)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
@pytest.mark.parametrize("number", [1, 12, 23])
def test_keys_alone_choose_on_whatever_page(stand: Put, panel: Panel, scale: float, number: int) -> None:
    table = stand(panel, ViewSettings(text_scale=scale))
    table.show("person", closes_at=None, persons=MANY)
    for digit in str(number):
        table.now[0] += 1
        table.key(KEY(KEY.Key_0 + int(digit)))
    table.now[0] += 1
    table.key(KEY.Key_Return)
    assert chosen(table) == [f"p{number}"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_names_are_seen_and_neither_said_nor_readable(stand: Put, language: Language, scale: float) -> None:
    table = stand(view=ViewSettings(language, scale, voice=True))
    voice = heard_by(table)
    table.show("person", closes_at=None, persons=MANY)
    frame = table.window.frame
    assert frame is not None
    seen: list[str] = []
    for page in range(len(frame.pages.pages)):
        frame.pages.turn(page)
        seen += painted(table.window)
        for row in frame.pages.findChildren(PersonRow):
            if row.isVisible():
                table.window.teller.reached(frame, row)
        table.window.teller.again(frame)
    assert not named([*accessible(table.window), *voice.said])
    assert all(any(name in " ".join(seen) for name in (one, one.split()[0])) for one in NAMES)
    relations = ("자녀 8", "그 밖의 세대원 3") if language is Language.KO else ("Child 8", "Other 3")
    assert all(any(relation in sentence for sentence in voice.said) for relation in relations)


def test_who_hears_alone_is_told_the_name_with_each_person(stand: Put) -> None:
    """What the voice may say in the earphone (test_voice: and nowhere else) goes along with its sentence."""
    table = stand(view=ViewSettings(voice=True))
    voice = heard_by(table)
    table.show("person", closes_at=None, persons=MANY)
    frame = table.window.frame
    assert frame is not None
    rows = frame.pages.findChildren(PersonRow)
    for row in rows:
        frame.pages.reveal(row)
        table.window.teller.reached(frame, row)
    told = {sentence.text: sentence.private.reveal() for sentence in voice.sentences if sentence.private is not None}
    assert [told[f"{number}번, {row.accessibleName()}"] for number, row in enumerate(rows, 1)] == NAMES
    voice.sentences.clear()
    table.window.teller.again(frame)  # with the whole screen, those of its page
    told = {sentence.text: sentence.private.reveal() for sentence in voice.sentences if sentence.private is not None}
    assert list(told.values()) == [name for row, name in zip(rows, NAMES, strict=True) if row.isVisible()]
    assert "견본" not in repr(voice.sentences)


def test_a_name_that_could_be_read_is_found(stand: Put) -> None:
    table = stand()
    table.show("person", closes_at=None, persons=MANY)
    assert not named(accessible(table.window))
    table.button("person.1").setAccessibleDescription(NAMES[0])
    assert named(accessible(table.window))


def test_who_was_chosen_before_has_the_focus(stand: Put) -> None:
    table = stand()
    table.show("person", closes_at=None, inputs=Private({"person": "p4"}))
    assert QApplication.focusWidget() is table.button("person.4")


def test_nobody_is_left_after_the_wipe(stand: Put) -> None:
    table = stand()
    table.show("person", closes_at=None, persons=MANY)
    table.window.forget()
    assert isinstance(table.window.screen_, PersonScreen)
    assert not table.window.screen_.persons
    assert not named(painted(table.window))
    kit = table.window._present_kit()
    assert not named([key[0] for known in (kit._widths, kit._wrapped, kit._words) for key in known])
