"""Who one is: the card, its PIN, and the persons of a household. Made-up names; the longest that a register holds."""

from __future__ import annotations

from drivers.private import Private
from kiosk.core.screens import (
    CardProblem,
    ChooseScreen,
    InsertCardScreen,
    OutOfServiceScreen,
    PersonItem,
    PersonScreen,
    PinScreen,
    StartScreen,
    Step,
    TakeCardScreen,
    ThanksScreen,
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
    ("spouse", None, "ALEXANDRIA MARGUERITE EXEMPLAR-SPECIMEN"),
    *(("child", number, f"견본자녀{number}") for number in range(1, 8)),
    *(("parent", number, f"견본부모{number}") for number in (1, 2)),
    *(("grandparent", number, f"견본조부모{number}") for number in (1, 2)),
    *(("sibling", number, f"견본형제{number}") for number in range(1, 5)),
    *(("grandchild", number, f"견본손{number}") for number in range(1, 4)),
    *(("other", number, f"견본동거{number}") for number in range(1, 4)),
)
"""23 persons: as many as the longest sample household has."""


def _persons(household: tuple[tuple[str, int | None, str], ...]) -> tuple[PersonItem, ...]:
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
        insert("-other", "D09"),
        *(insert(f"-{problem.value}", problem=problem) for problem in CardProblem),
        wait(Waiting.CARD),
        pin("-empty"),
        pin("", "24680"),
        pin("-full", "13579024"),
        pin("-wrong", tries=2, wrong=True),
        pin("-wrong-uncounted", tries=None, wrong=True),
        pin("-last", tries=1, wrong=True),
        wait(Waiting.IDENTITY),
        Sample("take-card", TakeCardScreen(number=3), seconds=57),
        wait(Waiting.EXEMPTION, Step.PAY),
    ]


def persons() -> list[Sample]:
    return [
        Sample("person", PersonScreen(number=4, document="D02", persons=_persons(_FAMILY)), seconds=57),
        Sample("person-many", PersonScreen(number=4, document="D02", persons=_persons(_LARGE)), seconds=57),
    ]


def left_in() -> list[Sample]:
    """A card that nobody needs is still in the slot: over what is at rest, chosen and ended."""
    return [
        Sample("card-start", StartScreen(number=1, documents=items(PAID), hours=("05:00", "24:00"), card=True)),
        Sample("card-choose", ChooseScreen(number=2, documents=items(PAID), card=True), seconds=57),
        Sample("card-thanks", ThanksScreen(number=10, card=True), seconds=5),
        Sample("card-closed", OutOfServiceScreen(number=12, reason="maintenance", card=True)),
    ]
