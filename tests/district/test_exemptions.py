"""Exemptions, and who applied: what the district's own books say of a visit whose citizen was identified."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.district.authority import Asking, Authority
from tests.district.chain_samples import BEGUN, chain, issuance, opened, paid
from tests.simulators import DistrictServer, district_process

AUTHORITY = Authority()
ALL = ["D01", "D02", "D03", "D04"]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    """One server for all; each test is another kiosk."""
    folder = tmp_path_factory.mktemp("district")
    (folder / "root.pem").write_bytes(AUTHORITY.pem)
    kiosks = [word for number in range(1, 20) for word in ("--kiosk", f"T{number:03d}=key-{number}")]
    with district_process(folder, "--trust-root", str(folder / "root.pem"), *kiosks) as running:
        yield running


@pytest.fixture
def kiosk(server: DistrictServer) -> Iterator[Asking]:
    number = next(_numbers)
    one = Asking(server.url, f"T{number:03d}", f"key-{number}")
    with one.http:
        yield one


class Office:
    """What the district itself reads in its books."""

    def __init__(self, server: DistrictServer) -> None:
        self._path = server.directory / "district.sqlite"

    def read(self, query: str, *words: Any) -> list[Any]:
        with sqlite3.connect(self._path) as connection:
            return connection.execute(query, words).fetchall()

    def applicants(self, kiosk: str) -> list[Any]:
        query = "SELECT epoch, number, person FROM applicants WHERE kiosk = ? ORDER BY epoch, sequence, number"
        return self.read(query, kiosk)

    def inquiries(self, kiosk: str) -> list[Any]:
        query = "SELECT visit, person, about, subject, answer FROM inquiries WHERE kiosk = ? ORDER BY number"
        return self.read(query, kiosk)


@pytest.fixture
def office(server: DistrictServer) -> Office:
    return Office(server)


def ship(kiosk: Asking, *entries: dict[str, Any], epoch: int = 1) -> None:
    lines = chain([BEGUN, *entries], kiosk=kiosk.kiosk, epoch=epoch)
    answer = kiosk.http.post(f"/v1/kiosks/{kiosk.kiosk}/records", json={"epoch": epoch, "records": lines})
    assert answer.status_code == 200, answer.text


def checked(visit: int, outcome: str = "identified") -> dict[str, Any]:
    return {"type": "IdentityChecked", "visit": visit, "means": "card_pin", "outcome": outcome}


def bought(kiosk: Asking, serial: int, visit: int, document: str = "D01", **words: Any) -> dict[str, Any]:
    line = issuance(number(kiosk, serial), 200) | {"document": document} | words
    return paid(line) | {"visit": visit}


def number(kiosk: Asking, serial: int) -> str:
    return f"{kiosk.kiosk}-20261122-{serial:06d}"


# --- exemptions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "exemption", "waived"),
    [
        ("SR-0001", "livelihood", ALL),
        ("SR-0001", "veteran", []),
        ("SR-0101", "many_children", ALL),
        ("SR-0102", "many_children", ALL),
        ("SR-0103", "many_children", []),
        ("SR-0201", "veteran", ALL),
        ("SR-0205", "disabled", ALL),
        ("SR-0207", "single_parent", ["D01", "D02"]),
    ],
)
def test_an_exemption_is_answered_for_each_document(
    kiosk: Asking, person: str, exemption: str, waived: list[str]
) -> None:
    token, _ = kiosk.identified(AUTHORITY.card(person))
    answer = kiosk.exemption(token, exemption, ALL)
    assert (answer.status_code, answer.json()) == (200, {"documents": waived})
    assert kiosk.exemption(token, exemption, ["D03", "D99"]).json() == {"documents": ["D03"] if "D03" in waived else []}
    assert kiosk.exemption(token, exemption, []).json() == {"documents": []}


def test_what_was_asked_about_whom_is_kept_with_its_answer(kiosk: Asking, office: Office) -> None:
    token, _ = kiosk.identified(AUTHORITY.card("SR-0101"), visit=9)
    kiosk.exemption(token, "many_children", ["D02", "D03"])
    kiosk.exemption(token, "veteran", ["D02"])
    kiosk.record(token, "D02", "p3")
    kiosk.record(token, "D02", "p9")
    assert office.inquiries(kiosk.kiosk) == [
        (9, "SR-0101", "many_children", "SR-0101", "D02 D03"),
        (9, "SR-0101", "veteran", "SR-0101", ""),
        (9, "SR-0101", "D02", "SR-0103", "given"),
        (9, "SR-0101", "D02", None, "no_record"),
    ]


# --- who applied (교부대장) ---------------------------------------------------------------------------------------


def test_the_ledger_knows_who_applied_and_tells_no_kiosk(kiosk: Asking, office: Office) -> None:
    kiosk.identified(AUTHORITY.card("SR-0101"), visit=4)
    ship(kiosk, opened(4), checked(4), bought(kiosk, 1, 4))
    assert office.applicants(kiosk.kiosk) == [(1, number(kiosk, 1), "SR-0101")]
    (line,) = kiosk.ledger()["issuances"]
    assert line["applicant"] is True
    assert "SR-0101" not in str(kiosk.ledger())
    assert kiosk.ledger()["not_entered"] == []


def test_only_what_needs_an_applicant_has_one(kiosk: Asking, office: Office) -> None:
    kiosk.identified(AUTHORITY.card("SR-0001"), visit=1)
    lines = [
        bought(kiosk, 1, 1, "D03"),
        bought(kiosk, 2, 1, "D03", exemption="livelihood", fee=0),
        bought(kiosk, 3, 2, "D02"),
        bought(kiosk, 4, 1, "D99"),
    ]
    ship(kiosk, *lines)
    assert office.applicants(kiosk.kiosk) == [(1, number(kiosk, 2), "SR-0001")]
    assert [line["applicant"] for line in kiosk.ledger()["issuances"]] == [False, True, False, False]


def test_the_same_visit_of_another_epoch_is_somebody_else(kiosk: Asking, office: Office) -> None:
    """The journal begins anew after a disk is lost, and its visits with it; what the old one still had comes late."""
    kiosk.identified(AUTHORITY.card("SR-0001"), visit=1, epoch=1)
    kiosk.identified(AUTHORITY.card("SR-0201"), visit=1, epoch=2)
    ship(kiosk, checked(1), bought(kiosk, 2, 1), epoch=2)
    ship(kiosk, checked(1), bought(kiosk, 1, 1), epoch=1)
    ship(kiosk, checked(1), bought(kiosk, 3, 1), epoch=3)
    assert office.applicants(kiosk.kiosk) == [
        (1, number(kiosk, 1), "SR-0001"),
        (2, number(kiosk, 2), "SR-0201"),
    ]
    assert kiosk.ledger()["not_entered"] == [{"epoch": 3, "sequence": 2, "reason": "not_identified"}]


def test_a_kiosk_that_says_it_identified_somebody_is_believed_only_if_the_district_did(kiosk: Asking) -> None:
    kiosk.identified(AUTHORITY.card("SR-0001"), visit=1)
    ship(kiosk, checked(1), checked(2, "wrong_pin"), checked(3))
    ledger = kiosk.ledger()
    assert ledger["not_entered"] == [{"epoch": 1, "sequence": 4, "reason": "not_identified"}]
    assert ledger["not_understood"] == 0
