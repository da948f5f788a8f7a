"""Who a visit was, as the district alone knows it: tokens, what was asked with them, and who applied for an issuance.

A token is kept as its hash, with kiosk, epoch of the kiosk's journal, visit and person: visits are counted anew in each
epoch, so the three together name one. What was given out or waived under it is kept as well (개인정보의 안전성
확보조치 기준 제8조: who saw whose data, when), and an issuance that needed an identity has its applicant (주민등록표
등·초본 교부대장, 주민등록법 시행규칙 별지 제14호서식). Persons stand by their id in the register, never by name or
number.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, String, Table, and_, insert, select

from district.tables import meta
from forms.catalogue import DOCUMENTS
from offline_queue.entries import IssuanceLine, Record

TOKEN_LIFE = timedelta(hours=2)

identifications = Table(
    "identifications",
    meta,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("person", String, nullable=False),
    Column("at", String, nullable=False),  # UTC, ISO 8601
)

inquiries = Table(
    "inquiries",
    meta,
    Column("number", Integer, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("person", String, nullable=False),  # who asked
    Column("at", String, nullable=False),
    Column("about", String, nullable=False),  # a document's code, or an exemption's key
    Column("subject", String),  # whose record; None: nobody's who may be asked for
    Column("answer", String, nullable=False),  # given | no_record | the documents whose fee is waived
)

applicants = Table(
    "applicants",
    meta,
    Column("kiosk", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),  # with the number: the line of the ledger of issuances
    Column("number", String, primary_key=True),
    Column("person", String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks with a token, and in which visit."""

    kiosk: str
    epoch: int
    visit: int
    person: str


def begin(connection: Connection, bearer: Bearer) -> str:
    """A token for this visit: 256 random bits, 64 hex digits."""
    token = secrets.token_hex(32)
    row = {"token_hash": _hash_of(token), "at": _now().isoformat(timespec="milliseconds")}
    connection.execute(insert(identifications).values(**row, **_columns(bearer)))
    return token


def bearer_of(connection: Connection, kiosk: str, token: str, life: timedelta = TOKEN_LIFE) -> Bearer | None:
    """None: not known, another kiosk's, or too old. Looked up by its hash, so that time tells nothing of the token."""
    row = connection.execute(
        select(identifications).where(identifications.c.token_hash == _hash_of(token), identifications.c.kiosk == kiosk)
    ).one_or_none()
    if row is None or not timedelta(0) <= _now() - datetime.fromisoformat(row.at) < life:
        return None
    return Bearer(row.kiosk, row.epoch, row.visit, row.person)


def note(connection: Connection, bearer: Bearer, about: str, subject: str | None, answer: str) -> None:
    """What was asked with a token, and what was said."""
    asked = {"about": about, "subject": subject, "answer": answer, "at": _now().isoformat(timespec="milliseconds")}
    connection.execute(insert(inquiries).values(**asked, **_columns(bearer)))


def identified(connection: Connection, kiosk: str, epoch: int, visit: int) -> str | None:
    """The person of a visit; of several identifications (a card changed for another's) the last."""
    mine = (identifications.c.kiosk == kiosk, identifications.c.epoch == epoch, identifications.c.visit == visit)
    newest = select(identifications.c.person).where(*mine).order_by(identifications.c.at.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()


def enter_applicants(connection: Connection, record: Record, visit: int, lines: Iterable[IssuanceLine]) -> None:
    """Who applied, where it had to be known: for a document that asks who it is, and for an exemption."""
    person = identified(connection, record.kiosk, record.epoch, visit)
    if person is None:
        return
    rows: list[dict[str, Any]] = [
        {"kiosk": record.kiosk, "epoch": record.epoch, "sequence": record.sequence, "number": line.number}
        | {"person": person}
        for line in lines
        if line.exemption is not None or (line.document in DOCUMENTS and DOCUMENTS[line.document].identity)
    ]
    if rows:
        connection.execute(insert(applicants), rows)


def applicant_of(issuances: Table) -> Any:
    """How a line of the ledger of issuances finds its applicant."""
    return and_(*(issuances.c[name] == applicants.c[name] for name in ("kiosk", "epoch", "sequence", "number")))


def _columns(bearer: Bearer) -> dict[str, Any]:
    return {"kiosk": bearer.kiosk, "epoch": bearer.epoch, "visit": bearer.visit, "person": bearer.person}


def _hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _now() -> datetime:
    return datetime.now(UTC)
