"""The money law, the paper law and the law of slips, judged against the simulators' physical ledger.

    inserted past the gate = fees of delivered documents + paid out + claims + unassigned

Delivered is what came out of the printer, not what the journal says. Coins that no device can name after a cabinet cut
are not guessed: the journal flags how many there are (or may be) and what they may be worth, and the difference must be
just that. In the scripted visits a citizen stands at the machine whenever a coin falls, so nothing is ever unassigned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.core.books import balance, fold
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    CoinsAccepted,
    CoinsDoubted,
    Entry,
    IssuanceClosed,
    PaymentTaken,
)


@dataclass(frozen=True)
class Physical:
    """What really happened, in won, pieces and sheets."""

    inserted: int
    coins: int
    """Pieces past the gate."""
    paid_out: int
    sheets: Counter[str]
    """Job name → sheets that came out."""
    slips: int = 0
    """Receipts that came out whole."""


@dataclass(frozen=True)
class Terms:
    """What may be so in one recovery."""

    flags: bool
    """A device lost its power, so coins may be flagged; otherwise every coin is credited."""
    unknown_paper: bool = False
    """The printer has no life count, so it may be that nobody can tell what became of a paper."""
    claims: bool = True
    """Something owed may be left to the office: nobody took it, or the hopper had not enough."""
    unassigned: bool = False
    """Coins may have fallen while nobody was served: then they are nobody's, and still counted."""


def physical(ledger: Iterable[dict[str, Any]]) -> Physical:
    inserted = coins = paid_out = slips = 0
    sheets: Counter[str] = Counter()
    for line in ledger:
        match line["what"]:
            case "coin_in":
                inserted += int(line["value"])
                coins += 1
            case "coin_out":
                paid_out += int(line["value"])
            case "sheet_printed":
                sheets[str(line["job"])] += 1
            case "slip_printed":
                slips += 1
            case _:
                continue
    return Physical(inserted, coins, paid_out, sheets, slips)


def breaches(entries: Sequence[Entry], truth: Physical, terms: Terms) -> list[str]:
    """Every way in which the journal and the world disagree; empty when all is well."""
    books = fold(entries)
    found = []
    if balance(books) != 0:
        found.append(f"the books are out of balance by {balance(books)} won")
    if books.credit or books.held:
        found.append(f"{books.credit} won credit and {len(books.held)} paid issuances are left when nobody is there")
    if books.open_acts:
        found.append(f"acts never settled: {sorted(books.open_acts)}")
    if books.unassigned and not terms.unassigned:
        found.append(f"{books.unassigned} won are nobody's, although a citizen put them in")
    if books.paid_out != truth.paid_out:
        found.append(f"paid out {truth.paid_out} won, the books say {books.paid_out}")
    claims = sum(claim.amount for claim in books.claims.values())
    if claims and not terms.claims:
        found.append(f"{claims} won are left to the office, although the hopper could pay them to who stood there")
    return found + _coins(entries, truth, terms) + _paper(entries, truth, terms) + _slips(entries, truth)


def _coins(entries: Sequence[Entry], truth: Physical, terms: Terms) -> list[str]:
    """Every coin is credited, or flagged for what it may be."""
    books = fold(entries)
    booked = sum(len(entry.coins) for entry in entries if isinstance(entry, CoinsAccepted))
    doubts = [entry for entry in entries if isinstance(entry, CoinsDoubted)]
    unseen, pieces = truth.inserted - books.inserted, truth.coins - booked
    if unseen < 0 or pieces < 0:
        return [f"{-unseen} won credited that were never inserted"]
    if doubts and not terms.flags:
        return ["coins were flagged although no device lost its power"]
    if not pieces:
        return []
    if not doubts:
        return [f"{unseen} won inserted that no entry explains"]
    if all(doubt.missing is not None for doubt in doubts) and sum(doubt.missing or 0 for doubt in doubts) != pieces:
        return [f"{pieces} coins are not credited, flagged are {[doubt.missing for doubt in doubts]}"]
    possible = {value for doubt in doubts for value in doubt.possible} or {10, 500}
    if not pieces * min(possible) <= unseen <= pieces * max(possible):
        return [f"{unseen} won in {pieces} coins are not credited, flagged as of {sorted(possible)} won"]
    return []


