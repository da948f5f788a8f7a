"""What went wrong: what happened, what became of the paper and the money, what to do, whom to call (E01–E09)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.facts import FinishPressed, RefundPressed, RetryPressed
from kiosk.core.screens import NoticeScreen, Step, TroubleScreen
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import facts
from kiosk.ui.screens.base import ScreenView


class Trouble(ScreenView[TroubleScreen]):
    """A copy failed: once more, or the money back."""

    def page(self) -> Page:
        screen = self.screen
        lines = [self.text("trouble.none")]
        if screen.delivered:
            lines = [self.text("trouble.delivered", copies=self.strings.counted("copies", screen.delivered))]
        if screen.spoiled_sheets:
            lines.append(self.strings.counted("trouble.spoiled", screen.spoiled_sheets))
        blocks: list[QWidget] = [facts(self.kit, lines)]
        if screen.refund:
            blocks = self.order_and_sum(blocks, self.text("trouble.amount"), screen.refund)
        blocks.append(self.contact(screen.code))
        title, lead = self._what_happened()
        return Page(
            title=title,
            lead=lead,
            step=Step.ISSUE,
            blocks=blocks,
            actions=self._actions(),
            home=None,
        )

    def if_time_ends(self) -> str:
        back = self.screen.refund
        return self.text("more.money", amount=self.strings.money(back)) if back else ""

    def _what_happened(self) -> tuple[str, str]:
        """What was in the way; not any more, once it can be tried again."""
        screen = self.screen
        if screen.can_retry:
            return self.text("trouble.ready"), self.text("trouble.ready_what")
        if screen.detail is not None:
            return self.strings.said("broken", screen.detail), self.strings.said("what", "E01")
        return self.strings.said("error", screen.code), self.strings.said("what", screen.code)

    def _actions(self) -> list[Button]:
        number, money = self.screen.number, self.strings.money(self.screen.refund)
        stop = self.text("trouble.refund", amount=money) if self.screen.refund else self.text("trouble.stop")
        refund = Button(
            self.kit,
            stop,
            lambda: self.send(RefundPressed(number)),
            look=Look.SECONDARY if self.screen.can_retry else Look.PRIMARY,
            hint=self.text("trouble.refund_hint"),
            key="refund",
            height_mm=24,
        )
        if not self.screen.can_retry:
            return [refund]
        retry = Button(
            self.kit,
            self.text("trouble.retry"),
            lambda: self.send(RetryPressed(number)),
            look=Look.PRIMARY,
            hint=self.text("trouble.retry_hint"),
            key="retry",
            height_mm=24,
        )
        return [retry, refund]


class Notice(ScreenView[NoticeScreen]):
    """Something can not be done; the visit ends or goes back to the choice."""

    def page(self) -> Page:
        screen = self.screen
        blocks: list[QWidget] = []
        if screen.detail is not None:
            blocks.append(facts(self.kit, [self.strings.said("detail", screen.detail)]))
        blocks += self.money_words(screen.refunded, screen.claim, screen.claim_amount)
        blocks.append(self.contact(screen.code))
        word = "notice.again" if screen.back_to_choice else "notice.finish"
        finish = Button(
            self.kit,
            self.text(word),
            lambda: self.send(FinishPressed(screen.number)),
            look=Look.PRIMARY,
            hint=self.text(f"{word}_hint"),
            key="finish",
            height_mm=24,
        )
        return Page(
            title=self.strings.said("error", screen.code),
            lead=self.strings.said("what", screen.code),
            blocks=blocks,
            actions=[finish],
            home="foot.home" if screen.back_to_choice else None,
            asks=screen.back_to_choice,
        )
