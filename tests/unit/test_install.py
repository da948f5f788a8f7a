"""kiosk install: what is laid out, with which rights, and that the guide says the same as the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import umask
from pathlib import Path

import pytest

from kiosk.install import CARD_SERVICE, install

HOUSE = Path(__file__).parents[2]


@contextmanager
def usual_umask() -> Iterator[None]:
    before = umask(0o022)
    try:
        yield
    finally:
        umask(before)


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_kiosks_group_reads_the_settings_and_nobody_else_and_the_state_is_the_kiosks_alone(tmp_path: Path) -> None:
    with usual_umask():
        said = list(install(tmp_path))
    assert rights(tmp_path / "etc/kiosk") == 0o750
    assert rights(tmp_path / "etc/kiosk/kiosk.toml") == 0o640
    assert rights(tmp_path / "var/lib/kiosk") == 0o700
    assert "chown -R root:kiosk /etc/kiosk" in said
    assert not [line for line in said if line.startswith("chown") and "kiosk:kiosk" in line and "/etc" in line]


def test_the_card_services_drop_in_is_laid_out_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "etc/systemd/system/pcscd.service.d/kiosk.conf"
    assert f"made   {path}" in list(install(tmp_path))
    assert {"[Service]", "LimitCORE=0", "MemorySwapMax=0"} <= set(path.read_text(encoding="utf-8").splitlines())
    path.write_text("mine", encoding="utf-8")
    assert f"kept   {path}" in list(install(tmp_path))
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("word", "code"), [("LimitCORE=0", 0), ("LimitCROE=0", 1)])
def test_systemd_understands_every_line_of_the_drop_in(tmp_path: Path, word: str, code: int) -> None:
    """On the unit as the package has it."""
    shutil.copy("/lib/systemd/system/pcscd.service", tmp_path)
    (tmp_path / "pcscd.service.d").mkdir()
    text = CARD_SERVICE.read_text(encoding="utf-8")
    (tmp_path / "pcscd.service.d/kiosk.conf").write_text(text.replace("LimitCORE=0", word), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=yes", str(tmp_path / "pcscd.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, "LimitCROE" in checked.stderr) == (code, bool(code)), checked.stderr


def test_the_guide_has_every_command_that_is_left_to_do_in_the_same_order(tmp_path: Path) -> None:
    said = list(install(tmp_path))
    program = str(Path(sys.executable).with_name("kiosk"))
    first = next(number for number, line in enumerate(said) if line.startswith("Left to do")) + 1
    commands = [line.replace(program, "kiosk") for line in said[first:] if not line.startswith("#")]
    guide = (HOUSE / "docs/technician.md").read_text(encoding="utf-8").split("```\n")[1].splitlines()
    assert guide == ["kiosk install --dir /", *commands]
