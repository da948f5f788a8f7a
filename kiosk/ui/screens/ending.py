"""The end of a visit: take everything (S12), thanks (S13); and money that is still owed after a short cut."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.presses import FinishPressed, RefundPressed
from kiosk.core.screens import RefundOfferScreen, SlipState, Step, TakeScreen, ThanksScreen
from kiosk.ui.icons import Icon
from kiosk.ui.issue_numbers import in_runs
from kiosk.ui.page import Page
from kiosk.ui.parts import machine, receipt
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.machine import Spot, Where
from kiosk.ui.parts.money import claims
from kiosk.ui.parts.panels import Columns, facts
from kiosk.ui.parts.progress import Lead
from kiosk.ui.parts.rows import Part, Row
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_NAMED = 2
"""So many documents and issue numbers stand beside the drawing; more have a list of their own below."""
_NUMBERS_IN_A_COLUMN = 4
_FLAT_MM = 38.0
"""Height of the drawing where much has to stand on one page."""
_TO_TAKE = 4
"""What is to be taken stands on the first page, above the number of a claim."""


class Take(ScreenView[TakeScreen]):
    """Paper, money, the receipt, and what the office still owes: how much of each, and where it is. What stands on the
    receipt is on the screen too, and so it is spoken; without it, its number is there to be written down."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        blocks = self._places()
        if screen.claim is not None:
            blocks.append(claims(kit, screen.claim, screen.claim_amount))
        if screen.slip is SlipState.FAILED:
            blocks.append(receipt.instead(kit, screen, self._phone()))
        else:
            if screen.claim is not None:
                blocks.append(Lead(kit, Icon.PHONE, self._phone()))
            blocks += [*self._paid(), *self._numbers()]
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

    def _places(self) -> list[QWidget]:
        """What is to be taken where: paper, money, receipt."""
        places = [*self._paper(), *self._money(), *self._slip()]
        if self.kit.large:
            return [*self._at_a_glance(), *places]
        shown: list[Part] = [*places]
        if self.kit.wide and len(places) > 1:
            shown = [Columns(self.kit, places[:1], places[1:], share=0.5)]
        for part in shown:
            part.vital = _TO_TAKE
        return [*shown]

    def _paper(self) -> list[Where]:
        lines = self.screen.lines
        if not lines:
            return []
        if len(lines) <= _NAMED:
            named = [self.line_words(line) for line in lines]
        else:
            first = self.text("pay.order", document=self.strings.document(lines[0].document), n=len(lines) - 1)
            copies = self.strings.counted("copies", sum(line.copies for line in lines))
            named = [self.text("confirm.line", document=first, copies=copies)]
        return [self._where(Spot.PAPER_OUTLET, "\n".join(named), self.text("take.paper"))]

    def _money(self) -> list[Where]:
        made = []
        for word, won in self._sums_out():
            title = self.text(word, amount=self.strings.money(won))
            made.append(self._where(Spot.COIN_OUTLET, title, self.text("take.tray")))
        return made

    def _slip(self) -> list[Where]:
        """While it is printed and when it is: in the same place, so that nothing moves."""
        if not receipt.comes(self.screen):
            return []
        return [self._where(Spot.RECEIPT_OUTLET, *receipt.told(self.kit, self.screen))]

    def _where(self, spot: Spot, what: str, where: str) -> Where:
        size = Size.BODY if self.kit.wide and self._much() else Size.LARGE
        return Where(self.kit, spot, what, [where], size=size, drawing_mm=self._drawing_mm())

    def _paid(self) -> list[QWidget]:
        """What the receipt says besides."""
        if not receipt.comes(self.screen):
            return []
        sums, number = receipt.sums(self.kit, self.screen), receipt.numbered(self.kit, self.screen)
        leads = [Lead(self.kit, Icon.COIN, sums), Lead(self.kit, Icon.DOCUMENT, number)]
        return [Row(self.kit, leads)] if self.kit.wide else [*leads]

    def _phone(self) -> str:
        return self.text("claim.call", phone=self.kit.place.phone)

    def _at_a_glance(self) -> list[QWidget]:
        """With large letters: how much of what, before it is told where each is."""
        words = [self.text(word, amount=self.strings.money(won)) for word, won in self._sums_out()]
        if not words:
            return []
        panel = facts(self.kit, words)
        panel.vital = 2
        return [panel]

    def _drawing_mm(self) -> float:
        """Larger where nothing else has to stand beside it."""
        if self._much():
            return _FLAT_MM
        return machine.LARGE if len(self.screen.numbers) <= 1 else machine.SMALL

    def _much(self) -> bool:
        """A receipt, or a debt, besides paper and money."""
        return self.screen.claim is not None or self.screen.slip is not SlipState.NONE

    def _sums_out(self) -> list[tuple[str, int]]:
        sums = ("take.change", self.screen.change), ("take.refund", self.screen.refund)
        return [(word, won) for word, won in sums if won]

    def _numbers(self) -> list[QWidget]:
        numbers, most = in_runs(self.screen.numbers), _NUMBERS_IN_A_COLUMN * (2 if self.kit.wide else 1)
        made: list[QWidget] = []
        for start in range(0, len(numbers), most):
            some = numbers[start : start + most]
            heading = self.text("take.numbers")
            if len(numbers) == 1 and not self.kit.large:
                beside = f"{heading} {some[0]}"
                room = self.kit.width - 2 * self.kit.metrics.margin - 2 * self.kit.metrics.em
                fits = self.kit.advance(beside, Size.BODY, False) < room
                made.append(Lead(self.kit, Icon.DOCUMENT, beside if fits else f"{heading}\n{some[0]}"))
            elif self.kit.wide and len(some) > 1:
                half = -(-len(some) // 2)
                columns = [[facts(self.kit, [heading, *part])] for part in (some[:half], some[half:])]
                beside_each_other = Columns(self.kit, *columns, share=0.5)
                beside_each_other.vital = 0
                made.append(beside_each_other)
            else:
                made.append(facts(self.kit, [heading, *some]))
        return made

    def _what_to_take(self) -> tuple[str, str]:
        if self.screen.lines:
            return self.text("take.title"), "" if self.kit.large or self._sums_out() else self.text("take.lead")
        if self.screen.change or self.screen.refund:
            return self.text("take.title_money"), ""
        return self.text("take.title_claim"), ""


class Thanks(ScreenView[ThanksScreen]):
    def page(self) -> Page:
        erased = Lead(self.kit, Icon.DONE, self.text("thanks.erased"))
        return Page(
            title=self.text("thanks.title"),
            lead=self.text("thanks.lead"),
            blocks=[erased],
            home=None,
            hero=True,
            asks=False,
        )


class RefundOffer(ScreenView[RefundOfferScreen]):
    """Nothing leaves the machine until someone presses."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        lines = [self.text("refund_offer.where")]
        if screen.delivered:
            copies = self.strings.counted("copies", screen.delivered)
            lines.append(self.text("refund_offer.delivered", copies=copies))
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
        title = self.text("refund_offer.amount", amount=self.strings.money(screen.amount))
        return Page(
            title=self.text("refund_offer.title"),
            lead=self.text("refund_offer.lead"),
            blocks=[Where(kit, Spot.COIN_OUTLET, title, lines)],
            actions=[receive],
            home=None,
            hero=True,
            stops=False,
        )

    def if_time_ends(self) -> str:
        return self.text("more.money_office", amount=self.strings.money(self.screen.amount))
