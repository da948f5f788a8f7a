"""The rounded ground on which panels, rows and fields stand."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kiosk.ui.kit import Kit


def draw_card(painter: QPainter, kit: Kit, rect: QRect, *, ground: str, border: str = "", thick: float = 0) -> None:
    """Within ``rect``; ``ground`` and ``border`` are colour tokens (no border: only its room), ``thick`` the border's
    width in pixels (0: that of a control). Leaves pen, brush and antialiasing set."""
    metrics = kit.metrics
    width = thick or metrics.line
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(kit.color(border), width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(kit.color(ground))
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), metrics.radius, metrics.radius)
