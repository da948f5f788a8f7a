"""What the paper shall contain (S07) and how many copies (S08)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forms.catalogue import DOCUMENTS, Option
from kiosk.core.facts import OptionsSubmitted
from kiosk.core.screens import OptionsScreen, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Check
from kiosk.ui.parts.rows import Column, in_columns
from kiosk.ui.parts.stepper import Stepper
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView


class Options(ScreenView[OptionsScreen]):
    """The draft holds each option's value under its key, and ``copies``."""

    def page(self) -> Page:
        options = DOCUMENTS[self.screen.document].options
        checks: list[QWidget] = [self._check(str(place), option) for place, option in enumerate(options, 1)]
        copies = min(int(self.draft.get("copies", "1")), self.screen.max_copies)
        stepper = Stepper(
            self.kit,
            copies,
            self.screen.max_copies,
            lambda count: self.strings.counted("copies", count),
            self._copies,
            numbers=(str(len(checks) + 1), str(len(checks) + 2)),
        )
        heading = Text(self.kit, self.text("copies.title", n=self.screen.max_copies), bold=True)
        copies_part = Column(self.kit, [heading, stepper])
        return Page(
            title=self.text("options.title", document=self.strings.document(self.screen.document)),
            step=Step.OPTIONS,
            blocks=in_columns(self.kit, [*checks, copies_part], 2 if self.kit.wide else 1),
            actions=[
                Button(
                    self.kit,
                    self.text("options.next"),
                    self._next,
                    look=Look.PRIMARY,
                    hint=self.text("options.next_hint"),
                    key="next",
                    height_mm=24,
                ),
                Button(
                    self.kit,
                    self.text("options.defaults"),
                    self._defaults,
                    hint=self.text("options.defaults_hint"),
                    key="defaults",
                    height_mm=24,
                ),
            ],
            back=True,
        )

    def _check(self, number: str, option: Option) -> Check:
        value = self.draft.get(option.key, option.default)
        return Check(
            self.kit,
            self.text(f"option.{option.key}"),
            self.text(f"option.{option.key}.{value}"),
            value == "include",
            lambda: self._turn(option, value),
            number=number,
            key=f"option.{option.key}",
        )

    def _turn(self, option: Option, value: str) -> None:
        following = option.values[(option.values.index(value) + 1) % len(option.values)]
        self.draft.set(option.key, following)
        self.outlet.touched()
        self.outlet.redraw()

    def _copies(self, copies: int) -> None:
        self.draft.set("copies", str(copies))
        self.outlet.touched()

    def _defaults(self) -> None:
        self.draft.drop()
        self.outlet.touched()
        self.outlet.redraw()

    def _next(self) -> None:
        options = DOCUMENTS[self.screen.document].options
        chosen = {option.key: self.draft.get(option.key, option.default) for option in options}
        copies = min(int(self.draft.get("copies", "1")), self.screen.max_copies)
        self.send(OptionsSubmitted(self.screen.number, chosen, copies))
