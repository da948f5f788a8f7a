"""The foot: 처음으로 · 이전 · 도움 요청, below them the aids. It stands in the same place on every screen."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kiosk.ui.commands import Command, Commands
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.theme import Size


def aid_button(kit: Kit, command: Command) -> Button:
    return Button(
        kit,
        command.words,
        command.act,
        look=Look.QUIET,
        size=Size.BODY,
        hint=command.hint,
        key=command.key,
        height_mm=13.0 if kit.landscape else 16.0,
        breath_mm=_breath(kit),
        icon=command.icon,
    )


def _breath(kit: Kit) -> float:
    """In landscape height is dear: two rows of one line each stand as close as their letters allow."""
    return -1.0 if kit.landscape and not kit.large else 2.5


class Foot(Part):
    """Where the aids have no room (large letters; landscape with a caption or lowered) one button opens the menu that
    has them. On a low screen what else stands on the edges comes down here."""

    def __init__(self, kit: Kit, commands: Commands) -> None:
        self.edge = kit.metrics.mm(2.5 if kit.large or kit.landscape else 5)
        self.gap = kit.metrics.mm(3) if kit.landscape else kit.metrics.gap
        self.fixed = [self._fixed(kit, command) for command in commands.fixed()]
        if kit.compact:
            self.aids = [self._menu(kit, commands.menu())]
            super().__init__(kit, even_rows(kit, [*self.fixed, *self.aids]))
            return
        shown = commands.aids()
        if kit.view.low:
            shown += [commands.language(), *(commands.hearing() if kit.view.voice else [])]
        self.aids = [aid_button(kit, command) for command in shown]
        super().__init__(kit, [*even_rows(kit, self.fixed), *even_rows(kit, self.aids)])

    @staticmethod
    def _fixed(kit: Kit, command: Command) -> Button:
        snug = kit.landscape and not kit.large
        return Button(
            kit,
            command.words,
            command.act,
            size=Size.BODY if snug else Size.LARGE,
            hint=command.hint,
            key=command.key,
            icon=command.icon,
            height_mm=15.0 if snug else 20.0,
            breath_mm=_breath(kit),
        )

    @staticmethod
    def _menu(kit: Kit, menu: Command) -> Button:
        return Button(
            kit,
            menu.words,
            menu.act,
            look=Look.QUIET,
            size=Size.BODY,
            hint=menu.hint,
            key=menu.key,
            icon=menu.icon,
            height_mm=15.0 if kit.landscape and not kit.large else 20.0,
            breath_mm=_breath(kit),
        )

    def buttons(self) -> list[Button]:
        return [*self.fixed, *self.aids]

    def heightForWidth(self, width: int) -> int:
        """With its edges above and below."""
        inner = width - 2 * self.kit.metrics.margin
        rows = [row.heightForWidth(inner) for row in self.parts]
        return sum(rows) + self.gap * (len(rows) - 1) + 2 * self.edge

    def arrange(self) -> None:
        m = self.kit.metrics
        inner, y = self.width() - 2 * m.margin, self.edge
        for row in self.parts:
            height = row.heightForWidth(inner)
            row.setGeometry(m.margin, y, inner, height)
            y += height + self.gap


def even_rows(kit: Kit, buttons: Sequence[Button]) -> list[Row]:
    """Side by side on as few rows of about equal length as hold them without breaking words. Icons show on all of them
    or on none: they never cost a row, and large letters need the room."""
    icons, rows = [button.icon_ for button in buttons], _rows(kit, buttons)
    for button in buttons:
        button.icon_ = None
    if not kit.large and len(_rows(kit, buttons)) == len(rows):
        for button, icon in zip(buttons, icons, strict=True):
            button.icon_ = icon
    return [Row(kit, row) for row in _rows(kit, buttons)]


def _rows(kit: Kit, buttons: Sequence[Button]) -> list[Sequence[Button]]:
    gap, width = kit.metrics.gap, kit.width - 2 * kit.metrics.margin
    rows: list[Sequence[Button]] = []
    for count in range(1, len(buttons) + 1):
        each = math.ceil(len(buttons) / count)
        rows = [buttons[start : start + each] for start in range(0, len(buttons), each)]
        if all(sum(button.natural_width() + gap for button in row) - gap <= width for row in rows):
            break
    return rows
