"""Mistakes put in on purpose: with each of them the suite must go red, or it proves nothing."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from typing import Any

from PIL import Image

import drivers.cctalk.coin_acceptor as coin_acceptor
from drivers.api import Act, ActReported, Outcome, Pages, Report
from drivers.cctalk.bus import Ask
from drivers.cctalk.events import News, Reading
from drivers.cctalk.hopper import DISPENSE, ENABLE, ENABLED, KEY, Hopper
from drivers.cctalk.station import Step
from drivers.document_printer import DocumentPrinter
from drivers.receipt_printer import ReceiptPrinter
from kiosk.core import recovery
from kiosk.core.turn import Turn
from offline_queue.entries import MoneyUnassigned


def _synchronous_off() -> None:
    """The journal's commits are not forced to the disk."""
    connect = sqlite3.connect

    class Careless(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous=FULL", "synchronous=OFF"), *arguments)

    def careless(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
        return connect(*arguments, factory=Careless, **keywords)

    sqlite3.connect = careless  # type: ignore[assignment]  # the mistake


def _counter_plus_one() -> None:
    """The event counter changed, so one coin fell: the newest."""

    def compare(last: Reading, now: Reading) -> News:
        return News(now.events[:1] if now.counter != last.counter else ())

    vars(coin_acceptor)["compare"] = compare


def _blind_resend() -> None:
    """After a restart an open payout is sent once more, without a look at the hopper's own counters."""

    def settle(self: Hopper, act: Act) -> None:
        self.begin(act)

    def dispense(self: Hopper, act: Act) -> Step:
        yield Ask(ENABLE, ENABLED)
        yield Ask(KEY, lengths=None)
        yield Ask(DISPENSE, bytes(8) + bytes([act.quantity]), lengths=(0, 1))

    Hopper.settle = settle  # type: ignore[method-assign]  # the mistake
    Hopper._dispense = dispense  # type: ignore[method-assign]  # the mistake


def _unknown_print() -> None:
    """After a restart nobody asks the printer: what became of the paper is called unknown."""

    def settle(self: DocumentPrinter, act: Act) -> None:
        self._post(ActReported(self.id, Report(act.number, Outcome.UNKNOWN, 0)))

    DocumentPrinter.settle = settle  # type: ignore[method-assign]  # the mistake


def _nobodys_credit() -> None:
    """After a restart what is owed is declared nobody's."""
    decide = recovery._decide

    def forget(turn: Turn) -> None:
        if turn.books.credit > 0:
            turn.write(MoneyUnassigned(amount=turn.books.credit, device="kiosk", reason="no_visit"))
        decide(turn)

    recovery._decide = forget


def _never_refund() -> None:
    """Someone who stands there after a short cut is sent to the office all the same."""
    recovery.pressed = recovery.nobody_came


def _slip_again() -> None:
    """After a restart an open slip is printed, without a look at whether it came out before."""

    def settle(self: ReceiptPrinter, act: Act) -> None:
        paper = io.BytesIO()
        Image.new("1", (576, 200)).save(paper, "PNG")
        self.begin(act, Pages(paper.getvalue()))

    ReceiptPrinter.settle = settle  # type: ignore[method-assign]  # the mistake


SABOTAGES: dict[str, Callable[[], None]] = {
    "synchronous-off": _synchronous_off,
    "counter-plus-one": _counter_plus_one,
    "blind-resend": _blind_resend,
    "unknown-print": _unknown_print,
    "nobodys-credit": _nobodys_credit,
    "never-refund": _never_refund,
    "slip-again": _slip_again,
}
