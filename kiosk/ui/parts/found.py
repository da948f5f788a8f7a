"""What was found so far: the first of it to be pressed at once where there is room, else its names in as many lines as
there are. It changes with every letter and never its height: nothing below it moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.ui.kit import Kit
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.rows import Part
from kiosk.ui.parts.text import Text
from kiosk.ui.theme import Size

_LINES = 2


class Found(Part):
    """``before``: what is said as long as nothing is typed. ``slots``: how many of what was found can be pressed;
    ``press`` is called with the place among them."""

    def __init__(
        self, kit: Kit, before: str = "", *, slots: int = 0, press: Callable[[int], None] = lambda place: None
    ) -> None:
        self.words = Text(kit, "", color="text.subtle" if slots else "text.basic")
        self.slots = [
            Choice(
                kit,
                "",
                partial(press, place),
                hint=kit.strings.text("choose.hit_hint"),
                key=f"hit.{place}",
                height_mm=12,
            )
            for place in range(slots)
        ]
        super().__init__(kit, [self.words, *self.slots])
        self._before = before
        self._names: Sequence[str] = ()
        self._nothing = False

    def show_names(self, names: Sequence[str], *, nothing: bool, pressed: Sequence[str] = ()) -> None:
        """``nothing``: something was looked for, so that no names mean that there are none. ``pressed``: those of the
        slots."""
        self._names, self._nothing = names, nothing
        for place, slot in enumerate(self.slots):
            slot.setText(pressed[place] if place < len(pressed) else "")
            slot.setAccessibleName(slot.text())
            slot.setVisible(bool(slot.text()))
        self._write()

    def _most(self) -> int:
        return 1 if self.slots else _LINES

    def heightForWidth(self, width: int) -> int:
        slots = sum(slot.heightForWidth(width) + self.kit.metrics.gap for slot in self.slots)
        return self._most() * self.kit.line_height(Size.BODY) + slots

    def arrange(self) -> None:
        y = self._most() * self.kit.line_height(Size.BODY)
        self.words.setGeometry(0, 0, self.width(), y)
        for slot in self.slots:
            height = slot.heightForWidth(self.width())
            slot.setGeometry(0, y + self.kit.metrics.gap, self.width(), height)
            y += height + self.kit.metrics.gap
        self._write()

    def _write(self) -> None:
        self.words.setText(self._said())
        self.words.update()

    def _said(self) -> str:
        text, names = self.kit.strings.text, self._names
        if not names:
            return text("choose.found_none") if self._nothing else self._before
        if self.slots:
            return text("choose.found_count", n=len(names))
        said = text("choose.found_names", names=", ".join(names))
        for shown in range(len(names) - 1, 0, -1):
            if self._fits(said):
                return said
            said = text("choose.found_more", names=", ".join(names[:shown]), n=len(names) - shown)
        return said if self._fits(said) else text("choose.found_names", names=text("choose.count", n=len(names)))

    def _fits(self, said: str) -> bool:
        return len(self.kit.wrapped(said, Size.BODY, False, max(1, self.width()))) <= self._most()
