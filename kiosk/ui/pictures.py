"""Sample screens as pictures: the panels they are drawn for, and a window that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QPixmap

from kiosk.core.presses import CitizenFact
from kiosk.ui.kit import ViewSettings
from kiosk.ui.menu import Menu
from kiosk.ui.samples import Sample, samples
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast, Metrics
from kiosk.ui.voice import Sentence, Silent
from kiosk.ui.window import KioskWindow

EPOCH = 1000.0
"""The still clock of the pictures."""
_FAST = 80
"""Of QPixmap.save: a picture is written in a third of the time, and is half as large again."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A screen to draw for: pixels, and the diagonal in inches that makes them millimetres."""

    width: int
    height: int
    inches: float

    @property
    def name(self) -> str:
        """As the option has it: ``1080x1920``."""
        return f"{self.width}x{self.height}"

    @property
    def ppi(self) -> float:
        return Metrics.of_panel(self.width, self.height, self.inches).ppi


PANELS = (Panel(1080, 1920, 27.0), Panel(1280, 1024, 22.0))
"""Of the pictures: one in portrait, one in landscape."""
THEMES = {"light": Contrast.LIGHT, "high-contrast": Contrast.HIGH}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way in which every sample is drawn, into a folder of its own."""

    panel: Panel
    view: ViewSettings

    @property
    def folder(self) -> str:
        """``1080x1920-ko-light-100``, and ``-low``, ``-voice`` where these are on; the inches are named where they are
        not those of the pictures (``1080x1920@22in-…``)."""
        inches = "" if self.panel in PANELS else f"@{self.panel.inches:g}in"
        theme = next(name for name, contrast in THEMES.items() if contrast is self.view.contrast)
        aids = ("-low" if self.view.low else "") + ("-voice" if self.view.voice else "")
        return f"{self.panel.name}{inches}-{self.view.language.value}-{theme}-{self.view.text_scale * 100:.0f}{aids}"


def settings(
    panels: Sequence[Panel] = PANELS,
    languages: Sequence[Language] = tuple(Language),
    themes: Sequence[str] = tuple(THEMES),
    scales: Sequence[float] = (1.0, 2.0),
    low: Sequence[bool] = (False, True),
    voice: Sequence[bool] = (False, True),
) -> list[Setting]:
    """Every combination."""
    return [
        Setting(panel, ViewSettings(language, scale, THEMES[theme], lowered, spoken))
        for panel, language, theme, scale, lowered, spoken in itertools.product(
            panels, languages, themes, scales, low, voice
        )
    ]


class StillVoice(Silent):
    """Says nothing; its caption shows the first sentence of what would be said."""

    available = True
    _show: Callable[[str], None] | None = None

    def say(self, sentences: Sequence[Sentence], language: Language) -> None:
        if self._show is not None and sentences:
            self._show(sentences[0].text)

    def on_caption(self, show: Callable[[str], None]) -> None:
        self._show = show


def no_post(fact: CitizenFact) -> None:
    """Pictures are not pressed."""


def window_for(panel: Panel, view: ViewSettings) -> KioskWindow:
    window = KioskWindow(no_post, ppi=panel.ppi, defaults=view, clock=lambda: EPOCH, guard_s=0, voice=StillVoice())
    window.resize(panel.width, panel.height)
    return window


def show(window: KioskWindow, sample: Sample) -> None:
    """Bring the sample to the window, with what is typed so far and the menu if it stands over it."""
    screen = sample.screen
    if sample.seconds is not None:
        screen = replace(screen, closes_at=EPOCH + sample.seconds)
    window.forget()
    window.prepare_draft(screen, sample.draft)
    window.show_screen(screen)
    if sample.menu != _menu_stands(window):
        window.toggle_menu()


def _menu_stands(window: KioskWindow) -> bool:
    return window.frame is not None and isinstance(window.frame.overlay, Menu)


def pages(window: KioskWindow) -> Iterator[int]:
    """Turns to every page of what is shown, and yields its number from 1. An overlay hides the pages: then it is
    one."""
    frame = window.frame
    many = len(frame.pages.pages) if frame is not None and frame.overlay is None else 1
    for page in range(many):
        if frame is not None and many > 1:
            frame.pages.turn(page)
        yield page + 1


def render(window: KioskWindow, sample: Sample) -> QPixmap:
    """Its first page."""
    show(window, sample)
    return window.grab()


def render_folder(out: Path, setting: Setting, names: Sequence[str] = ()) -> int:
    """Writes ``<folder>/<sample>.png`` for each page (``.2.png`` from the second on) of every sample, or of those with
    these ``names``. Returns how many. Raises OSError if one can not be written."""
    folder = out / setting.folder
    folder.mkdir(parents=True, exist_ok=True)
    window, count = window_for(setting.panel, setting.view), 0
    for sample in samples():
        if names and sample.name not in names:
            continue
        show(window, sample)
        for page in pages(window):
            path = folder / (f"{sample.name}.png" if page == 1 else f"{sample.name}.{page}.png")
            if not window.grab().save(str(path), "PNG", _FAST):
                raise OSError(f"can not write {path}")
            count += 1
    window.deleteLater()
    return count
