"""The slot of the card reader and the cards that people put into it, behind the true pcscd.

pcscd's reader without hardware (vpcd) listens on a port; a card is whoever connects to it. A message is a length (16
bits, big-endian) and that many bytes: 00 power off, 01 power on, 02 reset, 04 *send your ATR* (pcscd asks for it all
the time to see whether the card is still there), anything longer a C-APDU. Only the last two are answered.

A card that is in stays in, whatever is cut; when pcscd comes back the card is there for it again. vpcd counts a card
without ATR as no card, so one that is put in the wrong way round sends an ATR that is too long to be one.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.simulators.device import Cut, Refused
from drivers.simulators.ledger import Ledger
from drivers.simulators.piv_card import Card, Ins, OtherCard, PivCard
from drivers.simulators.sample_cards import SAMPLES, WITHOUT_PIV, Chip, load

SEND_ATR = b"\x04"
NO_ATR = bytes(64)
"""Longer than the 33 bytes that an ATR can have."""
KINDS = ("", "mute", "short", "length")
"""How a command goes wrong: not at all, not answered as long as this holds, answered by one byte, an answer that lies
about its length."""
_RETRY_S = 0.02
_WATCH_S = 0.02


@dataclass(frozen=True)
class _Fault:
    kind: str = ""
    at: int | None = None
    """The command that goes wrong; None: any."""

    def hits(self, apdu: bytes) -> bool:
        return bool(self.kind) and len(apdu) > 1 and self.at in (None, apdu[1])


class _Tries:
    """Those of one card, in the slot's memory."""

    def __init__(self, name: str, all_tries: dict[str, int], ledger: Ledger) -> None:
        self._name, self._all, self._ledger = name, all_tries, ledger

    @property
    def left(self) -> int:
        return self._all[self._name]

    @left.setter
    def left(self, left: int) -> None:
        with self._ledger.change():
            self._all[self._name] = left


