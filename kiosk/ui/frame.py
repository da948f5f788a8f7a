"""The frame around every screen: place and language on top, the step, title, content, main action, fixed row, aids.

The same things stand in the same places on every screen. Content that does not fit turns pages; when letters are
large and room is short, the title turns with it. Nothing scrolls, blinks or moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from forms.catalogue import PRINTED
from kiosk.core.screens import Step
from kiosk.ui.kit import Kit, ViewSettings
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.countdown import Countdown
from kiosk.ui.parts.panels import banner
from kiosk.ui.parts.rows import Pages, Part, Row
from kiosk.ui.parts.text import Text
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast, Size

STEPS = tuple(
    step for step in Step if step is not Step.IDENTIFY or any(document.identity for document in PRINTED.values())
)
"""Steps that some document takes."""


@dataclass(frozen=True, slots=True)
class Presses:
    """What the frame's own controls do."""

    home: Callable[[], None]
    back: Callable[[], None]
    help: Callable[[], None]
    view: Callable[[ViewSettings], None]
    more_time: Callable[[], None]
    no_more: Callable[[], None]


class StepBar(QWidget):
    """Which step of how many, in words and in segments; on the right the seconds left."""

    def __init__(self, kit: Kit, step: Step | None) -> None:
        super().__init__()
        self.kit, self.step = kit, step
        self.named = self.short = ""
        if step is not None:
            at, of = STEPS.index(step) + 1, len(STEPS)
            self.named = kit.strings.text("step.where", at=at, of=of, name=kit.strings.text(f"step.{step.value}"))
            self.short = kit.strings.text("step.where_short", at=at, of=of)
        self.words = Text(kit, self.named, bold=True, color="text.primary", parent=self)
        self.words.setAccessibleName(self.named)
        self._seconds = "step.seconds_short" if kit.large else "step.seconds"
        self.left = Text(kit, "", color="text.subtle", align=Qt.AlignmentFlag.AlignRight, parent=self)
        self._segment = kit.metrics.mm(2.2)

    def show_seconds(self, seconds: int | None) -> None:
        self.left.setText("" if seconds is None else self.kit.strings.text(self._seconds, seconds=seconds))
        self.left.update()

    def least_width(self) -> int:
        return self.words.natural_width() + self._left_width() + self.kit.metrics.gap

    def _left_width(self) -> int:
        return self.kit.advance(self.kit.strings.text(self._seconds, seconds=888), Size.BODY, False) + 1

    def heightForWidth(self, width: int) -> int:
        line = self.kit.line_height(Size.BODY)
        return line if self.step is None else self._segment + self.kit.metrics.mm(1.5) + line

    def resizeEvent(self, event: QResizeEvent) -> None:
        line = self.kit.line_height(Size.BODY)
        top = self.height() - line
        right = self._left_width()
        # With large letters and little room the number of the step has to do.
        self.words.setText(self.named)
        if self.kit.large and self.least_width() > self.width():
            self.words.setText(self.short)
        self.words.setGeometry(0, top, self.width() - right - self.kit.metrics.gap, line)
        self.left.setGeometry(self.width() - right, top, right, line)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.step is None:
            return
        painter = QPainter(self)
        gap, count, at = self.kit.metrics.mm(2.5), len(STEPS), STEPS.index(self.step)
        width = (self.width() - gap * (count - 1)) // count
        for number in range(count):
            token = "element.primary" if number <= at else "border.gray-light"
            # The steps still to come are thinner: the bar reads without colour as well.
            height = self._segment if number <= at else self._segment // 2
            painter.fillRect(number * (width + gap), 0, width, height, self.kit.color(token))
        painter.end()


