"""What was found so far, named in as many lines as there is room for. It changes with every letter and never its
height: nothing below it moves."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.kit import Kit
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_LINES = 2
_LINES_LARGE = 4


class Found(Part):
    def __init__(self, kit: Kit) -> None:
        self.words = Text(kit, "")
        super().__init__(kit, [self.words])
        self._names: Sequence[str] = ()
        self._nothing = False

    def show_names(self, names: Sequence[str], *, nothing: bool) -> None:
        """``nothing``: something was looked for, so that no names mean that there are none."""
        self._names, self._nothing = names, nothing
        self._write()

    def _most(self) -> int:
        return _LINES_LARGE if self.kit.large else _LINES

    def heightForWidth(self, width: int) -> int:
        return self._most() * self.kit.line_height(Size.BODY)

    def arrange(self) -> None:
        self.words.setGeometry(0, 0, self.width(), self.height())
        self._write()

    def _write(self) -> None:
        self.words.setText(self._said())
        self.words.update()

    def _said(self) -> str:
        text, names = self.kit.strings.text, self._names
        if not names:
            return text("choose.found_none") if self._nothing else ""
        said = text("choose.found_names", names=", ".join(names))
        for shown in range(len(names) - 1, 0, -1):
            if self._fits(said):
                return said
            said = text("choose.found_more", names=", ".join(names[:shown]), n=len(names) - shown)
        return said if self._fits(said) else text("choose.found_names", names=text("choose.count", n=len(names)))

    def _fits(self, said: str) -> bool:
        return len(self.kit.wrapped(said, Size.BODY, False, max(1, self.width()))) <= self._most()
