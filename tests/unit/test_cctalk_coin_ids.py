"""Coin ids in every form that the specification knows."""

from __future__ import annotations

import pytest

from drivers.api import Won
from drivers.cctalk.coin_ids import BadCoinId, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("KR010A", 10),
        ("KR050B", 50),
        ("KR100A", 100),
        ("KR500A", 500),
        ("KR1K0A", 1000),
        ("KR5K0A", 5000),
        ("KR1K5A", 1500),
        ("KR10KA", 10_000),
        ("KR1M0A", 1_000_000),
        ("KR5.0A", 5),
        ("......", None),
        ("TK001A", None),
    ],
)
def test_values(text: str, value: int | None) -> None:
    assert parse(text) == (None if value is None else Won(value))


@pytest.mark.parametrize(
    "text", ["US025A", "KR0.5A", "KR000A", "KRABCA", "KR500", "kr500A", "KR500AA", "KR5 0A", "KR.K5A", ""]
)
def test_what_is_no_coin_of_the_republic_is_refused(text: str) -> None:
    with pytest.raises(BadCoinId):
        parse(text)
