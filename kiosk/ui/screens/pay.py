"""Paying by coins (S10), or nothing to pay (S10b)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.facts import ApplicationsConfirmed
from kiosk.core.screens import FreeScreen, PayScreen, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import money_taken
from kiosk.ui.parts.rows import Column
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Pay(ScreenView[PayScreen]):
    """What is left to pay in the largest letters; what is taken now, and why not the rest."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        left = max(0, screen.total - screen.inserted)
        inserted = self.text("pay.inserted", amount=self.strings.money(screen.inserted))
        now: list[QWidget] = [Text(kit, self.text("pay.now"), bold=True), money_taken(kit, screen.accepted)]
        notes: list[QWidget] = [Column(kit, now)]
        if screen.reason is not None:
            notes.append(Text(kit, self.strings.said("pay.reason", screen.reason), color="text.subtle"))
        if any(taken for _, taken in screen.accepted):
            notes.append(Text(kit, self.text("pay.slot"), color="text.subtle"))
        return Page(
            title=self.text("pay.title", amount=self.strings.money(screen.total)),
            step=Step.PAY,
            blocks=[
                *self.order_and_sum(self.order_rows(screen.lines), self.text("pay.left"), left, inserted),
                *notes,
            ],
            home="foot.cancel_money" if screen.inserted else "foot.home",
            back=screen.inserted == 0,
        )

    def if_time_ends(self) -> str:
        inside = self.screen.inserted
        return self.text("more.money", amount=self.strings.money(inside)) if inside else ""


class Free(ScreenView[FreeScreen]):
    def page(self) -> Page:
        issue = Button(
            self.kit,
            self.text("free.issue"),
            lambda: self.send(ApplicationsConfirmed(self.screen.number)),
            look=Look.PRIMARY,
            size=Size.TITLE,
            hint=self.text("free.issue_hint"),
            key="issue",
            height_mm=30,
        )
        return Page(
            title=self.text("free.title"),
            lead=self.text("free.lead"),
            step=Step.PAY,
            blocks=self.order_rows(self.screen.lines),
            actions=[issue],
            back=True,
        )
