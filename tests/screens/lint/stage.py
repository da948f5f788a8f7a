"""The machine in one setting, and every view that a citizen can come to on it: sample × page × what stands over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.core.presses import CancelPressed, CitizenFact
from kiosk.ui.kit import Kit, ViewSettings
from kiosk.ui.pictures import EPOCH, PANELS, Panel, window_for
from kiosk.ui.samples import Sample
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast, Theme
from tests.screens.lint.view import View, Where

ALL_PANELS = (*PANELS, Panel(1080, 1920, 22.0), Panel(1280, 1024, 27.0))
_MOST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Round:
    """One setting of the machine, on which every sample is looked at."""

    panel: Panel
    settings: ViewSettings

    @property
    def plain(self) -> bool:
        """No aid is on."""
        return self.settings == ViewSettings()

    @property
    def name(self) -> str:
        view = self.settings
        aids = ["low"] * view.low + ["voice"] * view.voice
        panel = f"{self.panel.name}@{self.panel.inches:.0f}"
        return "-".join([panel, view.language.value, f"{view.text_scale * 100:.0f}", *aids])


def rounds() -> list[Round]:
    """Everything by everything; the caption of the voice on one panel of each orientation, in English where it has the
    least room."""
    everywhere = [
        Round(panel, ViewSettings(language, scale, low=low))
        for panel, language, scale, low in product(ALL_PANELS, Language, (1.0, 2.0), (False, True))
    ]
    captions = [*product([Language.KO], (1.0, 2.0), (False, True)), (Language.EN, 2.0, True)]
    spoken = [
        Round(panel, ViewSettings(language, scale, low=low, voice=True))
        for panel, (language, scale, low) in product(PANELS, captions)
    ]
    return [*everywhere, *spoken]


class Stage:
    """A window on which samples are shown, and the hand that turns the pages."""

    def __init__(self, of: Round) -> None:
        self.round = of
        self.posted: list[CitizenFact] = []
        self.window = window_for(of.panel, of.settings)
        self.window.post = self.posted.append
        self.window.show()
        QCoreApplication.processEvents()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        _really_delete()

    def views(self, sample: Sample, *, over: bool = False) -> Iterator[View]:
        """The sample's pages. With ``over`` also the menu of the 취소 key and, where time can run out, the question."""
        self.show(sample)
        yield from self._pages(self.where(sample, "menu" if sample.menu else ""))
        if over and not sample.menu:
            if not self.opens_menu():
                raise RuntimeError(f"{sample.name}: 취소 opens no menu")
            yield from self._pages(self.where(sample, "menu"))
            self.key(Qt.Key.Key_Escape)
        if over and sample.seconds is not None and not sample.screen.warning:
            self.show(replace(sample, screen=replace(sample.screen, warning=True)))
            yield View(self.window, self.where(sample, "question"))

    def in_theme(self, view: View, contrast: Contrast) -> View:
        """The same view in other colours: painted again, not laid out again."""
        kits = {kit for part in self.window.findChildren(QWidget) if isinstance(kit := getattr(part, "kit", None), Kit)}
        before = {kit: kit.theme for kit in kits}
        for kit in kits:
            kit.theme = Theme(contrast)
        try:
            return View(self.window, replace(view.where, settings=replace(view.where.settings, contrast=contrast)))
        finally:
            for kit, theme in before.items():
                kit.theme = theme

    def show(self, sample: Sample) -> None:
        """From its first page, with what is typed so far."""
        screen = sample.screen
        if sample.seconds is not None:
            screen = replace(screen, closes_at=EPOCH + sample.seconds)
        self.window.prepare_draft(screen, sample.draft)
        self.window.show_screen(screen)
        if sample.menu:
            self.key(Qt.Key.Key_Escape)
        self.posted.clear()
        _really_delete()

    def opens_menu(self) -> bool:
        """취소 was pressed and did not end the visit at once."""
        self.key(Qt.Key.Key_Escape)
        return not any(isinstance(fact, CancelPressed) for fact in self.posted)

    def key(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        QTest.keyClick(self.window if focused is None else focused, key)

    def control(self, name: str) -> QAbstractButton | None:
        """The one in sight with this object name."""
        found = [button for button in self.window.findChildren(QAbstractButton, name) if button.isVisible()]
        return found[0] if found else None

    def where(self, sample: Sample, over: str = "") -> Where:
        settings = self.window.view_settings
        return Where(sample.name, sample.screen, settings, self.round.panel.ppi, over=over, seconds=sample.seconds)

    def _pages(self, where: Where) -> Iterator[View]:
        first = View(self.window, where)
        yield first
        for page in range(1, _MOST_PAGES):
            if not self._turn("page.after"):
                break
            view = View(self.window, replace(where, page=page))
            if view.said == first.said:  # it went round
                return
            yield view
        while self._turn("page.before"):  # a screen that is shown once more stays on its page and in its menu
            pass

    def _turn(self, name: str) -> bool:
        button = self.control(name)
        if button is None or not button.isEnabled():
            return False
        button.click()
        return True


def _really_delete() -> None:
    """What was to be deleted later, now: no event loop runs here that would."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
