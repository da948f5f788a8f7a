"""The registries that the sample district serves: ``parcels.json``, one object, pnu → record as ``forms.records``
reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec


class RegistryWrong(Exception):
    """The registry's file is missing or is not what it should be."""


def read_parcels(folder: Path) -> Mapping[str, bytes]:
    """pnu → the record's own bytes, served as they stand in the file. Raises ``RegistryWrong``."""
    path = folder / "parcels.json"
    try:
        parcels = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError) as error:
        raise RegistryWrong(f"{path}: {error}") from error
    return {pnu: bytes(record) for pnu, record in parcels.items()}
