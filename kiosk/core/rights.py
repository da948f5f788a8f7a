"""What the district says that an identified citizen may have. Personal data: wrapped in ``Private`` until the wipe.

Nothing of it is computed here: adulthood, household and rights are the registry's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One person whose 초본 may be asked for."""

    ref: str
    """The registry's name of this person within this identification alone, ``p1``; says nothing elsewhere."""
    name: str
    relation: str
    """To who was identified: self | spouse | child | parent | sibling | grandchild | grandparent | other."""
    householders: bool
    """Whether earlier householders and the relation to them may stand in this person's 초본 (주민등록법 시행규칙
    제13조⑦)."""

    def __repr__(self) -> str:
        return "Person(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal data is never pickled")


@dataclass(frozen=True, slots=True, repr=False)
class Rights:
    """``persons``: oneself first, then the members of the household in the register's order. A restriction (교부제한)
    is not told here: its document is simply not found."""

    persons: tuple[Person, ...]

    def __repr__(self) -> str:
        return "Rights(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal data is never pickled")
