"""Whether a slip says what the journal says: it is drawn once more from the journal's entries alone, and both pictures
have to have the same ink, dot by dot.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PIL import Image

from kiosk.core.slip import Slip, SlipLine
from kiosk.settings.tables import Settings
from kiosk.slip import draw
from offline_queue.entries import (
    ActIntended,
    ActSettled,
    ClaimOpened,
    CoinsAccepted,
    Entry,
    IssuanceClosed,
    IssuanceLine,
    PaymentTaken,
)

DARK = 100
"""Grey of 255; paper is lighter, ink darker."""
LANGUAGES = ("ko", "en")


def slips(entries: Sequence[tuple[int, int, str, Entry]], kiosk: str) -> Iterator[Slip]:
    """What stands on each slip that the journal says came out: (epoch, sequence, time, entry) of every record. The
    language is not in the journal; it is left ``ko``."""
    done = {entry.act for *_, entry in entries if isinstance(entry, ActSettled) and entry.outcome == "done"}
    for index, (epoch, sequence, at, entry) in enumerate(entries):
        if isinstance(entry, ActIntended) and entry.work == "slip" and entry.act in done:
            before = [each for *_, each in entries[:index]]
            yield _slip(before, entry.visit, kiosk, epoch, sequence - 1, at)


def _slip(entries: Sequence[Entry], visit: int | None, kiosk: str, epoch: int, sequence: int, at: str) -> Slip:
    lines: dict[str, IssuanceLine] = {}
    sums: dict[tuple[str, str | None], SlipLine] = {}
    numbers, claims = list[str](), list[tuple[str, int]]()
    payouts: dict[int, ActIntended] = {}
    out = {"change": 0, "refund": 0}
    inserted = 0
    for entry in entries:
        match entry:
            case CoinsAccepted() if entry.visit == visit:
                inserted += sum(coin.value for coin in entry.coins)
            case PaymentTaken() if entry.visit == visit:
                lines |= {line.number: line for line in entry.issuances}
            case IssuanceClosed(outcome="issued") if entry.number in lines:
                line = lines[entry.number]
                kind = (line.document, line.exemption)
                total = sums.get(kind, SlipLine(line.document, 0, 0, line.exemption))
                sums[kind] = replace(total, copies=total.copies + 1, fee=total.fee + line.fee)
                numbers.append(entry.number)
            case ActIntended(work="pay_out") if entry.visit == visit:
                payouts[entry.act] = entry
            case ActSettled() if entry.act in payouts:
                out[payouts[entry.act].purpose] += entry.done * payouts[entry.act].value
            case ClaimOpened() if entry.visit == visit:
                claims.append((entry.claim, entry.amount))
            case _:
                pass
    return Slip(
        language="ko",
        kiosk=kiosk,
        epoch=epoch,
        sequence=sequence,
        at=datetime.fromisoformat(at),
        lines=tuple(sums.values()),
        inserted=inserted,
        paid=sum(line.fee for line in sums.values()),
        change=out["change"],
        refund=out["refund"],
        claims=tuple(claims),
        numbers=tuple(numbers),
    )


def shows(picture: Path, slip: Slip, settings: Settings) -> bool:
    """In either language."""
    place, receipts = settings.kiosk, settings.receipt_printer
    if receipts is None:
        return False
    seen = _ink(Image.open(picture))
    for language in LANGUAGES:
        name = place.place_name_en if language == "en" else place.place_name_ko
        offset = place.utc_offset_minutes
        said = replace(slip, language=language)
        if seen == _ink(
            Image.open(io.BytesIO(draw(said, name, place.phone, receipts.dots, utc_offset_minutes=offset)))
        ):
            return True
    return False


def _ink(picture: Image.Image) -> tuple[tuple[int, int], bytes]:
    """The dots between the outermost ones, and their size."""
    # outside of the paper the picture of the roll has a grey of its own
    dots = picture.convert("L").point(lambda grey: 255 if grey < DARK else 0)
    inked = dots.crop(dots.getbbox())
    return inked.size, inked.tobytes()
