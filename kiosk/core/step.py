"""The state machine of the kiosk on one screen: which fact means what in which session. The clerk does the I/O.

``step(desk, fact, now)`` is a function from values to values. Every fact is answered in every session, if only by
nothing: a fact that no line names is ignored. Devices, district and disk are heard in every session (first table,
``kiosk.core.machine``, ``slot`` and ``outside``); the citizen, the errand and the passing of time by the session's
stage (second table).

After the lines of the tables, three things follow from where the session stands and are never ordered by hand:
whether the kiosk is open (``offering.at_rest``), which coins are welcome (``Accept``), what is shown (``Show``).
"""

# ruff: noqa: E701 - the tables of this module are read line by line, one transition a line

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from drivers.api import (
    ActProgressed,
    ActReported,
    CardFact,
    CardInserted,
    CardLost,
    CardNumber,
    CardRead,
    CardRemoved,
    CardSigned,
    CoinsInserted,
    Pages,
    PinRefused,
    Prepared,
    StatusChanged,
)
from kiosk.core import (
    choosing,
    composing,
    ending,
    exempting,
    faults,
    filling,
    identifying,
    issuing,
    machine,
    outside,
    paying,
    recovery,
    slipping,
    slot,
    times,
)
from kiosk.core.books import apply, fold
from kiosk.core.consequences import settle_down
from kiosk.core.desk import Desk, Step
from kiosk.core.facts import (
    CardChallenged,
    Composed,
    ComposeFailed,
    DiskChanged,
    DistrictDisagrees,
    DistrictSeen,
    ErrandEnded,
    ErrandFact,
    ExemptionChecked,
    ExemptionFailed,
    Fact,
    Identified,
    IdentityRefused,
    IssueFailed,
    JournalBroken,
    PagesIssued,
    StopAsked,
    TimePassed,
    Woke,
)
from kiosk.core.identity_stages import AskingCard, AskingPin, CheckingCard, Proving, ReadingCard, Signing, TakingCard
from kiosk.core.instant import Instant
from kiosk.core.orders import Begin, Discard
from kiosk.core.presses import (
    AnotherWanted,
    ApplicationRemoved,
    ApplicationReopened,
    ApplicationsConfirmed,
    BackPressed,
    CancelPressed,
    CitizenFact,
    ConsentAnswered,
    DocumentChosen,
    ExemptionChosen,
    ExemptionWanted,
    FinishPressed,
    GuideRead,
    HelpPressed,
    InputsSubmitted,
    LanguageChosen,
    MoreTimePressed,
    OptionsSubmitted,
    PinSubmitted,
    RefundPressed,
    RetryPressed,
    StartPressed,
)
from kiosk.core.session import (
    AskingConsent,
    CheckingExemption,
    Choosing,
    ChoosingExemption,
    ChoosingOptions,
    ClosingGate,
    Composing,
    Confirming,
    EnteringInputs,
    Guiding,
    Idle,
    Issuing,
    Noticing,
    Paying,
    PayingOut,
    Printing,
    RefundOffer,
    Settling,
    Taking,
    Thanking,
    Trouble,
    Visit,
)
from kiosk.core.settling import settle
from kiosk.core.times import deadline
from kiosk.core.turn import Turn

__all__ = ["apply", "deadline", "fold", "settle", "step"]

_PRESSES = get_args(CitizenFact)
_ERRAND = get_args(ErrandFact)
_CARD = get_args(CardFact)
_OF_ONE_CARD = (CardRead, CardSigned, PinRefused, CardChallenged, Identified, IdentityRefused)


def step(desk: Desk, fact: Fact, now: Instant) -> Step:
    """What follows from ``fact``: the next session, what has to be durable first, and what to do then. Raises
    ``BooksError`` for a bug alone: an entry that contradicts the Books."""
    turn = Turn(desk, now)
    pressed = isinstance(fact, _PRESSES)
    if _meant(turn, fact):
        if pressed:
            times.touched(turn)
            if not isinstance(fact, MoreTimePressed):
                turn.cabinet = replace(turn.cabinet, notice=None)  # whom to call is read by who only turns pages, too
        _anywhere(turn, fact)
    faults.watch_flapping(turn)
    # who only wants time may have pressed something else in the same moment, and meant this screen
    settle_down(turn, pressed=pressed and not isinstance(fact, MoreTimePressed))
    _discard(turn, desk, fact)
    return Step(turn.session, turn.books, turn.cabinet, tuple(turn.entries), tuple(turn.orders))


