"""What may not stand together in one kiosk.toml, though each value alone is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from drivers.api import CASH_BOX, Won
from forms.catalogue import PRINTED
from kiosk.core.money import Purse, reachable
from kiosk.settings.devices import Acceptor
from kiosk.settings.rules import offered, to_rules
from kiosk.settings.schema import nth, toml
from kiosk.settings.tables import SAMPLE_KEY, Settings

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def contradictions(settings: Settings) -> Iterator[str]:
    """What each value alone does not show; what only a sound file can show, only then."""
    wrong = tuple(_contradictions(settings))
    yield from wrong or _prices(settings)


def _contradictions(settings: Settings) -> Iterator[str]:
    place, district = settings.kiosk, settings.district
    if place.hours and (len(place.hours) != 2 or _never(*place.hours)):
        yield (
            f'[kiosk] hours = {toml(place.hours)}: must be two times like "05:00", "24:00", '
            'or over midnight like "05:00", "02:00", that differ'
        )
    if district.key == SAMPLE_KEY:
        yield "[district] key = …: must be this kiosk's own key, not the one of the sample"
    longest = 2 * (district.timeout + 1) + 1  # two requests in a row, each with a second to connect
    if settings.watchdog.hang < longest:
        yield (
            f"[watchdog] hang = {toml(settings.watchdog.hang)}: must be at least {toml(longest)} seconds "
            f"with [district] timeout = {toml(district.timeout)}, or waiting would count as hanging"
        )
    if not settings.sound.player:
        yield "[sound] player = []: must name a command (voice = false turns the voice off)"
    yield from _documents(settings)
    yield from _cabinet(settings)
    yield from _identity(settings)
    if acceptor := settings.coin_acceptor:
        yield from _acceptor(acceptor, {each.id for each in settings.hoppers})


def _never(opens: str, closes: str) -> bool:
    """No moment lies between the two."""
    return opens == closes or (opens, closes) == ("24:00", "00:00")


def _documents(settings: Settings) -> Iterator[str]:
    papers = settings.documents
    for code, fee in papers.fees.items():
        if code not in PRINTED:
            yield f"[documents] fees.{code}: must be one of {', '.join(PRINTED)}"
        if fee % 10:
            yield f"[documents] fees.{code} = {fee}: must be a multiple of 10 won"
    if not offered(settings):
        yield f"[documents] hidden = {toml(papers.hidden)}: must leave a document to be offered"
    if papers.max_copies > papers.max_copies_visit:
        yield (
            f"[documents] max_copies = {papers.max_copies}: must be at most max_copies_visit, "
            f"{papers.max_copies_visit} copies"
        )


def _cabinet(settings: Settings) -> Iterator[str]:
    acceptor, hoppers = settings.coin_acceptor, settings.hoppers
    if settings.cctalk is None and (acceptor or hoppers):
        yield "[cctalk] port is missing: must be given with a coin acceptor or hopper"
    names = [("[coin_acceptor]", "coin_acceptor", acceptor.address)] if acceptor else []
    names += [(nth("hoppers", number), each.id, each.address) for number, each in enumerate(hoppers, start=1)]
    for number, (where, name, address) in enumerate(names):
        for _, other, taken in names[:number]:
            if taken == address:
                yield f"{where} address = {address}: must differ, {other} and {name} have the same"
            if other == name:
                yield f'{where} id = "{name}": must differ from every other hopper\'s'

    if (receipts := settings.receipt_printer) and settings.cctalk and receipts.port == settings.cctalk.port:
        yield f"[receipt_printer] port = {toml(receipts.port)}: must differ from the one of [cctalk]"


def _identity(settings: Settings) -> Iterator[str]:
    roots = settings.identity.trust_root
    if roots is None:
        return
    url = settings.district.url
    if not url.startswith("https://") and urlsplit(url).hostname not in _THIS_MACHINE:
        yield f"[district] url = {toml(url)}: must be an https:// address where [identity] names a trust_root"
    where = f"[identity] trust_root = {toml(roots)}: must"
    if settings.card_reader is None:
        yield f"{where} have a [card_reader] whose cards it is for"
    try:
        pem = roots.read_bytes()
    except OSError as error:
        yield f"{where} be a file that the kiosk's user can read: {error.strerror}"
    else:
        if not _has_certificates(pem):
            yield f"{where} hold certificates in PEM form, and nothing else"


def _has_certificates(pem: bytes) -> bool:
    import ssl  # only where cards are believed: it is not needed for the first paint

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem.decode("ascii"))
    except (ssl.SSLError, ValueError):
        return False
    return True


def _acceptor(acceptor: Acceptor, hoppers: set[str]) -> Iterator[str]:
    if list(acceptor.coins) != sorted(set(acceptor.coins)) or not acceptor.coins:
        yield f"[coin_acceptor] coins = {toml(acceptor.coins)}: must be different values, smallest first"
    for value in acceptor.coins:
        if value not in (10, 50, 100, 500):
            yield f"[coin_acceptor] coins = {toml(acceptor.coins)}: must be of 10, 50, 100, 500 won"
    for path, store in acceptor.paths.items():
        if not path.isdecimal() or not 0 <= int(path) <= 8:
            yield f"[coin_acceptor] paths.{path}: must be 0 … 8"
        if store != CASH_BOX and store not in hoppers:
            yield f'[coin_acceptor] paths.{path} = "{store}": must be one of {", ".join([CASH_BOX, *sorted(hoppers)])}'


def _prices(settings: Settings) -> Iterator[str]:
    """Fees that nobody could ever pay, however well the hoppers are filled: coins are the only means."""
    if settings.coin_acceptor is None:
        return
    rules = to_rules(settings)
    full = [Purse(each.device, each.value, each.max_pieces) for each in rules.hoppers]
    full.sort(key=lambda purse: -purse.value)
    for code, fee in offered(settings).items():
        if reachable(rules.coins, 0, Won(fee), full, rules.sorter):
            continue
        own = code in settings.documents.fees
        key = f"fees.{code} = {fee}" if own else f'fee_table = "{settings.documents.fee_table}" ({code}: {fee} won)'
        back = f"hoppers of {', '.join(str(each.value) for each in full)} won" if full else "no hopper"
        yield (
            f"[documents] {key}: must be payable with [coin_acceptor] coins = {toml(rules.coins)}, each of which "
            f"could be given back ({back})"
        )
