"""Says where the documents no longer agree with the code; exit status 1 if they do not.

- every relative link in README.md and docs/ leads to a file;
- every ``make <target>`` named there is in the Makefile, and every target for people is named in the README;
- every dependency of pyproject.toml has its line in the README;
- every ``kiosk …`` in a block of commands is one that the command line takes;
- docs/settings.md and assets/kiosk.toml are what ``kiosk/settings`` writes;
- docs/accessibility.md is what ``tools/accessibility.py`` writes, and every test and rule that it names exists.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import accessibility

from kiosk.__main__ import parser
from kiosk.settings.kiosk_toml import docs_page, sample_file

ROOT = Path(__file__).resolve().parent.parent


def _documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def dead_links() -> Iterator[str]:
    for document in _documents():
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)}: {target} is not there"


def make_targets() -> Iterator[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    targets = set(phony.group(1).split()) if phony else set()
    for document in _documents():
        named = set(re.findall(r"`make ([a-z-]+)`", document.read_text(encoding="utf-8")))
        for target in sorted(named - targets):
            yield f"{document.relative_to(ROOT)}: make {target} is not in the Makefile"
        if document.name == "README.md":
            for target in sorted(targets - named - {"setup", "help"}):
                yield f"README.md: make {target} is not explained"


def commands() -> Iterator[str]:
    line_taken = parser()
    for document in _documents():
        for block in re.findall(r"^```\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for line in re.findall(r"^(?:runuser -u kiosk -- )?kiosk (.*)$", block, re.MULTILINE):
                said = io.StringIO()
                try:
                    with contextlib.redirect_stderr(said):
                        line_taken.parse_args(shlex.split(line))
                except SystemExit:
                    yield f"{document.relative_to(ROOT)}: kiosk {line}: {said.getvalue().splitlines()[-1]}"


def dependencies() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=!~ \[;]", requirement)[0]
        if f"| {name} |" not in readme:
            yield f"README.md: no line says why {name} is needed"


def written_from_code() -> Iterator[str]:
    for name, text in {"docs/settings.md": docs_page(), "assets/kiosk.toml": sample_file()}.items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{name}: differs from kiosk/settings; write it again with `kiosk settings --docs` or `--sample`"


def accessibility_page() -> Iterator[str]:
    for line in accessibility.missing():
        yield f"tools/accessibility.toml: {line}"
    if not accessibility.PAGE.exists() or accessibility.PAGE.read_text(encoding="utf-8") != accessibility.page():
        yield "docs/accessibility.md: differs; write it again with `python tools/accessibility.py`"


def main() -> int:
    checks = (dead_links, make_targets, commands, dependencies, written_from_code, accessibility_page)
    wrong = [line for check in checks for line in check()]
    for line in wrong:
        print(line)
    if not wrong:
        print("docs: current")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
