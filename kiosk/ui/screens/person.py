"""Whose 초본: oneself and the members of the household, each with the relation and the name."""

from __future__ import annotations

from drivers.private import Private
from kiosk.core.presses import InputsSubmitted
from kiosk.core.screens import PersonItem, PersonScreen, Step
from kiosk.ui.page import Page
from kiosk.ui.parts.person_row import PersonRow
from kiosk.ui.parts.text import Text
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.theme import Size


class Person(ScreenView[PersonScreen]):
    def page(self) -> Page:
        kit, screen = self.kit, self.screen
        relations = [self._relation(person) for person in screen.persons]
        widest = max((kit.advance(relation, Size.LARGE, True) for relation in relations), default=0)
        rows = [
            self._row(str(number), person, relation, widest)
            for number, (person, relation) in enumerate(zip(screen.persons, relations, strict=True), 1)
        ]
        before = None if screen.inputs is None else screen.inputs.reveal().get("person")
        first = next((row for row, person in zip(rows, screen.persons, strict=True) if person.ref == before), None)
        lead = self.text("person.lead", document=self.strings.document(screen.document))
        dear = kit.large or (kit.view.low and kit.view.voice)  # the room is the choices'
        return Page(
            title=self.text("person.title"),
            lead="" if dear else lead,
            step=Step.OPTIONS,
            blocks=[*rows, *([Text(kit, lead, color="text.subtle")] if dear else [])],
            first=first,
            back=True,
        )

    def _relation(self, person: PersonItem) -> str:
        relation = self.strings.said("relation", person.relation)  # the district's word
        if person.ordinal is None:
            return relation
        return self.text("person.numbered", relation=relation, n=person.ordinal)

    def _row(self, number: str, person: PersonItem, relation: str, widest: int) -> PersonRow:
        return PersonRow(
            self.kit,
            relation,
            person.name,
            lambda: self._chosen(person),
            relations=widest,
            number=number,
            hint=self.text("person.unspoken"),
            key=f"person.{number}",
        )

    def _chosen(self, person: PersonItem) -> None:
        self.send(InputsSubmitted(self.screen.number, Private({"person": person.ref})))
