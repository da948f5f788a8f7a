"""What every device in the cabinet is to the rest of the house.

A device never decides about money or documents. It posts *facts* (past tense) and carries out *acts* it is told to
begin. Contract, for every driver:

- Every method returns at once; the answer, if any, is a fact posted later from the device's own thread.
- An irreversible act goes ``prepare() → Prepared`` (the device's own counters: the *baseline*) → the clerk makes the
  intent durable → ``begin(act)`` → ``ActReported``. After a restart the clerk calls ``settle(act)`` instead of
  ``begin``; the driver then asks the device what became of it and *never* repeats the act. Until an ``ActReported``
  was posted the driver keeps asking: silence is not an outcome.
- A fact that moves money carries a ``mark``. The driver repeats it until ``confirm(token)``; the clerk recognises a
  repeat by ``mark["run"]`` (a number that the driver raises by one with each new fact, continuing from the mark it was
  started with).
- Status is posted whenever it changes, and once after ``start``.

Values here are plain and immutable; they may cross threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, NoReturn, Protocol

from drivers.private import Private

Won = NewType("Won", int)
"""An amount of Korean won; the smallest unit, so always an integer."""

DeviceId = NewType("DeviceId", str)
"""The name of a device or money store in kiosk.toml: ``coin_acceptor``, ``hopper_100``, ``document_printer``,
``receipt_printer``, ``card_reader``, ``cash_box``."""

Token = NewType("Token", str)
"""Names one posted fact that has to be confirmed."""

Evidence = Mapping[str, int | str]
"""Plain figures read from a device (counters, states, job ids); what settles an act and what an auditor reads."""

Mark = Mapping[str, int | str]
"""The last durable position in a device's event stream; ``run`` is always there, the rest belongs to the driver."""

CASH_BOX = DeviceId("cash_box")
"""Where coins fall that are not sorted into a hopper. Not a device: it has no wire, but it holds stock."""


class Fault(StrEnum):
    """Why a device is not ready. The driver's codes become these words at its edge."""

    NO_PORT = "no_port"  # the port or address in kiosk.toml is not there
    SILENT = "silent"  # the port is there, the device does not answer
    BUS = "bus"  # what was sent did not come back unchanged: shorted or disturbed wire
    WRONG_DEVICE = "wrong_device"  # another device, serial number or coin programming than kiosk.toml says
    BROKEN = "broken"  # the device's own self-check reports a fault
    JAM = "jam"
    EMPTY = "empty"  # hopper without coins
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    TONER_OUT = "toner_out"
    OUTPUT_FULL = "output_full"
    CUTTER = "cutter"  # receipt printer: the knife is stuck
    STOPPED = "stopped"  # printer paused or stopped with no cause it can name
    FRAUD = "fraud"  # coin on a string, light in the hopper
    UNCOUNTED = "uncounted"  # an earlier act is not settled yet


UNREACHED = frozenset({Fault.NO_PORT, Fault.SILENT, Fault.BUS})
"""The device can not be asked now. What it is like is not known, and it may be back in a moment."""


class Warning_(StrEnum):
    """The device works, but someone should come soon."""

    LOW = "low"  # hopper at its low-level sensor
    PAPER_LOW = "paper_low"
    TONER_LOW = "toner_low"


@dataclass(frozen=True, slots=True)
class Status:
    """How a device is. ``ready`` means: an act begun now can be expected to succeed."""

    ready: bool
    fault: Fault | None = None
    warnings: frozenset[Warning_] = frozenset()
    detail: str = ""
    """For technicians: the device's own code and words (``232=14``, ``media-jam-error``). Never shown to citizens."""
    sheets: int | None = None
    """Printers: sheets left where the device can tell."""


class Work(StrEnum):
    """The irreversible things a device can do."""

    PAY_OUT = "pay_out"  # quantity = coins or notes of one value
    PRINT = "print"  # quantity = impressions (sides) of one job
    SLIP = "slip"  # quantity = slips, always 1


@dataclass(frozen=True, slots=True)
class Act:
    """One irreversible act, as it stands in the journal before it is begun."""

    number: int
    """Unique in the journal's epoch."""
    device: DeviceId
    work: Work
    quantity: int
    name: str
    """Unique across epochs, carries no personal data: the printer's job-name, ``B001-20261122-000001``; for coins
    ``payout-<n>``, for slips ``slip-<n>``."""
    baseline: Evidence
    """What ``Prepared`` reported."""


