"""What a widget really paints, as values: words with their font, pen and place; fills, lines and pictures beneath them.

``record`` renders a widget into a paint engine that keeps the commands instead of making pixels of them. So nothing
has to be declared by the parts and nothing can be declared wrongly. Places are pixels of the widget that was rendered.
"""

from __future__ import annotations

import gc
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QApplication, QWidget


class Rect(NamedTuple):
    """Plain numbers: many thousands of them are compared."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def of(rect: QRectF) -> Rect:
        return Rect(rect.left(), rect.top(), rect.right(), rect.bottom())

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def touches(self, other: Rect) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Rect) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> Rect:
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, x: float, y: float) -> Rect:
        return Rect(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def core(self) -> Rect:
        """What is in its middle."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return Rect(x - 0.5, y - 0.5, x + 0.5, y + 0.5)

    def qt(self) -> QRectF:
        return QRectF(self.left, self.top, self.width, self.height)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One command. ``rect``: all that it touches. ``widget``: whose paint event gave it."""

    rect: Rect
    color: QColor
    widget: QWidget


@dataclass(frozen=True, slots=True, eq=False)
class Words(Mark):
    """``rect`` is the ink itself, not the line's box."""

    text: str
    pixels: float
    """Size of the font."""
    bold: bool
    syllable: float
    """Height of the ink of 가 in this font, in pixels: what a citizen would measure on the glass."""


@dataclass(frozen=True, slots=True, eq=False)
class Fill(Mark):
    path: QPainterPath | None
    """None: the rectangle itself."""

    @property
    def opaque(self) -> bool:
        return self.color.alpha() == 255

    def covers(self, rect: Rect) -> bool:
        """The whole of ``rect`` lies on it."""
        return self.rect.holds(rect) and (self.path is None or self.path.contains(rect.qt()))

    def touches(self, rect: Rect) -> bool:
        return self.rect.touches(rect) and (self.path is None or self.path.intersects(rect.qt()))


@dataclass(frozen=True, slots=True, eq=False)
class Line(Mark):
    """A stroke: the border of a box, or the line of a drawing."""

    width: float
    dashed: bool
    closed: bool
    """It goes round something (which then does not lie on it)."""

    def touches(self, rect: Rect) -> bool:
        return self.rect.touches(rect) and not (self.closed and self.rect.grown(-self.width).holds(rect))


@dataclass(frozen=True, slots=True, eq=False)
class Picture(Mark):
    """Pixels: ``color`` is that of most of what is not transparent."""


@dataclass(frozen=True, slots=True, eq=False)
class Uneven(Mark):
    """Filled with more than one colour (a gradient, a texture): nothing on these screens is."""


