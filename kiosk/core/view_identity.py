"""What is shown while one says who one is, and whether that belongs to a visit."""

from __future__ import annotations

from typing import Any

from forms.catalogue import DOCUMENTS
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
from kiosk.core.session import ChoosingOptions, EnteringInputs, Visit


def identification(visit: Visit) -> bool:
    """One did, one does, or a document of the list asks for it."""
    codes = [item.document for item in visit.applications]
    match visit.stage:
        case EnteringInputs(draft=draft) | ChoosingOptions(draft=draft):
            codes.append(draft.document)
        case stage if isinstance(stage, Identifying):
            return True
    return visit.identity is not None or any(DOCUMENTS[code].identity for code in codes)


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
