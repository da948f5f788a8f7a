"""What the voice says of a frame, in the order in which it is read; every sentence fits a caption.

Everything that can be seen is said: a notice, the step, the title, the content and its choices ("1번, 토지대장, 한 통에
300원"), the main actions, then in one sentence what the 취소 key offers. Numbers stand in figures; ``kiosk.speech``
turns them into words. What is marked in ``kiosk.ui.speakable`` is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.frame import Frame
from kiosk.ui.kit import Kit
from kiosk.ui.menu import Menu
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.pages import Pages
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.speakable import is_decoration, is_secret
from kiosk.ui.step_bar import STEPS, StepBar
from kiosk.ui.strings import Language, Strings, catalogue
from kiosk.ui.theme import Size
from kiosk.ui.voice import Sentence

CAPTION = {Language.KO: 60, Language.EN: 80}
"""The most letters of a sentence: two or three lines of a caption."""

_END = re.compile(r"(?<=[.?!])(?<!e\.g\.)(?<![Aa]rt\.)(?<!\b\d\.)\s+(?!\()")
"""Where a sentence ends: not after an abbreviation or the number of a list, not before what stands in brackets."""
_LEAST = 12
"""A rest shorter than so many letters is no caption of its own."""
_ENDS = (".", "?", "!", ":", ",")


def screen_sentences(frame: Frame) -> list[Sentence]:
    """All of what the frame shows now: of turning content the page that is open."""
    kit, strings = frame.kit, frame.kit.strings
    said: list[str] = []
    if frame.overlay is not None:
        said += _read(kit, frame.overlay)
    else:
        if frame.page.whole is not None:
            said.append(strings.text("voice.place", place=kit.place.name(kit.view.language)))
            said.append(strings.text("voice.start"))
        if frame.notice is not None and not frame.pages.isAncestorOf(frame.notice):
            said += _read(kit, frame.notice)
        said += _step(strings, frame.steps)
        for part in (frame.title, frame.lead):
            if part is not None and not frame.pages.isAncestorOf(part):
                said += _read(kit, part)
        said += _read(kit, frame.pages)
        said += _read(kit, frame.main)
    said += _keys(frame)
    said += _menu(frame)
    return sentences(said, strings.language)


def control_sentences(button: QAbstractButton) -> list[Sentence]:
    """What is said when the focus comes to it: name, state, and what it does."""
    if not isinstance(button, Button):
        return []
    strings = button.kit.strings
    said = [_control(strings, button)]
    hint = _plain(button.accessibleDescription())
    if hint and not is_secret(button) and hint.rstrip(".") not in said[0]:
        said.append(hint)
    return sentences(said, strings.language)


def typed_sentences(kit: Kit, digit: str, *, secret: bool = False) -> list[Sentence]:
    """After a key of the keypad: the digit, or 별표 for one that nobody else is to hear."""
    return [Sentence(kit.strings.text("voice.star") if secret else digit)]


def sentences(texts: Iterable[str], language: Language) -> list[Sentence]:
    """As captions hold them: none empty, none too long, no line breaks."""
    clips = _clips(language)
    return [Sentence(piece, clips.get(piece, "")) for text in texts for piece in _pieces(text, language)]


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


def _read(kit: Kit, widget: QWidget) -> list[str]:
    """What is visible in it. Texts that stand together are one sentence, as long as a caption holds them: what an
    amount is, and the amount; a heading, and what it says."""
    said: list[str] = []
    before: Text | Button | None = None
    for leaf in _leaves(widget):
        words = _words(kit.strings, leaf)
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
        return before.parentWidget() is leaf.parentWidget()
    return isinstance(before, Button) and isinstance(leaf, Button) and _is_key(before) and _is_key(leaf)


def _torn(before: Text | Button | None, leaf: Text | Button) -> bool:
    """Two pieces of one text."""
    return isinstance(before, Text) and isinstance(leaf, Text) and before.torn and leaf.torn


def _is_key(button: Button) -> bool:
    """One of many with a letter or digit each; they are read in a row."""
    return len(button.text()) == 1 and not button.number


def _leaves(widget: QWidget) -> Iterator[Text | Button]:
    """Texts and buttons that show, in the order in which they are read."""
    if widget.isHidden() or is_decoration(widget):
        return
    if isinstance(widget, Text | Button):
        yield widget
        return
    if isinstance(widget, Part) and not isinstance(widget, Pages):
        children = widget.parts
    else:
        found = [child for child in widget.children() if isinstance(child, QWidget)]
        children = sorted(found, key=lambda child: (child.y(), child.x()))
    for child in children:
        yield from _leaves(child)


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
        below = [_plain(words) for words in (button.tag, button.below)]
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
    return [strings.text("voice.step", at=STEPS.index(steps.step) + 1, of=len(STEPS), name=name)]


def _keys(frame: Frame) -> list[str]:
    """What the keypad does here."""
    text, pages = frame.kit.strings.text, frame.turning
    said = []
    if frame.numbered():
        said.append(text("voice.keys_choose"))
    typed = frame.overlay is None and frame.page.types  # 0 is a digit there
    if pages is not None and len(pages.pages) > 1 and not typed:
        said.append(text("voice.keys_pages"))
    return said


def _menu(frame: Frame) -> list[str]:
    """The controls that stand on every screen, in one sentence."""
    controls = [*frame.foot, *frame.bar, *(frame.caption.controls if frame.caption is not None else ())]
    shown = [button for button in controls if button.isEnabled() and not button.isHidden()]
    if isinstance(frame.overlay, Menu):
        shown = []  # all of them are in it
    names = list(dict.fromkeys(_plain(button.accessibleName() or button.text()) for button in shown))
    return [frame.kit.strings.text("voice.menu", names=", ".join(names))] if names else []


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
