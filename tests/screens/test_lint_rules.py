"""Each rule of the lint finds what it is for: a violation is planted in a screen that is in order, and seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPropertyAnimation, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from kiosk.ui.fonts import FAMILY
from kiosk.ui.kit import ViewSettings
from kiosk.ui.samples import Sample, samples
from kiosk.ui.speakable import Speech, mark
from tests.screens.lint import CONTROL_RULES, RULES, SAMPLE_RULES, Stage, View, requirements, rounds
from tests.screens.lint.states import states

SAMPLES = {sample.name: sample for sample in samples()}
ORDERLY = "confirm"
"""A screen with room below its content, where things can be planted."""

_OPEN = QPoint(300, 1000)
"""Inside that room, on the portrait panel."""


@pytest.fixture
def stage(qapp: QApplication) -> Iterator[Stage]:
    made = Stage(next(of for of in rounds() if of.plain))
    made.show(SAMPLES[ORDERLY])
    yield made
    made.close()


class Painted(QPushButton):
    """A button that paints what a test tells it to."""

    def __init__(self, stage: Stage, paint: Callable[[QPainter, QWidget], None], text: str = "") -> None:
        super().__init__(text, stage.window.frame)
        self.paint = paint
        self.setAccessibleName("무엇")
        self.setAccessibleDescription("무엇을 합니다.")
        self.setObjectName("planted")
        self.setGeometry(QRect(_OPEN.x(), _OPEN.y(), 400, 120))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self)
        painter.end()


def letters(painter: QPainter, text: str = "글자", pixels: int = 60, color: str = "#000000", x: int = 20) -> None:
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(QPoint(x, 80), text)


def plain(painter: QPainter, widget: QWidget, ground: str = "#ffffff", color: str = "#000000") -> None:
    painter.fillRect(widget.rect(), QColor(ground))
    letters(painter, color=color)


def _view(stage: Stage, sample: str = ORDERLY, settings: ViewSettings | None = None) -> View:
    where = stage.where(SAMPLES[sample])
    return View(stage.window, where if settings is None else replace(where, settings=settings))


def _found(stage: Stage, rule: str, settings: ViewSettings | None = None) -> list[str]:
    return [what for _, what in RULES[rule].check(_view(stage, settings=settings))]


def _planted(stage: Stage, paint: Callable[[QPainter, QWidget], None] = plain, text: str = "") -> Painted:
    return Painted(stage, paint, text)


def _place(stage: Stage, x: int, y: int, width: int, height: int) -> Painted:
    button = _planted(stage)
    button.setGeometry(x, y, width, height)
    return button


# --- what is planted for each rule ------------------------------------------------------------------------------------


def _small_letters(stage: Stage) -> None:
    _planted(stage, lambda painter, _: letters(painter, pixels=40))


def _small_control(stage: Stage) -> None:
    _place(stage, _OPEN.x(), _OPEN.y(), 200, 30)


def _close_controls(stage: Stage) -> None:
    _place(stage, _OPEN.x(), _OPEN.y(), 200, 100)
    _place(stage, _OPEN.x() + 205, _OPEN.y(), 200, 100)


def _cut_words(stage: Stage) -> None:
    _planted(stage).resize(60, 120)


def _left_out_words(stage: Stage) -> None:
    _planted(stage, plain, "글자 그리고 다른 것")


def _words_on_words(stage: Stage) -> None:
    def twice(painter: QPainter, widget: QWidget) -> None:
        letters(painter)
        letters(painter, "다른", x=40)

    _planted(stage, twice)


def _line_through_words(stage: Stage) -> None:
    def crossed(painter: QPainter, widget: QWidget) -> None:
        letters(painter)
        painter.setPen(QPen(QColor("black"), 4))
        painter.drawLine(0, 60, 300, 60)

    _planted(stage, crossed)


def _half_hidden_words(stage: Stage) -> None:
    def hidden(painter: QPainter, widget: QWidget) -> None:
        letters(painter)
        painter.fillRect(QRect(0, 0, 60, 120), QColor("white"))

    _planted(stage, hidden)


def _covered_control(stage: Stage) -> None:
    button = _planted(stage)
    veil = QWidget(stage.window.frame)
    veil.setGeometry(button.geometry().adjusted(0, 0, -300, 0))
    veil.show()


def _pale_words(stage: Stage) -> None:
    _planted(stage, lambda painter, widget: plain(painter, widget, color="#8a8a8a"))


def _half_clear_words(stage: Stage) -> None:
    def faint(painter: QPainter, widget: QWidget) -> None:
        painter.setOpacity(0.4)
        letters(painter)

    _planted(stage, faint)


def _words_over_an_edge(stage: Stage) -> None:
    def edge(painter: QPainter, widget: QWidget) -> None:
        painter.fillRect(QRect(0, 0, 60, 120), QColor("#333333"))
        letters(painter)

    _planted(stage, edge)


def _gradient(stage: Stage) -> None:
    def shaded(painter: QPainter, widget: QWidget) -> None:
        gradient = QLinearGradient(0, 0, 400, 0)
        gradient.setColorAt(1, QColor("white"))
        painter.fillRect(widget.rect(), gradient)

    _planted(stage, shaded)


def _pale_arrow(stage: Stage) -> None:
    def arrow(painter: QPainter, widget: QWidget) -> None:
        plain(painter, widget)
        painter.setPen(QPen(QColor("#cccccc"), 4))
        painter.drawPolyline([QPoint(300, 40), QPoint(330, 60), QPoint(300, 80)])

    _planted(stage, arrow)


def _red_on_green(stage: Stage) -> None:
    _planted(stage, lambda painter, widget: plain(painter, widget, "#00c800", "#c80000"))


def _yellow_on_blue(stage: Stage) -> None:
    _planted(stage, lambda painter, widget: plain(painter, widget, "#0000c8", "#ffff00"))


def _lamps(stage: Stage) -> None:
    def lamps(painter: QPainter, widget: QWidget) -> None:
        painter.fillRect(QRect(0, 0, 50, 50), QColor("#267337"))
        painter.fillRect(QRect(100, 0, 50, 50), QColor("#9e6a00"))

    _planted(stage, lamps)


def _nameless(stage: Stage) -> None:
    _planted(stage).setAccessibleName("")


def _named_by_a_sign(stage: Stage) -> None:
    _planted(stage).setAccessibleName("→")


def _no_title(stage: Stage) -> None:
    stage.window.setWindowTitle("")


def _not_described(stage: Stage) -> None:
    _planted(stage).setAccessibleDescription("")


def _no_role(stage: Stage) -> None:
    made = QWidget(stage.window.frame)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setGeometry(QRect(_OPEN.x(), _OPEN.y(), 400, 120))
    made.show()


def _no_focus(stage: Stage) -> None:
    _planted(stage).setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _wrong_order(stage: Stage) -> None:
    planted = _planted(stage)
    assert stage.window.frame is not None
    QWidget.setTabOrder(stage.window.frame.controls()[-1], planted)


def _sign_only(stage: Stage) -> None:
    _planted(stage, lambda painter, _: letters(painter, "→"))


def _no_help(stage: Stage) -> None:
    button = stage.control("help")
    assert button is not None
    button.hide()


def _high_control(stage: Stage) -> None:
    _place(stage, _OPEN.x(), 200, 400, 120)


def _hidden_time(stage: Stage) -> None:
    assert stage.window.frame is not None
    for label in stage.window.frame.findChildren(QLabel):
        if "57" in label.text():
            label.setText("곧 끝남")


def _secret_name(stage: Stage) -> None:
    planted = _planted(stage, plain, "비밀-9931")
    mark(planted, Speech.SECRET)
    planted.setAccessibleName("비밀-9931")


def _resident_number(stage: Stage) -> None:
    _planted(stage).setToolTip("990105-1234567")


PLANTED: list[tuple[str, Callable[[Stage], None]]] = [
    ("letters", _small_letters),
    ("control-size", _small_control),
    ("gaps", _close_controls),
    ("clipped", _cut_words),
    ("whole-text", _left_out_words),
    ("overlap", _words_on_words),
    ("overlap", _line_through_words),
    ("overlap", _half_hidden_words),
    ("in-reach", _covered_control),
    ("contrast", _pale_words),
    ("contrast", _half_clear_words),
    ("contrast", _words_over_an_edge),
    ("plain-ground", _gradient),
    ("shape-contrast", _pale_arrow),
    ("hues", _red_on_green),
    ("hues", _yellow_on_blue),
    ("colour-alone", _lamps),
    ("accessible-name", _nameless),
    ("accessible-name", _named_by_a_sign),
    ("accessible-name", _no_title),
    ("accessible-role", _no_role),
    ("accessible-role", _no_focus),
    ("accessible-description", _not_described),
    ("focus-order", _wrong_order),
    ("words-with-symbols", _sign_only),
    ("staff-call", _no_help),
    ("low-line", _high_control),
    ("time-shown", _hidden_time),
    ("personal-data", _secret_name),
    ("personal-data", _resident_number),
]


@pytest.mark.parametrize(("rule", "plant"), PLANTED, ids=lambda value: str(getattr(value, "__name__", value)))
def test_a_violation_is_found(stage: Stage, rule: str, plant: Callable[[Stage], None]) -> None:
    settings = ViewSettings(low=True) if rule == "low-line" else None
    before = len(_found(stage, rule, settings))
    plant(stage)
    assert len(_found(stage, rule, settings)) > before


def test_every_rule_of_a_view_has_its_violation() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)
    assert all(requirements().values())


# --- controls in their states ---------------------------------------------------------------------------------------


def _colours_only(painter: QPainter, widget: QWidget) -> None:
    assert isinstance(widget, Painted)
    plain(painter, widget, "#b1cefb" if widget.isDown() else "#ecf2fe")


def _pale_when_pressed(painter: QPainter, widget: QWidget) -> None:
    assert isinstance(widget, Painted)
    plain(painter, widget, "#444444" if widget.isDown() else "#ffffff")


def _pale_ring(painter: QPainter, widget: QWidget) -> None:
    plain(painter, widget)
    if widget.hasFocus():
        painter.setPen(QPen(QColor("#dddddd"), 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(widget.rect().adjusted(4, 4, -4, -4))


STATES: list[tuple[str, Callable[[QPainter, QWidget], None], str]] = [
    ("states", _colours_only, "at rest and pressed"),
    ("state-contrast", _pale_when_pressed, "pressed: "),
    ("focus-ring", plain, "no ring"),
    ("focus-ring", _pale_ring, "from the control by"),
]


@pytest.mark.parametrize(("rule", "paint", "said"), STATES, ids=[f"{rule}-{said}" for rule, _, said in STATES])
def test_a_control_that_fails_in_a_state_is_found(
    stage: Stage, rule: str, paint: Callable[[QPainter, QWidget], None], said: str
) -> None:
    button = _planted(stage, paint)
    stage.window.activateWindow()
    view = _view(stage)
    (box,) = (box for box in view.usable if box.widget is button)
    assert any(said in what for _, what in CONTROL_RULES[rule](box, states(stage, view, button)))


def test_every_rule_of_a_control_has_its_violation() -> None:
    assert {rule for rule, _, _ in STATES} == set(CONTROL_RULES)


# --- screens in use -------------------------------------------------------------------------------------------------


def _used(stage: Stage, rule: str, sample: Sample) -> list[str]:
    return [what for _, what in SAMPLE_RULES[rule](stage, sample)]


def test_a_limit_that_can_not_be_extended_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _used(stage, "time-extendable", SAMPLES[ORDERLY])
    monkeypatch.setattr(stage.window, "post", lambda fact: None)
    assert _used(stage, "time-extendable", SAMPLES[ORDERLY])


def test_a_staff_call_that_calls_nobody_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _used(stage, "staff-call-works", SAMPLES[ORDERLY])
    monkeypatch.setattr(stage.window, "post", lambda fact: None)
    assert _used(stage, "staff-call-works", SAMPLES[ORDERLY])


def test_what_moves_is_found(stage: Stage) -> None:
    assert not _used(stage, "still", SAMPLES[ORDERLY])
    QPropertyAnimation(stage.window)
    assert _used(stage, "still", SAMPLES[ORDERLY])


def test_what_blinks_is_found(stage: Stage) -> None:
    timer = QTimer(stage.window)
    timer.timeout.connect(lambda: _planted(stage))
    timer.start(500)
    assert _used(stage, "still", SAMPLES[ORDERLY])


def test_a_check_that_shows_nothing_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _used(stage, "checked", SAMPLES["options"])
    monkeypatch.setattr(stage.window, "redraw", lambda: None)
    assert _used(stage, "checked", SAMPLES["options"])


def test_every_rule_of_a_screen_has_its_violation() -> None:
    assert set(SAMPLE_RULES) == {"time-extendable", "staff-call-works", "still", "checked"}
