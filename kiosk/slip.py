"""The slip as a picture: what was issued, paid, given back and is still owed, and where to ask. Pure.

It is made for a roll of 72 printable millimetres (512 dots at 180 dpi or 576 at 203), read at arm's length by old
eyes: Hangul of the body stands 3.5 mm high or more, what the citizen holds in the hand (change, refund, claims) larger
and bold. Black on white without greys; the same slip is the same picture, to the dot. Labels stand left and amounts
right, so that the driver need not send the white between them.

Every paper of a key that is no real one says 견본; there is no real one yet.
"""

from __future__ import annotations

import io
from datetime import timedelta
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.core.slip import Slip, SlipLine, lookup
from kiosk.ui.assets import ASSETS
from kiosk.ui.issue_numbers import in_runs
from kiosk.ui.strings import Language, Strings
from kiosk.ui.wrapping import wrap

PRINTABLE_MM = 72.0

# Millimetres. Hangul stands about 0.87 of its size high.
_BODY, _STRONG, _TITLE, _SAMPLE = 4.15, 5.4, 6.6, 4.4
_MARGIN, _INDENT, _GAP, _RULE = 1.0, 3.0, 2.0, 0.25
_LEADING = 1.4
_TALLEST = 1000.0


def draw(slip: Slip, place_name: str, phone: str, dots: int, *, utc_offset_minutes: int = 540) -> bytes:
    """PNG of one bit, ``dots`` wide and as long as it needs. ``place_name`` in the slip's language."""
    strings = Strings(Language(slip.language))
    sheet = _Sheet(dots)
    _head(sheet, slip, strings, place_name, utc_offset_minutes)
    sheet.rule()
    for line in slip.lines:
        _issued(sheet, line, strings)
    if slip.lines:
        sheet.rule()
    _money(sheet, slip, strings)
    if slip.claims:
        sheet.rule()
        _claims(sheet, slip, strings)
    sheet.rule()
    if slip.numbers:
        sheet.text(strings.text("slip.numbers"))
        for numbers in in_runs(slip.numbers):
            sheet.text(numbers, indent=_INDENT)
    sheet.pair(strings.text("slip.lookup"), lookup(slip.kiosk, slip.epoch, slip.sequence))
    sheet.pair(strings.text("slip.ask"), phone)
    sheet.gap()
    return sheet.png()


def _head(sheet: _Sheet, slip: Slip, strings: Strings, place_name: str, utc_offset_minutes: int) -> None:
    sheet.title(strings.text("slip.title"), strings.text("slip.sample"))
    sheet.text(place_name)
    local = slip.at.replace(tzinfo=None) - (slip.at.utcoffset() or timedelta()) + timedelta(minutes=utc_offset_minutes)
    sheet.text(strings.text("slip.kiosk", kiosk=slip.kiosk))
    sheet.text(f"{local:%Y-%m-%d %H:%M}")


def _issued(sheet: _Sheet, line: SlipLine, strings: Strings) -> None:
    """On one line, or the document's name above what it cost."""
    name, copies = strings.document(line.document), strings.counted("copies", line.copies)
    fee = strings.money(line.fee) if line.exemption is None else strings.text("slip.exempt")
    words = strings.text("slip.line", document=name, copies=copies)
    if sheet.fits(words, fee):
        sheet.pair(words, fee)
    else:
        sheet.text(name)
        sheet.pair(copies, fee, indent=_INDENT)


def _money(sheet: _Sheet, slip: Slip, strings: Strings) -> None:
    sheet.pair(strings.text("slip.inserted"), strings.money(slip.inserted))
    sheet.pair(strings.text("slip.paid"), strings.money(slip.paid))
    for key, amount in (("change", slip.change), ("refund", slip.refund)):
        if amount:
            sheet.pair(strings.text(f"slip.{key}"), strings.money(amount), strong=True)


