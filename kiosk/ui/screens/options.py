"""What the paper shall contain (S07) and how many copies (S08), with a drawing of the paper that follows.

A document with few options shows them at once. One with many first asks whether it shall be as usual, hold everything,
or be chosen by hand; by hand its options stand a few on a page, and one with more than two values opens a page of its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from forms.catalogue import Option
from kiosk.core.presses import OptionsSubmitted
from kiosk.core.screens import Step
from kiosk.ui import presets
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.paper import PAPERS, Section
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.check import Pick
from kiosk.ui.parts.keypad import Beside
from kiosk.ui.parts.preview import Preview, as_sentences
from kiosk.ui.parts.rows import Column, Row, in_columns
from kiosk.ui.parts.stepper import Stepper
from kiosk.ui.parts.text import Text
from kiosk.ui.presets import Preset
from kiosk.ui.screens.option_rows import OWN, VALUE, OptionRows

_MOST_ON_A_PAGE = 4
"""So many options chosen by hand stand with one drawing of the paper, or one less."""
_ROOM, _ROOM_WIDE = 0.535, 0.428
"""The share of the screen's height that they and the drawing have above the buttons that turn pages."""
_CAPTION = 4
"""Letters' heights that the caption of the voice takes of it."""


class Options(OptionRows):
    """Its views, by what the draft has ``at``."""

    def page(self) -> Page:
        at = self.draft.get("at")
        if at.startswith(VALUE):
            key = at.removeprefix(VALUE)
            return self._value_page(next(option for option in self._document.options if option.key == key))
        if at == OWN:
            return self._own_page()
        return self._few_page() if len(self._document.options) < presets.MANY else self._preset_page()

    def back(self) -> None:
        at = self.draft.get("at")
        if at.startswith(VALUE):
            self._leave(at.removeprefix(VALUE))
        elif at == OWN:
            self._go("")
        else:
            super().back()

    # --- few options: all of them at once ------------------------------------------------------------------------

    def _few_page(self) -> Page:
        rows = self._rows()
        return self._page(
            self._title(),
            self._blocks(rows, self._copies_part(len(rows))),
            [
                self._action("next", "options.next", self._next),
                self._action("defaults", "options.defaults", self._defaults, icon=Icon.REPEAT),
            ],
        )

    # --- many: a preset first ------------------------------------------------------------------------------------

    def _preset_page(self) -> Page:
        now = presets.preset_of(self._document, self._chosen(), self.screen.withheld)
        picks: list[QWidget] = [
            self._preset("1", Preset.USUAL, now, partial(self._set, presets.usual(self._document))),
            self._preset("2", Preset.FULL, now, partial(self._set, presets.full(self._document, self.screen.withheld))),
            self._preset("3", Preset.OWN, now, partial(self._go, OWN)),
        ]
        return self._page(
            self._title(),
            self._with_copies(picks),
            [self._action("next", "options.next", self._next)],
            self.text("options.usual_lead") if self.kit.wide else "",
        )

    def _with_copies(self, picks: Sequence[QWidget]) -> list[QWidget]:
        """On one page: a small panel leaves the paper to the list of applications, and to the voice."""
        if self.kit.wide:
            return self._lying(picks)
        if self.kit.roomy and self.kit.small:
            return [*picks, self._copies_part(len(picks)), *(self._contents() if self.kit.view.voice else [])]
        return self._blocks(picks, self._copies_part(len(picks)))

    def _lying(self, picks: Sequence[QWidget]) -> list[QWidget]:
        """In landscape there is no height for the drawing: its words."""
        heading, stepper = self._copies_asked(len(picks))
        return [Row(self.kit, picks, columns=len(picks)), Row(self.kit, [heading, stepper]), self._contents()[0]]

    def _preset(self, number: str, preset: Preset, now: Preset, act: Callable[[], None]) -> Pick:
        what = self.text(f"options.{preset.value}_what")
        return Pick(
            self.kit,
            self.text(f"options.{preset.value}"),
            self.text("options.picked") if preset is now else "",
            "" if self.kit.wide or self.kit.large else what,
            act,
            number=number,
            key=f"preset.{preset.value}",
            hint=what,
            widest=(self.text("options.picked"), ""),
            opens=preset is Preset.OWN,
        )

    # --- many, by hand -------------------------------------------------------------------------------------------

    def _own_page(self) -> Page:
        rows = self._rows()
        left = self.draft.get("from")
        keys = [option.key for option in self._document.options]
        page = self._page(
            self.text("options.own_title"),
            self._with_paper(rows, keys),
            [
                self._action("done", "options.done", partial(self._go, "")),
                self._action(
                    "defaults", "options.defaults", self._own_defaults, "options.own_defaults_hint", Icon.REPEAT
                ),
            ],
        )
        page.first = rows[keys.index(left)] if left in keys else None
        return page

    def _with_paper(self, rows: Sequence[QWidget], keys: Sequence[str]) -> list[QWidget]:
        """A few options at a time with the drawing, on which these have their names; without it where there is hardly
        room for the options alone."""
        kit, paper = self.kit, PAPERS.get(self.screen.document)
        if paper is None or kit.large or kit.view.low:
            return [*rows]
        for most in (_MOST_ON_A_PAGE, _MOST_ON_A_PAGE - 1):
            blocks = [
                self._part(paper, rows[start : start + most], keys[start : start + most])
                for start in range(0, len(rows), most)
            ]
            if all(block.heightForWidth(kit.width - 2 * kit.metrics.margin) <= self._most_height() for block in blocks):
                return blocks
            for row in rows:
                row.setParent(None)  # else it would go with the block
        return in_columns(kit, rows, 2 if kit.wide else 1)

    def _part(self, paper: Sequence[Sequence[Section]], rows: Sequence[QWidget], keys: Sequence[str]) -> QWidget:
        title, said = self.strings.document(self.screen.document), self.text("options.preview")
        preview = Preview(self.kit, title, paper, self._drawn(), said=said, named=keys)
        if self.kit.wide:
            return Beside(self.kit, Column(self.kit, rows), preview, 0.54)
        return Column(self.kit, [*rows, preview])

    def _most_height(self) -> float:
        kit = self.kit
        caption = _CAPTION * kit.metrics.em if kit.view.voice else 0
        return kit.height * (_ROOM_WIDE if kit.wide else _ROOM) - caption

    def _value_page(self, option: Option) -> Page:
        picks = [self._each(str(place), option, each) for place, each in enumerate(option.values, 1)]
        lead = "" if self.kit.large else self.text(f"option.{option.key}.what")
        return self._page(self.text(f"option.{option.key}"), picks, [], lead)

    def _each(self, number: str, option: Option, each: str) -> Pick:
        """One of its values."""
        chosen, what = each == self._value(option), self.text(f"option.{option.key}.{each}_what")
        default = self.text("options.default")
        return Pick(
            self.kit,
            self.state_words(option, each),
            self.text("options.picked") if chosen else "",
            "" if self.kit.large else what,
            partial(self._choose, option.key, each),
            number=number,
            key=f"value.{each}",
            tag=default if each == option.default and not (chosen and self.kit.large) else "",
            hint=what,
            widest=(self.text("options.picked"), default),
        )

    # --- parts ---------------------------------------------------------------------------------------------------

    def _page(self, title: str, blocks: Sequence[QWidget], actions: Sequence[Button], lead: str = "") -> Page:
        return Page(title=title, lead=lead, step=Step.OPTIONS, blocks=blocks, actions=actions, back=True)

    def _title(self) -> str:
        return self.text("options.title", document=self.strings.document(self.screen.document))

    def _action(
        self, key: str, words: str, act: Callable[[], None], hint: str = "", icon: Icon | None = None
    ) -> Button:
        return Button(
            self.kit,
            self.text(words),
            act,
            look=Look.PLAIN if icon else Look.PRIMARY,
            hint=self.text(hint or f"{words}_hint"),
            key=key,
            height_mm=24,
            icon=icon,
        )

    def _blocks(self, controls: Sequence[QWidget], copies: QWidget) -> list[QWidget]:
        """In landscape the choices stand on the left, the paper and its copies on the right."""
        kit, rows, chosen = self.kit, PAPERS.get(self.screen.document), self._chosen()
        if rows is None:
            return [*controls, copies]
        marked = any(section.marked for row in rows for section in row)
        if kit.large:
            heading = Text(kit, self.text("options.preview"), bold=True)
            words = [heading, *self._contents()] if marked else as_sentences(kit, rows, chosen)
            return [*controls, copies, *words]
        said = self._said() if marked else ""
        preview = Preview(kit, self.strings.document(self.screen.document), rows, self._drawn(), said=said)
        if kit.wide:
            return [Beside(kit, Column(kit, controls), Column(kit, [preview, copies]), 0.46)]
        # What is only read may stand above the line of a low screen, and leaves the room below to the controls.
        return [preview, *controls, copies] if kit.view.low else [*controls, copies, preview]

    def _copies_part(self, before: int) -> Column:
        return Column(self.kit, self._copies_asked(before), gap=self.kit.metrics.gap // 2)

    def _copies_asked(self, before: int) -> list[QWidget]:
        """The question, and the buttons that answer it."""
        stepper = Stepper(
            self.kit,
            self._copies(),
            self.screen.max_copies,
            lambda count: self.strings.counted("copies", count),
            self._count,
            numbers=(str(before + 1), str(before + 2)),
        )
        heading = Text(self.kit, self.text("copies.title", n=self.screen.max_copies), bold=True)
        return [heading, stepper]

    def _next(self) -> None:
        self.send(OptionsSubmitted(self.screen.number, self._chosen(), self._copies()))
