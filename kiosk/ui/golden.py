"""Golden pictures: how each sample has to look, kept small enough to be in the repository.

Half size, four bits a channel, a palette: about 15 kB each. They hold one view, the light Korean one, on both panels of
the pictures; all else is held by the lint. A picture is *the same* if hardly a pixel differs by more than antialiasing
may on another machine, so that one changed digit is seen and another processor is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS, Panel, render, window_for
from kiosk.ui.samples import samples

_COARSE = bytes(round(value / 17) * 17 for value in range(256))
_COLOURS = 256
STEP = 51
"""A channel that differs by more than this (of 255) makes its pixel differ."""
PIXELS = 24
"""So many pixels may differ. The smallest digit on these screens changes about a hundred of a half-size picture."""


def reduced(picture: QImage) -> QImage:
    """Half size, four bits a channel, opaque."""
    half = picture.scaled(
        picture.width() // 2,
        picture.height() // 2,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(half.constBits()).translate(_COARSE)
    return QImage(data, half.width(), half.height(), half.bytesPerLine(), QImage.Format.Format_RGB32).copy()


def render_reduced(panel: Panel) -> Iterator[tuple[str, QImage]]:
    """Every sample by name."""
    window = window_for(panel, ViewSettings())
    for sample in samples():
        yield sample.name, reduced(render(window, sample).toImage())
    window.deleteLater()


def write(out: Path) -> int:
    """Renews ``<out>/<size>/<sample>.png`` and removes those of samples that are no more. Returns how many there
    are. Raises OSError."""
    count = 0
    for panel in PANELS:
        folder = out / panel.name
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.glob("*.png"))
        for name, picture in render_reduced(panel):
            path = folder / f"{name}.png"
            save(picture, path)
            before.discard(path)
            count += 1
        for path in before:
            path.unlink()
    return count


def save(picture: QImage, path: Path) -> None:
    """With a palette where 256 colours are enough, which four bits a channel nearly always leave. Raises OSError."""
    flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    indexed = picture.convertToFormat(QImage.Format.Format_Indexed8, flags)
    exact = indexed.colorCount() <= _COLOURS and indexed.convertToFormat(QImage.Format.Format_RGB32) == picture
    if not (indexed if exact else picture).save(str(path), quality=0):
        raise OSError(f"can not write {path}")


def differing(one: QImage, other: QImage) -> int:
    """How many pixels differ; all of them if the sizes do."""
    if one.size() != other.size():
        return max(one.width() * one.height(), other.width() * other.height())
    first, second = _bits(one), _bits(other)
    count, row = 0, 4 * one.width()
    for start in range(0, len(first), row):
        above, below = first[start : start + row], second[start : start + row]
        if above != below:
            places = enumerate(zip(above, below, strict=True))
            count += len({place // 4 for place, (a, b) in places if abs(a - b) > STEP})
    return count


def _bits(image: QImage) -> bytes:
    """Four bytes a pixel."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)  # kept: its bits go when it goes
    return bytes(plain.constBits())


def same(one: QImage, other: QImage) -> bool:
    return differing(one, other) <= PIXELS
