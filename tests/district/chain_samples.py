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


def issuance(number: str, fee: int = 300) -> dict[str, Any]:
    return {"number": number, "document": "D03", "fee": fee, "pages": 1, "check_hash": "ab" * 32}


def paid(*lines: dict[str, Any]) -> dict[str, Any]:
    amount = sum(line["fee"] for line in lines)
    return {"type": "PaymentTaken", "visit": 1, "amount": amount, "issuances": list(lines)}


def closed(number: str, outcome: str = "issued") -> dict[str, Any]:
    return {"type": "IssuanceClosed", "number": number, "outcome": outcome, "impressions": 1}


PAID = paid(issuance(NUMBER))


def claim(number: str, amount: int = 400, act: int | None = None) -> dict[str, Any]:
    return {
        "type": "ClaimOpened",
        "claim": number,
        "amount": amount,
        "visit": 1,
        "reason": "hopper_empty",
        "act": act,
    }


def claim_paid(number: str, amount: int) -> dict[str, Any]:
    return {"type": "ClaimPaid", "claim": number, "amount": amount, "where": "office"}


def payout(act: int, pieces: int) -> dict[str, Any]:
    return {
        "type": "ActIntended",
        "act": act,
        "device": "hopper_100",
        "work": "pay_out",
        "quantity": pieces,
        "name": f"payout-{act}",
        "baseline": {},
        "purpose": "refund",
        "value": 100,
    }


def settled(act: int, done: int) -> dict[str, Any]:
    return {"type": "ActSettled", "act": act, "outcome": "partial", "done": done}
