"""What a citizen has chosen of a document's options, kept in the draft, and the rows that show and change it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from forms.catalogue import DOCUMENTS, Document, Option
from kiosk.core.screens import OptionsScreen
from kiosk.ui import presets
from kiosk.ui.parts.check import Check, Opens
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_SAID_AT_ONCE = 4
"""So many options are named in one sentence of the voice."""
OWN = "own"
VALUE = "value:"


class OptionRows(ScreenView[OptionsScreen]):
    """The draft holds each option's value under its key, ``copies``, ``at`` (empty: the first view; own; value:numbers)
    and ``from`` (the option whose page was left last)."""

    @staticmethod
    def given(screen: OptionsScreen) -> Mapping[str, str]:
        return {**dict(screen.options), "copies": str(screen.copies)}

    @property
    def _document(self) -> Document:
        return DOCUMENTS[self.screen.document]

    # --- rows ----------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Choice]:
        return [self._row(str(place), option) for place, option in enumerate(self._document.options, 1)]

    def _row(self, number: str, option: Option) -> Choice:
        kit, key, value = self.kit, f"option.{option.key}", self._value(option)
        name = self.text(key)
        if option.key in self.screen.withheld:
            why = self.text("options.withheld")
            short = self.text("options.withheld_short") if kit.large else why
            size = self._row_size()
            return Choice(kit, name, lambda: None, number=number, closed=short, hint=why, key=key, size=size)
        states = [self.state_words(option, each) for each in option.values]
        what = self.text(f"{key}.what") if f"{key}.what" in self.strings else ""
        opens = len(option.values) > 2
        does = self.text("options.open_hint" if opens else "options.turn_hint")
        default, state = self.text("options.default"), self.state_words(option, value)
        tag, widest = default if value == option.default else "", (max(states, key=len), default)
        shown = what if kit.roomy else ""
        hint = does if shown or not what else f"{what} {does}"
        size = self._row_size()
        if opens:
            go = partial(self._go, f"{VALUE}{option.key}")
            return Opens(
                kit, name, state, go, number=number, key=key, tag=tag, what=shown, hint=hint, widest=widest, size=size
            )
        return Check(
            kit,
            name,
            state,
            partial(self._turn, option),
            on=presets.is_in(value),
            number=number,
            key=key,
            tag=tag,
            what=shown,
            hint=hint,
            widest=widest,
            size=size,
        )

    def _row_size(self) -> Size:
        """In landscape many options stand closer."""
        return Size.BODY if self.kit.wide and len(self._document.options) >= presets.MANY else Size.LARGE

    def _contents(self) -> list[Text]:
        """What the paper will hold, and what it will not, by name. Said a few names at a time."""
        chosen, found = self._chosen(), []
        for key, wanted in (("options.in", True), ("options.out", False)):
            names = [
                self.option_words(option, chosen[option.key])
                for option in self._document.options
                if presets.is_in(chosen[option.key]) is wanted
            ]
            if names:
                text = Text(self.kit, self.text(key, names=", ".join(names)))
                some = [names[start : start + _SAID_AT_ONCE] for start in range(0, len(names), _SAID_AT_ONCE)]
                said = [self.text("options.and" if at else key, names=", ".join(few)) for at, few in enumerate(some)]
                text.setAccessibleName(" ".join(said))
                found.append(text)
        return found

    def _said(self) -> str:
        return " ".join([f"{self.text('options.preview')}.", *(text.accessibleName() for text in self._contents())])

    # --- what is chosen ------------------------------------------------------------------------------------------

    def _value(self, option: Option) -> str:
        return option.default if option.key in self.screen.withheld else self.draft.get(option.key, option.default)

    def _chosen(self) -> dict[str, str]:
        return {option.key: self._value(option) for option in self._document.options}

    def _drawn(self) -> dict[str, str]:
        """As the drawing knows it: what has two values is in or out."""
        found = {}
        for option in self._document.options:
            value = self._value(option)
            found[option.key] = value if len(option.values) > 2 or not presets.is_in(value) else "include"
        return found

    def _copies(self) -> int:
        return min(int(self.draft.get("copies", "1")), self.screen.max_copies)

    def _go(self, at: str) -> None:
        self.draft.set("at", at)
        self.draft.drop("from")
        self._changed()

    def _leave(self, key: str) -> None:
        """The page of one option: back to where it stands."""
        self.draft.set("at", OWN)
        self.draft.set("from", key)
        self._changed()

    def _choose(self, key: str, value: str) -> None:
        self.draft.set(key, value)
        self._leave(key)

    def _turn(self, option: Option) -> None:
        value = self._value(option)
        self._set({option.key: option.values[(option.values.index(value) + 1) % len(option.values)]})

    def _set(self, values: Mapping[str, str]) -> None:
        for key, value in values.items():
            self.draft.set(key, value)
        self.draft.drop("from")
        self._changed()

    def _count(self, copies: int) -> None:
        self.draft.set("copies", str(copies))
        self.outlet.touched()

    def _defaults(self) -> None:
        self.draft.drop()
        self._changed()

    def _own_defaults(self) -> None:
        self._set(presets.usual(self._document))

    def _changed(self) -> None:
        self.outlet.touched()
        self.outlet.redraw()
