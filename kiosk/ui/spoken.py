"""What the voice says of a frame, in the order in which it is read; every sentence fits a caption.

Everything that can be seen is said: a notice, the step, the title, the content and its choices ("1번, 토지대장, 한 통에
300원"), the main actions, then in one sentence what the 취소 key offers. Numbers stand in figures; ``kiosk.speech``
turns them into words. What is marked in ``kiosk.ui.speakable`` is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.frame import STEPS, Frame, StepBar
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.rows import Pages, Part
from kiosk.ui.parts.text import Text
from kiosk.ui.speakable import is_decoration, is_secret
from kiosk.ui.strings import Language, Strings
from kiosk.ui.voice import Sentence

CAPTION = {Language.KO: 60, Language.EN: 100}
"""The most letters of a sentence: two or three lines of a caption."""

_END = re.compile(r"(?<=[.?!])\s+")
_ENDS = (".", "?", "!", ":")


def screen_sentences(frame: Frame) -> list[Sentence]:
    """All of what the frame shows now: of turning content the page that is open."""
    kit, strings = frame.kit, frame.kit.strings
    said: list[str] = []
    if frame.overlay is not None:
        said += _read(kit, frame.overlay)
    else:
        if frame.page.whole is not None:
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
    """What is said when the focus comes to it: name, whether it is on or can not be had, and what it does."""
    if not isinstance(button, Button):
        return []
    strings = button.kit.strings
    said = [_control(strings, button)]
    closed = isinstance(button, Choice) and button.closed
    if not button.isEnabled() and not closed:  # a closed choice says why in its own words
        said.append(strings.text("voice.not_now"))
    hint = button.accessibleDescription()
    if hint and not is_secret(button) and _plain(hint) not in said[0]:
        said.append(_plain(hint))
    return sentences(said, strings.language)


def typed_sentences(kit: Kit, digit: str, *, secret: bool = False) -> list[Sentence]:
    """After a key of the keypad: the digit, or 별표 for one that nobody else is to hear."""
    return [Sentence(kit.strings.text("voice.star") if secret else digit)]


def sentences(texts: Iterable[str], language: Language) -> list[Sentence]:
    """As captions hold them: none empty, none too long, no line breaks."""
    return [Sentence(piece) for text in texts for piece in _cut(_plain(text), CAPTION[language]) if piece]


# --- reading -----------------------------------------------------------------------------------------------------


def _read(kit: Kit, widget: QWidget) -> list[str]:
    """What is visible in it. Short texts that stand together are one sentence: what an amount is, and the amount."""
    said: list[str] = []
    group: QWidget | None = None
    for leaf in _leaves(widget):
        words = _words(kit.strings, leaf)
        if not words:
            continue
        parent = leaf.parentWidget() if isinstance(leaf, Text) or _is_key(leaf) else None
        joined = f"{said[-1]}, {words}" if said else words
        together = group is not None and parent is group and not said[-1].endswith(_ENDS)
        if together and not words.endswith(_ENDS) and len(joined) <= CAPTION[kit.view.language]:
            said[-1] = joined
        else:
            said.append(words)
        group = parent
    return said


def _is_key(button: Button) -> bool:
    """One of many with a letter or digit each; they are read in a row."""
    return len(button.text()) == 1 and not button.number


def _leaves(widget: QWidget) -> Iterator[Text | Button]:
    """Texts and buttons that show, from the top downwards."""
    if widget.isHidden() or is_decoration(widget):
        return
    if isinstance(widget, Text | Button):
        yield widget
        return
    if isinstance(widget, Part) and not isinstance(widget, Pages):
        children = widget.parts  # in the order in which they are read
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
    return _plain(leaf.accessibleName() or leaf.text()) if leaf.text().strip() else ""


def _control(strings: Strings, button: Button) -> str:
    """Number, name (with the word for its state, where it has one), the line below."""
    parts = [strings.text("voice.number", number=button.number)] if button.number else []
    if is_secret(button):
        parts.append(strings.text("voice.hidden"))
        return ", ".join(parts)
    name = _plain(button.accessibleName() or button.text())
    parts.append(name)
    below = _plain(button.below) if isinstance(button, Choice) else ""
    if below and below not in name:
        parts.append(below)
    if not isinstance(button, Choice) and not _is_key(button):
        parts[-1] = strings.text("voice.button", name=parts[-1])
    return ", ".join(part.rstrip(".") for part in parts)


def _step(strings: Strings, steps: StepBar) -> list[str]:
    if steps.step is None or steps.isHidden():
        return []
    name = strings.text(f"step.{steps.step.value}")
    return [strings.text("voice.step", at=STEPS.index(steps.step) + 1, of=len(STEPS), name=name)]


def _keys(frame: Frame) -> list[str]:
    """What the keypad does here."""
    text = frame.kit.strings.text
    said = []
    if frame.numbered():
        said.append(text("voice.keys_choose"))
    if frame.overlay is None and len(frame.pages.pages) > 1:
        said.append(text("voice.keys_pages"))
    return said


def _menu(frame: Frame) -> list[str]:
    """The controls that stand on every screen, in one sentence."""
    names = [
        _plain(button.accessibleName() or button.text())
        for button in (*frame.foot, *frame.bar)
        if not button.isHidden() and button.isEnabled()
    ]
    names = list(dict.fromkeys(names))
    return [frame.kit.strings.text("voice.menu", names=", ".join(names))] if names else []


# --- texts -------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, most: int) -> Iterator[str]:
    """At the end of a sentence; one that is too long also at a comma or, if need be, between words."""
    for sentence in _END.split(text):
        rest = sentence.strip()
        while len(rest) > most:
            at = max(rest.rfind(", ", 0, most), rest.rfind("· ", 0, most)) + 1
            at = at if at > most // 3 else rest.rfind(" ", 0, most)
            if at <= 0:
                at = most
            yield rest[:at].strip()
            rest = rest[at:].strip()
        yield rest
