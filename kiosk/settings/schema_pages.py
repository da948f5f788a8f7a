"""Writes down what the tables of ``schema`` allow: a page of the docs and a sample file, for any such tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from kiosk.settings.schema import TYPE_WORDS, Key, key_of, toml, without_none


@dataclass(frozen=True, slots=True)
class Line:
    """One key as the docs and the sample show it."""

    name: str
    type: str
    default: object
    """``MISSING``: the file has to give it."""
    key: Key


@dataclass(frozen=True, slots=True)
class Section:
    """One table as the docs and the sample show it."""

    heading: str
    """``[delays]`` or ``[[hoppers]]``"""
    meaning: str
    optional: bool
    lines: tuple[Line, ...]


def sections(cls: type[Any]) -> Iterator[Section]:
    """The tables of a whole file, in their order."""
    types = get_type_hints(cls)
    for each in fields(cls):
        inner = without_none(types[each.name])
        many = get_origin(inner) is tuple
        table = get_args(inner)[0] if many else inner
        heading = f"[[{each.name}]]" if many else f"[{each.name}]"
        optional = many or inner is not types[each.name]
        kinds = get_type_hints(table)
        lines = tuple(
            Line(one.name, _words(kinds[one.name]), _default(one), key_of(one)) for one in fields(table) if one.init
        )
        yield Section(heading, key_of(each).meaning, optional, lines)


def _default(each: Field[Any]) -> object:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _words(kind: Any) -> str:
    inner = without_none(kind)
    if get_origin(inner) is tuple:
        return "a list"
    if get_origin(inner) is Literal:
        return "a text"
    if get_origin(inner) is not None:
        return "a table"
    return TYPE_WORDS.get(inner, str(inner))


def document(cls: type[Any], title: str, head: str) -> str:
    """The page of the docs: every table, key, default and range."""
    out = [f"# {title}", "", head, ""]
    for section in sections(cls):
        out += [f"## `{section.heading}`", "", section.meaning + (" May be left out." if section.optional else ""), ""]
        out += ["| key | default | allowed | meaning |", "|---|---|---|---|"]
        for line in section.lines:
            if line.default is MISSING:
                default = "*must be given*"
            else:
                default = "none" if line.default is None else f"`{toml(line.default)}`"
            allowed = line.key.allowed() or line.type
            out.append(f"| `{line.name}` | {default} | {allowed} | {line.key.meaning} |".replace("\n", " "))
        out.append("")
    return "\n".join(out)


def sample(cls: type[Any], head: str) -> str:
    """A file with every key: what has a default is written as a comment, what has none with an example."""
    out = [f"# {line}".rstrip() for line in head.splitlines()] + [""]
    for section in sections(cls):
        out += [f"# {section.meaning}" + (" May be left out." if section.optional else ""), section.heading]
        for line in section.lines:
            allowed = line.key.allowed()
            out.append(f"# {line.key.meaning}" + (f" ({allowed})" if allowed else ""))
            if line.default is MISSING or line.key.example is not None:
                out.append(f"{line.name} = {toml(line.key.example)}")
            elif line.default is None:
                out.append(f"# {line.name} = …")
            else:
                out.append(f"# {line.name} = {toml(line.default)}")
        out.append("")
    return "\n".join(out)
