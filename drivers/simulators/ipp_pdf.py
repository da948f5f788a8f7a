"""As much of a PDF as a printer's front panel needs: how many pages it has, and what lies in the tray after k of them.

Good for plain PDFs as the kiosk and ReportLab write them; a page tree inside compressed object streams is counted too,
but not shortened.
"""

from __future__ import annotations

import re
import zlib

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_TREE = re.compile(rb"(\d+) 0 obj\s*(<<[^<>]*?/Kids\s*\[([^\]]*)\][^<>]*>>)", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)


def count_pages(pdf: bytes) -> int:
    """At least 1: paper comes out of a printer even for a document that it can not read."""
    plain = _STREAM.sub(b"", pdf)
    pages = len(_PAGE.findall(plain))
    if pages == 0:
        pages = sum(len(_PAGE.findall(_inflate(stream))) for stream in _STREAM.findall(pdf))
    return max(1, pages)


def _inflate(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def first_pages(pdf: bytes, count: int) -> bytes:
    """The same document with only its first ``count`` pages in the page tree, as an incremental update (ISO 32000-1
    7.5.6).

    Unchanged if all pages are wanted or the page tree is not one flat, plain object.
    """
    trees = _TREE.findall(pdf)
    trailer = _TRAILER.search(pdf)
    if count >= count_pages(pdf) or len(trees) != 1 or trailer is None:
        return pdf
    number, tree, kids = trees[0]
    references = re.findall(rb"\d+ \d+ R", kids)
    shorter = tree.replace(kids, b" " + b" ".join(references[:count]) + b" ")
    shorter = re.sub(rb"/Count\s+\d+", b"/Count %d" % count, shorter)
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    update = b"%s 0 obj\n%s\nendobj\n" % (number, shorter)
    entries = re.sub(rb"/Prev\s+\d+", b"", trailer[1])
    return (
        body
        + update
        + (
            b"xref\n0 1\n0000000000 65535 f \n%s 1\n%010d 00000 n \ntrailer\n<<%s /Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
            % (number, len(body), entries, trailer[2], len(body) + len(update))
        )
    )
