"""``kiosk forms --out DIR``: every form with every sample record, as the errand prints it.

Land: each parcel of ``assets/registry``. Resident register: ``assets/form_samples/resident.json``, records as the
register would deliver them for the options beside them, from the least to the most that a paper can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from forms.catalogue import PRINTED
from forms.compose import STAND_IN, GlyphRefused, LayoutOverflow, compose
from forms.records import decode

ASSETS = Path(__file__).resolve().parent.parent / "assets"


class Sample(msgspec.Struct, frozen=True):
    """``options`` not named have the catalogue's default; ``record`` is the registry's own JSON."""

    document: str
    options: dict[str, str]
    record: msgspec.Raw


def write_samples(out: Path, assets: Path = ASSETS) -> Iterator[str]:
    """One PDF for each sample; yields a line for each: its path, or why it was refused (a sample is there for that,
    too).
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, sample in samples(assets).items():
        path = out / f"{sample.document}-{name}.pdf"
        try:
            draft = compose(sample.document, decode(sample.document, bytes(sample.record)), sample.options)
        except (GlyphRefused, LayoutOverflow) as refused:
            yield f"{path.name} refused: {refused}"
            continue
        path.write_bytes(draft.issue(STAND_IN))
        yield str(path)


def samples(assets: Path = ASSETS) -> Mapping[str, Sample]:
    """Name → sample of every form; a parcel's name is its number."""
    residents = (assets / "form_samples" / "resident.json").read_bytes()
    parcels = (assets / "registry" / "parcels.json").read_bytes()
    found = msgspec.json.decode(residents, type=dict[str, Sample])
    for pnu, record in msgspec.json.decode(parcels, type=dict[str, msgspec.Raw]).items():
        code = "D04" if pnu[10] == "2" else "D03"  # the 11th digit: 1 land, 2 mountain
        everything = {option.key: option.values[0] for option in PRINTED[code].options}
        found[pnu] = Sample(code, everything, record)
    return found
