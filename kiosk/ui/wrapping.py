"""Breaking text between words.

Qt breaks Korean between any two syllables; Korean is read by words, so lines break at spaces only, and a word is cut
only if it is wider than the whole line. A no-break space holds a number and its unit together. Titles are
balanced: as many lines as needed, about equally long.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_LONG = 12
"""Letters; shorter words with a dash (84-1) stay whole."""
_PAIR = 6
"""Letters; shorter pairs with a middle dot (토지·건축) stay whole."""


def wrap(text: str, advance: Callable[[str], int], width: int, *, balanced: bool = False) -> list[str]:
    """Lines no wider than ``width`` pixels; ``\\n`` always breaks. ``balanced`` evens out their lengths."""
    lines = [line for paragraph in text.split("\n") for line in _paragraph(paragraph, advance, width)]
    if balanced and "\n" not in text and len(lines) > 1:
        low, high = max(width // len(lines), *map(advance, words(text))), width
        while high - low > 8:
            middle = (low + high) // 2
            tried = _paragraph(text, advance, middle)
            if len(tried) > len(lines) or any(advance(line) > middle for line in tried):
                low = middle
            else:
                high = middle
        return _paragraph(text, advance, high)
    return lines


def _paragraph(text: str, advance: Callable[[str], int], width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for glue, word in _words(text):
        longer = f"{line}{glue}{word}" if line else word
        if advance(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while advance(line) > width and len(line) > 1:
            cut = len(line) - 1
            while cut > 1 and advance(line[:cut]) > width:
                cut -= 1
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line)
    return lines


def _words(text: str) -> list[tuple[str, str]]:
    """What is kept together, with what joins it to the one before. Long numbers and names break after a dash too, long
    pairs after the dot."""
    found: list[tuple[str, str]] = []
    for word in text.split(" "):
        pieces = re.findall(r"[^-]+-?|-", word) if len(word) > _LONG else [word]
        if "·" in word and len(word) > _PAIR:
            pieces = [part for piece in pieces for part in re.findall(r"[^·]+·?|·", piece)]
        found += [(" " if place == 0 else "", piece) for place, piece in enumerate(pieces)]
    return found


def words(text: str) -> list[str]:
    """What is never broken as long as the line is wide enough."""
    return [word for part in text.split("\n") for _, word in _words(part)]
