"""The words of the screens: one catalogue per language (assets/strings/ko/, en/: a file per part of the visit), the
same keys in both.

Placeholders are named (``{amount}``). Money, copies and names of documents are written here, so that no screen
formats them.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from forms.catalogue import DOCUMENTS, LegalDong
from kiosk.ui.assets import ASSETS

log = logging.getLogger(__name__)


class Language(StrEnum):
    KO = "ko"
    EN = "en"


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Key with dots → text. Raises OSError, tomllib.TOMLDecodeError, or ValueError for a key that two files have."""
    texts: dict[str, str] = {}
    for path in sorted((ASSETS / "strings" / language.value).glob("*.toml")):
        with path.open("rb") as file:
            found = dict(_flat("", tomllib.load(file)))
        if twice := texts.keys() & found.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} stand in another file as well")
        texts |= found
    return texts


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flat(f"{prefix}{key}.", value)
        else:
            pairs.append((prefix + key, str(value)))
    return pairs


class Noun(str):
    """A Korean word that knows its particle: ``{name:을/를}`` writes 을 after a final consonant, 를 after none."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if "/" not in spec:
            return super().__format__(spec)
        closed, opened = spec.split("/")
        has_final = "가" <= self[-1:] <= "힣" and (ord(self[-1]) - ord("가")) % 28 != 0
        return f"{self!s}{closed if has_final else opened}"


class Strings:
    """The catalogue of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = catalogue(language)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def text(self, key: str, /, **values: object) -> str:
        """Raises KeyError for a key that is not in the catalogue: a bug of the screen that asks."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def said(self, prefix: str, key: str, /, **values: object) -> str:
        """A text whose last part the core chose. A word nobody translated falls back to ``<prefix>.other`` and is
        logged."""
        if f"{prefix}.{key}" not in self._texts:
            log.warning("no text for %s.%s", prefix, key)
            key = "other"
        return self.text(f"{prefix}.{key}", **values)

    def counted(self, key: str, count: int) -> str:
        """``key.one`` or ``key.many`` with ``{n}``."""
        return self.text(f"{key}.one" if count == 1 else f"{key}.many", n=count)

    def money(self, won: int) -> str:
        return self.text("money", amount=f"{won:,}")

    def document(self, code: str) -> Noun:
        document = DOCUMENTS[code]
        return Noun(document.name_ko if self.language is Language.KO else document.name_en)

    def dong(self, dong: LegalDong) -> str:
        return dong.name_ko if self.language is Language.KO else dong.name_en
