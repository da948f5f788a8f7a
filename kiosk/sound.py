"""What is heard, put together: the voice, the earphone's jack and the window they belong to.

Beside ``kiosk.app`` the only module that names a driver: the jack concerns the window alone, and no clerk. Made in the
GUI thread after the first paint.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from drivers.earphone import Earphone
from kiosk.settings.devices import Sound
from kiosk.speech.tuning import Output, Route, Tuning
from kiosk.speech.voice import SpeakingVoice
from kiosk.ui.window import KioskWindow
from kiosk.watchdog import Pulse


class HeardWindow(QObject):
    """``start`` and ``stop`` once each."""

    _plugged = Signal(bool)

    def __init__(self, window: KioskWindow, sound: Sound, pulse: Pulse) -> None:
        super().__init__()
        self._window = window
        self._ticks = {name: pulse.tick_of(name) for name in ("voice", "earphone")}
        outputs = {
            Route.LOUDSPEAKER: Output(sound.loudspeaker, sound.gain_65_db),
            Route.EARPHONE: Output(sound.earphone, sound.earphone_gain),
        }
        default = Tuning(sound.volume, sound.speed)
        self._voice = SpeakingVoice(sound.player, outputs, default, tick=self._ticks["voice"])
        self._plugged.connect(window.earphone, Qt.ConnectionType.QueuedConnection)
        self._jack = None
        if sound.earphone_input is not None:
            self._jack = Earphone(sound.earphone_input, self._jack_changed, tick=self._ticks["earphone"])

    def start(self) -> None:
        self._ticks["voice"].expect()
        self._voice.start()
        self._window.use_voice(self._voice)
        if self._jack is not None:
            self._ticks["earphone"].expect()
            self._jack.start()

    def stop(self) -> None:
        """End both threads (≤ 1 s each)."""
        for tick in self._ticks.values():
            tick.forget()
        if self._jack is not None:
            self._jack.stop()
        self._voice.end()

    def _jack_changed(self, plugged: bool) -> None:
        """In the jack's thread: the route changes at once, whatever the window is at."""
        self._voice.plug(plugged)
        self._plugged.emit(plugged)
