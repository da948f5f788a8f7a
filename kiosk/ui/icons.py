"""The pictures beside words: one stroke on a grid of 24, in any colour of the theme and any size (assets/icons).

A picture never stands for words: it only helps to find them.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from kiosk.ui.assets import ASSETS


class Icon(StrEnum):
    """Named by what it means; the file has the same name."""

    ADD = "add"
    BACK = "back"
    CARD = "card"
    CLOCK = "clock"
    COIN = "coin"
    COIN_OUTLET = "coin_outlet"
    CONTRAST = "contrast"
    DOCUMENT = "document"
    DONE = "done"
    EDIT = "edit"
    ENLARGE = "enlarge"
    FARMLAND = "farmland"
    FASTER = "faster"
    HELP = "help"
    HOME = "home"
    LAND = "land"
    LANGUAGE = "language"
    LOUDER = "louder"
    LOW_SCREEN = "low_screen"
    MENU = "menu"
    MOUNTAIN = "mountain"
    NOTE = "note"
    OFFICE = "office"
    PHONE = "phone"
    PLACE = "place"
    PRINTER_OUTLET = "printer_outlet"
    REMOVE = "remove"
    REPEAT = "repeat"
    RESIDENT = "resident"
    SEARCH = "search"
    SLOWER = "slower"
    SOFTER = "softer"
    STOP = "stop"
    VEHICLE = "vehicle"
    VOICE = "voice"
    WARNING = "warning"
    WELFARE = "welfare"


@cache
def _drawing(icon: Icon) -> bytes:
    """Raises OSError if the file is missing."""
    return (ASSETS / "icons" / f"{icon.value}.svg").read_bytes()


@cache
def image(icon: Icon, color: str, side: int) -> QImage:
    """``color`` as #rrggbb. Drawn once; a screen that comes again only copies it."""
    drawn = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(_drawing(icon).replace(b"currentColor", color.encode()))
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return drawn


def draw_icon(painter: QPainter, icon: Icon, at: QPoint, side: int, color: QColor) -> None:
    """``at``: its upper left corner."""
    painter.drawImage(at, image(icon, color.name(), side))
