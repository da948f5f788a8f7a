"""The one window: shows the Screen values that the clerk sends, and sends the citizen's presses back as facts.

- One press per screen: after a fact is posted nothing is taken until the next Screen arrives (or ``answer_s`` has
  passed without one: a press that the core dropped must not leave a dead screen). The press carries the screen's
  number, so the core drops what was meant for a screen already gone.
- A finger that comes down within ``guard_s`` of a change of view was meant for the view before, and does nothing; nor
  does 확인. Of several fingers Qt hears the first one only.
- What is typed lives in drafts, not in widgets; ``forget()`` drops it, some screens sooner (``ScreenView.keeps``). A
  visit keeps its view and voice to its end.
- Everything here runs in the GUI thread; other threads use :class:`kiosk.ui.bridge.ScreenBridge`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.core.presses import (
    ApplicationsConfirmed,
    CancelPressed,
    CitizenFact,
    HelpPressed,
    MoreTimePressed,
    OptionsSubmitted,
    StartPressed,
)
from kiosk.core.screens import (
    ChooseScreen,
    ConfirmScreen,
    ParcelScreen,
    PayScreen,
    PersonScreen,
    Screen,
)
from kiosk.ui import collector, fonts
from kiosk.ui.commands import Presses
from kiosk.ui.draft import Draft, Drafts
from kiosk.ui.frame import Frame
from kiosk.ui.keys import Keys
from kiosk.ui.kit import Kit, Place, ViewSettings
from kiosk.ui.menu import Menu
from kiosk.ui.parts.button import Button
from kiosk.ui.parts.countdown import Countdown
from kiosk.ui.reminder import CardReminder
from kiosk.ui.screens import AT_REST, view_class
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.telling import Teller
from kiosk.ui.voice import Silent, Voice

GUARD_S = 0.35
"""Longer than the second tap of a double tap needs, shorter than reading a new screen takes."""
ANSWER_S = 2.0
TOUCH_EVERY_S = 10.0
"""While the citizen types, the core hears of it at most so often."""
VIEW_BACK_S = 60.0
"""A language or contrast chosen on the start screen and left alone for so long goes back to the default."""


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
        voice: Voice | None = None,
        language: Callable[[str], None] = lambda language: None,
    ) -> None:
        """``language`` hears what language a visit is in: when it begins, and at each change."""
        super().__init__()
        fonts.load()
        self.post, self.ppi, self.clock = post, ppi, clock
        self._language = language
        self.place = place or Place()
        self.defaults = defaults or ViewSettings()
        self.view_settings = self.defaults
        self.guard_s, self.answer_s = guard_s, answer_s
        self.screen_: Screen | None = None
        self.frame: Frame | None = None
        self.view: ScreenView[Any] | None = None
        self.ring = False
        self._drafts = Drafts()
        self._kit: Kit | None = None
        self._waiting = False
        self._shown: tuple[object, ...] = ()
        self._changed_at = -math.inf
        self._touched_at = -math.inf
        self._sentence = ""
        self._told: Screen | None = None
        self._plugged = self._pulled_out = False
        self.voice = voice or Silent()
        self.teller = Teller(self.voice)
        self.keys = Keys(self)
        self.reminder = CardReminder(self, lambda: self.teller.remind(), lambda: self.clock())
        self.voice.on_caption(self._caption)
        self._seconds = QTimer(self)
        self._seconds.setTimerType(Qt.TimerType.PreciseTimer)
        self._seconds.setSingleShot(True)
        self._seconds.timeout.connect(self._tick)
        self._answer = QTimer(self)
        self._answer.setSingleShot(True)
        self._answer.timeout.connect(self._unlock)
        self._view_back = QTimer(self)
        self._view_back.setSingleShot(True)
        self._view_back.timeout.connect(self._left_alone)
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
        # between two applications: the next screen says itself what it begins with
        begun_anew = isinstance(screen, ChooseScreen | ConfirmScreen) and not isinstance(self.screen_, type(screen))
        if type(screen) in AT_REST:
            self._drop_drafts()
        elif begun_anew:
            self._drafts.drop()
        before = self.screen_
        if before is not None and not view_class(before).keeps(before, screen):
            self._drafts.drop_of(before)
        if type(screen) in AT_REST and type(self.screen_) not in AT_REST:
            self._default_view()
        if answered := self._waiting:
            self._close_menu()  # this is the answer to what was pressed there
        self._pulled_out = self._pulled_out and type(screen) is type(self.screen_)
        self.screen_ = screen
        self._unlock()
        self._build()
        self.reminder.shown(screen)
        if answered:  # also where the screen is the same and other things stand in it: the second tap of a double tap
            self._changed_at = self.clock()

    def forget(self) -> None:
        """The visit is wiped: nothing typed remains. That is before its money and paper are taken, so the citizen keeps
        the view and the voice until the kiosk is at rest again."""
        self._drop_drafts()
        if isinstance(self.screen_, ParcelScreen):
            self.screen_ = replace(self.screen_, inputs=None)
        elif isinstance(self.screen_, PersonScreen):
            self.screen_ = replace(self.screen_, persons=(), inputs=None)
        self._build()
        collector.want_all()

    def change_view(self, settings: ViewSettings) -> None:
        """Language, letters, contrast, low screen or voice, at any moment; what was typed stays."""
        before, self.view_settings = self.view_settings, settings
        if before.language is not settings.language:
            self._language(settings.language.value)
        self._pulled_out = self._pulled_out and not settings.voice
        self._close_menu()
        self._build()
        self._changed_at = self.clock()
        if before.voice and not settings.voice:
            self.voice.stop()
            if self.frame is not None and not self._pulled_out:
                self.teller.turned_off(self.frame)
        self._at_rest()
        self.touched()

    def _at_rest(self) -> None:
        """A view that somebody chose without beginning a visit is given up after a while."""
        if type(self.screen_) in AT_REST:
            self._view_back.start(round(VIEW_BACK_S * 1000))

    def _left_alone(self) -> None:
        if type(self.screen_) in AT_REST:
            self._close_menu()
            self._default_view()
            self._build()

    def use_voice(self, voice: Voice) -> None:
        """It is there from now on (it is loaded after the first paint)."""
        self.voice = self.teller.voice = voice
        voice.on_caption(self._caption)
        self._build()

    def earphone(self, plugged: bool) -> None:
        """A plug went into the jack: from now on the voice guides whoever listens there. It was pulled out: the voice
        is off, and screen and loudspeaker say so."""
        if plugged == self._plugged:
            return
        self._plugged, self._pulled_out = plugged, not plugged and self.view_settings.voice
        if plugged != self.view_settings.voice:
            self.change_view(replace(self.view_settings, voice=plugged))
        if self._pulled_out and self.frame is not None:
            self.teller.pulled_out(self.frame)

    def _default_view(self) -> None:
        self.view_settings = replace(self.defaults, voice=self.defaults.voice or self._plugged)
        self._pulled_out = False
        self.teller.reset()

    def _draft(self, screen: Screen) -> Draft:
        return self._drafts.of(screen, view_class(screen).given(screen))

    def prepare_draft(self, screen: Screen, values: Mapping[str, str]) -> None:
        """As if this had been typed (pictures, tests)."""
        draft = self._draft(screen)
        draft.drop()
        for name, value in values.items():
            draft.set(name, value)
        if values:
            self.screen_ = screen  # it was typed into this screen; shown next, it is the same one again

    def _drop_drafts(self) -> None:
        self._drafts.drop()
        self._kit = None

    def _build(self) -> None:
        screen = self.screen_
        placed = self.isVisible() or self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        if screen is None or not placed:
            return  # the first resizeEvent builds it, at its true size
        kit = self._present_kit()
        self.view = view_class(screen)(kit, screen, self._draft(screen), self)
        page = self.view.page()
        page.identification = screen.identification
        page.types = page.types or self.view.confirm() is not None
        if screen.credit and page.home == "foot.home":
            page.home = "foot.cancel_money"
        shown = (type(screen), page.title, screen.warning, screen.notice)
        same = shown == self._shown
        before = self.frame
        focused = QApplication.focusWidget() if same else None
        turned_to = before.pages.page if same and before is not None else 0
        frame = Frame(kit, page, self._presses(), self._notice(kit, screen), turned_to, card=screen.card)
        asked = self._ask(frame) and (self._told is None or not self._told.warning)
        if not asked and self._shown[:2] == shown[:2] and before is not None and isinstance(before.overlay, Menu):
            frame.open_menu()
        if not same:
            self._shown, self._changed_at = shown, self.clock()
            self.keys.forget()
        elif before is not None and (before.card is None) is not (frame.card is None):
            self._changed_at = self.clock()  # everything moved by a line
        self.frame = frame
        self._caption(self._sentence)
        frame.setParent(self)
        self.setWindowTitle(page.title.replace("\n", " "))
        self._tick()
        frame.show()
        self._focus(focused.objectName() if focused is not None else "")
        if before is not None:
            before.hide()
            before.deleteLater()
        if before is not None and kit.view.voice and not before.kit.view.voice:
            self.teller.turned_on(frame)
        elif same:
            self.teller.changed(frame, self._told, screen)
        else:
            self.teller.shown(frame, self._told, screen)
        self._told = screen

    def _ask(self, frame: Frame) -> bool:
        """Whether to go on, if the screen is in its last stretch."""
        if self.screen_ is None or self.view is None or not (self.screen_.warning and frame.page.asks):
            return False
        frame.ask_for_more_time(self.view.if_time_ends())
        return True

    def _notice(self, kit: Kit, screen: Screen) -> str:
        """What is said on top of the screen, besides its own words."""
        lines = []
        if self._pulled_out:
            lines.append(kit.strings.text("banner.pulled_out"))
        if screen.notice:
            lines.append(kit.strings.said("banner", screen.notice, phone=self.place.phone))
        if screen.credit and not isinstance(screen, PayScreen):
            lines.append(kit.strings.text("banner.credit", amount=kit.strings.money(screen.credit)))
        return "\n".join(lines)

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
            menu=self.toggle_menu,
            go_on=self.toggle_menu,
            repeat=self._repeat,
            stop=self._stop,
            turn=self._turn,
            louder=self._louder,
            faster=self._faster,
            heard=self.voice.available,
            plugged=self._plugged,
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
            self._draw_ring()
        if self._view_back.isActive():
            self._view_back.start()
        return not self.just_changed()

    def just_changed(self) -> bool:
        """So lately that a finger or key was meant for what was shown before."""
        return self.clock() - self._changed_at < self.guard_s

    def pressed(self, button: Button, act: Callable[[], None]) -> None:
        if self.locked:
            return
        frame, completed = self.frame, self.view is not None and button is self.view.confirm()
        act()
        self.somebody_is_there()
        button.hold(self.locked)
        if completed:
            self.teller.done()
        if self.frame is not frame or frame is None or self.locked:
            return  # what is shown next speaks for itself
        if button.objectName().startswith("digit."):
            self.teller.typed(frame, button.text(), took=self.view is None or self.view.took)
        elif frame.overlay is None:
            self.teller.look(frame)

    def send(self, fact: CitizenFact) -> None:
        if self._waiting:
            return
        self._waiting = True
        if isinstance(fact, OptionsSubmitted | ApplicationsConfirmed):
            self.teller.done()
        self._answer.start(round(self.answer_s * 1000))
        self.post(fact)
        if isinstance(fact, StartPressed):
            self._language(self.view_settings.language.value)

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

    def somebody_is_there(self) -> None:
        """A key or button was pressed, and if only to move about: time starts again. Not over the question for more
        time, which would go while somebody reaches for an answer."""
        if self._view_back.isActive():
            self._view_back.start()
        if self.frame is not None and not isinstance(self.frame.overlay, Countdown) and not self.locked:
            self.touched()

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
        self.keys.press(event)

    def show_ring(self) -> None:
        if not self.ring:
            self.ring = True
            self._draw_ring()

    def _draw_ring(self) -> None:
        """And the numbers of the buttons. The frame is asked itself: it hides the window, whose update would reach
        nothing."""
        if self.frame is not None:
            self.frame.update()

    def page_turned(self) -> None:
        """By the 0 key."""
        if self.frame is not None:
            self._focus("")
            self.teller.look(self.frame)

    # --- the menu ------------------------------------------------------------------------------------------------

    def toggle_menu(self) -> None:
        """취소, or the button that stands for the aids. Over the question for more time as well: whoever opens it is
        there."""
        frame = self.frame
        if frame is None or self._waiting:
            return
        if isinstance(frame.overlay, Menu):
            self._close_menu()
            focused = QApplication.focusWidget()
            if isinstance(focused, Button) and self.ring:
                self.teller.reached(frame, focused)
            return
        frame.open_menu()
        self._guard_touch()
        self.keys.forget()
        self._focus("")
        self.teller.menu(frame)
        self._at_rest()
        self.touched()

    def _guard_touch(self) -> None:
        """Something else lies under the finger now. Whoever uses keys knows what the key brought."""
        if not self.ring:
            self._changed_at = self.clock()

    def _close_menu(self) -> None:
        frame = self.frame
        if frame is not None and isinstance(frame.overlay, Menu):
            frame.close_menu()
            self._guard_touch()
            self._ask(frame)
            self.keys.forget()
            self._focus("")
            self.teller.settle(frame)

    def _repeat(self) -> None:
        self._close_menu()
        if self.frame is not None:
            self.teller.again(self.frame)
        self.touched()

    def _stop(self) -> None:
        self._close_menu()
        self.voice.stop()

    def _louder(self, steps: int) -> None:
        if self.frame is not None:
            self.teller.louder(self.frame, steps)

    def _faster(self, steps: int) -> None:
        if self.frame is not None:
            self.teller.faster(self.frame, steps)

    def _turn(self) -> None:
        self._close_menu()
        if self.frame is not None and self.frame.pages.turn_on():
            self.teller.look(self.frame)

    def _caption(self, sentence: str) -> None:
        ended, self._sentence = self._sentence and not sentence, sentence
        self.teller.begun(sentence)
        if ended and self.view_settings.voice and self.screen_ is not None and not self.screen_.warning:
            self.touched()  # whoever listened to the end has the time to answer that readers have
        if self.frame is not None and self.frame.caption is not None:
            self.frame.caption.say(sentence)

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
