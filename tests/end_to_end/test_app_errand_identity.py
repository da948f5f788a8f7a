"""The visit's own process identifies a citizen at a real district; a key of the test signs in place of a card."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from drivers.api import CardNumber, Won
from drivers.private import Private
from kiosk.core.facts import (
    CardChallenged,
    Composed,
    ComposeFailed,
    ErrandEnded,
    ErrandFact,
    ExemptionChecked,
    ExemptionFailed,
    Identified,
    IdentityRefused,
    PagesIssued,
)
from kiosk.core.orders import CheckCard, CheckExemption, Compose, Identify, Issue
from tests.district.authority import DAY, Authority, Card
from tests.end_to_end.house import PARCEL
from tests.end_to_end.test_app_errand import WAIT_S, Asked
from tests.simulators import DistrictServer, district_process

AUTHORITY = Authority()
REVOKED = AUTHORITY.card("SR-0001")
CARD = CardNumber(5)


class Citizen:
    """A visit at an errand: orders in, facts out."""

    def __init__(self, asked: Asked, visit: int) -> None:
        self.asked = asked
        self.visit = visit

    def _next(self) -> ErrandFact:
        return self.asked.facts.get(timeout=WAIT_S)

    def card(self, card: Card | bytes, number: CardNumber = CARD) -> ErrandFact:
        certificate = card if isinstance(card, bytes) else card.certificate
        self.asked.runner.ask(CheckCard(self.visit, number, Private(certificate)))
        return self._next()

    def sign(self, signature: bytes, number: CardNumber = CARD) -> ErrandFact:
        self.asked.runner.ask(Identify(self.visit, number, Private(signature)))
        return self._next()

    def identify(self, card: Card) -> ErrandFact:
        challenged = self.card(card)
        assert isinstance(challenged, CardChallenged)
        return self.sign(card.sign(challenged.digest))

    def known(self, person: str) -> Identified:
        fact = self.identify(AUTHORITY.card(person))
        assert isinstance(fact, Identified)
        return fact

    def compose(
        self, document: str, inputs: Mapping[str, str] = {}, options: Mapping[str, str] = {}, application: int = 1
    ) -> ErrandFact:
        self.asked.runner.ask(Compose(self.visit, application, document, Private(inputs), options, 1))
        return self._next()

    def issue(self, check_hash: str, exemption: str | None, application: int = 1) -> ErrandFact:
        number = f"B001-20261122-{application:06d}"
        order = Issue(self.visit, application, number, check_hash, datetime.now(UTC), Won(0), exemption)
        self.asked.runner.ask(order)
        return self._next()

    def exempt(self, exemption: str, *documents: str) -> ErrandFact:
        self.asked.runner.ask(CheckExemption(self.visit, exemption, documents))
        return self._next()

    def refused(self, why: str) -> IdentityRefused:
        return IdentityRefused(self.visit, CARD, why)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roots")
    (folder / "root.pem").write_bytes(AUTHORITY.pem)
    (folder / "revoked.pem").write_bytes(AUTHORITY.revoked(REVOKED))
    return folder / "root.pem"


@pytest.fixture(scope="module")
def district_with_roots(tmp_path_factory: pytest.TempPathFactory, roots: Path) -> Iterator[DistrictServer]:
    believing = ("--trust-root", str(roots), "--revoked", str(roots.with_name("revoked.pem")))
    with district_process(tmp_path_factory.mktemp("district"), *believing) as district:
        yield district


@contextmanager
def citizen_at(district: DistrictServer, roots: Path | None, timeout: float = 5.0) -> Iterator[Citizen]:
    asked = Asked(district, roots, timeout)
    asked.runner.journal_opened(1)
    asked.runner.start()
    try:
        yield Citizen(asked, visit=1)
    finally:
        asked.runner.stop()


@pytest.fixture(scope="module")
def kiosk(district_with_roots: DistrictServer, roots: Path) -> Iterator[Citizen]:
    with citizen_at(district_with_roots, roots) as one:
        yield one


@pytest.fixture
def citizen(kiosk: Citizen) -> Iterator[Citizen]:
    """Each in a visit of their own, wiped at its end."""
    kiosk.visit += 1
    yield kiosk
    kiosk.asked.runner.wipe()
    assert kiosk.asked.facts.empty()


def printed(fact: ErrandFact) -> str:
    """The words on the paper, without what parts them."""
    assert isinstance(fact, PagesIssued)
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=fact.pages.read(), capture_output=True, check=True)
    return "".join(read.stdout.decode().split())


def test_a_card_opens_the_register_for_the_whole_visit(citizen: Citizen) -> None:
    known = citizen.known("SR-0101")
    assert "이한결" not in repr(known)
    persons = known.rights.reveal().persons
    assert [(one.ref, one.name, one.relation, one.householders) for one in persons] == [
        ("p1", "이한결", "self", True),
        ("p2", "박설믜", "spouse", False),
        ("p3", "이햬솔", "child", True),
        ("p4", "이가람", "child", True),
    ]
    household = citizen.compose("D01", options={"numbers": "self"})
    child = citizen.compose("D02", {"person": "p3"}, {"past_addresses": "all"}, application=2)
    parcel = citizen.compose("D03", {"pnu": PARCEL}, application=3)
    assert isinstance(household, Composed)
    assert isinstance(child, Composed)
    assert isinstance(parcel, Composed)
    assert citizen.exempt("many_children", "D01", "D03") == ExemptionChecked(
        citizen.visit, "many_children", ("D01", "D03")
    )
    assert citizen.exempt("veteran", "D01") == ExemptionChecked(citizen.visit, "veteran", ())
    paper = printed(citizen.issue(household.check_hashes[0], "many_children"))
    assert "수수료면제(주민등록법시행규칙제18조제1항제12호)" in paper
    assert "990214-3447520" in paper
    assert "이햬솔" in printed(citizen.issue(child.check_hashes[0], None, application=2))
    paper = printed(citizen.issue(parcel.check_hashes[0], "many_children", application=3))
    assert "수수료면제(조례제5조제1항)" in paper


def test_what_is_not_there_and_what_may_not_be_given_is_one_answer(citizen: Citizen) -> None:
    citizen.known("SR-0301")
    for document, inputs in (("D01", {}), ("D02", {"person": "p1"}), ("D02", {"person": "p9"})):
        fact = citizen.compose(document, inputs)
        assert isinstance(fact, ComposeFailed)
        assert fact.why == "no_record"


def test_a_card_that_is_not_let_in_is_refused_before_anybody_is_asked(roots: Path) -> None:
    nobody = DistrictServer(roots.parent)
    nobody.url = "http://127.0.0.1:9"
    cards: list[tuple[Card | bytes, str]] = [
        (Authority().card("SR-0001"), "unknown_root"),
        (AUTHORITY.card("SR-0001", ends=-DAY / 2), "expired"),
        (AUTHORITY.card("SR-0001", begins=DAY / 2), "expired"),
        (AUTHORITY.card("SR-0001", signs=False), "unknown_root"),
        (AUTHORITY.card("SR-0001", key=ec.generate_private_key(ec.SECP384R1())), "unknown_root"),
        (b"no certificate", "unknown_root"),
        (AUTHORITY.card("SR-0001"), "district_away"),
    ]
    with citizen_at(nobody, roots) as citizen:
        for card, why in cards:
            assert citizen.card(card) == citizen.refused(why)


def test_without_roots_no_card_is_let_in(district_with_roots: DistrictServer, tmp_path: Path) -> None:
    card = AUTHORITY.card("SR-0001")
    with citizen_at(district_with_roots, None) as citizen:
        assert citizen.card(card) == citizen.refused("unknown_root")
    with citizen_at(district_with_roots, tmp_path / "gone.pem") as citizen:
        assert citizen.card(card) == citizen.refused("district_error")


def test_what_the_district_refuses_is_told_by_its_name(citizen: Citizen) -> None:
    assert citizen.identify(REVOKED) == citizen.refused("revoked")
    assert citizen.identify(AUTHORITY.card("SR-9999")) == citizen.refused("not_registered")
    assert isinstance(citizen.card(AUTHORITY.card("SR-0001")), CardChallenged)
    assert citizen.sign(AUTHORITY.card("SR-0001").sign(bytes(32))) == citizen.refused("wrong_signature")
    citizen.known("SR-0001")  # and the next card is welcome


def test_a_signature_is_good_for_its_own_card_and_once(citizen: Citizen) -> None:
    card = AUTHORITY.card("SR-0001")
    assert citizen.sign(b"signature") == citizen.refused("replayed")
    challenged = citizen.card(card)
    assert isinstance(challenged, CardChallenged)
    other = CardNumber(CARD + 1)
    assert citizen.sign(card.sign(challenged.digest), other) == IdentityRefused(citizen.visit, other, "replayed")
    challenged = citizen.card(card)
    assert isinstance(challenged, CardChallenged)
    signature = card.sign(challenged.digest)
    assert isinstance(citizen.sign(signature), Identified)
    assert citizen.sign(signature) == citizen.refused("replayed")


def test_without_an_identity_nothing_of_a_person_is_asked(citizen: Citizen) -> None:
    fact = citizen.compose("D01")
    assert isinstance(fact, ComposeFailed)
    assert fact.why == "identity_over"
    assert citizen.exempt("livelihood", "D01") == ExemptionFailed(citizen.visit, "livelihood", "identity_over")


def test_a_token_that_the_district_no_longer_knows_is_told(
    citizen: Citizen, district_with_roots: DistrictServer
) -> None:
    citizen.known("SR-0001")
    with sqlite3.connect(district_with_roots.directory / "district.sqlite") as books:
        books.execute("DELETE FROM identifications")
    fact = citizen.compose("D02", {"person": "p1"})
    assert isinstance(fact, ComposeFailed)
    assert fact.why == "identity_over"
    assert citizen.exempt("livelihood", "D01") == ExemptionFailed(citizen.visit, "livelihood", "identity_over")


def test_a_district_that_goes_away_between_any_two_steps(citizen: Citizen, district_with_roots: DistrictServer) -> None:
    card = AUTHORITY.card("SR-0001")
    citizen.known("SR-0001")
    challenged = citizen.card(card)
    assert isinstance(challenged, CardChallenged)
    district_with_roots.stop()
    assert citizen.sign(card.sign(challenged.digest)) == citizen.refused("district_away")
    assert citizen.card(card) == citizen.refused("district_away")
    fact = citizen.compose("D01")
    assert isinstance(fact, ComposeFailed)
    assert fact.why == "district_away"
    assert citizen.exempt("livelihood", "D01") == ExemptionFailed(citizen.visit, "livelihood", "district_away")
    district_with_roots.start()
    assert isinstance(citizen.compose("D01"), Composed), "its token outlives the district's restart"


def test_a_district_that_does_not_answer_is_away_in_time(roots: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        silent = DistrictServer(roots.parent)
        silent.url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with citizen_at(silent, roots, timeout=0.3) as citizen:
            begun = time.monotonic()
            assert citizen.card(AUTHORITY.card("SR-0001")) == citizen.refused("district_away")
            assert time.monotonic() - begun < 5


@pytest.mark.expected_logs(r"kiosk.errand: the errand of visit \d+ ended by itself")
@pytest.mark.parametrize("identified", [False, True])
def test_an_errand_that_dies_takes_the_identity_with_it(citizen: Citizen, identified: bool) -> None:
    card = AUTHORITY.card("SR-0001")
    challenged = citizen.card(card)
    assert isinstance(challenged, CardChallenged)
    if identified:
        assert isinstance(citizen.sign(card.sign(challenged.digest)), Identified)
    (errand,) = citizen.asked.errands()
    os.kill(errand, signal.SIGKILL)
    assert isinstance(citizen.asked.facts.get(timeout=WAIT_S), ErrandEnded)
    assert citizen.sign(card.sign(challenged.digest)) == citizen.refused("district_error")
    assert citizen.exempt("livelihood", "D01") == ExemptionFailed(citizen.visit, "livelihood", "identity_over")
    fact = citizen.compose("D01")
    assert isinstance(fact, ComposeFailed)
    assert fact.why == "identity_over"
    assert isinstance(citizen.identify(card), Identified), "by a card it may begin again"


def test_a_wipe_forgets_who_it_was(citizen: Citizen) -> None:
    citizen.known("SR-0001")
    citizen.asked.runner.wipe()
    citizen.visit += 1
    fact = citizen.compose("D01")
    assert isinstance(fact, ComposeFailed)
    assert fact.why == "identity_over"
