"""What the paper shall contain (S07) and how many copies (S08), with a drawing of the paper that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from forms.catalogue import DOCUMENTS, Option
from kiosk.core.facts import OptionsSubmitted
from kiosk.core.screens import OptionsScreen, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.paper import PAPERS
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Check
from kiosk.ui.parts.keypad import Beside
from kiosk.ui.parts.preview import Preview, as_sentences
from kiosk.ui.parts.rows import Column
from kiosk.ui.parts.stepper import Stepper
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView


class Options(ScreenView[OptionsScreen]):
    """The draft holds each option's value under its key, and ``copies``."""

    def page(self) -> Page:
        options = DOCUMENTS[self.screen.document].options
        checks: list[QWidget] = [self._check(str(place), option) for place, option in enumerate(options, 1)]
        blocks = self._blocks(checks, self._copies_part(len(checks)))
        return Page(
            title=self.text("options.title", document=self.strings.document(self.screen.document)),
            step=Step.OPTIONS,
            blocks=blocks,
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
                    icon=Icon.REPEAT,
                ),
            ],
            back=True,
        )

    def _blocks(self, checks: Sequence[QWidget], copies: QWidget) -> list[QWidget]:
        """In landscape the options stand on the left, the paper and its copies on the right."""
        kit, rows = self.kit, PAPERS.get(self.screen.document)
        if rows is None:
            return [*checks, copies]
        if kit.large:
            return [*checks, copies, *as_sentences(kit, rows, self._chosen())]
        preview = Preview(kit, self.strings.document(self.screen.document), rows, self._chosen())
        if kit.wide:
            return [Beside(kit, Column(kit, checks), Column(kit, [preview, copies]), 0.46)]
        # What is only read may stand above the line of a low screen, and leaves the room below to the controls.
        return [preview, *checks, copies] if kit.view.low else [*checks, copies, preview]

    def _copies_part(self, before: int) -> Column:
        stepper = Stepper(
            self.kit,
            self._copies(),
            self.screen.max_copies,
            lambda count: self.strings.counted("copies", count),
            self._count,
            numbers=(str(before + 1), str(before + 2)),
        )
        heading = Text(self.kit, self.text("copies.title", n=self.screen.max_copies), bold=True)
        return Column(self.kit, [heading, stepper], gap=self.kit.metrics.gap // 2)

    def _check(self, number: str, option: Option) -> Check:
        value = self._value(option)
        states = [self.text(f"option.{option.key}.{each}") for each in option.values]
        default = self.text("options.default")
        return Check(
            self.kit,
            self.text(f"option.{option.key}"),
            self.text(f"option.{option.key}.{value}"),
            value == "include",
            lambda: self._turn(option),
            number=number,
            key=f"option.{option.key}",
            tag=default if value == option.default else "",
            hint=self.text("options.turn_hint"),
            widest=(max(states, key=len), default),
        )

    @staticmethod
    def given(screen: OptionsScreen) -> Mapping[str, str]:
        return {**dict(screen.options), "copies": str(screen.copies)}

    # --- what is chosen ------------------------------------------------------------------------------------------

    def _value(self, option: Option) -> str:
        return self.draft.get(option.key, option.default)

    def _chosen(self) -> dict[str, str]:
        return {option.key: self._value(option) for option in DOCUMENTS[self.screen.document].options}

    def _copies(self) -> int:
        return min(int(self.draft.get("copies", "1")), self.screen.max_copies)

    def _turn(self, option: Option) -> None:
        value = self._value(option)
        following = option.values[(option.values.index(value) + 1) % len(option.values)]
        self.draft.set(option.key, following)
        self.outlet.touched()
        self.outlet.redraw()

    def _count(self, copies: int) -> None:
        self.draft.set("copies", str(copies))
        self.outlet.touched()

    def _defaults(self) -> None:
        self.draft.drop()
        self.outlet.touched()
        self.outlet.redraw()

    def _next(self) -> None:
        self.send(OptionsSubmitted(self.screen.number, self._chosen(), self._copies()))
