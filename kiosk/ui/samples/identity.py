"""Who one is: the card, its PIN, and the persons of a household. Made-up names; the longest that a register holds."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.private import Private
from kiosk.core.screens import (
    CardProblem,
    ChooseScreen,
    InsertCardScreen,
    PersonItem,
    PersonScreen,
    PinScreen,
    StartScreen,
    Step,
    TakeCardScreen,
    Waiting,
    WaitScreen,
)
from kiosk.ui.samples.base import PAID, Sample, items

_FAMILY = (
    ("self", None, "견본일"),
    ("spouse", None, "견본이"),
    ("child", 1, "견본삼"),
    ("child", 2, "견본사"),
)
_LARGE = (
    ("self", None, "견본하나"),
    ("spouse", None, "견본둘"),
    ("child", 10, "견본열"),
    ("parent", 1, "견본부"),
    ("parent", 2, "견본모"),
    ("grandparent", 1, "ALEXANDRIA MARGUERITE EXEMPLAR-SPECIMEN"),
    ("sibling", 1, "견본매"),
    ("grandchild", 1, "견본손"),
    ("other", 3, "EXEMPLAR JUN"),
)
"""Each relation, and the longest of them with a long name."""


def persons_of(household: Sequence[tuple[str, int | None, str]]) -> tuple[PersonItem, ...]:
    """Of relation, ordinal and name."""
    return tuple(
        PersonItem(f"p{place}", Private(name), relation, ordinal)
        for place, (relation, ordinal, name) in enumerate(household, 1)
    )


def card() -> list[Sample]:
    def insert(name: str, document: str | None = "D01", problem: CardProblem | None = None) -> Sample:
        return Sample(f"insert-card{name}", InsertCardScreen(number=3, document=document, problem=problem), seconds=57)

    def pin(name: str, typed: str = "", tries: int | None = 3, wrong: bool = False) -> Sample:
        return Sample(f"pin{name}", PinScreen(number=3, tries=tries, wrong=wrong), {"pin": typed}, 57)

    def wait(waiting: Waiting, step: Step = Step.IDENTIFY) -> Sample:
        return Sample(f"wait-{waiting.value}", WaitScreen(number=3, waiting=waiting, step=step))

    return [
        insert(""),
        insert("-exempt", None),
        insert("-pulled", problem=CardProblem.PULLED),
        insert("-unreadable", problem=CardProblem.UNREADABLE),
        insert("-lost", "D09", CardProblem.LOST),
        insert("-left", problem=CardProblem.LEFT),
        wait(Waiting.CARD),
        pin("-empty"),
        pin("", "24680"),
        pin("-wrong", tries=2, wrong=True),
        pin("-wrong-uncounted", tries=None, wrong=True),
        pin("-last", tries=1, wrong=True),
        wait(Waiting.IDENTITY),
        Sample("take-card", TakeCardScreen(number=3), seconds=57),
        wait(Waiting.EXEMPTION, Step.OPTIONS),
    ]


def persons() -> list[Sample]:
    return [
        Sample("person", PersonScreen(number=4, document="D02", persons=persons_of(_FAMILY)), seconds=57),
        Sample("person-many", PersonScreen(number=4, document="D02", persons=persons_of(_LARGE)), seconds=57),
    ]


def left_in() -> list[Sample]:
    """A card that nobody needs is still in the slot: (Over every other kind of screen: a test.)"""
    return [
        Sample("card-start", StartScreen(number=1, documents=items(PAID), hours=("05:00", "24:00"), card=True)),
        Sample("card-choose", ChooseScreen(number=2, documents=items(PAID), card=True), seconds=57),
    ]
