"""The tables of kiosk.toml that say where the kiosk stands and how it works, and the whole file (``Settings``).

Every key, its default and what is allowed stand here, the devices' in ``devices``, and nowhere else.
"""

# setting() is dataclasses.field() with a meaning: evaluated once per field, as intended.
# ruff: noqa: RUF009

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forms.catalogue import FEE_TABLES, PRINTED
from kiosk.core.rules import Delays
from kiosk.settings.devices import Acceptor, Cards, CcTalk, HopperSettings, Printer, Receipts, ScreenSettings, Sound
from kiosk.settings.schema import ABSOLUTE, setting

SAMPLE_KEY = "change-me-please"
"""The district's key in the sample: no kiosk may run with it."""

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d|24:00"
_NAME = r"(?! )[^\x00-\x1f\x7f]{1,40}(?<! )"


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
        pattern=ABSOLUTE,
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
    prepare: float = _delay(
        "prepare", "A device has to report its counters by then; a hopper that is away is waited for as long.", 1, 30
    )
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
        example=SAMPLE_KEY,
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
class Identity:
    """[identity]"""

    trust_root: Path | None = setting(
        "Certificates (PEM) whose cards are believed, with their PIN, to say who someone is. Without it nobody can "
        "identify himself here, and documents that ask for it are not offered.",
        pattern=ABSOLUTE,
        shape="a path from the root, like /etc/kiosk/roots.pem",
        default=None,
    )


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
