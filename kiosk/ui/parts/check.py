"""Choices that show a state: the check row, which is in or out; the row that opens a page of its own; and the one of
several that holds. The state is the draft's: a press changes it there, and the screen is drawn anew from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import draw_chevron, draw_tick
from kiosk.ui.parts.choice import Choice
from kiosk.ui.theme import Size


class Check(Choice):
    """A yes-or-no choice with a box and the word for its state, so that neither tick nor colour is the only sign.
    ``tag``: what else is to be said of that state (기본). ``what``: what it means, on lines of their own.
    ``widest``: the longest state and tag that may stand there, so that nothing moves when it is pressed."""

    tag_first = False
    growth = 1.25
    has_box = True

    def __init__(
        self,
        kit: Kit,
        text: str,
        state: str,
        on_press: Callable[[], None],
        *,
        on: bool = False,
        number: str = "",
        key: str = "",
        tag: str = "",
        what: str = "",
        hint: str = "",
        widest: tuple[str, str] = ("", ""),
        size: Size = Size.LARGE,
    ) -> None:
        self.widest, self.what = widest, what
        super().__init__(
            kit,
            text,
            on_press,
            number=number,
            below=state,
            tag=tag,
            chevron=False,
            key=key,
            hint=hint or state,
            size=size,
            height_mm=16,
        )
        self.setCheckable(self.has_box)
        self.setChecked(on)
        self.setAccessibleName(f"{text}: {state}")

    @property
    def told_below(self) -> tuple[str, ...]:
        return *super().told_below, self.what

    def _side_of_box(self) -> int:
        return round(self.kit.metrics.em * 1.2)

    def _box(self, width: int) -> QRect:
        side = self._side_of_box()
        return QRect(width - self.kit.metrics.pad - side, (self.height() - side) // 2, side, side)

    def _room(self, width: int, *, icon: bool) -> QRect:
        rect = super()._room(width, icon=icon)
        rect.setRight(self._box(width).left() - self._between())
        return rect

    def _tag_width(self) -> int:
        """With the gap after it."""
        tag = self.widest[1] or self.tag
        return self.kit.advance(tag, Size.BODY, True) + 2 * self._tag_pad() + self._between() if tag else 0

    def _spare(self, room: int) -> int:
        """What title and state leave of one line."""
        title = self.kit.advance(self.text(), self.size_, True)
        state = self.kit.advance(self.widest[0] or self.below, Size.BODY, False)
        return room - title - state - (1 if self.kit.large else 2) * self._between()

    def _on_one_line(self, room: int) -> bool:
        """With the word for the state beside the title, before the box. Large letters give up the tag for that."""
        return self._spare(room) >= (0 if self.kit.large else self._tag_width())

    def _under(self, room: int) -> list[tuple[str, str]]:
        state = [] if self._on_one_line(room) else super()._under(room)
        means = self.kit.wrapped(self.what, Size.BODY, False, room) if self.what else []
        return [*state, *(("", line) for line in means)]

    def _widest_word(self) -> int:
        return max(super()._widest_word(), self.kit.widest_word(self.what, Size.BODY, False))

    def nextCheckState(self) -> None:
        """The screen is drawn anew from the draft."""

    def fill_token(self) -> str:
        return "surface.primary-subtler" if self.isChecked() and not self.looks_pressed else super().fill_token()

    def border_token(self) -> str | None:
        return "border.primary" if self.isChecked() else super().border_token()

    def paint_content(self, painter: QPainter) -> None:
        super().paint_content(painter)
        room = self.text_rect(self.width())
        if self._on_one_line(room.width()):
            self._paint_state(painter, room)
        self.paint_box(painter, self._box(self.width()))

    def _paint_state(self, painter: QPainter, room: QRect) -> None:
        """At the end of the first line."""
        line, first = self.kit.line_height(Size.BODY), self.kit.line_height(self.size_)
        width = self.kit.advance(self.below, Size.BODY, False)
        top = (self.height() - self.text_height(self.width())) // 2 + (first - line) // 2
        place = QRect(room.right() - width, top, width, line)
        self._paint_words(painter, self.below, place)
        if self.tag and self._spare(room.width()) >= self._tag_width():
            self._paint_tag(painter, self.tag, place.translated(-self._tag_width(), 0))

    def below_color(self, words: str) -> QColor:
        """The state goes with its box; what it means is as quiet as elsewhere."""
        return self.kit.color("text.primary" if self.isChecked() and words in self.below else "text.subtle")

    def paint_box(self, painter: QPainter, box: QRect) -> None:
        kit, on = self.kit, self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(kit.color("button.tertiary-border"), kit.metrics.line))
        painter.setBrush(kit.color("button.primary-fill" if on else "background.white"))
        painter.drawRoundedRect(QRectF(box), kit.metrics.radius * 0.5, kit.metrics.radius * 0.5)
        if on:
            draw_tick(painter, box, kit.color("text.inverse-static"), max(3, box.width() // 8))

    def paint_opening(self, painter: QPainter, box: QRect) -> None:
        """It leads to another page."""
        em = self.kit.metrics.em
        draw_chevron(painter, box.center(), em // 2, self.kit.color("text.primary"), max(3, em // 9))


class Opens(Check):
    """A choice of more than two values: it shows the one that holds and opens the page on which another is chosen."""

    has_box = False

    def _side_of_box(self) -> int:
        return round(self.kit.metrics.em * 0.8)

    def below_color(self, words: str) -> QColor:
        return self.kit.color("text.basic" if words in self.below else "text.subtle")

    def paint_box(self, painter: QPainter, box: QRect) -> None:
        self.paint_opening(painter, box)


class Pick(Check):
    """One of several, of which one holds: a ring, filled where it does, and ``state`` says so (고르심; empty for the
    others). ``what``: what it brings. ``opens``: it leads to a page of its own, and has the sign for that instead."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        state: str,
        what: str,
        on_press: Callable[[], None],
        *,
        number: str = "",
        key: str = "",
        tag: str = "",
        hint: str = "",
        widest: tuple[str, str] = ("", ""),
        opens: bool = False,
    ) -> None:
        self.opens = opens
        on, hint = bool(state), hint or what
        super().__init__(
            kit, text, state, on_press, on=on, number=number, key=key, tag=tag, what=what, hint=hint, widest=widest
        )
        self.setAutoExclusive(True)  # to an accessibility tool it is one of several
        self.setAccessibleName(f"{text}: {state}" if on else text)

    def _on_one_line(self, room: int) -> bool:
        return bool(self.what) and super()._on_one_line(room)

    def _height(self, width: int) -> int:
        """With room for the state below, where it may come to stand there."""
        room = self.text_rect(width).width()
        spare = 0 if self.below or self._on_one_line(room) else self.kit.line_height(Size.BODY)
        return super()._height(width) + spare

    def paint_box(self, painter: QPainter, box: QRect) -> None:
        if self.opens:
            self.paint_opening(painter, box)
            return
        kit, on = self.kit, self.isChecked()
        color = kit.color("button.primary-fill" if on else "button.tertiary-border")
        width = kit.metrics.line * (2 if on else 1)
        painter.setPen(QPen(color, width))
        painter.setBrush(kit.color("background.white"))
        half = width / 2
        painter.drawEllipse(QRectF(box).adjusted(half, half, -half, -half))
        if on:
            inset = box.width() * 0.28
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QRectF(box).adjusted(inset, inset, -inset, -inset))
