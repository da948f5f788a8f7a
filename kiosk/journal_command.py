"""``kiosk journal verify | show | export | restart``: the technician's and the auditor's way to the journal.

``verify`` exits with 1 if anything is wrong, and says what happened, what became of the money and what to do.
``restart`` also begins the first journal of a fresh machine. All but ``restart`` leave every file as it is and may
run beside the kiosk.
"""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TextIO

import msgspec

from kiosk.core.books import Books, BooksError, apply
from kiosk.owed import owed_by
from kiosk.settings import Settings, load
from kiosk.settings_read import SettingsWrong
from offline_queue.chain import Damage, JournalBusy, JournalDamaged, JournalError
from offline_queue.entries import OwedClaim, Stock
from offline_queue.reader import JournalReader
from offline_queue.restart import Remains, begin_again, believed, remains
from offline_queue.segment import find
from offline_queue.verify import SegmentVerdict, check_all

SETTINGS = Path("/etc/kiosk/kiosk.toml")
_BATCH = 500

_WHAT = {
    Damage.NOT_A_JOURNAL: ("원장 파일이 아닙니다", "this file is not a journal"),
    Damage.WRONG_KIOSK: ("다른 발급기의 원장입니다", "this is another kiosk's journal"),
    Damage.TAMPERED: ("기록이 나중에 바뀌었습니다", "bytes were changed after they were written"),
    Damage.TRUNCATED: ("파일 끝이 없습니다", "the end of the file, or a later file, is missing"),
    Damage.GAP: ("기록이 빠져 있습니다", "records are missing between others"),
    Damage.UNKNOWN_ENTRY: ("더 새로운 프로그램의 기록입니다", "written by newer software; the chain is right"),
}
_MONEY = (
    "돈: 이 기록까지는 믿을 수 있습니다. 그 뒤의 돈은 현금을 세어 확인하십시오.",
    "Money: trust the records up to here; count the coins to know the rest. The district keeps what it had received.",
)
_DO = (
    "할 일: 파일을 지우지 마십시오. 현금을 세고 `kiosk journal restart --stock …` 를 실행하십시오.",
    "Do: delete nothing. Count the coins, then run `kiosk journal restart --stock …`.",
)
_DO_UPDATE = ("할 일: 프로그램을 새 버전으로 되돌리십시오.", "Do: install the newer software again.")
_DO_WRONG_KIOSK = (
    "할 일: kiosk.toml 의 kiosk.id 와 디스크가 이 발급기의 것인지 확인하십시오. 돈 기록은 그대로입니다.",
    "Do: see that kiosk.id in kiosk.toml and the disk are this machine's. The records of money are as they were.",
)
_NONE = ("원장이 없습니다.", "there is no journal")
_BEGIN = (
    "할 일: 현금을 세고 `kiosk journal restart --stock …` 로 시작하십시오.",
    "Do: count the coins and begin with `kiosk journal restart --stock …`.",
)

_UNREAD = (
    "앞선 원장은 읽을 수 없습니다. 미지급금은 구청 교부대장에서 확인하십시오.",
    "Nothing of the journal before can be believed: its open claims are in the district's ledger.",
)


