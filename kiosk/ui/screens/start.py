"""The kiosk at rest: open (S00), or closed with the reason (E09)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from forms.catalogue import GROUPS
from kiosk.core.presses import StartPressed
from kiosk.core.screens import DocumentItem, OutOfServiceScreen, StartScreen
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.rows import Row
from kiosk.ui.parts.story import Story, Told
from kiosk.ui.parts.welcome import Kind, Kinds, Tile
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_NAMED = 4
"""So many documents are named in a line; more are counted."""
_SMALLEST_NOTE = 1000

_CODES = {
    "cash_fault": "E03",
    "receipt_fault": "E03",
    "change_short": "E02",
    "district_away": "E06",
    "hours": "E07",
    "card_reader": "E11",
}
"""The error code of a reason that closes every document."""

_SHORTLY = ("starting", "settling")
"""Reasons that pass by themselves in a moment."""

_ICONS = {
    "resident": Icon.RESIDENT,
    "land": Icon.LAND,
    "vehicle": Icon.VEHICLE,
    "welfare": Icon.WELFARE,
    "farmland": Icon.FARMLAND,
}


class Start(ScreenView[StartScreen]):
    """Says only what can be had now: closed documents are not counted, and what only who is exempt can have is named
    where there is nothing else."""

    def page(self) -> Page:
        open_ = [item for item in self.screen.documents if item.closed is None]
        if not open_:
            return self._nothing()
        open_ = [item for item in open_ if item.open_to_all] or open_
        names = [self.strings.document(item.code) for item in open_]
        one = len(names) == 1
        title = self.text("start.title.one", name=names[0]) if one else self.text("start.title.many", n=len(names))
        if open_[0].only_exempt:
            title, one = self.text("start.title.only_exempt"), False
        begin = Button(
            self.kit,
            self.text("start.begin"),
            self._begin,
            look=Look.PRIMARY,
            size=Size.DISPLAY,
            hint=self.text("start.begin_hint"),
            key="begin",
            height_mm=26 if self.kit.wide else 30,
        )
        return Page(
            title=title.replace("\n", " ") if self.kit.wide else title,
            lead="" if one or not self.kit.large else self._listed(names),
            blocks=[*([] if self.kit.large else self._kinds(open_)), *self._tiles(open_)],
            actions=[begin],
            home=None,
            hero=True,
            whole=self._begin,
        )

    def _listed(self, names: Sequence[str]) -> str:
        listed = ", ".join(names[:_NAMED])
        return self.text("start.lead_more" if len(names) > _NAMED else "start.lead", names=listed)

    def _kinds(self, open_: Sequence[DocumentItem]) -> list[QWidget]:
        """What can be had, by group."""
        found: dict[str, list[str]] = {}
        for item in sorted(open_, key=lambda item: _place(item.group)):
            found.setdefault(item.group, []).append(self.strings.document(item.code))
        kinds = [
            Kind(_ICONS.get(group, Icon.DOCUMENT), self.text(f"group.{group}"), self._in_group(names))
            for group, names in found.items()
        ]
        return [Kinds(self.kit, kinds, self.kit.width - 2 * self.kit.metrics.margin)]

    def _in_group(self, names: Sequence[str]) -> str:
        if len(names) <= 2:
            return ", ".join(names)
        return self.text("start.in_group", first=names[0], n=len(names))

    def _nothing(self) -> Page:
        """No document can be had: why, if it is the same for all of them, and where else."""
        reasons = {item.closed for item in self.screen.documents if item.closed not in (None, "hidden")}
        reason = reasons.pop() if len(reasons) == 1 else None
        again = self.text("start.lead_none")
        return Page(
            title=self.text("start.title.none"),
            lead=again if reason is None else f"{self.strings.said('closed', reason)} {again}",
            blocks=[elsewhere(self, _CODES.get(reason or "", "E09"), self.screen.hours)],
            home=None,
            hero=True,
        )

    def _tiles(self, open_: Sequence[DocumentItem]) -> list[QWidget]:
        text = self.text
        hours = self.screen.hours
        span = text("start.hours_span", opens=hours[0], closes=hours[1]) if hours else text("start.hours_always")
        tiles: list[QWidget] = [
            Tile(self.kit, Icon.CLOCK, text("start.hours"), span),
            Tile(self.kit, Icon.COIN, text("start.fee"), self._fee(open_)),
        ]
        return tiles if self.kit.large else [Row(self.kit, tiles, columns=2)]

    def _fee(self, open_: Sequence[DocumentItem]) -> str:
        if all(item.fee == 0 for item in open_):
            return self.text("start.fee_free")
        if not self.screen.cash:
            return self.text("start.fee_no_cash")
        coins = "·".join(str(won) for won in self.screen.cash if won < _SMALLEST_NOTE)
        most = max(self.screen.cash)
        if most < _SMALLEST_NOTE:
            return self.text("start.fee_coins", coins=coins)
        return self.text("start.fee_notes", most=self.strings.money(most))

    def _begin(self) -> None:
        self.send(StartPressed(self.screen.number))


class OutOfService(ScreenView[OutOfServiceScreen]):
    """What is the matter, and what to do instead."""

    def page(self) -> Page:
        reason, code = self.screen.reason, self.screen.code
        names = (f"{reason}.{code}", reason)
        key = next((name for name in names if f"closed_kiosk.{name}" in self.strings), "other")
        return Page(
            title=self.text(f"closed_kiosk.{key}"),
            lead=self.text(f"closed_kiosk_what.{key}"),
            blocks=[] if reason in _SHORTLY else [elsewhere(self, code)],
            home=None,
            hero=True,
        )


def elsewhere(
    view: ScreenView[StartScreen] | ScreenView[OutOfServiceScreen], code: str, hours: tuple[str, str] | None = None
) -> Story:
    """Where the citizen is served meanwhile, whom to call and what to tell them."""
    text, place = view.text, view.kit.place
    lines = [
        Told(Icon.OFFICE, text("closed_kiosk_else.office"), text("closed_kiosk_else.office_what")),
        Told(
            Icon.PHONE,
            text("closed_kiosk_else.phone"),
            text("closed_kiosk_else.phone_what", phone=place.phone, code=code),
        ),
    ]
    if hours is not None:
        span = text("start.hours_span", opens=hours[0], closes=hours[1])
        lines.append(Told(Icon.CLOCK, text("start.hours"), span))
    return Story(view.kit, lines)


def _place(group: str) -> int:
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)
