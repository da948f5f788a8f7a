"""Makes assets/sounds/*.wav, the cues of ``kiosk.ui.voice.Cue``: short soft tones, each of another shape, so that they
are told apart by the ear alone. Own work; run it again to make the very same files.

A tone is a sine with two overtones that fades in and dies away like a struck bar. No cue is longer than 0.6 s (EN 301
549 5.1.3.10: no sound that disturbs the speech for more than three seconds).
"""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

from kiosk.speech.wav import RATE, Wav

SOUNDS = Path(__file__).resolve().parent.parent / "assets" / "sounds"
_FADE_IN_S = 0.004
_OVERTONES = ((1, 1.0), (2, 0.22), (3, 0.08))
_LOUD = 11_000

# pitch in Hz, from second, seconds
TONES: dict[str, list[tuple[float, float, float]]] = {
    "key": [(1175, 0.0, 0.05)],  # a tick
    "done": [(784, 0.0, 0.10), (1047, 0.08, 0.20)],  # up
    "money": [(1319, 0.0, 0.08), (1568, 0.06, 0.10), (2093, 0.13, 0.17)],  # up three times, bright
    "warning": [(440, 0.0, 0.16), (440, 0.22, 0.16)],  # the same twice, low
    "take": [(988, 0.0, 0.16), (784, 0.14, 0.16), (659, 0.28, 0.27)],  # down three times
}


def drawn(tones: list[tuple[float, float, float]]) -> Wav:
    end = max(start + length for _, start, length in tones)
    samples = [0.0] * round(end * RATE)
    for pitch, start, length in tones:
        first = round(start * RATE)
        for number in range(round(length * RATE)):
            at = number / RATE
            swell = min(1.0, at / _FADE_IN_S) * math.exp(-4.5 * at / length) * (1 - at / length)
            wave_ = sum(loud * math.sin(2 * math.pi * pitch * over * at) for over, loud in _OVERTONES)
            if first + number < len(samples):
                samples[first + number] += swell * wave_
    most = max(map(abs, samples))
    return Wav(array("h", (round(_LOUD * sample / most) for sample in samples)))


def main() -> None:
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for name, tones in TONES.items():
        path = SOUNDS / f"{name}.wav"
        path.write_bytes(drawn(tones).as_bytes())
        with wave.open(str(path)) as file:
            print(f"{path.name}: {file.getnframes() / RATE:.2f} s, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
