"""Compose: before any money, the errand fetches the records and proves every page of every application."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core import choosing, paying
from kiosk.core.application import Proof
from kiosk.core.facts import Composed, ComposeFailed
from kiosk.core.orders import Compose
from kiosk.core.screens import Code
from kiosk.core.session import Composing, Noticing, Visit
from kiosk.core.turn import Turn

_CODES = {
    "district_away": Code.DISTRICT_AWAY,
    "district_error": Code.DISTRICT_AWAY,
    "identity_over": Code.IDENTITY,
}
"""Why it could not be composed → the notice's code; all else can not be issued."""


def begin(turn: Turn, visit: Visit) -> None:
    """What was proved before (the citizen came back from the pay screen) is not proved again."""
    waiting = []
    for application in visit.applications:
        if application.composed is None and application.inputs is not None:
            waiting.append(application.number)
            turn.order(
                Compose(
                    visit=visit.number,
                    application=application.number,
                    document=application.document,
                    inputs=application.inputs,
                    options=dict(application.options),
                    copies=application.copies,
                )
            )
    _go_on(turn, visit, Composing(frozenset(waiting), turn.now.mono + turn.delays.compose))


def composed(turn: Turn, visit: Visit, stage: Composing, fact: Composed) -> None:
    if fact.application not in stage.waiting:
        return
    proof = Proof(fact.pages, fact.check_hashes)
    applications = tuple(
        replace(application, composed=proof) if application.number == fact.application else application
        for application in visit.applications
    )
    wanted = next(item.copies for item in applications if item.number == fact.application)
    if fact.pages < 1 or len(fact.check_hashes) < wanted:
        _failed(turn, visit, stage, fact.application, "layout")
        return
    due = turn.now.mono + turn.delays.compose
    answered = replace(stage, waiting=stage.waiting - {fact.application}, due=due)
    _go_on(turn, replace(visit, applications=applications), answered)


def failed(turn: Turn, visit: Visit, stage: Composing, fact: ComposeFailed) -> None:
    if fact.application in stage.waiting:
        _failed(turn, visit, stage, fact.application, fact.why)


def too_slow(turn: Turn, visit: Visit, stage: Composing) -> None:
    """None of those that did not answer can be had: the errand waits for the district."""
    kept = tuple(item for item in visit.applications if item.number not in stage.waiting)
    _go_on(
        turn,
        replace(visit, applications=kept),
        replace(stage, waiting=frozenset(), failed=(*stage.failed, "district_away")),
    )


def _failed(turn: Turn, visit: Visit, stage: Composing, number: int, why: str) -> None:
    kept = tuple(item for item in visit.applications if item.number != number)
    due = turn.now.mono + turn.delays.compose
    answered = replace(stage, waiting=stage.waiting - {number}, due=due, failed=(*stage.failed, why))
    _go_on(turn, replace(visit, applications=kept), answered)


def _go_on(turn: Turn, visit: Visit, stage: Composing) -> None:
    if stage.waiting:
        turn.go(visit, stage)
    elif stage.failed:
        why = "identity_over" if "identity_over" in stage.failed else stage.failed[0]
        code = _CODES.get(why, Code.NOTHING_TO_ISSUE)
        if why == "identity_over":
            visit = choosing.unidentified(visit)
        turn.go(visit, Noticing(code, why, back=True), turn.limit(turn.delays.notice))
    elif visit.applications:
        paying.begin(turn, visit)
    else:
        choosing.choose(turn, visit)
