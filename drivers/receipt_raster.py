"""A 1-bit picture as ESC/POS commands, with as few bytes as the wire deserves.

Rows without ink become feeds (ESC J). Rows with ink are sent in one of two ways, whichever is shorter, found by
dynamic programming over the whole picture:

- *raster* (GS v 0): some rows, trimmed left and right to what has ink;
- *columns* (ESC *, 24 dots high): each group of letters on its own, so that the white between a label and its amount
  costs nothing.

ESC $ sets the place of both; it is a multiple of 8 for a raster, which some printers slow down otherwise. The units of
all moves are set to one dot by GS P. No command is longer than ``LONGEST``, so that it fits any printer's buffer.

Printers look for real-time commands everywhere, in the dots of a picture as well. A picture whose dots happen to spell
one is cut at another place, so that no dots ever ask, recover or clear anything.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass

from escpos.capabilities import Profile
from escpos.printer import Dummy
from PIL import Image

LONGEST = 1024
"""Bytes of one command."""
BLOCK = 900
"""Bytes after which a block ends."""
STRIPE = 24
"""Rows of a column command."""
_MOST_ROWS = 48
_FEED = 255
_PLACE, _RASTER, _COLUMNS = 4, 8, 5
"""Bytes of ESC $, and of the heads of GS v 0 and ESC *."""
_GAP = (_PLACE + _COLUMNS) // 3 + 1
"""White columns that are worth a command of their own."""
_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x14]|\x05[\x00-\x03]|\x14[\x00-\x08])")
"""DLE EOT, DLE ENQ and DLE DC4 with the parameters that some printer obeys."""

DPI = {576: 203, 512: 180, 384: 203, 640: 203}
"""Dots of the head → dots an inch: both common heads are 72 mm wide."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole commands, and how many rows of the picture are on paper after them."""

    data: bytes
    rows: int


def blocks(png: bytes, dots: int) -> tuple[Block, ...]:
    """Raises ``ValueError`` for what is no picture, for one that is not ``dots`` wide, and for a row whose dots spell a
    real-time command wherever it is cut (it would have to begin at the very edge)."""
    try:
        image = Image.open(io.BytesIO(png)).convert("1")
    except OSError as error:
        raise ValueError(f"no picture: {error}") from error
    if image.width != dots or dots not in DPI:
        raise ValueError(f"a picture of {image.width} dots for a head of {dots}")
    picture = _Picture(image)
    done: list[Block] = []
    pending, rows = bytearray(), 0
    for data, height in picture.commands():
        if pending and len(pending) + len(data) > BLOCK:
            done.append(Block(bytes(pending), rows))
            pending.clear()
        pending += data
        rows += height
    if pending:
        done.append(Block(bytes(pending), rows))
    return tuple(done)


def opening(dots: int) -> bytes:
    """Before a slip: defaults, one unit a dot, and ASB for on-line, errors and paper."""
    commands = Dummy()
    commands.hw("INIT")
    commands._raw(b"\x1dP" + bytes([DPI[dots], DPI[dots]]) + b"\x1da\x0e")
    return bytes(commands.output)


def cut() -> bytes:
    """Feed the last row past the knife and cut (GS V 66 0)."""
    commands = Dummy()
    commands.cut(feed=False)
    return bytes(commands.output)


