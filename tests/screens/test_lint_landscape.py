"""Wide panels: every view keeps to every rule (tests/screens/lint). A file of its own, for a worker of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from tests.screens.lint import KINDS, Round, in_groups, work

WORK = [(kind, of) for kind, of in work() if of.panel.width > of.panel.height]


@pytest.mark.parametrize(("kind", "of"), WORK, ids=lambda value: value.name if isinstance(value, Round) else value)
def test_every_view_keeps_to_the_rules(
    qapp: QApplication, kind: str, of: Round, record_property: Callable[[str, object], None]
) -> None:
    tally = KINDS[kind](of)
    record_property("views", tally.views)
    assert not tally.problems, f"{tally}\n" + "\n".join(in_groups(tally.problems))
