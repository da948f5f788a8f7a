"""What a demo has to show for itself, gathered from outside the kiosk: its journal on the disk, the paper as the
printer took it, the coins that physically moved, the slips that came out, and what the district has. Where two of
them disagree, ``Result.wrong`` says so.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forms.catalogue import DOCUMENTS
from kiosk.core.books import Books, apply, balance
from kiosk.core.slip import Slip, lookup
from kiosk.demo_slip import shows
from kiosk.demo_slip import slips as slips_told
from kiosk.demo_world import Cabinet, DistrictServer
from kiosk.settings.tables import Settings
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    Entry,
    IdentityChecked,
    IssuanceClosed,
    IssuanceLine,
    PaymentTaken,
    decode,
)
from offline_queue.journal import JournalReader
from offline_queue.segment import find
from offline_queue.verify import check_all

_ISSUE_NUMBER = re.compile(r"[A-Z0-9]{4}-\d{8}-\d{6}")
_CHECK_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4}-\d{4}-\d{4}(?!\d)")


class Missing(Exception):
    """A tool that the demo needs is not there; the text says what to install."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed job, read off the paper's own text."""

    code: str
    issue_number: str
    check_number: str
    pages: int


@dataclass(frozen=True, slots=True)
class Money:
    """Won. paid: fees of delivered documents; change and refunded: coins that left; claims: owed by the office."""

    inserted: int
    paid: int
    change: int
    refunded: int
    claims: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class SlipSeen:
    """One slip that came out, with what the journal says that stands on it; ``Result.wrong`` has a sentence if its
    picture shows anything else. ``receipt``: by what the office looks the visit up. Won."""

    picture: str
    receipt: str
    inserted: int
    paid: int
    change: int
    refund: int


@dataclass(frozen=True, slots=True)
class Identification:
    """How one came to an end. Of whom, the journal does not know."""

    means: str
    outcome: str


@dataclass(frozen=True, slots=True)
class JournalState:
    last_seq: int
    head: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Result:
    """``result.json`` without the phases' seconds. ``wrong``: sentences; empty when everything adds up."""

    documents: tuple[Paper, ...]
    money: Money
    slips: tuple[SlipSeen, ...]
    identifications: tuple[Identification, ...]
    journal: JournalState
    acknowledged: int
    wrong: tuple[str, ...]

    def as_json(self, seconds: dict[str, float]) -> str:
        plain = {
            "documents": [asdict(paper) for paper in self.documents],
            "money": asdict(self.money),
            "slips": [asdict(slip) for slip in self.slips],
            "identifications": [asdict(each) for each in self.identifications],
            "journal": asdict(self.journal),
            "district": {"acknowledged": self.acknowledged},
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
            "wrong": list(self.wrong),
        }
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def gather(settings: Settings, cabinet: Cabinet, district: DistrictServer) -> Result:
    """The kiosk is stopped; cabinet and district still run. Raises ``Missing``."""
    journal, kiosk = settings.kiosk.state / "journal", settings.kiosk.id
    wrong: list[str] = []
    for verdict in check_all(find(journal), kiosk):
        if verdict.damage is not None:
            wrong.append(f"the journal does not verify: {verdict.damage}")
    verified = not wrong
    head, has = JournalReader(journal).head(), district.head(kiosk)
    records = [decode(record.body) for record in _records(journal)]
    entries = [record.entry for record in records]
    money, books = _money(entries)
    printed = tuple(_read(path) for path in cabinet.papers())
    wrong += _disagreements(money, books, cabinet.ledger())
    wrong += _paper_disagreements(printed, entries)
    told = tuple(slips_told([(each.epoch, each.sequence, each.at, each.entry) for each in records], kiosk))
    wrong += _slip_disagreements(told, cabinet, settings)
    wrong += _identity_disagreements(entries, district.get(f"/v1/kiosks/{kiosk}/ledger")["issuances"])
    if (has["epoch"], has["sequence"], has["hash"]) != (head.epoch, head.sequence, head.hash):
        wrong.append(f"the district has record {has['sequence']}, the journal ends at {head.sequence}")
    return Result(
        printed,
        money,
        tuple(_slip_seen(slip, path) for slip, path in zip(told, _whole_slips(cabinet), strict=False)),
        tuple(Identification(each.means, each.outcome) for each in entries if isinstance(each, IdentityChecked)),
        JournalState(head.sequence, head.hash, verified),
        int(has["sequence"]),
        tuple(wrong),
    )


