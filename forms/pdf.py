"""Sheets become a PDF: the only module that builds a ReportLab document.

The same input gives the same bytes. The file's metadata hold the title and nothing else about anybody.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from forms import fonts
from forms.page import MM, Box, Layer, Paper

SEAL = fonts.FONTS.parent / "seal" / "geumjeong-sample.png"

_SEAL_COLOUR = "0.78 0.10 0.12"
_SAMPLE = "견본"
_SAMPLE_SIZE = 78.0
"""Height of a letter of the watermark in mm."""
_SAMPLE_GREY = "0.91"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of paper ready to be written: layers are drawn in order."""

    paper: Paper
    layers: tuple[Layer, ...]
    seals: tuple[Box, ...] = ()


def write(title: str, sides: Sequence[Side]) -> bytes:
    """The finished PDF."""
    canvas = Canvas(
        BytesIO(), pageCompression=0, invariant=1, initialFontName=fonts.INITIAL_FONT, initialFontSize=9, lang="ko-KR"
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("")
    doc = canvas._doc
    for side in sides:
        canvas.setPageSize((side.paper.width * MM, side.paper.height * MM))
        for layer in side.layers:
            canvas.addLiteral(layer.operators)
            for name, numbers in layer.glyphs.items():
                fonts.face(name).use(doc, numbers)
        for box in side.seals:
            _seal(canvas, side.paper, box)
        canvas.showPage()
    data: bytes = canvas.getpdfdata()
    return data


# --- sample mark --------------------------------------------------------------------------------------------------


def sample_mark(paper: Paper, clear: Sequence[Box]) -> Layer:
    """``견본`` from corner to corner in light grey, leaving the ``clear`` boxes white."""
    height = paper.height * MM
    holes = " ".join(
        f"{b.x * MM:.2f} {height - (b.y + b.height) * MM:.2f} {b.width * MM:.2f} {b.height * MM:.2f} re" for b in clear
    )
    # even-odd: the page with the boxes punched out of it
    clip = f"0 0 {paper.width * MM:.2f} {height:.2f} re {holes} W* n"
    size = _SAMPLE_SIZE * MM
    parts = fonts.runs(_SAMPLE, fonts.Family.HEADING)
    gap = 0.6
    width = (sum(r.advance for r in parts) / 1000 + gap * (len(_SAMPLE) - 1)) * size
    angle = math.radians(32 if paper.width > paper.height else 55)
    cos, sin = math.cos(angle), math.sin(angle)
    along, across = -width / 2, -0.355 * size
    x = paper.width * MM / 2 + along * cos - across * sin
    y = height / 2 + along * sin + across * cos
    shown = " ".join(f"/{fonts.face(r.face).alias} {size:.2f} Tf <{r.codes}> Tj" for r in parts)
    matrix = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.2f} {y:.2f} Tm"
    operators = f"q {clip} {_SAMPLE_GREY} g BT {gap * size:.2f} Tc {matrix} {shown} ET Q"
    return Layer(operators, {r.face: r.glyphs for r in parts})


# --- seal ---------------------------------------------------------------------------------------------------------


@cache
def _seal_bits() -> tuple[int, int, bytes]:
    """Width, height and deflated bits of the seal; a 1 is paper, as in the PNG."""
    with Image.open(SEAL) as image:
        bits = image.convert("1")
        return bits.width, bits.height, zlib.compress(bits.tobytes(), 6)


def warm() -> None:
    """Read what every document needs."""
    fonts.register()
    _seal_bits()


def _seal(canvas: Any, paper: Paper, box: Box) -> None:
    """Draw the seal as a stencil in its colour: what is not ink stays as it is, text under it remains readable."""
    name = "seal"
    doc = canvas._doc
    internal = doc.getXObjectName(name)
    if internal not in doc.idToObject:
        width, height, data = _seal_bits()
        stream = pdfdoc.PDFStream(content=data)
        entries: dict[str, Any] = {
            "Type": pdfdoc.PDFName("XObject"),
            "Subtype": pdfdoc.PDFName("Image"),
            "Width": width,
            "Height": height,
            "ImageMask": "true",
            "BitsPerComponent": 1,
            "Filter": pdfdoc.PDFName("FlateDecode"),
        }
        for key, value in entries.items():
            stream.dictionary[key] = value
        doc.addForm(name, stream)
    canvas._formsinuse.append(name)
    x, y = box.x * MM, (paper.height - box.y - box.height) * MM
    size = f"{box.width * MM:.2f} 0 0 {box.height * MM:.2f} {x:.2f} {y:.2f}"
    canvas.addLiteral(f"q {_SEAL_COLOUR} rg {size} cm /{internal} Do Q")
