"""Journals for the tests: a few true entries, and copies as a power cut would leave them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from offline_queue.entries import (
    ActIntended,
    CoinIn,
    CoinsAccepted,
    Entry,
    EpochBegun,
    IssuanceLine,
    PaymentTaken,
    VisitClosed,
    VisitOpened,
)
from offline_queue.journal import Journal

KIOSK = "B001"
AT = datetime(2026, 11, 22, 5, 12, 33, 123000, tzinfo=UTC)
FIRST = EpochBegun(reason="first", stock={"hopper_100": {100: 60}, "cash_box": {500: 0}})


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def visit(number: int) -> tuple[tuple[Entry, ...], ...]:
    """The transactions of a small visit."""
    issued = f"B001-20261122-{number:06d}"
    return (
        (VisitOpened(visit=number),),
        (
            CoinsAccepted(
                device="coin_acceptor",
                visit=number,
                coins=(CoinIn(500, "cash_box"),),
                mark={"run": number, "event": number % 256},
            ),
        ),
        (
            PaymentTaken(
                visit=number,
                amount=300,
                issuances=(IssuanceLine(number=issued, document="D03", fee=300, pages=1, check_hash="ab" * 32),),
            ),
            ActIntended(
                act=number,
                device="document_printer",
                work="print",
                quantity=1,
                name=issued,
                baseline={"impressions": number},
                purpose="document",
                visit=number,
                issuance=issued,
            ),
        ),
        (VisitClosed(visit=number, outcome="finished"),),
    )


def begin(folder: Path, epoch: int = 1) -> Journal:
    return Journal.create(folder, KIOSK, FIRST, AT, epoch)


def filled(folder: Path, visits: int = 4) -> list[Entry]:
    """A closed journal with some visits; its entries."""
    journal = begin(folder)
    kept: list[Entry] = [FIRST]
    for number in range(1, visits + 1):
        for transaction in visit(number):
            journal.append(transaction, later(number))
            kept += transaction
    journal.close()
    return kept


def only_segment(folder: Path) -> Path:
    (path,) = folder.glob("journal-*.sqlite")
    return path


def copied(folder: Path, to: Path) -> Path:
    """The folder as it lies on the disk now, without what only lives in memory (the WAL's index, the lock)."""
    to.mkdir(parents=True)
    for path in folder.iterdir():
        if not path.name.endswith("-shm") and path.name != "journal.lock":
            shutil.copy2(path, to)
    return to
