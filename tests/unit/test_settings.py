"""kiosk.toml: what is read, what is refused in which words, and that the docs say the same."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.core.rules import Delays
from kiosk.settings.kiosk_toml import docs_page, load, parse, sample_file
from kiosk.settings.rules import to_rules
from kiosk.settings.schema import SettingsWrong
from kiosk.settings.tables import DelaySettings

HOUSE = Path(__file__).parents[2]

SMALL = """
[kiosk]
id = "B001"
[documents]
fee_table = "2003"
[district]
url = "http://127.0.0.1:8080"
key = "sesame-sesame"
[document_printer]
uri = "ipp://127.0.0.1:631/ipp/print"
"""
CASH = """
[cctalk]
port = "/dev/ttyUSB0"
[coin_acceptor]
paths = {1 = "hopper_100", 2 = "cash_box"}
[[hoppers]]
id = "hopper_100"
address = 3
value = 100
"""


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as wrong:
        parse(text)
    return wrong.value.problems


def test_the_smallest_file_gives_a_kiosk_without_cash() -> None:
    rules = to_rules(parse(SMALL))
    assert (rules.kiosk, rules.coin_acceptor, rules.coins, rules.hoppers) == ("B001", None, (), ())
    assert rules.fees == {"D01": 200, "D02": 200, "D03": 300, "D04": 300}
    assert rules.delays == Delays()
    assert rules.hours is None


def test_cash_devices_fees_and_hours_reach_the_rules() -> None:
    text = SMALL.replace('fee_table = "2003"', 'fee_table = "2003"\nfees = {D04 = 500}\nhidden = ["D03"]') + CASH
    rules = to_rules(parse(text.replace('id = "B001"', 'id = "B001"\nhours = ["05:00", "24:00"]')))
    assert rules.coin_acceptor == "coin_acceptor"
    assert [(hopper.device, hopper.value, hopper.max_pieces) for hopper in rules.hoppers] == [("hopper_100", 100, 30)]
    assert rules.fees == {"D01": 200, "D02": 200, "D03": 300, "D04": 500}
    assert rules.hidden == {"D03"}
    assert rules.hours == ("05:00", "24:00")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[delays]\nidle = -3", "[delays] idle = -3: must be 5 … 600 seconds"),
        ("[delays]\nidle = nan", "[delays] idle = nan: must be 5 … 600 seconds"),
        ("[delays]\nidle = true", "[delays] idle = true: must be 5 … 600 seconds"),
        ('[delays]\nidle = "60"', '[delays] idle = "60": must be 5 … 600 seconds'),
        ("[delays]\nidel = 60", "[delays] idel: unknown key, did you mean idle?"),
        ("[delay]\nidle = 60", "delay: unknown table, did you mean delays?"),
        ("[screen]\nfull_screen = 1", "[screen] full_screen = 1: must be true or false"),
        ("delays = 3", "delays: must be a table, [delays]"),
        ("[watchdog]\nhang = inf", "[watchdog] hang = inf: must be 3 … 120 seconds"),
        ("[sound]\nvolume = 5", "[sound] volume = 5: must be 1 … 4"),
        ("[sound]\ngain_65_db = 3.0", "[sound] gain_65_db = 3: must be -60 … 0 dB"),
        ("[sound]\nplayer = []", "[sound] player = []: must name a command (voice = false turns the voice off)"),
        ("hoppers = 3", "hoppers: must be tables, [[hoppers]]"),
        ("[[hoppers]]\nid = 'cash'", '[[hoppers]] (first) id = "cash": must be a name like hopper_100'),
        ("[[hoppers]]\n[[hoppers]]\naddress = 1", "[[hoppers]] (second) address = 1: must be 3 … 255"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(line: str, problem: str) -> None:
    text = f"{line}\n{SMALL}" if not line.startswith("[") else f"{SMALL}\n{line}"
    assert f"kiosk.toml: {problem}" in problems(text)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("port = ", "# port = ", "[cctalk] port is missing"),
        (
            '[cctalk]\nport = "/dev/ttyUSB0"',
            "",
            "[cctalk] port is missing: must be given with a coin acceptor or hopper",
        ),
        (
            "paths =",
            "address = 3\npaths =",
            "[[hoppers]] (first) address = 3: must differ, coin_acceptor and hopper_100 have the same",
        ),
        ('"hopper_100", 2', '"hopper_500", 2', 'paths.1 = "hopper_500": must be one of cash_box, hopper_100'),
        ("paths =", "coins = [500, 100]\npaths =", "coins = [500, 100]: must be different values, smallest first"),
        ("paths =", "coins = [70]\npaths =", "coins = [70]: must be of 10, 50, 100, 500 won"),
        ("1 = ", "9 = ", "[coin_acceptor] paths.9: must be 0 … 8"),
        (
            'fee_table = "2003"',
            'fee_table = "2002"',
            '[documents] fee_table = "2002": must be one of 2003, 2026-geumjeong',
        ),
        ('fee_table = "2003"', 'fee_table = "2003"\nfees = {D99 = 5}', "[documents] fees.D99: must be one of D01"),
        ('fee_table = "2003"', 'fee_table = "2003"\nfees = {D03 = 5}', "fees.D03 = 5: must be a multiple of 10 won"),
        ('id = "B001"', 'id = "b1"', '[kiosk] id = "b1": must be four capital letters or digits'),
        ('id = "B001"', 'id = "B001"\nhours = ["09:00"]', '[kiosk] hours = ["09:00"]: must be two times'),
        ('id = "B001"', 'id = "B001"\nhours = ["09:00", "09:00"]', '[kiosk] hours = ["09:00", "09:00"]: must be two'),
        ('id = "B001"', 'id = "B001"\nstate = ""', '[kiosk] state = "": must be a path from the root'),
        ('id = "B001"', 'id = "B001"\nstate = "kiosk"', '[kiosk] state = "kiosk": must be a path from the root'),
        ('id = "B001"', 'id = "B001"\nplace_name_ko = ""', '[kiosk] place_name_ko = "": must be 1 … 40 letters'),
        ('id = "B001"', f'id = "B001"\nplace_name_en = "{"A" * 41}"', "must be 1 … 40 letters in one line"),
        ('port = "/dev/ttyUSB0"', 'port = ""', '[cctalk] port = "": must be a path from the root'),
        (
            'key = "sesame-sesame"',
            'key = "change-me-please"',
            "[district] key = …: must be this kiosk's own key, not the one of the sample",
        ),
        (
            'uri = "ipp',
            'uri = "http',
            'uri = "http://127.0.0.1:631/ipp/print": must be an ipp:// or ipps:// address',
        ),
        (
            'fee_table = "2003"',
            'fee_table = "2003"\nhidden = ["D04", "D03"]',
            '[documents] hidden = ["D04", "D03"]: must leave a document to be offered',
        ),
        (
            'fee_table = "2003"',
            'fee_table = "2003"\nmax_copies = 12',
            "[documents] max_copies = 12: must be at most max_copies_visit, 10 copies",
        ),
        (
            'fee_table = "2003"',
            'fee_table = "2003"\nfees = {D03 = 350}',
            "[documents] fees.D03 = 350: must be payable with [coin_acceptor] coins = [100, 500], each of which could "
            "be given back (hoppers of 100 won)",
        ),
        (
            "value = 100",
            "value = 500",
            '[documents] fee_table = "2003" (D03: 300 won): must be payable with [coin_acceptor] coins = [100, 500], '
            "each of which could be given back (hoppers of 500 won)",
        ),
        (
            'id = "B001"',
            'id = "B001"\nhours = ["09:00", "25:00"]',
            '[kiosk] hours = ["09:00", "25:00"]: must be two times',
        ),
        (
            'url = "http',
            'url = "ftp',
            '[district] url = "ftp://127.0.0.1:8080": must be an http:// or https:// address',
        ),
    ],
)
def test_a_contradiction_is_named(old: str, new: str, problem: str) -> None:
    text = SMALL + CASH
    assert old in text
    assert any(problem in each for each in problems(text.replace(old, new, 1))), problems(text.replace(old, new, 1))


def test_change_makes_a_fee_payable_that_the_coins_alone_are_not() -> None:
    text = SMALL.replace('fee_table = "2003"', 'fee_table = "2003"\nfees = {D03 = 350, D04 = 350}') + CASH
    fifty = '\n[[hoppers]]\nid = "hopper_50"\naddress = 4\nvalue = 50\n'
    assert to_rules(parse(text + fifty)).fees["D03"] == 350
    assert problems(text.replace('2 = "cash_box"}', '2 = "cash_box"}\ncoins = [100]'))


def test_a_kiosk_may_be_open_over_midnight() -> None:
    text = SMALL.replace('id = "B001"', 'id = "B001"\nhours = ["05:00", "02:00"]')
    assert to_rules(parse(text)).hours == ("05:00", "02:00")


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("\ufeff[kiosk]".encode(), "begins with a byte order mark: save it as UTF-8 without BOM"),
        ("[kiosk]".encode("utf-16"), "begins with a byte order mark: save it as UTF-8 without BOM"),
        ('[kiosk]\nplace_name_ko = "구청"'.encode("cp949"), "line 2 is not UTF-8: save it as UTF-8 without BOM"),
    ],
)
def test_a_file_saved_in_another_encoding_is_said_in_plain_words(tmp_path: Path, stored: bytes, words: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(stored)
    with pytest.raises(SettingsWrong) as wrong:
        load(path)
    assert wrong.value.problems == (f"kiosk.toml: {words}",)


def test_waiting_for_the_district_never_counts_as_hanging() -> None:
    text = SMALL.replace('key = "sesame', 'timeout = 30\nkey = "sesame')
    assert problems(text) == (
        "kiosk.toml: [watchdog] hang = 15: must be at least 63 seconds with [district] timeout = 30, "
        "or waiting would count as hanging",
    )
    assert parse(text + "[watchdog]\nhang = 70\n").watchdog.hang == 70


def test_all_problems_are_named_at_once_and_in_the_files_words() -> None:
    found = problems(SMALL.replace('id = "B001"', "id = 3") + "[delays]\nidle = -3\nthanks = 100\n")
    assert [each.split(":")[1].split("=")[0].strip() for each in found] == [
        "[kiosk] id",
        "[delays] idle",
        "[delays] thanks",
    ]


def test_the_district_key_is_never_repeated() -> None:
    assert "sesame" not in repr(parse(SMALL))
    assert "sesame" not in "".join(problems(SMALL.replace("sesame-sesame", "sesame sesame")))


def test_a_file_that_is_not_toml_or_not_there(tmp_path: Path) -> None:
    assert "kiosk.toml: not TOML" in problems("[kiosk")[0]
    with pytest.raises(SettingsWrong, match=r"kiosk\.toml: can not be read"):
        load(tmp_path / "kiosk.toml")


CARDS = """
[card_reader]
[identity]
trust_root = "{}"
"""


VALID = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


def a_root() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "견본")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, *VALID)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_cards_are_a_means_of_identification_only_with_a_reader_and_a_root(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(a_root())
    rules = to_rules(parse(SMALL + CARDS.format(roots)))
    assert rules.card_reader == "card_reader"
    assert rules.means == {"card_pin"}
    without_root = to_rules(parse(SMALL + "[card_reader]\n"))
    assert without_root.card_reader == "card_reader"
    assert not without_root.means
    assert to_rules(parse(SMALL)).card_reader is None


def test_what_can_be_had_only_with_a_card_does_not_count_without_one(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(a_root())
    text = SMALL.replace('fee_table = "2003"', 'fee_table = "2003"\nfees = {D01 = 350}\nhidden = ["D03", "D04"]')
    assert "must leave a document" in problems(text)[0]
    assert to_rules(parse(text + CARDS.format(roots))).fees["D01"] == 350
    assert "fees.D01 = 350: must be payable" in problems(text + CASH + CARDS.format(roots))[0]
    parse(text.replace('"D03", ', "") + CASH)  # 350 won that nobody is asked for


def test_a_root_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    where = f'kiosk.toml: [identity] trust_root = "{roots}": must'
    assert problems(SMALL + CARDS.format(roots)) == (
        f"{where} be a file that the kiosk's user can read: No such file or directory",
    )
    roots.write_text("-----BEGIN CERTIFICATE-----\n견본\n", encoding="utf-8")
    assert problems(SMALL + CARDS.format(roots)) == (f"{where} hold certificates in PEM form, and nothing else",)
    roots.write_bytes(a_root())
    assert problems(SMALL + CARDS.format(roots).replace("[card_reader]", "")) == (
        f"{where} have a [card_reader] whose cards it is for",
    )


def test_nothing_of_people_goes_over_a_network_in_the_clear(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(a_root())
    text = SMALL + CARDS.format(roots)
    here = 'url = "http://127.0.0.1:8080"'
    assert here in text
    for url in ("http://district.example", "http://127.0.0.1.example:80", "http://10.0.0.1:8080/127.0.0.1"):
        elsewhere = f'url = "{url}"'
        assert problems(text.replace(here, elsewhere)) == (
            f"kiosk.toml: [district] {elsewhere}: must be an https:// address where [identity] names a trust_root",
        )
        parse(SMALL.replace(here, elsewhere))  # parcels are anybody's to ask for
    for url in ("https://district.example", "http://localhost:8080", "http://[::1]:8080"):
        parse(text.replace(here, f'url = "{url}"'))


def test_the_receipt_printer_reaches_the_rules_and_has_a_port_of_its_own() -> None:
    receipts = '\n[receipt_printer]\nport = "/dev/ttyUSB1"\ndots = 512\n'
    read = parse(SMALL + CASH + receipts)
    assert read.receipt_printer is not None
    assert (read.receipt_printer.dots, read.receipt_printer.baud) == (512, 19_200)
    assert to_rules(read).receipt_printer == "receipt_printer"
    assert to_rules(parse(SMALL + CASH)).receipt_printer is None
    assert problems(SMALL + CASH + receipts.replace("USB1", "USB0")) == (
        'kiosk.toml: [receipt_printer] port = "/dev/ttyUSB0": must differ from the one of [cctalk]',
    )
    assert problems(SMALL + receipts.replace("512", "384")) == (
        "kiosk.toml: [receipt_printer] dots = 384: must be one of 512, 576",
    )


def test_the_docs_and_the_sample_are_current_and_the_sample_starts_a_kiosk() -> None:
    assert (HOUSE / "docs/settings.md").read_text(encoding="utf-8") == docs_page()
    assert (HOUSE / "assets/kiosk.toml").read_text(encoding="utf-8") == sample_file()
    sample = sample_file().replace("change-me-please", "sesame-sesame")
    assert to_rules(parse(sample)).hoppers


def test_every_delay_of_the_core_is_in_the_file_with_the_same_default() -> None:
    assert {each.name for each in fields(DelaySettings)} == {each.name for each in fields(Delays)}
    assert all(getattr(DelaySettings(), each.name) == getattr(Delays(), each.name) for each in fields(Delays))


def test_all_that_is_loaded_before_the_first_paint_is_the_window_and_the_settings(tmp_path: Path) -> None:
    """The rest is loaded behind the painted window: each of these costs the start tens of milliseconds."""
    path = tmp_path / "kiosk.toml"
    path.write_text(SMALL + CASH, encoding="utf-8")
    words = (
        "import sys; from pathlib import Path; import kiosk.run as run; run.load(Path(sys.argv[1]));"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), *sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", words, str(path)], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "kiosk.ui.window" in loaded
    assert loaded.isdisjoint({"msgspec", "sqlalchemy", "httpcore", "serial", "smartcard", "ippx", "reportlab"})
    assert loaded.isdisjoint({"kiosk.app", "kiosk.core.step", "offline_queue", "drivers.cctalk"})
