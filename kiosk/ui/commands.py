"""What can be done on every screen besides its own task: where the frame's buttons and the menu's take their words
from, so that both always say and do the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from kiosk.ui.icons import Icon
from kiosk.ui.kit import Kit, ViewSettings
from kiosk.ui.page import Page
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast


@dataclass(frozen=True, slots=True)
class Presses:
    """What the frame's own controls do."""

    home: Callable[[], None]
    back: Callable[[], None]
    help: Callable[[], None]
    view: Callable[[ViewSettings], None]
    more_time: Callable[[], None]
    no_more: Callable[[], None]
    menu: Callable[[], None]
    """Opens it."""
    go_on: Callable[[], None]
    """Closes it."""
    repeat: Callable[[], None]
    stop: Callable[[], None]
    turn: Callable[[], None]
    """To the next page."""
    louder: Callable[[int], None]
    faster: Callable[[int], None]
    heard: bool = True
    """Whether the voice can be heard; else its button says that it can not."""
    plugged: bool = False
    """Whether an earphone is in; else the voice at rest invites to plug one in."""


@dataclass(frozen=True, slots=True)
class Command:
    key: str
    words: str
    hint: str
    act: Callable[[], None]
    icon: Icon


class Commands:
    """Of one page in one view."""

    def __init__(self, kit: Kit, page: Page, presses: Presses) -> None:
        self.kit, self.page, self.presses = kit, page, presses

    def _command(self, key: str, words: str, act: Callable[[], None], icon: Icon) -> Command:
        text = self.kit.strings.text
        return Command(key, text(words), text(f"{words}_hint"), act, icon)

    def fixed(self) -> list[Command]:
        """처음으로 · 이전 · 도움 요청"""
        found = []
        if self.page.home is not None:
            short = self.kit.large and self.page.home == "foot.cancel_money"
            words = "foot.cancel_money_short" if short else self.page.home
            found.append(self._command("home", words, self.presses.home, Icon.HOME))
        if self.page.back:
            found.append(self._command("back", "foot.back", self.presses.back, Icon.BACK))
        found.append(self._command("help", "foot.help", self.presses.help, Icon.HELP))
        return found

    def aids(self) -> list[Command]:
        """큰 글씨 · 고대비 · 낮은 화면 · 음성 안내; each turns itself off again."""
        view = self.kit.view
        large, high = view.text_scale > 1, view.contrast is Contrast.HIGH
        colours = Contrast.LIGHT if high else Contrast.HIGH
        return [
            self._aid("large", large, replace(view, text_scale=1.0 if large else 2.0), Icon.ENLARGE),
            self._aid("contrast", high, replace(view, contrast=colours), Icon.CONTRAST),
            self._aid("low", view.low, replace(view, low=not view.low), Icon.LOW_SCREEN),
            self._aid("voice", view.voice, replace(view, voice=not view.voice), Icon.VOICE),
        ]

    def _aid(self, name: str, on: bool, after: ViewSettings, icon: Icon) -> Command:
        words = f"aid.{name}.{'off' if on else 'on'}"
        if name == "voice" and not on and not self.presses.heard:
            words = "aid.voice.mute"
        return self._command(f"aid.{name}", words, partial(self.presses.view, after), icon)

    def language(self) -> Command:
        view = self.kit.view
        other = Language.EN if view.language is Language.KO else Language.KO
        text = self.kit.strings.text
        after = replace(view, language=other)
        return Command(
            "language", text("language.other"), text("language.hint"), partial(self.presses.view, after), Icon.LANGUAGE
        )

    def menu(self) -> Command:
        """Opens what the foot has no room for."""
        return self._command("menu", "menu.short" if self.kit.large else "menu.open", self.presses.menu, Icon.MENU)

    def hearing(self) -> list[Command]:
        """다시 듣기 · 멈춤"""
        return [
            self._command("voice.repeat", "hear.repeat", self.presses.repeat, Icon.REPEAT),
            self._command("voice.stop", "hear.stop", self.presses.stop, Icon.STOP),
        ]

    def tuning(self) -> list[Command]:
        """Speed and volume of the voice."""
        louder, faster = self.presses.louder, self.presses.faster
        return [
            self._command("voice.louder", "hear.louder", partial(louder, 1), Icon.LOUDER),
            self._command("voice.softer", "hear.softer", partial(louder, -1), Icon.SOFTER),
            self._command("voice.faster", "hear.faster", partial(faster, 1), Icon.FASTER),
            self._command("voice.slower", "hear.slower", partial(faster, -1), Icon.SLOWER),
        ]

    def turn(self) -> Command:
        return self._command("page", "page.after", self.presses.turn, Icon.DOCUMENT)

    def go_on(self) -> Command:
        return self._command("go_on", "menu.go_on", self.presses.go_on, Icon.DONE)

    def all(self) -> list[Command]:
        """The whole menu."""
        hearing = [*self.hearing(), *self.tuning()] if self.kit.view.voice else []
        return [*self.fixed(), *hearing, self.language(), *self.aids(), self.go_on()]
