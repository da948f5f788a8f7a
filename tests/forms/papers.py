"""What the tests of the paper share: sample parcels, a stamp, and other programs' eyes on a PDF."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from PIL import Image, ImageChops
from pypdf import PdfReader

from forms.catalogue import DOCUMENTS
from forms.compose import Draft, Stamp, compose
from forms.page import PORTRAIT, Box, Sheet
from forms.records import LandRecord, decode

ROOT = Path(__file__).resolve().parents[2]
DEMO = "2641010700100840001"
LONG = "2641010700102000003"
ALL: dict[str, str] = {"history": "include", "ownership": "include", "price": "include"}

STAMP = Stamp(
    number="B001-20261122-000001",
    check_number="1234-5678-9012-3456",
    issued_at=datetime(2026, 11, 22, 14, 5, 33, tzinfo=timezone(timedelta(hours=9))),
    kiosk="B001",
    place_name="금정구청 1층 민원실",
    phone="금정구청 민원여권과 051-519-0000",
    fee=300,
)


@cache
def parcels() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "assets/registry/parcels.json").read_text(encoding="utf-8"))
    return found


def code_of(pnu: str) -> str:
    return "D03" if pnu[10] == "1" else "D04"


def record(pnu: str, **changes: Any) -> LandRecord:
    """A sample parcel, with fields exchanged in the registry's own JSON."""
    found = decode(code_of(pnu), json.dumps(parcels()[pnu] | changes).encode())
    assert isinstance(found, LandRecord)
    return found


def draft(pnu: str = DEMO, options: dict[str, str] | None = None, **changes: Any) -> Draft:
    return compose(code_of(pnu), record(pnu, **changes), ALL if options is None else options)


@cache
def residents() -> dict[str, Any]:
    """The sample records of the resident register, by name."""
    found: dict[str, Any] = json.loads((ROOT / "assets/form_samples/resident.json").read_text(encoding="utf-8"))
    return found


def resident(name: str, /, options: dict[str, str] | None = None, **changes: Any) -> Draft:
    """A sample of the register laid out, with fields exchanged in the registry's own JSON; options are its own."""
    sample = residents()[name]
    found = decode(sample["document"], json.dumps(sample["record"] | changes).encode())
    return compose(sample["document"], found, sample["options"] if options is None else options)


def choices(code: str) -> Iterator[dict[str, str]]:
    """Every combination of a document's options."""
    options = DOCUMENTS[code].options
    for values in product(*(option.values for option in options)):
        yield dict(zip((option.key for option in options), values, strict=True))


def words(pdf: bytes, page: int | None = None) -> str:
    """What pdftotext reads in the order it was drawn, cell by cell, without any blank."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    done = subprocess.run(["pdftotext", "-raw", *pages, "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return re.sub(r"\s+", "", done.stdout.decode())


def judge_portrait(pdf: bytes, sheets: Sequence[Sheet], folder: Path) -> None:
    """Each page: ink within the print area, the sample mark all over it, the barcode's place white, a red seal wherever
    the layout has one."""
    dpi = 50
    target = folder / "judged"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-", str(target)], input=pdf, check=True)
    pages = [Image.open(BytesIO(path.read_bytes())) for path in sorted(folder.glob("judged-*.ppm"))]
    assert len(pages) == len(sheets)
    for page, sheet in zip(pages, sheets, strict=True):
        grey = page.convert("L")

        def pixels(box: Box, grow: int) -> tuple[int, int, int, int]:
            left, top = box.x / 25.4 * dpi, box.y / 25.4 * dpi
            right, bottom = (box.x + box.width) / 25.4 * dpi, (box.y + box.height) / 25.4 * dpi
            return round(left) - grow, round(top) - grow, round(right) + grow, round(bottom) + grow

        ink = grey.point(lambda value: 255 if value < 250 else 0).getbbox()
        area = pixels(PORTRAIT.area, 2)
        assert ink is not None
        assert area[0] <= ink[0]
        assert area[1] <= ink[1]
        assert ink[2] <= area[2]
        assert ink[3] <= area[3]
        assert sum(grey.histogram()[225:240]) > 0.03 * page.width * page.height
        assert sheet.reserved
        for box in sheet.reserved:
            assert grey.crop(pixels(box, -1)).getextrema() == (255, 255)
        for box in sheet.seals:
            red, green, _ = page.crop(pixels(box, -1)).split()
            assert sum(ImageChops.subtract(red, green).histogram()[40:]) > red.width * red.height / 10


def text(pdf: bytes, page: int | None = None) -> str:
    """What pdftotext reads, blanks squeezed."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    done = subprocess.run(["pdftotext", "-layout", *pages, "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def font_table(pdf: bytes, folder: Path) -> list[list[str]]:
    """The lines of pdffonts: name, type, encoding, emb, sub, uni, …"""
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    lines = subprocess.run(["pdffonts", str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return [line.split() for line in lines[2:]]


def pictures(pdf: bytes, folder: Path, dpi: int = 100) -> list[Image.Image]:
    """Each page as pdftoppm paints it, in grey."""
    target = folder / "page"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-", str(target)], input=pdf, check=True)
    return [Image.open(BytesIO(path.read_bytes())) for path in sorted(folder.glob("page-*.pgm"))]


def drawn_glyphs(pdf: bytes) -> list[tuple[str, int, bool]]:
    """Every code shown on any page: font, glyph number in the embedded program, and whether it has an outline."""
    found = []
    for page in PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        programs = {}
        for alias, font in resources["/Font"].items():
            descendant = font["/DescendantFonts"][0].get_object()
            embedded = TTFont(BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()), lazy=True)
            programs[alias] = (font["/BaseFont"], descendant["/CIDToGIDMap"].get_data(), embedded["glyf"], embedded)
        content: Any = page.get_contents()
        alias = ""
        for name, codes in re.findall(rb"(/\w+) [\d.]+ Tf|<([0-9A-F]+)> Tj", content.get_data()):
            if name:
                alias = name.decode()
                continue
            base, places, glyf, embedded = programs[alias]
            for start in range(0, len(codes), 4):
                code = int(codes[start : start + 4], 16)
                glyph = int.from_bytes(places[2 * code : 2 * code + 2], "big")
                outline = glyf[embedded.getGlyphName(glyph)].numberOfContours != 0 if glyph else False
                found.append((base, glyph, outline))
    return found


def with_owner(pnu: str, **changes: Any) -> dict[str, Any]:
    """The ``owners`` of a sample parcel with the present owner's fields exchanged."""
    *before, last = parcels()[pnu]["owners"]
    return {"owners": [*before, last | changes]}
