"""Marks on widgets for the voice: what is never read out, and what is no content.

The rule: what a citizen types about a person, and what a record says about one, is drawn by a widget that is marked
``SECRET``. The voice then says that something is typed, or 별표 for a key, never the letters; neither the text nor the
accessible name nor the description of such a widget, or of anything in it, reaches the voice, its log or a wav. Names
that one chooses by are the one exception: wrapped, and for the earphone alone (``Choice.private``).
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtWidgets import QWidget

_PROPERTY = "speech"


class Speech(StrEnum):
    SECRET = "secret"  # noqa: S105 - a mark, no password
    """Personal data: never read off the widget."""
    DECORATION = "decoration"
    """Says nothing that is not said elsewhere."""


def mark(widget: QWidget, speech: Speech) -> None:
    """It, and whatever it holds."""
    widget.setProperty(_PROPERTY, speech.value)


def is_secret(widget: QWidget) -> bool:
    return _is(widget, Speech.SECRET)


def is_decoration(widget: QWidget) -> bool:
    return _is(widget, Speech.DECORATION)


def _is(widget: QWidget | None, speech: Speech) -> bool:
    while widget is not None:
        if widget.property(_PROPERTY) == speech.value:
            return True
        widget = widget.parentWidget()
    return False
