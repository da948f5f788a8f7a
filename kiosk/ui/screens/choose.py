"""Which document (S02, S03). A few stand directly on one view; more stand in groups, in one list, and can be looked
for by name. Why one can not be had now stands where its fee would be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from forms.catalogue import DOCUMENTS
from kiosk.core.presses import DocumentChosen
from kiosk.core.screens import ChooseScreen, DocumentItem, Step
from kiosk.ui import phone
from kiosk.ui.hangul import compose
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button, Look
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.found import Found
from kiosk.ui.parts.keyboard import Entry, Keyboard, Typing
from kiosk.ui.parts.keypad import Beside
from kiosk.ui.parts.panels import facts
from kiosk.ui.parts.rows import Column, Row, in_columns
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.search import Named, find
from kiosk.ui.strings import Language
from kiosk.ui.theme import Size

_FEW = 5
"""So many stand on one view."""
_MOST_KEYS = 40
_SLOTS = 3
"""So many of what was found can be pressed under the keys' field, on a large panel."""
_GROUP = "group:"


class Choose(ScreenView[ChooseScreen]):
    """The draft holds ``at`` (groups, group:land, all, search, found), ``typed`` (keys and digits, kiosk.ui.hangul and
    kiosk.ui.phone), ``shift`` and ``second`` (which letters the keys have; empty: the plain first ones)."""

    _entry: Entry | None = None
    _found: Found | None = None
    _see: Button

    def page(self) -> Page:
        at = self._at()
        if at == "search":
            return self._search()
        if at == "found":
            return self._list(self.text("choose.found_title"), self._matches())
        if at == "all":
            return self._list(self.text("choose.all_title"), self.screen.documents)
        if at.startswith(_GROUP):
            group = at.removeprefix(_GROUP)
            title = self.text("choose.group_title", group=self.text(f"group.{group}"))
            return self._list(title, [item for item in self.screen.documents if item.group == group])
        return self._first()

    def _at(self) -> str:
        return self.draft.get("at", "groups")

    @property
    def _high(self) -> bool:
        """Room for words that say more than is needed."""
        return self.kit.roomy and self.kit.height > 40 * self.kit.metrics.em

    # --- documents and groups ------------------------------------------------------------------------------------

    def _first(self) -> Page:
        few = len(self.screen.documents) <= _FEW
        choices = self._documents(self.screen.documents) if few else self._groups()
        blocks = self._laid(choices)
        ways = [] if few else [self._way("search", Icon.SEARCH), self._way("all", Icon.DOCUMENT)]
        if not (self._high or self.kit.wide) and ways:  # under the choices they would leave room for too few of them
            blocks, ways = [*blocks, Row(self.kit, ways)], []
        if self.screen.in_cart:
            names = ", ".join(self.line_words(line) for line in self.screen.in_cart)
            blocks = [facts(self.kit, [self.text("choose.in_cart", names=names)]), *blocks]
        if few:
            blocks = [*self._for_the_exempt(self.screen.documents), *blocks]
        return Page(
            title=self.text("choose.title"),
            lead=self.text("choose.lead") if few or self._high else "",
            step=Step.CHOOSE,
            blocks=blocks,
            actions=ways,
            back=bool(self.screen.in_cart),
        )

    def _list(self, title: str, items: Sequence[DocumentItem]) -> Page:
        blocks = [*self._for_the_exempt(items), *self._laid(self._documents(items))]
        return Page(title=title, step=Step.CHOOSE, blocks=blocks, back=True)

    def _for_the_exempt(self, items: Sequence[DocumentItem]) -> list[QWidget]:
        """Said once, where there is hardly room for a name."""
        if not (self.kit.cramped and any(item.only_exempt for item in items)):
            return []
        return [Text(self.kit, self.text("choose.only_exempt_note"))]

    def _laid(self, choices: list[Choice]) -> list[QWidget]:
        return in_columns(self.kit, choices, 2 if self.kit.wide and len(choices) > 3 else 1)

    def _way(self, view: str, icon: Icon) -> Button:
        """Another way to the documents."""
        return Button(
            self.kit,
            self.text(f"choose.{view}"),
            partial(self._go, view),
            look=Look.SECONDARY,
            hint=self.text(f"choose.{view}_hint"),
            key=view,
            icon=icon if self._high or self.kit.wide else None,
            height_mm=20 if self._high else 12,
        )

    def _groups(self) -> list[Choice]:
        names = dict.fromkeys(item.group for item in self.screen.documents)
        return [self._group(str(place), name) for place, name in enumerate(names, 1)]

    def _group(self, number: str, name: str) -> Choice:
        items = [item for item in self.screen.documents if item.group == name]
        if len(items) == 1:
            return self._document(number, items[0], Icon(name))
        below = self.text("choose.closed_all") if all(item.closed for item in items) else self._inside(items)
        if (self.kit.cramped or self.kit.flat) and not all(item.closed for item in items):
            below = ""  # more groups stand on the first page
        return Choice(
            self.kit,
            self.text(f"group.{name}"),
            partial(self._go, f"{_GROUP}{name}"),
            number=number,
            below=below,
            key=f"group.{name}",
            height_mm=24 if self._high else 12,
            icon=Icon(name),
        )

    def _inside(self, items: Sequence[DocumentItem]) -> str:
        """The first names in a group, as many as stand on a line, and how many there are in all."""
        names = [self.strings.document(item.code) for item in items]
        room = self.kit.width // (2 if self.kit.wide else 1) * (5 if self.kit.wide else 6) // 9
        tried = [names[:shown] for shown in (2, 1)]
        for shown in tried:
            words = ", ".join(shown)
            if len(shown) < len(names):
                words = self.text("choose.several", names=words, n=len(names))
            if self.kit.advance(words, Size.BODY, False) <= room:
                return words
        return self.text("choose.count", n=len(names))

    def _documents(self, items: Sequence[DocumentItem]) -> list[Choice]:
        return [self._document(str(place), item) for place, item in enumerate(items, 1)]

    def _document(self, number: str, item: DocumentItem, icon: Icon | None = None) -> Choice:
        """``icon``: it stands among groups, with one line below its name as they have. Where there is hardly room for
        the name, fee and identity are left to the screens that follow."""
        money = self.strings.money(item.fee)
        fee = self.text("choose.fee", amount=money) if item.fee else self.text("choose.free")
        identity = self.text("choose.identity") if item.identity else ""
        cramped = self.kit.cramped
        shown = money if item.fee and identity and self.kit.wide else fee  # on one line with the tag
        why = self.strings.said("closed", item.closed) if item.closed else ""
        if item.only_exempt:
            fee = self.text("choose.only_exempt")
            shown = self.text("choose.only_exempt_short") if self.kit.large else fee
            why = f"{self.strings.said('closed', item.only_exempt)} {fee}"
        closed = "" if not item.closed else self.text("choose.closed_all") if cramped else why
        return Choice(
            self.kit,
            self.strings.document(item.code),
            lambda: self.send(DocumentChosen(self.screen.number, item.code)),
            number=number,
            below="" if cramped or (icon and identity and not self._high and not item.only_exempt) else shown,
            tag="" if cramped else identity,
            closed=closed,
            size=Size.TITLE if self.kit.roomy and len(self.screen.documents) <= 3 else Size.LARGE,
            hint=why or " · ".join(word for word in (identity, fee) if word),
            key=f"document.{item.code}",
            height_mm=24 if self._high else 12,
            icon=icon,
        )

    # --- by name -------------------------------------------------------------------------------------------------

    def _search(self) -> Page:
        text = self.text
        self._entry = Entry(self.kit, text("choose.entry"))
        lead = text("choose.search_lead")
        # Large letters, or a caption on a small panel: nobody types without seeing it, so field and keys are one.
        tight = self.kit.large or (self.kit.view.voice and not self._high)
        if not tight:
            slots = _SLOTS if self._high and not self.kit.view.voice else 0
            self._found = Found(self.kit, lead, slots=slots, press=self._hit)
        self._see = Button(
            self.kit,
            "",
            partial(self._go, "found"),
            look=Look.PRIMARY,
            hint=text("choose.see_hint"),
            key="see",
        )
        self._show()
        typing = Typing(
            press=self._press,
            undo=self._undo,
            clear=self._clear,
            shift=partial(self._switch, "shift"),
            other=partial(self._switch, "second"),
        )
        keyboard = Keyboard(
            self.kit,
            typing,
            shifted=bool(self.draft.get("shift")),
            second=bool(self.draft.get("second")),
            spaces=not self.kit.large,  # they do not matter for what is found
            confirm=self._see if self.kit.large else None,
        )
        legend = Text(self.kit, text("choose.keypad"), color="text.subtle")
        blocks: list[QWidget]
        if self._found is not None:
            both = [Beside(self.kit, self._entry, self._found)] if self.kit.wide else [self._entry, self._found]
            blocks = [*both, keyboard, legend]
        else:  # what was found stands in the field itself: what is typed and what comes of it are seen together
            typed = Column(self.kit, [self._entry, keyboard])
            typed.vital = 1
            blocks = [typed, Text(self.kit, lead, color="text.subtle"), legend]
        return Page(
            title=text("choose.search_title"),
            step=Step.CHOOSE,
            blocks=blocks,
            actions=[] if self.kit.large else [self._see],
            back=True,
            types=True,
        )

    def _typed(self) -> str:
        return self.draft.get("typed")

    def _hangul(self) -> bool:
        return self.kit.view.language is Language.KO

    def _words(self) -> str:
        """What is typed, as it is shown."""
        typed = self._typed()
        letters = typed.rstrip("0123456789")
        return compose(letters + phone.keys(typed.removeprefix(letters), hangul=self._hangul()))

    def _matches(self) -> list[DocumentItem]:
        typed, items = self._typed(), {item.code: item for item in self.screen.documents}
        query = typed if typed.isdecimal() else self._words()
        return [items[code] for code in find(query, map(self._named, items))]

    def _hits(self) -> list[DocumentItem]:
        """Those that can be pressed at once."""
        return [item for item in self._matches() if item.closed is None][:_SLOTS]

    def _hit(self, place: int) -> None:
        self.send(DocumentChosen(self.screen.number, self._hits()[place].code))

    def _named(self, code: str) -> Named:
        document, key = DOCUMENTS[code], f"also.{code}"
        also = self.text(key).split(", ") if key in self.strings else []
        return Named(code, self.strings.document(code), (*also, document.name_ko, document.name_en))

    def _show(self) -> None:
        """Write what is typed and found into the parts that are there: while typing, nothing is built anew."""
        if self._entry is None:
            return
        names = [self.strings.document(item.code) for item in self._matches()]
        words = self._words()
        self._entry.show_typed(words)
        if self._found is not None:
            hits = [self.strings.document(item.code) for item in self._hits()]
            self._found.show_names(names, nothing=bool(words), pressed=hits)
        elif words:
            count = self.text("choose.count" if names else "choose.see_none", n=len(names))
            self._entry.show_note(*([*names, count] if len(names) == 1 else [count]))
        else:
            self._entry.show_note()
        key = "choose.see_short" if self.kit.large or not words else "choose.see" if names else "choose.see_none"
        self._see.setText(self.text(key, n=len(names)))
        self._see.setAccessibleName(self._see.text())
        self._see.setEnabled(bool(names))

    def _changed(self, typed: str) -> None:
        self.draft.set("typed", typed)
        self._show()
        self.outlet.touched()

    def _press(self, letter: str) -> None:
        typed = self._typed()
        tail = typed[len(typed.rstrip("0123456789")) :]
        if tail and not letter.isdecimal():  # from the keypad to the glass: what was struck are letters from now on
            typed = typed.removesuffix(tail) + phone.keys(tail, hangul=self._hangul())
        if len(typed) < _MOST_KEYS:
            self._changed(typed + letter)

    def _undo(self) -> None:
        typed = self._typed()
        letters = typed.rstrip("0123456789")
        digits = typed.removeprefix(letters)
        self._changed(letters + phone.without_last(digits, hangul=self._hangul()) if digits else typed[:-1])

    def _clear(self) -> None:
        self._changed("")

    def _switch(self, what: str) -> None:
        self.draft.set(what, "" if self.draft.get(what) else "yes")
        self.outlet.touched()
        self.outlet.redraw()

    def digit(self, digit: str) -> bool:
        if self._entry is None:
            return False
        self._press(digit)
        return True

    def correct(self) -> bool:
        if self._entry is None or not self._typed():
            return False
        self._undo()
        return True

    def confirm(self) -> Button | None:
        return self._see if self._entry is not None else None

    # --- from view to view ---------------------------------------------------------------------------------------

    def _go(self, view: str) -> None:
        self.draft.set("at", view)
        self.outlet.touched()
        self.outlet.redraw()

    def back(self) -> None:
        at = self._at()
        if at == "groups":
            super().back()
        else:
            self._go("search" if at == "found" else "groups")
