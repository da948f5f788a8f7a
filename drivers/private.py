"""A citizen's personal data in memory: usable, but not printable, loggable or picklable by accident."""

from __future__ import annotations

from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Private(Generic[T]):
    """Holds a value that must not reach disk, log or repr. Ask for it by name: ``reveal()``; equality compares
    identity."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        return self._value

    def __repr__(self) -> str:
        return "Private(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal data is never pickled")
