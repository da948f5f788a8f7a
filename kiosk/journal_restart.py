"""``kiosk journal restart``: a new epoch from counted stock. What the old one owed is owed on; its files are kept
aside."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from drivers.api import CASH_BOX
from kiosk.core.books import Books, apply
from kiosk.journal_place import UNFIT, Place
from kiosk.journal_words import DO_WRONG_KIOSK, UNREAD, WHAT, CommandFailed, say
from kiosk.owed import owed_by
from kiosk.settings.tables import Settings
from offline_queue.chain import Damage, JournalBusy, JournalDamaged
from offline_queue.entries import OwedClaim, Stock
from offline_queue.restart import Remains, begin_again, believed, move_out, other_kiosks, remains
from offline_queue.segment import Segment, find

_COINS = (10, 50, 100, 500)
_HOPPER = re.compile(r"hopper_[a-z0-9_]{1,24}")


def restart(place: Place, args: argparse.Namespace) -> int:
    stock: Stock = dict(args.stock)
    _check_values(stock, place.settings)
    if place.settings is not None:
        _check_stores(stock, place.settings)
    others = other_kiosks(place.folder, place.kiosk)
    if others and not args.other_kiosk:
        names = ", ".join(sorted(others))
        korean, english = WHAT[Damage.WRONG_KIOSK]
        words = f"{Damage.WRONG_KIOSK}: {korean}. / {english}: {names}, not {place.kiosk}: {place.folder}"
        raise CommandFailed("\n".join((words, *DO_WRONG_KIOSK)))
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
    say(f"원장 시작 / journal begun: epoch {journal.head.epoch}, head {journal.head.hash[:16]}, {place.folder}")
    return 0


def _move_out(place: Place, others: dict[str, list[Segment]]) -> None:
    try:
        move_out(place.folder, others)
    except JournalBusy as error:
        raise CommandFailed(f"발급기를 먼저 멈추십시오. / Stop the kiosk first: {error}") from error
    for name in sorted(others):
        say(
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


def _owed(place: Place, old: Remains, epoch: int) -> tuple[OwedClaim, ...]:
    """What the old epoch still owed, which the new one takes over as claims; said to the technician as well."""
    if old.epoch is None:
        return ()
    books, read = Books(), 0
    damage = ""
    try:
        for entry in believed(old, place.kiosk):
            books = apply(books, entry)
            read += 1
    except (JournalDamaged, *UNFIT) as error:
        damage = str(error)
        say(f"여기까지만 읽었습니다 / read only so far: {error}")
    if not read:
        say("\n".join(UNREAD))
    owed = owed_by(books, old.epoch, place.kiosk, epoch, proved=not (damage or old.damaged))
    for claim in owed:
        say(f"  미지급 / claim open: {claim.claim} {claim.amount} won ({claim.reason})")
    for act in books.open_acts.values():
        say(f"  확인되지 않은 동작 / act not settled: {act.name} on {act.device}, {act.quantity} pieces")
    return owed
