"""A child with both hands: whatever is touched and pressed, in any order and at any speed, each screen gives one fact
at most, none is given for a screen that is gone, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.core.presses import ApplicationRemoved, CitizenFact, MoreTimePressed
from kiosk.core.screens import ConfirmScreen
from kiosk.ui.kit import ViewSettings
from kiosk.ui.pictures import EPOCH, PANELS, Panel
from kiosk.ui.samples import Sample
from kiosk.ui.window import KioskWindow
from tests.screens.conftest import SAMPLES, Stand

WALK = (
    *("start", "choose", "insert-card", "pin", "person", "parcel-dong", "options", "options-household"),
    *("options-person-each", "confirm-exempt", "exemption", "consent-livelihood", "confirm-several"),
    *("pay", "pay-warning", "trouble-E04", "take-slip-printing"),
)
KEYS = [
    *(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10)),
    Qt.Key.Key_Return,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Escape,
]

POINTS = st.builds(QPoint, st.integers(0, PANELS[1].width - 1), st.integers(0, PANELS[1].height - 1))
DEEDS = st.one_of(
    st.tuples(st.just("down"), POINTS),
    st.tuples(st.just("move"), POINTS),
    st.tuples(st.just("up"), POINTS),
    st.tuples(st.just("tap"), POINTS),
    st.tuples(st.just("control"), st.integers(0, 40)),
    st.tuples(st.just("double"), st.integers(0, 40)),
    st.tuples(st.just("key"), st.sampled_from(KEYS)),
    st.tuples(st.just("answer"), st.just(None)),
    st.tuples(st.just("wait"), st.sampled_from([0.05, 0.2, 0.5])),
)


class Clerk:
    """Answers each fact that it takes with the next screen of the walk, when it is told to. Like the core it takes one
    fact for each number; unlike the core it complains of a second."""

    def __init__(self) -> None:
        self.number = 0
        self.taken: list[tuple[int, CitizenFact]] = []
        self.wrong: list[str] = []
        self.waiting = False
        self.now = EPOCH

    def post(self, fact: CitizenFact) -> None:
        if isinstance(fact, MoreTimePressed):
            if fact.screen != self.number:
                self.wrong.append(f"{fact} at {self.number}")
            return
        if fact.screen != self.number or self.waiting:
            self.wrong.append(f"{fact} at {self.number}, waiting: {self.waiting}")
        self.taken.append((self.number, fact))
        self.waiting = True

    def sample(self) -> Sample:
        return SAMPLES[WALK[self.number % len(WALK)]]

    def show(self, window: KioskWindow) -> None:
        self.number, self.waiting = self.number + 1, False
        sample = self.sample()
        screen = replace(sample.screen, number=self.number, closes_at=self.now + 60)
        window.show_screen(screen)


def _do(window: KioskWindow, clerk: Clerk, deed: str, what: object) -> None:
    glass, left, plain = window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    controls = window.frame.controls() if window.frame is not None else []
    if isinstance(what, int) and deed in ("control", "double"):
        button = controls[what % len(controls)]
        point = button.mapTo(window, button.rect().center())
        QTest.mouseClick(glass, left, plain, point)
        if deed == "double":
            QTest.mouseDClick(glass, left, plain, point)
    elif isinstance(what, QPoint):
        touch = {"down": QTest.mousePress, "up": QTest.mouseRelease, "tap": QTest.mouseClick}
        if deed == "move":
            QTest.mouseMove(glass, what)
        else:
            touch[deed](glass, left, plain, what)
    elif isinstance(what, Qt.Key):
        QTest.keyClick(QApplication.focusWidget() or window, what)
    elif isinstance(what, float):
        clerk.now += what
    elif clerk.waiting:
        clerk.show(window)


@pytest.mark.parametrize(
    "view", [ViewSettings(), ViewSettings(text_scale=2.0, low=True, voice=True)], ids=["plain", "all"]
)
def test_one_fact_for_each_screen_whatever_is_done(stand: Callable[..., Stand], view: ViewSettings) -> None:
    table = stand(PANELS[1], view, guard_s=0.35)
    window = table.window

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.lists(DEEDS, min_size=5, max_size=60))
    def hammer(deeds: list[tuple[str, object]]) -> None:
        clerk = Clerk()
        window.post, window.clock = clerk.post, lambda: clerk.now
        window.forget()
        clerk.show(window)
        for deed, what in deeds:
            _do(window, clerk, deed, what)
            assert not clerk.wrong
        numbers = [number for number, _ in clerk.taken]
        assert numbers == sorted(set(numbers))
        QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    hammer()


def test_two_fingers_press_one_button(stand: Callable[..., Stand]) -> None:
    """The second finger, or a palm beside the finger, is not heard."""
    table = stand()
    table.show("trouble-E04")
    retry, refund = table.middle("retry"), table.middle("refund")
    touch = QTest.touchEvent(table.window.windowHandle(), QTest.createTouchDevice())
    touch.press(0, retry).press(1, refund).commit()
    assert not table.posted
    touch.release(0, retry).release(1, refund).commit()
    assert len(table.posted) == 1


def test_a_finger_that_slides_to_another_button_presses_none(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("trouble-E04")
    glass, left, plain = table.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(glass, left, plain, table.middle("retry"))
    QTest.mouseMove(glass, table.middle("refund"))
    QTest.mouseRelease(glass, left, plain, table.middle("refund"))
    assert not table.posted
    assert not table.button("retry").looks_pressed


def test_a_finger_held_while_the_screen_changes_presses_nothing(stand: Callable[..., Stand]) -> None:
    table = stand()
    table.show("confirm")
    glass, left, plain = table.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    point = table.middle("confirm")
    QTest.mousePress(glass, left, plain, point)
    table.show("take")
    QTest.mouseRelease(glass, left, plain, point)
    assert not table.posted


@pytest.mark.parametrize(
    ("panel", "view", "key"),
    [
        (PANELS[0], ViewSettings(), "aid.contrast"),
        (PANELS[0], ViewSettings(), "aid.large"),
        (PANELS[1], ViewSettings(low=True), "menu"),
    ],
)
def test_the_second_tap_of_a_double_tap_on_an_aid_does_nothing(
    stand: Callable[..., Stand], panel: Panel, view: ViewSettings, key: str
) -> None:
    """Neither back again, nor whatever came to lie under the finger."""
    table = stand(panel, view, guard_s=0.35)
    table.show("confirm", closes_at=None)
    table.now[0] += 1
    point = table.middle(key)
    table.touch_at(point)
    changed = table.window.grab().toImage()
    table.now[0] += 0.2
    table.touch_at(point)
    assert table.window.grab().toImage() == changed
    assert not table.posted


def test_the_second_tap_does_not_take_out_the_document_that_moved_up(stand: Callable[..., Stand]) -> None:
    """The list is the same screen with a line less: what comes to lie under the finger is another document."""
    table = stand(guard_s=0.35)
    screen = table.show("confirm-several", closes_at=None)
    assert isinstance(screen, ConfirmScreen)
    table.now[0] += 1
    table.touch("remove.0")
    assert table.posted == [ApplicationRemoved(screen.number, 0)]
    table.window.show_screen(replace(screen, number=screen.number + 1, lines=screen.lines[1:]))
    table.now[0] += 0.2
    table.touch("remove.0")
    assert len(table.posted) == 1
    table.now[0] += 0.2
    table.touch("remove.0")
    assert table.posted[1:] == [ApplicationRemoved(screen.number + 1, 0)]
