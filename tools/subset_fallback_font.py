"""Make assets/fonts/NotoSerifKR-Han.ttf: the Han glyphs of Noto Serif KR that our other two fonts lack.

    python tools/subset_fallback_font.py PATH/TO/NotoSerifKR_400Regular.ttf

The source is the OFL font as packaged in ``@expo-google-fonts/noto-serif-kr`` 0.4.3. Only needed
again when the fonts change.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
NAME = "NotoSerifKR-Han"


def main(source: str) -> None:
    have = {
        code
        for name in ("NanumMyeongjo-YetHangul.ttf", "PretendardGOV-Regular.ttf")
        for code in TTFont(FONTS / name, lazy=True).getBestCmap()
    }
    font = TTFont(source)
    wanted = [c for c in font.getBestCmap() if c not in have and any(low <= c <= high for low, high in HAN)]
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=wanted)
    maker.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = NAME
    font.save(FONTS / f"{NAME}.ttf")
    sys.stdout.write(f"{len(wanted)} Han characters\n")


if __name__ == "__main__":
    main(sys.argv[1])
