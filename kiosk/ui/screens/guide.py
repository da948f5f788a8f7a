"""What one has to know before one begins (S01): how it goes, what becomes of one's data, and the law where a document
asks who one is."""

from __future__ import annotations

from kiosk.core.presses import GuideRead
from kiosk.core.screens import GuideScreen, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.numbered import Numbered
from kiosk.ui.parts.panels import facts
from kiosk.ui.screens.base import ScreenView


class Guide(ScreenView[GuideScreen]):
    def page(self) -> Page:
        steps = [Numbered(self.kit, number, self.text(f"guide.step{number}")) for number in (1, 2, 3)]
        words = [self.text("guide.wiped")]
        if self.screen.identity:
            words = [*(self.text(f"guide.{key}") for key in ("family", "card", "misuse")), *words]
        read = Button(
            self.kit,
            self.text("guide.read"),
            lambda: self.send(GuideRead(self.screen.number)),
            look=Look.PRIMARY,
            hint=self.text("guide.read_hint"),
            key="read",
            height_mm=24,
        )
        return Page(
            title=self.text("guide.title"), step=Step.CHOOSE, blocks=[*steps, facts(self.kit, words)], actions=[read]
        )
