"""The frame around every screen: place and language on top, the step, title, content, main action, foot; over them
the question for more time or the menu; above all of it that a card was left in the slot.

The same things stand in the same places on every screen. Nothing scrolls, blinks or moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.caption import Caption
from kiosk.ui.commands import Commands, Presses
from kiosk.ui.content import Content, section_of
from kiosk.ui.foot import Foot
from kiosk.ui.kit import Kit
from kiosk.ui.menu import Menu
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.card_line import CardLine
from kiosk.ui.parts.countdown import Countdown
from kiosk.ui.parts.pages import Pages
from kiosk.ui.parts.rows import Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size
from kiosk.ui.top_bar import TopBar


class Frame(QWidget):
    """Built anew for each screen and each change of view; sizes are fixed at once from the kit."""

    def __init__(
        self, kit: Kit, page: Page, presses: Presses, notice: str = "", turned_to: int = 0, *, card: bool = False
    ) -> None:
        super().__init__()
        self.kit, self.page, self.presses = kit, page, presses
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(kit.width, kit.height)
        self.commands = Commands(kit, page, presses)
        if not page.types:
            self._number()
        self.bar = [] if kit.view.low else [self._language_button()]
        self.top = TopBar(kit, page.step, self.bar, identification=page.identification)
        self.steps = self.top.steps
        self.feet = Foot(kit, self.commands)
        self.foot = self.feet.buttons()
        self.caption = Caption(kit, self.commands) if kit.view.voice else None
        self.card = CardLine(kit) if card else None
        self.main = Row(kit, page.actions)
        self.content = Content(kit, page, notice)
        self.notice, self.title, self.lead = self.content.notice, self.content.title, self.content.lead
        self.overlay: Countdown | Menu | None = None
        self._arrange(turned_to)
        self.pages = self.content.pages
        if page.first is not None:
            self.pages.reveal(page.first)
        self._order()

    def _language_button(self) -> Button:
        language = self.commands.language()
        return Button(
            self.kit,
            language.words,
            language.act,
            size=Size.BODY,
            hint=language.hint,
            key=language.key,
            height_mm=15,
        )

    # --- layout --------------------------------------------------------------------------------------------------

    def _arrange(self, turned_to: int) -> None:
        """Card line, caption and foot keep to the edges, the rest stands between them. A tinted ground ends above the
        action."""
        kit, m = self.kit, self.kit.metrics
        width = kit.width - 2 * m.margin
        self.stage_top, self.stage_bottom = 0, kit.height
        if self.card is not None:
            self.stage_top = self.card.heightForWidth(kit.width)
            self.card.setParent(self)
            self.card.setGeometry(0, 0, kit.width, self.stage_top)
        if self.caption is not None:
            high = self.caption.heightForWidth(kit.width)
            top = self.stage_top
            if self.caption.on_top:
                self.stage_top += high
            else:
                self.stage_bottom -= high
            self.caption.setParent(self)
            self.caption.setGeometry(0, top if self.caption.on_top else self.stage_bottom, kit.width, high)
        self.top.setParent(self)
        self.top.move(0, self.stage_top)
        foot = self.feet.heightForWidth(kit.width)
        self.foot_top = self.stage_bottom - foot
        self.feet.setParent(self)
        self.feet.setGeometry(0, self.foot_top, kit.width, foot)
        self.body_bottom = self.tint_bottom = self.foot_top
        actions = self.main.heightForWidth(width)
        if actions and self._actions_turn(actions):
            self.content.blocks.append(self.main)
        elif actions:
            self.main.setParent(self)
            self.body_bottom -= actions + section_of(kit)
            self.main.setGeometry(m.margin, self.body_bottom, width, actions)
            self.tint_bottom = self.body_bottom - (section_of(kit) if kit.roomy else section_of(kit) // 2)
        below = m.mm(2.5 if kit.large else 5)
        self.content.lay(self, self.top.geometry().bottom() + 1 + below, self.body_bottom - section_of(kit), turned_to)

    def _actions_turn(self, actions: int) -> bool:
        """With large letters on a low screen the actions may leave no room for a choice of two lines above the two
        buttons that turn pages: then they are on the last page."""
        kit, m = self.kit, self.kit.metrics
        if not (kit.large and kit.control_top):
            return False
        line = kit.line_height(Size.BODY) + 2 * m.mm(2.5)
        choice = 2 * kit.line_height(Size.BODY) + 2 * m.mm(2.5)
        return self.foot_top - kit.control_top < actions + line + choice + 3 * m.section

    @property
    def bar_bottom(self) -> int:
        return self.top.y() + self.top.line

    # --- what shows, in the order in which it is read --------------------------------------------------------------

    def _groups(self) -> list[QWidget]:
        """What shows now and is not covered."""
        caption = [] if self.caption is None else [self.caption]
        head: tuple[QWidget | None, ...] = (self.notice, self.title, self.lead)
        apart = [part for part in head if part is not None and part.parentWidget() is self]
        actions = [self.main] if self.main.parentWidget() is self else []
        groups: list[QWidget] = [self.top, *apart, self.pages, *actions, self.feet]
        if self.overlay is not None:
            feet = [self.feet] if self.overlay.geometry().bottom() < self.foot_top else []
            groups = [*([self.top] if self.overlay.y() > self.stage_top else []), self.overlay, *feet]
        card = [] if self.card is None else [self.card]
        if self.caption is not None and self.caption.on_top:
            return [*card, *caption, *groups]
        return [*card, *groups, *caption]

    def controls(self) -> list[Button]:
        """Every control that shows now."""
        return [leaf for leaf in self.reading() if isinstance(leaf, Button)]

    def reading(self) -> list[Text | Button]:
        """Every text and control that shows now."""
        return [leaf for group in self._groups() for leaf in self._leaves(group)]

    def _leaves(self, group: QWidget) -> Iterator[Text | Button]:
        if isinstance(group, Text | Button):
            yield group
            return
        for leaf in group.findChildren(QWidget):  # a part holds its parts in the order in which they are read
            if isinstance(leaf, Text | Button) and leaf.isVisibleTo(group) and leaf.text().strip():
                yield leaf

    # --- focus and keys ------------------------------------------------------------------------------------------

    def _order(self) -> None:
        """Over all pages: the focus passes by what does not show."""
        buttons: list[Button] = []
        for group in self._groups():
            buttons += [group] if isinstance(group, Button) else group.findChildren(Button)
        for before, after in itertools.pairwise(buttons):
            QWidget.setTabOrder(before, after)

    def _number(self) -> None:
        """Give a number to every control of the page that has none, so that the keypad reaches it. Those of the foot
        are in the menu."""
        buttons: list[Button] = []
        for part in [*self.page.blocks, *self.page.actions]:
            buttons += [part] if isinstance(part, Button) else part.findChildren(Button)
        numbers = [int(button.number) for button in buttons if button.number]
        if len(buttons) == 1:
            return  # the focus is there from the beginning
        unnumbered = [button for button in buttons if not button.number]
        for number, button in enumerate(unnumbered, max(numbers, default=0) + 1):
            button.number = str(number)

    def main_control(self) -> QAbstractButton | None:
        """Where the focus begins: the first choice, else the main action; never where 확인 would give up the visit, and
        nowhere on a page that leaves the answer open."""
        if self.overlay is None and not self.page.preselects:
            return None
        if self.page.first is not None and self.overlay is None:
            return self.page.first
        groups: list[QWidget] = [self.overlay] if self.overlay else [self.pages, self.main]
        for group in groups:
            for button in group.findChildren(QAbstractButton):
                turns = button in (self.pages.before, self.pages.after)  # the 0 key does that
                if button.isEnabled() and button.isVisibleTo(self) and not turns:
                    return button
        return None

    def numbered(self) -> dict[str, Button]:
        """Number → control, over all pages."""
        group: QWidget = self if self.overlay is None else self.overlay
        return {button.number: button for button in group.findChildren(Button) if button.number and button.isEnabled()}

    @property
    def turning(self) -> Pages | None:
        """The pages that the 0 key turns."""
        if self.overlay is None:
            return self.pages
        return self.overlay.pages if isinstance(self.overlay, Menu) else None

    # --- over the content ----------------------------------------------------------------------------------------

    def ask_for_more_time(self, note: str) -> None:
        """Cover the content by the question; the foot stays in reach if there is room for both. What is under it
        can not be pressed."""
        no = self.presses.no_more if self.page.stops else None
        overlay = Countdown(self.kit, self.presses.more_time, no, self.page.time_ends, note)
        overlay.show_seconds(88)  # the most room that the sentence will need
        top, bottom = self.bar_bottom, self.foot_top
        if overlay.least_height(self.kit.width) > bottom - top:  # large letters: the question is never cut
            top = self.stage_top
        if overlay.least_height(self.kit.width) > bottom - top:
            bottom = self.stage_bottom
        if overlay.answers_top(bottom) < self.kit.control_top:
            bottom = self.stage_bottom
        overlay.setParent(self)
        overlay.setGeometry(0, top, self.kit.width, bottom - top)
        overlay.arrange(low=self.kit.view.low)
        self._cover(overlay)

    def open_menu(self) -> None:
        """Over everything but the caption, also over the question for more time."""
        if self.overlay is not None:
            self.overlay.hide()
            self.overlay.deleteLater()
        height = self.stage_bottom - self.stage_top
        commands = self.commands.all()
        if self.page.types and len(self.pages.pages) > 1:  # the 0 key is a digit here
            commands.insert(0, self.commands.turn())
        overlay = Menu(self.kit, commands, self.kit.width, height, self.kit.control_top - self.stage_top)
        overlay.setParent(self)
        overlay.move(0, self.stage_top)
        self._cover(overlay)
        overlay.show()

    def close_menu(self) -> None:
        """A question that it was laid over is asked anew by whoever builds the frame."""
        overlay, self.overlay = self.overlay, None
        if overlay is not None:
            overlay.hide()
            overlay.deleteLater()
        for part in self._below():
            part.setEnabled(True)
        self._order()

    def _below(self) -> list[QWidget]:
        return [self.top, self.pages, self.main, self.feet]

    def _cover(self, overlay: Countdown | Menu) -> None:
        self.overlay = overlay
        reached = self._groups()
        for part in self._below():
            part.setEnabled(part in reached)
        self._order()

    def show_seconds(self, seconds: int | None) -> None:
        if isinstance(self.overlay, Countdown):
            self.overlay.show_seconds(seconds or 0)
        self.steps.show_seconds(seconds)

    # --- looks ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        painter.fillRect(self.rect(), kit.color("background.white"))
        if self.page.hero:
            tint = kit.color("surface.primary-subtler")
            painter.fillRect(0, self.bar_bottom, kit.width, self.tint_bottom - self.bar_bottom, tint)
        thin = max(2, kit.metrics.line // 2)
        painter.fillRect(0, self.foot_top, kit.width, thin, kit.color("divider.gray-light"))
        painter.end()

    def hero_contains(self, y: int) -> bool:
        return self.page.hero and self.bar_bottom < y < self.tint_bottom
