"""The kiosk at rest: open (S00), or closed with the reason (E09)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.core.facts import StartPressed
from kiosk.core.screens import OutOfServiceScreen, StartScreen
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.panels import tile
from kiosk.ui.parts.rows import Row
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_NAMED = 4
"""So many documents are named on the start screen; more are counted."""

_CODES = {"cash_fault": "E03", "change_short": "E02", "district_away": "E06", "hours": "E07"}
"""The error code of a reason that closes every document."""


class Start(ScreenView[StartScreen]):
    """Says only what can be had now: closed documents are not counted."""

    def page(self) -> Page:
        names = [self.strings.document(item.code) for item in self.screen.documents if item.closed is None]
        if not names:
            return self._nothing()
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

    def _nothing(self) -> Page:
        """No document can be had: why, if it is the same for all of them, and whom to call."""
        reasons = {item.closed for item in self.screen.documents if item.closed not in (None, "hidden")}
        reason = reasons.pop() if len(reasons) == 1 else None
        lead = self.text("start.lead_none")
        if reason is not None:
            lead = f"{self.strings.said('closed', reason)} {lead}"
        return Page(
            title=self.text("start.title.none"),
            lead=lead,
            blocks=[self.contact(_CODES.get(reason or "", "E09"))],
            home=None,
            hero=True,
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
        reason, code = self.screen.reason, self.screen.code
        names = (f"{reason}.{code}", reason)
        key = next((name for name in names if f"closed_kiosk.{name}" in self.strings), "other")
        blocks = [] if reason in ("starting", "settling") else [self.contact(code)]
        return Page(
            title=self.text(f"closed_kiosk.{key}"),
            lead=self.text(f"closed_kiosk_what.{key}"),
            blocks=blocks,
            home=None,
            hero=True,
        )
