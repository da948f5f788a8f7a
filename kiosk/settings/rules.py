"""What the core has to know of kiosk.toml, and what a citizen can have on this machine."""

from __future__ import annotations

from dataclasses import fields

from drivers.api import DeviceId, Won
from forms.catalogue import DOCUMENTS, FEE_TABLES, PRINTED
from kiosk import __version__
from kiosk.core.rules import Delays, HopperRule, Rules
from kiosk.settings.tables import Documents, Settings

COIN_ACCEPTOR = DeviceId("coin_acceptor")
DOCUMENT_PRINTER = DeviceId("document_printer")
CARD_READER = DeviceId("card_reader")
RECEIPT_PRINTER = DeviceId("receipt_printer")


def to_rules(settings: Settings) -> Rules:
    """What the core has to know of it."""
    place, papers, acceptor = settings.kiosk, settings.documents, settings.coin_acceptor
    delays = {each.name: getattr(settings.delays, each.name) for each in fields(Delays)}
    fed = set(acceptor.paths.values()) if acceptor else set[str]()
    return Rules(
        kiosk=place.id,
        place=place.place,
        fees={code: Won(fee) for code, fee in _fees(papers).items()},
        hidden=frozenset(papers.hidden),
        hours=(place.hours[0], place.hours[1]) if place.hours else None,
        utc_offset_minutes=place.utc_offset_minutes,
        coin_acceptor=COIN_ACCEPTOR if acceptor else None,
        document_printer=DOCUMENT_PRINTER,
        receipt_printer=RECEIPT_PRINTER if settings.receipt_printer else None,
        card_reader=CARD_READER if settings.card_reader else None,
        means=_means(settings),
        hoppers=tuple(
            HopperRule(DeviceId(each.id), Won(each.value), each.max_pieces, each.reserve) for each in settings.hoppers
        ),
        sorter={Won(each.value): DeviceId(each.id) for each in settings.hoppers if each.id in fed},
        coins=tuple(Won(value) for value in acceptor.coins) if acceptor else (),
        max_copies=papers.max_copies,
        max_copies_visit=papers.max_copies_visit,
        max_clock_offset_s=settings.district.max_clock_offset,
        software=__version__,
        delays=Delays(**delays),
    )


def offered(settings: Settings) -> dict[str, int]:
    """Document code → won per copy of what a citizen can have here: not hidden, and of those that ask who one is only
    what this machine can ask."""
    means = _means(settings)
    return {
        code: fee
        for code, fee in _fees(settings.documents).items()
        if code in PRINTED
        and code not in settings.documents.hidden
        and (not DOCUMENTS[code].identity or not means.isdisjoint(DOCUMENTS[code].identity))
    }


def _means(settings: Settings) -> frozenset[str]:
    """Means of identification (``forms.catalogue.MEANS``) that this machine has."""
    return frozenset({"card_pin"} if settings.card_reader and settings.identity.trust_root else ())


def _fees(papers: Documents) -> dict[str, int]:
    """Document code → won per copy: the table in force and what differs from it."""
    return {**FEE_TABLES[papers.fee_table], **papers.fees}
