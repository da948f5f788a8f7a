"""Which document (S02, S03): numbered choices with the fee, and why some can not be had now."""

from __future__ import annotations

from forms.catalogue import DOCUMENTS
from kiosk.core.facts import DocumentChosen
from kiosk.core.screens import ChooseScreen, DocumentItem, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.choice import Choice
from kiosk.ui.parts.panels import facts
from kiosk.ui.parts.rows import in_columns
from kiosk.ui.screens.base import ScreenView


class Choose(ScreenView[ChooseScreen]):
    def page(self) -> Page:
        choices = [self._choice(str(place), item) for place, item in enumerate(self.screen.documents, 1)]
        blocks = in_columns(self.kit, choices, 2 if self.kit.wide and len(choices) > 3 else 1)
        if self.screen.in_cart:
            names = ", ".join(self.line_words(line) for line in self.screen.in_cart)
            blocks = [facts(self.kit, [self.text("choose.in_cart", names=names)]), *blocks]
        return Page(
            title=self.text("choose.title"),
            lead=self.text("choose.lead"),
            step=Step.CHOOSE,
            blocks=blocks,
            back=bool(self.screen.in_cart),
        )

    def _choice(self, number: str, item: DocumentItem) -> Choice:
        fee = self.text("choose.fee", amount=self.strings.money(item.fee)) if item.fee else self.text("choose.free")
        identity = self.text("choose.identity") if DOCUMENTS[item.code].identity else ""
        return Choice(
            self.kit,
            self.strings.document(item.code),
            lambda: self.send(DocumentChosen(self.screen.number, item.code)),
            number=number,
            below=" · ".join(word for word in (identity, fee) if word),
            closed=self.strings.said("closed", item.closed) if item.closed else "",
            key=f"document.{item.code}",
            height_mm=30,
        )
