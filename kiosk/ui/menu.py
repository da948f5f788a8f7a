"""The menu over any screen: by 취소 on the keypad, or by the button that stands for the aids where these have no room.
Every choice has a number, so that all that a hand can do on the glass can be done by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.commands import Command
from kiosk.ui.kit import Kit
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.pages import Pages
from kiosk.ui.parts.rows import in_columns
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Menu(QWidget):
    """Covers what it is laid over. ``floor``: height in pixels above which no control may stand."""

    def __init__(self, kit: Kit, commands: Sequence[Command], width: int, height: int, floor: int) -> None:
        super().__init__()
        # Nothing below shines through: it is neither painted nor read while the menu stands.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.kit = kit
        self.resize(width, height)
        m = kit.metrics
        inner, edge = width - 2 * m.margin, m.mm(2.5 if kit.large else 6)
        self.title = Text(kit, kit.strings.text("menu.title"), size=Size.TITLE, bold=True, parent=self)
        head = self.title.heightForWidth(inner)
        choices = [self._choice(str(number), command) for number, command in enumerate(commands, 1)]
        columns = 2 if max(choice.natural_width() for choice in choices) * 2 + m.gap <= inner else 1
        blocks = in_columns(kit, choices, columns)
        top = edge + head + m.section
        self.pages = Pages(kit, blocks, inner, height - edge - top, floor=floor - top)
        slack = self.pages.slack() if floor > 0 else 0
        self.pages.sink(slack)
        self.pages.setParent(self)
        self.title.setGeometry(m.margin, edge + slack, inner, head)
        self.pages.move(m.margin, top + slack)

    def _choice(self, number: str, command: Command) -> Choice:
        return Choice(
            self.kit,
            command.words,
            command.act,
            number=number,
            chevron=False,
            hint=command.hint,
            key=f"menu.{command.key}",
            icon=command.icon,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.kit.color("background.white"))
        painter.end()
