"""How loud a sound is."""

from __future__ import annotations

import math

from kiosk.speech.wav import Wav


def rms(wav: Wav) -> float:
    """Root of the mean square of the samples (full scale: 32,768)."""
    return math.sqrt(sum(sample * sample for sample in wav.samples) / max(1, len(wav.samples)))
