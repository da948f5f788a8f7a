"""What the citizen is typing or ticking before it is handed in. Lives in the GUI only, outside the widgets, so that a
change of language, text size or contrast loses nothing; dropped at the end of the visit."""

from __future__ import annotations

from collections.abc import Mapping


class Draft:
    """Named values of one document's inputs. Not printable: it may hold where somebody's land lies."""

    __slots__ = ("__weakref__", "_values")

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def get(self, name: str, default: str = "") -> str:
        return self._values.get(name, default)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def drop(self, *names: str) -> None:
        """Without names: everything."""
        for name in names or tuple(self._values):
            self._values.pop(name, None)

    def values(self) -> Mapping[str, str]:
        return dict(self._values)

    def __repr__(self) -> str:
        return "Draft(…)"
