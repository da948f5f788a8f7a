"""감면: whether one pays no fee (kiosk-domain.md 3.9), and whether the district may look that up. What comes of it
stands on the list of applications, before anything is paid."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from kiosk.core.presses import ConsentAnswered, ExemptionChosen
from kiosk.core.screens import ConsentScreen, ExemptionScreen, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.progress import Lead
from kiosk.ui.parts.rows import in_columns
from kiosk.ui.parts.story import Story, Told, story
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.strings import Noun


class Exemption(ScreenView[ExemptionScreen]):
    def page(self) -> Page:
        choices = [self._choice(str(place), key) for place, key in enumerate(self.screen.exemptions, 1)]
        no = Button(
            self.kit,
            self.text("exempt.none"),
            partial(self._choose, None),
            look=Look.SECONDARY,
            hint=self.text("exempt.none_hint", amount=self.strings.money(self.screen.total)),
            key="exemption.none",
            height_mm=24,
        )
        blocks: list[QWidget] = in_columns(self.kit, choices, 2 if self.kit.wide else 1)
        return Page(
            title=self.text("exempt.title"),
            lead=self.text("exempt.lead"),
            step=Step.OPTIONS,
            blocks=[*blocks, Lead(self.kit, Icon.OFFICE, self.text("exempt.others"))],
            actions=[no],
            back=True,
        )

    def _choice(self, number: str, key: str) -> Choice:
        who = self.text(f"exemption.{key}_who")
        return Choice(
            self.kit,
            self.text(f"exemption.{key}"),
            partial(self._choose, key),
            number=number,
            below="" if self.kit.large or self.kit.wide else who,
            hint=who,
            key=f"exemption.{key}",
            height_mm=16,
        )

    def _choose(self, key: str | None) -> None:
        self.send(ExemptionChosen(self.screen.number, key))


class Consent(ScreenView[ConsentScreen]):
    """행정정보 공동이용 (주민등록법 시행규칙 제18조②): what is looked up, what for, by which law, what is kept, and
    what follows from a no. Neither answer is made easier: both look alike, and none is chosen beforehand."""

    def page(self) -> Page:
        text, key = self.text, self.screen.exemption
        fee = self.strings.money(self.screen.total)
        lines = [
            Told(Icon.SEARCH, text("consent.what"), text("consent.what_said", exemption=text(f"exemption.{key}"))),
            Told(Icon.COIN, text("consent.why"), text("consent.why_said")),
            Told(Icon.DOCUMENT, text("consent.law"), text("consent.law_said")),
            Told(Icon.REMOVE, text("consent.kept"), text("consent.kept_said")),
            Told(
                Icon.OFFICE,
                text("consent.refused"),
                text("consent.refused_said", amount=fee, paper=Noun(text(f"exemption.{key}_paper"))),
            ),
        ]
        blocks = story(self.kit, lines)
        if self.kit.large:  # the first stands below the title
            blocks = [Story(self.kit, [line]) for line in lines]
        return Page(
            title=text("consent.title"),
            step=Step.OPTIONS,
            blocks=blocks,
            actions=[self._answer("yes", True), self._answer("no", False)],
            preselects=False,
            back=True,
        )

    def _answer(self, word: str, given: bool) -> Button:
        return Button(
            self.kit,
            self.text(f"consent.{word}"),
            lambda: self.send(ConsentAnswered(self.screen.number, given)),
            look=Look.SECONDARY,
            hint=self.text(f"consent.{word}_hint", amount=self.strings.money(self.screen.total)),
            key=f"consent.{word}",
            height_mm=24,
        )
