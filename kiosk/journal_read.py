"""``kiosk journal verify | show | export``: what is in the journal and what is wrong with it. Every file stays as it
is."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from datetime import datetime, timezone
from typing import Any, TextIO

import msgspec

from kiosk.closed_words import STOPPING, explained
from kiosk.core.books import Books, apply
from kiosk.journal_place import UNFIT, Place
from kiosk.journal_words import BEGIN, DO, MONEY, NO_BOOKS, NONE, explained_damage, say, verdict_line
from offline_queue.chain import JournalDamaged
from offline_queue.entries import FaultRaised
from offline_queue.restart import believed, remains
from offline_queue.segment import find
from offline_queue.verify import check_all

# --- verify ------------------------------------------------------------------------------------------------------


def verify(place: Place, _args: argparse.Namespace) -> int:
    segments = find(place.folder)
    if not any(not segment.sealed_aside for segment in segments):
        say(f"{place.folder}: {' / '.join(NONE)}\n" + "\n".join(BEGIN))
        return 1
    newest = max(segment.epoch for segment in segments)
    worst = 0
    for verdict in check_all(segments, place.kiosk):
        say(verdict_line(verdict))
        if verdict.damage is not None and verdict.segment.epoch == newest:
            worst = 1
            say(explained_damage(verdict.damage))
    return max(worst, _say_faults(place))


def _say_faults(place: Place) -> int:
    """The open faults of the kiosk as a whole, as far as the books can be read; 1 if one of them keeps it closed until
    somebody comes."""
    books, details, worst = Books(), dict[str, str](), 0
    old = remains(place.folder, place.kiosk)
    try:
        for entry in believed(old, place.kiosk):
            books = apply(books, entry)
            if isinstance(entry, FaultRaised):
                details[entry.device] = entry.detail
    except JournalDamaged as damage:  # what was read counts
        if not old.damaged:
            worst = 1
            say(explained_damage(damage))
    except UNFIT as error:
        worst = 1
        say(f"  {' / '.join(NO_BOOKS)}: {error}\n" + "\n".join(f"  {line}" for line in MONEY + DO))
    for device, fault in books.faults.items():
        if lines := explained(device, fault):
            say(f"{device} {fault} {details.get(device, '')}".rstrip())
            say("\n".join(f"  {line}" for line in lines))
            worst = max(worst, int(device in STOPPING))
    return worst


# --- show, export ------------------------------------------------------------------------------------------------


def show(place: Place, args: argparse.Namespace) -> int:
    last = deque(place.records(), maxlen=args.last)
    say(f"{'epoch':>5} {'seq':>7}  {'시각 time':<19} {'기록 entry':<18} 내용 content")
    for record in last:
        say(f"{record.epoch:>5} {record.sequence:>7}  {_row(record.body, place.zone)}")
    return _say_findings(place)


def _say_findings(place: Place) -> int:
    lines, wrong = place.findings()
    for line in lines:
        say(line, to=sys.stderr)
    return int(wrong)


def _row(body: bytes, zone: timezone) -> str:
    """Time, kind and content, or the bytes as they are where they are no record."""
    try:
        record = msgspec.json.decode(body, type=_Shown)
        at = datetime.fromisoformat(record.at).astimezone(zone)
    except (ValueError, RecursionError):
        return f"{'?':<19}   {'?':<20} {_short(body.decode(errors='backslashreplace'))}"
    content = " ".join(
        f"{key}={_short(value)}"
        for key, value in record.entry.items()
        if key != "type" and value not in (None, "", [], {})
    )
    return f"{at:%Y-%m-%d %H:%M:%S}   {record.entry.get('type', '?')!s:<20} {content}"


class _Shown(msgspec.Struct):
    at: str
    entry: dict[str, Any]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else text[:57] + "…"


def export(place: Place, args: argparse.Namespace) -> int:
    if args.out is None:
        _export_to(place, sys.stdout)
    else:
        with args.out.open("w", encoding="utf-8") as out:
            _export_to(place, out)
    return _say_findings(place)


def _export_to(place: Place, out: TextIO) -> None:
    for record in place.records():
        line = {
            "epoch": record.epoch,
            "sequence": record.sequence,
            "previous": record.previous,
            "hash": record.hash,
            **_text(record.body),
        }
        out.write(msgspec.json.encode(line).decode() + "\n")


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:  # damage: no text at all
        return {"body_hex": body.hex()}
