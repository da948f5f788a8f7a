"""What the district reads out of the records: issuances, claims, and what it could not enter but keeps all the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.district.chain_samples import (
    BEGUN,
    chain,
    claim,
    claim_paid,
    closed,
    issuance,
    opened,
    paid,
    payout,
    settled,
    signed,
)
from tests.district.test_ingest import Kiosk
from tests.simulators import DistrictServer, district_process

_numbers = itertools.count(1)
BEYOND = 10**30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    more = [word for number in range(1, 40) for word in ("--kiosk", f"T{number:03d}=key-{number}")]
    with district_process(tmp_path_factory.mktemp("district"), *more) as running:
        yield running


@pytest.fixture
def kiosk(server: DistrictServer) -> Iterator[Kiosk]:
    number = next(_numbers)
    one = Kiosk(server, f"T{number:03d}", f"key-{number}")
    with one.http:
        yield one


def kept(kiosk: Kiosk, *entries: dict[str, Any], begun: dict[str, Any] = BEGUN, epoch: int = 1) -> dict[str, Any]:
    """The ledger after these; every record was taken."""
    lines = kiosk.chain(begun, *entries, epoch=epoch)
    answer = kiosk.send(lines, epoch)
    assert (answer.status_code, answer.json()["sequence"]) == (200, len(lines))
    return kiosk.ledger()


def reasons(ledger: dict[str, Any]) -> list[tuple[int, str]]:
    return [(line["sequence"], line["reason"]) for line in ledger["not_entered"]]


def outcomes(ledger: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(line["number"], line["outcome"]) for line in ledger["issuances"]]


class TestIssuances:
    """Nothing a kiosk may have written holds up what it writes next."""

    @pytest.fixture
    def number(self, kiosk: Kiosk) -> str:
        return f"{kiosk.name}-20261122-000001"

    def test_the_same_number_twice_in_one_payment(self, kiosk: Kiosk, number: str) -> None:
        ledger = kept(kiosk, paid(issuance(number), issuance(number)), opened(2))
        assert (outcomes(ledger), reasons(ledger), ledger["records"]) == ([], [(2, "repeated_number")], 3)

    def test_a_number_that_was_there_before(self, kiosk: Kiosk, number: str) -> None:
        ledger = kept(kiosk, paid(issuance(number)), closed(number), paid(issuance(number)), closed(number, "void"))
        assert outcomes(ledger) == [(number, "issued")]
        assert reasons(ledger) == [(4, "repeated_number"), (5, "no_open_issuance")]

    def test_another_kiosks_number(self, kiosk: Kiosk) -> None:
        ledger = kept(kiosk, paid(issuance("Z999-20261122-000001")))
        assert (outcomes(ledger), reasons(ledger)) == ([], [(2, "foreign_number")])

    def test_a_fee_that_no_book_can_hold(self, kiosk: Kiosk, number: str) -> None:
        other = number[:-1] + "2"
        ledger = kept(kiosk, paid(issuance(other), issuance(number, fee=BEYOND)), paid(issuance(number)))
        assert (outcomes(ledger), reasons(ledger)) == ([(number, None)], [(2, "no_place_for_it")])

    def test_an_issuance_closed_that_was_never_paid(self, kiosk: Kiosk, number: str) -> None:
        assert reasons(kept(kiosk, closed(number))) == [(2, "no_open_issuance")]

    def test_an_epoch_that_begins_with_something_else(self, kiosk: Kiosk, number: str) -> None:
        ledger = kept(kiosk, closed(number), begun=paid(issuance(number)))
        assert (outcomes(ledger), reasons(ledger)) == ([], [(1, "epoch_not_begun"), (2, "no_open_issuance")])

    def test_an_epoch_that_begins_twice(self, kiosk: Kiosk) -> None:
        assert reasons(kept(kiosk, BEGUN)) == [(2, "epoch_begun_within")]


@pytest.mark.parametrize("depth", [200, 400_000])
def test_a_body_nested_without_end_is_kept_and_not_understood(kiosk: Kiosk, depth: int) -> None:
    (begun,) = kiosk.chain(BEGUN)
    answer = kiosk.send([begun, signed(2, begun["hash"], "[" * depth)])
    assert (answer.status_code, kiosk.ledger()["not_understood"]) == (200, 1)


def test_a_request_nested_without_end_is_the_askers_fault(kiosk: Kiosk) -> None:
    body = b'{"epoch": 1, "records": ' + b"[" * 400_000
    answer = kiosk.http.post(f"/v1/kiosks/{kiosk.name}/records", content=body)
    assert (answer.status_code, answer.json()["problem"]) == (400, "bad_request")


@pytest.mark.parametrize(("epoch", "sequence"), [(BEYOND, 1), (2**63, 1), (1, BEYOND), (1, 2**63), (1, 0), (1, -1)])
def test_a_key_out_of_range_is_named(kiosk: Kiosk, epoch: int, sequence: int) -> None:
    (line,) = chain([BEGUN], sequence, kiosk=kiosk.name, epoch=epoch)
    assert kiosk.refused([line], epoch) == (422, "out_of_range")


class TestClaims:
    """The office sees what the kiosk owes, and pays it once."""

    @pytest.fixture
    def number(self, kiosk: Kiosk) -> str:
        return f"{kiosk.name}-C1-0001"

    def states(self, ledger: dict[str, Any]) -> list[tuple[int, str, int]]:
        return [(line["amount"], line["state"], line["sequence"]) for line in ledger["claims"]]

    def test_a_claim_is_open_until_the_office_paid_all_of_it(self, kiosk: Kiosk, number: str) -> None:
        lines = kiosk.chain(BEGUN, claim(number), claim_paid(number, 300), claim_paid(number, 100))
        for count, expected in ((2, (400, "open", 2)), (3, (100, "open", 2)), (4, (0, "paid", 2))):
            kiosk.send(lines[:count])
            assert self.states(kiosk.ledger()) == [expected]
        (line,) = kiosk.ledger()["claims"]
        assert (line["claim"], line["opened"], line["reason"], line["epoch"]) == (number, 400, "hopper_empty", 1)

    def test_coins_that_fell_after_all_lessen_it(self, kiosk: Kiosk, number: str) -> None:
        lines = kiosk.chain(BEGUN, payout(7, 4), claim(number, act=7), settled(7, 3))
        kiosk.send(lines)
        assert self.states(kiosk.ledger()) == [(100, "open", 3)]

    def test_coins_that_all_fell_settle_it(self, kiosk: Kiosk, number: str) -> None:
        ledger = kept(kiosk, payout(7, 4), claim(number, act=7), payout(8, 9), settled(8, 9), settled(7, 4))
        assert self.states(ledger) == [(0, "settled", 3)]

    @pytest.mark.parametrize(("outcome", "state"), [("issued", (0, "settled")), ("void", (300, "open"))])
    def test_a_copy_that_came_out_after_all_is_owed_no_more(
        self, kiosk: Kiosk, number: str, outcome: str, state: tuple[int, str]
    ) -> None:
        """The printer was given up, the fee went to a claim, and then it told what became of the copy."""
        copy = f"{kiosk.name}-20261122-000001"
        late = closed(copy, outcome) | ({"claim": number} if outcome == "issued" else {})
        ledger = kept(kiosk, paid(issuance(copy)), closed(copy, "unknown"), claim(number, 300, act=1), late)
        assert outcomes(ledger) == [(copy, outcome)]
        assert [found[:2] for found in self.states(ledger)] == [state]
        assert reasons(ledger) == []

    def test_a_copy_that_came_out_after_all_settles_the_claim_of_its_fee(self, kiosk: Kiosk, number: str) -> None:
        copy = f"{kiosk.name}-20261122-000001"
        late = closed(copy) | {"claim": number}
        ledger = kept(kiosk, paid(issuance(copy)), closed(copy, "unknown"), claim(number, 300), late)
        assert (outcomes(ledger), self.states(ledger)) == ([(copy, "issued")], [(0, "settled", 4)])
        assert reasons(ledger) == []

    def test_what_the_office_paid_is_not_opened_again_by_a_restart(self, kiosk: Kiosk, number: str) -> None:
        """The kiosk lost the record of the payment with its disk, the district did not."""
        kept(kiosk, claim(number), claim_paid(number, 400), payout(1, 2), claim(f"{kiosk.name}-C1-0002", 200, act=1))
        owed = [
            {"claim": number, "amount": 400, "reason": "hopper_empty", "epoch": 1},
            {"claim": f"{kiosk.name}-C1-0002", "amount": 200, "reason": "hopper_silent", "epoch": 1},
            {"claim": f"{kiosk.name}-C2-0003", "amount": 700, "reason": "credit_left", "epoch": 1},
        ]
        ledger = kept(kiosk, payout(1, 2), settled(1, 2), begun=BEGUN | {"owed": owed}, epoch=2)
        assert self.states(ledger) == [(0, "paid", 2), (200, "open", 5), (700, "open", 1)]

    @pytest.mark.parametrize(
        ("entries", "reason"),
        [
            (lambda number: [claim(number), claim(number)], "repeated_claim"),
            (lambda number: [claim(number, 0), claim(number)], "wrong_amount"),
            (lambda number: [claim("Z999" + number), claim(number)], "foreign_claim"),
            (lambda number: [claim(number, BEYOND), claim(number)], "no_place_for_it"),
            (lambda number: [claim(number), claim_paid(number, 401)], "wrong_amount"),
            (lambda number: [claim(number), claim_paid(number + "0", 1)], "no_open_claim"),
            (lambda number: [claim(number), payout(BEYOND, 1)], "no_place_for_it"),
        ],
    )
    def test_what_contradicts_the_book_is_kept_and_named(
        self, kiosk: Kiosk, number: str, entries: Any, reason: str
    ) -> None:
        ledger = kept(kiosk, *entries(number), opened(1))
        assert [found for _, found in reasons(ledger)] == [reason]
        assert [(amount, state) for amount, state, _ in self.states(ledger)] == [(400, "open")]
