"""One application is filled in: what the document needs to be found, then its options and copies.

Each kind of inputs has its screen, but who was identified is known already: ``household`` has none, and ``person``
only where there is more than one to choose from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from drivers.private import Private
from forms.catalogue import DOCUMENTS
from kiosk.core import choosing
from kiosk.core.application import Application, Unfinished
from kiosk.core.offering import copies_left, fee, persons, withheld
from kiosk.core.presses import ApplicationReopened, InputsSubmitted, OptionsSubmitted
from kiosk.core.screens import PersonItem
from kiosk.core.session import ChoosingOptions, EnteringInputs, Visit
from kiosk.core.turn import Turn


def begin(turn: Turn, visit: Visit, code: str) -> None:
    draft = Unfinished(code)
    if _asks_inputs(visit, code):
        _enter_inputs(turn, visit, draft)
    else:
        own: Private[Mapping[str, str]] = Private({"person": persons(visit)[0].ref})
        turn.go(visit, ChoosingOptions(replace(draft, inputs=own)), turn.idle_limit())


def _asks_inputs(visit: Visit, code: str) -> bool:
    match DOCUMENTS[code].inputs:
        case "household":
            return False
        case "person":
            return len(persons(visit)) > 1
        case _:
            return True


def _enter_inputs(turn: Turn, visit: Visit, draft: Unfinished) -> None:
    of_person = DOCUMENTS[draft.document].inputs == "person"
    turn.go(visit, EnteringInputs(draft, _persons(visit) if of_person else ()), turn.idle_limit())


def _persons(visit: Visit) -> tuple[PersonItem, ...]:
    """Those of one relation are counted where there are several."""
    several = Counter(person.relation for person in persons(visit))
    seen: Counter[str] = Counter()
    items = []
    for person in persons(visit):
        seen[person.relation] += 1
        ordinal = seen[person.relation] if several[person.relation] > 1 else None
        items.append(PersonItem(person.ref, Private(person.name), person.relation, ordinal))
    return tuple(items)


def inputs(turn: Turn, visit: Visit, stage: EnteringInputs, fact: InputsSubmitted) -> None:
    if stage.persons and fact.inputs.reveal().get("person") not in {each.ref for each in stage.persons}:
        return
    turn.go(visit, ChoosingOptions(replace(stage.draft, inputs=fact.inputs)), turn.idle_limit())


def options(turn: Turn, visit: Visit, stage: ChoosingOptions, fact: OptionsSubmitted) -> None:
    """Completes the application, which comes last in the list or takes the place of the one it replaces. A value or a
    number of copies that the screen did not offer is no answer."""
    document = DOCUMENTS[stage.draft.document]
    picked = {option.key: fact.options.get(option.key, option.default) for option in document.options}
    fixed = withheld(visit, stage.draft)
    valid = all(
        picked[option.key] in ((option.default,) if option.key in fixed else option.values)
        for option in document.options
    )
    if not valid or not 1 <= fact.copies <= copies_left(turn.rules, visit, stage.draft.replaces):
        return
    number = visit.last_application + 1
    application = Application(
        number=number,
        document=document.code,
        inputs=stage.draft.inputs,
        options=tuple(picked.items()),
        copies=fact.copies,
        fee=fee(turn, document.code),
        exemption=visit.waived.get(document.code),
    )
    if stage.draft.replaces is None:
        applications = (*visit.applications, application)
    else:
        applications = tuple(application if it.number == stage.draft.replaces else it for it in visit.applications)
    told = None if application.fee > 0 else visit.exemption
    choosing.confirm(turn, replace(visit, applications=applications, last_application=number, exemption=told))


def back_from_inputs(turn: Turn, visit: Visit, draft: Unfinished) -> None:
    """Who was changing an application leaves it as it was."""
    if draft.replaces is None:
        choosing.choose(turn, visit)
    else:
        choosing.confirm(turn, visit)


def back_from_options(turn: Turn, visit: Visit, draft: Unfinished) -> None:
    if _asks_inputs(visit, draft.document):
        _enter_inputs(turn, visit, draft)
    else:
        back_from_inputs(turn, visit, draft)


def reopen(turn: Turn, visit: Visit, fact: ApplicationReopened) -> None:
    if 0 <= fact.index < len(visit.applications):
        _refill(turn, visit, visit.applications[fact.index])


def reopen_last(turn: Turn, visit: Visit) -> None:
    _refill(turn, visit, visit.applications[-1])


def _refill(turn: Turn, visit: Visit, application: Application) -> None:
    """It is filled in once more, from its options on."""
    draft = Unfinished(application.document, application.inputs, replaces=application.number)
    turn.go(visit, ChoosingOptions(draft), turn.idle_limit())
