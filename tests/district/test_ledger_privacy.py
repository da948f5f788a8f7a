"""What the district keeps of people is readable by its own user alone, and no error quotes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.exc import SQLAlchemyError

from district.ledger import Ledger
from district.visits import Bearer, begin, note


def test_nobody_else_on_the_machine_reads_who_asked_for_what(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "district.sqlite")
    with ledger.transaction() as connection:
        begin(connection, Bearer("B001", 1, 1, "SR-0001"))
    kept = sorted(tmp_path.glob("district.sqlite*"))
    assert len(kept) == 3, "the book, its log and the log's index"
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}
    ledger.close()


def test_an_error_of_the_book_names_nobody(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "district.sqlite")
    bearer = Bearer("B001", 1, cast(Any, None), "SR-0001")  # no visit, which can not be
    with pytest.raises(SQLAlchemyError) as caught, ledger.transaction() as connection:
        note(connection, bearer, "D01", "SR-0102", "given")
    assert "SR-" not in str(caught.value)
    ledger.close()
