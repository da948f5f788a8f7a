"""The whole application before anything is fetched or paid (S09)."""

from __future__ import annotations

from kiosk.core.facts import AnotherWanted, ApplicationRemoved, ApplicationsConfirmed
from kiosk.core.screens import ConfirmScreen, OrderLine, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import OrderRow
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Confirm(ScreenView[ConfirmScreen]):
    def page(self) -> Page:
        number = self.screen.number
        rows = [self._row(index, line) for index, line in enumerate(self.screen.lines)]
        blocks = self.order_and_sum(rows, self.text("confirm.total"), self.screen.total)
        actions = [
            Button(
                self.kit,
                self.text("confirm.yes"),
                lambda: self.send(ApplicationsConfirmed(number)),
                look=Look.PRIMARY,
                hint=self.text("confirm.yes_hint"),
                key="confirm",
                height_mm=24,
            )
        ]
        if self.screen.can_add:
            actions.append(
                Button(
                    self.kit,
                    self.text("confirm.add"),
                    lambda: self.send(AnotherWanted(number)),
                    look=Look.SECONDARY,
                    hint=self.text("confirm.add_hint"),
                    key="add",
                    height_mm=24,
                )
            )
        return Page(title=self.text("confirm.title"), step=Step.OPTIONS, blocks=blocks, actions=actions, back=True)

    def _row(self, index: int, line: OrderLine) -> OrderRow:
        """With one document only, taking it out is 처음으로."""
        document = self.strings.document(line.document)
        remove = None
        if len(self.screen.lines) > 1:
            remove = Button(
                self.kit,
                self.text("confirm.remove"),
                lambda: self.send(ApplicationRemoved(self.screen.number, index)),
                size=Size.BODY,
                name=self.text("confirm.remove_name", document=document),
                hint=self.text("confirm.remove_hint"),
                key=f"remove.{index}",
                height_mm=16,
            )
        return OrderRow(self.kit, self.line_words(line), self.included(line), self.strings.money(line.fee), remove)
