"""``kiosk install --dir DIR``: kiosk.toml, the systemd unit and the folders, under one root. Nothing that is there is
changed.

Users, devices and the district's key are the technician's; what is left to do is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.settings import sample_file

UNIT = Path(__file__).resolve().parent.parent / "kiosk.service"
_PROGRAM = "/opt/kiosk/.venv/bin/kiosk"


class NotInstalled(Exception):
    """Why not, in words."""


def install(root: Path) -> Iterator[str]:
    """Lay everything out; yields one line for each thing made or found, then what is left to do."""
    if not UNIT.is_file():
        raise NotInstalled(f"{UNIT.name} is not beside the program: install from the repository")
    program = Path(sys.executable).with_name("kiosk")
    unit = UNIT.read_text(encoding="utf-8").replace(_PROGRAM, str(program))
    try:
        yield from _folder(root / "var/lib/kiosk")
        yield from _file(root / "etc/kiosk/kiosk.toml", sample_file())
        yield from _file(root / "etc/systemd/system/kiosk.service", unit, mode=0o644)
    except OSError as error:
        raise NotInstalled(f"{error.filename}: {error.strerror}") from error
    yield "Left to do: adduser --system --group kiosk; chown kiosk: var/lib/kiosk etc/kiosk/kiosk.toml;"
    yield "fill in kiosk.toml; kiosk settings --check; kiosk journal restart (counts the coins);"
    yield "systemctl enable --now kiosk"


def _folder(path: Path) -> Iterator[str]:
    found = path.is_dir()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield f"{'found' if found else 'made'}  {path}"


def _file(path: Path, text: str, mode: int = 0o600) -> Iterator[str]:
    if path.exists():
        yield f"kept   {path}"
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode)
    path.write_text(text, encoding="utf-8")
    yield f"made   {path}"
