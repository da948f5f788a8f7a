"""The end of a visit: take everything (S12), thanks (S13); and money that is still owed after a short cut."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.facts import FinishPressed, RefundPressed
from kiosk.core.screens import RefundOfferScreen, Step, TakeScreen, ThanksScreen
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Take(ScreenView[TakeScreen]):
    def page(self) -> Page:
        screen = self.screen
        blocks = self.order_rows(screen.lines, with_fee=False)
        if screen.numbers:
            numbers = "\n".join([self.text("take.numbers"), *screen.numbers])
            blocks.append(Text(self.kit, numbers, color="text.subtle"))
        tray = self.text("take.tray") if screen.lines else ""
        for word, won in (("take.change", screen.change), ("take.refund", screen.refund)):
            if won:
                blocks = self.order_and_sum(blocks, self.text(word), won, tray, share=0.5)
        blocks += self.money_words(0, screen.claim, screen.claim_amount)
        finish = Button(
            self.kit,
            self.text("take.finish"),
            lambda: self.send(FinishPressed(screen.number)),
            look=Look.PRIMARY,
            size=Size.TITLE,
            hint=self.text("take.finish_hint"),
            key="finish",
            height_mm=26,
        )
        title, lead = self._what_to_take()
        return Page(
            title=title,
            lead=lead,
            step=Step.ISSUE if screen.lines else None,
            blocks=blocks,
            actions=[finish],
            home=None,
            asks=False,
        )

    def _what_to_take(self) -> tuple[str, str]:
        if self.screen.lines:
            return self.text("take.title"), self.text("take.lead")
        if self.screen.change or self.screen.refund:
            return self.text("take.title_money"), self.text("take.lead_money")
        return self.text("take.title_claim"), ""


class Thanks(ScreenView[ThanksScreen]):
    def page(self) -> Page:
        return Page(title=self.text("thanks.title"), lead=self.text("thanks.lead"), home=None, hero=True, asks=False)


class RefundOffer(ScreenView[RefundOfferScreen]):
    """Nothing leaves the machine until someone presses."""

    def page(self) -> Page:
        screen = self.screen
        blocks: list[QWidget] = []
        if screen.delivered:
            copies = self.strings.counted("copies", screen.delivered)
            blocks.append(Text(self.kit, self.text("refund_offer.delivered", copies=copies), size=Size.LARGE))
        receive = Button(
            self.kit,
            self.text("refund_offer.press", amount=self.strings.money(screen.amount)),
            lambda: self.send(RefundPressed(screen.number)),
            look=Look.PRIMARY,
            size=Size.TITLE,
            hint=self.text("refund_offer.press_hint"),
            key="receive",
            height_mm=36,
        )
        return Page(
            title=self.text("refund_offer.title"),
            lead=self.text("refund_offer.lead"),
            blocks=blocks,
            actions=[receive],
            home=None,
            hero=True,
            stops=False,
        )

    def if_time_ends(self) -> str:
        return self.text("more.money_office", amount=self.strings.money(self.screen.amount))
