"""Looks for a citizen's words in everything a kiosk leaves behind: files as they are, inside zlib streams, in free
pages.

A word is searched in UTF-8, UTF-16, CP949 and as JSON escapes, in the raw bytes of every file (so SQLite's WAL and
free pages are read like any other) and in every zlib or gzip stream that begins anywhere in them. A finished document
shows no letters (fonts are subset), so the mark of a PDF is searched as well.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tests.simulators import REGISTRY

PIECE = 24
"""Bytes of a secret that are looked for together."""
_PERSONAL = ("name", "hanja", "number", "address", "householder", "before", "after")
PDF_MARK = b"%PDF-"
_STREAMS = ((b"\x78\x01", 15), (b"\x78\x5e", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15), (b"\x1f\x8b\x08", 31))
_ZEROS = re.compile(rb"\0{64,}")
_STREAM_LIMIT = 16 * 1024 * 1024


def citizens_words(*parcels: str) -> frozenset[str]:
    """Of these parcels of the sample registry: the number, and the owners' names, addresses and numbers."""
    registry = msgspec.json.decode((REGISTRY / "parcels.json").read_bytes())
    words = set(parcels)
    for parcel in parcels:
        for owner in registry[parcel]["owners"]:
            words |= {owner["name"], owner["address"], owner["registration"]}
    return frozenset(word for word in words if len(word) >= 3)


def residents_words() -> frozenset[str]:
    """Of everybody in the sample register of residents: names, also in Hanja, numbers with and without the stroke,
    addresses."""
    words = set(_told(msgspec.json.decode((REGISTRY / "residents.json").read_bytes())))
    words |= {word.replace("-", "") for word in words if re.fullmatch(r"\d{6}-\d{7}", word)}
    return frozenset(word for word in words if len(word) >= 3)


def _told(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _PERSONAL and isinstance(value, str):
                yield value
            else:
                yield from _told(value)
    elif isinstance(part, list):
        for value in part:
            yield from _told(value)


def found(paths: Iterable[Path], words: Iterable[str], secrets: Mapping[str, bytes] | None = None) -> list[str]:
    """``file: word`` for each find in the files of ``paths`` (folders are searched whole). ``secrets``: what they are
    called → bytes (a certificate), looked for as they are, in hex and in base64."""
    needles = {needle: word for word in words for needle in _spellings(word)} | {PDF_MARK: "a PDF"}
    needles |= {needle: name for name, secret in (secrets or {}).items() for needle in _codings(secret)}
    hits = set()
    for path in _files(paths):
        for data in _layers(path.read_bytes()):
            hits |= {f"{path.name}: {word}" for needle, word in needles.items() if needle in data}
    return sorted(hits)


def _spellings(word: str) -> set[bytes]:
    spellings = {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")}
    spellings.add(word.encode("cp949", "ignore"))
    spellings.add(word.encode("ascii", "backslashreplace"))
    return {spelling for spelling in spellings if len(spelling) >= 3}


def _codings(secret: bytes) -> set[bytes]:
    """Pieces, for a file may have only a part; base64 looks different for each place that a piece begins at."""
    codings = set[bytes]()
    for at in range(0, max(1, len(secret) - PIECE + 1), PIECE):
        piece = secret[at : at + PIECE]
        codings |= {piece, piece.hex().encode(), piece.hex().upper().encode()}
        codings |= {base64.b64encode(bytes(shift) + piece)[4:-4] for shift in range(3)}
    return codings


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if each.is_file() and not each.is_symlink())
        elif path.is_file():
            yield path


def _layers(data: bytes) -> Iterator[bytes]:
    """The bytes themselves and every compressed stream in them."""
    data = _ZEROS.sub(b"\0\0", data)  # a ballast is megabytes of them
    yield data
    for mark, window in _STREAMS:
        at = data.find(mark)
        while at >= 0:
            stream = zlib.decompressobj(window)
            try:
                inner = stream.decompress(data[at:], _STREAM_LIMIT)
            except zlib.error:
                inner = b""
            if len(inner) > 2:
                yield inner
            at = data.find(mark, at + 1)
