"""The register of residents (주민등록표) of the sample district: ``residents.json``, whole as it stands there.

Persons by their id, households by their members. What may be given out of it to whom is ``giving``'s business.
Adulthood, family and restrictions are the register's data, not computed from numbers or dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec

from district.registry import RegistryWrong
from forms.catalogue import DOCUMENTS, EXEMPTIONS

WholeNumber = Annotated[str, msgspec.Meta(pattern=r"^99\d{4}-[3478]\d{6}$")]
"""Sample numbers are of births in 2099 alone (kiosk-domain.md 6.1): no living person can own one."""


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Change(_Row, frozen=True, kw_only=True):
    """인적사항 변경"""

    before: str
    after: str
    on: date
    reason: str


class Residence(_Row, frozen=True, kw_only=True):
    """Where a person lived from ``moved`` until the next line, and in whose household."""

    address: str
    moved: date
    changed: date
    reason: str
    householder: str
    relation: str
    status: str = "거주자"


class Service(_Row, frozen=True, kw_only=True):
    """병역사항"""

    enlisted: date
    discharged: date | None = None
    branch: str
    rank: str
    number: str
    category: str
    reason: str


class ForeignNumbers(_Row, frozen=True, kw_only=True):
    residence: WholeNumber | None = None
    registration: WholeNumber | None = None


class Person(_Row, frozen=True, kw_only=True):
    """``residences`` (개인별 주민등록표) oldest first; a foreigner, who is no resident by this law, has none."""

    name: str
    hanja: str = ""
    number: WholeNumber
    born: date
    adult: bool
    foreign: bool = False
    restricted: bool = False
    """교부제한: nothing is given out to this person by a machine."""
    spouse: str | None = None
    parents: tuple[str, ...] = ()
    residences: tuple[Residence, ...] = ()
    changes: tuple[Change, ...] = ()
    service: Service | None = None
    foreign_numbers: ForeignNumbers | None = None
    exemptions: tuple[str, ...] = ()
    """Keys of ``forms.catalogue.EXEMPTIONS`` that were granted."""


class Member(_Row, frozen=True, kw_only=True):
    person: str
    relation: str
    """세대주와의 관계"""
    moved: date
    changed: date
    reason: str


class Address(_Row, frozen=True, kw_only=True):
    address: str
    moved: date
    changed: date
    reason: str


class Formation(_Row, frozen=True, kw_only=True):
    reason: str
    on: date


class Household(_Row, frozen=True, kw_only=True):
    """세대별 주민등록표. ``members``: the householder first; ``lodgers`` (동거인) are no members of the household."""

    formation: Formation
    addresses: Annotated[tuple[Address, ...], msgspec.Meta(min_length=1)]
    members: Annotated[tuple[Member, ...], msgspec.Meta(min_length=1)]
    lodgers: tuple[Member, ...] = ()


class _File(_Row, frozen=True, kw_only=True):
    exemptions: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, Person]
    households: tuple[Household, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """``exemptions``: key → codes of the documents whose fee it waives."""

    exemptions: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, Person]
    households: Mapping[str, Household]
    """By the id of each member; lodgers have none here."""

    def relation(self, person: str, other: str) -> str:
        """What ``other`` is to ``person``: self | spouse | child | parent | sibling | grandchild | grandparent |
        other."""
        mine, theirs = self.persons[person], self.persons[other]
        if other == person:
            return "self"
        if other == mine.spouse:
            return "spouse"
        if person in theirs.parents:
            return "child"
        if other in mine.parents:
            return "parent"
        if set(mine.parents) & set(theirs.parents):
            return "sibling"
        if person in self._grandparents(theirs):
            return "grandchild"
        return "grandparent" if other in self._grandparents(mine) else "other"

    def descends(self, person: str, other: str) -> bool:
        """Whether ``other`` is a direct ascendant (직계존속) of ``person``."""
        parents = self.persons[person].parents
        return other in parents or any(self.descends(each, other) for each in parents if each in self.persons)

    def _grandparents(self, person: Person) -> set[str]:
        return {each for parent in person.parents if parent in self.persons for each in self.persons[parent].parents}


def read_residents(folder: Path) -> Register:
    """Raises ``RegistryWrong``."""
    path = folder / "residents.json"
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise RegistryWrong(f"{path}: {error}") from error
    for problem in _problems(file):
        raise RegistryWrong(f"{path}: {problem}")
    households = {member.person: household for household in file.households for member in household.members}
    return Register(file.exemptions, file.persons, households)


def _problems(file: _File) -> Iterator[str]:
    """What contradicts itself in the file. Names ids and fields alone."""
    seen: set[str] = set()
    for household in file.households:
        for member in (*household.members, *household.lodgers):
            if member.person not in file.persons:
                yield f"{member.person} of a household is no person"
            if member.person in seen:
                yield f"{member.person} is in two households"
            seen.add(member.person)
        if household.members[0].relation != "본인":
            yield f"{household.members[0].person} is first, and no householder"
        if [line.moved for line in household.addresses] != sorted(line.moved for line in household.addresses):
            yield f"the addresses of the household of {household.members[0].person} are not oldest first"
    for key, person in file.persons.items():
        if bool(person.residences) == person.foreign:
            yield f"{key}: residents have residences, foreigners none"
        if [line.moved for line in person.residences] != sorted(line.moved for line in person.residences):
            yield f"the residences of {key} are not oldest first"
        for other in (*person.parents, *filter(None, [person.spouse])):
            if other not in file.persons:
                yield f"{key} names {other}, who is no person"
        if not set(person.exemptions) <= set(file.exemptions):
            yield f"{key} has an exemption that is not among the exemptions"
    if not set(file.exemptions) <= set(EXEMPTIONS):
        yield "exemptions that the catalogue does not have"
    if not {code for codes in file.exemptions.values() for code in codes} <= set(DOCUMENTS):
        yield "exemptions for documents that the catalogue does not have"
