"""From the start screen to the choice, and the list of applications. No money, no paper; back is possible
everywhere."""

from __future__ import annotations

from dataclasses import replace

from forms.catalogue import DOCUMENTS
from kiosk.core import ending
from kiosk.core.offering import copies_left
from kiosk.core.presses import ApplicationRemoved
from kiosk.core.session import Choosing, Confirming, Guiding, Visit
from kiosk.core.turn import Turn
from offline_queue.entries import VisitOpened


def start(turn: Turn) -> None:
    number = turn.books.last_visit + 1
    turn.write(VisitOpened(visit=number))
    turn.cabinet = replace(turn.cabinet, language="ko")
    turn.go(Visit(number, Guiding()), Guiding(), turn.idle_limit())


def choose(turn: Turn, visit: Visit) -> None:
    turn.go(visit, Choosing(), turn.idle_limit())


def confirm(turn: Turn, visit: Visit) -> None:
    """The list, or the choice while the list is empty. What became of an exemption is told as long as it says something
    of the list: a refusal while a fee is due, a grant while something is free by it."""
    told = visit.exemption
    if told is not None and not (any(it.exemption for it in visit.applications) if told.granted else visit.total > 0):
        visit = replace(visit, exemption=None)
    turn.go(visit, Confirming() if visit.applications else Choosing(), turn.idle_limit())


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


def unidentified(visit: Visit) -> Visit:
    """The district no longer knows who this is. What was asked for in that name goes from the list as well: the refs of
    persons and the exemption mean nothing, or somebody else, once one is identified anew."""
    kept = tuple(
        item for item in visit.applications if not DOCUMENTS[item.document].identity and item.exemption is None
    )
    return replace(visit, identity=None, applications=kept, waived={}, exemption=None)
