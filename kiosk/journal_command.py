"""``kiosk journal verify | show | export | restart``: the technician's and the auditor's way to the journal.

``verify`` exits with 1 if anything is wrong, with the files or with what the kiosk found out of them (the district is
ahead of this disk), and says what happened, what became of the money and what to do. ``show`` and ``export`` give what
can be read and say, with exit code 1, what can not. ``restart`` also begins the first journal of a fresh machine. All
but ``restart`` leave every file as it is and may run beside the kiosk.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.journal_place import Place
from kiosk.journal_read import export, show, verify
from kiosk.journal_restart import restart
from kiosk.journal_words import CommandFailed, say
from kiosk.settings.schema import SettingsWrong
from offline_queue.chain import JournalError

SETTINGS = Path("/etc/kiosk/kiosk.toml")


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
    showing = action("show", "a table of the last records")
    showing.add_argument("--last", type=_count, default=40, metavar="N", help="how many (default 40)")
    exporting = action("export", "JSON lines: epoch, sequence, previous, hash and body, the stored bytes as text")
    exporting.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    restarting = action("restart", "begin a new epoch from counted stock; the old files are kept aside")
    restarting.add_argument(
        "--stock",
        nargs="+",
        required=True,
        type=_counted,
        metavar="STORE=VALUE:PIECES[,VALUE:PIECES]",
        help="every store as counted now: hopper_100=100:60 cash_box=100:0,500:12",
    )
    restarting.add_argument("--reason", default="", help="why, for the auditor")
    restarting.add_argument(
        "--other-kiosk",
        action="store_true",
        help="the files are another kiosk's, and that is known: they go into a folder of their own, their debts stay "
        "that kiosk's",
    )
    restarting.add_argument("--epoch", type=_count, metavar="N", help="new disk: one more than the district's")
    restarting.add_argument(
        "--issue-serial", type=_count, metavar="N", help="with --epoch: the last serial that may have been used"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Exit code: 0 well, 1 damage or failure, 2 wrong settings. Raises ``OSError`` for a path that can not be used."""
    try:
        place = Place(args)
        actions: dict[str, Callable[[Place, argparse.Namespace], int]] = {
            "verify": verify,
            "show": show,
            "export": export,
            "restart": restart,
        }
        return actions[args.journal_action](place, args)
    except SettingsWrong as error:
        say(str(error), to=sys.stderr)
        return 2
    except (CommandFailed, JournalError) as error:
        say(str(error), to=sys.stderr)
        return 1


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
