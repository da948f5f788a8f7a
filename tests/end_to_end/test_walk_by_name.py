"""The document is issued by a helper that knows nothing but roles, names and Press actions (AT-SPI, a process)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.panel import LANDSCAPE, PORTRAIT, panel
from tests.end_to_end.walks import ByName, Walk
from tests.privacy_search import found, residents_words
from tests.simulators import Cabinet, DistrictServer


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_register_of_a_household_comes_out(
    tmp_path: Path, cabinet: Cabinet, district: DistrictServer, size: tuple[int, int]
) -> None:
    with panel(tmp_path / "panel", cabinet, district, size) as there:
        walk = Walk(there, ByName(there))
        walk.until("pay")
        assert not cabinet.papers()
        walk.until("thanks")
        walk.until("start")
        result = there.result()
    assert result.wrong == ()
    assert [each.outcome for each in result.identifications] == ["identified"]
    left = [tmp_path / "panel" / name for name in ("state", "temporary", "kiosk.log")]
    assert found(left, residents_words()) == []
    assert [paper.code for paper in result.documents] == ["D01"]
    assert (result.money.inserted, result.money.paid, result.money.change) == (500, 200, 300)
