"""Who one is, by a chip card and its PIN (S04–S06): put it in, its PIN, take it again.

The PIN's digits stand in the draft alone, which does not outlive the question (``keeps``): they are in no widget, no
accessible text and no sentence, and are dropped as soon as they are handed in.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from drivers.private import Private
from forms.catalogue import DOCUMENTS
from kiosk.core.presses import PinSubmitted
from kiosk.core.screens import CardProblem, InsertCardScreen, PinScreen, Screen, Step, TakeCardScreen
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.card_way import CardWay
from kiosk.ui.parts.keypad import Beside, Keypad
from kiosk.ui.parts.machine import LARGE, Spot, Where
from kiosk.ui.parts.masked import MaskedField
from kiosk.ui.parts.panels import Columns, facts
from kiosk.ui.parts.rows import Column
from kiosk.ui.parts.story import Alert
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView

LEAST, MOST = 6, 8
"""Digits of a PIN."""


class InsertCard(ScreenView[InsertCardScreen]):
    """Nothing is pressed: a card in the slot goes on by itself."""

    def page(self) -> Page:
        screen, kit = self.screen, self.kit
        by_itself = self.text("insert.by_itself")
        where = Where(kit, Spot.CARD_IN, self.text("insert.where"), [] if kit.large else [by_itself])
        way = CardWay(kit, self.text("insert.how"), [])
        how = [way, where] if screen.problem is CardProblem.UNREADABLE else [where, way]
        blocks: list[QWidget] = [Columns(kit, how[:1], how[1:], share=0.5)] if kit.wide else [*how]
        if screen.problem is not None:
            alert = Alert(kit, self.text(f"insert.{screen.problem.value}"))
            alert.vital = 2
            blocks.insert(0, alert)
        page = Page(
            title=self.text("insert.title" if screen.problem in (None, CardProblem.LEFT) else "insert.again"),
            step=Step.IDENTIFY,
            back=True,
        )
        words = [self._law(), self.text("insert.kept")]
        if kit.large or (kit.view.low and kit.view.voice):  # where and how stand on the first page
            words = [*([by_itself] if kit.large else []), self._why(), *words]
        elif screen.problem is None:
            page.lead = self._why()
        page.blocks = [*blocks, facts(kit, words)]
        return page

    def _why(self) -> str:
        document = self.screen.document
        if document is None:
            return self.text("insert.why_exempt")
        return self.text("insert.why", document=self.strings.document(document))

    def _law(self) -> str:
        document = self.screen.document
        if document is None:
            return self.text("insert.law_exempt")
        return self.text("insert.law_resident" if DOCUMENTS[document].group == "resident" else "insert.law_other")


class Pin(ScreenView[PinScreen]):
    """The draft holds ``pin``, the digits typed so far."""

    _field: MaskedField
    _confirm: Button

    @staticmethod
    def keeps(before: PinScreen, screen: Screen) -> bool:
        """The same question, asked for longer or in another view."""
        return isinstance(screen, PinScreen) and (screen.tries, screen.wrong) == (before.tries, before.wrong)

    def page(self) -> Page:
        kit, text = self.kit, self.text
        short = "_short" if kit.large else ""
        self._field = MaskedField(kit, text("pin.title"), least=LEAST, most=MOST, longest=self._longest())
        clear = Button(
            kit,
            text(f"pin.clear{short}"),
            self._clear,
            hint=text("pin.clear_hint"),
            key="key.clear",
        )
        self._confirm = Button(
            kit,
            text("key.confirm"),
            self._confirmed,
            look=Look.PRIMARY,
            hint=text("pin.confirm_hint"),
            key="confirm",
        )
        captioned = kit.small and kit.view.voice and (kit.view.low or not kit.landscape)
        keypad = Keypad(
            kit, self._press, self._back_one, clear, self._confirm, high=kit.spacious and not captioned, flat=captioned
        )
        self._show()
        page = Page(
            title=self._title(),
            step=Step.IDENTIFY,
            blocks=self._blocks(keypad),
            back=True,
            types=True,
        )
        if not (kit.large or self._captioned or self._warns()):
            page.lead = text("pin.lead")
        return page

    @property
    def _captioned(self) -> bool:
        """A small panel with the voice's caption: what is typed and the keys take the whole page."""
        kit = self.kit
        return kit.small and kit.view.voice and (kit.view.low or not kit.landscape)

    @property
    def _tight(self) -> bool:
        """There is no room for a warning beside what is typed and the keys: it is the title."""
        kit = self.kit
        last = kit.small and not kit.landscape and self.screen.tries == 1  # it has more to say
        return kit.large or self._captioned or last or (kit.view.low and (kit.view.voice or not kit.wide))

    # --- what is said --------------------------------------------------------------------------------------------

    def _blocks(self, keypad: Keypad) -> list[QWidget]:
        """What is typed and the keys stay together; what remains to be read has a page of its own where there is no
        room for it."""
        kit = self.kit
        warning: list[QWidget] = []
        if self._warns() and not self._tight:
            alert = Alert(kit, self._warning())
            alert.vital = 3
            warning.append(alert)
        if self.screen.tries == 1 and (kit.large or kit.landscape or not self._captioned):
            locked, unsure = self.text("pin.locked"), self.text("pin.unsure")
            phone = self.text("pin.phone", phone=kit.place.phone)
            if kit.wide:  # a caption leaves room for one sentence
                lines = [locked] if kit.view.voice else [locked, unsure, phone]
                warning += [Text(kit, line) for line in lines]
            else:
                dear = kit.small and not kit.large
                warning.append(facts(kit, [locked, phone] if dear else [locked, unsure, phone]))
        if kit.large:
            read = [*warning, Text(kit, self.text("pin.lead"), color="text.subtle")]
            if kit.view.low:  # on a small panel the keys need the room of what turns pages
                keypad.vital = 1
                return [self._field, keypad, *([] if kit.small else read)]
            together = Column(kit, [self._field, keypad])
            together.vital = 1
            return [together, *read]
        if self._tight:
            keypad.vital = 1
            return [self._field, keypad, *warning]
        if kit.wide:  # what is read stands below what is typed, beside the keys
            return [Beside(kit, Column(kit, [self._field, *warning]), keypad)]
        both = Beside(kit, self._field, keypad)
        both.vital = 2
        return [*warning, both]

    def _warns(self) -> bool:
        return self.screen.wrong or self.screen.tries == 1

    def _title(self) -> str:
        """Where it is tight, with the warning; in a line of large letters what counts most."""
        last, wrong = self.screen.tries == 1, self.screen.wrong
        if self.kit.large:
            return self.text("pin.last_short" if last else "pin.wrong_short" if wrong else "pin.title_short")
        if self._tight and last:
            return self.text("pin.last")
        if not wrong:
            return self.text("pin.title")
        return f"{self.text('pin.wrong')} {self._warning()}" if self._tight else self.text("pin.wrong")

    def _warning(self) -> str:
        tries = self.screen.tries
        if tries == 1:
            return self.text("pin.last")
        return self.text("pin.again") if tries is None else self.text("pin.more", n=tries)

    def _note(self, count: int) -> tuple[str, str]:
        """What stands beside the circles, and what is said of it."""
        text, short = self.text, "_short" if self.kit.large else ""
        tries = self.screen.tries
        if count or tries is None or not self._warns():
            if not (count or short):
                return text("pin.none"), text("pin.none")
            told = "pin.count_ready" if count >= LEAST else "pin.count"
            return text(f"pin.count{short}", n=count), text(told, n=count)
        note = text("pin.left_short", n=tries)
        if tries > 1:  # above the keys it is said already, but with large letters
            return (note, note) if short else (text("pin.none"), text("pin.none"))
        last = text("pin.last_note")
        said = [note + "." if short else "", last, text("pin.locked") if self._captioned else ""]
        return note if short else last, " ".join(filter(None, said))

    def _longest(self) -> str:
        short = "_short" if self.kit.large else ""
        notes = [self.text(f"pin.full{short}"), *(self._note(count)[0] for count in (0, MOST))]
        return max(notes, key=len)

    def _show(self) -> None:
        """While typing, nothing is built anew."""
        count = len(self.draft.get("pin"))
        self._field.show_typed(count, *self._note(count))
        self._confirm.setEnabled(count >= LEAST)

    # --- typing --------------------------------------------------------------------------------------------------

    def _press(self, digit: str) -> None:
        typed = self.draft.get("pin")
        self.took = len(typed) < MOST
        if self.took:
            self.draft.set("pin", typed + digit)
            self._show()
        else:
            short = "_short" if self.kit.large else ""
            self._field.show_typed(len(typed), self.text(f"pin.full{short}"), self.text("pin.full"))
        self.outlet.touched()

    def _back_one(self) -> None:
        self.correct()

    def _clear(self) -> None:
        self.draft.drop("pin")
        self._show()
        self.outlet.touched()

    def digit(self, digit: str) -> bool:
        self._press(digit)
        return True

    def correct(self) -> bool:
        """One digit back. With nothing typed it does nothing: a key too often must not give up the identification."""
        if typed := self.draft.get("pin")[:-1]:
            self.draft.set("pin", typed)
        else:
            self.draft.drop("pin")
        self._show()
        self.outlet.touched()
        return True

    def confirm(self) -> Button | None:
        return self._confirm

    def _confirmed(self) -> None:
        typed = self.draft.get("pin")
        self.draft.drop("pin")
        self._show()
        self.send(PinSubmitted(self.screen.number, Private(typed)))


class TakeCard(ScreenView[TakeCardScreen]):
    """Goes on by itself when the card is out."""

    def page(self) -> Page:
        kit = self.kit
        by_itself = self.text("take_card.by_itself")
        lines = [] if kit.large else [by_itself]
        where = Where(kit, Spot.CARD_OUT, self.text("take_card.where"), lines, drawing_mm=LARGE)
        return Page(
            title=self.text("take_card.title"),
            lead=self.text("take_card.lead"),
            step=Step.IDENTIFY,
            blocks=[where, Text(kit, by_itself)] if kit.large else [where],
            hero=True,
        )
