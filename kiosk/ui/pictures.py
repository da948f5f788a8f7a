"""``kiosk screens --out DIR``: every sample screen as a PNG, for every size, language and contrast that is asked
for."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from kiosk.core.facts import CitizenFact
from kiosk.ui.kit import ViewSettings
from kiosk.ui.samples import Sample, samples
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast, Metrics
from kiosk.ui.window import KioskWindow

EPOCH = 1000.0
"""The still clock of the pictures."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A screen to draw for: pixels, and the diagonal in inches that makes them millimetres."""

    width: int
    height: int
    inches: float

    @property
    def name(self) -> str:
        """As an option and a folder has it."""
        return f"{self.width}x{self.height}"

    @property
    def ppi(self) -> float:
        return Metrics.of_panel(self.width, self.height, self.inches).ppi


PANELS = (Panel(1080, 1920, 27.0), Panel(1280, 1024, 22.0))
THEMES = {"light": Contrast.LIGHT, "high-contrast": Contrast.HIGH}


def no_post(fact: CitizenFact) -> None:
    """Pictures are not pressed."""


def window_for(panel: Panel, view: ViewSettings) -> KioskWindow:
    window = KioskWindow(no_post, ppi=panel.ppi, defaults=view, clock=lambda: EPOCH, guard_s=0)
    window.resize(panel.width, panel.height)
    return window


def show(window: KioskWindow, sample: Sample) -> None:
    """Bring the sample to the window, with what is typed so far."""
    screen = sample.screen
    if sample.seconds is not None:
        screen = replace(screen, closes_at=EPOCH + sample.seconds)
    window.forget()
    window.prepare_draft(screen, sample.draft)
    window.show_screen(screen)


def render(window: KioskWindow, sample: Sample) -> QPixmap:
    show(window, sample)
    return window.grab()


def render_all(
    out: Path,
    panels: Sequence[Panel] = PANELS,
    languages: Sequence[Language] = tuple(Language),
    themes: Sequence[str] = tuple(THEMES),
    scales: Sequence[float] = (1.0,),
    names: Sequence[str] = (),
) -> Iterator[Path]:
    """Writes ``<size>-<language>-<theme>[-200]/<sample>.png``; yields each path. Raises OSError if it can not be
    written."""
    chosen = [sample for sample in samples() if not names or sample.name in names]
    for panel, language, theme, scale in itertools.product(panels, languages, themes, scales):
        folder = out / f"{panel.name}-{language.value}-{theme}{'' if scale == 1 else f'-{scale:.0%}'[:-1]}"
        folder.mkdir(parents=True, exist_ok=True)
        window = window_for(panel, ViewSettings(language, scale, THEMES[theme]))
        for sample in chosen:
            path = folder / f"{sample.name}.png"
            if not render(window, sample).save(str(path)):
                raise OSError(f"can not write {path}")
            yield path
        window.deleteLater()


def main(argv: Sequence[str]) -> int:
    """An option left out means all its values (text size: normal). Exit status 0, or 1 with what could not be
    written."""
    parser = argparse.ArgumentParser(prog="kiosk screens", description="Draw every screen as a PNG.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pictures go")
    parser.add_argument("--size", choices=[panel.name for panel in PANELS], action="append", help="pixels")
    parser.add_argument("--lang", choices=[language.value for language in Language], action="append")
    parser.add_argument("--mode", choices=list(THEMES), action="append", help="colours")
    parser.add_argument("--text", type=int, choices=(100, 200), action="append", help="percent; 100 if left out")
    parser.add_argument("--screen", choices=[sample.name for sample in samples()], action="append", metavar="NAME")
    options = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["kiosk screens"])
    try:
        paths = list(
            render_all(
                options.out,
                [panel for panel in PANELS if not options.size or panel.name in options.size],
                [Language(value) for value in options.lang or list(Language)],
                options.mode or tuple(THEMES),
                [percent / 100 for percent in options.text or [100]],
                options.screen or (),
            )
        )
    except OSError as problem:
        sys.stderr.write(f"kiosk screens: {problem}\n")
        return 1
    finally:
        application.processEvents()
    sys.stdout.write(f"{len(paths)} pictures in {options.out}\n")
    return 0
