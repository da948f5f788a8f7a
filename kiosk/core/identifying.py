"""Who one is: by a card and its PIN, once in a visit, for all its documents and exemptions. Nothing is charged for it
and the list of applications stays, however it ends.

The order is the law of it: the certificate and the district's challenge come before the PIN is asked for; the PIN goes
into the order to the card reader and nowhere else; a digest is signed once. A wrong PIN signs nothing, so the same
digest waits for the next one. Until the signature is given a card that is taken out ends the identification, and the
next begins with the next card. Every end is journalled, with nothing of who it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

from drivers.api import CardRead, CardSigned, PinRefused
from forms.catalogue import DOCUMENTS
from kiosk.core import choosing, exempting, filling
from kiosk.core.facts import CardChallenged, Identified
from kiosk.core.identity_stages import (
    Asked,
    AskingCard,
    AskingPin,
    CheckingCard,
    Proving,
    ReadingCard,
    Signing,
    TakingCard,
)
from kiosk.core.offering import can_exempt, copies_left, offered
from kiosk.core.orders import CheckCard, Identify, ReadCard, SignCard
from kiosk.core.presses import DocumentChosen, PinSubmitted
from kiosk.core.screens import CardProblem, Code
from kiosk.core.session import Noticing, Visit
from kiosk.core.turn import Turn

_PIN = re.compile("[0-9]{6,8}")

FAILURES = 10
"""So often a card may be taken out or fail before the citizen is led away from it: a loose contact never ends by
itself."""

_REFUSED = {
    "expired": (Code.IDENTITY, "card_expired"),
    "revoked": (Code.IDENTITY, "card_revoked"),
    "not_registered": (Code.IDENTITY, "card_not_registered"),
    "replayed": (Code.IDENTITY, "identity_over"),  # whoever takes long over the PIN outlives the challenge
    "district_away": (Code.DISTRICT_AWAY, "district_away"),
    "district_error": (Code.DISTRICT_AWAY, "district_error"),
}
"""Why it was refused → what is told. All else is a card that is not to be believed."""

# --- the two doors -----------------------------------------------------------------------------------------------


def document_chosen(turn: Turn, visit: Visit, fact: DocumentChosen) -> None:
    """To the document's own screens, at once or when it is known who is here."""
    open_now = {item.code for item in offered(turn) if item.closed is None}
    if fact.code not in open_now or copies_left(turn.rules, visit) <= 0:
        return
    if DOCUMENTS[fact.code].identity and visit.identity is None:
        _begin(turn, visit, Asked(fact.code))
    else:
        filling.begin(turn, visit, fact.code)


def exemption_wanted(turn: Turn, visit: Visit) -> None:
    if not can_exempt(turn, visit):
        return
    if visit.identity is None:
        _begin(turn, visit, Asked(None))
    else:
        exempting.begin(turn, visit)


def _begin(turn: Turn, visit: Visit, asked: Asked) -> None:
    ask(turn, visit, AskingCard(asked, turn.cabinet.unfit_for if _unfit(turn) else None))


def _unfit(turn: Turn) -> bool:
    return turn.cabinet.card is not None and turn.cabinet.card == turn.cabinet.unfit


def ask(turn: Turn, visit: Visit, stage: AskingCard) -> None:
    """For a card; one that is in the slot already is read at once."""
    reader, card = turn.rules.card_reader, turn.cabinet.card
    if reader is None or not turn.usable(reader):
        reader_gone(turn, visit)
    elif card is None or _unfit(turn):
        turn.go(visit, stage, turn.idle_limit())
    else:
        turn.order(ReadCard(reader, card))
        turn.go(visit, ReadingCard(stage.asked, card, _due(turn)))


def _due(turn: Turn) -> float:
    """By then reader and district have to answer."""
    return turn.now.mono + turn.delays.compose


def back(turn: Turn, visit: Visit, asked: Asked) -> None:
    """To where it was asked for."""
    if visit.proving:
        turn.identity_checked(visit, "given_up")
    if asked.document is None:
        choosing.confirm(turn, visit)
    else:
        choosing.choose(turn, visit)


