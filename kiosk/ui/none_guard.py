"""PySide6 6.12.0 gives back one reference to None too many at each call of an overloaded method that returns nothing
(``setGeometry``, ``setPen``, ``fillRect`` …). Before Python 3.12 None is counted like any object, so after some ten
thousand calls the interpreter ends with "deallocating None". 6.11.3 is free of it.

Where both meet, None is given a count that no kiosk's life can use up: what Python 3.12 does for every None (PEP 683).
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

_ENOUGH = 1 << 48


def guard_none() -> None:
    """Safe to call again; does nothing where it is not needed. CPython keeps the count at the head of the object."""
    if sys.implementation.name == "cpython" and sys.version_info < (3, 12) and PySide6.__version_info__ >= (6, 12):
        count = ctypes.c_ssize_t.from_address(id(None))
        if count.value < _ENOUGH // 2:
            count.value += _ENOUGH
