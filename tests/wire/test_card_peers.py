"""Who else judges our sample cards: OpenSC and yubico-piv-tool, which know nothing of us; and the cards' own
strictness and memory, on the raw wire."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.pcsc import PcscError, Service
from kiosk.demo_pcscd import PcscDaemon
from tests.simulators import ROOT, Cabinet, cabinet_process
from tests.wire.card_rig import DIGEST, SLOT, put_in, state, tool
from tests.wire.cctalk_rig import until

YUBICO = ("yubico-piv-tool", "-r", "Kiosk")


@pytest.fixture(scope="module")
def running(cards: PcscDaemon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cabinet, Any]]:
    with cabinet_process(tmp_path_factory.mktemp("cabinet"), cards=cards) as cabinet:
        yield cabinet, cabinet.do("snapshot")["state"]


@pytest.fixture
def cabinet(running: tuple[Cabinet, Any], cards: PcscDaemon) -> Cabinet:
    """The card ``family`` is in."""
    put_in(running[0], cards, running[1])
    return running[0]


def test_opensc_knows_it_for_a_piv_card(cabinet: Cabinet) -> None:
    assert "Personal Identity Verification Card" in tool("opensc-tool", "-n").stdout


def test_opensc_lists_certificate_and_pin(cabinet: Cabinet) -> None:
    listed = tool("pkcs15-tool", "--list-certificates", "--list-pins")
    assert listed.returncode == 0, listed.stderr
    assert "Certificate for PIV Authentication" in listed.stdout
    assert "Reference      : 128 (0x80)" in listed.stdout


def test_yubico_verifies_pin_and_signature(cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "9a.pem"
    path.write_text(tool(*YUBICO, "-a", "read-certificate", "-s", "9a").stdout)
    signed = tool(*YUBICO, "-a", "verify-pin", "-P", "123456", "-a", "test-signature", "-s", "9a", "-i", str(path))
    assert signed.returncode == 0, signed.stderr
    assert "Successfully verified PIN" in signed.stderr + signed.stdout
    assert "Successful ECDSA verification" in signed.stderr + signed.stdout


def test_yubico_counts_the_tries(cabinet: Cabinet) -> None:
    for left in (2, 1):
        refused = tool(*YUBICO, "-a", "verify-pin", "-P", "999999")
        assert f"{left} tries left before pin is blocked" in refused.stderr
        assert f"PIN tries left:\t{left}" in tool(*YUBICO, "-a", "status").stdout
    assert tool(*YUBICO, "-a", "verify-pin", "-P", "999999").returncode != 0
    assert "blocked" in tool(*YUBICO, "-a", "verify-pin", "-P", "123456").stderr
    assert cabinet.do("cards")["tries"]["family"] == 0


SELECT = "00a4040009a00000030800001000 00"
SIGN = f"0087119a267c2482008120{DIGEST.hex()}00"
DIALOGUES = {
    "nothing before the application": [("00200080", "6985"), ("00cb3fff055c035fc10500", "6985"), (SIGN, "6985")],
    "another application": [("00a4040006a00000000401 00", "6a82"), ("00200080", "6985")],
    "no signature without the PIN": [(SELECT, "9000"), (SIGN, "6982")],
    "the PIN opens the key until it is taken back": [
        (SELECT, "9000"),
        ("00200080", "63c3"),
        ("0020008008313233343536ffff", "9000"),
        ("00200080", "9000"),
        (SIGN, "9000"),
        ("0020ff80", "9000"),
        (SIGN, "6982"),
    ],
    "a PIN that can be none costs nothing": [
        (SELECT, "9000"),
        ("00200080083132333435ffffff", "6a80"),
        ("0020008006313233343536", "6a80"),
        ("00200080", "63c3"),
    ],
    "a command in two pieces": [
        (SELECT, "9000"),
        ("0020008008313233343536ffff", "9000"),
        (f"1087119a107c2482008120{DIGEST[:10].hex()}", "9000"),
        (f"0087119a16{DIGEST[10:].hex()}00", "9000"),
    ],
    "a chain that is not carried on": [
        (SELECT, "9000"),
        (f"1087119a107c2482008120{DIGEST[:10].hex()}", "9000"),
        ("00cb3fff055c035fc10500", "6883"),
    ],
    "a long answer in pieces": [(SELECT, "9000"), ("00cb3fff055c035fc10500", "61.."), ("00c0000000", "61..|9000")],
    "nothing to fetch": [(SELECT, "9000"), ("00c0000000", "6985")],
    "objects": [(SELECT, "9000"), ("00cb3fff055c035fc10200", "9000"), ("00cb3fff055c035fc10900", "6a82")],
    "what is none of its business": [
        (SELECT, "9000"),
        ("00b0000000", "6d00"),
        ("0c200080", "6882"),
        ("01200080", "6881"),
        ("80200080", "6e00"),
        ("00a4040009a0", "6700"),
        ("0087079a267c2482008120" + DIGEST.hex() + "00", "6a86"),
        ("0087119c267c2482008120" + DIGEST.hex() + "00", "6a88"),
    ],
}


@pytest.mark.parametrize("name", DIALOGUES)
def test_the_card_is_strict(cabinet: Cabinet, name: str) -> None:
    with Service() as service, service.card(SLOT) as link:
        for command, expected in DIALOGUES[name]:
            status = link.transmit(bytearray.fromhex(command))[-2:].hex()
            assert any(status.startswith(one.rstrip(".")) for one in expected.split("|")), (command, status)


def test_a_reset_takes_the_pin_back(cabinet: Cabinet) -> None:
    for expected in ("63c3", "63c3"):
        with Service() as service, service.card(SLOT) as link:
            link.transmit(bytearray.fromhex(SELECT))
            assert link.transmit(bytearray.fromhex("00200080")).hex() == expected
            link.transmit(bytearray.fromhex("0020008008313233343536ffff"))


def test_whoever_dies_with_the_pin_verified_leaves_nothing_open(cabinet: Cabinet) -> None:
    """A kiosk that is killed while it holds the card: pcscd resets it."""
    script = (
        "import sys; from drivers.pcsc import Service\n"
        f"with Service() as service, service.card('{SLOT}') as link:\n"
        f"    for command in ('{SELECT}', '0020008008313233343536ffff', '00200080'):\n"
        "        status = link.transmit(bytearray.fromhex(command))[-2:].hex()\n"
        "    print(status, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as kiosk:
        assert kiosk.stdout is not None
        assert kiosk.stdout.readline() == "9000\n"
        kiosk.kill()
    until(_can_be_held)
    with Service() as service, service.card(SLOT) as link:
        link.transmit(bytearray.fromhex(SELECT))
        assert link.transmit(bytearray.fromhex("00200080")).hex() == "63c3"


def _can_be_held() -> bool:
    try:
        with Service() as service, service.card(SLOT):
            return True
    except PcscError:
        return False


def test_tries_and_slot_outlive_the_cabinets_power_and_a_restart(
    cards: PcscDaemon, running: tuple[Cabinet, Any]
) -> None:
    cabinet, first = running
    put_in(cabinet, cards, first)
    tool(*YUBICO, "-a", "verify-pin", "-P", "999999")
    snapshot = cabinet.do("snapshot")["state"]
    root = cabinet.trust_root.read_bytes()
    cabinet.do("restore", state=first, cut="process")
    cabinet.do("restore", state=snapshot, cut="cabinet")
    assert cabinet.do("snapshot")["state"]["devices"]["card_reader"] == snapshot["devices"]["card_reader"]
    cabinet.kill()
    cabinet.start()
    now = cabinet.do("cards")
    assert (now["in"], now["tries"]["family"], now["tries"]["blocked"]) == ("family", 2, 0)
    assert cabinet.trust_root.read_bytes() == root
    until(state)


def test_hands_are_refused_what_can_not_be(cabinet: Cabinet) -> None:
    for verb, words in (
        ("insert_card", {"card": "spouse"}),
        ("insert_card", {"card": "nobody"}),
        ("swap_card", {"card": "spouse", "gap": -1}),
        ("card_fault", {"kind": "on fire"}),
        ("card_fault", {"kind": "mute", "at": "LUNCH"}),
    ):
        assert not cabinet.ask(verb, **words)["ok"], words
    assert cabinet.do("cards")["in"] == "family"