class CommandFailed(Exception):
    """The command can not be carried out; the text is for the technician."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add ``journal`` to the command line's sub-commands; carry it out with ``run``."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "journal", help="verify, show, export or restart the journal"
    )
    actions = parser.add_subparsers(dest="journal_action", required=True, metavar="ACTION")

    def action(name: str, help_: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help_)
        made.add_argument("--settings", type=Path, default=SETTINGS, metavar="FILE", help=f"default: {SETTINGS}")
        made.add_argument(
            "--folder", type=Path, metavar="DIR", help="the journal's folder, instead of that of the settings"
        )
        made.add_argument("--kiosk", metavar="NAME", help="the kiosk's name; needed with --folder")
        return made

    action("verify", "walk every chain; exit 1 if anything is wrong")
    show = action("show", "a table of the last records")
    show.add_argument("--last", type=_count, default=40, metavar="N", help="how many (default 40)")
    export = action("export", "JSON lines: epoch, sequence, previous, hash and body, the stored bytes as text")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    restart = action("restart", "begin a new epoch from counted stock; the old files are kept aside")
    restart.add_argument(
        "--stock",
        nargs="+",
        required=True,
        type=_counted,
        metavar="STORE=VALUE:PIECES[,VALUE:PIECES]",
        help="every store as counted now: hopper_100=100:60 cash_box=100:0,500:12",
    )
    restart.add_argument("--reason", default="", help="why, for the auditor")
    restart.add_argument("--epoch", type=_count, metavar="N", help="new disk: one more than the district's")
    restart.add_argument(
        "--issue-serial", type=_count, metavar="N", help="new disk: the last serial that may have been used"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Exit code: 0 well, 1 damage or failure, 2 wrong settings."""
    try:
        place = _Place(args)
        actions: dict[str, Callable[[_Place, argparse.Namespace], int]] = {
            "verify": _verify,
            "show": _show,
            "export": _export,
            "restart": _restart,
        }
        return actions[args.journal_action](place, args)
    except SettingsWrong as error:
        _say(str(error), to=sys.stderr)
        return 2
    except (CommandFailed, JournalError) as error:
        _say(str(error), to=sys.stderr)
        return 1


class _Place:
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

    def records(self) -> Iterator[tuple[int, int, str, str, bytes]]:
        """epoch, sequence, previous, hash, body of all that can be read, oldest first."""
        reader = JournalReader(self.folder)
        for epoch in reader.epochs():
            sequence = 0
            while batch := reader.records_after(epoch, sequence, _BATCH):
                for record in batch:
                    yield record.epoch, record.sequence, record.previous, record.hash, record.body
                sequence = batch[-1].sequence


# --- verify ------------------------------------------------------------------------------------------------------


def _verify(place: _Place, _args: argparse.Namespace) -> int:
    segments = find(place.folder)
    if not any(not segment.sealed_aside for segment in segments):
        _say(f"{place.folder}: {' / '.join(_NONE)}\n" + "\n".join(_BEGIN))
        return 1
    newest = max(segment.epoch for segment in segments)
    worst = 0
    for verdict in check_all(segments, place.kiosk):
        _say(_verdict_line(verdict))
        if verdict.damage is not None and verdict.segment.epoch == newest:
            worst = 1
            _say(_explained(verdict.damage))
    return worst


def _verdict_line(verdict: SegmentVerdict) -> str:
    result = "ok" if verdict.damage is None else f"DAMAGED {verdict.damage.kind}"
    span = f"{verdict.first.sequence}–{verdict.last.sequence}" if verdict.first and verdict.last else "—"
    head = verdict.last.hash[:16] if verdict.last else ""
    return f"{verdict.segment.path.name}  {verdict.records} records  {span}  {head}  {result}"


def _explained(damage: JournalDamaged) -> str:
    korean, english = _WHAT[damage.kind]
    advice: tuple[str, ...]
    match damage.kind:
        case Damage.UNKNOWN_ENTRY:
            advice = _DO_UPDATE
        case Damage.WRONG_KIOSK:
            advice = _DO_WRONG_KIOSK
        case _:
            advice = _MONEY + _DO
    lines = (f"{korean}. / {english}: {damage.where}: {damage.detail}", *advice)
    return "\n".join(f"  {line}" for line in lines)


# --- show, export ------------------------------------------------------------------------------------------------


def _show(place: _Place, args: argparse.Namespace) -> int:
    last: deque[tuple[int, int, bytes]] = deque(maxlen=args.last)
    damage = None
    try:
        last.extend((epoch, sequence, body) for epoch, sequence, _, _, body in place.records())
    except JournalDamaged as error:
        damage = error  # what can be read is shown all the same
    _say(f"{'epoch':>5} {'seq':>7}  {'시각 time':<19} {'기록 entry':<18} 내용 content")
    for epoch, sequence, body in last:
        plain = msgspec.json.decode(body)
        entry = plain.get("entry", {})
        kind = entry.pop("type", "?")
        content = " ".join(f"{key}={_short(value)}" for key, value in entry.items() if value not in (None, "", [], {}))
        at = datetime.fromisoformat(plain["at"]).astimezone(place.zone)
        _say(f"{epoch:>5} {sequence:>7}  {at:%Y-%m-%d %H:%M:%S}   {kind:<20} {content}")
    if damage is not None:
        raise damage
    return 0


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else text[:57] + "…"


