"""The fonts of the paper: which font draws which character, how wide it is, and what no font can draw.

Contract:

- ``register()`` loads the files of ``assets/fonts`` once and makes them known to ReportLab.
- ``runs(text, family)`` splits normalised text into stretches of one face each. A family is a chain of faces; each
  character is drawn by the first face that has an outline for it. Text with a character that none has raises
  ``GlyphRefused``: ReportLab draws nothing at all for such a character, and a name with a hole in it is no document.
- ``normalise(text)`` brings text into the only shape that is measured and printed; it never changes what a reader sees.

A face is embedded as one Type 0 font whose codes are the glyph numbers of the *whole* font. So a page's operators do
not depend on what else the document holds: they are made once, when the layout is proved, and reused for every
copy. The subset programs are kept by the set of their glyphs.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from struct import pack
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import FF_SYMBOLIC, TTFont

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"

_MYEONGJO = "NanumMyeongjo-YetHangul"
_GOTHIC = "PretendardGOV-Regular"
_GOTHIC_BOLD = "PretendardGOV-Bold"
_HAN = "NotoSerifKR-Han"
_FACES = (_MYEONGJO, _GOTHIC, _GOTHIC_BOLD, _HAN)


class Family(Enum):
    """A chain of faces, first choice first."""

    BODY = (_MYEONGJO, _GOTHIC, _HAN)
    LABEL = (_GOTHIC, _MYEONGJO, _HAN)
    HEADING = (_GOTHIC_BOLD, _GOTHIC, _MYEONGJO, _HAN)


class GlyphRefused(Exception):
    """A text holds characters that can not be printed truly. The message names code points only, never the text."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__("no glyph for " + " ".join(f"U+{ord(c):04X}" for c in characters))


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is drawn: face, glyph number in the whole font, advance in 1/1000 em."""

    face: str
    number: int
    advance: float


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face. ``codes``: glyph numbers, four hex digits each; ``advance`` in 1/1000 em."""

    face: str
    codes: str
    glyphs: frozenset[int]
    advance: float
    count: int


# --- text ---------------------------------------------------------------------------------------------------------

_DROPPED = {0xFEFF: None, 0x200B: None, 0x2060: None, 0x00AD: None, 0xFE0E: None}
"""Seen by nobody on paper: byte order mark, break hints, the wish for text (not emoji) shape, which print fulfils."""


def normalise(text: str) -> str:
    """Compose decomposed Hangul and letters (NFC), turn every kind of blank into one, drop invisible break hints.

    CJK compatibility ideographs stay as they are: NFC would exchange them for characters that some fonts draw
    differently, and the shape of a name is the name.
    """
    if text.isascii() and text.isprintable():
        return text
    parts: list[str] = []
    pending = ""
    for char in text.translate(_DROPPED):
        code = ord(char)
        if 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
            parts += (unicodedata.normalize("NFC", pending), char)
            pending = ""
        elif char in "\t\n\r" or unicodedata.category(char) == "Zs":
            pending += " "
        else:
            pending += char
    parts.append(unicodedata.normalize("NFC", pending))
    return "".join(parts)


def _printable(char: str) -> bool:
    """False for characters whose right drawing needs more than their own glyph, whatever a font holds for them.

    Controls and format characters (bidi, joiners), combining marks and variation selectors left over by NFC, private
    use (each system's own 외자: our font's picture would be another one), loose conjoining jamo (old Hangul needs
    shaping).
    """
    code = ord(char)
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Mc", "Me", "Zl", "Zp"}:
        return False
    return not (0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97F or 0xD7B0 <= code <= 0xD7FF)


_KNOWN: dict[Family, dict[str, Glyph | None]] = {family: {} for family in Family}


def _find(char: str, family: Family) -> Glyph | None:
    if not _printable(char):
        return None
    for name in family.value:
        face = _face(name).face
        number = face.charToGlyph.get(ord(char), 0)
        if number and (char == " " or face.glyphPos[number + 1] > face.glyphPos[number]):
            return Glyph(name, number, float(face.charWidths[ord(char)]))
    return None


def glyphs(text: str, family: Family) -> list[Glyph]:
    """One glyph per character of normalised text. Raises ``GlyphRefused`` with all that are missing."""
    known = _KNOWN[family]
    for char in text:
        if char not in known:
            known[char] = _find(char, family)
    found = [known[char] for char in text]
    if None in found:
        raise GlyphRefused("".join(dict.fromkeys(c for c, g in zip(text, found, strict=True) if g is None)))
    return [g for g in found if g is not None]


def runs(text: str, family: Family) -> tuple[Run, ...]:
    """Normalised text as stretches of one face each. Raises ``GlyphRefused``."""
    return tuple(_stretches(glyphs(text, family)))


def _stretches(drawn: list[Glyph]) -> Iterator[Run]:
    start = 0
    for end in range(1, len(drawn) + 1):
        if end == len(drawn) or drawn[end].face != drawn[start].face:
            part = drawn[start:end]
            yield Run(
                face=part[0].face,
                codes="".join(f"{g.number:04X}" for g in part),
                glyphs=frozenset(g.number for g in part),
                advance=sum(g.advance for g in part),
                count=len(part),
            )
            start = end


def width(text: str, family: Family, size: float) -> float:
    """Width of normalised text in points at ``size`` points."""
    return sum(g.advance for g in glyphs(text, family)) * size / 1000


# --- ReportLab ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Program:
    """What a document needs to embed one face with one set of glyphs; streams are deflated already."""

    file: bytes
    length: int
    cid_to_gid: bytes
    to_unicode: bytes
    widths: str


class PaperFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A TrueType face embedded as Type 0 with the whole font's glyph numbers as codes (see the module's head).

    It also works with ReportLab's own text methods: a code is two bytes.
    """

    _KEPT = 48
    """Subset programs kept per face; one errand prints a handful."""

    def __init__(self, name: str, alias: str) -> None:
        super().__init__(name, str(FONTS / f"{name}.ttf"), shapable=False)
        self.alias = alias
        """The name in page operators: ``/M`` … the same in every document."""
        self._used: WeakKeyDictionary[Any, set[int]] = WeakKeyDictionary()
        self._programs: OrderedDict[frozenset[int], _Program] = OrderedDict()
        self._char: dict[int, int] = {}
        for code, glyph in sorted(
            self.face.charToGlyph.items(), key=lambda pair: (0x2E80 <= pair[0] < 0x2FE0, pair[0])
        ):
            self._char.setdefault(glyph, code)  # one glyph, several characters: the ideograph, not its radical or copy

    def use(self, doc: Any, numbers: frozenset[int]) -> None:
        """These glyphs are drawn in ``doc``."""
        used = self._used.get(doc)
        if used is None:
            used = self._used[doc] = set()
            doc.fontMapping[self.fontName] = "/" + self.alias
            doc.delayedFonts.append(self)
        used |= numbers

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """ReportLab's hook: text as codes of this face alone. Raises ``GlyphRefused``."""
        missing = "".join(dict.fromkeys(c for c in text if not self.face.charToGlyph.get(ord(c))))
        if missing:
            raise GlyphRefused(missing)
        numbers = [self.face.charToGlyph[ord(c)] for c in text]
        self.use(doc, frozenset(numbers))
        return [(0, pack(f">{len(numbers)}H", *numbers))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        """ReportLab's hook: the font's name in page operators."""
        self.use(doc, frozenset())
        return "/" + self.alias

    def addObjects(self, doc: Any) -> None:
        """ReportLab's hook: embed the face with the glyphs that ``doc`` uses."""
        used = frozenset(self._used.pop(doc))
        if not used:
            return
        program = self._program(used)
        base = pdfdoc.PDFName("AAAAAA+" + self.face.name.decode("ascii"))
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": FF_SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(self.face.bbox),
                "ItalicAngle": self.face.italicAngle,
                "Ascent": self.face.ascent,
                "Descent": self.face.descent,
                "CapHeight": self.face.capHeight,
                "StemV": self.face.stemV,
                "FontFile2": self._stream(doc, program.file, "file", Length1=program.length),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": doc.Reference(descriptor, f"{self.alias}:descriptor"),
                "DW": 1000,
                "W": _Raw(program.widths),
                "CIDToGIDMap": self._stream(doc, program.cid_to_gid, "map"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"{self.alias}:descendant")]),
                "ToUnicode": self._stream(doc, program.to_unicode, "unicode"),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.alias] = doc.Reference(font, f"{self.alias}:font")

    def _stream(self, doc: Any, deflated: bytes, part: str, **entries: int) -> Any:
        stream = pdfdoc.PDFStream(content=deflated)
        stream.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
        for key, value in entries.items():
            stream.dictionary[key] = value
        return doc.Reference(stream, f"{self.alias}:{part}")

    def _program(self, used: frozenset[int]) -> _Program:
        if used in self._programs:
            self._programs.move_to_end(used)
            return self._programs[used]
        program = self._programs[used] = self._build(sorted(used))
        if len(self._programs) > self._KEPT:
            self._programs.popitem(last=False)
        return program

    def _build(self, numbers: list[int]) -> _Program:
        # makeSubset numbers the glyphs in the order of the characters it is given, after .notdef
        data = self.face.makeSubset([self._char[n] for n in numbers])
        places = bytearray(2 * (numbers[-1] + 1))
        for place, number in enumerate(numbers, start=1):
            places[2 * number : 2 * number + 2] = place.to_bytes(2, "big")
        widths = " ".join(f"{n} [{self.face.charWidths[self._char[n]]:g}]" for n in numbers)
        return _Program(
            file=zlib.compress(data, 1),
            length=len(data),
            cid_to_gid=zlib.compress(bytes(places), 1),
            to_unicode=zlib.compress(self._to_unicode(numbers).encode("ascii"), 1),
            widths=f"[{widths}]",
        )

    def _to_unicode(self, numbers: list[int]) -> str:
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        ]
        for start in range(0, len(numbers), 100):  # a block may hold 100 at most
            block = numbers[start : start + 100]
            lines.append(f"{len(block)} beginbfchar")
            lines += [f"<{n:04X}> <{chr(self._char[n]).encode('utf-16-be').hex().upper()}>" for n in block]
            lines.append("endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines)


class _Raw(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """PDF syntax that is finished already."""

    def __init__(self, text: str) -> None:
        self._text = text

    def format(self, document: Any) -> bytes:
        return self._text.encode("ascii")


_registered: dict[str, PaperFont] = {}


def register() -> None:
    """Load the fonts and make them known to ReportLab; later calls do nothing. Raises ``OSError``-like font errors."""
    for alias, name in zip(("M", "G", "B", "H"), _FACES, strict=True):
        if name not in _registered:
            font = PaperFont(name, alias)
            pdfmetrics.registerFont(font)
            _registered[name] = font


def _face(name: str) -> PaperFont:
    if name not in _registered:
        register()
    return _registered[name]


def face(name: str) -> PaperFont:
    """A registered face by its name."""
    return _face(name)


INITIAL_FONT = _MYEONGJO
"""For ``Canvas(initialFontName=…)``; without it ReportLab puts Helvetica, not embedded, into every file."""
