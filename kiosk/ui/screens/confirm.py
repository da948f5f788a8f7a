"""The list of applications before anything is fetched or paid (S09): what, what is in it, how many, for how much; each
can be changed or taken out."""

from __future__ import annotations

from kiosk.core.facts import AnotherWanted, ApplicationRemoved, ApplicationReopened, ApplicationsConfirmed
from kiosk.core.screens import ConfirmScreen, OrderLine, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.cart import CartRow, Sum
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Confirm(ScreenView[ConfirmScreen]):
    def page(self) -> Page:
        yes = Button(
            self.kit,
            self.text("confirm.yes"),
            lambda: self.send(ApplicationsConfirmed(self.screen.number)),
            look=Look.PRIMARY,
            hint=self.text("confirm.yes_hint"),
            key="confirm",
            height_mm=24,
            icon=Icon.DONE,
        )
        add = Button(
            self.kit,
            self.text("confirm.add"),
            lambda: self.send(AnotherWanted(self.screen.number)),
            look=Look.SECONDARY,
            hint=self.text("confirm.add_hint"),
            key="add",
            height_mm=24,
            icon=Icon.ADD,
        )
        lines = self.screen.lines
        copies = self.strings.counted("copies", sum(line.copies for line in lines))
        total = Sum(self.kit, self.text("confirm.total", copies=copies), self._money(self.screen.total))
        return Page(
            title=self.text("confirm.title"),
            step=Step.OPTIONS,
            blocks=[*(self._row(index, line) for index, line in enumerate(lines)), total],
            actions=[yes, add] if self.screen.can_add else [yes],
            first=yes,
            back=True,
        )

    def _money(self, won: int) -> str:
        return self.strings.money(won) if won else self.text("confirm.free")

    def _row(self, index: int, line: OrderLine) -> CartRow:
        """With one document only, taking it out is 처음으로."""
        buttons = [self._edit(index, line)]
        if len(self.screen.lines) > 1:
            buttons.append(self._remove(index, line))
        return CartRow(self.kit, self.line_words(line), self.included(line), self._money(line.fee), buttons)

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
