"""What may be said of an exception: its type and the places in the code, and words only where they are ours.

An exception's text may quote what was being worked on, and that may be a citizen's. Only exceptions of rooms that never
hold a record (the kiosk's own, drivers, journal) keep their text.
"""

from __future__ import annotations

import traceback
from pathlib import Path

_OURS = ("kiosk.", "drivers.", "offline_queue.")


_FRAMES = 6


def places(error: BaseException, *, words: bool = True) -> str:
    """``BooksError: … (books.py:120 < clerk.py:88)``: innermost place first. ``words=False``: without its text."""
    name = type(error).__name__
    said = f"{name}: {error}" if words and type(error).__module__.startswith(_OURS) else name
    stack = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(stack))
    cause = error.__cause__
    return f"{said} ({where})" + (f", from {places(cause, words=words)}" if cause is not None else "")
