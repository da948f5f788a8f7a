"""IPP messages as bytes (RFC 8010), written for the simulated printer and shared with nobody.

``decode(bytes)`` gives a ``Message`` or raises ``BadMessage``; ``encode`` is its opposite. An attribute's values are
plain: ``int``, ``bool``, ``str``, ``bytes``, ``(low, high)``, ``None`` for out-of-band, and a tuple of attributes for
a collection.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum


class BadMessage(ValueError):
    """Not an IPP message; the printer answers client-error-bad-request."""


class Group(IntEnum):
    """Delimiter tags, RFC 8010 3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Syntax(IntEnum):
    """Value tags, RFC 8010 3.5.2."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER = 0x4A


@dataclass(frozen=True)
class Attribute:
    name: str
    syntax: int
    values: tuple[Value, ...]


Value = int | bool | str | bytes | tuple[int, int] | tuple[int, int, int] | tuple[Attribute, ...] | None


@dataclass(frozen=True)
class Message:
    """``code``: the operation of a request, the status of an answer. ``document``: what follows the attributes."""

    version: tuple[int, int]
    code: int
    request_id: int
    groups: tuple[tuple[int, tuple[Attribute, ...]], ...] = ()
    document: bytes = field(default=b"", repr=False)

    def first(self, group: Group) -> dict[str, Attribute]:
        """The attributes of the first group of this kind, in their order; empty if there is none."""
        for tag, attributes in self.groups:
            if tag == group:
                return {attribute.name: attribute for attribute in attributes}
        return {}


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise BadMessage(f"cut off at byte {len(self.data)}")
        piece = self.data[self.at : self.at + count]
        self.at += count
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def counted(self) -> bytes:
        return self.take(self.number(2))


def decode(data: bytes) -> Message:
    """One whole message. Raises ``BadMessage``."""
    reader = _Reader(data)
    version = (reader.number(1), reader.number(1))
    code = reader.number(2)
    request_id = reader.number(4)
    groups: list[tuple[int, list[Attribute]]] = []
    while (tag := reader.number(1)) != Group.END:
        if tag < 0x10:
            groups.append((tag, []))
            continue
        if not groups:
            raise BadMessage("a value before any group")
        name = _text(reader.counted())
        value = _value(reader, tag, reader.counted())
        attributes = groups[-1][1]
        if name:
            attributes.append(Attribute(name, tag, (value,)))
        elif attributes:
            last = attributes[-1]
            attributes[-1] = Attribute(last.name, last.syntax, (*last.values, value))
        else:
            raise BadMessage("a further value without a first one")
    frozen = tuple((tag, tuple(attributes)) for tag, attributes in groups)
    return Message(version, code, request_id, frozen, data[reader.at :])


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadMessage("text that is not UTF-8") from error


def _value(reader: _Reader, tag: int, raw: bytes) -> Value:
    try:
        match tag:
            case Syntax.INTEGER | Syntax.ENUM:
                (number,) = struct.unpack(">i", raw)
                return int(number)
            case Syntax.BOOLEAN:
                return bool(raw[0])
            case Syntax.RANGE:
                low, high = struct.unpack(">ii", raw)
                return (int(low), int(high))
            case Syntax.RESOLUTION:
                x, y, unit = struct.unpack(">iib", raw)
                return (int(x), int(y), int(unit))
            case Syntax.TEXT_WITH_LANGUAGE | Syntax.NAME_WITH_LANGUAGE:
                skip = 2 + int.from_bytes(raw[:2], "big")
                return _text(raw[skip + 2 :])
            case Syntax.BEGIN_COLLECTION:
                return tuple(_members(reader))
            case Syntax.OCTETS | Syntax.DATE_TIME:
                return raw
            case Syntax.UNSUPPORTED | Syntax.UNKNOWN | Syntax.NO_VALUE:
                return None
            case _:
                return _text(raw)
    except (struct.error, IndexError) as error:
        raise BadMessage(f"a value of syntax {tag:#04x} with {len(raw)} bytes") from error


def _members(reader: _Reader) -> Iterator[Attribute]:
    """The members of a collection up to its end (RFC 8010 3.1.6)."""
    name, syntax, values = "", 0, list[Value]()
    while True:
        tag = reader.number(1)
        if reader.counted():
            raise BadMessage("a named value inside a collection")
        raw = reader.counted()
        if tag in (Syntax.MEMBER, Syntax.END_COLLECTION):
            if name:
                yield Attribute(name, syntax, tuple(values))
            if tag == Syntax.END_COLLECTION:
                return
            name, syntax, values = _text(raw), 0, []
        else:
            syntax = tag
            values.append(_value(reader, tag, raw))


def encode(message: Message) -> bytes:
    out = bytearray(struct.pack(">BBHI", *message.version, message.code, message.request_id))
    for tag, attributes in message.groups:
        out.append(tag)
        for attribute in attributes:
            name = attribute.name
            for value in attribute.values:
                out += _piece(_syntax_of(attribute, value), name, value)
                name = ""
    out.append(Group.END)
    return bytes(out) + message.document


def _syntax_of(attribute: Attribute, value: Value) -> int:
    return Syntax.NO_VALUE if value is None and attribute.syntax >= 0x20 else attribute.syntax


def _piece(syntax: int, name: str, value: Value) -> bytes:
    if syntax == Syntax.BEGIN_COLLECTION:
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is no collection")
        out = _framed(syntax, name, b"")
        for member in value:
            if not isinstance(member, Attribute):
                raise TypeError(f"{name} is no collection")
            out += _framed(Syntax.MEMBER, "", member.name.encode())
            for inner in member.values:
                out += _piece(member.syntax, "", inner)
        return out + _framed(Syntax.END_COLLECTION, "", b"")
    return _framed(syntax, name, _raw(syntax, value))


def _framed(syntax: int, name: str, raw: bytes) -> bytes:
    encoded = name.encode()
    return struct.pack(">BH", syntax, len(encoded)) + encoded + struct.pack(">H", len(raw)) + raw


def _raw(syntax: int, value: Value) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">i", value)
        case str():
            return value.encode()
        case bytes():
            return value
        case (int() as low, int() as high):
            return struct.pack(">ii", low, high)
        case (int() as x, int() as y, int() as unit):
            return struct.pack(">iib", x, y, unit)
        case _:
            raise TypeError(f"no bytes for syntax {syntax:#04x}")
