"""Coin ids of header 184 and 171: country, value and issue in six characters (device-protocols.md 1.7)."""

from __future__ import annotations

import re
from decimal import Decimal

from drivers.api import Won

_ID = re.compile(r"KR([0-9KM.]{3})[A-Z0-9]")
_VALUE = re.compile(r"([0-9]*)(?:([KM.])([0-9]*))?")
_UNIT = {"K": 1_000, "M": 1_000_000, ".": 1}


class BadCoinId(Exception):
    """Not a coin of the Republic of Korea in any of the forms that the specification knows."""


def parse(text: str) -> Won | None:
    """``KR500A`` → 500, ``KR1K0A`` → 1000; None for a position without a coin (``......``) or with a token
    (``TK…``)."""
    if text == "......" or text.startswith("TK"):
        return None
    whole = _ID.fullmatch(text)
    value = _VALUE.fullmatch(whole[1]) if whole else None
    if value is None:
        raise BadCoinId(repr(text))
    amount = Decimal(f"{value[1] or '0'}.{value[3] or '0'}") * _UNIT[value[2] or "."]
    if amount <= 0 or amount != int(amount):
        raise BadCoinId(repr(text))
    return Won(int(amount))
