"""Text that breaks between words.

Qt breaks Korean between any two syllables; Korean is read by words, so lines break at spaces only, and a word is cut
only if it is wider than the whole line. Titles are balanced: as many lines as needed, about equally long.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.ui.kit import Kit
from kiosk.ui.theme import Size

_LONG = 12
"""Letters; shorter words with a dash (84-1) stay whole."""


def wrap(text: str, metrics: QFontMetrics, width: int, *, balanced: bool = False) -> list[str]:
    """Lines no wider than ``width`` pixels; ``\\n`` always breaks. ``balanced`` evens out their lengths."""
    lines = [line for paragraph in text.split("\n") for line in _paragraph(paragraph, metrics, width)]
    if balanced and "\n" not in text and len(lines) > 1:
        low, high = max(width // len(lines), widest_word(text, metrics)), width
        while high - low > 8:
            middle = (low + high) // 2
            tried = _paragraph(text, metrics, middle)
            if len(tried) > len(lines) or any(metrics.horizontalAdvance(line) > middle for line in tried):
                low = middle
            else:
                high = middle
        return _paragraph(text, metrics, high)
    return lines


def _paragraph(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for glue, word in _words(text):
        longer = f"{line}{glue}{word}" if line else word
        if metrics.horizontalAdvance(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while metrics.horizontalAdvance(line) > width and len(line) > 1:
            cut = len(line) - 1
            while cut > 1 and metrics.horizontalAdvance(line[:cut]) > width:
                cut -= 1
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line)
    return lines


def _words(text: str) -> list[tuple[str, str]]:
    """What is kept together, with what joins it to the one before. Long numbers and names break after a dash too."""
    found: list[tuple[str, str]] = []
    for word in text.split(" "):
        pieces = re.findall(r"[^-]+-?|-", word) if len(word) > _LONG else [word]
        found += [(" " if place == 0 else "", piece) for place, piece in enumerate(pieces)]
    return found


def widest_word(text: str, metrics: QFontMetrics) -> int:
    """Pixels below which a word would have to be cut."""
    return max(metrics.horizontalAdvance(word) for part in text.split() for _, word in _words(part))


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
        painter.drawText(x, y, line)
        y += line_height


class Text(QLabel):
    """One text in one style. A QLabel, so that accessibility tools read it as one."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        *,
        size: Size = Size.BODY,
        bold: bool = False,
        color: str = "text.basic",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.kit, self.size_, self.bold, self.token, self.align = kit, size, bold, color, align

    def font_metrics(self) -> QFontMetrics:
        return self.kit.measure(self.size_, self.bold)

    def lines(self, width: int) -> list[str]:
        return wrap(self.text(), self.font_metrics(), width, balanced=self.size_ in (Size.TITLE, Size.DISPLAY))

    def natural_width(self) -> int:
        """On one line."""
        metrics = self.font_metrics()
        return max(metrics.horizontalAdvance(line) for line in self.text().split("\n")) + 1

    def least_width(self) -> int:
        return widest_word(self.text(), self.font_metrics()) + 1 if self.text().strip() else 0

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return len(self.lines(width)) * self.kit.line_height(self.size_)

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
