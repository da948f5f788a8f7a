"""``kiosk screens``: every sample screen as a PNG, in every size, language, colours, letter size and aid that is asked
for. An option that is left out means all its values."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.ui import golden
from kiosk.ui.pictures import PANELS, THEMES, Panel, Setting, render_folder, settings
from kiosk.ui.samples import samples
from kiosk.ui.strings import Language

_ON = {"off": False, "on": True}


def main(argv: Sequence[str]) -> int:
    """Exit status 0; 1 with what could not be written; 2 for words that make no sense."""
    parser = _parser()
    options = parser.parse_args(argv)
    names = _names(parser, options.screen or [])
    if options.list:
        sys.stdout.write("\n".join(sample.name for sample in samples()) + "\n")
        return 0
    if options.out is None:
        parser.error("--out DIR says where the pictures go")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        if options.golden:
            application = _application()
            count, folders = golden.write(options.out), len(PANELS)
            application.processEvents()
        else:
            wanted = _settings(options)
            count, folders = _render(options.out, wanted, names), len(wanted)
    except OSError as problem:
        sys.stderr.write(f"kiosk screens: {problem}\n")
        return 1
    sys.stdout.write(f"{count:,} pictures in {folders} folders of {options.out}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk screens",
        description="Draw every screen as a PNG. An option left out means all its values; each may be given more than "
        "once. Folders are named by what was chosen: 1080x1920-ko-light-100-low-voice.",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the pictures go")
    parser.add_argument("--size", choices=[panel.name for panel in PANELS], help="pixels", action="append")
    inches = sorted({panel.inches for panel in PANELS})
    parser.add_argument(
        "--inches",
        type=float,
        choices=inches,
        help="the panel's diagonal; left out: 27 inches in portrait, 22 in landscape",
        action="append",
    )
    parser.add_argument("--lang", choices=[language.value for language in Language], action="append")
    parser.add_argument("--mode", choices=list(THEMES), help="colours", action="append")
    parser.add_argument("--text", type=int, choices=(100, 200), help="size of letters in percent", action="append")
    parser.add_argument("--low", choices=list(_ON), help="낮은 화면: controls in the lower part", action="append")
    parser.add_argument("--voice", choices=list(_ON), help="음성 안내: with its caption", action="append")
    parser.add_argument("--screen", metavar="NAME", help="only this sample (see --list)", action="append")
    parser.add_argument("--list", action="store_true", help="write the names of the samples and end")
    parser.add_argument(
        "--golden", action="store_true", help="renew the golden pictures in DIR (tests/screens/golden) instead"
    )
    return parser


def _names(parser: argparse.ArgumentParser, asked: Sequence[str]) -> tuple[str, ...]:
    known = [sample.name for sample in samples()]
    for name in asked:
        if name not in known:
            near = difflib.get_close_matches(name, known, 4, 0.4)
            hint = f"near it: {', '.join(near)}" if near else "see --list"
            parser.error(f"no screen is called {name!r}; {hint}")
    return tuple(asked)


def _settings(options: argparse.Namespace) -> list[Setting]:
    panels = [panel for panel in PANELS if not options.size or panel.name in options.size]
    if options.inches:
        panels = [Panel(panel.width, panel.height, inches) for panel in panels for inches in options.inches]
    return settings(
        panels,
        [Language(value) for value in options.lang or list(Language)],
        options.mode or tuple(THEMES),
        [percent / 100 for percent in options.text or (100, 200)],
        [_ON[word] for word in options.low or _ON],
        [_ON[word] for word in options.voice or _ON],
    )


def _application() -> QApplication:
    return QApplication.instance() or QApplication(["kiosk screens"])  # type: ignore[return-value]


def _folder(out: Path, setting: Setting, names: tuple[str, ...]) -> int:
    """In a process of its own, which is used again for the next folder."""
    application = _application()
    count = render_folder(out, setting, names)
    application.processEvents()
    return count


def _render(out: Path, wanted: Sequence[Setting], names: tuple[str, ...]) -> int:
    total = 0
    for done, count in enumerate(_counts(out, wanted, names), 1):
        total += count
        if sys.stderr.isatty():
            end = "\n" if done == len(wanted) else ""
            sys.stderr.write(f"\r{done} of {len(wanted)} folders, {total:,} pictures{end}")
            sys.stderr.flush()
    return total


def _counts(out: Path, wanted: Sequence[Setting], names: tuple[str, ...]) -> Iterator[int]:
    """As the folders are done; each is drawn by one process."""
    workers = min(os.cpu_count() or 1, len(wanted))
    if workers == 1 or (names and len(names) * len(wanted) < 100):  # a process takes a second to start
        for setting in wanted:
            yield _folder(out, setting, names)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(_folder, out, setting, names) for setting in wanted]
        for task in as_completed(tasks):
            yield task.result()
