"""What the citizen is typing or ticking before it is handed in. Lives in the GUI only, outside the widgets, so that a
change of language, text size or contrast loses nothing; dropped at the end of the visit."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.screens import OptionsScreen, ParcelScreen, Screen


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


class Drafts:
    """One for each screen and document of what is being filled in now."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[type[Screen], str], Draft] = {}

    def of(self, screen: Screen, given: Mapping[str, str]) -> Draft:
        """``given``: what a new one begins with."""
        document = screen.document if isinstance(screen, ParcelScreen | OptionsScreen) else ""
        return self._drafts.setdefault((type(screen), document), Draft(given))

    def drop_of(self, screen: Screen) -> None:
        """What was typed into this one."""
        for (kind, _), draft in self._drafts.items():
            if kind is type(screen):
                draft.drop()

    def drop(self) -> None:
        """All, also for whoever still holds one."""
        for draft in self._drafts.values():
            draft.drop()
        self._drafts.clear()

    def typed(self) -> list[str]:
        """The screens for which something is kept."""
        return [screen.__name__ for (screen, _), draft in self._drafts.items() if draft.values()]
