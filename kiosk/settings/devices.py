"""The tables of kiosk.toml that say what is fitted: money, paper, card reader, screen and sound.

Every key, its default and what is allowed stand here, the other tables' in ``tables``, and nowhere else.
"""

# setting() is dataclasses.field() with a meaning: evaluated once per field, as intended.
# ruff: noqa: RUF009

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.settings.schema import ABSOLUTE, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CcTalk:
    """[cctalk]"""

    port: Path = setting(
        "The serial port of the ccTalk bus.",
        pattern=ABSOLUTE,
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
        pattern=ABSOLUTE,
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
        pattern=ABSOLUTE,
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
