"""The card reader's driver before the true pcscd, and a cabinet whose sample cards go into its reader.

One cabinet serves a test module. Before each test the slot is empty, no card goes wrong and every card has its tries.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding

from drivers.api import (
    CardFact,
    CardInserted,
    CardLost,
    CardNumber,
    CardRead,
    CardRemoved,
    CardSigned,
    CardTrouble,
    DeviceFact,
    DeviceId,
    Fault,
    PinRefused,
    StatusChanged,
)
from drivers.card_reader import PivCardReader
from drivers.pcsc import PcscError, Service
from drivers.private import Private
from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import Cabinet
from tests.wire.cctalk_rig import Facts, until

READER = DeviceId("card_reader")
SLOT = "Kiosk 00 00"
PIN = "123456"
WRONG = "654321"
DIGEST = bytes.fromhex("0fc98d2baf2ad40f470af512b2bc7a12d77f5bd2dc25745df626bc46a0a90506")


def state() -> bool | None:
    """Whether pcscd sees a card in our slot; None: pcscd is away."""
    try:
        with Service() as service:
            return service.state(SLOT).present
    except PcscError:
        return None


def put_back(cabinet: Cabinet, cards: PcscDaemon, first: Any) -> None:
    """A new pcscd, which is quicker there than the old one notices that the slot is empty."""
    cards.kill()
    cabinet.do("restore", state=first, cut="cabinet")
    cards.start()


def put_in(cabinet: Cabinet, cards: PcscDaemon, first: Any) -> None:
    """The card ``family`` is in, as it was at first. It stays in from test to test if it can."""
    memory = {**first["devices"]["card_reader"]["memory"], "in": "family"}
    first = {**first, "devices": {**first["devices"], "card_reader": {"memory": memory, "volatile": {}}}}
    if cabinet.do("cards")["in"] == "family" and state():
        cabinet.do("restore", state=first, cut="process")
    else:
        put_back(cabinet, cards, first)
        until(state)


def certificate(cabinet: Cabinet, card: str) -> x509.Certificate:
    """Of a sample card, as its file has it."""
    return x509.load_pem_x509_certificate((cabinet.directory / "cards" / "chips" / f"{card}.pem").read_bytes())


def der(cabinet: Cabinet, card: str) -> bytes:
    return certificate(cabinet, card).public_bytes(Encoding.DER)


class Desk:
    """The driver as the clerk sees it, with the hands that put cards in."""

    def __init__(self, cabinet: Cabinet, reader: str = "", **options: Any) -> None:
        self.cabinet = cabinet
        self.facts = Facts()
        self.before: Callable[[], None] | None = None
        """Done once, in the driver's thread, when it has looked and is about to speak to a card."""
        self.on_read: Callable[[], None] | None = None
        """Done once, in the driver's thread, when it posts what it read."""
        self.driver = PivCardReader(reader, READER, observer=self._observe, **options)

    def post(self, fact: DeviceFact) -> None:
        self.facts.post(fact)
        if isinstance(fact, CardRead):
            hold_up, self.on_read = self.on_read, None
            if hold_up is not None:
                hold_up()

    def _observe(self, words: str) -> None:
        hold_up, self.before = self.before, None
        if hold_up is not None:
            hold_up()

    # --- hands ------------------------------------------------------------------------------------------------------

    def insert(self, card: str) -> CardNumber:
        """Put a card in and wait until the driver has it."""
        after = len(self.facts.all)
        self.cabinet.do("insert_card", card=card)
        return self.inserted(after)

    def swap(self, card: str, gap: float = 0.1) -> None:
        self.cabinet.do("swap_card", card=card, gap=gap)

    def pull(self) -> None:
        self.cabinet.do("remove_card")

    def go_wrong(self, kind: str = "", at: str = "") -> None:
        self.cabinet.do("card_fault", kind=kind, at=at)

    def tries(self, card: str) -> int:
        return int(self.cabinet.do("cards")["tries"][card])

    def waits(self) -> None:
        """Until a card owes an answer."""
        until(lambda: self.cabinet.do("cards")["waiting"])

    # --- what the driver said ---------------------------------------------------------------------------------------

    def inserted(self, after: int = 0) -> CardNumber:
        return self.facts.wait(CardInserted, after=after).card

    def removed(self, card: CardNumber) -> None:
        self.facts.wait(CardRemoved, lambda fact: fact.card == card)

    def next(self, card: CardNumber) -> CardNumber:
        """The stay after this one, once that is over."""
        self.removed(card)
        return self.facts.wait(CardInserted, lambda fact: fact.card > card).card

    def ready(self, after: int = 0) -> None:
        self.facts.wait(StatusChanged, lambda fact: fact.status.ready, after=after)

    def fault(self, fault: Fault, after: int = 0) -> None:
        self.facts.wait(StatusChanged, lambda fact: fact.status.fault is fault, after=after)

    def answer(self, ask: Callable[[], None]) -> CardFact:
        """What the driver answers to one request, presence aside."""
        after = len(self.facts.all)
        ask()
        found: list[CardFact] = []

        def answered() -> bool:
            found[:] = [
                fact
                for fact in self.facts.all[after:]
                if isinstance(fact, CardRead | CardSigned | PinRefused | CardLost)
            ]
            return bool(found)

        until(answered, 8)
        return found[0]

    def read(self, card: CardNumber) -> CardFact:
        return self.answer(lambda: self.driver.read(card))

    def sign(self, card: CardNumber, pin: str = PIN, digest: bytes = DIGEST) -> CardFact:
        return self.answer(lambda: self.driver.sign(card, Private(pin), digest))

    def was_read(self, card: CardNumber) -> CardRead:
        fact = self.read(card)
        assert isinstance(fact, CardRead), fact
        return fact

    def lost(self, fact: CardFact, card: CardNumber, trouble: CardTrouble = CardTrouble.LOST) -> None:
        assert fact == CardLost(READER, card, trouble)

    def right(self, fact: CardFact, card: str, digest: bytes = DIGEST) -> None:
        """The signature is that card's."""
        assert isinstance(fact, CardSigned), fact
        key = certificate(self.cabinet, card).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(fact.signature.reveal(), digest, ec.ECDSA(Prehashed(hashes.SHA256())))


@contextmanager
def at_desk(cabinet: Cabinet, reader: str = "", **options: Any) -> Iterator[Desk]:
    desk = Desk(cabinet, reader, **options)
    desk.driver.start(None, desk.post)
    try:
        yield desk
    finally:
        begun = time.monotonic()
        desk.driver.stop()
        desk.driver.stop()
        assert time.monotonic() - begun < 1


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """A program that knows nothing of us, at the card service of this process."""
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
