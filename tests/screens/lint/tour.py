"""Everything is looked at: every view in every setting, every control in its states, every screen in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import PANELS
from kiosk.ui.samples import Sample, samples
from kiosk.ui.theme import Contrast
from tests.screens.lint.rules import CONTROL_RULES, RULES, SAMPLE_RULES
from tests.screens.lint.stage import Round, Stage, rounds
from tests.screens.lint.states import states
from tests.screens.lint.view import Box, View


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


def check(view: View, of: Round, *, only_colours: bool = False) -> list[Problem]:
    return [
        Problem(name, of.name, placed(view), named(widget), what)
        for name, rule in RULES.items()
        if rule.of_colour or not only_colours
        for widget, what in rule.check(view)
    ]


def placed(view: View) -> str:
    where = view.where
    return " ".join(
        part for part in (where.sample, f"page {where.page + 1}", where.over, where.settings.contrast.value) if part
    )


def named(widget: QWidget | None) -> str:
    if widget is None:
        return ""
    return f"{type(widget).__name__} {widget.objectName()}".strip()


def go(of: Round, chosen: Sequence[Sample] | None = None) -> Tally:
    """Looks at every sample in every theme. A theme changes one word (that of its own switch) and no place: the panels
    of the pictures are laid out in each theme, the others are laid out once and painted in each."""
    found = samples() if chosen is None else chosen
    again = of.panel in PANELS and not of.settings.voice and not of.settings.low
    tally = _look(of, of.settings, found, None if again else Contrast.HIGH)
    if again:
        tally.add(_look(of, replace(of.settings, contrast=Contrast.HIGH), found, None))
    return tally


def _look(of: Round, settings: ViewSettings, chosen: Sequence[Sample], painted_in: Contrast | None) -> Tally:
    tally = Tally()
    stage = Stage(replace(of, settings=settings))
    for sample, first in _kinds(chosen):
        for view in stage.views(sample, over=first):
            tally.views += 1
            tally.problems += check(view, of)
            if painted_in is not None:
                tally.views += 1
                tally.problems += check(stage.in_theme(view, painted_in), of, only_colours=True)
    stage.close()
    return tally


def _kinds(chosen: Sequence[Sample]) -> Iterator[tuple[Sample, bool]]:
    """Each with whether it is the first of its kind of screen: menu and question are the same over all of a kind (where
    the question says more there is a sample of it)."""
    seen: set[type] = set()
    for sample in chosen:
        yield sample, type(sample.screen) not in seen
        seen.add(type(sample.screen))


def go_states(of: Round, chosen: Sequence[Sample] | None = None) -> Tally:
    """Looks at every kind of control in each of its states; two of a kind paint the same things in the same
    colours."""
    tally, seen = Tally(), set()
    for contrast in Contrast:
        stage = Stage(replace(of, settings=replace(of.settings, contrast=contrast)))
        for place, sample in enumerate(samples() if chosen is None else chosen):
            for view in stage.views(sample, over=place == 0):
                for box in view.usable:
                    kind = (contrast, *_kind(view, box))
                    if isinstance(box.widget, QAbstractButton) and kind not in seen:
                        seen.add(kind)
                        found = states(stage, view, box.widget)
                        tally.views += len(found)
                        tally.problems += [
                            Problem(name, of.name, placed(view), named(widget), what)
                            for name, rule in CONTROL_RULES.items()
                            for widget, what in rule(box, found)
                        ]
        stage.close()
    return tally


def _kind(view: View, box: Box) -> tuple[object, ...]:
    own = {(type(mark).__name__, mark.color.name()) for mark in view.marks if mark.widget is box.widget}
    return type(box.widget).__name__, frozenset(own)


def go_usage(of: Round, chosen: Sequence[Sample] | None = None) -> Tally:
    """Uses every screen."""
    tally, stage = Tally(), Stage(of)
    for sample in samples() if chosen is None else chosen:
        if sample.menu:
            continue  # the screen under it is a sample of its own
        tally.views += 1
        tally.problems += [
            Problem(name, of.name, sample.name, named(widget), what)
            for name, rule in SAMPLE_RULES.items()
            for widget, what in rule(stage, sample)
        ]
    stage.close()
    return tally


KINDS = {"views": go, "states": go_states, "usage": go_usage}


def work() -> list[tuple[str, Round]]:
    """What there is to do, in pieces for several processes: kind and round. How a control looks in a state and what a
    screen does depend on nothing of the view: one round shows it, in portrait."""
    plain = next(of for of in rounds() if of.plain)
    return [("states", plain), ("usage", plain), *(("views", of) for of in rounds())]


def go_alone(kind: str, of: Round, names: Sequence[str]) -> Tally:
    """In a process that has no QApplication yet. ``names``: of samples; empty: all."""
    application = QApplication.instance() or QApplication(["lint"])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of application runs in this process")
    return KINDS[kind](of, [sample for sample in samples() if not names or sample.name in names])
