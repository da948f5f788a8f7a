"""One text in one style; lines break between words (kiosk.ui.wrapping)."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.theme import Size


def draw_lines(
    painter: QPainter, lines: list[str], rect: QRect, line_height: int, metrics: QFontMetrics, align: Qt.AlignmentFlag
) -> None:
    """From the top of ``rect`` downwards, with the painter's font and pen."""
    y = rect.top() + (line_height - metrics.height()) // 2 + metrics.ascent()
    for line in lines:
        x = rect.left()
        if align == Qt.AlignmentFlag.AlignHCenter:
            x += (rect.width() - metrics.horizontalAdvance(line)) // 2
        elif align == Qt.AlignmentFlag.AlignRight:
            x += rect.width() - metrics.horizontalAdvance(line)
        elif line:
            x += max(0, -metrics.leftBearing(line[0]))  # the foot of a j begins before its place
        painter.drawText(x, y, line)
        y += line_height


class Text(QLabel):
    """One text in one style. A QLabel, so that accessibility tools read it as one. Room is kept for ``longest``, where
    the words change while they are looked at."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        *,
        size: Size = Size.BODY,
        bold: bool = False,
        color: str = "text.basic",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        longest: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.kit, self.size_, self.bold, self.token, self.align = kit, size, bold, color, align
        self.longest = longest
        self.torn = False

    def font_metrics(self) -> QFontMetrics:
        return self.kit.measure(self.size_, self.bold)

    def lines(self, width: int) -> list[str]:
        balanced = self.size_ in (Size.TITLE, Size.DISPLAY)
        return self.kit.wrapped(self.text(), self.size_, self.bold, width, balanced=balanced)

    def pieces(self, width: int, most: int) -> list[Text]:
        """The same words in texts of ``most`` lines each, as they break at this width; ``torn``: only together they
        are whole."""
        lines = self.lines(width)
        texts = [
            Text(
                self.kit,
                "\n".join(lines[start : start + most]),
                size=self.size_,
                bold=self.bold,
                color=self.token,
                align=self.align,
            )
            for start in range(0, len(lines), most)
        ]
        for text in texts:
            text.torn = True
        return texts

    def natural_width(self) -> int:
        """On one line."""
        return max(self.kit.advance(line, self.size_, self.bold) for line in self.text().split("\n")) + 1

    def least_width(self) -> int:
        return self.kit.widest_word(self.text(), self.size_, self.bold) + 1

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        most = len(self.lines(width))
        if self.longest:
            most = max(most, len(self.kit.wrapped(self.longest, self.size_, self.bold, width)))
        return most * self.kit.line_height(self.size_)

    def sizeHint(self) -> QSize:
        return QSize(self.natural_width(), self.kit.line_height(self.size_))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width(), self.kit.line_height(self.size_))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.kit.font(self.size_, self.bold))
        painter.setPen(self.kit.color(self.token))
        height = self.kit.line_height(self.size_)
        draw_lines(painter, self.lines(self.width()), self.rect(), height, self.font_metrics(), self.align)
        painter.end()
