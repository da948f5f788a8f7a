"""Letters: the field they are typed into and the keys, 두벌식 or Latin. The digits of the hardware keypad type as well
(kiosk.ui.phone).

Keys are as large as the panel allows. With letters of twice the size not all of them fit: consonants and vowels (A–M
and N–Z) then stand on keyboards of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.hangul import CONSONANTS, DOUBLE, VOWELS
from kiosk.ui.icons import Icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.card import draw_card
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.speakable import Speech, mark
from kiosk.ui.strings import Language
from kiosk.ui.theme import Size

_HANGUL = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_LATIN = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_GROWTH = 1.25
"""How much higher the keys may be where a page has room to spare."""
_HALVES = {Language.KO: (CONSONANTS, VOWELS), Language.EN: ("abcdefghijklm", "nopqrstuvwxyz")}


def _height_mm(kit: Kit) -> float:
    """Of a key: more where the panel is high for its letters."""
    return 18.0 if kit.height > 40 * kit.metrics.em else 13.0 / (1.7 if kit.roomy else 1)


class Entry(Part):
    """The box that shows what is typed, with a caret that stands still, and at its other end a short note on it.
    ``secret``: what is typed is somebody's; no voice and no accessibility tool is told."""

    vital = 2

    def __init__(self, kit: Kit, name: str, *, secret: bool = False) -> None:
        self.typed = Text(kit, "", size=Size.TITLE, bold=True)
        self.note = Text(kit, "", color="text.primary", align=Qt.AlignmentFlag.AlignRight)
        super().__init__(kit, [self.typed, self.note])
        self.name, self.secret = name, secret
        if secret:
            mark(self, Speech.SECRET)

    def show_typed(self, text: str) -> None:
        """The end of it, if there is more than fits."""
        self._whole = text
        self._fit()

    def show_note(self, *notes: str) -> None:
        """The first that leaves room for what is typed; none does: nothing."""
        self._notes = notes
        self._fit()

    _whole = ""
    _notes: Sequence[str] = ()

    def _fit(self) -> None:
        room, text = self.typed.width() - self.kit.metrics.mm(3), self._whole
        left = room - self.kit.advance(text, Size.TITLE, True) - self.kit.metrics.gap
        fits = (note for note in self._notes if self.kit.advance(note, Size.BODY, False) <= left)
        self.note.setText(next(fits, ""))
        self.note.update()
        while self.width() and len(text) > 1 and self.kit.advance(text, Size.TITLE, True) > room:
            text = text[1:]
        self.typed.setText(text)
        self.typed.setAccessibleName(self.name if self.secret or not text else f"{self.name}: {self._whole}")
        self.typed.update()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return self.kit.line_height(Size.TITLE) + 2 * self.kit.metrics.mm(2 if self.kit.large else 4)

    def arrange(self) -> None:
        pad, line = self.kit.metrics.pad, self.kit.line_height(Size.TITLE)
        self.typed.setGeometry(pad, (self.height() - line) // 2, self.width() - 2 * pad, line)
        body = self.kit.line_height(Size.BODY)
        self.note.setGeometry(pad, (self.height() - body) // 2, self.width() - 2 * pad, body)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        kit, m = self.kit, self.kit.metrics
        painter = QPainter(self)
        draw_card(painter, kit, self.rect(), ground="background.white", border="border.primary", thick=m.line * 2)
        wide, line = max(3, m.line), kit.line_height(Size.TITLE)
        text = self.typed.text()
        x = self.typed.x() + (kit.advance(text, Size.TITLE, True) + wide if text else 0)
        painter.fillRect(x, self.typed.y() + line // 6, wide, line * 2 // 3, kit.color("element.primary"))
        painter.end()


class Key(Button):
    """One letter: the room is the letter's."""

    def text_rect(self, width: int) -> QRect:
        pad = self.kit.metrics.mm(0.5)
        return QRect(pad, 0, width - 2 * pad, 0)

    def heightForWidth(self, width: int) -> int:
        m = self.kit.metrics
        return max(m.mm(self.height_mm), m.font_px(self.size_) + m.mm(2))


class KeyRow(Part):
    """Keys of equal width, ``columns`` of which would fill the row; fewer stand in the middle."""

    def __init__(self, kit: Kit, keys: Sequence[QWidget], columns: int) -> None:
        super().__init__(kit, keys)
        self.columns = columns
        self.gap = kit.metrics.mm(2.6) if kit.large else kit.metrics.gap

    def _side(self, width: int) -> int:
        return (width - self.gap * (self.columns - 1)) // self.columns

    def heightForWidth(self, width: int) -> int:
        return max(key.heightForWidth(self._side(width)) for key in self.parts)

    def arrange(self) -> None:
        side = self._side(self.width())
        x = (self.width() - len(self.parts) * (side + self.gap) + self.gap) // 2
        for key in self.parts:
            key.setGeometry(x, 0, side, self.height())
            x += side + self.gap


@dataclass(frozen=True, slots=True)
class Typing:
    """What the keys do; ``press`` is called with the letter."""

    press: Callable[[str], None]
    undo: Callable[[], None]
    clear: Callable[[], None]
    shift: Callable[[], None]
    other: Callable[[], None]
    """To the other half of the letters."""


class Keyboard(Part):
    """``shifted``: the double letters; ``second``: the other half, where letters stand on two keyboards; ``spaces``:
    there is a key for them; ``confirm``: a last key of the screen's own."""

    vital = 1

    def __init__(
        self,
        kit: Kit,
        typing: Typing,
        *,
        shifted: bool = False,
        second: bool = False,
        spaces: bool = True,
        confirm: Button | None = None,
    ) -> None:
        self._typing = typing
        language = kit.view.language
        hangul = language is Language.KO
        if kit.large:
            columns = 7 if kit.landscape else 5
            letters = _HALVES[language][second]
            lines = [letters[start : start + columns] for start in range(0, len(letters), columns)]
        else:
            columns, lines = 10, list(_HANGUL if hangul else _LATIN)
        self.rows: list[Part] = [
            KeyRow(kit, [self._letter(kit, letter, shifted=shifted) for letter in line], columns) for line in lines
        ]
        text = kit.strings.text
        work = []
        if kit.large:
            word = f"keyboard.{'first' if second else 'second'}"
            work.append(self._work(kit, text(word), typing.other, text("keyboard.other_hint"), "other"))
        if hangul:
            state = "off" if shifted else "on"
            work.append(
                self._work(
                    kit, text(f"keyboard.shift.{state}"), typing.shift, text(f"keyboard.shift.{state}_hint"), "shift"
                )
            )
        if spaces:
            hint = text("keyboard.space_hint")
            work.append(self._work(kit, text("keyboard.space"), lambda: typing.press(" "), hint, "space"))
        work += [
            self._work(kit, text("keyboard.undo"), typing.undo, text("keyboard.undo_hint"), "undo", Icon.BACK),
            self._work(kit, text("keyboard.clear"), typing.clear, text("keyboard.clear_hint"), "clear"),
        ]
        if confirm is not None:
            work.append(confirm)
        self.rows.append(Row(kit, work, gap=kit.metrics.mm(2.6) if kit.large else None))
        super().__init__(kit, self.rows)
        self.gap = kit.metrics.mm(2.6) if kit.large else kit.metrics.gap

    def _letter(self, kit: Kit, letter: str, *, shifted: bool) -> Key:
        typed = DOUBLE.get(letter, letter) if shifted else letter
        return Key(
            kit,
            typed.upper(),
            lambda: self._typing.press(typed),
            size=Size.BODY if kit.large else Size.LARGE,
            hint=kit.strings.text("keyboard.letter_hint"),
            key=f"letter.{typed}",
            height_mm=_height_mm(kit),
        )

    @staticmethod
    def _work(kit: Kit, word: str, act: Callable[[], None], hint: str, key: str, icon: Icon | None = None) -> Button:
        return Button(
            kit,
            word,
            act,
            look=Look.QUIET,
            size=Size.BODY,
            hint=hint,
            key=f"key.{key}",
            height_mm=_height_mm(kit),
            icon=icon,
        )

    def pieces(self, width: int) -> list[QWidget]:
        return list(self.rows)

    def heightForWidth(self, width: int) -> int:
        return sum(row.heightForWidth(width) for row in self.rows) + self.gap * (len(self.rows) - 1)

    def most_height(self, width: int) -> int:
        return round(self.heightForWidth(width) * _GROWTH)

    def arrange(self) -> None:
        y, more = 0, max(0, self.height() - self.heightForWidth(self.width())) // len(self.rows)
        for row in self.rows:
            height = row.heightForWidth(self.width()) + more
            row.setGeometry(0, y, self.width(), height)
            y += height + self.gap