class Outcome(StrEnum):
    """What became of an act."""

    DONE = "done"
    NOT_DONE = "not_done"
    PARTIAL = "partial"
    UNKNOWN = "unknown"  # the device can not say, now or later


@dataclass(frozen=True, slots=True)
class Report:
    """The settled result of an act. ``done`` counts coins paid, impressions or slips printed (``PARTIAL``: 0 < done <
    quantity)."""

    act: int
    outcome: Outcome
    done: int
    evidence: Evidence = field(default_factory=dict)
    fault: Fault | None = None
    """Why less than the whole was done, where the device says so."""


# --- facts that devices post -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusChanged:
    device: DeviceId
    status: Status


@dataclass(frozen=True, slots=True)
class Prepared:
    """Answer to ``prepare()``. ``baseline`` is None when the device could not be read or is not ready (``fault`` says
    why)."""

    device: DeviceId
    baseline: Evidence | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin past the gate: its value in won and the store it fell into."""

    value: Won
    to: DeviceId


class Doubt(StrEnum):
    """Money may have passed the gate that no event explains (device-protocols.md 1.7)."""

    RESET = "reset"  # the acceptor's counter restarted: coins since the last mark may be unseen
    OVERFLOW = "overflow"  # more events than the buffer of five holds
    MISALIGNED = "misaligned"  # the buffer does not continue the last one
    COUNT_DIFFERS = "count_differs"  # accept counter (225) and credited coins differ by ``missing``
    SWALLOWED = "swallowed"  # event 36: a coin was kept, its value unknown


@dataclass(frozen=True, slots=True)
class CoinsInserted:
    """New events of the coin acceptor, oldest coin first. Posted again until ``confirm(token)``.

    ``coins`` may be empty: the mark moved (a reject) or a doubt arose. ``missing`` counts coins that the accept
    counter has and no event explains; their value is unknown; None when the device can not tell. ``possible`` are the
    values that were enabled when they fell.
    """

    device: DeviceId
    token: Token
    coins: tuple[Coin, ...]
    mark: Mark
    doubt: Doubt | None = None
    missing: int | None = None
    possible: frozenset[Won] = frozenset()


@dataclass(frozen=True, slots=True)
class ActProgressed:
    """For the screen only: coins out or impressions done so far. Never journalled."""

    device: DeviceId
    act: int
    done: int


@dataclass(frozen=True, slots=True)
class ActReported:
    """The act is settled. Repeated only if asked again by ``settle``."""

    device: DeviceId
    report: Report


# --- the card reader ---------------------------------------------------------------------------------------------

CardNumber = NewType("CardNumber", int)
"""Names one stay of one card in the slot, counted by the driver from 1 in each run. Whatever is asked about a stay that
is over is answered by ``CardLost``: so no answer of one card is ever taken for another's."""


class CardTrouble(StrEnum):
    """Why a card that is in the slot does not serve. The driver's codes become these words at its edge."""

    MUTE = "mute"  # no answer to reset: put in the wrong way round, or no chip
    FOREIGN = "foreign"  # a chip, but not one of ours (no PIV application, no certificate)
    LOST = "lost"  # a transmission failed: pulled, swapped, or the reader's service ended; the identification is over
    BROKEN = "broken"  # the card answers, but not as the protocol says


