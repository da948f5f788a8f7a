"""Where the land lies (S07b), one question per view: dong → 산 or not (if the document leaves it open) → number.

The number is typed as it is written, 본번 – 부번, into two fields on one view. A touch on 확인 hands in what is there,
with or without a 부번. On the keypad, which has no dash, 확인 goes from the 본번 to the 부번 and only from there on.

Hands in the 19-digit parcel number (PNU, kiosk-domain.md 6.4): dong 10, kind 1 (1 ordinary, 2 산), main 4, sub 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from drivers.private import Private
from forms.catalogue import LEGAL_DONGS, LegalDong
from kiosk.core.presses import InputsSubmitted
from kiosk.core.screens import ParcelScreen, Step
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.keypad import Aside, Beside, Field, Fields, Keypad
from kiosk.ui.parts.panels import Panel
from kiosk.ui.parts.rows import Column, in_columns
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size

_DIGITS = 4
_FIELDS = ("main", "sub")


class Parcel(ScreenView[ParcelScreen]):
    """The draft holds ``at`` (the view), ``dong`` (its code), ``kind``, ``main`` and ``sub`` (typed digits) and
    ``field``, which of the two is typed into."""

    _fields: dict[str, Field]
    _address: Text
    _to_sub: Button
    _confirm: Button | None = None

    @staticmethod
    def given(screen: ParcelScreen) -> Mapping[str, str]:
        if screen.inputs is None:
            return {}
        pnu = screen.inputs.reveal()["pnu"]
        main, sub = str(int(pnu[11:15])), str(int(pnu[15:]))
        return {"at": "number", "dong": pnu[:10], "kind": pnu[10], "main": main, "sub": "" if sub == "0" else sub}

    def page(self) -> Page:
        match self.draft.get("at", "dong"):
            case "mountain":
                return self._mountain()
            case "number":
                return self._number()
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

    # --- dong and kind -------------------------------------------------------------------------------------------

    def _dong(self) -> Page:
        """In the order of the alphabet of the language that is read."""
        dongs = sorted(LEGAL_DONGS, key=self.strings.dong)
        choices = [self._dong_choice(str(place), dong) for place, dong in enumerate(dongs, 1)]
        widest = max(choice.natural_width() for choice in choices)
        room = self.kit.width - 2 * self.kit.metrics.margin + self.kit.metrics.gap
        most = 2 if self.kit.roomy else 3
        columns = max(1, min(most, room // (widest + self.kit.metrics.gap)))
        elsewhere = Text(self.kit, self.text("parcel.dong.elsewhere"), color="text.subtle")
        page = self._page("dong", blocks=[*in_columns(self.kit, choices, columns), elsewhere])
        if self.kit.large:  # the title says it, and more names stand on a page
            page.lead = ""
        return page

    def _dong_choice(self, number: str, dong: LegalDong) -> Choice:
        return Choice(
            self.kit,
            self.strings.dong(dong),
            lambda: self._chosen("dong", dong.code),
            number=number,
            chevron=False,
            hint=self.text("key.number_hint", number=number),
            key=f"dong.{dong.code}",
            height_mm=19 if self.kit.spacious else 15,
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
                size=Size.TITLE if self.kit.roomy else Size.LARGE,
                height_mm=30,
                icon=icon,
            )
            for number, word, kind, icon in (("1", "no", "1", Icon.PLACE), ("2", "yes", "2", Icon.MOUNTAIN))
        ]
        page = self._page("mountain", blocks=choices)
        if self.kit.flat:  # what is below each choice says it as well
            page.lead = ""
        return page

    # --- number --------------------------------------------------------------------------------------------------

    def _number(self) -> Page:
        text = self.text
        self._fields = {
            name: Field(
                self.kit,
                text(f"parcel.{name}"),
                asks=text(f"parcel.{name}_asks"),
                most=_DIGITS,
                key=f"field.{name}",
                touched=partial(self._go_to, name),
            )
            for name in _FIELDS
        }
        self._to_sub = Button(
            self.kit,
            text("key.dash"),
            partial(self._go_to, "sub"),
            name=text("key.dash_name"),
            hint=text("key.dash_hint"),
            key="dash",
        )
        self._confirm = Button(
            self.kit,
            text("key.confirm"),
            self._confirmed,
            look=Look.PRIMARY,
            hint=text("key.confirm_hint"),
            key="confirm",
        )
        low = self.kit.view.low
        captioned = self.kit.small and self.kit.view.voice and (low or not self.kit.landscape)
        keypad = Keypad(
            self.kit,
            self._press,
            self._correct_key,
            self._to_sub,
            self._confirm,
            high=self.kit.spacious and not captioned,
            flat=captioned,
        )
        self._address = Text(self.kit, "", size=Size.LARGE, bold=True, longest=self._where("8888-8888"))
        self._show()
        typed = Fields(self.kit, self._fields["main"], self._fields["sub"])
        if not self.kit.large:
            found = Column(self.kit, [typed, self._found()])
            found.vital = 2
            # What is read may stand above the line, the keys may not; with a caption there is little room below it.
            apart = low and (self.kit.view.voice or not self.kit.landscape)
            blocks: list[QWidget] = [found, keypad]
            if not apart:
                both = Beside(self.kit, found, keypad)
                both.vital = 2
                blocks = [both]
            page = self._page("number", blocks=blocks, types=True)
            if captioned:  # the fields ask the same by voice
                page.lead = ""
            return page
        if not low:  # what is typed and the keys stay together; the explanation is on the next page
            tight = self.kit.cramped and not self.kit.landscape
            together = Column(self.kit, [typed, keypad] if tight else [typed, self._address, keypad])
            together.vital = 1
            page = self._page("number", types=True)
            lead = Text(self.kit, page.lead, color="text.subtle")
            page.blocks, page.lead = [together, *([self._address] if tight else []), lead], ""
            return page
        # On a low screen there is no explanation, and the address makes room for the keys as well.
        typed.vital, keypad.vital = 2, 1
        blocks = [typed, keypad]
        if not self.kit.small or self.kit.landscape or self.kit.view.voice:  # the voice reads it
            blocks.append(self._address)
        return self._page("number", blocks=blocks, lead="", types=True)

    def _found(self) -> Panel:
        """The address as it will be looked for, with a label where that takes no second line."""
        kit = self.kit
        label = Text(kit, self.text("parcel.searched"), color="text.subtle")
        beside = Aside(kit, label, self._address)
        room = kit.width - 2 * kit.metrics.margin - 2 * kit.metrics.mm(4)
        one_line = beside.heightForWidth(room) <= kit.line_height(Size.LARGE)
        found = [label, self._address] if kit.wide else [beside] if one_line else [self._address]
        return Panel(kit, found, fill="surface.primary-subtler", pad_mm=4)

    def _show(self) -> None:
        """Write what is typed into the parts that are there: while typing, nothing is built anew."""
        at = self._field()
        for name, field in self._fields.items():
            field.show_digits(self.draft.get(name), active=name == at)
        main = self._main()
        self._address.setText(self._searched())
        self._address.update()
        if self._confirm is not None:
            self._confirm.setEnabled(main > 0)
        self._to_sub.setEnabled(main > 0)

    def _field(self) -> str:
        return self.draft.get("field", "main")

    def _main(self) -> int:
        return int(self.draft.get("main") or "0")

    def _sub(self) -> int:
        return int(self.draft.get("sub") or "0")

    def _kind(self) -> str:
        if self.screen.mountain is None:
            return self.draft.get("kind", "1")
        return "2" if self.screen.mountain else "1"

    def _searched(self) -> str:
        """The address as it is looked for."""
        if not self._main():
            return self._where("")
        return self._where(f"{self._main()}-{self._sub()}" if self._sub() else str(self._main()))

    def _where(self, lot: str) -> str:
        dong = self.strings.dong(next(dong for dong in LEGAL_DONGS if dong.code == self.draft.get("dong")))
        mountain = "_mountain" if self._kind() == "2" else ""
        if not lot:
            return self.text(f"parcel.where_open{mountain}", dong=dong)
        return self.text(f"parcel.where{mountain}", dong=dong, lot=lot)

    def _press(self, digit: str) -> None:
        field = self._field()
        typed = self.draft.get(field)
        if len(typed) < _DIGITS:
            self.draft.set(field, typed + digit)
        self._changed()

    def _correct_key(self) -> None:
        self.correct()

    def _go_to(self, field: str) -> None:
        self.draft.set("field", field)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.outlet.touched()

    def digit(self, digit: str) -> bool:
        if self._confirm is None:
            return False
        self._press(digit)
        return True

    def correct(self) -> bool:
        """One digit back; from an empty 부번 to the 본번; an empty 본번 has nothing to correct."""
        if self._confirm is None:
            return False
        field = self._field()
        typed = self.draft.get(field)
        if typed:
            self.draft.set(field, typed[:-1])
        elif field == "sub":
            self.draft.set("field", "main")
        else:
            return False
        self._changed()
        return True

    def confirm(self) -> Button | None:
        return self._to_sub if self._confirm is not None and self._field() == "main" else self._confirm

    # --- from view to view ---------------------------------------------------------------------------------------

    def _go(self, view: str) -> None:
        self.draft.set("at", view)
        self.outlet.touched()
        self.outlet.redraw()

    def _chosen(self, name: str, value: str) -> None:
        self.draft.set(name, value)
        self._go("mountain" if name == "dong" and self.screen.mountain is None else "number")

    def _confirmed(self) -> None:
        pnu = f"{self.draft.get('dong')}{self._kind()}{self._main():04d}{self._sub():04d}"
        self.send(InputsSubmitted(self.screen.number, Private({"pnu": pnu})))

    def back(self) -> None:
        match self.draft.get("at", "dong"):
            case "number":
                self._go("mountain" if self.screen.mountain is None else "dong")
            case "mountain":
                self._go("dong")
            case _:
                super().back()