def _export(place: _Place, args: argparse.Namespace) -> int:
    if args.out is None:
        _export_to(place, sys.stdout)
    else:
        with args.out.open("w", encoding="utf-8") as out:
            _export_to(place, out)
    return 0


def _export_to(place: _Place, out: TextIO) -> None:
    for epoch, sequence, previous, hash_, body in place.records():
        line = {"epoch": epoch, "sequence": sequence, "previous": previous, "hash": hash_, "body": body.decode()}
        out.write(msgspec.json.encode(line).decode() + "\n")


# --- restart -----------------------------------------------------------------------------------------------------


def _restart(place: _Place, args: argparse.Namespace) -> int:
    stock: Stock = dict(args.stock)
    if place.settings is not None:
        _check_stores(stock, place.settings)
    old = remains(place.folder, place.kiosk)
    epoch = args.epoch or (old.epoch or 0) + 1
    owed = _owed(place, old, epoch)
    reason = args.reason or ("first" if old.epoch is None else "restart")
    try:
        journal = begin_again(
            place.folder,
            place.kiosk,
            stock,
            reason,
            datetime.now(UTC),
            epoch=epoch,
            issue_serial=args.issue_serial,
            owed=owed,
        )
    except JournalBusy as error:
        raise CommandFailed(f"발급기를 먼저 멈추십시오. / Stop the kiosk first: {error}") from error
    except ValueError as error:
        raise CommandFailed(str(error)) from error
    journal.close()
    _say(f"원장 시작 / journal begun: epoch {journal.head.epoch}, head {journal.head.hash[:16]}, {place.folder}")
    return 0


def _check_stores(stock: Stock, settings: Settings) -> None:
    known = {str(hopper.id) for hopper in settings.hoppers}
    if settings.coin_acceptor is not None:
        known |= {str(store) for store in settings.coin_acceptor.paths.values()}
    if missing := sorted(known - stock.keys()):
        raise CommandFailed(f"--stock: not counted: {', '.join(missing)} (0 pieces is a count too)")
    if unknown := sorted(stock.keys() - known):
        raise CommandFailed(f"--stock: not in this machine: {', '.join(unknown)}")


def _owed(place: _Place, old: Remains, epoch: int) -> tuple[OwedClaim, ...]:
    """What the old epoch still owed, which the new one takes over as claims; said to the technician as well."""
    if old.epoch is None:
        return ()
    books, read = Books(), 0
    damage = ""
    try:
        for entry in believed(old, place.kiosk):
            books = apply(books, entry)
            read += 1
    except (JournalDamaged, BooksError) as error:
        damage = str(error)
        _say(f"여기까지만 읽었습니다 / read only so far: {error}")
    if not read:
        _say("\n".join(_UNREAD))
    owed = owed_by(books, old.epoch, place.kiosk, epoch, proved=not (damage or old.damaged))
    for claim in owed:
        _say(f"  미지급 / claim open: {claim.claim} {claim.amount} won ({claim.reason})")
    for act in books.open_acts.values():
        _say(f"  확인되지 않은 동작 / act not settled: {act.name} on {act.device}, {act.quantity} pieces")
    return owed


# --- arguments ---------------------------------------------------------------------------------------------------


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a count")
    return int(text)


def _counted(text: str) -> tuple[str, dict[int, int]]:
    store, _, counts = text.partition("=")
    try:
        pairs = [pair.split(":") for pair in counts.split(",")]
        pieces = {_count(value): _count(count) for value, count in pairs}
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not STORE=VALUE:PIECES") from error
    if not store or len(pieces) != len(pairs) or 0 in pieces:
        raise argparse.ArgumentTypeError(f"{text!r} is not STORE=VALUE:PIECES")
    return store, pieces


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(text + "\n")