def export(journal: Path, to: Path) -> None:
    """The journal's records as lines: sequence, hashes and the stored body."""
    with to.open("w", encoding="utf-8") as out:
        for record in _records(journal):
            body = json.loads(record.body)
            line = {"sequence": record.sequence, "previous": record.previous, "hash": record.hash, "body": body}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def pictures(papers: Sequence[Path]) -> None:
    """A PNG of each page beside its PDF, at 100 dots an inch. Raises ``Missing``."""
    tool = _tool("pdftoppm")
    for paper in papers:
        subprocess.run([tool, "-r", "100", "-png", str(paper), str(paper.with_suffix(""))], check=True)


# --- journal -----------------------------------------------------------------------------------------------------


def _records(journal: Path) -> Iterator[Any]:
    reader = JournalReader(journal)
    for epoch in reader.epochs():
        sequence = 0
        while batch := reader.records_after(epoch, sequence, 500):
            yield from batch
            sequence = batch[-1].sequence


def _money(entries: Sequence[Entry]) -> tuple[Money, Books]:
    books = Books()
    intended: dict[int, ActIntended] = {}
    left = {"change": 0, "refund": 0}
    for entry in entries:
        books = apply(books, entry)
        match entry:
            case ActIntended():
                intended[entry.act] = entry
            case ActSettled() if (act := intended[entry.act]).work == "pay_out":
                left[act.purpose] += entry.done * act.value
            case _:
                pass
    claims = books.claims_paid + sum(claim.amount for claim in books.claims.values())
    money = Money(books.inserted, books.earned, left["change"], left["refund"], claims, books.unassigned)
    return money, books


def _disagreements(money: Money, books: Books, ledger: Sequence[dict[str, Any]]) -> Iterator[str]:
    if balance(books):
        yield f"the books are out of balance by {balance(books)} won"
    inside = books.credit + sum(item.fee for item in books.held.values())
    if books.visit is None and (inside or books.open_acts):
        yield f"the visit is over, but {inside} won are neither earned nor returned; open acts: {list(books.open_acts)}"
    inserted = sum(line["value"] for line in ledger if line["what"] == "coin_in")
    out = sum(line["value"] for line in ledger if line["what"] == "coin_out")
    if inserted != money.inserted:
        yield f"{inserted} won passed the gate, the journal says {money.inserted}"
    if out != money.change + money.refunded:
        yield f"{out} won fell into the tray, the journal says {money.change + money.refunded}"
    if money.inserted - inside != money.paid + money.change + money.refunded + money.claims + money.unassigned:
        yield f"the money does not add up: {money}"


# --- paper -------------------------------------------------------------------------------------------------------


def _paper_disagreements(papers: Sequence[Paper], entries: Sequence[Entry]) -> Iterator[str]:
    lines: dict[str, IssuanceLine] = {}
    issued: list[str] = []
    for entry in entries:
        match entry:
            case PaymentTaken():
                lines |= {line.number: line for line in entry.issuances}
            case IssuanceClosed(outcome="issued"):
                issued.append(entry.number)
            case _:
                pass
    on_paper = [paper.issue_number for paper in papers]
    if sorted(on_paper) != sorted(issued):
        yield f"printed were {on_paper}, the journal says {issued}"
    for paper in papers:
        line = lines.get(paper.issue_number)
        if line is None:
            yield f"{paper.issue_number} is on paper and was never paid"
            continue
        digits = paper.check_number.replace("-", "")
        if hashlib.sha256(f"check:{digits}".encode()).hexdigest() != line.check_hash:
            yield f"the check number on {paper.issue_number} is not the one whose hash the journal holds"
        if (paper.code, paper.pages) != (line.document, line.pages):
            yield f"{paper.issue_number} is {paper.code} of {paper.pages} pages, the journal says {line}"


