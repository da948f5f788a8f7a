"""The one window: shows the Screen values that the clerk sends, and sends the citizen's presses back as facts.

- One press per screen: after a fact is posted nothing is taken until the next Screen arrives (or ``answer_s`` has
  passed without one: a press that the core dropped must not leave a dead screen). The press carries the screen's
  number, so the core drops what was meant for a screen already gone.
- A finger that comes down within ``guard_s`` of a change of view was meant for the view before, and does nothing.
- What is typed lives in drafts, not in widgets. ``forget()`` drops it and gives back the district's view.
- Everything here runs in the GUI thread; other threads use :class:`ScreenBridge`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.core.facts import CancelPressed, CitizenFact, HelpPressed, MoreTimePressed
from kiosk.core.screens import ChooseScreen, OptionsScreen, ParcelScreen, Screen, StartScreen, ThanksScreen
from kiosk.ui import fonts
from kiosk.ui.draft import Draft
from kiosk.ui.frame import Frame, Presses
from kiosk.ui.kit import Kit, Place, ViewSettings
from kiosk.ui.parts.button import Button
from kiosk.ui.screens import view_of
from kiosk.ui.screens.base import ScreenView

GUARD_S = 0.35
"""Longer than the second tap of a double tap needs, shorter than reading a new screen takes."""
ANSWER_S = 2.0
TOUCH_EVERY_S = 10.0
"""While the citizen types, the core hears of it at most so often."""
VIEW_BACK_S = 60.0
"""A language or contrast chosen on the start screen and left alone for so long goes back to the default."""

_DIGITS = {Qt.Key(Qt.Key.Key_0 + digit): str(digit) for digit in range(10)}


class KioskWindow(QWidget):
    """``post`` takes the facts (any thread may own what is behind it); ``clock`` is the monotonic clock of
    ``closes_at``."""

    def __init__(
        self,
        post: Callable[[CitizenFact], None],
        *,
        ppi: float,
        place: Place | None = None,
        defaults: ViewSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
        guard_s: float = GUARD_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        super().__init__()
        fonts.load()
        self.post, self.ppi, self.clock = post, ppi, clock
        self.place = place or Place()
        self.defaults = defaults or ViewSettings()
        self.view_settings = self.defaults
        self.guard_s, self.answer_s = guard_s, answer_s
        self.screen_: Screen | None = None
        self.frame: Frame | None = None
        self.view: ScreenView[Any] | None = None
        self.ring = False
        self._drafts: dict[tuple[type[Screen], str], Draft] = {}
        self._kit: Kit | None = None
        self._waiting = False
        self._shown: tuple[object, ...] = ()
        self._changed_at = -math.inf
        self._touched_at = -math.inf
        self._digits = ""
        self._seconds = QTimer(self)
        self._seconds.setTimerType(Qt.TimerType.PreciseTimer)
        self._seconds.setSingleShot(True)
        self._seconds.timeout.connect(self._tick)
        self._answer = QTimer(self)
        self._answer.setSingleShot(True)
        self._answer.timeout.connect(self._unlock)
        self._view_back = QTimer(self)
        self._view_back.setSingleShot(True)
        self._view_back.timeout.connect(self._default_view)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def open(self, *, full_screen: bool, size: tuple[int, int] = (1080, 1920)) -> None:
        """On the kiosk: the whole screen and no pointer. Else a window of this size in pixels."""
        if full_screen:
            self.setCursor(Qt.CursorShape.BlankCursor)
            self.setGeometry(self.screen().geometry())  # a bare X server has no window manager to do it
            self.showFullScreen()
        else:
            self.resize(*size)
            self.show()

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_screen(self, screen: Screen) -> None:
        """Replace what is shown and take presses again."""
        if isinstance(screen, StartScreen | ChooseScreen):
            self._drop_drafts()
        left_thanks = isinstance(self.screen_, ThanksScreen) and not isinstance(screen, ThanksScreen)
        if left_thanks:
            self.view_settings = self.defaults
        self.screen_ = screen
        self._unlock()
        self._build()

    def forget(self) -> None:
        """The visit is wiped: nothing typed remains, the view is the district's again (after the thanks were read)."""
        self._drop_drafts()
        if not isinstance(self.screen_, ThanksScreen):
            self.view_settings = self.defaults
        self._build()

    def change_view(self, settings: ViewSettings) -> None:
        """Language, letters or contrast, at any moment; what was typed stays."""
        self.view_settings = settings
        self._build()
        if isinstance(self.screen_, StartScreen) and settings != self.defaults:
            self._view_back.start(round(VIEW_BACK_S * 1000))
        self.touched()

    def _default_view(self) -> None:
        if isinstance(self.screen_, StartScreen):
            self.view_settings = self.defaults
            self._build()

    def _draft(self, screen: Screen) -> Draft:
        document = screen.document if isinstance(screen, ParcelScreen | OptionsScreen) else ""
        return self._drafts.setdefault((type(screen), document), Draft())

    def prepare_draft(self, screen: Screen, values: Mapping[str, str]) -> None:
        """As if this had been typed (pictures, tests)."""
        draft = self._draft(screen)
        draft.drop()
        for name, value in values.items():
            draft.set(name, value)

    def _drop_drafts(self) -> None:
        for draft in self._drafts.values():
            draft.drop()
        self._drafts.clear()
        self._kit = None

    def _build(self) -> None:
        screen = self.screen_
        placed = self.isVisible() or self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        if screen is None or not placed:
            return  # the first resizeEvent builds it, at its true size
        kit = self._present_kit()
        self.view = view_of(kit, screen, self._draft(screen), self)
        page = self.view.page()
        shown = (type(screen), page.title, screen.warning, screen.notice)
        same = shown == self._shown
        focused = QApplication.focusWidget() if same else None
        before = self.frame
        turned_to = before.pages.page if same and before is not None else 0
        notice = kit.strings.said("banner", screen.notice, phone=self.place.phone) if screen.notice else ""
        frame = Frame(kit, page, self._presses(), notice, turned_to)
        if screen.warning and page.asks:
            frame.ask_for_more_time(self.view.if_time_ends())
        if not same:
            self._shown, self._changed_at, self._digits = shown, self.clock(), ""
        self.frame = frame
        frame.setParent(self)
        self.setWindowTitle(page.title.replace("\n", " "))
        self._tick()
        frame.show()
        self._focus(focused.objectName() if focused is not None else "")
        if before is not None:
            before.hide()
            before.deleteLater()

    def _present_kit(self) -> Kit:
        """The last one, as long as the view and the size are the same."""
        kit = self._kit
        if kit is None or (kit.view, kit.width, kit.height) != (self.view_settings, self.width(), self.height()):
            kit = Kit(self.view_settings, self.place, self.ppi, self.width(), self.height(), self)
            self._kit = kit
        return kit

    def _focus(self, name: str) -> None:
        """Where the focus was, if the same view is shown again; else where the screen begins."""
        if self.frame is None:
            return
        kept = next((button for button in self.frame.controls() if name and button.objectName() == name), None)
        chosen = kept if kept is not None and kept.isEnabled() else self.frame.main_control()
        (self if chosen is None else chosen).setFocus(Qt.FocusReason.OtherFocusReason)

    def _presses(self) -> Presses:
        return Presses(
            home=self._home,
            back=lambda: self.view.back() if self.view else None,
            help=lambda: self._send_numbered(HelpPressed),
            view=self.change_view,
            more_time=lambda: self._send_numbered(MoreTimePressed),
            no_more=lambda: self._send_numbered(CancelPressed),
        )

    def _home(self) -> None:
        if self.view is not None:
            self.view.home()

    # --- presses -------------------------------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        """A fact is on its way and its answer is not there yet."""
        return self._waiting

    def touch_welcome(self) -> bool:
        if self.ring:
            self.ring = False
            self.update()
        if self._view_back.isActive():
            self._view_back.start()
        return self.clock() - self._changed_at >= self.guard_s

    def pressed(self, button: Button, act: Callable[[], None]) -> None:
        if self.locked:
            return
        act()
        button.hold(self.locked)

    def send(self, fact: CitizenFact) -> None:
        if self._waiting:
            return
        self._waiting = True
        self._answer.start(round(self.answer_s * 1000))
        self.post(fact)

    def _send_numbered(self, kind: Callable[[int], CitizenFact]) -> None:
        if self.screen_ is not None:
            self.send(kind(self.screen_.number))

    def _unlock(self) -> None:
        self._waiting = False
        self._answer.stop()
        if self.frame is not None:
            for button in self.frame.findChildren(Button):
                if button.held:
                    button.hold(False)

    def redraw(self) -> None:
        self._build()

    def touched(self) -> None:
        screen = self.screen_
        if screen is None or screen.closes_at is None or self.clock() - self._touched_at < TOUCH_EVERY_S:
            return
        self._touched_at = self.clock()
        self.post(MoreTimePressed(screen.number))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the start screen the whole tinted ground is the button."""
        frame = self.frame
        if self.touch_welcome() and frame is not None and frame.page.whole is not None and frame.overlay is None:
            if frame.hero_contains(round(event.position().y())) and not self._waiting:
                frame.page.whole()
            event.accept()

    # --- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The hardware keypad: digits, 확인 (Enter), 정정 (Backspace), 취소 (Escape). A held key counts once."""
        if event.isAutoRepeat() or self.frame is None or self.view is None:
            return
        self.show_ring()
        key = Qt.Key(event.key())
        if key in _DIGITS:
            self._digit(_DIGITS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Backspace:
            if self.frame.overlay is None and not self._waiting and not self.view.correct() and self.frame.page.back:
                self.view.back()
        elif key == Qt.Key.Key_Escape and self.frame.page.home is not None and not self._waiting:
            self.view.home()

    def _digit(self, digit: str) -> None:
        """Typed, or it moves the focus to the choice with this number; 확인 then presses it."""
        frame, view = self.frame, self.view
        if frame is None or view is None or self._waiting:
            return
        if frame.overlay is None and view.digit(digit):
            return
        numbered = frame.numbered()
        self._digits = self._digits + digit if self._digits + digit in numbered else digit
        button = numbered.get(self._digits)
        if button is not None:
            frame.pages.reveal(button)
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enter(self) -> None:
        frame, view = self.frame, self.view
        if frame is None or view is None:
            return
        focused = QApplication.focusWidget()
        confirm = view.confirm() if frame.overlay is None else None
        if confirm is not None and not (isinstance(focused, Button) and not frame.pages.isAncestorOf(focused)):
            focused = confirm
        if isinstance(focused, Button) and focused.isEnabled() and frame.isAncestorOf(focused):
            focused.click()

    def show_ring(self) -> None:
        if not self.ring:
            self.ring = True
            focused = QApplication.focusWidget()
            if focused is not None:
                focused.update()

    # --- time ----------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Write the seconds that are left, and come again when they change."""
        screen, frame = self.screen_, self.frame
        if screen is None or frame is None:
            return
        if screen.closes_at is None:
            self._seconds.stop()
            frame.show_seconds(None)
            return
        left = max(0.0, screen.closes_at - self.clock())
        frame.show_seconds(math.ceil(left))
        if left > 0:
            self._seconds.start(max(10, math.ceil((left - math.ceil(left) + 1) * 1000)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.frame is None or self.frame.size() != self.size():
            self._build()


class ScreenBridge(QObject):
    """From any thread into the window's: screens and the order to forget, in the order in which they were given."""

    _screen = Signal(object)
    _forget = Signal()

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._screen.connect(window.show_screen, Qt.ConnectionType.QueuedConnection)
        self._forget.connect(window.forget, Qt.ConnectionType.QueuedConnection)

    def deliver(self, screen: Screen) -> None:
        self._screen.emit(screen)

    def forget(self) -> None:
        self._forget.emit()
