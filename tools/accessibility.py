"""Writes docs/accessibility.md from tools/accessibility.toml: what is asked, whose task it is, and what proves it.

``page()`` is the text, ``missing()`` what it names that does not exist; ``tools/check_docs.py`` asks both.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tools" / "accessibility.toml"
PAGE = ROOT / "docs" / "accessibility.md"
PARTS = ("software", "both", "hardware", "office")
_LINT = ROOT / "tests" / "screens" / "lint"
_RULE = ("rule", "control_rule", "sample_rule")


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    ko: str
    en: str
    part: str
    by: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    about: str
    rows: tuple[Row, ...]


@cache
def groups() -> tuple[Group, ...]:
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    return tuple(
        Group(
            group["title"],
            group.get("about", "").strip(),
            tuple(Row(**{**row, "by": tuple(row.get("by", ()))}) for row in group["row"]),
        )
        for group in data["group"]
    )


@cache
def rules() -> dict[str, str]:
    """Every rule of the lint and what it asks: read, not imported, so that this needs no window system."""
    found = {}
    for path in sorted(_LINT.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for name in _entered(node):
                    found[name] = " ".join((ast.get_docstring(node) or "").split())
    return found


def _entered(node: ast.FunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id in _RULE:
            first = decorator.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def missing() -> Iterator[str]:
    """What the list names that is not there, and what it leaves out."""
    rows = [row for group in groups() for row in group.rows]
    named = {name.removeprefix("lint:") for row in rows for name in row.by if name.startswith("lint:")}
    for row in rows:
        for name in row.by:
            if not _exists(name):
                yield f"{row.id}: {name} is not there"
        if row.part not in PARTS:
            yield f"{row.id}: {row.part} is nobody's"
        if not row.by and not row.note:
            yield f"{row.id}: neither a test nor a reason"
    for rule in sorted(set(rules()) - named):
        yield f"the rule {rule} of the lint is for nothing that is asked"
    for row_id, times in Counter(row.id for row in rows).items():
        if times > 1:
            yield f"{row_id} stands there {times} times"


def _exists(name: str) -> bool:
    if name.startswith("lint:"):
        return name.removeprefix("lint:") in rules()
    path, _, test = name.partition("::")
    source = ROOT / path
    return (
        source.exists() and re.search(rf"^def {re.escape(test)}\(", source.read_text("utf-8"), re.MULTILINE) is not None
    )


def page() -> str:
    rows = [row for group in groups() for row in group.rows]
    count = Counter(row.part for row in rows)
    proved = sum(1 for row in rows if row.by)
    open_ = [row for row in rows if row.part in ("software", "both") and not row.by]
    lines = [
        "# Accessibility: what is asked, and what proves it",
        "",
        "Written from `tools/accessibility.toml` by `python tools/accessibility.py`; `make check` asks that it is",
        "current and that every test and rule exists. The requirements are told in our own words.",
        "",
        f"{len(rows)} requirements: {count['software']} are the software's, {count['both']} are shared with",
        f"the cabinet, {count['hardware']} are the cabinet's and {count['office']} the office's.",
        f"{proved} have a test here. Of what is the software's {len(open_)} have none, each with its reason:",
        f"{', '.join(row.id for row in open_)}.",
        "",
        "*lint* is `tests/screens/lint`: every sample screen on every panel, in both languages, both sizes of letters",
        "and both themes, with and without the low screen, looked at by what is really painted and by what an",
        "accessibility tool finds. `python -m tests.screens.lint` runs it and counts the views.",
        "",
        "What no rule can see: whether words are easy, whether a picture is known, what a real panel makes of a",
        "colour, and what people make of it all. No certificate was asked for.",
    ]
    for group in groups():
        lines += ["", f"## {group.title}", ""]
        lines += [" ".join(group.about.split()), ""] if group.about else []
        lines += ["| | what | whose | proved by |", "|---|---|---|---|"]
        lines += [_line(row) for row in group.rows]
    lines += ["", "## The rules of the lint", "", "| rule | what it asks |", "|---|---|"]
    lines += [f"| `{name}` | {asks} |" for name, asks in sorted(rules().items())]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    proof = ", ".join(_short(name) for name in row.by)
    last = " ".join(part for part in (f"{proof}." if proof and row.note else proof, row.note) if part)
    return f"| {row.id} | {row.ko}<br>{row.en} | {row.part} | {last} |"


def _short(name: str) -> str:
    if name.startswith("lint:"):
        return f"lint `{name.removeprefix('lint:')}`"
    path, _, test = name.partition("::")
    return f"`{Path(path).stem}::{test}`"


def main() -> int:
    wrong = list(missing())
    for line in wrong:
        print(line)
    PAGE.write_text(page(), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