def _read(path: Path) -> Paper:
    text = subprocess.run(
        [_tool("pdftotext"), "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    flat = re.sub(r"\s", "", text)
    named = [document.code for document in DOCUMENTS.values() if re.sub(r"\s", "", document.form) in flat]
    code = named[0] if len(named) == 1 else "?"
    issue, check = _ISSUE_NUMBER.search(flat), _CHECK_NUMBER.search(flat)
    return Paper(code, issue.group() if issue else "?", check.group() if check else "?", text.count("\f"))


# --- slips -------------------------------------------------------------------------------------------------------


def _whole_slips(cabinet: Cabinet) -> list[Path]:
    """Those that were cut off whole, in the order of printing."""
    whole = [line["file"] for line in cabinet.ledger() if line["what"] == "slip_printed"]
    return [path for path in cabinet.slips() if path.name in whole]


def _slip_seen(slip: Slip, path: Path) -> SlipSeen:
    receipt = lookup(slip.kiosk, slip.epoch, slip.sequence)
    return SlipSeen(f"slips/{path.name}", receipt, slip.inserted, slip.paid, slip.change, slip.refund)


def _slip_disagreements(told: Sequence[Slip], cabinet: Cabinet, settings: Settings) -> Iterator[str]:
    seen = _whole_slips(cabinet)
    if len(seen) != len(told):
        yield f"{len(seen)} slips came out, the journal says {len(told)}"
    for slip, path in zip(told, seen, strict=False):
        if not shows(path, slip, settings):
            yield f"the slip {path.name} does not show what the journal says: {slip}"


# --- who it was --------------------------------------------------------------------------------------------------


def _identity_disagreements(entries: Sequence[Entry], issuances: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Documents that ask who one is were issued in visits of somebody who was identified; who it was, the district
    knows of these and of no others."""
    known = {entry.visit for entry in entries if isinstance(entry, IdentityChecked) and entry.outcome == "identified"}
    visits = {line.number: each.visit for each in entries if isinstance(each, PaymentTaken) for line in each.issuances}
    for line in issuances:
        asks = bool(DOCUMENTS[line["document"]].identity)
        if asks and visits.get(line["number"]) not in known:
            yield f"{line['number']} was issued to somebody who was not identified"
        if line["applicant"] != asks:
            yield f"the district {'does not know' if asks else 'knows'} who applied for {line['number']}"


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed: apt-get install poppler-utils")
    return found


# --- for people --------------------------------------------------------------------------------------------------


def summary(result: Result, seconds: dict[str, float], output: Path) -> str:
    """Korean first, English second; what a person wants to know."""
    money = result.money
    total = sum(seconds.values())
    lines = ["", "무인민원발급기 데모 · civil-document kiosk, demo", ""]
    for paper in result.documents:
        document = DOCUMENTS.get(paper.code)
        name = f"{document.name_ko} {document.name_en}" if document else paper.code
        lines.append(f"  발급 issued     {name}, {paper.pages}쪽")
        lines.append(f"                  발급번호 {paper.issue_number} · 문서확인번호 {paper.check_number}")
    lines += [f"  신원 identity   {each.means}: {each.outcome}" for each in result.identifications]
    lines += [f"  영수증 slip     {each.receipt} ({each.picture})" for each in result.slips]
    parts = [f"{money.paid}원 수수료 fee", f"{money.change}원 거스름돈 change"]
    parts += [f"{money.refunded}원 반환 refund"] if money.refunded else []
    parts += [f"{money.claims}원 미지급 claim"] if money.claims else []
    parts += [f"{money.unassigned}원 미확인 unassigned"] if money.unassigned else []
    lines.append(f"  돈 money        {money.inserted}원 투입 inserted = {' + '.join(parts)}")
    state = "검증됨 verified" if result.journal.verified else "손상됨 DAMAGED"
    lines.append(f"  원장 journal    {result.journal.last_seq}건 records, {state}, {result.journal.head[:16]}…")
    lines.append(f"  구청 district   {result.acknowledged}건 수신 acknowledged")
    slowest = sorted(seconds.items(), key=lambda item: item[1], reverse=True)[:4]
    lines.append(f"  시간 time       {total:.1f} s ({', '.join(f'{name} {value:.1f}' for name, value in slowest)} …)")
    lines.append(f"  결과 output     {output}/")
    lines += [f"  ✗ {sentence}" for sentence in result.wrong]
    if not result.wrong:
        lines.append(
            "  ✓ 모두 맞음: 동전·종이·영수증·원장·구청이 같은 말을 함 · coins, paper, slips, journal and district agree"
        )
    return "\n".join([*lines, ""])
