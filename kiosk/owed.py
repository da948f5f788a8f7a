"""What an epoch leaves owed when a technician begins the next: every open claim as it is, and the money of a visit that
was cut as new claims, so that no won is forgotten with the old file. Pure.
"""

from __future__ import annotations

from kiosk.core.books import Books
from kiosk.core.turn import claim_number
from offline_queue.entries import OwedClaim


def owed_by(books: Books, left: int, kiosk: str, epoch: int, *, proved: bool = True) -> tuple[OwedClaim, ...]:
    """The debts of ``books`` (epoch ``left``) for ``EpochBegun.owed`` of ``epoch``; their sum is what those books owe.

    ``proved``: the old journal was read to its end. If not, the reasons of new claims say so: what came after may have
    settled them, and the office looks at the district's ledger before it pays.
    """
    owed = [
        OwedClaim(claim=claim.claim, amount=claim.amount, reason=claim.reason, epoch=left)
        for claim in books.claims.values()
    ]

    def more(amount: int, reason: str) -> None:
        if amount > 0:
            words = reason if proved else f"{reason} (journal damaged)"
            number = claim_number(kiosk, epoch, len(owed))
            owed.append(OwedClaim(claim=number, amount=amount, reason=words, epoch=left))

    credit = books.credit
    for act in books.open_acts.values():
        if act.work == "pay_out" and act.device not in books.claimed:
            share = min(credit, act.quantity * act.value)
            credit -= share
            more(share, f"payout_open {act.name}")
    more(credit, "credit_left")
    for held in books.held.values():
        more(held.fee, f"not_delivered {held.number}")
    return tuple(owed)