# fmt: off
def _anywhere(turn: Turn, fact: Fact) -> None:
    match fact:
        case StatusChanged():                                                   machine.status_changed(turn, fact)
        case CoinsInserted():                                                   machine.coins_inserted(turn, fact)
        case Prepared():                                                        machine.prepared(turn, fact)
        case ActProgressed():                                                   machine.act_progressed(turn, fact)
        case ActReported():                                                     machine.act_reported(turn, fact)
        case CardInserted():                                                    slot.card_inserted(turn, fact)
        case CardRemoved():                                                     slot.card_removed(turn, fact)
        case CardLost():                                                        slot.card_lost(turn, fact)
        case DistrictSeen():                                                    outside.district_seen(turn, fact)
        case DistrictDisagrees():                                               outside.district_disagrees(turn, fact)
        case DiskChanged():                                                     outside.disk_changed(turn, fact)
        case JournalBroken():                                                   outside.journal_broken(turn, fact)
        case StopAsked():                                                       outside.stop_asked(turn)
        case ErrandEnded():                                                     outside.errand_ended(turn)
        case HelpPressed():                             turn.cabinet = replace(turn.cabinet, notice="clerk_called")
        case LanguageChosen(language=language):         turn.cabinet = replace(turn.cabinet, language=language)
        case TimePassed():                                                      _time_passed(turn)
        case _:                                                                 _in_session(turn, fact)


def _in_session(turn: Turn, fact: Fact) -> None:
    match turn.session, fact:
        # start
        case Settling(until=None), Woke() as f:                                 recovery.woke(turn, f)
        case RefundOffer(), RefundPressed():                                    recovery.pressed(turn)
        case RefundOffer(), CancelPressed():                                    recovery.nobody_came(turn)
        case Idle(), StartPressed():                                            choosing.start(turn)
        case Visit(stage=Guiding()) as v, GuideRead():                          choosing.choose(turn, v)
        case Visit(stage=Guiding()) as v, BackPressed():                        ending.cancel(turn, v)
        # choose
        case Visit(stage=Choosing()) as v, DocumentChosen() as f:               identifying.document_chosen(turn, v, f)
        case Visit(stage=Choosing()) as v, BackPressed():                       choosing.back_from_choice(turn, v)
        # who one is (cards that come, go or fail: slot)
        case Visit(stage=ReadingCard() as s) as v, CardRead() as f:             identifying.card_read(turn, v, s, f)
        case Visit(stage=CheckingCard() as s) as v, CardChallenged() as f:      identifying.challenged(turn, v, s, f)
        case Visit(stage=AskingPin() as s) as v, PinSubmitted() as f:           identifying.pin_submitted(turn, v, s, f)
        case Visit(stage=Signing() as s) as v, PinRefused() as f:               identifying.pin_refused(turn, v, s, f)
        case Visit(stage=Signing() as s) as v, CardSigned() as f:               identifying.signed(turn, v, s, f)
        case Visit(stage=Proving() as s) as v, Identified() as f:               identifying.identified(turn, v, s, f)
        case Visit(stage=CheckingCard() | Proving()) as v, IdentityRefused(why=why):  identifying.refused(turn, v, why)
        case Visit(stage=AskingCard(asked=a) | AskingPin(asked=a) | TakingCard(asked=a)) as v, BackPressed():
            identifying.back(turn, v, a)
        # fill in
        case Visit(stage=EnteringInputs() as s) as v, InputsSubmitted() as f:   filling.inputs(turn, v, s, f)
        case Visit(stage=EnteringInputs(draft=d)) as v, BackPressed():          filling.back_from_inputs(turn, v, d)
        case Visit(stage=ChoosingOptions() as s) as v, OptionsSubmitted() as f: filling.options(turn, v, s, f)
        case Visit(stage=ChoosingOptions(draft=d)) as v, BackPressed():         filling.back_from_options(turn, v, d)
        # confirm, compose
        case Visit(stage=Confirming()) as v, AnotherWanted():                   choosing.another(turn, v)
        case Visit(stage=Confirming()) as v, ApplicationRemoved() as f:         choosing.remove(turn, v, f)
        case Visit(stage=Confirming()) as v, ApplicationReopened() as f:        filling.reopen(turn, v, f)
        case Visit(stage=Confirming()) as v, BackPressed():                     filling.reopen_last(turn, v)
        case Visit(stage=Confirming()) as v, ExemptionWanted():                 identifying.exemption_wanted(turn, v)
        case Visit(stage=ChoosingExemption()) as v, ExemptionChosen() as f:     exempting.chosen(turn, v, f)
        case Visit(stage=ChoosingExemption()) as v, BackPressed():              choosing.confirm(turn, v)
        case Visit(stage=AskingConsent() as s) as v, ConsentAnswered() as f:    exempting.consent(turn, v, s, f)
        case Visit(stage=AskingConsent()) as v, BackPressed():                  exempting.begin(turn, v)
        case Visit(stage=CheckingExemption() as s) as v, ExemptionChecked() as f:  exempting.checked(turn, v, s, f)
        case Visit(stage=CheckingExemption() as s) as v, ExemptionFailed() as f:  exempting.failed(turn, v, s, f)
        case Visit(stage=Confirming()) as v, ApplicationsConfirmed():           composing.begin(turn, v)
        case Visit(stage=Composing() as s) as v, Composed() as f:               composing.composed(turn, v, s, f)
        case Visit(stage=Composing() as s) as v, ComposeFailed() as f:          composing.failed(turn, v, s, f)
        # pay (coins: machine.coins_inserted)
        case Visit(stage=Paying()) as v, BackPressed():                         paying.back(turn, v)
        case Visit(stage=Paying()) as v, ApplicationsConfirmed():               paying.take(turn, v)
        # issue (counters and reports: machine.prepared, machine.act_reported)
        case Visit(stage=Issuing() as s) as v, PagesIssued() as f:              issuing.pages_issued(turn, v, s, f)
        case Visit(stage=Issuing()) as v, IssueFailed() as f:                   issuing.issue_failed(turn, v, f)
        case Visit(stage=Trouble()) as v, RetryPressed():                       issuing.retry(turn, v)
        case Visit(stage=Trouble(code=c)) as v, RefundPressed() | CancelPressed():  issuing.give_back(turn, v, c)
        # end
        case Visit(stage=Taking() | Noticing(back=False)) as v, FinishPressed():    ending.thank(turn, v)
        case Visit(stage=Noticing(back=True)) as v, FinishPressed() | BackPressed():  choosing.confirm(turn, v)
        case Visit(stage=Thanking()), FinishPressed():                          ending.leave(turn)
        case Visit(stage=Issuing() | Printing() | PayingOut() | ClosingGate() | Taking() | Noticing(back=False)
                   | Thanking()), CancelPressed():                              pass
        case Visit() as v, CancelPressed():                                     ending.cancel(turn, v)


