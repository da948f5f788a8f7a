"""Which journal a command is about, and what of it can be read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

import msgspec

from kiosk.core.books import BooksError
from kiosk.journal_words import BEGIN, NONE, CommandFailed, explained_damage, verdict_line
from kiosk.settings.kiosk_toml import load
from kiosk.settings.tables import Settings
from offline_queue.chain import JournalDamaged, StoredRecord
from offline_queue.reader import JournalReader
from offline_queue.segment import find
from offline_queue.verify import check_all

_BATCH = 500

UNFIT = (BooksError, msgspec.ValidationError)
"""A record whose place in the chain is right, and that the Books can not take all the same."""


class Place:
    """Which journal is meant, and what the settings say of the machine (None with ``--folder``)."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.settings: Settings | None = None
        if args.folder is not None:
            if not args.kiosk:
                raise CommandFailed("--folder needs --kiosk")
            self.folder, self.kiosk = Path(args.folder), str(args.kiosk)
            self.zone = timezone(timedelta(hours=9))
        else:
            settings = self.settings = load(args.settings)
            self.folder = settings.kiosk.state / "journal"
            self.kiosk = args.kiosk or settings.kiosk.id
            self.zone = timezone(timedelta(minutes=settings.kiosk.utc_offset_minutes))

    def records(self) -> Iterator[StoredRecord]:
        """All that can be read, oldest first; ``findings`` says why it is not more."""
        reader = JournalReader(self.folder)
        for epoch in reader.epochs():
            sequence, most = 0, _BATCH
            while True:
                try:
                    batch = reader.records_after(epoch, sequence, most)
                except JournalDamaged:
                    if most == 1:
                        break
                    most = 1  # up to the damaged one
                    continue
                if not batch:
                    break
                yield from batch
                sequence = batch[-1].sequence

    def findings(self) -> tuple[list[str], bool]:
        """What is wrong with the files, in lines; whether that concerns the newest epoch."""
        segments = find(self.folder)
        if not any(not segment.sealed_aside for segment in segments):
            return [f"{self.folder}: {' / '.join(NONE)}", *BEGIN], True
        newest = max(segment.epoch for segment in segments)
        lines, wrong = list[str](), False
        for verdict in check_all(segments, self.kiosk):
            if verdict.damage is not None:
                lines += [verdict_line(verdict), explained_damage(verdict.damage)]
                wrong = wrong or verdict.segment.epoch == newest
        return lines, wrong
