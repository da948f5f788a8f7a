"""The command line: every command is known, a wrong path is one plain line, and what install prints can be pasted."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from kiosk.__main__ import main, parser


def test_a_command_that_is_none_is_answered_with_all_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bogus"])
    said = capsys.readouterr().err
    for word in ("run", "demo", "screens", "journal", "forms", "settings", "install"):
        assert f"'{word}'" in said


@pytest.mark.parametrize(
    "command", [["forms", "--out"], ["journal", "export", "--folder", "/", "--kiosk", "B001", "--out"]]
)
def test_a_path_that_can_not_be_written_is_one_plain_line(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "below"
    assert main([*command, str(below)]) == 2
    assert capsys.readouterr().err == f"kiosk: {below}: Not a directory\n"


def test_what_install_leaves_to_do_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--dir", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    to_do = lines[lines.index("") + 2 :]
    assert "chown -R kiosk:kiosk /var/lib/kiosk" in to_do
    ours = [shlex.split(line.removeprefix("runuser -u kiosk -- ")) for line in to_do if "/bin/kiosk" in line]
    given = [parser().parse_args(words[1:]) for words in ours]
    check, restart = given
    assert check.check == Path("/etc/kiosk/kiosk.toml")
    assert dict(restart.stock) == {"hopper_100": {100: 60}, "cash_box": {100: 0, 500: 0}}
