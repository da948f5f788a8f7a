"""What the register gives out to whom: rights, 등본 and 초본 (주민등록법 제29조, 시행규칙 제13조).

Whoever was identified is a *citizen* here, whom the paper is about its *subject*. Everything that the options did not
ask for, or that the law withholds, does not leave the district.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from district import residents
from district.residents import Register
from forms.records.resident import (
    Address,
    Applicant,
    Change,
    ForeignNumbers,
    Formation,
    HouseholdRecord,
    Member,
    PersonRecord,
    Residence,
    Service,
)

_BACK = re.compile(r"(\d{6}-\d)\d{6}")
_YEARS = 5

T = TypeVar("T")
Moved = TypeVar("Moved", residents.Address, residents.Residence)
Options = Mapping[str, str]
"""Option key → value key of the catalogue, all of them."""


@dataclass(frozen=True, slots=True)
class Right:
    """One person whose 초본 the citizen may have."""

    person: str
    name: str
    relation: str
    householders: bool

    def __repr__(self) -> str:
        return "Right(…)"


def rights(register: Register, citizen: str) -> Sequence[Right]:
    """Oneself first, then the other members of the household (세대원) in the register's order: at a machine nobody
    else may apply (제29조③). A foreigner of the household has no 초본; a lodger (동거인) is no member."""
    household = register.households.get(citizen)
    members = [member.person for member in household.members] if household else []
    others = [each for each in members if each != citizen and not register.persons[each].foreign]
    return [
        Right(
            person=each,
            name=register.persons[each].name,
            relation=register.relation(citizen, each),
            householders=_householders(register, citizen, each),
        )
        for each in (citizen, *others)
    ]


def _householders(register: Register, citizen: str, subject: str) -> bool:
    """시행규칙 제13조⑦: earlier householders are told to an adult about oneself; about a minor to the householder and
    to direct ascendants."""
    if register.persons[subject].adult:
        return citizen == subject
    household = register.households.get(subject)
    head = household.members[0].person if household else None
    return citizen == head or register.descends(subject, citizen)


def household_record(register: Register, citizen: str, options: Options, today: date) -> HouseholdRecord | None:
    """등본 of the citizen's household; None: there is none for this citizen."""
    household = register.households.get(citizen)
    if household is None:
        return None
    head = register.persons[household.members[0].person]
    formation = Formation(reason=household.formation.reason, on=household.formation.on)
    lodgers = household.lodgers if options["lodgers"] == "include" else ()
    return HouseholdRecord(
        applicant=_applicant(register, citizen),
        householder=head.name,
        householder_hanja=head.hanja,
        formation=formation if options["formation"] == "include" else None,
        addresses=tuple(_address(line, options) for line in _recent(household.addresses, options, today)),
        members=tuple(_member(register, citizen, each, options) for each in household.members),
        lodgers=tuple(_member(register, citizen, each, options, lodger=True) for each in lodgers),
    )


def person_record(register: Register, citizen: str, subject: str, options: Options, today: date) -> PersonRecord:
    """초본 of ``subject``, who is one of the citizen's ``rights``."""
    person = register.persons[subject]
    told = options["householders"] == "include" and _householders(register, citizen, subject)
    lines = _recent(person.residences, options, today)
    whole = options["numbers"] == "self"
    return PersonRecord(
        applicant=_applicant(register, citizen),
        name=person.name,
        hanja=person.hanja,
        number=_number(person.number, whole=whole),
        addresses=tuple(_residence(line, options, told=told or line is lines[-1]) for line in lines),
        changes=tuple(_change(line, whole=whole) for line in person.changes) if options["changes"] == "include" else (),
        service=_service(person.service, options["service"]),
        foreign_numbers=_foreign(person.foreign_numbers, options, whole=whole),
    )


def _applicant(register: Register, citizen: str) -> Applicant:
    return Applicant(name=register.persons[citizen].name, born=register.persons[citizen].born)


def _member(
    register: Register, citizen: str, member: residents.Member, options: Options, *, lodger: bool = False
) -> Member:
    person, oneself = register.persons[member.person], member.person == citizen
    named = oneself or options["member_names"] == "include"
    # 세대원 전체: a lodger is none
    whole = (options["numbers"] == "all" and not lodger) or (options["numbers"] == "self" and oneself)
    moved, changed, reason = _moved(member, options)
    return Member(
        relation=member.relation if options["relation"] == "include" else None,
        name=person.name if named else None,
        hanja=person.hanja if named else "",
        number=_number(person.number, whole=whole),
        foreign=person.foreign,
        moved=moved,
        changed=changed,
        reason=reason,
        oneself=oneself,
    )


def _moved(
    line: residents.Member | residents.Address | residents.Residence, options: Options
) -> tuple[date | None, date | None, str | None]:
    """전입일, 변동일 and 변동사유 of a line, as far as they were asked for."""
    days = (line.moved, line.changed) if options["moved"] == "include" else (None, None)
    return (*days, line.reason if options["reason"] == "include" else None)


def _address(line: residents.Address, options: Options) -> Address:
    moved, changed, reason = _moved(line, options)
    return Address(address=line.address, moved=moved, changed=changed, reason=reason)


def _residence(line: residents.Residence, options: Options, *, told: bool) -> Residence:
    moved, changed, reason = _moved(line, options)
    return Residence(
        address=line.address,
        moved=moved,
        changed=changed,
        reason=reason,
        householder=line.householder if told else None,
        relation=line.relation if told else None,
        status=line.status,
    )


def _change(line: residents.Change, *, whole: bool) -> Change:
    before, after = (_number(text, whole=whole) for text in (line.before, line.after))
    return Change(before=before, after=after, on=line.on, reason=line.reason)


def _service(service: residents.Service | None, asked: str) -> Service | None:
    if service is None or asked == "omit":
        return None
    if asked == "basic":
        return Service(enlisted=service.enlisted, discharged=service.discharged)
    return Service(
        enlisted=service.enlisted,
        discharged=service.discharged,
        branch=service.branch,
        rank=service.rank,
        number=service.number,
        category=service.category,
        reason=service.reason,
    )


def _foreign(numbers: residents.ForeignNumbers | None, options: Options, *, whole: bool) -> ForeignNumbers | None:
    if numbers is None or options["foreign_number"] == "omit":
        return None
    residence, registration = numbers.residence, numbers.registration
    return ForeignNumbers(
        residence=None if residence is None else _number(residence, whole=whole),
        registration=None if registration is None else _number(registration, whole=whole),
    )


def _number(text: str, *, whole: bool) -> str:
    """Every resident number in ``text`` masked behind the first digit of its back part: ``990101-3******``."""
    return text if whole else _BACK.sub(r"\1******", text)


def _recent(lines: Sequence[Moved], options: Options, today: date) -> Sequence[Moved]:
    """The present line, and those before it that were asked for: all, or where one still lived in the last five
    years."""
    match options["past_addresses"]:
        case "all":
            return lines
        case "recent5":
            leap = (today.month, today.day) == (2, 29)
            since = today.replace(year=today.year - _YEARS, day=28 if leap else today.day)
            return [line for line, left in pairwise(lines) if left.moved >= since] + [lines[-1]]
        case _:
            return lines[-1:]
