"""Compose before money, issue after it.

``compose`` lays the whole document out with a stand-in stamp: it proves every glyph, every cell and the number of
pages, and raises instead of printing something else. ``Draft.issue`` then only adds the stamp to the proved pages;
it is fast, and with a stamp no longer than the stand-in it can not fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NoReturn

from forms import pdf
from forms.catalogue import DOCUMENTS, EXEMPTIONS
from forms.documents import land_ledger, resident_household, resident_person
from forms.fonts import GlyphRefused
from forms.page import Layer, Sheet
from forms.records import HouseholdRecord, LandRecord, PersonRecord, Record, UnknownDocument
from forms.records.land import LandState, Owner
from forms.records.resident import Address, Applicant, Member, Residence
from forms.stamp import Stamp, texts
from forms.textfit import LayoutOverflow

__all__ = ["Draft", "GlyphRefused", "LayoutOverflow", "Stamp", "UnknownDocument", "compose", "warm"]

STAND_IN = Stamp(
    number="W000-20981228-888888",
    check_number="8888-8888-8888-8888",
    issued_at=datetime(2098, 12, 28, 20, 58, 58, tzinfo=timezone(timedelta(hours=9))),
    kiosk="W000",
    place_name="부산광역시 금정구청 1층 민원여권과",
    phone="금정구청 민원여권과 051-519-0000",
    fee=88_888,
    exemption=max((each.register_law for each in EXEMPTIONS.values()), key=len),
)
"""A stamp as wide as any real one: 8 is the widest digit."""

_LAYOUTS: Mapping[str, Callable[[str, Any, Mapping[str, str]], Sequence[Sheet]]] = MappingProxyType(
    {
        "D01": resident_household.lay,
        "D02": resident_person.lay,
        "D03": land_ledger.lay,
        "D04": land_ledger.lay,
    }
)
"""Each takes the record that ``decode`` gives for its code."""


def warm() -> None:
    """Load fonts and the seal and set empty pages, so that the first page of a visit is as quick as the next."""
    pdf.warm()
    for code, record in _empty().items():
        compose(code, record, {})


def _empty() -> Mapping[str, Record]:
    """Records of nothing, for each layout."""
    on = date(2000, 1, 1)
    state = LandState(category_code="00", category="", area=Decimal(0), reason_code="00", on=on, reason="")
    owner = Owner(on=on, cause_code="00", cause="", address="", name="", registration="")
    parcel = LandRecord(
        pnu="0" * 19, location="", lot="", scale="", map_number="", sheet=1, land=(state,), owners=(owner,)
    )
    applicant = Applicant(name="", born=on)
    household = HouseholdRecord(
        applicant=applicant, householder="", addresses=(Address(address=""),), members=(Member(),)
    )
    person = PersonRecord(applicant=applicant, name="", number="000000-0******", addresses=(Residence(address=""),))
    return {"D01": household, "D02": person, "D03": parcel, "D04": parcel}


def compose(code: str, record: Record, options: Mapping[str, str], stand_in: Stamp = STAND_IN) -> Draft:
    """Lay out one document. Options not given have the catalogue's default.

    ``stand_in`` may carry the kiosk's own place and phone, so that these too are proved before money is taken. Raises
    ``UnknownDocument``, ``GlyphRefused``, ``LayoutOverflow``; ``ValueError`` for an option the catalogue does not have.
    """
    if code not in _LAYOUTS:
        raise UnknownDocument(code)
    draft = Draft(code, _LAYOUTS[code](code, record, _chosen(code, options)), stand_in)
    draft.issue(stand_in)
    return draft


def _chosen(code: str, options: Mapping[str, str]) -> Mapping[str, str]:
    known = {option.key: option for option in DOCUMENTS[code].options}
    for key, value in options.items():
        if key not in known or value not in known[key].values:
            raise ValueError(f"{code} has no option {key}={value}")
    return {key: options.get(key, option.default) for key, option in known.items()}


class Draft:
    """A document whose layout is proved. Holds personal data: no ``repr`` of it, and it refuses to be pickled."""

    def __init__(self, code: str, sheets: Sequence[Sheet], stand_in: Stamp) -> None:
        self._name = DOCUMENTS[code].name_ko
        # the sample mark has no condition: every Stamp is a test stamp
        self._sheets = tuple((sheet, pdf.sample_mark(sheet.paper, sheet.reserved), sheet.layer()) for sheet in sheets)
        # the stand-in's glyphs go into every copy, so that all copies share the font programs that were made for it
        self._spare = Layer("", sheets[0].filled(texts(stand_in)).glyphs)

    @property
    def pages(self) -> int:
        """Sides of paper of one copy."""
        return len(self._sheets)

    def issue(self, stamp: Stamp) -> bytes:
        """The finished PDF of one copy."""
        words = texts(stamp)
        sides = []
        for sheet, sample, printed in self._sheets:
            layers = (self._spare, sample, printed, sheet.filled(words))
            sides.append(pdf.Side(sheet.paper, layers, tuple(sheet.seals)))
        return pdf.write(f"{self._name} {stamp.number}", sides)

    def __repr__(self) -> str:
        return f"Draft({self._name}, {self.pages} pages)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a citizen's document is never pickled")
