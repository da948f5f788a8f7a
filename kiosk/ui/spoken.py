"""What the voice says of a frame, in the order in which it is read; every sentence fits a caption.

Everything that can be seen is said: a card that was left in the slot, a notice, the title, the step, the content and
its choices ("1번, 토지대장, 한 통에 300원"), the main actions, what the keys do, then in one sentence what the 취소 key
offers. Whoever heard step and menu before is not told again. Numbers stand in figures; ``kiosk.speech`` turns them into
words. What is marked in ``kiosk.ui.speakable`` is never read; a sentence only takes it along, wrapped, where the
earphone may say it (``Choice.private``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from PySide6.QtWidgets import QAbstractButton, QWidget

from drivers.private import Private
from kiosk.ui.frame import Frame
from kiosk.ui.kit import Kit
from kiosk.ui.menu import Menu
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.pages import Pages, holds_control
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.speakable import is_decoration, is_secret
from kiosk.ui.step_bar import StepBar
from kiosk.ui.strings import Language, Strings, catalogue
from kiosk.ui.theme import Size
from kiosk.ui.voice import Sentence

CAPTION = {Language.KO: 56, Language.EN: 80}
"""The most letters of a sentence: two or three lines of a caption."""

_END = re.compile(r"(?<=[.?!])(?<!e\.g\.)(?<![Aa]rt\.)(?<!\b\d\.)\s+(?!\()")
"""Where a sentence ends: not after an abbreviation or the number of a list, not before what stands in brackets."""
_LEAST = 12
"""A rest shorter than so many letters is no caption of its own."""
_ENDS = (".", "?", "!", ":", ",")


def screen_sentences(frame: Frame, *, step: bool = True, keys: bool = True, menu: bool = True) -> list[Sentence]:
    """All of what the frame shows now: of choices on several pages those on the page that is open. ``step``, ``keys``,
    ``menu``: also what step it is, what the keys do, and the names of all that is in the menu."""
    kit, strings = frame.kit, frame.kit.strings
    said: list[str] = [] if frame.card is None else _read(kit, frame.card)
    if frame.overlay is not None:
        said += _read(kit, frame.overlay)
    else:
        if frame.page.whole is not None:
            said.append(strings.text("voice.place", place=kit.place.name(kit.view.language)))
            said.append(strings.text("voice.start"))
        if frame.notice is not None and not frame.pages.isAncestorOf(frame.notice):
            said += _read(kit, frame.notice)
        said += _read(kit, frame.title, turned_away=True)  # first, also where it turns with the pages
        if frame.lead is not None and not frame.pages.isAncestorOf(frame.lead):
            said += _read(kit, frame.lead)
        said += _step(strings, frame.steps) if step else []
        said += _read(kit, frame.pages, without=frame.title)
        if frame.page.types:  # the keys that are struck type: nobody turns to what they mean, or what they made
            said += _turned_away(kit.strings, frame)
        said += _read(kit, frame.main)
        if frame.page.whole is not None and not frame.presses.plugged:
            said.append(strings.text("voice.earphone"))
    if keys:
        alone = _on_confirm(frame)
        said = [one for one in said if alone is None or alone.number or one != _control(strings, alone)]
        said += [*_keys(frame), *_menu(frame, named=menu)]
    return sentences(said, strings.language, _private(strings, frame.controls()))


def control_sentences(button: QAbstractButton) -> list[Sentence]:
    """What is said when the focus comes to it: name, state, and what it does."""
    if not isinstance(button, Button):
        return []
    strings = button.kit.strings
    said = [_control(strings, button)]
    hint = _plain(button.accessibleDescription())
    number_again = hint == strings.text("key.number_hint", number=button.number)
    if hint and not is_secret(button) and not number_again and hint.rstrip(".") not in said[0]:
        said.append(hint)
    return sentences(said, strings.language, _private(strings, [button]))


def _private(strings: Strings, buttons: Iterable[Button]) -> dict[str, Private[str]]:
    """What is said of a control → what the earphone adds to it."""
    return {
        _control(strings, button): button.private
        for button in buttons
        if isinstance(button, Choice) and button.private is not None
    }


def menu_sentences(frame: Frame) -> list[Sentence]:
    """The names of all that is in the menu."""
    return sentences(_menu(frame, named=True), frame.kit.strings.language)


def typed_sentences(kit: Kit, digit: str, *, secret: bool = False) -> list[Sentence]:
    """After a key of the keypad: the digit, or 별표 for one that nobody else is to hear."""
    return [Sentence(kit.strings.text("voice.star") if secret else digit)]


def sentences(
    texts: Iterable[str], language: Language, private: Mapping[str, Private[str]] | None = None
) -> list[Sentence]:
    """As captions hold them: none empty, none too long, no line breaks. ``private``: text → what the earphone says
    after it."""
    clips = _clips(language)
    said: list[Sentence] = []
    for text in texts:
        pieces = _pieces(text, language)
        said += [Sentence(piece, clips.get(piece, "")) for piece in pieces]
        if pieces and private and text in private:
            said[-1] = replace(said[-1], private=private[text])
    return said


@cache
def _clips(language: Language) -> Mapping[str, str]:
    """Sentence → the name of its recording: the key of its words; of several sentences key.1, key.2 …"""
    found: dict[str, str] = {}
    for key, text in catalogue(language).items():
        pieces = [] if "{" in text else _pieces(text, language)
        for number, piece in enumerate(pieces, 1):
            found.setdefault(piece, key if len(pieces) == 1 else f"{key}.{number}")
    return found


# --- reading -----------------------------------------------------------------------------------------------------


def _read(kit: Kit, widget: QWidget, *, turned_away: bool = False, without: Text | Button | None = None) -> list[str]:
    """What is visible in it. Texts that stand together are one sentence, as long as a caption holds them: what an
    amount is, and the amount; a heading, and what it says."""
    said: list[str] = []
    before: Text | Button | None = None
    for leaf in _leaves(widget, turned_away=turned_away):
        words = "" if leaf is without else _words(kit.strings, leaf)
        if not words:
            continue
        if said and _together(before, leaf) and not said[-1].endswith(_ENDS):
            joined = f"{said[-1]} {words}" if _torn(before, leaf) else f"{said[-1]}, {words}"
            if len(joined) <= CAPTION[kit.view.language] or _torn(before, leaf):
                said[-1], before = joined, leaf
                continue
        said.append(words)
        before = leaf
    return said


def _together(before: Text | Button | None, leaf: Text | Button) -> bool:
    if isinstance(before, Text) and isinstance(leaf, Text):
        within = leaf.parentWidget()
        counts = isinstance(within, Pages) and leaf is within.where  # which page it is belongs to no text of it
        return before.parentWidget() is within and not counts
    return isinstance(before, Button) and isinstance(leaf, Button) and _is_key(before) and _is_key(leaf)


def _torn(before: Text | Button | None, leaf: Text | Button) -> bool:
    """Two pieces of one text."""
    return isinstance(before, Text) and isinstance(leaf, Text) and before.torn and leaf.torn


def _is_key(button: Button) -> bool:
    """One of many with a letter or digit each; they are read in a row."""
    return len(button.text()) == 1 and not button.number


def _leaves(widget: QWidget, *, turned_away: bool = False) -> Iterator[Text | Button]:
    """Texts and buttons that show, or will when the page is turned, in the order in which they are read."""
    if (widget.isHidden() and not turned_away) or is_decoration(widget):
        return
    if isinstance(widget, Text | Button):
        yield widget
        return
    if isinstance(widget, Pages):
        yield from _on_pages(widget)
        return
    if isinstance(widget, Part):
        children = widget.parts
    else:
        found = [child for child in widget.children() if isinstance(child, QWidget)]
        children = sorted(found, key=lambda child: (child.y(), child.x()))
    for child in children:
        yield from _leaves(child)


def _on_pages(pages: Pages) -> Iterator[Text | Button]:
    """What is only read is read to its end, whatever page it is on; of choices those that show. The two buttons that
    turn are not read: the keys do it, and are told (``_keys``)."""
    whole = not _choices_turn(pages)
    for block in pages.blocks if whole else pages.pages[pages.page]:
        yield from _leaves(block, turned_away=whole)
    if len(pages.pages) > 1 and (pages.page or not whole):
        yield pages.where


def _turned_away(strings: Strings, frame: Frame) -> list[str]:
    """Texts, no keys, of the pages that do not show."""
    pages = frame.pages
    blocks = [block for block in pages.blocks if block not in pages.pages[pages.page]]
    leaves = [leaf for block in blocks for leaf in _leaves(block, turned_away=True)]
    return [_words(strings, leaf) for leaf in leaves if isinstance(leaf, Text) and leaf is not frame.title]


def _choices_turn(pages: Pages) -> bool:
    return len(pages.pages) > 1 and any(holds_control(block) for block in pages.blocks)


def _words(strings: Strings, leaf: Text | Button) -> str:
    if isinstance(leaf, Button):
        return _control(strings, leaf)
    if is_secret(leaf):
        return strings.text("voice.typed" if leaf.text().strip() else "voice.nothing_typed")
    pages = leaf.parentWidget()
    if isinstance(pages, Pages) and leaf is pages.where:
        return strings.text("voice.page", page=pages.page + 1, pages=len(pages.pages))
    if not any(letter.isalnum() for letter in leaf.text()):
        return ""
    if leaf.accessibleName():
        return _plain(leaf.accessibleName())
    whole = leaf.torn or leaf.size_ in (Size.TITLE, Size.DISPLAY)  # their lines only break for the eye
    return _plain(leaf.text()) if whole else _lines(leaf.text())


def _control(strings: Strings, button: Button) -> str:
    """Number, name (with the word for its state, where it has one), what stands below it, whether it can be had."""
    parts = [strings.text("voice.number", number=button.number)] if button.number else []
    if is_secret(button):
        parts.append(strings.text("voice.hidden"))
        return ", ".join(parts)
    name = _plain(button.accessibleName() or button.text())
    if isinstance(button, Choice):
        below = [_plain(words) for words in button.told_below]
        parts += [name, *(words for words in below if words and words not in name)]
    else:
        parts.append(name if _is_key(button) else strings.text("voice.button", name=name))
    if not button.isEnabled() and not (isinstance(button, Choice) and button.closed):  # what is closed says why
        parts.append(strings.text("voice.disabled"))
    return ", ".join(part.rstrip(".") for part in parts)


def _step(strings: Strings, steps: StepBar) -> list[str]:
    if steps.step is None or steps.isHidden():
        return []
    name = strings.text(f"step.{steps.step.value}")
    at, of = steps.place
    return [strings.text("voice.step", at=at, of=of, name=name)]


def _keys(frame: Frame) -> list[str]:
    """What the keypad does here."""
    text, pages, alone = frame.kit.strings.text, frame.turning, _on_confirm(frame)
    said = []
    if any(button.number for button in frame.controls()):
        said.append(text("voice.keys_choose"))
    if alone is not None:
        said.append(text("voice.keys_confirm", name=_plain(alone.accessibleName() or alone.text())))
    if pages is not None and _choices_turn(pages):
        typed = frame.overlay is None and frame.page.types  # 0 is a digit there
        said.append(text("voice.keys_menu_pages" if typed else "voice.keys_pages"))
    return said


def _on_confirm(frame: Frame) -> Button | None:
    """The main action, if 확인 presses it without a number before. On the start screen that is told already."""
    begins = frame.main_control()
    known = frame.overlay is None and (frame.page.types or frame.page.whole is not None)
    if isinstance(begins, Button) and not (isinstance(begins, Choice) or known or is_secret(begins)):
        return begins
    return None


def _menu(frame: Frame, *, named: bool) -> list[str]:
    """The controls that stand on every screen, in one sentence."""
    controls = [*frame.foot, *frame.bar, *(frame.caption.controls if frame.caption is not None else ())]
    shown = [button for button in controls if button.isEnabled() and not button.isHidden()]
    if isinstance(frame.overlay, Menu):
        shown = []  # all of them are in it
    names = list(dict.fromkeys(_plain(button.accessibleName() or button.text()) for button in shown))
    text = frame.kit.strings.text
    if not names:
        return []
    return [text("voice.menu", names=", ".join(names)) if named else text("voice.menu_short")]


# --- texts -------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """Lines that stand for themselves, with a pause between them."""
    lines = [_plain(line) for line in text.split("\n") if line.strip()]
    return " ".join(line if line.endswith(_ENDS) else f"{line}," for line in lines[:-1]) + f" {lines[-1]}"


def _pieces(text: str, language: Language) -> list[str]:
    return [piece for piece in _cut(_plain(text), CAPTION[language]) if any(letter.isalnum() for letter in piece)]


def _cut(text: str, most: int) -> Iterator[str]:
    """At the end of a sentence; one that is too long also at a comma or, if need be, between words."""
    for sentence in _END.split(text):
        rest = sentence.strip()
        while len(rest) > most:
            end = min(most, len(rest) - _LEAST)
            at = max(rest.rfind(", ", 0, end), rest.rfind("· ", 0, end)) + 1
            at = at if at > most // 3 else rest.rfind(" ", 0, end)
            if at <= 0:
                at = most
            yield rest[:at].strip()
            rest = rest[at:].strip()
        yield rest
