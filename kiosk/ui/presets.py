"""Which values the options of a document have at once: the usual ones, or all that there is; what is neither was chosen
by hand.

No Qt. What the law withholds (``withheld``) keeps its default, whatever is chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from forms.catalogue import Document, Option

MANY = 4
"""A document with so many options first asks which of the presets it shall be."""


class Preset(StrEnum):
    USUAL = "usual"
    FULL = "full"
    OWN = "own"


def usual(document: Document) -> dict[str, str]:
    return {option.key: option.default for option in document.options}


def full(document: Document, withheld: Collection[str] = ()) -> dict[str, str]:
    """Everything that may stand on the paper."""
    return {option.key: option.default if option.key in withheld else fullest(option) for option in document.options}


def fullest(option: Option) -> str:
    """The values are listed from nothing to everything; only ``include`` stands before its opposite."""
    return "include" if "include" in option.values else option.values[-1]


def preset_of(document: Document, chosen: Mapping[str, str], withheld: Collection[str] = ()) -> Preset:
    if chosen == usual(document):
        return Preset.USUAL
    return Preset.FULL if chosen == full(document, withheld) else Preset.OWN


def is_in(value: str) -> bool:
    """Whether something of it stands on the paper."""
    return value != "omit"
