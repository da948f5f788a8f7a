"""The voice: figures to words, words to sound (espeak-ng or a recording), sound to the loudspeaker or an earphone."""
