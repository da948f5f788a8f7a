"""The document is issued with the keys 0–9, 취소, 정정 and 확인 alone: real key events of another process."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.panel import LANDSCAPE, panel
from tests.end_to_end.walks import ByKeypad, Walk
from tests.simulators import Cabinet, DistrictServer


def test_the_land_ledger_comes_out(tmp_path: Path, cabinet: Cabinet, district: DistrictServer) -> None:
    with panel(tmp_path / "panel", cabinet, district, LANDSCAPE) as there:
        walk = Walk(there, ByKeypad(there))
        walk.until("thanks")
        walk.until("start")
        result = there.result()
    assert result.wrong == ()
    assert [paper.code for paper in result.documents] == ["D03"]
    assert (result.money.inserted, result.money.paid, result.money.change) == (500, 300, 200)
