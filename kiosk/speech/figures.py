"""What counts in every language when figures are read: whether they are an amount or a row of digits."""

from __future__ import annotations

_SERIAL_DIGITS = 8
"""A number of so many figures without commas is no amount: it is read one by one."""


def is_amount(figures: str, most_digits: int) -> bool:
    """Not with a zero before it, nor longer than ``most_digits``, for which the language has words."""
    bare = figures.replace(",", "")
    serial = "," not in figures and (len(bare) >= _SERIAL_DIGITS or (len(bare) > 1 and bare.startswith("0")))
    return not serial and len(bare) <= most_digits
