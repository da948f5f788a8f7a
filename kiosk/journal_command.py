"""``kiosk journal verify | show | export | restart``: the technician's and the auditor's way to the journal.

``verify`` exits with 1 if anything is wrong, with the files or with what the kiosk found out of them (the district is
ahead of this disk), and says what happened, what became of the money and what to do. ``show`` and ``export`` give what
can be read and say, with exit code 1, what can not. ``restart`` also begins the first journal of a fresh machine. All
but ``restart`` leave every file as it is and may run beside the kiosk.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TextIO

import msgspec

from drivers.api import CASH_BOX
from kiosk.closed_words import STOPPING, explained
from kiosk.core.books import Books, BooksError, apply
from kiosk.owed import owed_by
from kiosk.settings import Settings, load
from kiosk.settings_read import SettingsWrong
from offline_queue.chain import Damage, JournalBusy, JournalDamaged, JournalError, StoredRecord
from offline_queue.entries import FaultRaised, OwedClaim, Stock
from offline_queue.reader import JournalReader
from offline_queue.restart import Remains, begin_again, believed, move_out, other_kiosks, remains
from offline_queue.segment import Segment, find
from offline_queue.verify import SegmentVerdict, check_all

SETTINGS = Path("/etc/kiosk/kiosk.toml")
_BATCH = 500
_COINS = (10, 50, 100, 500)
_HOPPER = re.compile(r"hopper_[a-z0-9_]{1,24}")

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
    "할 일: kiosk.toml 의 kiosk.id 와 디스크가 이 발급기의 것인지 확인하십시오. 돈 기록은 그대로입니다. "
    "그 발급기의 디스크로 이 발급기를 시작하려면 `kiosk journal restart --other-kiosk --stock …`.",
    "Do: see that kiosk.id in kiosk.toml and the disk are this machine's. The records of money are as they were. "
    "To begin this kiosk's journal beside them all the same: `kiosk journal restart --other-kiosk --stock …`.",
)
_NO_BOOKS = ("기록이 서로 맞지 않습니다", "the chain is right, but the records contradict each other")
_NONE = ("원장이 없습니다.", "there is no journal")
_BEGIN = (
    "할 일: 현금을 세고 `kiosk journal restart --stock …` 로 시작하십시오.",
    "Do: count the coins and begin with `kiosk journal restart --stock …`.",
)

_UNREAD = (
    "앞선 원장은 읽을 수 없습니다. 미지급금은 구청 교부대장에서 확인하십시오.",
    "Nothing of the journal before can be believed: its open claims are in the district's ledger.",
)
_UNFIT = (BooksError, msgspec.ValidationError)
"""A record whose place in the chain is right, and that the Books can not take all the same."""


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
    restart.add_argument(
        "--other-kiosk",
        action="store_true",
        help="the files are another kiosk's, and that is known: they go into a folder of their own, their debts stay "
        "that kiosk's",
    )
    restart.add_argument("--epoch", type=_count, metavar="N", help="new disk: one more than the district's")
    restart.add_argument(
        "--issue-serial", type=_count, metavar="N", help="with --epoch: the last serial that may have been used"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Exit code: 0 well, 1 damage or failure, 2 wrong settings. Raises ``OSError`` for a path that can not be used."""
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
            return [f"{self.folder}: {' / '.join(_NONE)}", *_BEGIN], True
        newest = max(segment.epoch for segment in segments)
        lines, wrong = list[str](), False
        for verdict in check_all(segments, self.kiosk):
            if verdict.damage is not None:
                lines += [_verdict_line(verdict), _explained(verdict.damage)]
                wrong = wrong or verdict.segment.epoch == newest
        return lines, wrong


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
    return max(worst, _say_faults(place))


def _say_faults(place: _Place) -> int:
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
            _say(_explained(damage))
    except _UNFIT as error:
        worst = 1
        _say(f"  {' / '.join(_NO_BOOKS)}: {error}\n" + "\n".join(f"  {line}" for line in _MONEY + _DO))
    for device, fault in books.faults.items():
        if lines := explained(device, fault):
            _say(f"{device} {fault} {details.get(device, '')}".rstrip())
            _say("\n".join(f"  {line}" for line in lines))
            worst = max(worst, int(device in STOPPING))
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
    last = deque(place.records(), maxlen=args.last)
    _say(f"{'epoch':>5} {'seq':>7}  {'시각 time':<19} {'기록 entry':<18} 내용 content")
    for record in last:
        _say(f"{record.epoch:>5} {record.sequence:>7}  {_row(record.body, place.zone)}")
    return _say_findings(place)


