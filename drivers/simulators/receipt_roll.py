"""The paper of the receipt printer: rows of dots between the knife and the head, and pieces of it as pictures.

A piece shows what a hand would hold: the paper's colour, its margins, a clean edge where the knife was and a torn one
where it was not. The head stands ``KNIFE`` rows behind the knife, so every piece begins with so much blank paper.
"""

from __future__ import annotations

import base64
import io
import zlib

from PIL import Image

KNIFE = 96
MARGIN = 32
"""Dots of bare paper at both sides of the head."""
PAPER, INK, OUTSIDE = (250, 248, 241), (28, 26, 30), (120, 118, 112)
_EDGE = 6
_TOOTH = 12


class Roll:
    """``rows``: what hangs behind the last cut, oldest first; a row is an integer of ``dots`` bits, left highest."""

    def __init__(self, dots: int) -> None:
        self.dots = dots
        self.rows: list[int] = [0] * KNIFE

    @property
    def printed(self) -> bool:
        """Ink hangs in the printer."""
        return any(self.rows)

    def cut(self) -> list[int]:
        """What falls before the knife."""
        piece, self.rows = self.rows[:-KNIFE], self.rows[-KNIFE:]
        return piece

    def pull_out(self) -> list[int]:
        """All that hangs, by hand; a new roll is threaded in."""
        piece, self.rows = self.rows, [0] * KNIFE
        return piece

    def packed(self) -> str:
        size = self.dots // 8
        return base64.b64encode(zlib.compress(b"".join(row.to_bytes(size, "big") for row in self.rows), 1)).decode()

    def unpack(self, text: str) -> None:
        size = self.dots // 8
        data = zlib.decompress(base64.b64decode(text))
        self.rows = [int.from_bytes(data[at : at + size], "big") for at in range(0, len(data), size)]


def picture(rows: list[int], dots: int, *, torn: bool) -> bytes:
    """A piece of paper as PNG. The dots of row ``n`` stand ``MARGIN`` from the left and ``n + 6`` from the top."""
    size = dots // 8
    bits = b"".join((row ^ ((1 << dots) - 1)).to_bytes(size, "big") for row in rows)
    ink = Image.frombytes("1", (dots, len(rows)), bits)
    sheet = Image.new("RGB", (dots + 2 * MARGIN, len(rows) + 2 * _EDGE), OUTSIDE)
    sheet.paste(PAPER, (0, _EDGE, sheet.width, _EDGE + len(rows)))
    if torn:
        for x in range(sheet.width):
            tooth = abs(x % (2 * _TOOTH) - _TOOTH) // 2
            sheet.paste(PAPER, (x, _EDGE + len(rows), x + 1, _EDGE + len(rows) + tooth))
    sheet.paste(INK, (MARGIN, _EDGE), Image.eval(ink.convert("L"), lambda value: 255 - value).convert("1"))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
