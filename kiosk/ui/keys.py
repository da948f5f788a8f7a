"""The hardware keypad: 0–9, 취소 (Escape), 정정 (Backspace), 확인 (Enter). Nothing else is needed.

- Digits are typed where something is typed; else they move the focus to the choice with that number, and 확인 presses
  it. 0 turns to the next page where no choice has that number.
- 정정 takes back a digit, closes the menu, or goes back. 취소 opens the menu and closes it again.
- A key that is held counts once. The same key struck again at once by a trembling hand counts once too: digits within
  AGAIN_S (11 can still be typed: a practised hand needs about 0.2 s), the three others, each of which can change the
  screen, within the guard of the window, in which a finger is not heard either.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from kiosk.ui.menu import Menu
from kiosk.ui.parts.button import Button

if TYPE_CHECKING:
    from kiosk.ui.window import KioskWindow

AGAIN_S = 0.15

_DIGITS = {Qt.Key(Qt.Key.Key_0 + digit): str(digit) for digit in range(10)}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keys:
    def __init__(self, window: KioskWindow) -> None:
        self.window = window
        self._typed = ""
        """Digits of a number that may have one more."""
        self._last: tuple[Qt.Key | None, float] = (None, -math.inf)

    def forget(self) -> None:
        """Another view: a number begins anew."""
        self._typed = ""

    def press(self, event: QKeyEvent) -> None:
        window = self.window
        key = Qt.Key(event.key())
        if event.isAutoRepeat() or window.frame is None or self._struck_twice(key):
            return
        window.show_ring()
        if key in _DIGITS:
            self._digit(_DIGITS[key])
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Backspace:
            self._correct()
        elif key == Qt.Key.Key_Escape:
            window.toggle_menu()
        window.somebody_is_there()

    def _struck_twice(self, key: Qt.Key) -> bool:
        guard = self.window.guard_s
        (last, at), now = self._last, self.window.clock()
        self._last = (key, now)
        if key in _DIGITS:
            return key is last and now - at < min(AGAIN_S, guard)
        return (key is last and now - at < guard) or (key in _ENTER and self.window.just_changed())

    def _digit(self, digit: str) -> None:
        window = self.window
        frame, view = window.frame, window.view
        if frame is None or view is None or window.locked:
            return
        if frame.overlay is None and view.digit(digit):
            window.teller.typed(frame, digit, took=view.took)
            return
        numbered = frame.numbered()
        self._typed = self._typed + digit if self._typed + digit in numbered else digit
        button = numbered.get(self._typed)
        pages = frame.turning
        if button is None:
            self._typed = ""
            if digit == "0" and pages is not None and pages.turn_on():
                window.page_turned()
            return
        if pages is not None:
            pages.reveal(button)
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        window.teller.reached(frame, button)

    def _enter(self) -> None:
        frame, view = self.window.frame, self.window.view
        if frame is None or view is None:
            return
        self._typed = ""
        focused = QApplication.focusWidget()
        confirm = view.confirm() if frame.overlay is None else None
        if confirm is not None and not (isinstance(focused, Button) and not frame.pages.isAncestorOf(focused)):
            focused = confirm
            if not confirm.isEnabled():
                self.window.teller.reached(frame, confirm)  # that it can not be pressed yet
        shows = focused is confirm or focused in frame.controls()  # what 확인 stands for may be on another page
        if isinstance(focused, Button) and focused.isEnabled() and shows:
            focused.click()
        elif focused is self.window and frame.overlay is None and not frame.page.preselects:
            self.window.teller.unanswered(frame)

    def _correct(self) -> None:
        window = self.window
        frame, view = window.frame, window.view
        if frame is None or view is None or window.locked:
            return
        self._typed = ""
        if isinstance(frame.overlay, Menu):
            window.toggle_menu()
        elif frame.overlay is None and view.correct():
            if window.frame is frame:  # else it was built anew, and told
                window.teller.look(frame)
        elif frame.overlay is None and frame.page.back:
            view.back()