def _time_is_up(turn: Turn) -> None:
    match turn.session:
        case Settling():                                                    recovery.waited_enough(turn)
        case RefundOffer():                                                 recovery.nobody_came(turn)
        case Visit(stage=Composing() as s) as v:                            composing.too_slow(turn, v, s)
        case Visit(stage=ReadingCard(card=card) | Signing(card=card)):      slot.reader_silent(turn, card)
        case Visit(stage=CheckingCard() | Proving()) as v:                  identifying.no_answer(turn, v)
        case Visit(stage=CheckingExemption() as s) as v:                    exempting.no_answer(turn, v, s)
        case Visit(stage=Issuing() as s) as v:                              issuing.slow(turn, v, s)
        case Visit(stage=Printing()) as v:                                  issuing.silent(turn, v)
        case Visit(stage=PayingOut(act=None) as s) as v:                    ending.unready(turn, v, s)
        case Visit(stage=PayingOut() as s) as v:                            ending.silent(turn, v, s)
        case Visit(stage=ClosingGate(without=without)) as v:                ending.pay_out(turn, v, without)
        case Visit(stage=Trouble(code=code)) as v:                          issuing.give_back(turn, v, code)
        case Visit(stage=Taking() | Noticing(back=False)) as v:             ending.thank(turn, v)
        case Visit(stage=Noticing(back=True)) as v:                         choosing.confirm(turn, v)
        case Visit(stage=Thanking()):                                       ending.leave(turn)
        case Visit() as v:                                                  ending.timed_out(turn, v)
# fmt: on


def _time_passed(turn: Turn) -> None:
    slipping.time_passed(turn)
    if times.is_up(turn):
        _time_is_up(turn)


def _meant(turn: Turn, fact: Fact) -> bool:
    """Is this about what is going on now? The errand's answers name their visit, answers about a card the card in work,
    presses the screen they were made on.

    A screen that was only redrawn since the press (a coin fell, a second went by) is still the same screen.
    """
    if isinstance(fact, _ERRAND) and not (isinstance(turn.session, Visit) and turn.session.number == fact.visit):
        return False
    if isinstance(fact, _CARD) and fact.device != turn.rules.card_reader:
        return False
    if isinstance(fact, _OF_ONE_CARD):
        return fact.card == _card_in_work(turn)
    if not isinstance(fact, _PRESSES):
        return True
    shown = turn.cabinet.screen
    return shown is not None and turn.cabinet.since <= fact.screen <= shown.number


def _card_in_work(turn: Turn) -> CardNumber | None:
    match turn.session:
        case Visit(stage=ReadingCard(card=card) | CheckingCard(card=card) | Signing(card=card) | Proving(card=card)):
            return card
        case _:
            return None


def _discard(turn: Turn, before: Desk, fact: Fact) -> None:
    """Pages that came in with the fact, or were waited with, and go neither to the printer nor on waiting."""
    here = [fact.pages] if isinstance(fact, PagesIssued) else []
    match before.session:
        case Visit(stage=Issuing(pages=pages)) if pages is not None:
            here.append(pages)
    kept: list[Pages | None] = [order.pages for order in turn.orders if isinstance(order, Begin)]
    match turn.session:
        case Visit(stage=Issuing(pages=pages)):
            kept.append(pages)
    turn.order(*(Discard(pages) for pages in here if not any(pages is other for other in kept)))
