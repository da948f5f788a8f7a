"""The card in the slot, in every session: what comes and goes there, and what that means for an identification.

A card is read once it is asked for, also if it was in the slot before. One that did not serve, or may be anybody's
because it was there when an earlier visit ended or the kiosk started, is not read while it stays: the citizen has to
take it out.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.api import CardInserted, CardLost, CardNumber, CardRemoved, CardTrouble
from kiosk.core import identifying
from kiosk.core.identity_stages import Asked, AskingCard, AskingPin, CheckingCard, ReadingCard, Signing, TakingCard
from kiosk.core.screens import CardProblem
from kiosk.core.session import Idle, Visit
from kiosk.core.turn import Turn


def card_inserted(turn: Turn, fact: CardInserted) -> None:
    before, turn.cabinet = turn.cabinet.card, replace(turn.cabinet, card=fact.card)
    if _may_be_anybodys(turn):
        turn.card_left()
    match turn.session:
        case Visit(stage=AskingCard() as stage) as visit:
            identifying.ask(turn, visit, stage)
        case _ if before is not None and before != fact.card:
            _left(turn, before)


def _may_be_anybodys(turn: Turn) -> bool:
    """Whoever puts a card in looks at a visit or at the start screen, and the reader sees it come: what it tells of
    before it is ready it has found there."""
    match turn.session:
        case Visit():
            return False
        case Idle():
            return not turn.usable(turn.rules.card_reader)
        case _:
            return True


def card_removed(turn: Turn, fact: CardRemoved) -> None:
    if turn.cabinet.card != fact.card:
        return
    turn.cabinet = replace(turn.cabinet, card=None)
    match turn.session:
        case Visit(stage=TakingCard(asked=asked)) as visit:
            identifying.go_on(turn, visit, asked)
        case _:
            _left(turn, fact.card)


def _left(turn: Turn, card: CardNumber) -> None:
    """It is out of the slot; before the signature that is the end of its identification."""
    asked = _needed(turn, card)
    if asked is not None and isinstance(turn.session, Visit):
        identifying.failed(turn, turn.session, asked, CardProblem.PULLED)


def card_lost(turn: Turn, fact: CardLost) -> None:
    if turn.cabinet.card == fact.card:
        _did_not_serve(
            turn, fact.card, CardProblem.LOST if fact.trouble is CardTrouble.LOST else CardProblem.UNREADABLE
        )


def reader_silent(turn: Turn, card: CardNumber) -> None:
    """What the reader was asked has no answer."""
    _did_not_serve(turn, card, CardProblem.LOST)


def _did_not_serve(turn: Turn, card: CardNumber, problem: CardProblem) -> None:
    turn.cabinet = replace(turn.cabinet, unfit=card, unfit_for=problem)
    asked = _needed(turn, card)
    if asked is not None and isinstance(turn.session, Visit):
        identifying.failed(turn, turn.session, asked, problem)


def reader_lost(turn: Turn) -> None:
    """The reader has a fault. Who was identified goes on: nobody can tell any more whether the card was taken."""
    match turn.session:
        case Visit(stage=AskingCard() | ReadingCard() | CheckingCard() | AskingPin() | Signing()) as visit:
            identifying.reader_gone(turn, visit)
        case Visit(stage=TakingCard(asked=asked)) as visit:
            identifying.go_on(turn, visit, asked)


def _needed(turn: Turn, card: CardNumber) -> Asked | None:
    """What the card is needed for: only until it has signed."""
    match turn.session:
        case Visit(
            stage=ReadingCard(asked=asked, card=in_work)
            | CheckingCard(asked=asked, card=in_work)
            | AskingPin(asked=asked, card=in_work)
            | Signing(asked=asked, card=in_work)
        ) if in_work == card:
            return asked
        case _:
            return None
