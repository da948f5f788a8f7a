"""What all records share: bounded words, the day order, and parts that show nothing of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, NoReturn

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=400)]
Line = Annotated[str, msgspec.Meta(max_length=100)]
Code = Annotated[str, msgspec.Meta(pattern=r"^\d{2}$")]


class UnknownDocument(Exception):
    """The catalogue has no such document, or it has no printed form yet."""


class RecordInvalid(Exception):
    """A registry's answer is not the record that the document needs. The message names the field, never its content."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A record or a piece of one: personal data without a ``repr`` of its contents, and never pickled."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a registry's record is never pickled")


def oldest_first(field: str, days: Iterable[date | None]) -> None:
    """A history is in order; days that were withheld say nothing. Raises ``RecordInvalid``."""
    known = [day for day in days if day is not None]
    if known != sorted(known):
        raise RecordInvalid(f"not oldest first - at `$.{field}`")
