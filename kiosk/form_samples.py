"""``kiosk forms --out DIR``: every form with every sample record of ``assets/registry``, as the errand prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from forms.catalogue import PRINTED, Document
from forms.compose import STAND_IN, GlyphRefused, LayoutOverflow, compose
from forms.records import decode

REGISTRY = Path(__file__).resolve().parent.parent / "assets" / "registry"


def write_samples(out: Path, registry: Path = REGISTRY) -> Iterator[str]:
    """One PDF for each document and parcel that fits it, all options printed; yields a line for each: its path, or
    why it was refused (a sample is there for that, too).
    """
    out.mkdir(parents=True, exist_ok=True)
    parcels: Mapping[str, msgspec.Raw] = msgspec.json.decode(
        (registry / "parcels.json").read_bytes(), type=dict[str, msgspec.Raw]
    )
    for document in PRINTED.values():
        options = {option.key: option.values[0] for option in document.options}
        for pnu, record in parcels.items():
            if not _fits(document, pnu):
                continue
            path = out / f"{document.code}-{pnu}.pdf"
            try:
                draft = compose(document.code, decode(document.code, bytes(record)), options)
            except (GlyphRefused, LayoutOverflow) as refused:
                yield f"{path.name} refused: {refused}"
                continue
            path.write_bytes(draft.issue(STAND_IN))
            yield str(path)


def _fits(document: Document, pnu: str) -> bool:
    """The 11th digit: 1 land, 2 mountain."""
    return pnu[10] == ("2" if document.inputs == "parcel_mountain" else "1")
