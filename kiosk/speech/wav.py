"""Speech as it is played: 22,050 Hz, mono, 16 bit, in memory. Nothing that was said is ever a file."""

from __future__ import annotations

import io
import wave
from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RATE = 22_050


class NotPlayable(ValueError):
    """Not a wav of this form; the text says why, for a technician."""


@dataclass(frozen=True, slots=True)
class Wav:
    samples: array[int]
    """16 bit, signed."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    def at(self, decibels: float) -> Wav:
        """Softer by so many decibels (≤ 0)."""
        return self if decibels == 0 else Wav(array("h", map(_table(decibels).__getitem__, self.samples)))

    def as_bytes(self) -> bytes:
        """The file that a player takes."""
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self.samples.tobytes())
        return out.getvalue()


def parse(data: bytes) -> Wav:
    """What espeak-ng writes to a pipe, or a recording. Raises ``NotPlayable``."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames = file.readframes(file.getnframes())  # a pipe's header promises more than there is
    except (wave.Error, EOFError) as error:
        raise NotPlayable(f"not a wav: {error}") from error
    if form != (1, 2, RATE):
        raise NotPlayable(
            f"{form[0]} channels of {8 * form[1]} bit at {form[2]} Hz; 1 of 16 bit at {RATE} Hz is needed"
        )
    return Wav(array("h", frames[: len(frames) // 2 * 2]))


def read(path: Path) -> Wav | None:
    """A recording; None: there is none. Raises ``NotPlayable``, ``OSError``."""
    return parse(path.read_bytes()) if path.exists() else None


@cache
def _table(decibels: float) -> array[int]:
    """Sample → softer sample; negative samples find theirs from the end."""
    if decibels > 0:
        raise ValueError("louder than the recording would clip")
    gain = 10 ** (decibels / 20)
    return array("h", (round(gain * sample) for sample in (*range(32768), *range(-32768, 0))))
