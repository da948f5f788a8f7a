"""The strip that shows what the voice is saying.

As a rule it is the lower edge of the screen, with 다시 듣기 and 멈춤 in it. Where every line in reach is dear it is the
upper edge instead: with large letters, where it keeps letters of normal size and the two buttons are in the menu; and
on a low screen in portrait, where they are in the foot.
"""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from kiosk.ui.commands import Commands
from kiosk.ui.foot import aid_button
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_EMS = 36
"""Width of the longest sentence of the voice (kiosk.ui.spoken.CAPTION) in letters of full width, as language has it: a
test holds all sentences of all screens against it."""


class Caption(Part):
    def __init__(self, kit: Kit, commands: Commands) -> None:
        self.idle = kit.strings.text("hear.idle")
        self.words = Text(kit.normal, self.idle)
        self.controls: list[Button] = []
        if not self.on_top_of(kit):
            self.controls = [aid_button(kit, command) for command in commands.hearing()]
        self.row = Row(kit, self.controls)
        super().__init__(kit, [self.words, self.row])
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.edge = kit.metrics.mm(3)

    @staticmethod
    def on_top_of(kit: Kit) -> bool:
        return kit.large or (kit.view.low and not kit.landscape)

    @property
    def on_top(self) -> bool:
        return self.on_top_of(self.kit)

    def say(self, sentence: str) -> None:
        """Empty: nothing is being said."""
        self.words.setText(sentence or self.idle)
        self.words.update()

    def _beside(self) -> int:
        """Width of the two buttons beside the words; 0: they stand below, or there are none."""
        return self.row.sizeHint().width() if self.controls and self.kit.landscape else 0

    def _words_width(self, width: int) -> int:
        beside = self._beside()
        return width - 2 * self.kit.metrics.margin - (beside + self.kit.metrics.section if beside else 0)

    def _words_height(self, width: int) -> int:
        """Room for the longest sentence: the strip never changes its height."""
        normal = self.kit.normal
        lines = math.ceil(_EMS * normal.metrics.em / self._words_width(width))
        return lines * normal.line_height(Size.BODY)

    def heightForWidth(self, width: int) -> int:
        words, m = self._words_height(width), self.kit.metrics
        if not self.controls:
            return words + 2 * self.edge
        inner = width - 2 * m.margin
        if self._beside():
            return max(words, self.row.heightForWidth(self._beside())) + 2 * self.edge
        return words + m.gap + self.row.heightForWidth(inner) + 2 * self.edge

    def arrange(self) -> None:
        m, width = self.kit.metrics, self.width()
        words = self._words_height(width)
        if self._beside():
            height = self.row.heightForWidth(self._beside())
            self.words.setGeometry(m.margin, (self.height() - words) // 2, self._words_width(width), words)
            x = width - m.margin - self._beside()
            self.row.setGeometry(x, (self.height() - height) // 2, self._beside(), height)
            return
        self.words.setGeometry(m.margin, self.edge, self._words_width(width), words)
        if self.controls:
            inner = width - 2 * m.margin
            height = self.row.heightForWidth(inner)
            self.row.setGeometry(m.margin, self.edge + words + m.gap, inner, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.kit.color("surface.primary-subtler"))
        thin = max(2, self.kit.metrics.line // 2)
        y = self.height() - thin if self.on_top else 0
        painter.fillRect(0, y, self.width(), thin, self.kit.color("border.primary"))
        painter.end()
