"""``kiosk-district``: the sample district on this machine, for the demo, the tests and a first look.

``DIR/district.url`` holds its address from the moment it answers until it ends. SIGTERM and SIGINT end it in good
order.
"""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import uvicorn

from district.app import make_app
from district.counter import Counter
from district.identity import CHALLENGE_LIFE, Identity
from district.ledger import Ledger
from district.registry import RegistryWrong, read_parcels
from district.residents import read_residents
from district.trust import Trust, TrustWrong
from district.visits import TOKEN_LIFE

HOST = "127.0.0.1"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="kiosk-district", description="A small district server.")
    parser.add_argument("--dir", type=Path, required=True, help="where its ledger and district.url lie")
    parser.add_argument("--registry", type=Path, required=True, help="folder of parcels.json and residents.json")
    parser.add_argument("--kiosk", action="append", default=[], type=_enrolment, metavar="NAME=KEY")
    parser.add_argument(
        "--trust-root", action="append", default=[], type=Path, metavar="PEM", help="who issues the citizens' cards"
    )
    parser.add_argument(
        "--revoked", action="append", default=[], type=Path, metavar="PEM", help="what cards a root has revoked (CRL)"
    )
    parser.add_argument(
        "--challenge-life", type=_seconds, default=CHALLENGE_LIFE, metavar="S", help="how long a card may take to sign"
    )
    parser.add_argument(
        "--token-life", type=_seconds, default=TOKEN_LIFE, metavar="S", help="how long an identification holds"
    )
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        parcels, register = read_parcels(arguments.registry), read_residents(arguments.registry)
        identity = Identity(
            Trust(arguments.trust_root, arguments.revoked), register.persons.keys(), arguments.challenge_life
        )
    except (RegistryWrong, TrustWrong) as error:
        sys.stderr.write(f"kiosk-district: {error}\n")
        return 2
    arguments.dir.mkdir(parents=True, exist_ok=True)
    # with TCP named, asyncio sends at once instead of collecting (40 ms an answer)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, arguments.port))
        except OSError as error:
            sys.stderr.write(f"kiosk-district: port {arguments.port}: {error.strerror}\n")
            return 2
        listener.listen(128)
        ledger = Ledger(arguments.dir / "district.sqlite")
        try:
            for kiosk, key in arguments.kiosk:
                ledger.enrol(kiosk, key)
            config = uvicorn.Config(
                make_app(ledger, Counter(ledger, identity, register, arguments.token_life), parcels),
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=3,
            )
            # uvicorn ends by these signals and then raises them again for whoever listened before: nobody
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: None)
            _Server(config, arguments.dir / "district.url").run([listener])
        finally:
            ledger.close()
    return 0


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, address: Path) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        aside = self._address.with_suffix(".new")
        port = sockets[0].getsockname()[1] if sockets else self.config.port
        aside.write_text(f"http://{HOST}:{port}\n", encoding="utf-8")
        aside.rename(self._address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._address.unlink(missing_ok=True)
        await super().shutdown(sockets)


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=float(text))


def _enrolment(text: str) -> tuple[str, str]:
    kiosk, equals, key = text.partition("=")
    if not (kiosk and equals and key):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=KEY")
    return kiosk, key


if __name__ == "__main__":
    sys.exit(main())
