"""The search that guards the citizen's data finds what is planted, wherever it hides."""

from __future__ import annotations

import base64
import gzip
import hashlib
import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.privacy_search import citizens_words, found, residents_words

NAME = "홍길동"


@pytest.mark.parametrize(
    "planted",
    [
        NAME.encode(),
        NAME.encode("utf-16-le"),
        NAME.encode("utf-16-be"),
        NAME.encode("cp949"),
        b'{"name": "\\ud64d\\uae38\\ub3d9"}',
        zlib.compress(b"owner " + NAME.encode()),
        zlib.compress(NAME.encode("cp949"), 9),
        gzip.compress(NAME.encode("utf-16-le") * 3, mtime=0),  # every worker names its tests alike
    ],
)
def test_a_planted_name_is_found(tmp_path: Path, planted: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"\x00" * 10_000 + b"before" + planted + b"after")
    assert found([tmp_path], [NAME]) == [f"file: {NAME}"]


def test_a_deleted_row_is_found_in_the_wal_and_in_free_pages(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE t (name)")
    connection.executemany("INSERT INTO t VALUES (?)", [(f"{NAME} {number}" * 50,) for number in range(100)])
    connection.execute("PRAGMA wal_checkpoint(FULL)")
    connection.execute("DELETE FROM t")
    assert f"some.sqlite-wal: {NAME}" in found([tmp_path], [NAME])
    connection.close()
    assert found([tmp_path], [NAME]) == [f"some.sqlite: {NAME}"]


def test_a_document_is_found_though_its_letters_are_not(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"%PDF-1.7 \x01\x02")
    assert found([tmp_path], [NAME]) == ["page: a PDF"]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "clean").write_bytes(zlib.compress(b"fees 300"))
    assert found([tmp_path], [NAME]) == []


def _coded(certificate: bytes) -> list[bytes]:
    return [
        certificate,
        certificate[20:],
        certificate.hex().encode(),
        base64.b64encode(certificate),
        base64.b64encode(b"x" + certificate),
        base64.b64encode(b"xy" + certificate),
        zlib.compress(certificate),
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_planted_certificate_is_found(tmp_path: Path, number: int) -> None:
    certificate = hashlib.sha512(b"certificate").digest() * 4
    (tmp_path / "file").write_bytes(b"before" + _coded(certificate)[number] + b"after")
    assert found([tmp_path], [NAME], {"the certificate": certificate}) == ["file: the certificate"]


def test_the_residents_have_words_to_look_for() -> None:
    words = residents_words()
    assert {"김견본", "金見本", "990101-3000012", "9901013000012"} <= words


def test_the_sample_citizens_have_words_to_look_for() -> None:
    assert len(citizens_words("2641010700100840001")) >= 4
