"""kiosk.toml: everything one kiosk may differ in, read once at the start into frozen values.

Every key, its default and what is allowed stand here and nowhere else; ``docs/settings.md`` and ``assets/kiosk.toml``
are written from this file (``kiosk settings --docs``, ``--sample``). A wrong value stops the start and is named
(``SettingsWrong``).
"""

# setting() is dataclasses.field() with a meaning: evaluated once per field, as intended.
# ruff: noqa: RUF009

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from drivers.api import CASH_BOX, DeviceId, Won
from forms.catalogue import DOCUMENTS, FEE_TABLES, PRINTED
from kiosk import __version__
from kiosk.core.money import Purse, reachable
from kiosk.core.rules import Delays, HopperRule, Rules
from kiosk.settings_read import SettingsWrong, document, nth, read, sample, setting, toml

COIN_ACCEPTOR = DeviceId("coin_acceptor")
DOCUMENT_PRINTER = DeviceId("document_printer")
CARD_READER = DeviceId("card_reader")
RECEIPT_PRINTER = DeviceId("receipt_printer")

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d|24:00"
_ABSOLUTE = r"/[^\x00-\x1f\x7f]+"
_NAME = r"(?! )[^\x00-\x1f\x7f]{1,40}(?<! )"
_SAMPLE_KEY = "change-me-please"
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """[kiosk]"""

    id: str = setting(
        "Name of this kiosk at the district; the head of every issue number.",
        pattern=r"[A-Z0-9]{4}",
        shape="four capital letters or digits",
        example="B001",
    )
    place: Literal["inside", "outside"] = setting(
        "Whether the machine stands in an administrative office; some documents may only be had there.",
        choices=("inside", "outside"),
        default="inside",
    )
    place_name_ko: str = setting(
        "The place in Korean, as the citizen reads it.",
        pattern=_NAME,
        shape="1 … 40 letters in one line",
        default="금정구청 민원실",
    )
    place_name_en: str = setting(
        "The place in English.", pattern=_NAME, shape="1 … 40 letters in one line", default="Geumjeong District Office"
    )
    phone: str = setting(
        "Whom to call; shown with every trouble.",
        pattern=r"[0-9-]{3,20}",
        shape="digits and -",
        default="051-519-0000",
    )
    hours: tuple[str, ...] = setting(
        "When a visit may begin, local time: from, to. A second time that is the earlier one is the next day's "
        '("05:00", "02:00"). An empty list: always.',
        pattern=_CLOCK,
        shape='two times like "05:00", "24:00"',
        default=(),
    )
    utc_offset_minutes: int = setting(
        "Local time minus UTC (Korea: 540).", low=-720, high=840, unit="minutes", default=540
    )
    state: Path = setting(
        "Folder of the journal and of what else outlives a power cut; on a disk that honours fsync.",
        pattern=_ABSOLUTE,
        shape="a path from the root, like /var/lib/kiosk",
        default=Path("/var/lib/kiosk"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """[documents]"""

    fee_table: str = setting("The fee table in force.", choices=tuple(FEE_TABLES), example="2003")
    fees: Mapping[str, int] = setting(
        "Fees that differ from the table: document code = won per copy, a multiple of 10.",
        low=0,
        high=100_000,
        unit="won",
        default={},
    )
    hidden: tuple[str, ...] = setting("Documents that are not offered here.", choices=tuple(PRINTED), default=())
    max_copies: int = setting(
        "Copies of one document; no more than max_copies_visit.", low=1, high=20, unit="copies", default=5
    )
    max_copies_visit: int = setting("Copies in one visit.", low=1, high=50, unit="copies", default=10)


_core = Delays()


def _delay(name: str, meaning: str, low: float, high: float) -> float:
    default: float = getattr(_core, name)
    made: float = setting(meaning, low=low, high=high, unit="seconds", default=default)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaySettings:
    """[delays]: the same names as ``kiosk.core.rules.Delays``."""

    idle: float = _delay("idle", "Without a touch for so long, the citizen is asked whether to go on.", 5, 600)
    warning: float = _delay(
        "warning", "How long that question waits before the visit ends (WCAG 2.2.1: 20 or more).", 20, 600
    )
    payment: float = _delay("payment", "Time to put in the first coin.", 20, 600)
    payment_more: float = _delay("payment_more", "Added once money is in.", 20, 600)
    take: float = _delay("take", "Time to take the paper and the change.", 10, 600)
    thanks: float = _delay("thanks", "How long the last screen stays.", 1, 60)
    notice: float = _delay("notice", "How long a notice of trouble stays.", 5, 300)
    refund_offer: float = _delay(
        "refund_offer", "After a power cut: how long money is offered to whoever stands there.", 20, 300
    )
    short_downtime: float = _delay(
        "short_downtime", "A longer stop than this makes a claim at the office instead.", 0, 3600
    )
    compose: float = _delay("compose", "Records and layout have to be there by then.", 2, 120)
    prepare: float = _delay("prepare", "A device has to report its counters by then.", 1, 30)
    gate: float = _delay("gate", "How long a visit stays open for a coin that is just falling.", 1, 10)
    act_silence: float = _delay("act_silence", "An act without progress for so long is given to a claim.", 10, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """[district]"""

    url: str = setting(
        "Where the district server answers; https:// if cards are believed, for people's records come from there.",
        pattern=r"https?://[^\s/]+(/[^\s]*)?",
        shape="an http:// or https:// address",
        example="https://district.example",
    )
    key: str = setting(
        "This kiosk's key there. The file should be readable by the kiosk's user alone.",
        pattern=r"[\x21-\x7e]{8,200}",
        shape="8 … 200 letters, digits or signs without spaces",
        example=_SAMPLE_KEY,
        secret=True,
    )
    timeout: float = setting("How long one request may take.", low=0.5, high=30, unit="seconds", default=5.0)
    max_clock_offset: float = setting(
        "No paper is issued while the clock is further off the district's.",
        low=1,
        high=3600,
        unit="seconds",
        default=60.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CcTalk:
    """[cctalk]"""

    port: Path = setting(
        "The serial port of the ccTalk bus.",
        pattern=_ABSOLUTE,
        shape="a path from the root, like /dev/ttyUSB0",
        example="/dev/ttyUSB0",
    )
    echo: Literal["auto", "yes", "no"] = setting(
        "Whether the wire returns what is sent (a single-wire bus does); auto finds out.",
        choices=("auto", "yes", "no"),
        default="auto",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptor:
    """[coin_acceptor]"""

    address: int = setting("Address on the bus.", low=2, high=255, default=2)
    coins: tuple[int, ...] = setting(
        "Coins that may be taken, smallest first.", low=10, high=500, unit="won", default=(100, 500)
    )
    paths: Mapping[str, str] = setting(
        'Sorter path = store that it leads to: a hopper\'s id or "cash_box". Path 0 is an acceptor without a sorter.',
        pattern=r"[a-z][a-z0-9_]{0,31}",
        shape="store names like cash_box, hopper_100",
        default={"0": "cash_box"},
        example={"1": "hopper_100", "2": "cash_box"},
    )
    accept_count: Literal["kept", "volatile"] = setting(
        "Whether its accept counter (header 225) survives a power cut or restarts with it.",
        choices=("kept", "volatile"),
        default="kept",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HopperSettings:
    """[[hoppers]]"""

    id: str = setting(
        "Its name in the journal; never changed while coins are in it.",
        pattern=r"hopper_[a-z0-9_]{1,24}",
        shape="a name like hopper_100",
        example="hopper_100",
    )
    address: int = setting("Address on the bus.", low=3, high=255, example=3)
    value: int = setting("Won per coin.", low=10, high=500, unit="won", example=100)
    serial: int = setting(
        "Serial number that has to answer there, so that two hoppers are never mixed up; 0: any.",
        low=0,
        high=0xFFFFFF,
        default=0,
    )
    dispense: Literal["key", "serial"] = setting(
        "What makes it pay: an answer to its cipher key (headers 161 and 160), or its serial number alone.",
        choices=("key", "serial"),
        default="key",
    )
    max_pieces: int = setting("The most coins of one payout.", low=1, high=255, unit="coins", default=30)
    reserve: int = setting(
        "Coins never planned with: the counted stock may be off by so many.", low=0, high=500, unit="coins", default=0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """[document_printer]"""

    uri: str = setting(
        "The A4 printer's IPP address.",
        pattern=r"ipps?://[^\s/]+(/[^\s]*)?",
        shape="an ipp:// or ipps:// address",
        example="ipp://192.0.2.10/ipp/print",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """[receipt_printer]"""

    port: Path = setting(
        "The serial port of the receipt printer.",
        pattern=_ABSOLUTE,
        shape="a path from the root, like /dev/ttyUSB1",
        example="/dev/ttyUSB1",
    )
    baud: int = setting("Speed of the port.", low=1200, high=115_200, unit="baud", default=19_200)
    dots: Literal[512, 576] = setting("Width of what it prints, in dots.", choices=("512", "576"), default=576)
    presenter: bool = setting(
        "Whether a presenter holds the slip until it is taken and tells of it (DLE EOT 20).", default=False
    )
    counter: bool = setting(
        "Whether it counts what it has cut in its life, and the count survives a power cut.", default=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """[card_reader]"""

    reader: str = setting(
        "How the PC/SC reader's name begins, as `opensc-tool --list-readers` shows it; empty: the first one.",
        pattern=r"[^\x00-\x1f\x7f]{0,120}",
        shape="a reader's name or its beginning",
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """[identity]"""

    trust_root: Path | None = setting(
        "Certificates (PEM) whose cards are believed, with their PIN, to say who someone is. Without it nobody can "
        "identify himself here, and documents that ask for it are not offered.",
        pattern=_ABSOLUTE,
        shape="a path from the root, like /etc/kiosk/roots.pem",
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """[screen]"""

    width_mm: float = setting("Visible width.", low=100, high=1200, unit="mm", default=270.0)
    height_mm: float = setting("Visible height.", low=100, high=1200, unit="mm", default=480.0)
    width_px: int = setting("Resolution across.", low=600, high=7680, unit="pixels", default=1080)
    height_px: int = setting("Resolution down.", low=600, high=7680, unit="pixels", default=1920)
    full_screen: bool = setting("Cover the whole screen and hide the pointer.", default=True)

    @property
    def ppi(self) -> float:
        """Pixels an inch, by the width; what turns millimetres into pixels."""
        return self.width_px / (self.width_mm / 25.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """[sound]"""

    voice: bool = setting("Whether screens can be heard (espeak-ng and the player have to be installed).", default=True)
    player: tuple[str, ...] = setting(
        "Command that plays the wav on its standard input and ends with 0 when it was heard; {device} is the route's.",
        pattern=r"[^\x00-\x1f\x7f]+",
        shape="words in one line",
        default=("aplay", "-q", "-D", "{device}"),
    )
    loudspeaker: str = setting(
        "The player's device for the loudspeaker; one that mixes, so that a cue sounds beside the speech.",
        pattern=r"[^\x00-\x1f\x7f]{1,80}",
        shape="a device of the player, like default",
        default="default",
    )
    earphone: str = setting(
        "The player's device for the earphone.",
        pattern=r"[^\x00-\x1f\x7f]{1,80}",
        shape="a device of the player, like plughw:CARD=PCH",
        default="default",
    )
    earphone_input: Path | None = setting(
        "Input device that says whether an earphone is plugged in (SW_HEADPHONE_INSERT); without it there is none.",
        pattern=_ABSOLUTE,
        shape="a path from the root, like /dev/input/event5",
        default=None,
    )
    gain_65_db: float = setting(
        "Gain at which speech from the loudspeaker was measured as 65 dB(A) where the citizen stands (loudest step).",
        low=-60,
        high=0,
        unit="dB",
        default=-6.0,
    )
    earphone_gain: float = setting("Gain of the earphone's loudest step.", low=-60, high=0, unit="dB", default=0.0)
    volume: int = setting("Where every visit begins; a step is 6 dB, 4 is the loudest.", low=1, high=4, default=3)
    speed: int = setting("Where every visit begins: 130, 165, 210 or 270 words a minute.", low=1, high=4, default=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSettings:
    """[journal]"""

    min_room_mb: int = setting(
        "A visit begins only with so much room on the disk.", low=1, high=100_000, unit="MB", default=50
    )
    ballast_mb: int = setting(
        "A file given up to store the end of a visit on a full disk.", low=1, high=1000, unit="MB", default=8
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchdogSettings:
    """[watchdog]"""

    hang: float = setting(
        "A thread that has not come by for so long counts as hung: the watchdog is fed no more.",
        low=3,
        high=120,
        unit="seconds",
        default=15.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole kiosk.toml."""

    kiosk: Place = setting("Which machine this is and where it stands.")
    documents: Documents = setting("What is offered, for how much.")
    district: District = setting("The district server: records, clock, ledger.")
    delays: DelaySettings = setting("Every delay of a visit.", default=DelaySettings())
    cctalk: CcTalk | None = setting(
        "The bus of the coin acceptor and the hoppers; without it no money is taken.", default=None
    )
    coin_acceptor: Acceptor | None = setting("The coin acceptor.", default=None)
    hoppers: tuple[HopperSettings, ...] = setting("One table for each hopper that pays out.", default=())
    document_printer: Printer = setting("The printer of the documents.")
    receipt_printer: Receipts | None = setting(
        "The receipt printer; without it no money is taken, for there is no receipt.", default=None
    )
    card_reader: Cards | None = setting("The chip-card reader (PC/SC).", default=None)
    identity: Identity = setting("How someone proves who he is.", default=Identity())
    screen: ScreenSettings = setting("The touch screen.", default=ScreenSettings())
    sound: Sound = setting("What is heard.", default=Sound())
    journal: JournalSettings = setting("Room for the journal.", default=JournalSettings())
    watchdog: WatchdogSettings = setting("When a hang becomes a restart.", default=WatchdogSettings())


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
    if district.key == _SAMPLE_KEY:
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
    if not _offered(settings):
        yield f"[documents] hidden = {toml(papers.hidden)}: must leave a document to be offered"
    if papers.max_copies > papers.max_copies_visit:
        yield (
            f"[documents] max_copies = {papers.max_copies}: must be at most max_copies_visit, "
            f"{papers.max_copies_visit} copies"
        )


def _fees(papers: Documents) -> dict[str, int]:
    """Document code → won per copy: the table in force and what differs from it."""
    return {**FEE_TABLES[papers.fee_table], **papers.fees}


def _means(settings: Settings) -> frozenset[str]:
    """Means of identification (``forms.catalogue.MEANS``) that this machine has."""
    return frozenset({"card_pin"} if settings.card_reader and settings.identity.trust_root else ())


def _offered(settings: Settings) -> dict[str, int]:
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
    for code, fee in _offered(settings).items():
        if reachable(rules.coins, 0, Won(fee), full, rules.sorter):
            continue
        own = code in settings.documents.fees
        key = f"fees.{code} = {fee}" if own else f'fee_table = "{settings.documents.fee_table}" ({code}: {fee} won)'
        back = f"hoppers of {', '.join(str(each.value) for each in full)} won" if full else "no hopper"
        yield (
            f"[documents] {key}: must be payable with [coin_acceptor] coins = {toml(rules.coins)}, each of which "
            f"could be given back ({back})"
        )


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


def docs_page() -> str:
    """docs/settings.md."""
    return document(
        Settings,
        "kiosk.toml",
        "Written from `kiosk/settings.py` by `kiosk settings --docs`; do not edit.\n\n"
        "A wrong value stops the start and is named: `kiosk.toml: [delays] idle = -3: must be 5 … 600 seconds`.\n"
        "Changes take effect at the next start.",
    )


def sample_file() -> str:
    """assets/kiosk.toml."""
    return sample(
        Settings,
        "Settings of one kiosk. Written from kiosk/settings.py by `kiosk settings --sample`.\n"
        "A key with # before it has the value shown unless you change it.",
    )
