"""Reads a TOML text into frozen dataclasses.

A *table* is a frozen dataclass whose fields are made by ``setting(…)``: type, default, allowed values and one sentence
of meaning stand in one place; reading, the settings' page of the docs and the sample file (``schema_pages``) are all
made from it. Every problem of a file is found in one go and named by table, key, value and what is allowed.

Field types: str, ``Literal`` (with the same ``choices``), int, float, bool, Path, ``tuple[str, ...]``, ``tuple[int,
...]``, ``Mapping[str, int]``, ``Mapping[str, str]``, a table, ``table | None`` (may be left out) and ``tuple[table,
...]`` (``[[name]]``).
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

ABSOLUTE = r"/[^\x00-\x1f\x7f]+"
"""Pattern of a path from the root."""


class SettingsWrong(ValueError):
    """The file can not be used. ``problems``: one sentence each (``kiosk.toml: [delays] idle = -3: must be …``)."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of one key beside its type and default."""

    meaning: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    shape: str = ""
    """The pattern (or anything else that has to hold) in words."""
    example: object = None
    """Written into the sample where there is no default."""
    secret: bool = False

    def allowed(self) -> str:
        """The allowed values in words: ``5 … 600 seconds``; empty: anything of the type."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"{toml(self.low)} … {toml(self.high)} {self.unit}".rstrip()
        return self.shape


def setting(
    meaning: str,
    *,
    default: object = MISSING,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    choices: tuple[str, ...] = (),
    pattern: str | None = None,
    shape: str = "",
    example: object = None,
    secret: bool = False,
) -> Any:
    """A dataclass field that carries its :class:`Key`. Without ``default`` the file has to give it."""
    metadata = {"key": Key(meaning, low, high, unit, choices, pattern, shape, example, secret)}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


def key_of(each: Field[Any]) -> Key:
    """Raises ``KeyError`` for a field that was not made by ``setting``: a table of settings documents each key."""
    found: Key = each.metadata["key"]
    return found


def read(cls: type[T], text: str, name: str) -> T:
    """The table ``cls`` from a TOML text; ``name`` is how the file is called in problems. Raises ``SettingsWrong``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong((f"{name}: not TOML: {error}",)) from error
    reader = _Reader(name)
    value = reader.table(cls, data, "")
    if reader.problems:
        raise SettingsWrong(tuple(reader.problems))
    return value  # type: ignore[no-any-return]  # built by cls(**values)


def nth(name: str, number: int) -> str:
    """Which of several tables of one name is meant: ``[[hoppers]] (second)``; ``number`` from 1."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    return f"[[{name}]] ({words[number - 1] if number <= len(words) else f'no. {number}'})"


class _Bad(Exception):
    """One value is not allowed; the text says what is."""


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self.problems: list[str] = []

    def table(self, cls: type[Any], data: Mapping[str, Any], where: str) -> Any:
        """None where something is wrong; ``problems`` then says what."""
        types = get_type_hints(cls)
        known = {each.name: each for each in fields(cls)}
        before = len(self.problems)
        for name in data:
            if name not in known:
                self._unknown(name, tuple(known), where)
        values: dict[str, Any] = {}
        for name, each in known.items():
            if name in data:
                values[name] = self._value(types[name], key_of(each), data[name], where, name)
            elif _has_default(each):
                continue
            elif _is_table(types[name]):
                values[name] = self.table(types[name], {}, name)
            else:
                words = key_of(each).allowed()
                self._say(where, f"{name} is missing" + (f": must be {words}" if words else ""))
        return cls(**values) if len(self.problems) == before else None

    def _unknown(self, name: str, known: tuple[str, ...], where: str) -> None:
        near = difflib.get_close_matches(name, known, 1, 0.5)
        what = "key" if where else "table"
        self._say(where, f"{name}: unknown {what}" + (f", did you mean {near[0]}?" if near else ""))

    def _say(self, where: str, words: str) -> None:
        table = where if where.startswith("[") or not where else f"[{where}]"
        self.problems.append(f"{self._name}: {table} {words}" if table else f"{self._name}: {words}")

    def _value(self, kind: Any, spec: Key, value: Any, where: str, name: str) -> Any:
        inner = without_none(kind)
        if _is_table(inner):
            if not isinstance(value, dict):
                self._say(where, f"{name}: must be a table, [{name}]")
                return None
            return self.table(inner, value, f"{where}.{name}" if where else name)
        if get_origin(inner) is tuple and _is_table(get_args(inner)[0]):
            if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
                self._say(where, f"{name}: must be tables, [[{name}]]")
                return None
            return tuple(
                self.table(get_args(inner)[0], each, nth(name, number)) for number, each in enumerate(value, start=1)
            )
        try:
            return _checked(inner, spec, value)
        except _Bad as bad:
            shown = "…" if spec.secret else toml(value)
            self._say(where, f"{name} = {shown}: must be {bad}")
            return None


def _checked(kind: Any, spec: Key, value: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise _Bad("a list" + (f", each {spec.allowed()}" if spec.allowed() else ""))
        many = tuple(_checked(args[0], spec, each) for each in value)
        if len(args) == 2 and args[1] is not Ellipsis and len(many) != 2:
            raise _Bad(spec.allowed() or "a list of two")
        return many
    if origin is Literal:
        if value not in args:
            raise _Bad(spec.allowed())
        return value
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise _Bad("a table" + (f" of {spec.allowed()}" if spec.allowed() else ""))
        return {name: _checked(args[1], spec, each) for name, each in value.items()}
    if kind is Path and isinstance(value, str):
        if spec.pattern is not None and re.fullmatch(spec.pattern, value) is None:
            raise _Bad(spec.allowed())
        return Path(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise _Bad(spec.allowed() or TYPE_WORDS.get(kind, kind.__name__))
    if isinstance(value, int | float) and not isinstance(value, bool):
        low = -math.inf if spec.low is None else spec.low
        high = math.inf if spec.high is None else spec.high
        if not low <= value <= high or math.isinf(value):
            raise _Bad(spec.allowed())
    if isinstance(value, str) and spec.choices and value not in spec.choices:
        raise _Bad(spec.allowed())
    if isinstance(value, str) and spec.pattern is not None and re.fullmatch(spec.pattern, value) is None:
        raise _Bad(spec.allowed())
    return value


TYPE_WORDS: Mapping[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Path: "a path",
}
"""What a key without limits of its own may hold."""


def _has_default(each: Field[Any]) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind)


def without_none(kind: Any) -> Any:
    """The type of a key that may be left out, as it is where it is given."""
    if get_origin(kind) is UnionType:
        return next(each for each in get_args(kind) if each is not type(None))
    return kind


def toml(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case Path() | str():
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list() | tuple():
            return "[" + ", ".join(toml(each) for each in value) + "]"
        case Mapping():
            return "{" + ", ".join(f"{name} = {toml(each)}" for name, each in value.items()) + "}"
        case _:
            return str(value)
