"""The card reader's driver: sample cards, the true pcscd, and everything a citizen can do to both."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from drivers.api import (
    CardInserted,
    CardLost,
    CardNumber,
    CardRead,
    CardRemoved,
    CardTrouble,
    Fault,
    PinRefused,
    Prepared,
    StatusChanged,
)
from drivers.card_reader import FAILURES
from drivers.private import Private
from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import Cabinet, cabinet_process
from tests.wire.card_rig import DIGEST, PIN, READER, SLOT, WRONG, Desk, at_desk, der, put_back, put_in, state, tool
from tests.wire.cctalk_rig import until

CARD = CardNumber(1)


@pytest.fixture(scope="module")
def running(cards: PcscDaemon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with cabinet_process(tmp_path_factory.mktemp("cabinet"), cards=cards) as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any], cards: PcscDaemon) -> Cabinet:
    put_back(running[0], cards, running[1])
    return running[0]


@pytest.fixture
def empty(cabinet: Cabinet) -> Iterator[Desk]:
    """The slot is empty."""
    with at_desk(cabinet) as desk:
        desk.ready()
        yield desk


@pytest.fixture
def inside(running: tuple[Cabinet, Any], cards: PcscDaemon) -> Cabinet:
    """The card ``family`` is in."""
    put_in(running[0], cards, running[1])
    return running[0]


@pytest.fixture
def desk(inside: Cabinet) -> Iterator[Desk]:
    """The card ``family`` is in, as stay number one."""
    with at_desk(inside) as desk:
        assert desk.inserted() == CARD
        yield desk


# --- what it is for --------------------------------------------------------------------------------------------------


def test_a_card_is_read_and_signs(desk: Desk) -> None:
    read = desk.was_read(CARD)
    assert read.certificate.reveal() == der(desk.cabinet, "family")
    assert read.tries == 3
    desk.right(desk.sign(CARD), "family")
    desk.right(desk.sign(CARD, digest=bytes(32)), "family", bytes(32))


def test_three_wrong_pins_block_the_card(desk: Desk) -> None:
    desk.was_read(CARD)
    for left in (2, 1, 0):
        assert desk.sign(CARD, WRONG) == PinRefused(READER, CARD, left)
        assert desk.was_read(CARD).tries == left
    assert desk.sign(CARD, PIN) == PinRefused(READER, CARD, 0)
    assert desk.tries("family") == 0


def test_the_tries_are_asked_without_spending_one_and_a_right_pin_gives_them_back(desk: Desk) -> None:
    for _ in range(4):
        assert desk.was_read(CARD).tries == 3
    assert desk.sign(CARD, WRONG) == PinRefused(READER, CARD, 2)
    desk.right(desk.sign(CARD), "family")
    assert desk.tries("family") == 3


def test_a_card_is_left_unverified(desk: Desk) -> None:
    desk.right(desk.sign(CARD), "family")
    assert desk.sign(CARD, WRONG) == PinRefused(READER, CARD, 2)
    desk.right(desk.sign(CARD), "family")
    path = desk.cabinet.directory / "cards" / "chips" / "family.pem"
    signed = tool("yubico-piv-tool", "-r", "Kiosk", "-a", "test-signature", "-s", "9a", "-i", str(path))
    assert signed.returncode != 0
    assert "Failed signing" in signed.stderr


def test_nothing_personal_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.was_read(CARD)
    desk.sign(CARD, "918273")
    desk.go_wrong("short", "AUTHENTICATE")
    desk.lost(desk.sign(CARD), CARD, CardTrouble.BROKEN)
    desk.go_wrong("length", "GET_DATA")
    desk.lost(desk.read(CARD), CARD, CardTrouble.BROKEN)
    text = caplog.text + "".join(map(repr, desk.facts.all))
    assert "card_reader" in text
    for secret in ("918273", PIN, "견본", "SR-0101", der(desk.cabinet, "family").hex()[:40], DIGEST.hex()):
        assert secret not in text


# --- cards and readers that are not well -----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "at"), [("short", "SELECT"), ("length", "GET_DATA"), ("length", "AUTHENTICATE")])
def test_a_card_that_answers_nonsense(desk: Desk, kind: str, at: str) -> None:
    desk.go_wrong(kind, at)
    desk.lost(desk.sign(CARD), CARD, CardTrouble.BROKEN)
    desk.go_wrong()
    desk.right(desk.sign(CARD), "family")


def test_a_pcscd_that_hangs_is_told(inside: Cabinet, cards: PcscDaemon) -> None:
    with at_desk(inside, patience_s=0.4) as desk:
        card = desk.inserted()
        assert cards.pid is not None
        os.kill(cards.pid, signal.SIGSTOP)
        try:
            desk.fault(Fault.SILENT)
            assert desk.read(card) == CardLost(READER, card, CardTrouble.LOST)
        finally:
            os.kill(cards.pid, signal.SIGCONT)
        desk.ready(len(desk.facts.all) - 1)
        desk.was_read(card)


@pytest.mark.parametrize("reader", ["Nobody's", "Kiosk 00 01"])
def test_the_reader_is_chosen_by_its_name(inside: Cabinet, cards: PcscDaemon, reader: str) -> None:
    with at_desk(inside, reader) as desk:
        if reader.startswith("Nobody"):
            desk.fault(Fault.SILENT)
            desk.lost(desk.read(CardNumber(1)), CardNumber(1))
        else:
            desk.ready()
            with socket.create_connection(("127.0.0.1", cards.port + 1)) as wire:  # a card in the second slot
                answer = threading.Thread(target=_nothing_but_an_atr, args=(wire,), daemon=True)
                answer.start()
                desk.inserted()
                wire.shutdown(socket.SHUT_RDWR)
            answer.join()
            desk.removed(CardNumber(1))
        assert len(desk.facts.of(CardInserted)) == (0 if reader.startswith("Nobody") else 1)


def _nothing_but_an_atr(wire: socket.socket) -> None:
    while message := wire.recv(3):
        if message.endswith(b"\4"):
            wire.sendall(b"\0\5\x3b\x80\x80\1\1")


def test_a_card_that_never_answers_holds_nothing_up(inside: Cabinet) -> None:
    ticks: list[float] = []
    with at_desk(inside, patience_s=0.5, tick=lambda: ticks.append(time.monotonic())) as desk:
        card = desk.inserted()
        desk.was_read(card)
        desk.go_wrong("mute", "GET_DATA")
        begun = time.monotonic()
        desk.lost(desk.sign(card, WRONG), card, CardTrouble.BROKEN)
        assert time.monotonic() - begun < 1.5
        desk.fault(Fault.SILENT)
        desk.lost(desk.read(card), card)
        desk.driver.prepare()
        assert desk.facts.wait(Prepared).fault is Fault.SILENT
        assert max(later - tick for tick, later in pairwise(ticks)) < 1
        after = len(desk.facts.all)
        desk.go_wrong()  # now it answers
        desk.ready(after)
        new = desk.next(card)
        assert desk.was_read(new).tries == 3  # the PIN that nobody waits for any more was not given to it


def test_a_driver_whose_call_hangs_still_stops(inside: Cabinet) -> None:
    with at_desk(inside) as desk:
        card = desk.inserted()
        desk.go_wrong("mute")
        desk.driver.read(card)
        desk.waits()
    desk.pull()


def test_prepare_is_answered_by_no_baseline(empty: Desk) -> None:
    empty.driver.prepare()
    assert empty.facts.wait(Prepared) == Prepared(READER, None, None)


def test_a_pin_or_digest_that_can_be_none_is_a_mistake_of_ours(empty: Desk) -> None:
    for pin, digest in (("12345", DIGEST), ("123456789", DIGEST), ("12345a", DIGEST), (PIN, b"short")):
        with pytest.raises(ValueError, match=r"six to eight|32 bytes"):
            empty.driver.sign(CardNumber(1), Private(pin), digest)


@pytest.mark.parametrize(("card", "trouble"), [("other", CardTrouble.FOREIGN), ("upside_down", CardTrouble.MUTE)])
def test_cards_that_are_none_of_ours(empty: Desk, card: str, trouble: CardTrouble) -> None:
    number = empty.insert(card)
    empty.lost(empty.read(number), number, trouble)
    empty.pull()
    empty.removed(number)


def test_a_blocked_card_says_so_when_read(empty: Desk) -> None:
    assert empty.was_read(empty.insert("blocked")).tries == 0


def test_a_card_that_is_in_at_the_start(cabinet: Cabinet) -> None:
    cabinet.do("insert_card", card="single")
    until(lambda: state() is True)
    with at_desk(cabinet) as desk:
        assert desk.was_read(desk.inserted()).certificate.reveal() == der(cabinet, "single")
        first = desk.facts.of(StatusChanged)
        assert [fact.status.ready for fact in first] == [True]
        assert isinstance(desk.facts.all[0], CardInserted)  # it was found, not seen to come
        assert first[0].status.detail == SLOT


# --- exchanged and pulled --------------------------------------------------------------------------------------------


def test_exchanged_before_it_is_read(desk: Desk) -> None:
    desk.swap("large", 0.1)
    fact = desk.read(CARD)
    if isinstance(fact, CardRead):  # pcscd saw nothing and nobody had spoken to the first: a card is a card
        assert fact.certificate.reveal() == der(desk.cabinet, "large")
        return
    desk.lost(fact, CARD)
    assert desk.was_read(desk.next(CARD)).certificate.reveal() == der(desk.cabinet, "large")


@pytest.mark.parametrize("gap", [0.0, 0.1])
def test_exchanged_between_reading_and_signing(desk: Desk, gap: float) -> None:
    desk.was_read(CARD)
    desk.swap("large", gap)
    desk.lost(desk.sign(CARD, WRONG), CARD)
    new = desk.next(CARD)
    assert desk.was_read(new).tries == 3
    assert desk.tries("family") == desk.tries("large") == 3


def test_exchanged_so_that_nobody_is_told(desk: Desk) -> None:
    """Another program met the failure, and pcscd saw nothing: only the certificate tells the cards apart."""
    desk.was_read(CARD)
    desk.swap("large", 0)
    until(lambda: "Received" in tool("opensc-tool", "-s", "00a4040000").stdout)
    desk.lost(desk.sign(CARD, WRONG), CARD)
    assert desk.was_read(desk.next(CARD)).tries == 3


def test_exchanged_while_nobody_looks(desk: Desk) -> None:
    """The driver is held up, once it has looked and once before, for as long as pcscd needs to see both cards."""

    def exchange(card: str) -> None:
        desk.pull()
        until(lambda: state() is False)
        desk.cabinet.do("insert_card", card=card)
        until(state)

    desk.before = lambda: exchange("large")
    desk.lost(desk.sign(CARD, WRONG), CARD)
    assert desk.tries("large") == 3
    new = desk.next(CARD)
    desk.on_read = lambda: exchange("spouse")
    desk.was_read(new)
    newest = desk.next(new)
    assert desk.was_read(newest).certificate.reveal() == der(desk.cabinet, "spouse")


def test_exchanged_while_it_signs(desk: Desk) -> None:
    desk.was_read(CARD)
    desk.go_wrong("mute", "VERIFY")

    def swap() -> None:
        desk.driver.sign(CARD, Private(PIN), DIGEST)
        desk.waits()
        desk.swap("large", 0.1)
        desk.go_wrong()

    desk.lost(desk.answer(swap), CARD)
    new = desk.next(CARD)
    desk.was_read(new)
    desk.right(desk.sign(new), "large")


def test_pulled_before_it_is_read(desk: Desk) -> None:
    desk.pull()
    desk.lost(desk.read(CARD), CARD)
    desk.removed(CARD)
    again = desk.insert("family")
    assert again > CARD
    desk.was_read(again)


@pytest.mark.parametrize("noticed", [True, False])
def test_pulled_between_reading_and_signing(desk: Desk, noticed: bool) -> None:
    desk.was_read(CARD)
    desk.pull()
    if noticed:
        desk.removed(CARD)
    desk.lost(desk.sign(CARD), CARD)
    desk.removed(CARD)
    desk.lost(desk.sign(CARD), CARD)  # and whoever asks later is answered as well


@pytest.mark.parametrize("at", ["GET_DATA", "AUTHENTICATE"])
def test_pulled_while_it_is_spoken_to(desk: Desk, at: str) -> None:
    desk.go_wrong("mute", at)

    def pull() -> None:
        desk.driver.sign(CARD, Private(PIN), DIGEST)
        desk.waits()
        desk.pull()

    desk.lost(desk.answer(pull), CARD)
    desk.removed(CARD)
    desk.go_wrong()
    time.sleep(0.5)  # pcscd sees within 0.4 s that the slot is empty: no card may have come by then
    assert desk.facts.all[-1] == CardRemoved(READER, CARD)


def test_who_fails_again_and_again_is_broken(desk: Desk) -> None:
    """A card with a bad contact that fails each time: told in the end, not sent round and round."""
    card = CARD

    def swap() -> None:
        desk.waits()
        desk.swap("family", 0)

    desk.go_wrong("mute")
    for turn in range(FAILURES):
        thread = threading.Thread(target=swap)
        thread.start()
        fact = desk.read(card)
        thread.join()
        if turn < FAILURES - 1:
            desk.lost(fact, card)
            card = desk.next(card)
    desk.lost(fact, card, CardTrouble.BROKEN)


# --- pcscd comes and goes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_pcscd_goes_and_comes_back(empty: Desk, cards: PcscDaemon, end: str) -> None:
    after = len(empty.facts.all)
    getattr(cards, end)()
    empty.fault(Fault.NO_PORT)
    empty.lost(empty.read(CardNumber(1)), CardNumber(1))
    empty.driver.prepare()
    assert empty.facts.wait(Prepared).fault is Fault.NO_PORT
    cards.start()
    empty.ready(after)
    empty.was_read(empty.insert("family"))


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_pcscd_goes_and_comes_back_with_a_card_in(desk: Desk, cards: PcscDaemon, end: str) -> None:
    desk.was_read(CARD)
    getattr(cards, end)()
    desk.lost(desk.read(CARD), CARD)
    desk.removed(CARD)
    desk.fault(Fault.NO_PORT)
    after = len(desk.facts.all)
    cards.start()
    new = desk.inserted(after)
    assert new > CARD
    desk.lost(desk.sign(CARD), CARD)
    desk.was_read(new)
    desk.right(desk.sign(new), "family")


def test_pcscd_dies_while_a_card_signs(desk: Desk, cards: PcscDaemon) -> None:
    desk.go_wrong("mute", "AUTHENTICATE")

    def die() -> None:
        desk.driver.sign(CARD, Private(PIN), DIGEST)
        desk.waits()
        cards.kill()
        desk.go_wrong()
        cards.start()

    desk.lost(desk.answer(die), CARD)
    new = desk.next(CARD)
    assert desk.sign(new, WRONG) == PinRefused(READER, new, 2)


def test_no_pcscd_at_the_start(cabinet: Cabinet, cards: PcscDaemon) -> None:
    cards.stop()
    with at_desk(cabinet) as desk:
        desk.fault(Fault.NO_PORT)
        cards.start()
        desk.ready()
        desk.was_read(desk.insert("family"))
