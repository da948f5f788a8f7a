"""What befalls a kiosk from its devices and the district, and how all of it is put right again.

A mishap is a verb of the cabinet's control socket (``drivers.simulators``) or something done to the district's process.
``heal`` leaves a cabinet as a technician does who has seen to everything.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.demo_citizen import OUT
from kiosk.demo_world import HOPPER
from tests.simulators import Cabinet, DistrictServer

ACCEPTOR, PRINTER, BUS, EARPHONE = "coin_acceptor", "document_printer", "cctalk_bus", "earphone"
CARDS, RECEIPTS = "card_reader", "receipt_printer"
CARD_NAMES = ("family", "family", "spouse", "minor", "restricted", "revoked", "unknown_root", "other", "upside_down")
FULL_HOPPER = 200
FULL_TRAY = 500


@dataclass(frozen=True, slots=True)
class Mishap:
    weight: int
    device: str
    do: str
    words: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.device}: {self.do} {' '.join(str(value) for value in self.words.values())}".rstrip()


MISHAPS = (
    Mishap(8, ACCEPTOR, "insert_coin", {"value": 100}),
    Mishap(8, ACCEPTOR, "insert_coin", {"value": 500}),
    Mishap(2, ACCEPTOR, "insert_coin", {"value": 50}),
    Mishap(1, ACCEPTOR, "insert_coin", {"value": 10}),
    Mishap(2, ACCEPTOR, "insert_coin", {"value": 100, "times": 4}),
    Mishap(2, ACCEPTOR, "reject_coin"),
    Mishap(1, ACCEPTOR, "jam"),
    Mishap(2, ACCEPTOR, "unjam"),
    Mishap(1, ACCEPTOR, "mute"),
    Mishap(2, ACCEPTOR, "unmute"),
    Mishap(1, ACCEPTOR, "drop_reply", {"count": 2}),
    Mishap(1, ACCEPTOR, "flip_bit", {"count": 1}),
    Mishap(1, HOPPER, "empty"),
    Mishap(2, HOPPER, "refill", {"coins": 50}),
    Mishap(1, HOPPER, "jam"),
    Mishap(2, HOPPER, "unjam"),
    Mishap(1, HOPPER, "stop_after", {"coins": 1}),
    Mishap(1, HOPPER, "mute"),
    Mishap(2, HOPPER, "unmute"),
    Mishap(1, HOPPER, "drop_reply", {"count": 2}),
    Mishap(1, HOPPER, "drop_request", {"count": 2}),
    Mishap(1, BUS, "replug"),
    Mishap(2, PRINTER, "jam_at", {"page": 1}),
    Mishap(3, PRINTER, "clear_jam"),
    Mishap(1, PRINTER, "paper", {"sheets": 0}),
    Mishap(1, PRINTER, "paper", {"sheets": 1}),
    Mishap(3, PRINTER, "load_paper", {"sheets": 100}),
    Mishap(1, PRINTER, "open_cover"),
    Mishap(2, PRINTER, "close_cover"),
    Mishap(1, PRINTER, "pause"),
    Mishap(2, PRINTER, "resume"),
    Mishap(1, PRINTER, "freeze"),
    Mishap(2, PRINTER, "thaw"),
    Mishap(1, PRINTER, "toner_out"),
    Mishap(2, PRINTER, "new_toner"),
    Mishap(1, PRINTER, "drop_answer"),
    *(Mishap(1, CARDS, "insert_card", {"card": name}) for name in CARD_NAMES),
    Mishap(6, CARDS, "remove_card"),
    Mishap(1, CARDS, "swap_card", {"card": "spouse", "gap": 0.1}),
    Mishap(1, CARDS, "card_fault", {"kind": "short"}),
    Mishap(2, CARDS, "card_fault", {"kind": ""}),
    Mishap(1, RECEIPTS, "receipt_near_end"),
    Mishap(1, RECEIPTS, "receipt_end"),
    Mishap(3, RECEIPTS, "receipt_refill"),
    Mishap(1, RECEIPTS, "receipt_cover"),
    Mishap(2, RECEIPTS, "receipt_cover", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_jam"),
    Mishap(2, RECEIPTS, "receipt_jam", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_cutter"),
    Mishap(2, RECEIPTS, "receipt_cutter", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_after", {"rows": 100, "what": "end"}),
    Mishap(1, RECEIPTS, "receipt_mute"),
    Mishap(2, RECEIPTS, "receipt_mute", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_power_cycle"),
    Mishap(1, RECEIPTS, "receipt_lose_answers"),
    Mishap(1, RECEIPTS, "receipt_replug"),
    Mishap(2, RECEIPTS, "take_slip"),
    Mishap(1, EARPHONE, "plug"),
    Mishap(1, EARPHONE, "unplug"),
    Mishap(1, "district", "silent"),
    Mishap(2, "district", "answers"),
    Mishap(1, "district", "ends"),
    Mishap(3, "district", "begins"),
)

HEALING = (
    Mishap(1, ACCEPTOR, "unjam"),
    Mishap(1, ACCEPTOR, "unmute"),
    Mishap(1, HOPPER, "unjam"),
    Mishap(1, HOPPER, "unmute"),
    Mishap(1, PRINTER, "clear_jam"),
    Mishap(1, PRINTER, "close_cover"),
    Mishap(1, PRINTER, "resume"),
    Mishap(1, PRINTER, "thaw"),
    Mishap(1, PRINTER, "new_toner"),
    Mishap(1, PRINTER, "paper", {"sheets": FULL_TRAY}),
    Mishap(1, CARDS, "card_fault", {"kind": ""}),
    Mishap(1, CARDS, "remove_card"),
    Mishap(1, CARDS, "unblock_cards"),
    Mishap(1, RECEIPTS, "receipt_mute", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_jam", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_cutter", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_cover", {"on": False}),
    Mishap(1, RECEIPTS, "receipt_refill"),
    Mishap(1, EARPHONE, "unplug"),
    Mishap(1, "district", "answers"),
    Mishap(1, "district", "begins"),
)


class Havoc:
    """Lets things happen. Nothing here waits for the kiosk; the district ends and begins in a thread."""

    def __init__(self, cabinet: Cabinet, district: DistrictServer, source: random.Random) -> None:
        self._cabinet, self._district, self._random = cabinet, district, source
        self._there = set(cabinet.do("state")["state"])
        self._possible = [mishap for mishap in MISHAPS if mishap.device in self._there | {"district"}]
        self._moving: threading.Thread | None = None
        self._frozen = self._ended = self._hopper_jammed = False
        self.events = 0

    def any_mishap(self) -> str:
        (mishap,) = self._random.choices(self._possible, [mishap.weight for mishap in self._possible])
        return self._carry_out(mishap)

    def coin(self, value: int) -> str:
        return self._carry_out(Mishap(1, ACCEPTOR, "insert_coin", {"value": value}))

    def card(self, name: str) -> str:
        """As the demo's citizen does it."""
        if name == OUT:
            return self._carry_out(Mishap(1, CARDS, "remove_card"))
        return self._carry_out(Mishap(1, CARDS, "insert_card", {"card": name}))

    def heal(self) -> None:
        if self._hopper_jammed:
            self._hopper_jammed = False
            for do in ("unjam", "power_cycle"):  # its driver trusts no hopper that jammed until it was switched off
                self._carry_out(Mishap(1, HOPPER, do))
        for mishap in HEALING:
            if mishap.device in self._there | {"district"}:
                self._carry_out(mishap)
        coins = int(self._cabinet.do("state")["state"][HOPPER]["memory"]["coins"])
        if coins < FULL_HOPPER:
            self._carry_out(Mishap(1, HOPPER, "refill", {"coins": FULL_HOPPER - coins}))
        if self._moving is not None:
            self._moving.join()
        if self._ended:  # what was asked for while it was still on its way
            self._district.start()
            self._ended = False

    def _carry_out(self, mishap: Mishap) -> str:
        self.events += 1
        if mishap.device == "district":
            self._to_district(mishap.do)
            return str(mishap)
        self._hopper_jammed |= mishap.device == HOPPER and mishap.do in ("jam", "stop_after")
        answer = self._cabinet.ask(mishap.do, device=mishap.device, **mishap.words)
        return f"{mishap} → {answer.get('why') or answer.get('accepted', 'ok')}"

    def _to_district(self, do: str) -> None:
        pid = self._district.pid
        match do:
            case "silent" if pid is not None and not self._is_moving():
                os.kill(pid, signal.SIGSTOP)
                self._frozen = True
            case "answers" if pid is not None and self._frozen:
                os.kill(pid, signal.SIGCONT)
                self._frozen = False
            case "ends" if not self._ended and not self._frozen and not self._is_moving():
                self._ended = True
                self._move(self._district.stop)
            case "begins" if self._ended and not self._is_moving():
                self._ended = False
                self._move(self._district.start)
            case _:
                pass

    def _is_moving(self) -> bool:
        return self._moving is not None and self._moving.is_alive()

    def _move(self, act: Any) -> None:
        self._moving = threading.Thread(target=act, name="district's switch")
        self._moving.start()
