"""The kiosk at rest: open (S00), or closed with the reason (E09)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.facts import StartPressed
from kiosk.core.screens import OutOfServiceScreen, StartScreen
from kiosk.ui.frame import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import tile
from kiosk.ui.parts.rows import Row
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_NAMED = 4
"""So many documents are named on the start screen; more are counted."""


class Start(ScreenView[StartScreen]):
    """Says only what can be had now: closed documents are not counted."""

    def page(self) -> Page:
        names = [self.strings.document(item.code) for item in self.screen.documents if item.closed is None]
        if not names:
            return Page(
                title=self.text("start.title.none"),
                lead=self.text("start.lead_none"),
                home=None,
                hero=True,
            )
        one = len(names) == 1
        title = self.text("start.title.one", name=names[0]) if one else self.text("start.title.many", n=len(names))
        listed = ", ".join(names[:_NAMED])
        lead = "" if one else self.text("start.lead_more" if len(names) > _NAMED else "start.lead", names=listed)
        begin = Button(
            self.kit,
            self.text("start.begin"),
            self._begin,
            look=Look.PRIMARY,
            size=Size.DISPLAY,
            hint=self.text("start.begin_hint"),
            key="begin",
            height_mm=26 if self.kit.wide else 44,
        )
        return Page(
            title=title,
            lead=lead,
            blocks=self._tiles() if self.kit.large else [Row(self.kit, self._tiles())],
            actions=[begin],
            home=None,
            hero=True,
            whole=self._begin,
        )

    def _tiles(self) -> list[QWidget]:
        hours = self.screen.hours
        span = (
            self.text("start.hours_span", opens=hours[0], closes=hours[1]) if hours else self.text("start.hours_always")
        )
        return [
            tile(self.kit, self.text("start.hours"), span),
            tile(self.kit, self.text("start.fee"), self._fee()),
        ]

    def _fee(self) -> str:
        if all(item.fee == 0 for item in self.screen.documents if item.closed is None):
            return self.text("start.fee_free")
        if not self.screen.cash:
            return self.text("start.fee_no_cash")
        return self.text("start.fee_coins", coins="·".join(f"{won:,}" for won in self.screen.cash))

    def _begin(self) -> None:
        self.send(StartPressed(self.screen.number))


class OutOfService(ScreenView[OutOfServiceScreen]):
    def page(self) -> Page:
        reason = self.screen.reason
        known = f"closed_kiosk.{reason}" in self.strings
        key = reason if known else "other"
        contact = self.text("notice.contact", phone=self.kit.place.phone, code=self.screen.code)
        blocks = [] if reason in ("starting", "settling") else [Text(self.kit, contact, color="text.subtle")]
        return Page(
            title=self.text(f"closed_kiosk.{key}"),
            lead=self.text(f"closed_kiosk_what.{key}"),
            blocks=blocks,
            home=None,
            hero=True,
        )