class Frame(QWidget):
    """Built anew for each screen and each change of view; sizes are fixed at once from the kit."""

    def __init__(self, kit: Kit, page: Page, presses: Presses, notice: str = "", turned_to: int = 0) -> None:
        super().__init__()
        self.kit, self.page, self.presses = kit, page, presses
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(kit.width, kit.height)
        self.language = self._language_button()
        self.language.setParent(self)
        self.place = Text(kit, self._place(), bold=True, parent=self)
        self.steps = StepBar(kit, page.step)
        self.steps.setParent(self)
        self.notice = banner(kit, notice) if notice else None
        if self.notice is not None:
            self.notice.setParent(self)
        size = Size.DISPLAY if page.hero else Size.TITLE
        self.title = Text(kit, page.title, size=size, bold=True)
        self.lead = Text(kit, page.lead, size=Size.LARGE, color="text.subtle") if page.lead else None
        self.main = Row(kit, page.actions)
        self.main.setParent(self)
        fixed, aids = self._fixed(), self._aids()
        self.bar = [self.language]
        if kit.flat:  # one row in the foot, the way back to normal letters on top
            self.bar = [aids[0], self.language]
            aids[0].setParent(self)
            fixed, aids = [*fixed, *aids[1:]], []
        self.foot = [*fixed, *aids]
        self.fixed = Row(kit, fixed)
        self.aids = Row(kit, aids)
        self.fixed.setParent(self)
        self.aids.setParent(self)
        self.overlay: Countdown | None = None
        self._arrange(turned_to)
        self._order()

    # --- its own controls ----------------------------------------------------------------------------------------

    def _place(self) -> str:
        """What the machine is, if there is room for it beside the language button, else only where it stands."""
        room = self.kit.width - 2 * self.kit.metrics.margin - self.kit.metrics.gap - self.language.natural_width()
        place = self.kit.place.name(self.kit.view.language)
        if self.kit.large:
            return ""  # it would take the room of a choice
        if self.kit.wide and self.page.step is not None:
            return place
        whole = self.kit.strings.text("place.kiosk", place=place)
        return whole if self.kit.advance(whole, Size.BODY, True) < room else place

    def _language_button(self) -> Button:
        view = self.kit.view
        other = Language.EN if view.language is Language.KO else Language.KO
        return Button(
            self.kit,
            self.kit.strings.text("language.other"),
            lambda: self.presses.view(replace(view, language=other)),
            size=Size.BODY,
            hint=self.kit.strings.text("language.hint"),
            key="language",
            height_mm=15,
        )

    def _fixed(self) -> list[Button]:
        text, kit, made = self.kit.strings.text, self.kit, []
        if self.page.home is not None:
            hint = text(f"{self.page.home}_hint")
            made.append(Button(kit, text(self.page.home), self.presses.home, hint=hint, key="home"))
        if self.page.back:
            made.append(Button(kit, text("foot.back"), self.presses.back, hint=text("foot.back_hint"), key="back"))
        made.append(Button(kit, text("foot.help"), self.presses.help, hint=text("foot.help_hint"), key="help"))
        return made

    @staticmethod
    def _aid_keys() -> tuple[str, ...]:
        return ("large", "contrast")

    def _aids(self) -> list[Button]:
        view, text = self.kit.view, self.kit.strings.text
        large, high = view.text_scale > 1, view.contrast is Contrast.HIGH
        settings = {
            "large": (large, replace(view, text_scale=1.0 if large else 2.0)),
            "contrast": (high, replace(view, contrast=Contrast.LIGHT if high else Contrast.HIGH)),
        }
        made = []
        for key in self._aid_keys():
            on, after = settings[key]
            word = f"aid.{key}.off" if on else f"aid.{key}.on"
            made.append(
                Button(
                    self.kit,
                    text(word),
                    partial(self.presses.view, after),
                    look=Look.QUIET,
                    size=Size.BODY,
                    hint=text(f"{word}_hint"),
                    key=f"aid.{key}",
                    height_mm=16,
                )
            )
        return made

    # --- layout --------------------------------------------------------------------------------------------------

    def _arrange(self, turned_to: int) -> None:
        kit, m = self.kit, self.kit.metrics
        width, margin = kit.width - 2 * m.margin, m.margin
        buttons_width = sum(button.natural_width() + m.gap for button in self.bar) - m.gap
        place_width = width - buttons_width - m.gap
        line, height = self.place.heightForWidth(place_width), max(b.sizeHint().height() for b in self.bar)
        bar = max(line, height) + 2 * m.mm(1.5 if kit.large else 3)
        self.bar_bottom = bar
        x = kit.width - margin - buttons_width
        for button in self.bar:
            button.setGeometry(x, (bar - height) // 2, button.natural_width(), height)
            x += button.width() + m.gap
        self.place.setGeometry(margin, (bar - line) // 2, place_width, line)
        y = self._arrange_steps(bar, width, buttons_width)

        bottom = self._arrange_foot(width)
        actions = self.main.heightForWidth(width)
        if actions:
            bottom -= actions + m.section
            self.main.setGeometry(margin, bottom, width, actions)
        self.body_bottom = bottom

        if self.notice is not None and not kit.large:
            height = self.notice.heightForWidth(width)
            self.notice.setGeometry(margin, y, width, height)
            y += height + m.section
        self._arrange_content(y, bottom - m.section, width, turned_to)

    def _arrange_steps(self, bar: int, width: int, buttons_width: int) -> int:
        """Below the bar; in landscape and with large letters, where height is dear, inside it. Returns where the
        content begins."""
        m = self.kit.metrics
        if self.kit.large:
            room = width - buttons_width - m.gap
            steps = self.steps.heightForWidth(room)
            self.steps.setGeometry(m.margin, (bar - steps) // 2, room, steps)
            return bar + m.mm(2.5)
        place_width = self.place.natural_width()
        room = width - place_width - buttons_width - 2 * m.section
        if self.kit.wide and room >= self.steps.least_width():
            steps = self.steps.heightForWidth(room)
            self.steps.setGeometry(m.margin + place_width + m.section, (bar - steps) // 2, room, steps)
            self.place.resize(place_width, self.place.height())
            return bar + m.mm(5)
        steps = self.steps.heightForWidth(width)
        self.steps.setGeometry(m.margin, bar + m.mm(4), width, steps)
        return bar + steps + m.mm(8)

    def _arrange_foot(self, width: int) -> int:
        """From the lower edge upwards; in landscape both rows are one. Returns where the foot begins."""
        kit, m = self.kit, self.kit.metrics
        edge = m.mm(2.5 if kit.large else 5)
        fixed, aids = self.fixed.sizeHint().width(), self.aids.sizeHint().width()
        if kit.wide and fixed + aids + m.section <= width:
            aids_width = max(aids, width * len(self.aids.parts) // len(self.foot) - m.section // 2)
            aids_width = min(aids_width, width - fixed - m.section)
            fixed_width = width - aids_width - m.section
            height = max(self.fixed.heightForWidth(fixed_width), self.aids.heightForWidth(aids_width))
            top = kit.height - edge - height
            self.fixed.setGeometry(m.margin, top, fixed_width, height)
            self.aids.setGeometry(m.margin + fixed_width + m.section, top, aids_width, height)
        else:
            top = kit.height - edge + m.gap
            for row in (self.aids, self.fixed) if self.aids.parts else (self.fixed,):
                height = row.heightForWidth(width)
                top -= m.gap + height
                row.setGeometry(m.margin, top, width, height)
        self.foot_top = top - edge
        return self.foot_top

    def _arrange_content(self, top: int, bottom: int, width: int, turned_to: int) -> None:
        kit, m = self.kit, self.kit.metrics
        head: list[QWidget] = [self.title, *([self.lead] if self.lead else [])]
        high = sum(part.heightForWidth(width) for part in head) + (m.mm(2.5) if self.lead else 0) + m.section
        room = bottom - top - high
        blocks = list(self.page.blocks)
        if kit.large and self.notice is not None:
            self.notice.vital = 2
            blocks.insert(0, self.notice)
        self.pages = Pages(kit, blocks, width, max(room, 1), turned_to, whole=True)
        # Too little room below the title: it turns with the pages instead of standing still.
        apart = room >= kit.height * 0.3 or not blocks or len(self.pages.pages) == 1
        if room < 0 or not self.pages.fits or not apart or (kit.large and len(self.pages.pages) > 1):
            self.pages = Pages(kit, self._in_turn(head, blocks, width, bottom - top), width, bottom - top, turned_to)
            self.pages.setParent(self)
            self.pages.move(m.margin, top)
            return
        if len(self.pages.pages) > 1 and _vital(blocks):
            self.pages = Pages(kit, _vital_first(blocks), width, max(room, 1), turned_to, whole=True)
        y = top
        if self.page.hero:
            content = self.pages.hug()
            y += max(0, (bottom - top - high - content) * 2 // 5)
        for part in head:
            part.setParent(self)
            height = part.heightForWidth(width)
            part.setGeometry(m.margin, y, width, height)
            y += height + (m.mm(2.5) if part is self.title else 0)
        self.pages.setParent(self)
        self.pages.move(m.margin, y + m.section - (0 if self.lead else m.mm(2.5)))

    def _in_turn(self, head: list[QWidget], blocks: list[QWidget], width: int, room: int) -> list[QWidget]:
        """The order in which they go on pages: what is vital stands on the first, with the title if there is room."""
        vital = _vital(blocks)
        if not vital:
            return [*head, *blocks]
        others = _vital_first(blocks)[len(vital) :]
        first = self.title.heightForWidth(width) + self.kit.metrics.gap + vital[0].heightForWidth(width)
        if first <= Pages.room(self.kit, width, room):
            return [self.title, *vital, *head[1:], *others]
        return [*vital, *head, *others]

    # --- focus and keys ------------------------------------------------------------------------------------------

    def controls(self) -> list[QAbstractButton]:
        """Every control that shows now, in the order in which it is read."""
        groups: list[QWidget] = [*self.bar, self.pages, self.main, self.fixed, self.aids]
        if self.overlay is not None:
            inside = [self.fixed, self.aids] if self.overlay.geometry().bottom() < self.foot_top else []
            groups = [*(self.bar if self.overlay.y() else []), self.overlay, *inside]
        found: list[QAbstractButton] = []
        for group in groups:
            buttons = [group] if isinstance(group, QAbstractButton) else group.findChildren(QAbstractButton)
            shown = [button for button in buttons if not button.isHidden() and button.parentWidget() is not None]
            found += sorted(shown, key=lambda button: self._place_of(button)) if group is self.pages else shown
        return found

    def _place_of(self, widget: QWidget) -> tuple[int, int]:
        point = widget.mapTo(self, widget.rect().topLeft())
        return point.y(), point.x()

    def _order(self) -> None:
        order = self.controls()
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    def main_control(self) -> QAbstractButton | None:
        """Where the focus begins: the first choice, else the main action; never where 확인 would give up the visit."""
        if self.page.first is not None and self.overlay is None:
            return self.page.first
        groups: list[QWidget] = [self.overlay] if self.overlay else [self.pages, self.main]
        for group in groups:
            for button in group.findChildren(QAbstractButton):
                if button.isEnabled() and not button.isHidden():
                    return button
        return None

    def numbered(self) -> dict[str, Button]:
        """Number → control, over all pages."""
        group: QWidget = self.overlay if self.overlay is not None else self
        return {button.number: button for button in group.findChildren(Button) if button.number and button.isEnabled()}

    # --- the last stretch ----------------------------------------------------------------------------------------

    def ask_for_more_time(self, note: str) -> None:
        """Cover the content by the question; the fixed row stays in reach if there is room for both. What is under it
        can not be pressed."""
        overlay = Countdown(self.kit, self.presses.more_time, self.presses.no_more if self.page.stops else None, note)
        overlay.setParent(self)
        overlay.show_seconds(88)  # the most room that the sentence will need
        top, bottom = self.bar_bottom, self.foot_top
        covered: list[QWidget] = [self.pages, self.main]
        if overlay.least_height(self.kit.width) > bottom - top:  # large letters: the question is never cut
            bottom = self.kit.height
            covered += [self.fixed, self.aids]
        if overlay.least_height(self.kit.width) > bottom - top:
            top = 0
            covered += self.bar
        overlay.setGeometry(0, top, self.kit.width, bottom - top)
        overlay.arrange()
        self.overlay = overlay
        for part in covered:
            part.setEnabled(False)
        self._order()

    def show_seconds(self, seconds: int | None) -> None:
        if self.overlay is not None:
            self.overlay.show_seconds(seconds or 0)
        self.steps.show_seconds(seconds)

    # --- looks ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        kit = self.kit
        painter.fillRect(self.rect(), kit.color("background.white"))
        thin = max(2, kit.metrics.line // 2)
        if self.page.hero:
            tint = kit.color("surface.primary-subtler")
            painter.fillRect(0, self.bar_bottom, kit.width, self.body_bottom - self.bar_bottom, tint)
        for y in (self.bar_bottom, self.foot_top):
            painter.fillRect(0, y, kit.width, thin, kit.color("divider.gray-light"))
        painter.end()

    def hero_contains(self, y: int) -> bool:
        return self.page.hero and self.bar_bottom < y < self.body_bottom


def _vital(blocks: list[QWidget]) -> list[Part]:
    """What must stand on the first page, the most important first."""
    return sorted((b for b in blocks if isinstance(b, Part) and b.vital), key=lambda part: part.vital, reverse=True)


def _vital_first(blocks: list[QWidget]) -> list[QWidget]:
    vital = _vital(blocks)
    return [*vital, *(block for block in blocks if block not in vital)]