class CardSlot:
    """One slot at 127.0.0.1:``port``."""

    name = "card_reader"
    verbs: Mapping[str, str] = {
        "insert_card": "card: its name; a card is put in",
        "remove_card": "and pulled out",
        "swap_card": "card, gap: another is put in after that many seconds (0.1)",
        "unblock_cards": "all wrong PINs are forgiven, as an office does it; no card may be in the slot",
        "cards": "which cards there are, which is in, how many wrong PINs are left, whether a command waits for ever",
        "card_fault": "kind (mute|short|length, empty: none), at (SELECT|GET_DATA|VERIFY|AUTHENTICATE, empty: any): "
        "what the card answers from now on",
    }

    def __init__(self, port: int) -> None:
        self._port = port
        self._chips: dict[str, Chip] = {}
        self._tries: dict[str, int] = {name: sample.tries for name, sample in SAMPLES.items()}
        self._in: str | None = None
        self._stay = 0
        """Counts the cards put in, so that its thread sees a swap."""
        self._fault = _Fault()
        self._waiting = False
        self._wire: socket.socket | None = None
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._ledger: Ledger

    def start(self, directory: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        self._chips = load(directory / "cards")
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        with self._ledger.lock:
            self._pulled()
        self._thread.join()

    def state(self) -> dict[str, Any]:
        fault = {"kind": self._fault.kind, "at": self._fault.at}
        return {"memory": {"in": self._in, "tries": dict(self._tries)}, "volatile": fault}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        memory, volatile = state["memory"], state["volatile"]
        self._tries.update((name, int(left)) for name, left in memory["tries"].items())
        self._fault = _Fault(volatile["kind"], volatile["at"]) if volatile else _Fault()
        if cut == "cabinet" or memory["in"] != self._in:
            self._put(memory["in"])

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match do:
            case "insert_card":
                name = _known(arguments)
                with self._ledger.change():
                    if self._in is not None:
                        raise Refused(f"the card {self._in} is in the slot")
                    self._put(name)
            case "remove_card":
                with self._ledger.change():
                    if self._in is None:
                        raise Refused("there is no card in the slot")
                    self._put(None)
            case "swap_card":
                name, gap = _known(arguments), arguments.get("gap", 0.1)
                if not isinstance(gap, int | float) or not 0 <= gap <= 10:
                    raise Refused('"gap" is 0 to 10 seconds')
                with self._ledger.change():
                    self._put(None)
                time.sleep(gap)
                with self._ledger.change():
                    self._put(name)
            case "unblock_cards":
                with self._ledger.change():
                    if self._in is not None:
                        raise Refused(f"the card {self._in} is in the slot")
                    self._tries = {name: sample.tries for name, sample in SAMPLES.items()}
            case "card_fault":
                with self._ledger.lock:
                    self._fault = _asked(arguments)
            case _:
                with self._ledger.lock:
                    return {
                        "cards": [*SAMPLES, *WITHOUT_PIV],
                        "in": self._in,
                        "tries": dict(self._tries),
                        "waiting": self._waiting,
                    }
        return {}

    def _put(self, name: str | None) -> None:
        """Whatever was in is out; with the lock held."""
        self._pulled()
        self._in = name
        self._stay += 1
        self._changed.set()

    def _pulled(self) -> None:
        if self._wire is not None:
            with contextlib.suppress(OSError):  # pcscd was quicker
                self._wire.shutdown(socket.SHUT_RDWR)
            self._wire = None
        self._changed.set()

    # --- the card's thread ------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._changed.clear()
            if self._stopping.is_set():
                return
            with self._ledger.lock:
                name, stay = self._in, self._stay
            if name is None:
                self._changed.wait()
                continue
            try:
                wire = socket.create_connection(("127.0.0.1", self._port), timeout=1)
            except OSError:
                self._changed.wait(_RETRY_S)  # pcscd is away
                continue
            with wire, contextlib.suppress(OSError):
                wire.settimeout(None)
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._ledger.lock:
                    if stay != self._stay or self._stopping.is_set():
                        continue
                    self._wire = wire
                self._serve(wire, self._card(name))

    def _card(self, name: str) -> Card:
        if name in WITHOUT_PIV:
            return OtherCard() if name == "other" else OtherCard(NO_ATR)
        return PivCard(self._chips[name], _Tries(name, self._tries, self._ledger))

    def _serve(self, wire: socket.socket, card: Card) -> None:
        """Until the card is pulled or pcscd is gone."""
        while (message := _receive(wire)) is not None:
            if message == SEND_ATR:
                _send(wire, card.atr)
            elif len(message) == 1:
                card.reset()  # on, off and reset are the same to it
            elif self._fault.hits(message):
                self._go_wrong(wire, card.transmit(message))
            else:
                _send(wire, card.transmit(message))

    def _go_wrong(self, wire: socket.socket, answer: bytes) -> None:
        match self._fault.kind:
            case "mute":
                self._waiting = True
                # nobody speaks to a card that owes an answer: a word from there means that it is pulled or left
                while not (ended := select.select([wire], [], [], _WATCH_S)[0]) and self._fault.kind:
                    pass
                self._waiting = False
                if not ended:
                    _send(wire, answer)
            case "short":
                _send(wire, answer[:1])
            case _:
                _send(wire, answer[:1] + b"\x82\xff\xff" + answer[1:])


def _receive(wire: socket.socket) -> bytes | None:
    head = _exactly(wire, 2)
    return _exactly(wire, int.from_bytes(head)) if head is not None else None


def _exactly(wire: socket.socket, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        # vpcd sends length and payload apart; without this the second waits 40 ms for the first one's ACK
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = wire.recv(size - len(data))
        if not piece:
            return None
        data += piece
    return data


def _send(wire: socket.socket, data: bytes) -> None:
    wire.sendall(len(data).to_bytes(2) + data)


def _known(arguments: dict[str, Any]) -> str:
    name = arguments.get("card")
    if name not in SAMPLES and name not in WITHOUT_PIV:
        raise Refused(f'"card" is one of {", ".join([*SAMPLES, *WITHOUT_PIV])}')
    return str(name)


def _asked(arguments: dict[str, Any]) -> _Fault:
    kind, at = arguments.get("kind", ""), arguments.get("at", "")
    if kind not in KINDS:
        raise Refused(f'"kind" is one of {", ".join(filter(None, KINDS))}, or empty')
    if at and at not in Ins.__members__:
        raise Refused(f'"at" is one of {", ".join(Ins.__members__)}, or empty')
    return _Fault(kind, Ins[at].value if at else None)
