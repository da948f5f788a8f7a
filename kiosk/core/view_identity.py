"""What is shown while one says who one is."""

from __future__ import annotations

from typing import Any

from kiosk.core.identity_stages import (
    AskingCard,
    AskingPin,
    CheckingCard,
    Identifying,
    Proving,
    ReadingCard,
    Signing,
    TakingCard,
)
from kiosk.core.screens import (
    InsertCardScreen,
    PinScreen,
    Screen,
    Step,
    TakeCardScreen,
    Waiting,
    WaitScreen,
)


def identifying_screen(stage: Identifying, frame: dict[str, Any]) -> Screen:
    match stage:
        case AskingCard(asked=asked, problem=problem):
            return InsertCardScreen(**frame, document=asked.document, problem=problem)
        case ReadingCard() | CheckingCard():
            return WaitScreen(**frame, waiting=Waiting.CARD, step=Step.IDENTIFY)
        case AskingPin(tries=tries, wrong=wrong):
            return PinScreen(**frame, tries=tries, wrong=wrong)
        case Signing() | Proving():
            return WaitScreen(**frame, waiting=Waiting.IDENTITY, step=Step.IDENTIFY)
        case TakingCard():
            return TakeCardScreen(**frame)
