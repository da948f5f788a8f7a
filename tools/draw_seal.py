"""Draw assets/seal/geumjeong-sample.png: the seal on our sample papers.

It is not, and must not become, an imitation of the district's true seal: plain printed letters instead of seal
script, and 견본 in a band across its middle. One bit per pixel, 600 dpi at 24 mm.

    python tools/draw_seal.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SIDE = 568
COLUMNS = ("부산광역", "시금정구", "청장의인")
"""Read from the right, top to bottom, as seals are."""
BAND = "견      본"
MARGIN = 34
BAND_HEIGHT = 108


def main() -> None:
    image = Image.new("1", (SIDE, SIDE), 1)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIDE - 1, SIDE - 1), outline=0, width=20)
    letters = ImageFont.truetype(str(ASSETS / "fonts" / "PretendardGOV-Bold.ttf"), 100)
    across = (SIDE - 2 * MARGIN) / len(COLUMNS)
    half = SIDE / 2 - MARGIN - BAND_HEIGHT / 2
    for place, column in enumerate(COLUMNS):
        x = SIDE - MARGIN - across * (place + 0.5)
        for row, char in enumerate(column):
            below = row >= 2  # two letters above the band, two below it
            y = MARGIN + half * (row % 2 + 0.5) / 2 + below * (half + BAND_HEIGHT)
            draw.text((x, y), char, fill=0, font=letters, anchor="mm")
    middle = SIDE / 2
    for y in (middle - BAND_HEIGHT / 2, middle + BAND_HEIGHT / 2):
        draw.line((0, y, SIDE, y), fill=0, width=8)
    band = ImageFont.truetype(str(ASSETS / "fonts" / "PretendardGOV-Bold.ttf"), 84)
    draw.text((middle, middle), BAND, fill=0, font=band, anchor="mm")
    target = ASSETS / "seal" / "geumjeong-sample.png"
    target.parent.mkdir(exist_ok=True)
    image.save(target, dpi=(600, 600), optimize=True)


if __name__ == "__main__":
    main()
