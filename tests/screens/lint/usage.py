"""A screen that is used: what its controls do, and that it stands still when nobody does anything."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QAbstractAnimation, QTimer
from PySide6.QtGui import QAccessible, QMovie
from PySide6.QtWidgets import QAbstractButton, QGraphicsEffect

from kiosk.core.presses import HelpPressed, MoreTimePressed
from kiosk.core.screens import NoticeScreen, TakeScreen, ThanksScreen
from kiosk.ui.samples import Sample
from tests.screens.lint.rules import Wrong, sample_rule
from tests.screens.lint.stage import Stage
from tests.screens.lint.states import shapes
from tests.screens.lint.view import Box, View, interface

_LONG_S = 30
"""A timer that fires later than this is no movement."""


@sample_rule("time-extendable")
def time_extendable(stage: Stage, sample: Sample) -> Wrong:
    """Where time runs out in mid-visit, it is asked before the end whether one wants more, and one press gives it."""
    if sample.seconds is None or _is_over(sample):
        return
    stage.show(replace(sample, screen=replace(sample.screen, warning=True)))
    for button in stage.window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and button.objectName() == "more.yes":
            button.click()
    if not any(isinstance(fact, MoreTimePressed) for fact in stage.posted):
        yield None, "no control asks for more time"


def _is_over(sample: Sample) -> bool:
    """Nothing is lost when it closes: what was asked for is done or can not be done."""
    screen = sample.screen
    return isinstance(screen, ThanksScreen | TakeScreen) or (
        isinstance(screen, NoticeScreen) and not screen.back_to_choice
    )


@sample_rule("staff-call-works")
def staff_call_works(stage: Stage, sample: Sample) -> Wrong:
    """도움 요청 calls for help from every screen with one press."""
    stage.show(sample)
    button = stage.control("help")
    if button is not None:
        button.click()
    if not any(isinstance(fact, HelpPressed) for fact in stage.posted):
        yield button, "no control calls for help"


@sample_rule("checked")
def checked(stage: Stage, sample: Sample) -> Wrong:
    """What can be on or off says which it is by a word or a shape, not by a colour alone, and says so to an
    accessibility tool."""
    stage.show(sample)
    before = {box.widget.objectName(): (box, view) for box, view in _checkable(stage, sample)}
    shown = {name: (shapes(view, box), interface(box.widget).state().checked) for name, (box, view) in before.items()}
    for name, (shape, on) in shown.items():
        stage.show(sample)
        button = stage.control(name)
        if button is None:
            yield None, f"{name} went away"
            continue
        if on and interface(button).role() == QAccessible.Role.RadioButton:
            continue  # it stays on: another of them is chosen instead
        button.click()
        for box, view in _checkable(stage, sample):
            if box.widget.objectName() == name:
                if shapes(view, box) == shape:
                    yield box.widget, "on and off differ by colours only"
                if interface(box.widget).state().checked == on:
                    yield box.widget, "does not say whether it is on"


def _checkable(stage: Stage, sample: Sample) -> list[tuple[Box, View]]:
    view = View(stage.window, stage.where(sample))
    return [(box, view) for box in view.usable if interface(box.widget).state().checkable]


@sample_rule("still")
def still(stage: Stage, sample: Sample) -> Wrong:
    """Nothing moves, blinks or changes by itself: no animation is there, and no timer paints anything but the seconds
    that are left."""
    stage.show(sample)
    for moving in (QAbstractAnimation, QMovie, QGraphicsEffect):
        for found in stage.window.findChildren(moving):
            yield None, f"has a {type(found).__name__}"
    before = _painted(stage, sample)
    for timer in stage.window.findChildren(QTimer):
        if timer.isActive() and timer.interval() < _LONG_S * 1000:
            timer.timeout.emit()
    if _painted(stage, sample) != before:
        yield None, "a timer changes what is shown while the clock stands still"


def _painted(stage: Stage, sample: Sample) -> list[tuple[object, ...]]:
    view = View(stage.window, stage.where(sample))
    return [(type(mark).__name__, mark.rect, mark.color.name()) for mark in view.marks]
