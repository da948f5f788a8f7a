"""The list of applications before anything is fetched or paid (S09): what, what is in it, how many, for how much; each
can be changed or taken out. Here an exemption can be asked for, and stands what came of it. What can not be paid now is
not confirmed either: then the exemption is the way on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.presses import (
    AnotherWanted,
    ApplicationRemoved,
    ApplicationReopened,
    ApplicationsConfirmed,
    ExemptionWanted,
)
from kiosk.core.screens import ConfirmScreen, OrderLine, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.cart import CartRow, Sum
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.story import Alert
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.strings import Noun
from kiosk.ui.theme import Size


class Confirm(ScreenView[ConfirmScreen]):
    def page(self) -> Page:
        main = self._main()
        lines = self.screen.lines
        copies = self.strings.counted("copies", sum(line.copies for line in lines))
        total = Sum(self.kit, self.text("confirm.total", copies=copies), self._total())
        rows = [self._row(index, line) for index, line in enumerate(lines)]
        return Page(
            title=self.text("confirm.title"),
            step=Step.OPTIONS,
            blocks=[*self._result(), *self._unpayable(), *rows, total, *self._below()],
            actions=[*main, *([self._add()] if self.screen.can_add else [])],
            first=main[0] if main else None,
            back=True,
        )

    def _main(self) -> list[Button]:
        """On to the payment; where none is possible, to the exemption, or nowhere."""
        if self.screen.unpayable is None:
            return [
                Button(
                    self.kit,
                    self.text("confirm.yes"),
                    lambda: self.send(ApplicationsConfirmed(self.screen.number)),
                    look=Look.PRIMARY,
                    hint=self.text("confirm.yes_hint"),
                    key="confirm",
                    height_mm=24,
                    icon=Icon.DONE,
                )
            ]
        if not self.screen.can_exempt:
            return []
        return [
            Button(
                self.kit,
                self.text("exempt.ask_short"),
                self._ask,
                look=Look.PRIMARY,
                hint=self.text("exempt.ask_hint"),
                key="exempt",
                height_mm=24,
            )
        ]

    def _add(self) -> Button:
        return Button(
            self.kit,
            self.text("confirm.add"),
            lambda: self.send(AnotherWanted(self.screen.number)),
            look=Look.SECONDARY,
            hint=self.text("confirm.add_hint"),
            key="add",
            height_mm=24,
            icon=Icon.ADD,
        )

    def _ask(self) -> None:
        self.send(ExemptionWanted(self.screen.number))

    def _total(self) -> str:
        exempt = any(line.exempt for line in self.screen.lines)
        return self.strings.money(self.screen.total) if self.screen.total or exempt else self.text("confirm.free")

    def _fee(self, line: OrderLine) -> str:
        return self.money_words(line) if line.fee or line.exempt else self.text("confirm.free")

    def _below(self) -> list[QWidget]:
        """Below the sum: the exemption as one more choice, offered, not urged; what large letters leave no room for in
        the alert."""
        large, below = self.kit.large, list[QWidget]()
        if self.screen.can_exempt and self.screen.unpayable is None:
            ask = Choice(
                self.kit,
                self.text("exempt.ask_short" if large else "exempt.ask"),
                self._ask,
                below="" if large else self.text("exempt.ask_what"),
                hint=self.text("exempt.ask_hint"),
                key="exempt",
                height_mm=14,
            )
            below.append(ask)
        if large and self._refused():
            below.append(Text(self.kit, self._office()))
        return below

    def _refused(self) -> bool:
        return self.screen.exemption is not None and not self.screen.exemption.granted

    def _office(self) -> str:
        """Where the exemption can still be had."""
        key = "" if self.screen.exemption is None else self.screen.exemption.exemption
        return self.text("exempt.office", paper=Noun(self.text(f"exemption.{key}_paper")))

    def _result(self) -> list[QWidget]:
        """What became of the exemption; if nothing, why not, what is due now, and where it can still be had."""
        result, total = self.screen.exemption, self.screen.total
        if result is None:
            return []
        if result.granted:
            said = Alert(self.kit, self.text("exempt.granted_part" if total else "exempt.granted"), good=True)
        else:
            words = [self.strings.said("exempt_not", result.why or "other")]
            if self.screen.unpayable is None:
                words.append(self.text("exempt.fee", amount=self.strings.money(total)))
            if not self.kit.large:
                words.append(self._office())
            said = Alert(self.kit, " ".join(words), calm=True)
        said.vital = 2
        return [said]

    def _unpayable(self) -> list[QWidget]:
        """Why nothing can be paid now, and what there is to do."""
        if self.screen.unpayable is None:
            return []
        words = [self.strings.said("closed", self.screen.unpayable)]
        if any(line.fee == 0 for line in self.screen.lines):
            words.append(self.text("confirm.without"))
        elif self.screen.unpayable == "change_short" and sum(line.copies for line in self.screen.lines) > 1:
            words.append(self.text("error.change_short.do"))
        elif self.screen.can_exempt and self.screen.exemption is None:
            words.append(self.text("exempt.instead"))
        elif not self._refused():
            words.append(self.text("pay.elsewhere"))
        said = Alert(self.kit, " ".join(words), calm=True)
        said.vital = 2
        return [said]

    def _row(self, index: int, line: OrderLine) -> CartRow:
        """With one document only, taking it out is 처음으로."""
        buttons = [self._edit(index, line)]
        if len(self.screen.lines) > 1:
            buttons.append(self._remove(index, line))
        return CartRow(self.kit, self.line_words(line), self.included(line), self._fee(line), buttons)

    def _edit(self, index: int, line: OrderLine) -> Button:
        return Button(
            self.kit,
            self.text("confirm.edit"),
            lambda: self.send(ApplicationReopened(self.screen.number, index)),
            size=Size.BODY,
            name=self.text("confirm.edit_name", document=self.strings.document(line.document), place=index + 1),
            hint=self.text("confirm.edit_hint"),
            key=f"edit.{index}",
            height_mm=14,
            icon=Icon.EDIT,
        )

    def _remove(self, index: int, line: OrderLine) -> Button:
        return Button(
            self.kit,
            self.text("confirm.remove"),
            lambda: self.send(ApplicationRemoved(self.screen.number, index)),
            size=Size.BODY,
            name=self.text("confirm.remove_name", document=self.strings.document(line.document), place=index + 1),
            hint=self.text("confirm.remove_hint"),
            key=f"remove.{index}",
            height_mm=14,
            icon=Icon.REMOVE,
        )
