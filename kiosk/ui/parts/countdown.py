"""The question in the last stretch: go on or not, with the seconds left, over everything but the fixed rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import Panel
from kiosk.ui.parts.rows import Row
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size


class Countdown(QWidget):
    """예 goes on, 아니요 ends the visit (None: not offered). ``ends``: key of the words for where it leads when time is
    over. ``note``: what becomes of money that is already in."""

    def __init__(self, kit: Kit, yes: Callable[[], None], no: Callable[[], None] | None, ends: str, note: str) -> None:
        super().__init__()
        # Nothing below shines through: it is neither painted nor read while the question stands.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        text, centre = kit.strings.text, Qt.AlignmentFlag.AlignHCenter
        self.kit, self._ends = kit, ends
        self.seconds = Text(kit, "", size=Size.LARGE, color="text.subtle", align=centre)
        self.yes = Button(kit, text("more.yes"), yes, look=Look.PRIMARY, hint=text("more.yes_hint"), key="more.yes")
        self.yes.number = "1"
        answers = [self.yes]
        if no is not None:
            answers.append(Button(kit, text("more.no"), no, hint=text("more.no_hint"), key="more.no", number="2"))
        children: list[QWidget] = [
            Text(kit, text("more.title"), size=Size.TITLE, bold=True, align=centre),
            self.seconds,
        ]
        if note:
            children.append(Text(kit, note, align=centre))
        children.append(_Space(kit.metrics.section))
        self.answers = Row(kit, answers)
        children.append(self.answers)
        pad = 4 if kit.large else 8
        self.panel = Panel(kit, children, fill="background.white", border="border.gray-darker", pad_mm=pad)
        self.panel.setParent(self)

    def show_seconds(self, seconds: int) -> None:
        self.seconds.setText(self.kit.strings.text(self._ends, seconds=seconds))
        self.seconds.update()

    def least_height(self, width: int) -> int:
        """Pixels below which something of it would be cut."""
        return self.panel.heightForWidth(width - 2 * self.kit.metrics.margin)

    def answers_top(self, bottom: int) -> int:
        """Where the answers begin if the panel stands as low as it can above ``bottom``."""
        margin = self.kit.metrics.margin
        inner = self.kit.width - 2 * margin - 2 * self.panel.pad
        return bottom - margin - self.panel.pad - self.answers.heightForWidth(inner)

    def arrange(self, *, low: bool) -> None:
        """Call once the geometry is set: the panel stands in the middle, or as low as it can."""
        width, margin = self.width() - 2 * self.kit.metrics.margin, self.kit.metrics.margin
        height = self.panel.heightForWidth(width)
        room = max(0, self.height() - height)
        self.panel.setGeometry(margin, room - min(margin, room // 2) if low else room // 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.kit.color("background.gray-subtle"))
        painter.end()


class _Space(QWidget):
    """Empty height."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height