def _claims(sheet: _Sheet, slip: Slip, strings: Strings) -> None:
    for claim, amount in slip.claims:
        sheet.pair(strings.text("slip.claims"), strings.money(amount), strong=True)
        sheet.text(strings.text("slip.claim", claim=claim), strong=True, size=_BODY)
    sheet.text(strings.text("slip.claim_where"))


@cache
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    path = ASSETS / "fonts" / f"PretendardGOV-{name}.ttf"
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


class _Sheet:
    """Paper that grows downwards. All measures in millimetres."""

    def __init__(self, dots: int) -> None:
        self._dots = dots
        self._scale = dots / PRINTABLE_MM
        self._image = Image.new("1", (dots, self._px(_TALLEST)), 1)
        self._pen = ImageDraw.Draw(self._image)
        self._pen.fontmode = "1"
        self._y = 0.0

    def _px(self, mm: float) -> int:
        return round(mm * self._scale)

    def title(self, words: str, tag: str) -> None:
        """The name of the paper, and a framed word at the right."""
        big, small = _font("Bold", self._px(_TITLE)), _font("Bold", self._px(_SAMPLE))
        base = self._px(self._y + _TITLE)
        self._pen.text((self._px(_MARGIN), base), words, font=big, fill=0, anchor="ls")
        pad = self._px(1.2)
        right = self._dots - self._px(_MARGIN) - pad - self._px(_RULE) * 2
        left = right - round(small.getlength(tag))
        middle = base - self._px(_TITLE * 0.36)
        self._pen.text((left, middle), tag, font=small, fill=0, anchor="lm")
        half = self._px(_SAMPLE * 0.5) + pad // 2
        self._pen.rectangle((left - pad, middle - half, right + pad, middle + half), outline=0, width=self._px(0.4))
        self._y += _TITLE * _LEADING

    def gap(self) -> None:
        self._y += _GAP

    def rule(self) -> None:
        """A line across, with air above and below."""
        self._y += _GAP / 2
        top = self._px(self._y)
        left, right = self._px(_MARGIN), self._dots - self._px(_MARGIN)
        self._pen.rectangle((left, top, right - 1, top + self._px(_RULE) - 1), fill=0)
        self._y += _RULE + _GAP / 2

    def text(self, words: str, *, indent: float = 0.0, strong: bool = False, size: float = _BODY) -> None:
        """One paragraph."""
        font = _font("Bold" if strong else "Regular", self._px(size))
        for line in wrap(words, lambda part: round(font.getlength(part)), self._room(indent)):
            self._line(line, font, self._px(_MARGIN + indent), size)

    def fits(self, label: str, value: str) -> bool:
        """Whether both stand on one line of the body."""
        pixels = self._px(_BODY)
        return _font("Regular", pixels).getlength(label) + _font("Bold", pixels).getlength(value) <= self._room(_GAP)

    def pair(self, label: str, value: str, *, indent: float = 0.0, strong: bool = False) -> None:
        """A label at the left and what it is worth at the right, which is on the next line where both are too long."""
        size = _STRONG if strong else _BODY
        font, worth = _font("Bold" if strong else "Regular", self._px(size)), _font("Bold", self._px(size))
        lines = wrap(label, lambda part: round(font.getlength(part)), self._room(indent))
        if font.getlength(lines[-1]) + worth.getlength(value) > self._room(indent + _GAP):
            lines.append("")
        for line in lines[:-1]:
            self._line(line, font, self._px(_MARGIN + indent), size)
        right = self._dots - self._px(_MARGIN)
        self._pen.text((right, self._px(self._y + size)), value, font=worth, fill=0, anchor="rs")
        self._line(lines[-1], font, self._px(_MARGIN + indent), size)

    def _room(self, less: float) -> int:
        return self._dots - self._px(2 * _MARGIN + less)

    def _line(self, words: str, font: ImageFont.FreeTypeFont, x: int, size: float) -> None:
        self._pen.text((x, self._px(self._y + size)), words, font=font, fill=0, anchor="ls")
        self._y += size * _LEADING

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.crop((0, 0, self._dots, self._px(self._y))).save(out, "PNG")
        return out.getvalue()
