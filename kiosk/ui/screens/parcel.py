"""Where the land lies (S07b), one question per view: dong → 산 or not (if the document leaves it open) → 본번 → 부번.

Hands in the 19-digit parcel number (PNU, kiosk-domain.md 6.4): dong 10, kind 1 (1 ordinary, 2 산), main 4, sub 4.
"""

from __future__ import annotations

from functools import partial

from forms.catalogue import LEGAL_DONGS, LegalDong
from kiosk.core.facts import InputsSubmitted
from kiosk.core.private import Private
from kiosk.core.screens import ParcelScreen, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.keypad import Beside, Entry, Keypad
from kiosk.ui.parts.rows import in_columns
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView

_DIGITS = 4
_BACK = {"mountain": "dong", "main": "mountain", "sub": "main"}


class Parcel(ScreenView[ParcelScreen]):
    """The draft holds ``at`` (the view), ``dong`` (its code), ``kind``, ``main`` and ``sub`` (typed digits)."""

    _entry: Entry | None = None
    _keypad: Keypad | None = None
    _confirm: Button | None = None

    def page(self) -> Page:
        match self.draft.get("at", "dong"):
            case "mountain":
                return self._mountain()
            case "main":
                return self._number("main")
            case "sub":
                return self._number("sub")
            case _:
                return self._dong()

    def _page(self, view: str, **parts: object) -> Page:
        document = self.strings.document(self.screen.document)
        page = Page(
            title=self.text(f"parcel.{view}.title"),
            lead=self.text(f"parcel.{view}.lead", document=document),
            step=Step.OPTIONS,
            back=True,
        )
        for name, value in parts.items():
            setattr(page, name, value)
        return page

    def _dong(self) -> Page:
        choices = [self._dong_choice(str(place), dong) for place, dong in enumerate(LEGAL_DONGS, 1)]
        widest = max(choice.natural_width() for choice in choices)
        room = self.kit.width - 2 * self.kit.metrics.margin + self.kit.metrics.gap
        columns = max(1, min(3, room // (widest + self.kit.metrics.gap)))
        return self._page("dong", blocks=in_columns(self.kit, choices, columns))

    def _dong_choice(self, number: str, dong: LegalDong) -> Choice:
        return Choice(
            self.kit,
            self.strings.dong(dong),
            lambda: self._chosen("dong", dong.code),
            number=number,
            chevron=False,
            hint=self.text("key.number_hint", number=number),
            key=f"dong.{dong.code}",
            height_mm=17,
        )

    def _mountain(self) -> Page:
        choices = [
            Choice(
                self.kit,
                self.text(f"parcel.mountain.{word}"),
                partial(self._chosen, "kind", kind),
                number=number,
                below=self.text(f"parcel.mountain.{word}_below"),
                key=f"kind.{kind}",
                height_mm=30,
            )
            for number, word, kind in (("1", "no", "1"), ("2", "yes", "2"))
        ]
        return self._page("mountain", blocks=choices)

    def _number(self, part: str) -> Page:
        self._confirm = Button(
            self.kit,
            self.text("key.confirm"),
            self._confirmed,
            look=Look.PRIMARY,
            hint=self.text("key.confirm_hint"),
            key="confirm",
            height_mm=22,
        )
        typed = self.draft.get(part)
        self._entry = Entry(self.kit, self._address(), self._lot(typed), self._spoken(typed))
        self._keypad = Keypad(self.kit, typed, _DIGITS, self._typed, self._confirm)
        self._allow_confirm(typed)
        keys = Beside(self.kit, self._entry, self._keypad)
        keys.vital = 1
        page = self._page(part, blocks=[keys])
        if self.kit.large:  # first the keys; the explanation is on the next page
            page.blocks, page.lead = [*page.blocks, Text(self.kit, page.lead, color="text.subtle")], ""
        return page

    # --- what is typed -------------------------------------------------------------------------------------------

    def _address(self) -> str:
        dong = next(dong for dong in LEGAL_DONGS if dong.code == self.draft.get("dong"))
        key = "parcel.where_mountain" if self._kind() == "2" else "parcel.where"
        return self.text(key, dong=self.strings.dong(dong))

    def _kind(self) -> str:
        if self.screen.mountain is None:
            return self.draft.get("kind", "1")
        return "2" if self.screen.mountain else "1"

    def _lot(self, typed: str) -> str:
        return f"{self.draft.get('main')} - {typed}" if self.draft.get("at") == "sub" else typed

    def _spoken(self, typed: str) -> str:
        return self.text("parcel.typed", number=self._lot(typed))

    def _typed(self, digits: str) -> None:
        self.draft.set(self.draft.get("at"), digits)
        if self._entry is not None:
            self._entry.show_typed(self._lot(digits))
            self._entry.typed.setAccessibleName(self._spoken(digits))
        self._allow_confirm(digits)
        self.outlet.touched()

    def _allow_confirm(self, digits: str) -> None:
        """There is no parcel without a main number; the sub-number may be missing."""
        if self._confirm is not None:
            self._confirm.setEnabled(self.draft.get("at") == "sub" or int(digits or "0") > 0)

    def digit(self, digit: str) -> bool:
        if self._keypad is None:
            return False
        self._keypad.press(digit)
        return True

    def correct(self) -> bool:
        if self._keypad is None:
            return False
        self._keypad.correct()
        return True

    def confirm(self) -> Button | None:
        return self._confirm

    # --- from view to view ---------------------------------------------------------------------------------------

    def _go(self, view: str) -> None:
        self.draft.set("at", view)
        self.outlet.touched()
        self.outlet.redraw()

    def _chosen(self, name: str, value: str) -> None:
        self.draft.set(name, value)
        self._go("mountain" if name == "dong" and self.screen.mountain is None else "main")

    def _confirmed(self) -> None:
        if self.draft.get("at") == "main":
            self._go("sub")
            return
        main, sub = int(self.draft.get("main")), int(self.draft.get("sub") or "0")
        pnu = f"{self.draft.get('dong')}{self._kind()}{main:04d}{sub:04d}"
        self.send(InputsSubmitted(self.screen.number, Private({"pnu": pnu})))

    def back(self) -> None:
        view = self.draft.get("at", "dong")
        if view == "dong":
            super().back()
            return
        before = _BACK[view]
        self._go("dong" if before == "mountain" and self.screen.mountain is not None else before)