def _say_findings(place: _Place) -> int:
    lines, wrong = place.findings()
    for line in lines:
        _say(line, to=sys.stderr)
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


def _export(place: _Place, args: argparse.Namespace) -> int:
    if args.out is None:
        _export_to(place, sys.stdout)
    else:
        with args.out.open("w", encoding="utf-8") as out:
            _export_to(place, out)
    return _say_findings(place)


def _export_to(place: _Place, out: TextIO) -> None:
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


# --- restart -----------------------------------------------------------------------------------------------------


def _restart(place: _Place, args: argparse.Namespace) -> int:
    stock: Stock = dict(args.stock)
    _check_values(stock, place.settings)
    if place.settings is not None:
        _check_stores(stock, place.settings)
    others = other_kiosks(place.folder, place.kiosk)
    if others and not args.other_kiosk:
        names = ", ".join(sorted(others))
        korean, english = _WHAT[Damage.WRONG_KIOSK]
        words = f"{Damage.WRONG_KIOSK}: {korean}. / {english}: {names}, not {place.kiosk}: {place.folder}"
        raise CommandFailed("\n".join((words, *_DO_WRONG_KIOSK)))
    own = [each for each in find(place.folder) if all(each not in theirs for theirs in others.values())]
    _check_new_disk(args, max((segment.epoch for segment in own), default=None))
    if others:
        _move_out(place, others)
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


def _move_out(place: _Place, others: dict[str, list[Segment]]) -> None:
    try:
        move_out(place.folder, others)
    except JournalBusy as error:
        raise CommandFailed(f"발급기를 먼저 멈추십시오. / Stop the kiosk first: {error}") from error
    for name in sorted(others):
        _say(
            f"{name} 의 원장은 {place.folder / f'other-{name}'} 에 두었습니다. 그 미지급금은 {name} 의 것입니다. / "
            f"the journal of {name} is kept there; what it owes is still owed under that name"
        )


def _check_new_disk(args: argparse.Namespace, here: int | None) -> None:
    """Where epochs are not here, their issue numbers are not either: a serial that begins too low prints one twice."""
    skips = args.epoch is not None and (here is None or args.epoch > here + 1)
    if skips and args.issue_serial is None and args.epoch != 1:
        raise CommandFailed(
            "--epoch 에는 --issue-serial 도 필요합니다 (교부대장의 마지막 발급번호). / --epoch needs --issue-serial: "
            "the last serial that the district's ledger shows, or numbers could come twice"
        )
    if here is None and args.issue_serial is not None and args.epoch is None:
        raise CommandFailed(
            "--issue-serial 에는 --epoch 도 필요합니다 (교부대장의 회차 + 1). / --issue-serial needs --epoch: one more "
            "than the district's, or it refuses the records"
        )


def _check_values(stock: Stock, settings: Settings | None) -> None:
    """What is counted has to be coins, in a hopper of one value."""
    values = {str(hopper.id): hopper.value for hopper in settings.hoppers} if settings else {}
    for store, pieces in stock.items():
        if odd := sorted(pieces.keys() - set(_COINS)):
            raise CommandFailed(f"--stock {store}: no coin of {_numbers(odd)} won; there are {_numbers(_COINS)}")
        if settings is None and store != CASH_BOX and not _HOPPER.fullmatch(store):
            raise CommandFailed(f"--stock {store}: no store has such a name; there are {CASH_BOX} and hopper_…")
        if store != CASH_BOX and len(pieces) > 1:
            raise CommandFailed(f"--stock {store}: a hopper holds coins of one value, not {_numbers(sorted(pieces))}")
        if store in values and values[store] not in pieces:
            raise CommandFailed(
                f"--stock {store}: kiosk.toml says that it holds coins of {values[store]} won, not "
                f"{_numbers(sorted(pieces))}"
            )


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(str(value) for value in values)


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
    except (JournalDamaged, *_UNFIT) as error:
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
