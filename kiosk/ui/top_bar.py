"""The top: where the machine stands, the other language, the step of the visit and the seconds left."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Step
from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.text import Text
from kiosk.ui.step_bar import StepBar
from kiosk.ui.theme import Size


class TopBar(QWidget):
    """``buttons`` stand on the right (none on a low screen: no hand reaches up here). The step stands below a thin
    line; in landscape and with large letters, where height is dear, above it."""

    def __init__(self, kit: Kit, step: Step | None, buttons: list[Button], *, identification: bool) -> None:
        super().__init__()
        self.kit, self.buttons = kit, buttons
        self._buttons_width = sum(button.natural_width() + kit.metrics.gap for button in buttons)
        self.place = Text(kit, self._place(step), bold=True, parent=self)
        self.steps = StepBar(kit, step, identification=identification)
        self.steps.setParent(self)
        for button in buttons:
            button.setParent(self)
        self.line = 0
        """Where the thin line is; the question for more time covers what is below."""
        self._arrange()

    def _place(self, step: Step | None) -> str:
        """What the machine is, if there is room for it, else only where it stands."""
        kit = self.kit
        place = kit.place.name(kit.view.language)
        if kit.large:
            return ""  # it would take the room of a choice
        if kit.wide and step is not None:
            return place
        whole = kit.strings.text("place.kiosk", place=place)
        room = kit.width - 2 * kit.metrics.margin - self._buttons_width
        return whole if kit.advance(whole, Size.BODY, True) < room else place

    def _arrange(self) -> None:
        kit, m = self.kit, self.kit.metrics
        width = kit.width - 2 * m.margin
        rest = width - self._buttons_width
        text = self.place.heightForWidth(rest)
        button = max((button.sizeHint().height() for button in self.buttons), default=0)
        steps = self.steps.heightForWidth(rest)
        height = max(text, button, steps if kit.large else 0) + 2 * m.mm(1.5 if kit.large else 3)
        x = m.margin + rest + m.gap
        for control in self.buttons:
            control.setGeometry(x, (height - button) // 2, control.natural_width(), button)
            x += control.width() + m.gap
        self.place.setGeometry(m.margin, (height - text) // 2, rest, text)
        self.line, bottom = height, height
        place = self.place.natural_width()
        room = rest - place - 2 * m.section
        if kit.large:
            self.steps.setGeometry(m.margin, (height - steps) // 2, rest, steps)
        elif kit.wide and room >= self.steps.least_width():
            self.steps.setGeometry(m.margin + place + m.section, (height - steps) // 2, room, steps)
            self.place.resize(place, text)
        else:
            self.steps.setGeometry(m.margin, height + m.mm(4), width, steps)
            bottom = height + m.mm(4) + steps
        self.resize(kit.width, bottom + max(2, m.line // 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        thin = max(2, self.kit.metrics.line // 2)
        painter.fillRect(0, self.line, self.width(), thin, self.kit.color("divider.gray-light"))
        painter.end()
