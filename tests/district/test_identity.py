"""Who is at a kiosk, over the district's true wire: one card and one challenge for one visit, everything else refused
by name."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from district.trust import NotTrusted, Trust
from tests.district.authority import DAY, Asking, Authority, Card, digest, new_key, refusal
from tests.simulators import DistrictServer, district_process

AUTHORITY = Authority()
REVOKED = AUTHORITY.card("SR-0001")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistrictServer]:
    """One server for all; each test is another kiosk."""
    folder = tmp_path_factory.mktemp("district")
    kiosks = [word for number in range(1, 80) for word in ("--kiosk", f"T{number:03d}=key-{number}")]
    with district_process(folder, *kiosks, *believing(folder)) as running:
        yield running


def believing(folder: Path, revoked: bytes | None = None) -> list[str]:
    (folder / "roots.pem").write_bytes(Authority("another").pem + AUTHORITY.pem)
    (folder / "revoked.pem").write_bytes(AUTHORITY.revoked(REVOKED) if revoked is None else revoked)
    return ["--trust-root", str(folder / "roots.pem"), "--revoked", str(folder / "revoked.pem")]


@pytest.fixture
def kiosk(server: DistrictServer) -> Iterator[Asking]:
    number = next(_numbers)
    one = Asking(server.url, f"T{number:03d}", f"key-{number}")
    with one.http:
        yield one


@pytest.fixture
def another(server: DistrictServer) -> Iterator[Asking]:
    number = next(_numbers)
    one = Asking(server.url, f"T{number:03d}", f"key-{number}")
    with one.http:
        yield one


def kept(server: DistrictServer) -> bytes:
    return b"".join(path.read_bytes() for path in server.directory.glob("district.sqlite*"))


def rows(server: DistrictServer, query: str, *words: Any) -> list[Any]:
    with sqlite3.connect(server.directory / "district.sqlite") as connection:
        return connection.execute(query, words).fetchall()


def test_a_card_that_signs_the_challenge_is_known_with_its_rights(kiosk: Asking) -> None:
    token, persons = kiosk.identified(AUTHORITY.card("SR-0101"))
    assert re.fullmatch(r"[0-9a-f]{64}", token)
    assert persons == [
        {"person": "p1", "name": "이한결", "relation": "self", "householders": True},
        {"person": "p2", "name": "박설믜", "relation": "spouse", "householders": False},
        {"person": "p3", "name": "이햬솔", "relation": "child", "householders": True},
        {"person": "p4", "name": "이가람", "relation": "child", "householders": True},
    ]


def test_only_the_tokens_hash_is_kept_with_kiosk_epoch_visit_and_person(kiosk: Asking, server: DistrictServer) -> None:
    card = AUTHORITY.card("SR-0001")
    token, _ = kiosk.identified(card, visit=7, epoch=3)
    query = "SELECT epoch, visit, person FROM identifications WHERE kiosk = ?"
    assert rows(server, query, kiosk.kiosk) == [(3, 7, "SR-0001")]
    for secret in (token.encode(), bytes.fromhex(token), card.certificate, "김견본".encode(), b"990101-3000012"):
        assert secret not in kept(server)


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (Authority().card("SR-0001"), "unknown_root"),
        (AUTHORITY.card("SR-0001", begins=-9 * DAY, ends=-DAY), "expired"),
        (AUTHORITY.card("SR-0001", begins=DAY, ends=9 * DAY), "expired"),
        (REVOKED, "revoked"),
        (AUTHORITY.card("SR-9999"), "not_registered"),
        (AUTHORITY.card(), "not_registered"),
        (AUTHORITY.card("SR-0001", "SR-0101"), "not_registered"),
        (AUTHORITY.card("SR-0001", signs=False), "unknown_root"),
    ],
)
def test_other_cards_are_refused_by_name(kiosk: Asking, card: Card, why: str) -> None:
    answer = kiosk.proof(card, kiosk.challenge())
    assert refusal(answer) == (403, why)
    assert "SR-" not in answer.text


def test_keys_that_no_reader_here_uses_are_refused(kiosk: Asking) -> None:
    signature = new_key().sign(b"", ec.ECDSA(hashes.SHA256()))
    for key in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        card = AUTHORITY.card("SR-0001", key=key)
        assert refusal(kiosk.proof(card, kiosk.challenge(), signature=signature)) == (403, "unknown_root")


def test_the_root_itself_is_no_card(kiosk: Asking) -> None:
    root = AUTHORITY.certificate.public_bytes(Encoding.DER)
    answer = kiosk.proof(AUTHORITY.card("SR-0001"), kiosk.challenge(), certificate=root)
    assert refusal(answer) == (403, "unknown_root")


def test_a_signature_over_anything_else_is_wrong(kiosk: Asking) -> None:
    card, thief = AUTHORITY.card("SR-0001"), AUTHORITY.card("SR-0101")
    wrong: list[Callable[[str], bytes]] = [
        lambda nonce: thief.sign(digest(kiosk.kiosk, 1, nonce)),
        lambda nonce: card.sign(digest("B001", 1, nonce)),
        lambda nonce: card.sign(digest(kiosk.kiosk, 2, nonce)),
        lambda nonce: card.sign(digest(kiosk.kiosk, 1, nonce.upper())),
        lambda nonce: card.sign(bytes.fromhex(nonce)),
        lambda _: b"",
        lambda _: b"\x30\x06\x02\x01\x01\x02\x01\x01",
        lambda _: bytes(4000),
    ]
    for signature in wrong:
        nonce = kiosk.challenge()
        assert refusal(kiosk.proof(card, nonce, signature=signature(nonce))) == (403, "wrong_signature")


def test_a_nonce_is_used_once_whatever_the_answer_was(kiosk: Asking) -> None:
    card = AUTHORITY.card("SR-0001")
    nonce = kiosk.challenge()
    assert kiosk.proof(card, nonce).status_code == 200
    assert refusal(kiosk.proof(card, nonce)) == (403, "replayed")
    nonce = kiosk.challenge()
    assert refusal(kiosk.proof(card, nonce, signature=b"wrong")) == (403, "wrong_signature")
    assert refusal(kiosk.proof(card, nonce)) == (403, "replayed")
    nonce = kiosk.challenge()
    assert kiosk.http.post("/v1/identity/proofs", content=b"{").status_code == 400
    assert refusal(kiosk.proof(card, nonce)) == (403, "replayed")


def test_a_nonce_is_for_one_kiosk_and_one_visit_and_ends_with_the_next(kiosk: Asking, another: Asking) -> None:
    card = AUTHORITY.card("SR-0001")
    nonce = kiosk.challenge(visit=1)
    assert refusal(another.proof(card, nonce)) == (403, "replayed")
    assert kiosk.proof(card, nonce).status_code == 200, "another's wrong word takes nothing from this one"
    nonce = kiosk.challenge(visit=1)
    assert refusal(kiosk.proof(card, nonce, visit=2)) == (403, "replayed")
    first, second = kiosk.challenge(), kiosk.challenge()
    assert first != second
    assert refusal(kiosk.proof(card, first)) == (403, "replayed")
    assert refusal(kiosk.proof(card, "0" * 64)) == (403, "replayed")
    assert refusal(kiosk.proof(card, "가" * 64, signature=b"")) == (403, "replayed")


_NAMELESS = AUTHORITY.card("SR-0001", signs=False).certificate.replace("견본 카드".encode(), b"\xff" * 13)
"""Not only refused, but by a name that can not be read."""


@pytest.mark.parametrize(
    "certificate",
    [
        b"",
        b"\x30\x00",
        b"\x30" * 3000,
        AUTHORITY.pem,
        REVOKED.certificate[:-1],
        _NAMELESS,
    ],
)
def test_what_is_no_certificate_is_nobody(kiosk: Asking, certificate: bytes) -> None:
    answer = kiosk.proof(REVOKED, kiosk.challenge(), certificate=certificate)
    assert refusal(answer) == (403, "unknown_root")


_PROOF = {"visit": 1, "nonce": "0" * 64, "certificate": "", "signature": ""}
_NESTED = b"[" * 20_000


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("identity/challenges", b""),
        ("identity/challenges", b"[]"),
        ("identity/challenges", b'{"visit": 1}'),
        ("identity/challenges", b'{"epoch": 1, "visit": 0}'),
        ("identity/challenges", b'{"epoch": 1, "visit": 1e99}'),
        ("identity/challenges", b'{"epoch": 1, "visit": "\xff"}'),
        ("identity/proofs", _NESTED),
        ("identity/proofs", json.dumps(_PROOF | {"certificate": "not base64!"}).encode()),
        ("identity/proofs", json.dumps(_PROOF | {"nonce": None}).encode()),
        ("registry/records", b'{"token": 1, "document": "D01"}'),
        ("registry/records", b'{"token": "x", "document": "D03"}'),
        ("registry/records", b'{"token": "x", "document": "D01", "options": {"numbers": "everything"}}'),
        ("registry/records", b'{"token": "x", "document": "D01", "options": {"service": "all"}}'),
        ("registry/exemptions", b'{"token": "x", "exemption": "rich", "documents": []}'),
        ("registry/exemptions", b'{"token": "x", "exemption": "livelihood", "documents": "D01"}'),
    ],
)
def test_a_request_in_another_form_is_the_askers_fault(kiosk: Asking, path: str, body: bytes) -> None:
    answer = kiosk.http.post(f"/v1/{path}", content=body)
    assert refusal(answer) == (400, "bad_request")


@pytest.mark.parametrize("path", ["identity/challenges", "identity/proofs", "registry/records", "registry/exemptions"])
def test_a_huge_request_is_cut_off_and_a_nameless_one_refused(kiosk: Asking, server: DistrictServer, path: str) -> None:
    assert refusal(kiosk.http.post(f"/v1/{path}", content=b" " * 70_000)) == (413, "too_large")
    answer = httpx.post(f"{server.url}/v1/{path}", headers={"Authorization": "Bearer nobody"}, json={})
    assert refusal(answer) == (401, "unknown_key")


def test_a_token_is_good_at_its_kiosk_alone(kiosk: Asking, another: Asking) -> None:
    token, _ = kiosk.identified(AUTHORITY.card("SR-0001"))
    assert kiosk.record(token, "D01").status_code == 200
    for asking, word in ((another, token), (kiosk, "0" * 64), (kiosk, ""), (kiosk, token.upper())):
        assert refusal(asking.record(word, "D01")) == (403, "identity_over")
        assert refusal(asking.exemption(word, "livelihood", ["D01"])) == (403, "identity_over")


def test_tokens_have_their_time_and_the_list_of_revoked_cards_is_read_again_when_it_changes(tmp_path: Path) -> None:
    card = AUTHORITY.card("SR-0001")
    with district_process(tmp_path, *believing(tmp_path), "--token-life", "0") as server:
        kiosk = Asking(server.url, "B001", server.key)
        with kiosk.http:
            token, _ = kiosk.identified(card)
            assert refusal(kiosk.record(token, "D01")) == (403, "identity_over")
            (tmp_path / "revoked.pem").write_bytes(AUTHORITY.revoked(card))
            assert refusal(kiosk.proof(card, kiosk.challenge())) == (403, "revoked")
            assert kiosk.proof(REVOKED, kiosk.challenge()).status_code == 200, "the new list is the whole list"
            for nonsense in (b"", b"nonsense", Authority().revoked()):
                (tmp_path / "revoked.pem").write_bytes(nonsense)
                assert refusal(kiosk.proof(card, kiosk.challenge())) == (403, "revoked"), "the last good one holds"
            (tmp_path / "revoked.pem").unlink()
            assert refusal(kiosk.proof(card, kiosk.challenge())) == (403, "revoked")
            (tmp_path / "revoked.pem").write_bytes(AUTHORITY.revoked(until=timedelta(seconds=-1)))
            assert refusal(kiosk.proof(card, kiosk.challenge())) == (503, "revocation_unknown")
            (tmp_path / "revoked.pem").write_bytes(AUTHORITY.revoked())
            kiosk.identified(card)


def test_a_challenge_has_its_time(tmp_path: Path) -> None:
    card = AUTHORITY.card("SR-0001")
    with district_process(tmp_path, *believing(tmp_path), "--challenge-life", "0") as server:
        kiosk = Asking(server.url, "B001", server.key)
        with kiosk.http:
            assert refusal(kiosk.proof(card, kiosk.challenge())) == (403, "replayed")


def test_a_district_without_roots_knows_nobody() -> None:
    with pytest.raises(NotTrusted, match="unknown_root"):
        Trust().check(x509.load_der_x509_certificate(AUTHORITY.card("SR-0001").certificate), datetime.now(UTC))


@pytest.mark.parametrize("broken", ["roots.pem", "revoked.pem"])
def test_files_that_are_wrong_from_the_start_are_named(
    tmp_path: Path, broken: str, capfd: pytest.CaptureFixture[str]
) -> None:
    from district.__main__ import main

    options = believing(tmp_path, revoked=Authority().revoked() if broken == "revoked.pem" else None)
    if broken == "roots.pem":
        (tmp_path / broken).write_text("no certificate")
    assert main(["--dir", str(tmp_path / "d"), "--registry", "assets/registry", *options]) == 2
    assert broken in capfd.readouterr().err


def test_nothing_personal_is_in_the_servers_log(kiosk: Asking, server: DistrictServer) -> None:
    card = AUTHORITY.card("SR-0101")
    token, _ = kiosk.identified(card)
    assert "990214-3" in kiosk.record(token, "D02").text
    kiosk.exemption(token, "many_children", ["D01"])
    wrote = (server.directory / "district.log").read_text()
    for word in (token, "SR-", "이한결", "990214", "견본 카드"):
        assert word not in wrote
