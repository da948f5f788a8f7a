"""Reading a registry's answer."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from forms.records import RecordInvalid, UnknownDocument, decode
from tests.forms.papers import DEMO, parcels, record, residents


def body(**changes: Any) -> bytes:
    return json.dumps(parcels()[DEMO] | changes).encode()


def test_fields_arrive_typed() -> None:
    found = record(DEMO)
    assert found.lot == "84-1"
    assert str(found.land[-1].area) == "330.5"
    assert found.owners[-1].registration == "990101-3******"
    assert found.prices[-1].on.isoformat() == "2026-01-01"


def test_what_a_registry_adds_later_does_no_harm() -> None:
    assert decode("D03", body(new_field={"a": 1})) == record(DEMO)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (b"", "not a JSON record"),
        (b"\xff{", "not a JSON record"),
        (body(pnu="264"), r"\$\.pnu"),
        (body(pnu="2641010700200840001"), r"other ledger"),
        (body(owners=[]), r"\$\.owners"),
        (body(prices=[{"on": "2026-01-01", "won": -1}]), r"\$\.prices\[0\]\.won"),
        (body(prices=[{"on": "2026-01-01", "won": 1}, {"on": "2025-01-01", "won": 1}]), r"oldest first .*\$\.prices"),
        (body(land=[parcels()[DEMO]["land"][0] | {"area": "NaN"}]), "not an area"),
        (body(land=[parcels()[DEMO]["land"][0] | {"on": "1996-02-30"}]), r"\$\.land\[0\]\.on"),
        (body(location="가" * 101), r"\$\.location"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field(broken: bytes, where: str) -> None:
    with pytest.raises(RecordInvalid, match=where) as invalid:
        decode("D03", broken)
    assert "김가온" not in str(invalid.value)
    assert invalid.value.__cause__ is None


def test_unknown_document() -> None:
    with pytest.raises(UnknownDocument):
        decode("D99", body())


def test_a_record_shows_nothing_and_is_not_pickled() -> None:
    found = record(DEMO)
    assert repr(found) == "LandRecord(…)"
    assert "김가온" not in f"{found} {found.owners[-1]!r} {found.owners}"
    for part in (found, found.owners[0], found.land[0]):
        with pytest.raises(TypeError):
            pickle.dumps(part)


def resident_body(name: str, **changes: Any) -> tuple[str, bytes]:
    sample = residents()[name]
    return sample["document"], json.dumps(sample["record"] | changes).encode()


@pytest.mark.parametrize(
    ("name", "changes", "where"),
    [
        ("family", {"members": []}, r"\$\.members"),
        ("family", {"addresses": []}, r"\$\.addresses"),
        ("family", {"householder": "가" * 101}, r"\$\.householder"),
        ("family", {"applicant": {"name": "김가온", "born": "2099-02-30"}}, r"\$\.applicant\.born"),
        ("family", {"members": [{"name": "김가온", "number": "990101-30000"}]}, r"\$\.members\[0\]\.number"),
        ("family_most", {"members": "김가온"}, r"\$\.members"),
        ("person", {"number": "9901013000012"}, r"\$\.number"),
        ("person", {"addresses": []}, r"\$\.addresses"),
        ("person", {"changes": [{"before": "김가온"}]}, r"\$\.changes\[0\]"),
        ("person_most", {"service": {"enlisted": "19"}}, r"\$\.service\.enlisted"),
        ("person_most", {"foreign_numbers": {"registration": "김가온"}}, r"\$\.foreign_numbers\.registration"),
    ],
)
def test_a_wrong_answer_of_the_resident_register_is_named_by_its_field(
    name: str, changes: dict[str, Any], where: str
) -> None:
    code, wrong = resident_body(name, **changes)
    with pytest.raises(RecordInvalid, match=where) as invalid:
        decode(code, wrong)
    assert "김가온" not in str(invalid.value)
    assert "990101" not in str(invalid.value)


@pytest.mark.parametrize("field", ["addresses", "changes"])
def test_histories_of_a_person_are_oldest_first(field: str) -> None:
    lines = residents()["person_most"]["record"][field]
    code, wrong = resident_body("person_most", **{field: lines[::-1]})
    with pytest.raises(RecordInvalid, match=rf"D02: not oldest first .*\$\.{field}"):
        decode(code, wrong)


def test_a_day_that_was_withheld_does_not_upset_the_order() -> None:
    lines = residents()["person_most"]["record"]["addresses"]
    decode(*resident_body("person_most", addresses=[lines[0], lines[1] | {"moved": None}, lines[2]]))


def test_no_part_of_a_person_shows_anything_or_is_pickled() -> None:
    for name in ("family_most", "person_most"):
        found: Any = decode(*resident_body(name))
        for part in (found, found.applicant, *found.addresses):
            assert "김가온" not in repr(part)
            assert "금정구" not in f"{part}"
            with pytest.raises(TypeError):
                pickle.dumps(part)
