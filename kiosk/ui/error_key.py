"""Which words of assets/strings/*/trouble.toml tell what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Container

log = logging.getLogger(__name__)

_SAYS_NO_MORE = (None, "printer", "no_record")
"""Details to which their code's words need no addition. ``no_record``: a record that is not there and one that may not
be given are answered alike, so that nothing is disclosed."""


def error_key(strings: Container[str], code: str, detail: str | None) -> str:
    """The part of ``error.<key>.title``, ``.what`` and ``.do`` that fits best: code and detail, detail, code. One that
    nobody translated is logged."""
    for key in (f"{code}_{detail}", f"{detail}"):
        if f"error.{key}.title" in strings:
            return key
    if detail not in _SAYS_NO_MORE:
        log.warning("no text for error.%s.%s", code, detail)
    if f"error.{code}.title" in strings:
        return code
    log.warning("no text for error.%s", code)
    return "other"
