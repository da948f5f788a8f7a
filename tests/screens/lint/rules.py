"""The tables of rules. A rule is a function that yields what is wrong; its docstring is the requirement.

``RULES`` look at a view, ``CONTROL_RULES`` at one control in its states, ``SAMPLE_RULES`` at a screen that is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kiosk.ui.samples import Sample
from tests.screens.lint.view import Box, View

if TYPE_CHECKING:
    from tests.screens.lint.stage import Stage

Wrong = Iterator[tuple[QWidget | None, str]]
"""What is wrong, and the widget that it is wrong of."""
Check = Callable[[View], Wrong]
ControlCheck = Callable[[Box, Mapping[str, View]], Wrong]
"""``at rest``, ``pressed`` … → the view with this control in that state."""
SampleCheck = Callable[["Stage", Sample], Wrong]


@dataclass(frozen=True, slots=True)
class Rule:
    check: Check
    of_colour: bool
    """It has to be looked at in each theme; the others in one, because no theme changes a place or a word."""


RULES: dict[str, Rule] = {}
CONTROL_RULES: dict[str, ControlCheck] = {}
SAMPLE_RULES: dict[str, SampleCheck] = {}


def rule(name: str, *, of_colour: bool = False) -> Callable[[Check], Check]:
    """Enters the function in the table."""

    def enter(check: Check) -> Check:
        RULES[name] = Rule(check, of_colour)
        return check

    return enter


def control_rule(name: str) -> Callable[[ControlCheck], ControlCheck]:
    def enter(check: ControlCheck) -> ControlCheck:
        CONTROL_RULES[name] = check
        return check

    return enter


def sample_rule(name: str) -> Callable[[SampleCheck], SampleCheck]:
    def enter(check: SampleCheck) -> SampleCheck:
        SAMPLE_RULES[name] = check
        return check

    return enter


def requirements() -> dict[str, str]:
    """Every rule by its name, with what it asks."""
    checks = {name: entry.check for name, entry in RULES.items()} | CONTROL_RULES | SAMPLE_RULES
    return {name: " ".join((check.__doc__ or "").split()) for name, check in checks.items()}
