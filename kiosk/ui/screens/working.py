"""The machine is at work and the citizen waits: composing, issuing (S11), paying out."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.screens import IssuingScreen, PayingOutScreen, Step, Waiting, WaitScreen
from kiosk.ui.page import Page
from kiosk.ui.parts.panels import amount
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Wait(ScreenView[WaitScreen]):
    def page(self) -> Page:
        return Page(
            title=self.text(f"wait.{self.screen.waiting.value}"),
            lead=self.text("wait.lead"),
            step=self.screen.step,
            home="foot.home" if self.screen.waiting is Waiting.COMPOSING else None,
            hero=True,
        )


class Issuing(ScreenView[IssuingScreen]):
    def page(self) -> Page:
        screen = self.screen
        document = self.strings.document(screen.document)
        note: QWidget = Text(self.kit, self.text("issuing.note"), size=Size.LARGE, color="text.subtle")
        return Page(
            title=self.text("issuing.title"),
            lead=self.text("issuing.lead", document=document, copies=screen.copies, copy=screen.copy),
            step=Step.ISSUE,
            blocks=[note],
            home=None,
            hero=True,
        )


class PayingOut(ScreenView[PayingOutScreen]):
    def page(self) -> Page:
        screen = self.screen
        paid = self.text("paying_out.paid", amount=self.strings.money(screen.paid))
        return Page(
            title=self.text("paying_out.change" if screen.purpose == "change" else "paying_out.refund"),
            lead=self.text("paying_out.lead"),
            step=Step.ISSUE if screen.purpose == "change" else None,
            blocks=[amount(self.kit, self.text("paying_out.amount"), screen.amount, paid)],
            home=None,
        )
