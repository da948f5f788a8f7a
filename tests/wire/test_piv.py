"""What is said to a PIV card, byte by byte: the worked commands of NIST SP 800-73, and a card that is played from a
table of *command → response*."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers import piv

DIGEST = bytes.fromhex("0fc98d2baf2ad40f470af512b2bc7a12d77f5bd2dc25745df626bc46a0a90506")
SELECT = "00 a4 04 00 0b a0 00 00 03 08 00 00 10 00 01 00 00"
GET_9A = "00 cb 3f ff 05 5c 03 5f c1 05 00"
TRIES = "00 20 00 80"
VERIFY = "00 20 00 80 08 31 32 33 34 35 36 ff ff"
SIGN = "00 87 11 9a 26 7c 24 82 00 81 20" + DIGEST.hex() + "00"


def card(*dialogue: tuple[str, str]) -> piv.Transmit:
    """A card that knows this dialogue and nothing else."""
    left = [(bytes.fromhex(command), bytes.fromhex(response)) for command, response in dialogue]

    def transmit(command: bytearray) -> bytes:
        expected, response = left.pop(0)
        assert bytes(command).hex(" ") == expected.hex(" ")
        return response

    return transmit


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (piv.select_command(), SELECT),
        (piv.get_data_command(piv.CERTIFICATE_9A), GET_9A),
        (piv.tries_command(), TRIES),
        (piv.verify_command("123456"), VERIFY),
        (piv.verify_command("12345678"), "00 20 00 80 08 31 32 33 34 35 36 37 38"),
        (piv.sign_command(DIGEST), SIGN),
    ],
)
def test_worked_commands(command: bytearray, frame: str) -> None:
    assert bytes(command) == bytes.fromhex(frame)


def test_t0_leaves_out_what_is_expected_of_a_command_with_data() -> None:
    assert piv.without_le(piv.select_command()).hex(" ") == SELECT[:-3]
    for command in (piv.verify_command("123456"), piv.tries_command(), bytearray.fromhex("00c0000010")):
        assert piv.without_le(command) == command


def test_the_certificate_in_three_pieces() -> None:
    der = bytes(range(200)) * 3
    data = bytes.fromhex("5382") + (len(der) + 9).to_bytes(2, "big") + bytes.fromhex("708202 58") + der
    data += bytes.fromhex("710100 fe00")
    pieces = [data[:256], data[256:512], data[512:]]
    left = f"{len(pieces[2]):02x}"
    transmit = card(
        (GET_9A, pieces[0].hex() + "61 00"),
        ("00 c0 00 00 00", pieces[1].hex() + f"61 {left}"),
        (f"00 c0 00 00 {left}", pieces[2].hex() + "90 00"),
    )
    assert piv.certificate(transmit) == der


def test_a_card_that_wants_to_be_asked_for_so_many() -> None:
    transmit = card((GET_9A, "6c 09"), (GET_9A[:-2] + "09", "53 07 70 02 30 00 71 01 00 90 00"))
    assert piv.certificate(transmit) == b"\x30\x00"


@pytest.mark.parametrize(
    ("status", "tries"), [("63 c3", 3), ("63 c0", 0), ("69 83", 0), ("90 00", None), ("6d 00", None)]
)
def test_tries_left(status: str, tries: int | None) -> None:
    assert piv.tries_left(card((TRIES, status))) == tries


@pytest.mark.parametrize(("status", "tries"), [("90 00", None), ("63 c2", 2), ("63 c0", 0), ("69 83", 0)])
def test_verify(status: str, tries: int | None) -> None:
    assert piv.verify(card((VERIFY, status)), "123456") == tries


def test_the_pin_is_sent_once_and_overwritten() -> None:
    sent: list[bytearray] = []

    def transmit(command: bytearray) -> bytes:
        sent.append(command)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        piv.verify(transmit, "123456")
    assert sent == [bytearray(13)]


def test_a_signature() -> None:
    assert piv.sign(card((SIGN, "7c 06 82 04 30 02 01 01 90 00")), DIGEST) == bytes.fromhex("30020101")


@pytest.mark.parametrize(
    ("said", "dialogue"),
    [
        (piv.select, (SELECT, "6a 82")),
        (piv.select, (SELECT, "6d 00")),
        (piv.certificate, (GET_9A, "6a 82")),
    ],
)
def test_what_is_no_piv_card(said: Callable[[piv.Transmit], object], dialogue: tuple[str, str]) -> None:
    with pytest.raises(piv.NotPiv):
        said(card(dialogue))


def sign(transmit: piv.Transmit) -> bytes:
    return piv.sign(transmit, DIGEST)


def verify(transmit: piv.Transmit) -> int | None:
    return piv.verify(transmit, "123456")


NONSENSE = [
    (piv.select, SELECT, ""),
    (piv.select, SELECT, "90"),
    (piv.certificate, GET_9A, "69 82"),
    (piv.certificate, GET_9A, "90 00"),
    (piv.certificate, GET_9A, "53 82 ff ff 70 01 30 90 00"),
    (piv.certificate, GET_9A, "53 84 00 00 00 01 70 90 00"),
    (piv.certificate, GET_9A, "53 80 90 00"),
    (piv.certificate, GET_9A, "53 02 70 81 90 00"),
    (piv.certificate, GET_9A, "53 03 70 01 30 53 00 90 00"),
    (piv.certificate, GET_9A, "53 05 71 01 00 fe 00 90 00"),
    (piv.certificate, GET_9A, "53 06 70 01 1f 71 01 01 90 00"),  # compressed: not what a kiosk's cards are
    (piv.certificate, GET_9A, "5f 90 00"),
    (sign, SIGN, "69 82"),
    (sign, SIGN, "7c 02 81 00 90 00"),
    (sign, SIGN, "7c 7f 82 00 90 00"),
    (verify, VERIFY, "6a 80"),
    (verify, VERIFY, "63 00"),
]


@pytest.mark.parametrize(("said", "command", "response"), NONSENSE)
def test_nonsense_is_told_without_its_words(
    said: Callable[[piv.Transmit], object], command: str, response: str
) -> None:
    with pytest.raises(piv.BadAnswer) as caught:
        said(card((command, response)))
    data = bytes.fromhex(response)[:-2]
    assert not data or data.hex() not in str(caught.value)


def test_an_answer_without_end_is_given_up() -> None:
    for piece in (b"", bytes(256)):
        asked: list[int] = []

        def transmit(command: bytearray, piece: bytes = piece, asked: list[int] = asked) -> bytes:
            asked.append(1)
            return piece + b"\x61\x00"

        with pytest.raises(piv.BadAnswer):
            piv.select(transmit)
        assert len(asked) < 100
