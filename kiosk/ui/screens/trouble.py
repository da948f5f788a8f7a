"""What went wrong: what happened, what became of the paper and the money, what to do, whom to call (E01–E09)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.presses import FinishPressed, RefundPressed, RetryPressed
from kiosk.core.screens import NoticeScreen, SlipState, Step, TroubleScreen
from kiosk.ui.error_key import error_key
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts import receipt
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.machine import Spot, Where
from kiosk.ui.parts.money import claims
from kiosk.ui.parts.story import Alert, Told, story
from kiosk.ui.screens.base import ScreenView


class Trouble(ScreenView[TroubleScreen]):
    """A copy failed: once more, or the money back."""

    def page(self) -> Page:
        screen = self.screen
        if screen.can_retry:  # what was in the way is so no more
            title, what, todo = (self.text(f"trouble.{word}") for word in ("ready", "ready_what", "ready_do"))
        else:
            key = error_key(self.strings, screen.code, screen.detail)
            title, what = self.text(f"error.{key}.title"), self.text(f"trouble.{self._stopped()}")
            todo = self.text("trouble.jam_do" if screen.code == "E04" else "trouble.do")
        told = story(
            self.kit,
            [
                Told(Icon.DOCUMENT, self.text("notice.paper"), self._paper()),
                Told(Icon.COIN, self.text("notice.money"), self._money()),
                Told(Icon.EDIT, self.text("notice.do"), todo),
                contact(self, screen.code),
            ],
        )
        return Page(
            title=title,
            step=Step.ISSUE,
            blocks=[Alert(self.kit, what), *told],
            actions=self._actions(),
            home=None,
        )

    def if_time_ends(self) -> str:
        back = self.screen.refund
        return self.text("more.money", amount=self.strings.money(back)) if back else ""

    def _stopped(self) -> str:
        return "stopped_between" if self.screen.delivered else "stopped"

    def _paper(self) -> str:
        screen = self.screen
        said = [self.text("trouble.none")]
        if screen.delivered:
            said = [self.text("trouble.delivered", copies=self.strings.counted("copies", screen.delivered))]
        if screen.spoiled_sheets:
            said.append(self.strings.counted("trouble.spoiled", screen.spoiled_sheets))
        return " ".join(said)

    def _money(self) -> str:
        if not self.screen.refund:
            return self.text("trouble.no_money")
        return self.text("trouble.money", amount=self.strings.money(self.screen.refund))

    def _actions(self) -> list[Button]:
        number, money = self.screen.number, self.strings.money(self.screen.refund)
        stop = self.text("trouble.refund", amount=money) if self.screen.refund else self.text("trouble.stop")
        refund = Button(
            self.kit,
            stop,
            lambda: self.send(RefundPressed(number)),
            look=Look.SECONDARY if self.screen.can_retry else Look.PRIMARY,
            hint=self.text("trouble.refund_hint" if self.screen.refund else "trouble.stop_hint"),
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
        screen, kit = self.screen, self.kit
        key = error_key(self.strings, screen.code, screen.detail)
        told = story(
            kit,
            [
                Told(Icon.DOCUMENT, self.text("notice.paper"), self.text(f"notice.paper_{self._paper()}")),
                *self._out(),
                Told(Icon.EDIT, self.text("notice.do"), self.text(f"error.{key}.do")),
                contact(self, screen.code),
            ],
        )
        alert = Alert(kit, self.text(f"error.{key}.what"))
        alert.vital = 0 if kit.large else 2 if kit.wide else 4  # a number to write down has to stand on the first page
        blocks: list[QWidget] = [alert, *told, *self._to_write_down()]
        if self._drawn():
            blocks += self._where()
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
            title=self.text(f"error.{key}.title"),
            blocks=blocks,
            actions=[finish],
            home="foot.home" if screen.back_to_choice else None,
            asks=screen.back_to_choice,
            time_ends="more.seconds_choice",
        )

    def _out(self) -> list[Told]:
        """Money, and the receipt that comes, where no drawing says it."""
        screen, kit = self.screen, self.kit
        if not receipt.comes(screen):
            return [Told(Icon.COIN, self.text("notice.money"), self._money())]
        money = Told(Icon.COIN, self.text("notice.money"), f"{self._money()}\n{receipt.sums(kit, screen)}")
        if self._drawn():
            return [money]
        where = (" · " if kit.wide and not kit.large else "\n").join(receipt.told(kit, screen))
        words = f"{where}\n{receipt.numbered(kit, screen)}"
        return [money, Told(Icon.PRINTER_OUTLET, self.text("notice.receipt"), words)]

    def _drawn(self) -> bool:
        """Where things are is drawn if there is room and no number to be written down."""
        screen, kit = self.screen, self.kit
        return not (kit.wide or kit.large or screen.claim is not None or screen.slip is SlipState.FAILED)

    def _to_write_down(self) -> list[QWidget]:
        """The numbers of what the office owes, and of a receipt that did not come."""
        screen, kit = self.screen, self.kit
        panels: list[QWidget] = []
        if screen.claim is not None:
            panels.append(claims(kit, screen.claim, screen.claim_amount))
        if screen.slip is SlipState.FAILED:
            panels.append(receipt.instead(kit, screen))
        return panels

    def _where(self) -> list[QWidget]:
        """The one drawing there is room for: of the receipt, which the story leaves out then, or of the money."""
        screen, kit = self.screen, self.kit
        if receipt.comes(screen):
            title, where = receipt.told(kit, screen)
            return [Where(kit, Spot.RECEIPT_OUTLET, title, [where, receipt.numbered(kit, screen)])]
        if screen.refunded:
            money = self.text("take.refund", amount=self.strings.money(screen.refunded))
            return [Where(kit, Spot.COIN_OUTLET, money, [self.text("take.tray")])]
        return []

    def if_time_ends(self) -> str:
        return ""  # the visit goes on, with its money

    def _paper(self) -> str:
        """Before anything was printed there is none; a printer that fell silent may still have let some out."""
        if self.screen.detail == "printer_silent":
            return "unknown"
        return "none" if self.screen.back_to_choice else "unfinished"

    def _money(self) -> str:
        screen, money = self.screen, self.strings.money
        if screen.back_to_choice:
            if screen.credit:
                return self.text("notice.money_kept", amount=money(screen.credit))
            return self.text("notice.money_not_yet")
        if screen.refunded:  # what the office owes besides stands below, with its number
            return self.text("notice.money_refunded", amount=money(screen.refunded))
        if screen.claim is not None:
            return self.text("notice.money_claim", amount=money(screen.claim_amount))
        return self.text("notice.money_none")


def contact(view: ScreenView[TroubleScreen] | ScreenView[NoticeScreen], code: str) -> Told:
    """Whom to call, and what to tell them."""
    phone, number = view.text("notice.phone", phone=view.kit.place.phone), view.text("notice.code", code=code)
    words = f"{phone} · {number}" if view.kit.wide else f"{phone}\n{number}"
    return Told(Icon.PHONE, view.text("notice.call"), words)
