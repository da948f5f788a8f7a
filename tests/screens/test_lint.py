"""Every view in every setting keeps to every rule (tests/screens/lint); the number of views is printed at the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from tests.screens.lint import KINDS, Round, in_groups, work


@pytest.mark.parametrize(("kind", "of"), work(), ids=lambda value: value.name if isinstance(value, Round) else value)
def test_every_view_keeps_to_the_rules(
    qapp: QApplication, kind: str, of: Round, record_property: Callable[[str, object], None]
) -> None:
    tally = KINDS[kind](of)
    record_property("views", tally.views)
    assert not tally.problems, f"{tally}\n" + "\n".join(in_groups(tally.problems))
