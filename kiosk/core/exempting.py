"""Exemption (감면): which one, may the district look it up, and what it says. Without consent or an answer the normal
fee is due, and the list says so before anything is paid.

What is granted is granted for the document codes that were asked about: more copies or another record of the same
document are free as well. A document that comes into the list later costs its fee until it is asked about too; then
only what is not free yet is asked about.
"""

from __future__ import annotations

from dataclasses import replace

from forms.catalogue import EXEMPTIONS
from kiosk.core import choosing
from kiosk.core.facts import ExemptionChecked, ExemptionFailed
from kiosk.core.orders import CheckExemption
from kiosk.core.presses import ConsentAnswered, ExemptionChosen
from kiosk.core.screens import Code, ExemptionResult
from kiosk.core.session import AskingConsent, CheckingExemption, ChoosingExemption, Noticing, Visit
from kiosk.core.turn import Turn


def begin(turn: Turn, visit: Visit) -> None:
    turn.go(visit, ChoosingExemption(), turn.idle_limit())


def chosen(turn: Turn, visit: Visit, fact: ExemptionChosen) -> None:
    if fact.exemption is None:
        choosing.confirm(turn, visit)
    elif fact.exemption in EXEMPTIONS:
        turn.go(visit, AskingConsent(fact.exemption), turn.idle_limit())


def consent(turn: Turn, visit: Visit, stage: AskingConsent, fact: ConsentAnswered) -> None:
    if not fact.given:
        _tell(turn, visit, ExemptionResult(stage.exemption, False, "no_consent"))
        return
    documents = tuple(dict.fromkeys(item.document for item in visit.applications if item.fee > 0))
    turn.order(CheckExemption(visit.number, stage.exemption, documents))
    turn.go(visit, CheckingExemption(stage.exemption, documents, turn.now.mono + turn.delays.compose))


def checked(turn: Turn, visit: Visit, stage: CheckingExemption, fact: ExemptionChecked) -> None:
    if fact.exemption != stage.exemption:
        return
    granted = {code: stage.exemption for code in fact.documents if code in stage.documents}
    if not granted:
        _tell(turn, visit, ExemptionResult(stage.exemption, False, "not_found"))
        return
    applications = tuple(
        replace(item, fee=0, exemption=stage.exemption) if item.document in granted else item
        for item in visit.applications
    )
    visit = replace(visit, applications=applications, waived={**visit.waived, **granted})
    _tell(turn, visit, ExemptionResult(stage.exemption, True))


def failed(turn: Turn, visit: Visit, stage: CheckingExemption, fact: ExemptionFailed) -> None:
    if fact.exemption != stage.exemption:
        return
    if fact.why == "identity_over":
        notice = Noticing(Code.IDENTITY, "identity_over", back=True)
        turn.go(choosing.unidentified(visit), notice, turn.limit(turn.delays.notice))
    else:
        no_answer(turn, visit, stage)


def no_answer(turn: Turn, visit: Visit, stage: CheckingExemption) -> None:
    _tell(turn, visit, ExemptionResult(stage.exemption, False, "district_away"))


def _tell(turn: Turn, visit: Visit, result: ExemptionResult) -> None:
    choosing.confirm(turn, replace(visit, exemption=result))
