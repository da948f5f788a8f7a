"""From the start screen to the confirmed list of applications. No money, no paper; back is possible everywhere."""

from __future__ import annotations

from dataclasses import replace

from forms.catalogue import DOCUMENTS
from kiosk.core import ending
from kiosk.core.facts import ApplicationRemoved, ApplicationReopened, DocumentChosen, InputsSubmitted, OptionsSubmitted
from kiosk.core.offering import copies_left, offered
from kiosk.core.session import (
    Application,
    Choosing,
    ChoosingOptions,
    Confirming,
    EnteringInputs,
    Guiding,
    Unfinished,
    Visit,
)
from kiosk.core.turn import Turn
from offline_queue.entries import VisitOpened


def start(turn: Turn) -> None:
    number = turn.books.last_visit + 1
    turn.write(VisitOpened(visit=number))
    turn.go(Visit(number, Guiding()), Guiding(), turn.idle_limit())


def choose(turn: Turn, visit: Visit) -> None:
    turn.go(visit, Choosing(), turn.idle_limit())


def confirm(turn: Turn, visit: Visit) -> None:
    """The list, or the choice while the list is empty."""
    turn.go(visit, Confirming() if visit.applications else Choosing(), turn.idle_limit())


def chosen(turn: Turn, visit: Visit, fact: DocumentChosen) -> None:
    open_now = {item.code for item in offered(turn) if item.closed is None}
    if fact.code in open_now and copies_left(turn.rules, visit) > 0:
        turn.go(visit, EnteringInputs(Unfinished(fact.code)), turn.idle_limit())


def inputs(turn: Turn, visit: Visit, stage: EnteringInputs, fact: InputsSubmitted) -> None:
    turn.go(visit, ChoosingOptions(replace(stage.draft, inputs=fact.inputs)), turn.idle_limit())


def options(turn: Turn, visit: Visit, stage: ChoosingOptions, fact: OptionsSubmitted) -> None:
    """Completes the application, which comes last in the list or takes the place of the one it replaces. A value or a
    number of copies that the screen did not offer is no answer."""
    document = DOCUMENTS[stage.draft.document]
    picked = {option.key: fact.options.get(option.key, option.default) for option in document.options}
    valid = all(picked[option.key] in option.values for option in document.options)
    if not valid or not 1 <= fact.copies <= copies_left(turn.rules, visit, stage.draft.replaces):
        return
    number = visit.last_application + 1
    application = Application(
        number=number,
        document=document.code,
        inputs=stage.draft.inputs,
        options=tuple(picked.items()),
        copies=fact.copies,
        fee=turn.rules.fees[document.code],
    )
    if stage.draft.replaces is None:
        applications = (*visit.applications, application)
    else:
        applications = tuple(application if it.number == stage.draft.replaces else it for it in visit.applications)
    confirm(turn, replace(visit, applications=applications, last_application=number))


def another(turn: Turn, visit: Visit) -> None:
    if copies_left(turn.rules, visit) > 0:
        choose(turn, visit)


def remove(turn: Turn, visit: Visit, fact: ApplicationRemoved) -> None:
    if 0 <= fact.index < len(visit.applications):
        kept = visit.applications[: fact.index] + visit.applications[fact.index + 1 :]
        confirm(turn, replace(visit, applications=kept))


def back_from_choice(turn: Turn, visit: Visit) -> None:
    if visit.applications:
        confirm(turn, visit)
    else:
        ending.cancel(turn, visit)


def back_from_inputs(turn: Turn, visit: Visit, stage: EnteringInputs) -> None:
    """Who was changing an application leaves it as it was."""
    if stage.draft.replaces is None:
        choose(turn, visit)
    else:
        confirm(turn, visit)


def back_to_inputs(turn: Turn, visit: Visit, stage: ChoosingOptions) -> None:
    turn.go(visit, EnteringInputs(stage.draft), turn.idle_limit())


def reopen(turn: Turn, visit: Visit, fact: ApplicationReopened) -> None:
    if 0 <= fact.index < len(visit.applications):
        _refill(turn, visit, visit.applications[fact.index])


def reopen_last(turn: Turn, visit: Visit) -> None:
    _refill(turn, visit, visit.applications[-1])


def _refill(turn: Turn, visit: Visit, application: Application) -> None:
    """It is filled in once more, from its options on."""
    draft = Unfinished(application.document, application.inputs, replaces=application.number)
    turn.go(visit, ChoosingOptions(draft), turn.idle_limit())
