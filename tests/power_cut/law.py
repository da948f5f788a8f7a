"""The money law and the paper law, judged against the simulators' physical ledger.

    inserted past the gate = fees of delivered documents + paid out + claims + unassigned

Coins that no device can name after a cabinet cut are not guessed: the journal flags how many there may be and what they
may be worth, and the difference must lie within that flag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.books import balance, fold
from offline_queue.entries import ActIntended, ActSettled, CoinsDoubted, Entry, IssuanceClosed, PaymentTaken


@dataclass(frozen=True)
class Physical:
    """What really happened, in won, pieces and sheets."""

    inserted: int
    paid_out: int
    sheets: Counter[str]
    """Job name → sheets that came out."""


def physical(ledger: Iterable[dict[str, Any]]) -> Physical:
    inserted = paid_out = 0
    sheets: Counter[str] = Counter()
    for line in ledger:
        match line["what"]:
            case "coin_in":
                inserted += int(line["value"])
            case "coin_out":
                paid_out += int(line["value"])
            case "sheet_printed":
                sheets[str(line["job"])] += 1
            case _:
                continue
    return Physical(inserted, paid_out, sheets)


def _flagged(entries: Sequence[Entry]) -> tuple[int, int]:
    """The least and the most won that doubted coins may be worth."""
    least = most = 0
    for entry in entries:
        if isinstance(entry, CoinsDoubted):
            # without a kept accept counter nobody knows how many fell: at most what fits between two polls
            pieces = 5 if entry.missing is None else entry.missing
            values = entry.possible or (10, 500)
            least += 0 if entry.missing is None else pieces * min(values)
            most += pieces * max(values)
    return least, most


def breaches(entries: Sequence[Entry], truth: Physical) -> list[str]:
    """Every way in which the journal and the world disagree; empty when all is well."""
    books = fold(entries)
    found = []
    if balance(books) != 0:
        found.append(f"the books are out of balance by {balance(books)} won")
    if books.credit or books.held:
        found.append(f"{books.credit} won credit and {len(books.held)} paid issuances are left when nobody is there")
    if books.open_acts:
        found.append(f"acts never settled: {sorted(books.open_acts)}")
    if books.paid_out != truth.paid_out:
        found.append(f"paid out {truth.paid_out} won, the books say {books.paid_out}")
    least, most = _flagged(entries)
    unseen = truth.inserted - books.inserted
    if unseen < 0:
        found.append(f"{-unseen} won credited that were never inserted")
    elif unseen and not least <= unseen <= most:
        found.append(f"{unseen} won inserted that no entry explains (flagged: {least} to {most} won)")
    found.extend(_paper(entries, truth))
    return found


def _paper(entries: Sequence[Entry], truth: Physical) -> list[str]:
    found = []
    pages = {
        line.number: line.pages for entry in entries if isinstance(entry, PaymentTaken) for line in entry.issuances
    }
    closed: dict[str, IssuanceClosed] = {}
    for entry in entries:
        if isinstance(entry, IssuanceClosed):
            if entry.number in closed:
                found.append(f"issuance {entry.number} was closed twice")
            closed[entry.number] = entry
    intended = {entry.name for entry in entries if isinstance(entry, ActIntended) and entry.work == "print"}
    for job, count in truth.sheets.items():
        if job not in intended:
            found.append(f"{job} was printed without an intent in the journal")
        if count > pages.get(job, 0):
            found.append(f"{job}: {count} sheets came out of {pages.get(job, 0)}: printed twice")
    for number, total in pages.items():
        out = truth.sheets.get(number, 0)
        outcome = closed[number].outcome if number in closed else "open"
        wanted = "issued" if out == total else "void" if out == 0 else "spoiled"
        if outcome not in (wanted, "unknown"):
            found.append(f"{number}: {out} of {total} sheets came out, the journal says {outcome}")
    return found


def summary(entries: Sequence[Entry]) -> dict[str, int]:
    """What a visit came to: earned, paid_out, claims, unassigned, issued, unknown, doubts, partly settled acts."""
    books = fold(entries)
    outcomes = Counter(entry.outcome for entry in entries if isinstance(entry, IssuanceClosed))
    return {
        "earned": books.earned,
        "paid_out": books.paid_out,
        "claims": sum(claim.amount for claim in books.claims.values()),
        "unassigned": books.unassigned,
        "issued": outcomes["issued"],
        "unknown": outcomes["unknown"],
        "doubts": sum(isinstance(entry, CoinsDoubted) for entry in entries),
        "unsettled": sum(isinstance(entry, ActSettled) and entry.outcome == "unknown" for entry in entries),
    }