def record(widget: QWidget) -> list[Mark]:
    """The commands in the order in which they are given: what comes later lies above."""
    engine = _Engine()
    device = _Device(widget.size(), engine)
    watch = _Watch(engine, widget)
    application = QApplication.instance()
    if application is None:
        raise RuntimeError("nothing can be painted without a QApplication")
    application.installEventFilter(watch)
    collecting = gc.isenabled()
    gc.disable()  # as the kiosk does: taking down widgets of the view before in mid-painting crashes
    try:
        widget.render(device, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    finally:
        if collecting:
            gc.enable()
        application.removeEventFilter(watch)
    return engine.marks


class _Watch(QObject):
    """Tells the engine whose paint event comes next."""

    def __init__(self, engine: _Engine, first: QWidget) -> None:
        super().__init__()
        self.engine = engine
        engine.widget = first

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.engine.widget = watched
        return False


class _Device(QPaintDevice):
    def __init__(self, size: QSize, engine: QPaintEngine) -> None:
        super().__init__()
        self.engine = engine
        metric = QPaintDevice.PaintDeviceMetric
        self._metrics = {
            metric.PdmWidth: size.width(),
            metric.PdmHeight: size.height(),
            metric.PdmWidthMM: size.width() // 4,
            metric.PdmHeightMM: size.height() // 4,
            metric.PdmNumColors: 2**31 - 1,
            metric.PdmDepth: 32,
            metric.PdmDpiX: 96,
            metric.PdmDpiY: 96,
            metric.PdmPhysicalDpiX: 96,
            metric.PdmPhysicalDpiY: 96,
            metric.PdmDevicePixelRatio: 1,
            metric.PdmDevicePixelRatioScaled: round(QPaintDevice.devicePixelRatioFScale()),
        }

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics.get(metric, 0)


_Dirty = QPaintEngine.DirtyFlag


class _Engine(QPaintEngine):
    """Claims every feature, so that the painter hands over what was asked for and not what it would make of it."""

    widget: QWidget

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.marks: list[Mark] = []
        self._pen, self._brush = QPen(), QBrush()
        self._transform = QTransform()
        self._opacity = 1.0

    def begin(self, pdev: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        dirty = state.state()
        if dirty & _Dirty.DirtyTransform:
            self._transform = state.transform()
        if dirty & _Dirty.DirtyPen:
            self._pen = state.pen()
        if dirty & _Dirty.DirtyBrush:
            self._brush = state.brush()
        if dirty & _Dirty.DirtyOpacity:
            self._opacity = state.opacity()

    # --- shapes ------------------------------------------------------------------------------------------------------

    def drawRects(self, rects: Iterable[Any]) -> None:
        for rect in rects:
            self._shape(QRectF(rect), None, closed=True)

    def drawEllipse(self, r: Any) -> None:
        path = QPainterPath()
        path.addEllipse(QRectF(r))
        self._shape(QRectF(r), path, closed=True)

    def drawPath(self, path: QPainterPath) -> None:
        kept = QPainterPath(path)  # the painter's own is gone after this call
        ends = kept.pointAtPercent(0) - kept.currentPosition()
        self._shape(kept.controlPointRect(), kept, closed=ends.manhattanLength() < 1)

    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(point) for point in points]))
        if mode == QPaintEngine.PolygonDrawMode.PolylineMode:
            self._stroke(path.boundingRect(), closed=False)
        else:
            path.closeSubpath()
            self._shape(path.boundingRect(), path, closed=True)

    def drawLines(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self._stroke(QRectF(QPointF(line.p1()), QPointF(line.p2())).normalized(), closed=False)

    def drawPoints(self, points: Iterable[Any]) -> None:
        for point in points:
            self._stroke(QRectF(QPointF(point), QSizeF(0, 0)), closed=False)

    def _shape(self, rect: QRectF, path: QPainterPath | None, *, closed: bool) -> None:
        style = self._brush.style()
        if style != Qt.BrushStyle.NoBrush and self._seen(self._brush.color()):
            placed = self._transform.mapRect(rect)
            if style != Qt.BrushStyle.SolidPattern:
                self.marks.append(Uneven(Rect.of(placed), self._brush.color(), self.widget))
            else:
                path = None if path is None else self._transform.map(path)
                self.marks.append(Fill(Rect.of(placed), self._shade(self._brush.color()), self.widget, path))
        self._stroke(rect, closed=closed)

    def _stroke(self, rect: QRectF, *, closed: bool) -> None:
        pen = self._pen
        if pen.style() == Qt.PenStyle.NoPen or not self._seen(pen.color()):
            return
        width = max(1.0, pen.widthF()) * (1.0 if pen.isCosmetic() else self._scale)
        placed = self._transform.mapRect(rect).adjusted(-width / 2, -width / 2, width / 2, width / 2)
        dashed = pen.style() != Qt.PenStyle.SolidLine
        self.marks.append(Line(Rect.of(placed), self._shade(pen.color()), self.widget, width, dashed, closed))

    # --- words and pictures ------------------------------------------------------------------------------------------

    def drawTextItem(self, p: Any, textItem: QTextItem) -> None:
        text = textItem.text()
        if not text.strip():
            return
        font = textItem.font()
        ink, syllable = _ink(text, font.pixelSize(), font.bold(), font.family())
        rect = Rect.of(self._transform.mapRect(ink.translated(p)))
        pixels, scale = font.pixelSize(), self._scale
        self.marks.append(
            Words(
                rect, self._shade(self._pen.color()), self.widget, text, pixels * scale, font.bold(), syllable * scale
            )
        )

    def drawPixmap(self, r: Any, pm: Any, sr: Any) -> None:
        self.drawImage(r, pm.toImage() if isinstance(pm, QPixmap) else pm, sr)

    def drawImage(
        self, r: Any, pm: QImage, sr: Any, flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor
    ) -> None:
        color = _main_color(pm)
        if color is not None:
            self.marks.append(Picture(Rect.of(self._transform.mapRect(QRectF(r))), self._shade(color), self.widget))

    def drawTiledPixmap(self, r: Any, pixmap: Any, s: Any) -> None:
        self.marks.append(Uneven(Rect.of(self._transform.mapRect(QRectF(r))), self._pen.color(), self.widget))

    # --- how ------------------------------------------------------------------------------------------------------

    @property
    def _scale(self) -> float:
        return math.sqrt(abs(self._transform.determinant()))

    def _seen(self, color: QColor) -> bool:
        return color.alphaF() * self._opacity > 0

    def _shade(self, color: QColor) -> QColor:
        """With the painter's opacity in its alpha."""
        if self._opacity < 1:
            color.setAlphaF(color.alphaF() * self._opacity)
        return color


@cache
def _ink(text: str, pixels: int, bold: bool, family: str) -> tuple[QRectF, float]:
    """Of the text at the origin of its baseline, and the height of 가."""
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    metrics = QFontMetricsF(font)
    return metrics.tightBoundingRect(text), metrics.tightBoundingRect("가").height()


_main_colors: dict[int, QColor | None] = {}


def _main_color(image: QImage) -> QColor | None:
    """The most frequent colour of the picture's opaque pixels, looked at in a grid."""
    key = image.cacheKey()
    if key not in _main_colors:
        step = max(1, min(image.width(), image.height()) // 24)
        places = ((x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step))
        colors = (image.pixelColor(x, y) for x, y in places)
        seen = Counter(color.rgb() for color in colors if color.alpha() > 200)
        _main_colors[key] = QColor(seen.most_common(1)[0][0]) if seen else None
    return _main_colors[key]
