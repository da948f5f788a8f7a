"""The one button of the kiosk, in its variants, drawn from the theme.

A press is given to the desk, which lets it through once per screen; the button that was let through stays drawn as
pressed until the answer is there. Colour is never the only cue: a pressed button also gets a thick border, a checked
one a tick.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from kiosk.ui.icons import Icon, draw_icon
from kiosk.ui.kit import Kit
from kiosk.ui.parts.text import draw_lines
from kiosk.ui.theme import Contrast, Size


class Look(StrEnum):
    PRIMARY = "primary"  # the one main action of a screen
    SECONDARY = "secondary"
    PLAIN = "plain"  # outlined: choices, keys, the fixed row
    QUIET = "quiet"  # aids


_FILL = {
    Look.PRIMARY: ("button.primary-fill", "button.primary-fill-pressed"),
    Look.SECONDARY: ("button.secondary-fill", "button.secondary-fill-pressed"),
    Look.PLAIN: ("background.white", "button.tertiary-fill-pressed"),
    Look.QUIET: ("surface.gray-subtler", "button.tertiary-fill-pressed"),
}
_BORDER = {Look.SECONDARY: "button.secondary-border", Look.PLAIN: "button.tertiary-border"}


class Button(QPushButton):
    """``hint`` is the accessible description; ``number`` the digit(s) that reach it from the keypad, drawn while
    keys are used (a choice always shows its own): to a finger it would be one more thing to read, and its room is kept.
    ``icon`` stands beside the words where there is room for both; the words never yield to it. ``breath_mm``: above and
    below the lines; less than 0 takes from the space that lines have between them."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        on_press: Callable[[], None],
        *,
        look: Look = Look.PLAIN,
        size: Size = Size.LARGE,
        hint: str = "",
        name: str | None = None,
        key: str = "",
        number: str = "",
        height_mm: float = 20.0,
        breath_mm: float = 2.5,
        icon: Icon | None = None,
    ) -> None:
        super().__init__(text)
        self.icon_ = icon
        self._known: dict[tuple[str, str, Icon | None, int], int] = {}
        self.kit, self.look, self.size_, self.number = kit, look, size, number
        self.on_press = on_press
        self.held = self._going = False
        self.height_mm = height_mm * (1.7 if kit.roomy else 1)
        self.breath_mm = breath_mm
        self.setObjectName(key or text)
        self.setAccessibleName(name or text.replace("\n", " "))
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.clicked.connect(self._clicked)

    # --- pressing ------------------------------------------------------------------------------------------------

    def _clicked(self) -> None:
        self.kit.desk.pressed(self, self.on_press)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.kit.desk.touch_welcome():
            event.accept()
            return
        super().mousePressEvent(event)

    def setEnabled(self, enabled: bool) -> None:
        self._going = not enabled
        super().setEnabled(enabled)
        self._going = False

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """The Tab key comes here, and Qt itself for a button that has the focus and is disabled; for what it hides it
        asks the parent."""
        if not self._going:
            self.kit.desk.show_ring()
        return super().focusNextPrevChild(forwards)

    def hold(self, held: bool) -> None:
        """Drawn as pressed while the answer is awaited."""
        self.held = held
        self.update()

    # --- size ----------------------------------------------------------------------------------------------------

    def text_rect(self, width: int) -> QRect:
        """Where text may stand, for a button of this width; the height is open."""
        pad = self.kit.metrics.pad
        return QRect(pad, 0, width - 2 * pad, 0)

    def setText(self, text: str) -> None:
        self._known.clear()
        super().setText(text)

    def _once(self, what: str, width: int, count: Callable[[], int]) -> int:
        """A size is asked for many times while a screen is laid out, and counted once."""
        key = (what, self.number, self.icon_, width)
        if key not in self._known:
            self._known[key] = count()
        return self._known[key]

    def chip_side(self) -> int:
        """Of the square with the number; 0: none."""
        if not self.number:
            return 0
        digits = self.kit.advance(self.number, Size.BODY, True)
        return max(round(self.kit.metrics.em * 1.3), digits + self.kit.metrics.mm(2.5))

    def _beside(self) -> int:
        """The gap between number, icon and words."""
        return self.kit.metrics.mm(1.5 if self.kit.large else 3)

    def words_width(self, width: int, *, icon: bool = False) -> int:
        """What is left for the words beside the number, and the icon."""
        left = self.text_rect(width).width()
        left -= self.chip_side() + self._beside() if self.number else 0
        return left - (self._icon_side() + self._beside() if icon else 0)

    def lines(self, width: int) -> list[str]:
        return self.kit.wrapped(self.text(), self.size_, True, self.words_width(width), balanced=True)

    def text_height(self, width: int) -> int:
        return len(self.lines(width)) * self.kit.line_height(self.size_)

    def _icon_side(self) -> int:
        return round(self.kit.metrics.font_px(self.size_) * 1.1)

    def shows_icon(self, width: int) -> bool:
        """Whether the words keep their lines with the icon beside them."""
        if self.icon_ is None:
            return False
        room = self.words_width(width, icon=True)
        if room < self.kit.widest_word(self.text(), self.size_, True):
            return False
        return len(self.kit.wrapped(self.text(), self.size_, True, room, balanced=True)) == len(self.lines(width))

    def natural_width(self) -> int:
        return self._once("natural", 0, self._natural_width)

    def least_width(self) -> int:
        return self._once("least", 0, self._least_width)

    def _natural_width(self) -> int:
        widest = max(self.kit.advance(line, self.size_, True) for line in self.text().split("\n"))
        around = 1000 - self.words_width(1000, icon=self.icon_ is not None)
        return max(widest + 2 + around, self.kit.metrics.control)

    def _least_width(self) -> int:
        widest = self.kit.widest_word(self.text(), self.size_, True)
        return max(widest + 2 + 1000 - self.words_width(1000), self.kit.metrics.control)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._once("height", width, lambda: self._height(width))

    def _height(self, width: int) -> int:
        metrics = self.kit.metrics
        return max(metrics.mm(self.height_mm), self.text_height(width) + 2 * metrics.mm(self.breath_mm))

    def sizeHint(self) -> QSize:
        width = self.natural_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self.least_width()
        return QSize(width, self.heightForWidth(width))

    # --- looks ---------------------------------------------------------------------------------------------------

    @property
    def shows_number(self) -> bool:
        return bool(self.number) and self.kit.desk.ring

    @property
    def looks_pressed(self) -> bool:
        return self.isDown() or self.held

    def text_color(self) -> QColor:
        if not self.isEnabled():
            return self.kit.color("text.subtle")
        if self.look is Look.PRIMARY:
            return self.kit.color("text.inverse-static")
        return self.kit.color(
            "text.primary" if self.look is Look.SECONDARY and not self.looks_pressed else "text.basic"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_shape(painter)
        self.paint_content(painter)
        painter.end()

    def fill_token(self) -> str:
        return _FILL[self.look][1 if self.looks_pressed else 0]

    def border_token(self) -> str | None:
        return _BORDER.get(self.look)

    def paint_shape(self, painter: QPainter) -> None:
        kit, metrics = self.kit, self.kit.metrics
        fill = kit.color(self.fill_token())
        border = self.border_token()
        width = metrics.line
        pen = QPen(kit.color(border), width) if border else QPen(Qt.PenStyle.NoPen)
        if not self.isEnabled():
            fill = kit.color("surface.gray-subtler")
            pen = QPen(kit.color("border.gray"), width, Qt.PenStyle.DashLine)
        elif self.looks_pressed:
            width = metrics.line * 2
            pen = QPen(
                kit.color("border.gray-darker" if self.look is not Look.PRIMARY else "button.primary-fill"), width
            )
        painter.setPen(pen)
        painter.setBrush(fill)
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), metrics.radius, metrics.radius)
        if self.hasFocus() and kit.desk.ring:
            self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        """Two lines, dark and light, so that it is seen on every fill."""
        metrics = self.kit.metrics
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = 0.0
        for token, thick in (("border.gray-darker", metrics.ring), ("background.white", metrics.ring // 2)):
            painter.setPen(QPen(self.kit.color(token), thick))
            inset = at + thick / 2
            rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(rect, metrics.radius - inset / 2, metrics.radius - inset / 2)
            at += thick

    def paint_content(self, painter: QPainter) -> None:
        rect, icon = self.text_rect(self.width()), self.icon_ if self.shows_icon(self.width()) else None
        room = self.words_width(self.width(), icon=icon is not None)
        lines = self.kit.wrapped(self.text(), self.size_, True, room, balanced=True)
        widest = max(self.kit.advance(line, self.size_, True) for line in lines)
        left = rect.left() + (room - widest) // 2
        if self.number and not self.shows_number:  # what stands there is in the middle without it
            left += (self.chip_side() + self._beside()) // 2
        if self.shows_number:
            side = self.chip_side()
            self.paint_number(painter, QRect(left, (self.height() - side) // 2, side, side))
            left += side + self._beside()
        if icon is not None:
            side = self._icon_side()
            draw_icon(painter, icon, QPoint(left, (self.height() - side) // 2), side, self.text_color())
            left += side + self._beside()
        line = self.kit.line_height(self.size_)
        place = QRect(left, (self.height() - len(lines) * line) // 2, widest, len(lines) * line)
        painter.setFont(self.kit.font(self.size_, True))
        painter.setPen(self.text_color())
        draw_lines(painter, lines, place, line, self.kit.measure(self.size_, True), Qt.AlignmentFlag.AlignHCenter)

    def chip_tokens(self) -> tuple[str, str]:
        """Ground and digits of the number."""
        if not self.isEnabled():
            return "surface.gray-subtle", "text.subtle"
        if self.look is Look.PRIMARY:
            return "button.primary-fill-pressed", "text.inverse-static"
        ground = "surface.primary-subtler" if self.fill_token() == "background.white" else "background.white"
        return ground, "text.primary"

    def paint_number(self, painter: QPainter, box: QRect) -> None:
        """The digit of the keypad, on a ground of its own."""
        ground, digits = (self.kit.color(token) for token in self.chip_tokens())
        dark = self.kit.view.contrast is Contrast.HIGH and self.look is not Look.PRIMARY
        painter.setPen(QPen(self.kit.color("button.tertiary-border"), 2) if dark else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        radius = self.kit.metrics.radius * 0.6
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), radius, radius)
        painter.setFont(self.kit.font(Size.BODY, True))
        painter.setPen(digits)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.number)


def draw_chevron(painter: QPainter, centre: QPoint, size: int, color: QColor, thick: int) -> None:
    painter.setPen(QPen(color, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    half = size / 2
    tip = QPointF(centre.x() + half / 2, centre.y())
    painter.drawPolyline(
        [QPointF(centre.x() - half / 2, centre.y() - half), tip, QPointF(centre.x() - half / 2, centre.y() + half)]
    )


def draw_tick(painter: QPainter, box: QRect, color: QColor, thick: int) -> None:
    painter.setPen(QPen(color, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, side = box.x(), box.y(), box.width()
    painter.drawPolyline(
        [
            QPointF(x + 0.22 * side, y + 0.52 * side),
            QPointF(x + 0.43 * side, y + 0.72 * side),
            QPointF(x + 0.78 * side, y + 0.30 * side),
        ]
    )
