"""The command line. Every import waits until its command is asked for, so that the start screen is there at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

SETTINGS = Path("/etc/kiosk/kiosk.toml")
_WITHOUT_JOURNAL = (["run"], ["forms"], ["settings"], ["install"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 a wrong command line or kiosk.toml."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # These two bring their own command lines, and the demo's and the pictures' imports are not small.
    if given[:1] == ["demo"]:
        from kiosk.demo import main as demo

        return demo(given[1:])
    if given[:1] == ["screens"]:
        from kiosk.ui.gallery import main as pictures

        return _in_words(lambda: pictures(given[1:]))
    options = parser(journal=given[:1] not in _WITHOUT_JOURNAL).parse_args(given)
    command: Callable[[argparse.Namespace], int] = options.command
    return command(options)


def _in_words(work: Callable[[], int]) -> int:
    """A path that can not be read or written is the command line's mistake: one plain line, no traceback."""
    try:
        return work()
    except OSError as error:
        if error.filename is None:
            raise
        print(f"kiosk: {error.filename}: {error.strerror}", file=sys.stderr)  # noqa: T201 - a command's answer
        return 2


def parser(*, journal: bool = True) -> argparse.ArgumentParser:
    """The command line; ``journal``: with that command, whose imports are not small."""
    made = argparse.ArgumentParser(prog="kiosk", description="무인민원발급기: the software of a civil-document kiosk")
    commands = made.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the kiosk itself, in a window")
    run.add_argument("--settings", type=Path, default=SETTINGS, metavar="FILE", help=f"default: {SETTINGS}")
    run.set_defaults(command=_run)

    commands.add_parser("demo", help="simulated devices, a district and the kiosk, on this machine")
    commands.add_parser("screens", help="a picture of every screen")

    if journal:
        from kiosk.journal_command import add_parser
        from kiosk.journal_command import run as run_journal

        add_parser(commands).set_defaults(command=lambda options: _in_words(lambda: run_journal(options)))

    forms = commands.add_parser("forms", help="every form with a sample record, as PDF")
    forms.add_argument("--out", type=Path, required=True, metavar="DIR")
    forms.set_defaults(command=_forms)

    settings = commands.add_parser("settings", help="check a kiosk.toml; print its documentation")
    what = settings.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", type=Path, metavar="FILE")
    what.add_argument("--docs", action="store_true", help="docs/settings.md")
    what.add_argument("--sample", action="store_true", help="a kiosk.toml with every key")
    settings.set_defaults(command=_settings)

    install = commands.add_parser("install", help="lay out kiosk.toml, the systemd unit and the folders")
    install.add_argument(
        "--dir", type=Path, required=True, metavar="DIR", help="root to install under; / for this machine"
    )
    install.set_defaults(command=_install)
    return made


def _run(options: argparse.Namespace) -> int:
    from kiosk.ui import collector

    collector.keep_here()  # before the rest is loaded, which it would look through again and again
    from kiosk.run import main as run

    return run(options.settings)


def _forms(options: argparse.Namespace) -> int:
    from kiosk.form_samples import write_samples

    def write() -> int:
        for line in write_samples(options.out):
            print(line)  # noqa: T201 - a command's answer
        return 0

    return _in_words(write)


def _settings(options: argparse.Namespace) -> int:
    from kiosk.settings.kiosk_toml import docs_page, load, sample_file
    from kiosk.settings.schema import SettingsWrong

    if options.docs or options.sample:
        sys.stdout.write(docs_page() if options.docs else sample_file())
        return 0
    try:
        load(options.check)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    print(f"{options.check}: good")  # noqa: T201 - a command's answer
    return 0


def _install(options: argparse.Namespace) -> int:
    from kiosk.install import NotInstalled, install

    try:
        for line in install(options.dir):
            print(line)  # noqa: T201 - a command's answer
    except NotInstalled as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's answer
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
