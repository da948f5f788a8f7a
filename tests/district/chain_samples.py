"""Records as a kiosk sends them, made here by hand and not by the journal, so that one mistake can not hide in both."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def record(
    sequence: int, previous: str, entry: dict[str, Any], *, kiosk: str = "B001", epoch: int = 1, at_sequence: int = 0
) -> dict[str, Any]:
    """One line of a request. ``at_sequence``: what the body says instead of ``sequence``."""
    body = json.dumps(
        {
            "kiosk": kiosk,
            "epoch": epoch,
            "sequence": at_sequence or sequence,
            "at": "2026-11-22T05:12:33.123Z",
            "entry": entry,
        },
        ensure_ascii=False,
    )
    return signed(sequence, previous, body)


def signed(sequence: int, previous: str, body: str) -> dict[str, Any]:
    digest = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
    return {"sequence": sequence, "previous": previous, "hash": digest, "body": body}


def chain(entries: list[dict[str, Any]], first: int = 1, previous: str = "", **words: Any) -> list[dict[str, Any]]:
    lines = []
    for sequence, entry in enumerate(entries, first):
        lines.append(record(sequence, previous, entry, **words))
        previous = lines[-1]["hash"]
    return lines


def opened(number: int) -> dict[str, Any]:
    return {"type": "VisitOpened", "visit": number}


BEGUN: dict[str, Any] = {"type": "EpochBegun", "reason": "first", "stock": {"hopper_100": {"100": 60}}}
NUMBER = "B001-20261122-000001"
PAID: dict[str, Any] = {
    "type": "PaymentTaken",
    "visit": 1,
    "amount": 300,
    "issuances": [{"number": NUMBER, "document": "D03", "fee": 300, "pages": 1, "check_hash": "ab" * 32}],
}
ISSUED: dict[str, Any] = {"type": "IssuanceClosed", "number": NUMBER, "outcome": "issued", "impressions": 1}