class _Picture:
    def __init__(self, image: Image.Image) -> None:
        self._dots = image.width
        self._image = image
        data, size = image.tobytes(), image.width // 8
        white = (1 << image.width) - 1
        self._rows = [int.from_bytes(data[at : at + size], "big") ^ white for at in range(0, size * image.height, size)]

        class Paper(Profile):  # type: ignore[misc]  # without a width escpos prints a remark for each image
            profile_data = Profile.profile_data | {"media": {"width": {"pixels": image.width}}}

        self._paper = Paper()

    def commands(self) -> list[tuple[bytes, int]]:
        """In order: bytes, and the rows by which the paper moves with them."""
        plan = self._plan()
        found: list[tuple[bytes, int]] = []
        at = 0
        while at < len(self._rows):
            height, columns = plan[at]
            if not self._rows[at]:
                found.append((_feed(height), height))
            elif columns and (stripe := self._stripe(at)) is not None:
                found += stripe
            else:
                found += self._raster(at, height)
            at += height
        return found

    def _plan(self) -> list[tuple[int, bool]]:
        """For each row: how many rows to send from there, and whether as columns."""
        rows, end = self._rows, len(self._rows)
        cost = [0] * (end + 1)
        plan = [(1, False)] * end
        blank = 0
        for at in range(end - 1, -1, -1):
            if not rows[at]:
                blank += 1
                cost[at], plan[at] = cost[at + blank] + 3 * math.ceil(blank / _FEED), (blank, False)
                continue
            blank = 0
            ink, best = 0, -1
            for height in range(1, min(_MOST_ROWS, end - at) + 1):
                ink |= rows[at + height - 1]
                left, right = self._span(ink)
                size = _PLACE + _RASTER + (right - left) // 8 * height
                if size > LONGEST:
                    break
                if best < 0 or size + cost[at + height] < best:
                    best, plan[at] = size + cost[at + height], (height, False)
            if at + STRIPE <= end:
                ink = 0
                for row in rows[at : at + STRIPE]:
                    ink |= row
                size = sum(_PLACE + _COLUMNS + 3 * (right - left) for left, right in self._groups(ink)) + 3
                if size + cost[at + STRIPE] < best:
                    best, plan[at] = size + cost[at + STRIPE], (STRIPE, True)
            cost[at] = best
        return plan

    def _span(self, ink: int) -> tuple[int, int]:
        """First and past-last dot with ink, widened to whole bytes."""
        left = self._dots - ink.bit_length()
        right = self._dots - ((ink & -ink).bit_length() - 1)
        return left // 8 * 8, -(-right // 8) * 8

    def _groups(self, ink: int) -> list[tuple[int, int]]:
        """Columns with ink, apart where the white between is worth it."""
        text = f"{ink:0{self._dots}b}"
        found = re.finditer(rf"1(?:0{{0,{_GAP - 1}}}1)*", text)
        most = (LONGEST - _PLACE - _COLUMNS) // 3
        return [(at, min(at + most, each.end())) for each in found for at in range(each.start(), each.end(), most)]

    def _raster(self, top: int, height: int) -> list[tuple[bytes, int]]:
        """Some rows; cut in two as long as their dots would be taken for a real-time command."""
        ink = 0
        for row in self._rows[top : top + height]:
            ink |= row
        left, right = self._span(ink)
        for shift in range(8) if height == 1 else (0,):
            # A single row can not be cut, but moved against its bytes.
            begin = max(0, left - shift)
            box = (begin, top, right + (8 - shift if begin % 8 else 0), top + height)
            piece = Image.new("1", (box[2] - box[0], height), 1)
            piece.paste(self._image.crop((box[0], box[1], min(box[2], self._dots), box[3])))
            commands = Dummy(profile=self._paper)
            commands.image(piece, impl="bitImageRaster", fragment_height=height)
            data = _place(begin) + bytes(commands.output)
            if not _REAL_TIME.search(data):
                return [(data, height)]
        if height == 1:
            raise ValueError("a row of dots that can not be sent")
        return self._raster(top, height // 2) + self._raster(top + height // 2, height - height // 2)

    def _stripe(self, top: int) -> list[tuple[bytes, int]] | None:
        """24 rows as columns; None if one of them would be taken for a real-time command."""
        rows = self._rows[top : top + STRIPE]
        ink = 0
        for row in rows:
            ink |= row
        found: list[tuple[bytes, int]] = []
        for left, right in self._groups(ink):
            columns = bytearray()
            for x in range(left, right):
                bit = self._dots - 1 - x
                column = 0
                for row in rows:
                    column = column << 1 | row >> bit & 1
                columns += column.to_bytes(3, "big")
            data = _place(left) + b"\x1b*\x21" + (right - left).to_bytes(2, "little") + bytes(columns)
            if _REAL_TIME.search(data):
                return None
            found.append((data, 0))
        return [*found, (b"\x1bJ" + bytes([STRIPE]), STRIPE)]


def _feed(rows: int) -> bytes:
    """Blank paper."""
    whole, rest = divmod(rows, _FEED)
    return b"".join(b"\x1bJ" + bytes([each]) for each in [_FEED] * whole + [rest] * (rest > 0))


def _place(x: int) -> bytes:
    return b"\x1b$" + x.to_bytes(2, "little")
