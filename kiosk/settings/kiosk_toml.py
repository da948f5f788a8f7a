"""kiosk.toml as a file: read into ``Settings``, and the pages that are written from its tables.

``docs/settings.md`` and ``assets/kiosk.toml`` are made here (``kiosk settings --docs``, ``--sample``). A wrong value
stops the start and is named (``SettingsWrong``).
"""

from __future__ import annotations

import codecs
from pathlib import Path

from kiosk.settings.checks import contradictions
from kiosk.settings.schema import SettingsWrong, read
from kiosk.settings.schema_pages import document, sample
from kiosk.settings.tables import Settings


def load(path: Path) -> Settings:
    """Raises ``SettingsWrong`` with every problem of the file."""
    try:
        stored = path.read_bytes()
    except OSError as error:
        raise SettingsWrong((f"{path.name}: can not be read: {error.strerror}: {path}",)) from error
    if stored.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SettingsWrong((f"{path.name}: begins with a byte order mark: save it as UTF-8 without BOM",))
    try:
        text = stored.decode("utf-8")
    except UnicodeDecodeError as error:
        line = stored.count(b"\n", 0, error.start) + 1
        raise SettingsWrong((f"{path.name}: line {line} is not UTF-8: save it as UTF-8 without BOM",)) from error
    return parse(text, path.name)


def parse(text: str, name: str = "kiosk.toml") -> Settings:
    """As ``load``, from a text."""
    settings = read(Settings, text, name)
    if problems := tuple(f"{name}: {each}" for each in contradictions(settings)):
        raise SettingsWrong(problems)
    return settings


def docs_page() -> str:
    """docs/settings.md."""
    return document(
        Settings,
        "kiosk.toml",
        "Written from `kiosk/settings` by `kiosk settings --docs`; do not edit.\n\n"
        "A wrong value stops the start and is named: `kiosk.toml: [delays] idle = -3: must be 5 … 600 seconds`.\n"
        "Changes take effect at the next start.",
    )


def sample_file() -> str:
    """assets/kiosk.toml."""
    return sample(
        Settings,
        "Settings of one kiosk. Written from kiosk/settings by `kiosk settings --sample`.\n"
        "A key with # before it has the value shown unless you change it.",
    )
