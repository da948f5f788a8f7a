"""What the register gives out: every choice of options, held against the register's file and against the law."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from district.giving import household_record, person_record, rights
from district.registry import RegistryWrong
from district.residents import read_residents
from forms.catalogue import DOCUMENTS, EXEMPTIONS
from forms.compose import compose
from forms.records import decode
from tests.district.authority import Asking, Authority, refusal
from tests.simulators import REGISTRY, DistrictServer, district_process

AUTHORITY = Authority()
TODAY = date(2026, 11, 22)
REGISTER = read_residents(REGISTRY)
FILE: dict[str, Any] = json.loads((REGISTRY / "residents.json").read_text(encoding="utf-8"))
PERSONS: dict[str, Any] = FILE["persons"]
WHOLE = re.compile(r"\d{6}-\d{7}")

Options = dict[str, str]


def choices(code: str) -> list[Options]:
    options = DOCUMENTS[code].options
    keys = [option.key for option in options]
    return [dict(zip(keys, values, strict=True)) for values in product(*(option.values for option in options))]


def some_choices(code: str) -> list[Options]:
    """The least, the most, the default, and each value beside the most and beside the least."""
    options = DOCUMENTS[code].options
    most = {option.key: "include" if "include" in option.values else option.values[-1] for option in options}
    least = {option.key: "omit" for option in options}
    changed = [base | {o.key: value} for base in (least, most) for o in options for value in o.values]
    return list({json.dumps(each, sort_keys=True): each for each in (least, most, *changed)}.values())


def household_of(citizen: str) -> dict[str, Any]:
    (found,) = [h for h in FILE["households"] if citizen in [member["person"] for member in h["members"]]]
    return found  # type: ignore[no-any-return]


def household(citizen: str, options: Options) -> dict[str, Any]:
    """As it is sent, and as the form reads it."""
    body = msgspec.json.encode(household_record(REGISTER, citizen, options, TODAY))
    decode("D01", body)
    said: dict[str, Any] = json.loads(body)
    return said


def person(citizen: str, subject: str, options: Options) -> dict[str, Any]:
    body = msgspec.json.encode(person_record(REGISTER, citizen, subject, options, TODAY))
    decode("D02", body)
    said: dict[str, Any] = json.loads(body)
    return said


# --- the file ----------------------------------------------------------------------------------------------------


def test_everybody_is_made_up() -> None:
    for one in PERSONS.values():
        assert one["born"].startswith("2099-")
        assert one["number"][:6] == one["born"][2:].replace("-", "")
    numbers = WHOLE.findall((REGISTRY / "residents.json").read_text(encoding="utf-8"))
    assert all(number.startswith("99") and number[7] in "3478" for number in numbers)
    assert len({one["number"] for one in PERSONS.values()}) == len(PERSONS)


def test_households_of_one_four_and_twenty_three_with_every_sort_of_name() -> None:
    assert [len(household_of(head)["members"]) for head in ("SR-0001", "SR-0101", "SR-0201")] == [1, 4, 23]
    names = "".join(one["name"] + one.get("hanja", "") for one in PERSONS.values())
    rare = {sign for sign in names if "가" <= sign <= "힣" and len(sign.encode("euc_kr")) > 2}
    assert len(rare) >= 4, "syllables that KS X 1001 does not have"
    assert any("一" <= sign <= "鿿" for sign in names)
    assert any(one.get("foreign") and one["name"].isascii() for one in PERSONS.values())
    assert {key for one in PERSONS.values() for key in one.get("exemptions", [])} == set(EXEMPTIONS)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"parents": ["SR-4711"]}, "SR-4711"),
        ({"exemptions": ["rich"]}, "exemption"),
        ({"residences": []}, "residences"),
        ({"number": "700101-1000012"}, "number"),
        ({"nickname": "x"}, "nickname"),
    ],
)
def test_a_register_that_contradicts_itself_is_not_served(tmp_path: Path, broken: dict[str, Any], why: str) -> None:
    wrong = json.loads(json.dumps(FILE))
    wrong["persons"]["SR-0001"] |= broken
    (tmp_path / "residents.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(RegistryWrong, match=why) as raised:
        read_residents(tmp_path)
    assert "김견본" not in str(raised.value)


# --- rights ------------------------------------------------------------------------------------------------------


def told(citizen: str) -> list[tuple[str, str, bool]]:
    return [(right.person, right.relation, right.householders) for right in rights(REGISTER, citizen)]


def test_oneself_comes_first_and_the_household_in_its_order() -> None:
    assert told("SR-0102")[:2] == [("SR-0102", "self", True), ("SR-0101", "spouse", False)]
    everybody = [member["person"] for member in household_of("SR-0201")["members"]]
    foreign = [key for key in everybody if PERSONS[key].get("foreign")]
    assert foreign
    assert [one for one, _, _ in told("SR-0206")] == ["SR-0206"] + [
        key for key in everybody if key not in ("SR-0206", *foreign)
    ], "a foreigner has no 초본"


def test_relations_are_those_of_the_family_and_not_of_the_householder() -> None:
    relations = {one: relation for one, relation, _ in told("SR-0206")}
    assert relations["SR-0201"] == relations["SR-0202"] == "parent"
    assert relations["SR-0203"] == "grandparent"
    assert relations["SR-0207"] == "sibling"
    assert relations["SR-0213"] == "child"
    assert relations["SR-0216"] == "other"
    assert {one: relation for one, relation, _ in told("SR-0203")}["SR-0206"] == "grandchild"


def test_earlier_householders_are_told_as_the_law_has_it() -> None:
    """시행규칙 제13조⑦"""
    of = {
        citizen: {one: yes for one, _, yes in told(citizen)} for citizen in ("SR-0101", "SR-0102", "SR-0103", "SR-0206")
    }
    assert of["SR-0101"] == {"SR-0101": True, "SR-0102": False, "SR-0103": True, "SR-0104": True}
    assert of["SR-0102"]["SR-0103"], "a parent, though not the householder"
    assert of["SR-0103"] == {"SR-0103": False, "SR-0101": False, "SR-0102": False, "SR-0104": False}, "a minor"
    assert of["SR-0206"]["SR-0213"], "a parent"
    assert not of["SR-0206"]["SR-0216"], "an uncle"
    assert {one: yes for one, _, yes in told("SR-0201")}["SR-0216"], "the householder"
    assert {one: yes for one, _, yes in told("SR-0203")}["SR-0213"], "a great-grandfather"


def test_a_lodger_has_rights_to_nobody_else_and_nobody_to_a_lodger() -> None:
    assert told("SR-0105") == [("SR-0105", "self", True)]
    assert "SR-0105" not in [one for one, _, _ in told("SR-0101")]
    assert household_record(REGISTER, "SR-0105", choices("D01")[0], TODAY) is None


# --- 등본 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("citizen", ["SR-0001", "SR-0102", "SR-0206"])
def test_a_household_in_every_choice_has_no_more_than_was_asked_for(citizen: str) -> None:
    file = household_of(citizen)
    members, lodgers = file["members"], file.get("lodgers", [])
    for options in choices("D01"):
        record = household(citizen, options)
        assert (record["formation"] is not None) == (options["formation"] == "include")
        assert [one["oneself"] for one in record["members"]] == [one["person"] == citizen for one in members]
        for line in (*record["addresses"], *record["members"], *record["lodgers"]):
            assert (line["moved"] is not None) == (line["changed"] is not None) == (options["moved"] == "include")
            assert (line["reason"] is not None) == (options["reason"] == "include")
        for one in (*record["members"], *record["lodgers"]):
            assert (one["relation"] is not None) == (options["relation"] == "include")
            assert (one["name"] is not None) == (options["member_names"] == "include" or one["oneself"])
            assert one["name"] is not None or not one["hanja"]
        assert len(record["lodgers"]) == (len(lodgers) if options["lodgers"] == "include" else 0)
        shown = set(WHOLE.findall(json.dumps(record)))
        theirs = {"omit": [], "self": [citizen], "all": [one["person"] for one in members]}[options["numbers"]]
        assert shown == {PERSONS[key]["number"] for key in theirs}
        assert re.fullmatch(r"99\d{4}-[3478](\*{6}|\d{6})", record["members"][0]["number"])


def test_past_addresses_of_a_household_are_none_those_of_five_years_or_all() -> None:
    def addresses(past: str, today: date) -> list[str]:
        options = choices("D01")[0] | {"past_addresses": past}
        record = household_record(REGISTER, "SR-0101", options, today)
        assert record is not None
        return [line.address.split(" ")[0] for line in record.addresses]

    assert addresses("omit", TODAY) == ["부산광역시"]
    assert addresses("all", TODAY) == ["서울특별시", "부산광역시", "부산광역시"]
    assert len(addresses("recent5", TODAY)) == 2, "left in December 2022"
    assert len(addresses("recent5", date(2027, 12, 12))) == 2, "five years to the day"
    assert len(addresses("recent5", date(2027, 12, 13))) == 1
    assert len(addresses("recent5", date(2028, 2, 29))) == 1


# --- 초본 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("citizen", "subject"),
    [("SR-0001", "SR-0001"), ("SR-0101", "SR-0101"), ("SR-0101", "SR-0102"), ("SR-0102", "SR-0103")],
)
def test_a_person_in_every_choice_has_no_more_than_was_asked_for(citizen: str, subject: str) -> None:
    file = PERSONS[subject]
    allowed = {one: yes for one, _, yes in told(citizen)}[subject]
    numbers = [file["number"], *file.get("foreign_numbers", {}).values(), *WHOLE.findall(str(file.get("changes")))]
    for options in choices("D02"):
        record = person(citizen, subject, options)
        assert record["applicant"] == {"name": PERSONS[citizen]["name"], "born": PERSONS[citizen]["born"]}
        assert len(record["changes"]) == (len(file.get("changes", [])) if options["changes"] == "include" else 0)
        *past, present = record["addresses"]
        left = [line["moved"] for line in file["residences"][1:]]
        counts = {"omit": 0, "recent5": sum(day >= "2021-11-22" for day in left), "all": len(left)}
        assert len(past) == counts[options["past_addresses"]]
        for line in past:
            for key in ("householder", "relation"):
                assert (line[key] is not None) == (allowed and options["householders"] == "include")
        assert present["householder"] == file["residences"][-1]["householder"]
        for line in record["addresses"]:
            assert (line["moved"] is not None) == (line["changed"] is not None) == (options["moved"] == "include")
            assert (line["reason"] is not None) == (options["reason"] == "include")
        service = {key for key, value in (record["service"] or {}).items() if value is not None}
        wanted: Mapping[str, set[str]] = {"omit": set(), "basic": {"enlisted", "discharged"}}
        assert service == (wanted.get(options["service"], set(file.get("service", {}))) if "service" in file else set())
        asked = "foreign_numbers" in file and options["foreign_number"] == "include"
        assert (record["foreign_numbers"] is not None) == asked
        shown = set(WHOLE.findall(json.dumps(record)))
        assert shown <= (set(numbers) if options["numbers"] == "self" else set())
        assert (file["number"] in shown) == (options["numbers"] == "self")


# --- on paper ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("citizen", ["SR-0001", "SR-0101"])
@pytest.mark.parametrize("code", ["D01", "D02"])
def test_every_sort_of_choice_can_be_laid_out(citizen: str, code: str) -> None:
    for options in some_choices(code):
        made = household_record(REGISTER, citizen, options, TODAY) if code == "D01" else None
        record = made or person_record(REGISTER, citizen, citizen, options, TODAY)
        assert compose(code, decode(code, msgspec.json.encode(record)), options).pages >= 1


def test_everybody_in_the_register_can_be_laid_out() -> None:
    for code in ("D01", "D02"):
        most = some_choices(code)[1]
        for citizen, one in PERSONS.items():
            if one.get("foreign"):
                continue
            if code == "D02":
                compose(code, person_record(REGISTER, citizen, citizen, most, TODAY), most)
            elif citizen in ("SR-0102", "SR-0211", "SR-0303") and (
                record := household_record(REGISTER, citizen, most, TODAY)
            ):
                pages = compose(code, record, most).pages
                assert pages == (2 if citizen == "SR-0211" else 1)


# --- over the wire -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    folder = tmp_path_factory.mktemp("district")
    (folder / "root.pem").write_bytes(AUTHORITY.pem)
    with district_process(folder, "--trust-root", str(folder / "root.pem")) as running:
        yield running


@pytest.fixture
def kiosk(server: DistrictServer) -> Iterator[Asking]:
    one = Asking(server.url, "B001", server.key)
    with one.http:
        yield one


def test_records_come_as_they_were_asked_for_and_defaults_are_the_catalogues(kiosk: Asking) -> None:
    token, _ = kiosk.identified(AUTHORITY.card("SR-0101"))
    defaults = {code: {o.key: o.default for o in DOCUMENTS[code].options} for code in ("D01", "D02")}
    assert kiosk.record(token, "D01").json() == household("SR-0101", defaults["D01"])
    assert kiosk.record(token, "D02").json() == person("SR-0101", "SR-0101", defaults["D02"])
    assert kiosk.record(token, "D02", "p2").json() == person("SR-0101", "SR-0102", defaults["D02"])
    whole = {"numbers": "all", "lodgers": "include"}
    assert kiosk.record(token, "D01", options=whole).json() == household("SR-0101", defaults["D01"] | whole)
    minor = {"householders": "include", "past_addresses": "all"}
    assert "이한결" in json.dumps(kiosk.record(token, "D02", "p3", minor).json()["addresses"][0], ensure_ascii=False)


def test_a_foreigner_of_the_household_has_no_abstract_and_may_have_the_others(kiosk: Asking) -> None:
    token, persons = kiosk.identified(AUTHORITY.card("SR-0212"))
    assert (PERSONS["SR-0212"]["foreign"], persons[0]["relation"]) == (True, "self")
    for past in ("omit", "recent5", "all"):
        assert refusal(kiosk.record(token, "D02", "p1", {"past_addresses": past})) == (404, "no_record")
    assert kiosk.record(token, "D02", "p2").status_code == 200
    assert kiosk.record(token, "D01").status_code == 200


def test_a_restriction_is_told_from_a_stranger_by_nothing(kiosk: Asking) -> None:
    restricted, persons = kiosk.identified(AUTHORITY.card("SR-0301"))
    assert [one["person"] for one in persons] == ["p1", "p2"], "nor in the rights"
    answers = [
        *(kiosk.record(restricted, "D02", one) for one in ("p1", "p2", "p3", "", "SR-0302")),
        kiosk.record(restricted, "D01"),
    ]
    lodger, _ = kiosk.identified(AUTHORITY.card("SR-0105"))
    family, _ = kiosk.identified(AUTHORITY.card("SR-0101"))
    answers += [
        kiosk.record(lodger, "D01"),
        kiosk.record(family, "D02", "p5"),
        kiosk.record(family, "D02", "SR-0001"),
        kiosk.record(family, "D01", "p2"),
    ]
    assert {refusal(answer) for answer in answers} == {(404, "no_record")}
    assert len({answer.content for answer in answers}) == 1
    headers = {tuple((key, value) for key, value in answer.headers.items() if key != "date") for answer in answers}
    assert len(headers) == 1
