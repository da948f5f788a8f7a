"""The machine is at work and the citizen waits: card and identity, composing, issuing (S11), paying out. Nothing moves;
what is done is filled in."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.screens import IssuingScreen, PayingOutScreen, Step, Waiting, WaitScreen
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.machine import LARGE, Spot, Where
from kiosk.ui.parts.panels import Columns, amount
from kiosk.ui.parts.progress import CopySteps, Lead, PaidBar
from kiosk.ui.parts.rows import Column
from kiosk.ui.screens.base import ScreenView


class Wait(ScreenView[WaitScreen]):
    def page(self) -> Page:
        waiting, what = self.screen.waiting, self.text(f"wait.{self.screen.waiting.value}_what")
        stays = waiting in (Waiting.CARD, Waiting.IDENTITY)
        return Page(
            title=self.text(f"wait.{waiting.value}"),
            lead=self.text("wait.lead"),
            step=self.screen.step,
            blocks=[
                Where(self.kit, Spot.CARD_STAYS, what, [], drawing_mm=LARGE)
                if stays
                else Lead(self.kit, Icon.CLOCK, what)
            ],
            home=None if waiting is Waiting.DEVICES else "foot.home",
            hero=True,
        )


class Issuing(ScreenView[IssuingScreen]):
    """Which copy of how many; that nothing can be cancelled meanwhile; where the paper comes out."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        lead = str(self.strings.document(screen.document))
        steps: list[QWidget] = []
        if screen.copies > 1:
            where = self.text("issuing.lead", copies=screen.copies, copy=screen.copy)
            lead = self.text("issuing.of", document=lead, where=where)
            steps = [CopySteps(kit, screen.copy, screen.copies)]
        locked = self.text("issuing.locked")
        outlet = Where(kit, Spot.PAPER_OUTLET, self.text("issuing.wait"), [locked])
        return Page(
            title=self.text("issuing.title"),
            lead=lead,
            step=Step.ISSUE,
            blocks=[*steps, outlet],
            home=None,
            hero=True,
        )


class PayingOut(ScreenView[PayingOutScreen]):
    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        money = self.strings.money
        paid = self.text("paying_out.paid", amount=money(screen.paid), left=money(max(0, screen.amount - screen.paid)))
        total = amount(kit, self.text("paying_out.amount"), screen.amount, paid, fill="background.white")
        bar = PaidBar(kit, screen.paid, screen.amount)
        outlet = Where(kit, Spot.COIN_OUTLET, self.text("paying_out.where"), [self.text("paying_out.wait")])
        sums = Column(kit, [total, bar], gap=kit.metrics.mm(4))
        sums.vital = 4
        return Page(
            title=self.text("paying_out.change" if screen.purpose == "change" else "paying_out.refund"),
            step=Step.ISSUE if screen.purpose == "change" else None,
            blocks=[Columns(kit, [sums], [outlet], share=0.5)] if kit.wide else [sums, outlet],
            home=None,
            hero=True,
        )