def _paper(entries: Sequence[Entry], truth: Physical, terms: Terms) -> list[str]:
    found = []
    paid = {line.number: line for entry in entries if isinstance(entry, PaymentTaken) for line in entry.issuances}
    closed: dict[str, IssuanceClosed] = {}
    for entry in entries:
        if isinstance(entry, IssuanceClosed):
            if entry.number in closed and closed[entry.number].outcome != "unknown":  # a late answer ends the doubt
                found.append(f"issuance {entry.number} was closed twice")
            closed[entry.number] = entry
    intended = {entry.name for entry in entries if isinstance(entry, ActIntended) and entry.work == "print"}
    for job, count in truth.sheets.items():
        if job not in intended:
            found.append(f"{job} was printed without an intent in the journal")
        if job not in paid or count > paid[job].pages:
            found.append(f"{job}: {count} sheets came out of {paid[job].pages if job in paid else 0}: printed twice")
    fees = 0
    for number, line in paid.items():
        out = truth.sheets.get(number, 0)
        outcome = closed[number].outcome if number in closed else "open"
        wanted = "issued" if out == line.pages else "void" if out == 0 else "spoiled"
        if outcome == "unknown" and terms.unknown_paper:
            continue
        fees += line.fee if wanted == "issued" else 0
        if outcome != wanted:
            found.append(f"{number}: {out} of {line.pages} sheets came out, the journal says {outcome}")
    if fold(entries).earned != fees:
        found.append(f"papers for {fees} won came out, the books earned {fold(entries).earned}")
    return found


def _slips(entries: Sequence[Entry], truth: Physical) -> list[str]:
    """One slip a visit at most, none without its intent, and the journal says of each whether it came out. The printer
    keeps the count of what it has cut, so nothing about it is ever unknown."""
    found = []
    intended = {entry.act: entry for entry in entries if isinstance(entry, ActIntended) and entry.work == "slip"}
    visits = Counter(entry.visit for entry in intended.values())
    found += [f"visit {visit} was to have {count} slips" for visit, count in visits.items() if count > 1]
    settled = {entry.act: entry.outcome for entry in entries if isinstance(entry, ActSettled)}
    outcomes = Counter(settled.get(act, "open") for act in intended)
    if outcomes["done"] != truth.slips:
        found.append(f"{truth.slips} slips came out, the journal says {dict(outcomes)}")
    return found


def summary(entries: Sequence[Entry]) -> dict[str, int]:
    """What a visit came to: earned, paid_out, claims, unassigned, issued, unknown, slips, doubts, partly settled
    acts."""
    books = fold(entries)
    outcomes = Counter(entry.outcome for entry in entries if isinstance(entry, IssuanceClosed))
    return {
        "earned": books.earned,
        "paid_out": books.paid_out,
        "claims": sum(claim.amount for claim in books.claims.values()),
        "unassigned": books.unassigned,
        "issued": outcomes["issued"],
        "unknown": outcomes["unknown"],
        "slips": _slips_done(entries),
        "doubts": sum(isinstance(entry, CoinsDoubted) for entry in entries),
        "unsettled": sum(isinstance(entry, ActSettled) and entry.outcome == "unknown" for entry in entries),
    }


def _slips_done(entries: Sequence[Entry]) -> int:
    acts = {entry.act for entry in entries if isinstance(entry, ActIntended) and entry.work == "slip"}
    return sum(isinstance(entry, ActSettled) and entry.outcome == "done" and entry.act in acts for entry in entries)
