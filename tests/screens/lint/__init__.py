"""Accessibility as a lint: what every view of every screen must keep to, without pixels.

``tour`` brings every sample in every setting to a window, ``paint`` records what is really painted, ``view`` adds what
an accessibility tool finds, and the rules of ``geometry``, ``colour`` and ``access`` say what is wrong with it.
``states`` looks at controls that are pressed, checked, disabled and focused. ``python -m tests.screens.lint`` looks at
everything; the tests call the same functions, and ``tests/screens/test_lint_rules.py`` shows that each rule finds what
it is for.
"""

from __future__ import annotations

from tests.screens.lint import access, colour, geometry
from tests.screens.lint.rules import RULES, Rule
from tests.screens.lint.tour import Problem, Round, Stage, Tally, check, go, in_groups, rounds
from tests.screens.lint.view import View, Where

__all__ = [
    "RULES",
    "Problem",
    "Round",
    "Rule",
    "Stage",
    "Tally",
    "View",
    "Where",
    "access",
    "check",
    "colour",
    "geometry",
    "go",
    "in_groups",
    "rounds",
]
