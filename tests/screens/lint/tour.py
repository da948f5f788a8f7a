"""Every view that a citizen can come to: sample × page × what stands over it × panel × view settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.core.facts import CitizenFact
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import EPOCH, PANELS, Panel, window_for
from kiosk.ui.samples import Sample, samples
from kiosk.ui.strings import Language
from kiosk.ui.theme import Contrast, Theme
from tests.screens.lint.rules import RULES
from tests.screens.lint.view import View, Where

ALL_PANELS = (*PANELS, Panel(1080, 1920, 22.0), Panel(1280, 1024, 27.0))
_MOST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Round:
    """One setting of the machine, on which every sample is looked at."""

    panel: Panel
    settings: ViewSettings

    @property
    def name(self) -> str:
        view = self.settings
        aids = ["low"] * view.low + ["voice"] * view.voice
        panel = f"{self.panel.name}@{self.panel.inches:.0f}"
        return "-".join([panel, view.language.value, f"{view.text_scale * 100:.0f}", *aids])


def rounds() -> list[Round]:
    """Everything by everything; the caption of the voice on one panel of each orientation."""
    everywhere = [
        Round(panel, ViewSettings(language, scale, low=low))
        for panel, language, scale, low in product(ALL_PANELS, Language, (1.0, 2.0), (False, True))
    ]
    spoken = [
        Round(panel, ViewSettings(language, scale, low=low, voice=True))
        for panel, language, scale, low in product(PANELS, Language, (1.0, 2.0), (False, True))
    ]
    return [*everywhere, *spoken]


@dataclass(frozen=True, slots=True)
class Problem:
    rule: str
    round: str
    where: str
    """Sample, page, theme."""
    widget: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where} ({self.round}): {self.widget}{': ' if self.widget else ''}{self.what}"


@dataclass
class Tally:
    views: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.views += other.views
        self.problems += other.problems

    def __str__(self) -> str:
        return f"{self.views:,} views checked, {len(self.problems):,} problems"


def in_groups(problems: list[Problem]) -> list[str]:
    """The same wrong of the same widget in many views is one line."""
    groups: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.rule, problem.where.split(" ")[0], problem.widget].append(problem)
    return [f"{len(group):5} × {group[0]}" for _, group in sorted(groups.items())]


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

    def views(self, sample: Sample, *, menu: bool = False) -> Iterator[View]:
        """The sample's pages; then, where time can run out, the question; then the menu of the 취소 key."""
        self.show(sample)
        yield from self._pages(self._where(sample))
        if sample.seconds is not None and not sample.screen.warning:
            self.show(replace(sample, screen=replace(sample.screen, warning=True)))
            yield View(self.window, self._where(sample, "question"))
        if menu:
            self.show(sample)
            if self.opens_menu():
                yield from self._pages(self._where(sample, "menu"))
                self.key(Qt.Key.Key_Escape)

    def in_theme(self, view: View, contrast: Contrast) -> View:
        """The same view in other colours: painted again, not laid out again."""
        frame = self.window.frame
        if frame is None:
            raise LookupError("nothing is shown")
        kit, before = frame.kit, frame.kit.theme
        kit.theme = Theme(contrast)
        try:
            return View(self.window, replace(view.where, settings=replace(view.where.settings, contrast=contrast)))
        finally:
            kit.theme = before

    def show(self, sample: Sample) -> None:
        """From its first page, with what is typed so far."""
        screen = sample.screen
        if sample.seconds is not None:
            screen = replace(screen, closes_at=EPOCH + sample.seconds)
        self.window.prepare_draft(screen, sample.draft)
        self.window.show_screen(screen)
        self.posted.clear()
        _really_delete()

    def opens_menu(self) -> bool:
        """취소 was pressed and nothing was posted."""
        self.key(Qt.Key.Key_Escape)
        return not self.posted

    def key(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        QTest.keyClick(self.window if focused is None else focused, key)

    def control(self, name: str) -> QAbstractButton | None:
        """The one in sight with this object name."""
        found = [button for button in self.window.findChildren(QAbstractButton, name) if button.isVisible()]
        return found[0] if found else None

    def _where(self, sample: Sample, over: str = "") -> Where:
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
        while self._turn("page.before"):  # a screen that is shown once more stays on its page
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


def check(view: View, of: Round, *, only_colours: bool = False) -> list[Problem]:
    theme = view.where.settings.contrast.value
    place = f"{view.where.sample} page {view.where.page + 1}{' ' + view.where.over if view.where.over else ''} {theme}"
    return [
        Problem(rule.name, of.name, place, named(widget), what)
        for rule in RULES.values()
        if rule.of_colour or not only_colours
        for widget, what in rule.check(view)
    ]


def named(widget: QWidget | None) -> str:
    if widget is None:
        return ""
    return f"{type(widget).__name__} {widget.objectName()}".strip()


def go(of: Round, chosen: Sequence[Sample] | None = None) -> Tally:
    """Looks at every sample in every theme. A theme changes one word (that of its own switch) and no place: the panels
    of the pictures are laid out in each theme, the others are laid out once and painted in each."""
    found = samples() if chosen is None else chosen
    again = of.panel in PANELS and not of.settings.voice
    tally = _look(of, of.settings, found, None if again else Contrast.HIGH)
    if again:
        tally.add(_look(of, replace(of.settings, contrast=Contrast.HIGH), found, None))
    return tally


def _look(of: Round, settings: ViewSettings, chosen: Sequence[Sample], painted_in: Contrast | None) -> Tally:
    tally = Tally()
    stage = Stage(replace(of, settings=settings))
    menus: set[type] = set()
    for sample in chosen:
        menu = type(sample.screen) not in menus
        menus.add(type(sample.screen))
        for view in stage.views(sample, menu=menu):
            tally.views += 1
            tally.problems += check(view, of)
            if painted_in is not None:
                tally.views += 1
                tally.problems += check(stage.in_theme(view, painted_in), of, only_colours=True)
    stage.close()
    return tally


def go_alone(of: Round, names: Sequence[str]) -> Tally:
    """In a process that has no QApplication yet. ``names``: of samples; empty: all."""
    application = QApplication.instance() or QApplication(["lint"])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of application runs in this process")
    return go(of, [sample for sample in samples() if not names or sample.name in names])
