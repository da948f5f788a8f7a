"""The table of rules. A rule is a function from a view to what is wrong in it; its docstring is the requirement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from tests.screens.lint.view import View

Wrong = Iterator[tuple[QWidget | None, str]]
Check = Callable[[View], Wrong]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    check: Check
    of_colour: bool
    """It has to be looked at in each theme; the others in one, because no theme changes a place or a word."""
    per_page: bool
    """Once for each page of a screen, not only for the first."""

    @property
    def asks(self) -> str:
        return " ".join((self.check.__doc__ or "").split())


RULES: dict[str, Rule] = {}


def rule(name: str, *, of_colour: bool = False, per_page: bool = True) -> Callable[[Check], Check]:
    """Enters the function in the table."""

    def enter(check: Check) -> Check:
        RULES[name] = Rule(name, check, of_colour, per_page)
        return check

    return enter