# --- card, district, PIN -----------------------------------------------------------------------------------------


def card_read(turn: Turn, visit: Visit, stage: ReadingCard, fact: CardRead) -> None:
    if fact.tries == 0:
        _refused(turn, visit, "blocked", Code.IDENTITY, "card_blocked")
        return
    turn.order(CheckCard(visit.number, fact.card, fact.certificate))
    turn.go(visit, CheckingCard(stage.asked, fact.card, fact.tries, _due(turn)))


def challenged(turn: Turn, visit: Visit, stage: CheckingCard, fact: CardChallenged) -> None:
    turn.go(visit, AskingPin(stage.asked, stage.card, fact.digest, stage.tries), turn.idle_limit())


def pin_submitted(turn: Turn, visit: Visit, stage: AskingPin, fact: PinSubmitted) -> None:
    """What is no PIN is no answer: no try of the card's is spent on it."""
    reader = turn.rules.card_reader
    if reader is not None and _PIN.fullmatch(fact.pin.reveal()):
        turn.order(SignCard(reader, stage.card, fact.pin, stage.digest))
        turn.go(visit, Signing(stage.asked, stage.card, stage.digest, _due(turn)))


def pin_refused(turn: Turn, visit: Visit, stage: Signing, fact: PinRefused) -> None:
    if fact.tries <= 0:
        _refused(turn, visit, "blocked", Code.IDENTITY, "card_blocked")
        return
    turn.identity_checked(visit, "wrong_pin")
    turn.go(visit, AskingPin(stage.asked, stage.card, stage.digest, fact.tries, wrong=True), turn.idle_limit())


def signed(turn: Turn, visit: Visit, stage: Signing, fact: CardSigned) -> None:
    turn.order(Identify(visit.number, fact.card, fact.signature))
    turn.go(visit, Proving(stage.asked, stage.card, _due(turn)))


def identified(turn: Turn, visit: Visit, stage: Proving, fact: Identified) -> None:
    if not fact.rights.reveal().persons:  # nobody may have anything
        refused(turn, visit, "not_registered")
        return
    turn.identity_checked(visit, "identified")
    visit = replace(visit, identity=fact.rights)
    if turn.cabinet.card is None:
        go_on(turn, visit, stage.asked)
    else:
        turn.go(visit, TakingCard(stage.asked), turn.idle_limit())


def go_on(turn: Turn, visit: Visit, asked: Asked) -> None:
    """Identified, and the slot is empty: what was asked for."""
    if asked.document is None:
        exempting.begin(turn, visit)
    else:
        filling.begin(turn, visit, asked.document)


# --- ends --------------------------------------------------------------------------------------------------------


def failed(turn: Turn, visit: Visit, asked: Asked, problem: CardProblem) -> None:
    """The card did not serve: this identification is over, and a card is asked for again."""
    turn.identity_checked(visit, str(problem))
    asked = replace(asked, failed=asked.failed + 1)
    if asked.failed < FAILURES:
        stage = AskingCard(asked, problem, over=True)
        ask(turn, replace(visit, stage=stage), stage)
    else:
        _notice(turn, visit, Code.IDENTITY, "card_reader")


def refused(turn: Turn, visit: Visit, why: str) -> None:
    """By the errand or the district: ``IdentityRefused.why``."""
    code, detail = _REFUSED.get(why, (Code.IDENTITY, "card_unknown"))
    _refused(turn, visit, why, code, detail)


def no_answer(turn: Turn, visit: Visit) -> None:
    refused(turn, visit, "district_away")


def reader_gone(turn: Turn, visit: Visit) -> None:
    if visit.proving:
        turn.identity_checked(visit, "lost")
    _notice(turn, visit, Code.IDENTITY, "card_reader")


def _refused(turn: Turn, visit: Visit, outcome: str, code: Code, detail: str) -> None:
    turn.identity_checked(visit, outcome)
    _notice(turn, visit, code, detail)


def _notice(turn: Turn, visit: Visit, code: Code, detail: str) -> None:
    turn.go(visit, Noticing(code, detail, back=True), turn.limit(turn.delays.notice))