@dataclass(frozen=True, slots=True)
class CardInserted:
    """A card is in the slot. It was not spoken to yet. One that is in already when the reader is reached, at ``start``
    or after a fault, is posted before the reader says that it is ready."""

    device: DeviceId
    card: CardNumber


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The slot is empty, or the card in it is no longer ``card``."""

    device: DeviceId
    card: CardNumber


@dataclass(frozen=True, slots=True)
class CardRead:
    """Answer to ``read``: the certificate of key 9A (X.509, DER) and how many PINs may still be wrong (0: blocked;
    None: the card does not tell)."""

    device: DeviceId
    card: CardNumber
    certificate: Private[bytes]
    tries: int | None


@dataclass(frozen=True, slots=True)
class CardSigned:
    """Answer to ``sign``: the PIN was right; ``signature`` is the DER-coded ECDSA over the digest by key 9A."""

    device: DeviceId
    card: CardNumber
    signature: Private[bytes]


@dataclass(frozen=True, slots=True)
class PinRefused:
    """Answer to ``sign``: a wrong PIN, nothing was signed. ``tries``: how many may still be wrong; 0: blocked."""

    device: DeviceId
    card: CardNumber
    tries: int


@dataclass(frozen=True, slots=True)
class CardLost:
    """Answer to ``read`` or ``sign``: nothing can be had of that card any more. After LOST the same card may be put in
    again and has a new number then; if it never left the slot, ``CardRemoved`` and ``CardInserted`` follow."""

    device: DeviceId
    card: CardNumber
    trouble: CardTrouble


CardFact = CardInserted | CardRemoved | CardRead | CardSigned | PinRefused | CardLost

DeviceFact = StatusChanged | Prepared | CoinsInserted | ActProgressed | ActReported | CardFact
Post = Callable[[DeviceFact], None]


class Pages:
    """A finished document (PDF) in memory, on its way from the errand to the printer, or a slip (PNG) on its way to the
    receipt printer. Never stored, shown or pickled.

    ``wipe`` overwrites this one buffer. What it can not reach: the ``bytes`` it was made from, the result of ``read``,
    and what a library or the kernel copied of a piece on its way to the wire. Those are freed with their last
    reference, unwritten-over, and stay in memory until it is used again; there is no swap and no core dump for them to
    get out by. So nobody on the way keeps a reference, and the printer is sent ``pieces``, never the whole.
    """

    __slots__ = ("_data",)

    def __init__(self, pdf: bytes) -> None:
        self._data = bytearray(pdf)

    def read(self) -> bytes:
        """A whole copy of the PDF, which ``wipe`` does not reach; the caller drops it at once."""
        return bytes(self._data)

    def pieces(self, size: int = 65536) -> Iterator[bytes]:
        """The PDF in copies of ``size`` bytes, one at a time; none after ``wipe``."""
        at = 0
        while at < len(self._data):
            yield bytes(memoryview(self._data)[at : at + size])
            at += size

    def wipe(self) -> None:
        """Overwrite and empty the memory."""
        self._data[:] = bytes(len(self._data))
        self._data.clear()

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return "Pages(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("pages of a citizen's document are never pickled")


class Device(Protocol):
    """One device. See the module's head for the contract."""

    @property
    def id(self) -> DeviceId: ...

    def start(self, mark: Mark | None, post: Post) -> None:
        """Begin to work. ``mark``: the last durable position of this device's events, None on a new journal."""

    def stop(self) -> None:
        """End the thread and free the port; returns when both are done (≤ 1 s). Safe to call twice."""

    def prepare(self) -> None:
        """Read the counters now; answered by ``Prepared``. Of the coin acceptor, after ``accept(∅)``: answered when no
        coin can fall any more and every one that did was posted."""

    def accept(self, values: frozenset[Won]) -> None:
        """Coins and notes welcome now; empty: none. Holds until changed; re-sent by the driver after a device reset."""

    def begin(self, act: Act, pages: Pages | None = None) -> None:
        """Carry out an act whose intent is durable. Answered by ``ActReported``."""

    def confirm(self, token: Token) -> None:
        """The fact with this token is durable."""

    def settle(self, act: Act) -> None:
        """After a restart: find out what became of the act, never repeating it. Answered by ``ActReported``."""


class CardReader(Protocol):
    """What only the card reader does, besides being a ``Device`` (it has no acts: ``prepare`` is answered by a baseline
    of None, ``begin`` and ``settle`` are never called). Presence is watched from ``start`` to ``stop``; a card is
    spoken to only when asked."""

    def read(self, card: CardNumber) -> None:
        """Select the PIV application, read the certificate of key 9A and the tries left. Answered by ``CardRead`` or
        ``CardLost``."""

    def sign(self, card: CardNumber, pin: Private[str], digest: bytes) -> None:
        """VERIFY with ``pin`` (6 to 8 digits) and, in the same transaction, sign the 32-byte ``digest`` with key 9A
        (ECDSA P-256). Answered by ``CardSigned``, ``PinRefused`` or ``CardLost``; the PIN is verified once, never
        twice, whatever happens, and the card is left unverified."""
