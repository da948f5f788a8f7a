"""``python -m drivers.simulators --dir DIR``: a whole simulated cabinet, until SIGTERM (docs/architecture.md, Simulated
cabinet)."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from drivers.simulators.cabinet import Cabinet
from drivers.simulators.cctalk_bus import CcTalkBus
from drivers.simulators.cctalk_coin_acceptor import CoinAcceptor, Store
from drivers.simulators.cctalk_hopper import Hopper
from drivers.simulators.device import SimulatedDevice
from drivers.simulators.earphone import EarphoneJack
from drivers.simulators.ipp_printer import IppPrinter
from drivers.simulators.receipt_printer import ReceiptPrinter

HOPPER_ADDRESSES = {500: 3, 100: 4, 50: 5, 10: 6}


@dataclass(frozen=True)
class CashBox:
    """Where coins fall that no hopper wants; the ledger knows what is in it."""

    name: str = "cash_box"

    def receive(self) -> None:
        """Nothing in it counts."""


def build(options: argparse.Namespace) -> list[SimulatedDevice]:
    """The devices of the cabinet; the ccTalk wire after its devices, so that none is asked before it remembers."""
    hoppers = [
        Hopper(name, value, coins, address=HOPPER_ADDRESSES[value], coin_time=options.coin_time)
        for name, value, coins in options.hopper or [("hopper_100", 100, 60)]
    ]
    stores: dict[int, Store] = {0: CashBox(), **dict(enumerate(hoppers, start=1))}
    acceptor = CoinAcceptor("coin_acceptor", stores, keeps_accept_count=not options.volatile_accept_count)
    bus = CcTalkBus([acceptor, *hoppers], echo=options.echo, pace=options.pace)
    printer = IppPrinter(printer_time=options.printer_time)
    receipts = ReceiptPrinter(
        dots=options.receipt_dots,
        presenter=options.receipt_presenter,
        counts=options.receipt_counter,
        baud=options.receipt_baud,
    )
    devices: list[SimulatedDevice] = [acceptor, *hoppers, bus, printer, receipts, EarphoneJack()]
    if options.vpcd_port is not None:
        # here, for most cabinets are started without a card reader and need not wait for its cryptography
        from drivers.simulators.card_reader import CardSlot

        devices.append(CardSlot(options.vpcd_port))
    return devices


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    parent = os.getppid()
    cabinet = Cabinet(options.dir, build(options))
    cabinet.start()
    while not done.wait(0.5):
        if options.with_parent and os.getppid() != parent:
            break
    cabinet.stop()
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drivers.simulators", description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--dir", type=Path, required=True, help="folder for ports, memory and ledger; kept between runs")
    add("--echo", action=argparse.BooleanOptionalAction, default=True, help="ccTalk interface returns what it is sent")
    add("--pace", action="store_true", help="bytes take the time that they take at 9600 baud")
    add("--volatile-accept-count", action="store_true", help="the coin acceptor's accept count is lost by a reset")
    add(
        "--hopper",
        action="append",
        type=_hopper,
        metavar="ID=VALUE:COINS",
        help="a hopper, e.g. hopper_100=100:60; repeatable; 500 won at address 3, 100 at 4, 50 at 5, 10 at 6; "
        "sorter paths from 1 in this order, path 0 is the cash box",
    )
    add("--coin-time", type=float, default=0.2, help="seconds a hopper needs for a coin")
    add("--printer-time", type=float, default=1.0, help="seconds the document printer needs for a sheet")
    add(
        "--vpcd-port",
        type=int,
        help="port of pcscd's reader without hardware; without it there is no card reader",
    )
    add("--receipt-dots", type=int, choices=(512, 576), default=576, help="width of the receipt printer's head")
    add("--receipt-presenter", action="store_true", help="the receipt printer holds a slip out until it is taken")
    add("--receipt-counter", action=argparse.BooleanOptionalAction, default=True, help="it counts its cuts")
    add("--receipt-baud", type=int, default=0, help="bytes to it take the time that they take at so many baud; 0: none")
    add("--with-parent", action="store_true", help="end when the process that started this one is gone")
    return parser.parse_args(arguments)


def _hopper(text: str) -> tuple[str, int, int]:
    name, _, rest = text.partition("=")
    value, _, coins = rest.partition(":")
    if not name or not value.isdigit() or not coins.isdigit() or int(value) not in HOPPER_ADDRESSES:
        raise argparse.ArgumentTypeError(f"{text!r}: hopper_100=100:60 is meant, with a coin of 10, 50, 100 or 500 won")
    return name, int(value), int(coins)


if __name__ == "__main__":
    sys.exit(main())
