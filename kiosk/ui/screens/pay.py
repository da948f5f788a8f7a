"""Paying with money (S10), or nothing to pay (S10b)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from kiosk.core.presses import ApplicationsConfirmed
from kiosk.core.screens import FreeScreen, OrderLine, PayScreen, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts import machine
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.machine import Spot, Where
from kiosk.ui.parts.money import MoneyTaken, TakenNow
from kiosk.ui.parts.panels import Columns, OrderBox, OrderRow, amount
from kiosk.ui.parts.progress import Lead
from kiosk.ui.parts.rows import Column
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_LINES = 3
"""More lines of an order than this are summed up in one, so that what is to be paid stays on the first page; all of
them follow."""
_LINES_IN_ONE = 2
"""In landscape so many are named in one line beside the sum."""
_LINES_IN_A_BOX = 5
_TILES = 6
"""More tiles than this need three rows."""
_FEW_TILES = 2
_TALL = 40
"""Letters above which a panel in portrait has room for everything on one page."""
_SMALLEST_NOTE = 1000
_FLAT_MM = 44.0
"""Height of the drawing in landscape, where it stands beside the sum, and below many lines."""


class Pay(ScreenView[PayScreen]):
    """What is left to pay in the largest letters; what is taken now, why not the rest, and where to put it. The draft
    holds ``asked_back``: the sum that was inside when 정정 was pressed."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        left = max(0, screen.total - screen.inserted)
        inserted = self.text("pay.inserted", amount=self.strings.money(screen.inserted))
        if self._asked_back():
            inserted = f"{inserted}\n{self.text('pay.how_back')}"
        to_pay = amount(kit, self.text("pay.left"), left, inserted)
        order, rest = self._order()
        taken, where = self._taken(), self._where()
        none = not any(takes for _, takes in screen.accepted)
        blocks: list[QWidget] = [*order, to_pay, taken, where, *rest]
        if kit.wide:
            sides = Columns(kit, [*order, where], [to_pay], share=0.57, reading=[to_pay, where, *order])
            sides.vital = 4
            promise = [] if none or self._many() else [Lead(kit, Icon.REPEAT, self.text("pay.all_back"))]
            blocks = [sides, taken, *promise, *rest]
        return Page(
            title=self._title(none, left),
            step=Step.PAY,
            blocks=blocks,
            home="foot.cancel_money" if screen.inserted else "foot.home",
            back=screen.inserted == 0,
        )

    def _order(self) -> tuple[list[QWidget], list[QWidget]]:
        """The order as it stands beside the sum, and what of it follows on later pages."""
        lines = self.screen.lines
        if len(lines) <= (1 if self.kit.wide or self.kit.large else _LINES):
            return [order_box(self, lines)], []
        words = self.text("pay.order", document=self.strings.document(lines[0].document), n=len(lines) - 1)
        if self.kit.wide and len(lines) <= _LINES_IN_ONE:
            words = ", ".join(self.line_words(line) for line in lines)
        total = self.strings.money(self.screen.total)
        summary = OrderBox(self.kit, [OrderRow(self.kit, words, "", total, last=True)])
        if self.kit.wide and len(lines) <= _LINES_IN_ONE:
            return [summary], []
        return [summary], [
            order_box(self, lines[start : start + _LINES_IN_A_BOX]) for start in range(0, len(lines), _LINES_IN_A_BOX)
        ]

    def _many(self) -> bool:
        """So many tiles that they need the room of words that can wait."""
        return len(self.screen.accepted) > _TILES

    def _taken(self) -> Column:
        kit, why = self.kit, self._why_not()
        reason = [Lead(kit, Icon.WARNING, why, color="text.basic")] if why else []
        column: Column
        if self._listed():
            column = Column(kit, [*self._in_words(), *reason], gap=kit.metrics.mm(2.5))
        else:
            heading = Text(kit, self.text("pay.now"), bold=True)
            column = TakenNow(kit, heading, MoneyTaken(kit, self.screen.accepted), reason)
        column.vital = 3
        return column

    def _listed(self) -> bool:
        """Tiles would leave the first page to the sum alone: the values stand in lines."""
        many, tall = self._many(), self.kit.height > _TALL * self.kit.metrics.em
        return (many and not tall and not self.kit.wide) or (self.kit.large and len(self.screen.accepted) > _FEW_TILES)

    def _in_words(self) -> list[QWidget]:
        """Why the others are not taken names them."""
        taken = [self.strings.money(won) for won, takes in self.screen.accepted if takes]
        words = self.text("pay.listed", values=", ".join(taken))
        return [Lead(self.kit, Icon.DONE, words, color="text.basic")] if taken else []

    def _why_not(self) -> str:
        """Why some money, or all of it, is not taken now: by name, so that nobody has to try."""
        reason, refused = self.screen.reason, [won for won, taken in self.screen.accepted if not taken]
        if reason is None or not refused:
            return ""
        taken = [won for won, takes in self.screen.accepted if takes]
        if not taken:
            return self.strings.said("pay.reason_all", reason)
        if len(refused) > 1 and min(refused) > max(taken):
            return self.strings.said("pay.reason_from", reason, amount=self.strings.money(min(refused)))
        named = ", ".join(self.strings.money(won) for won in refused)
        return self.strings.said("pay.reason", reason, amounts=named)

    def _title(self, none: bool, left: int) -> str:
        if none:
            return self.text("pay.title_none", amount=self.strings.money(left))
        return self.text("pay.title", amount=self.strings.money(self.screen.total))

    def _where(self) -> QWidget:
        """Where it goes in; while none is taken, what there is to do instead."""
        kit = self.kit
        taken = [won for won, takes in self.screen.accepted if takes]
        if not taken:
            instead: list[QWidget] = [Lead(kit, Icon.OFFICE, self.text("pay.elsewhere"))]
            if self.screen.inserted:
                instead.insert(0, Lead(kit, Icon.REPEAT, self.text("pay.all_back"), color="text.basic"))
            return Column(kit, instead)
        notes = max(taken) >= _SMALLEST_NOTE
        place = self.text("pay.slot_notes" if notes else "pay.slot")
        spot = Spot.MONEY_SLOTS if notes else Spot.COIN_SLOT
        # With money inside the button below says the same; many tiles need the room.
        said_below = self.screen.inserted > 0 and not self._few()
        promise = [] if kit.wide or said_below else [self.text("pay.all_back")]
        where = Where(kit, spot, place, promise, size=Size.BODY, drawing_mm=self._drawing_mm())
        where.vital = 2
        return where

    def _drawing_mm(self) -> float:
        """Larger where there are few lines and few tiles above it."""
        if self.kit.wide or not self._few():
            return _FLAT_MM
        return machine.LARGE

    def _few(self) -> bool:
        return len(self.screen.lines) <= _LINES - 1 and len(self.screen.accepted) <= _LINES - 1

    def _asked_back(self) -> bool:
        """Until more money is put in."""
        return self.draft.get("asked_back") == str(self.screen.inserted)

    def correct(self) -> bool:
        """정정 does not give money back, which ends the application; it says what does."""
        if not self.screen.inserted:
            return False
        self.draft.set("asked_back", str(self.screen.inserted))
        self.outlet.redraw()
        return True

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
        lines, most = self.screen.lines, _LINES if self.kit.wide else _LINES_IN_A_BOX
        starts = range(0, len(lines), most)
        return Page(
            title=self.text("free.title"),
            lead=self.text(self._why()),
            step=Step.PAY,
            blocks=[order_box(self, lines[start : start + most]) for start in starts],
            actions=[issue],
            back=True,
        )

    def _why(self) -> str:
        exempt = [line.exempt for line in self.screen.lines]
        return "free.lead_exempt" if all(exempt) else "free.lead_both" if any(exempt) else "free.lead"


def order_box(view: ScreenView[Any], lines: Sequence[OrderLine]) -> OrderBox:
    """What was applied for, with the fee of each line."""
    last = len(lines) - 1
    return OrderBox(
        view.kit,
        [
            OrderRow(view.kit, view.line_words(line), "", view.money_words(line), last=number == last)
            for number, line in enumerate(lines)
        ],
    )
