"""Accessibility as a lint: what every view of every screen must keep to, without pixels.

``stage`` brings every sample in every setting to a window, ``paint`` records what is really painted, ``view`` adds what
an accessibility tool finds, and the rules of ``geometry``, ``colour`` and ``access`` say what is wrong with it.
``states`` looks at controls that are pressed, checked, disabled and focused, ``usage`` at screens that are used.
``python -m tests.screens.lint`` looks at everything; the tests call the same functions, and
``tests/screens/test_lint_rules.py`` shows that each rule finds what it is for.
"""

from __future__ import annotations

from tests.screens.lint import access, colour, geometry, states, usage
from tests.screens.lint.rules import CONTROL_RULES, RULES, SAMPLE_RULES, requirements
from tests.screens.lint.stage import ALL_PANELS, Round, Stage, rounds
from tests.screens.lint.tour import KINDS, Problem, Tally, in_groups, work
from tests.screens.lint.view import View, Where

__all__ = [
    "ALL_PANELS",
    "CONTROL_RULES",
    "KINDS",
    "RULES",
    "SAMPLE_RULES",
    "Problem",
    "Round",
    "Stage",
    "Tally",
    "View",
    "Where",
    "access",
    "colour",
    "geometry",
    "in_groups",
    "requirements",
    "rounds",
    "states",
    "usage",
    "work",
]
