"""The district over its true wire: every record once, in order, whole; everything else refused in one word."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.district.chain_samples import (
    BEGUN,
    NUMBER,
    PAID,
    chain,
    closed,
    issuance,
    opened,
    paid,
    record,
    signed,
)
from tests.simulators import KEY, DistrictServer, district_process

_numbers = itertools.count(1)
EMPTY: dict[str, Any] = {"issuances": [], "claims": [], "records": 0, "not_understood": 0, "not_entered": []}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    """One server for all; each test is another kiosk."""
    more = [word for number in range(1, 60) for word in ("--kiosk", f"T{number:03d}=key-{number}")]
    with district_process(tmp_path_factory.mktemp("district"), *more) as running:
        yield running


class Kiosk:
    """A kiosk that says what it likes."""

    def __init__(self, server: DistrictServer, name: str, key: str) -> None:
        self.name = name
        self.http = httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {key}"}, timeout=10)

    def chain(self, *entries: dict[str, Any], **words: Any) -> list[dict[str, Any]]:
        return chain(list(entries), kiosk=self.name, **words)

    def send(self, lines: list[dict[str, Any]], epoch: int = 1, to: str = "") -> httpx.Response:
        return self.http.post(f"/v1/kiosks/{to or self.name}/records", json={"epoch": epoch, "records": lines})

    def refused(self, lines: list[dict[str, Any]], epoch: int = 1) -> tuple[int, str]:
        """Status and problem; and nothing was stored."""
        before = self.ledger()
        answer = self.send(lines, epoch)
        assert self.ledger() == before
        said = answer.json()
        assert said["head"] == self.head()
        return answer.status_code, said["problem"]

    def head(self) -> dict[str, Any]:
        said: dict[str, Any] = self.http.get(f"/v1/kiosks/{self.name}/head").json()
        return said

    def ledger(self) -> dict[str, Any]:
        said: dict[str, Any] = self.http.get(f"/v1/kiosks/{self.name}/ledger").json()
        return said


@pytest.fixture
def kiosk(server: DistrictServer) -> Iterator[Kiosk]:
    number = next(_numbers)
    one = Kiosk(server, f"T{number:03d}", f"key-{number}")
    with one.http:
        yield one


def test_a_new_kiosk_has_no_head(kiosk: Kiosk) -> None:
    assert kiosk.head() == {"epoch": 1, "sequence": 0, "hash": ""}


def test_what_is_sent_twice_is_kept_once(kiosk: Kiosk) -> None:
    lines = kiosk.chain(BEGUN, opened(1), opened(2))
    head = {"epoch": 1, "sequence": 3, "hash": lines[-1]["hash"]}
    for _ in range(2):
        answer = kiosk.send(lines)
        assert (answer.status_code, answer.json()) == (200, head)
    more = kiosk.chain(opened(3), first=4, previous=lines[-1]["hash"])
    assert kiosk.send(lines[1:] + more).json()["sequence"] == 4  # half known, half new
    assert kiosk.ledger()["records"] == 4


def test_an_issuance_comes_into_the_ledger_and_is_closed_there(kiosk: Kiosk) -> None:
    number = f"{kiosk.name}-20261122-000001"
    lines = kiosk.chain(BEGUN, paid(issuance(number)), closed(number))
    kiosk.send(lines[:2])
    (line,) = kiosk.ledger()["issuances"]
    assert (line["number"], line["document"], line["fee"], line["outcome"]) == (
        number,
        "D03",
        300,
        None,
    )
    assert (line["kiosk"], line["at"]) == (kiosk.name, "2026-11-22T05:12:33.123Z")
    kiosk.send(lines)
    kiosk.send(lines)
    (line,) = kiosk.ledger()["issuances"]
    assert line["outcome"] == "issued"


def test_an_entry_nobody_knows_is_kept_all_the_same(kiosk: Kiosk) -> None:
    strange = {"type": "CoffeeServed", "cups": 2}
    lines = kiosk.chain(BEGUN, strange, opened(1))
    lines.append(signed(4, lines[-1]["hash"], "no record at all: 커피"))
    assert kiosk.send(lines).status_code == 200
    assert kiosk.ledger() == EMPTY | {"records": 4, "not_understood": 2}


def test_a_gap_is_refused(kiosk: Kiosk) -> None:
    lines = kiosk.chain(BEGUN, opened(1), opened(2), opened(3))
    kiosk.send(lines[:1])
    assert kiosk.refused(lines[2:]) == (409, "gap")
    assert kiosk.refused([lines[1], lines[3]]) == (409, "gap")  # all or none: the first was not kept either
    assert kiosk.send(lines).status_code == 200


def test_another_record_under_a_taken_key_is_a_fork(kiosk: Kiosk) -> None:
    lines = kiosk.chain(BEGUN, opened(1))
    kiosk.send(lines)
    other = record(2, lines[0]["hash"], opened(99), kiosk=kiosk.name)
    assert kiosk.refused([other]) == (409, "fork")


def test_a_record_that_does_not_follow_is_a_fork(kiosk: Kiosk) -> None:
    lines = kiosk.chain(BEGUN, opened(1))
    kiosk.send(lines)
    assert kiosk.refused([record(3, lines[0]["hash"], opened(2), kiosk=kiosk.name)]) == (409, "fork")


def test_a_record_of_another_kiosk_is_refused(kiosk: Kiosk) -> None:
    assert kiosk.refused(chain([BEGUN], kiosk="X999")) == (409, "wrong_kiosk")


def test_a_hash_that_does_not_fit_is_refused(kiosk: Kiosk) -> None:
    (line,) = kiosk.chain(BEGUN)
    assert kiosk.refused([line | {"body": line["body"].replace("60", "90")}]) == (422, "wrong_hash")
    assert kiosk.refused([line | {"hash": line["hash"].upper()}]) == (422, "wrong_hash")
    assert kiosk.refused([line | {"previous": "zz"}]) == (422, "wrong_hash")


def test_a_body_of_another_place_is_refused(kiosk: Kiosk) -> None:
    assert kiosk.refused([record(1, "", BEGUN, kiosk=kiosk.name, at_sequence=7)]) == (422, "wrong_body")
    assert kiosk.refused(kiosk.chain(BEGUN, epoch=1), epoch=2) == (422, "wrong_body")


def test_a_new_epoch_begins_from_nothing_and_is_the_head(kiosk: Kiosk) -> None:
    first = kiosk.chain(BEGUN, opened(1))
    kiosk.send(first)
    second = kiosk.chain(BEGUN, opened(1), epoch=2)
    assert kiosk.send(second, epoch=2).json() == {"epoch": 2, "sequence": 2, "hash": second[-1]["hash"]}
    rest = kiosk.chain(opened(2), first=3, previous=first[-1]["hash"])
    assert kiosk.send(rest).json()["epoch"] == 2  # what the old epoch still had may come late
    assert kiosk.ledger()["records"] == 5


def test_two_kiosks_do_not_see_each_other(kiosk: Kiosk, server: DistrictServer) -> None:
    kiosk.send(kiosk.chain(BEGUN))
    assert server.head()["sequence"] == 0
    answer = kiosk.send(chain([BEGUN]), to="B001")
    assert (answer.status_code, answer.json()["problem"]) == (403, "wrong_kiosk")
    assert kiosk.http.get("/v1/kiosks/B001/head").status_code == 403
    assert kiosk.http.get("/v1/kiosks/B001/ledger").status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": f"Basic {KEY}"}])
@pytest.mark.parametrize("path", ["/v1/time", "/v1/kiosks/B001/head", "/v1/registry/parcels/2641010100103180000"])
def test_without_a_key_nothing_is_said(server: DistrictServer, path: str, headers: dict[str, str]) -> None:
    answer = httpx.get(server.url + path, headers=headers)
    assert (answer.status_code, answer.json()["problem"]) == (401, "unknown_key")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"epoch": 1}',
        b'{"epoch": 0, "records": []}',
        b'{"epoch": 1, "records": [{"sequence": "1"}]}',
        b'{"epoch": 1, "records": [{"sequence": 1, "previous": "", "hash": "", "body": "\xff"}]}',
        json.dumps({"epoch": 1, "records": [signed(1, "", "x")] * 1001}).encode(),
    ],
)
def test_a_request_in_another_form_is_the_askers_fault(kiosk: Kiosk, body: bytes) -> None:
    answer = kiosk.http.post(f"/v1/kiosks/{kiosk.name}/records", content=body)
    assert (answer.status_code, answer.json()["problem"]) == (400, "bad_request")
    assert answer.json()["detail"]


def test_a_huge_request_is_cut_off(kiosk: Kiosk) -> None:
    answer = kiosk.http.post(f"/v1/kiosks/{kiosk.name}/records", content=b" " * (9 * 1024 * 1024))
    assert (answer.status_code, answer.json()["problem"]) == (413, "too_large")


def test_the_registry_serves_records_as_they_stand(kiosk: Kiosk) -> None:
    parcels = json.loads(Path("assets/registry/parcels.json").read_text(encoding="utf-8"))
    pnu = next(iter(parcels))
    assert kiosk.http.get(f"/v1/registry/parcels/{pnu}").json() == parcels[pnu]
    answer = kiosk.http.get("/v1/registry/parcels/0000000000000000000")
    assert (answer.status_code, answer.json()["problem"]) == (404, "no_record")
    assert kiosk.http.get("/v1/nothing").status_code == 404


def test_what_was_answered_for_survives_a_kill(tmp_path: Path) -> None:
    lines = chain([BEGUN, PAID])
    with district_process(tmp_path) as first:
        one = Kiosk(first, "B001", KEY)
        head = one.send(lines).json()
        one.http.close()
        first_child = first
        kill(first_child)
    with district_process(tmp_path) as second:
        assert second.head() == head
        two = Kiosk(second, "B001", KEY)
        assert [line["number"] for line in two.ledger()["issuances"]] == [NUMBER]
        two.http.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("district.sqlite*"))
    assert KEY.encode() not in kept  # only its hash


def kill(server: DistrictServer) -> None:
    child = server._child
    assert child is not None
    child.kill()


@pytest.mark.parametrize("wrong", [["--kiosk", "B001"], ["--registry", "/nowhere"]])
def test_a_wrong_start_says_so(tmp_path: Path, wrong: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    from district.__main__ import main

    given = ["--dir", str(tmp_path / "d"), "--registry", "assets/registry", "--kiosk", "B001=x", *wrong]
    try:
        code: object = main(given)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert wrong[-1] in capfd.readouterr().err
