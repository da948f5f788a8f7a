"""``kiosk install --dir DIR``: kiosk.toml, the systemd unit and the folders, under one root. Nothing that is there is
changed.

Users, devices and the district's key are the technician's; what is left to do is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.settings.kiosk_toml import sample_file

UNIT = Path(__file__).resolve().parent.parent / "kiosk.service"
_PROGRAM = "/opt/kiosk/.venv/bin/kiosk"
PACKAGES = (
    "libegl1", "libgl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3",  # what Qt loads
    "libhangul1",  # the on-screen keyboard
    "espeak-ng", "alsa-utils",  # the voice
    "pcscd", "libccid", "opensc",  # the card reader: its daemon, most readers' driver, a look at what is there
)  # fmt: skip
"""Of Debian 12, that the running kiosk needs."""
_STATE, _SETTINGS, _UNIT = "var/lib/kiosk", "etc/kiosk/kiosk.toml", "etc/systemd/system/kiosk.service"


class NotInstalled(Exception):
    """Why not, in words."""


def install(root: Path) -> Iterator[str]:
    """Lay everything out; yields one line for each thing made or found, then what is left to do."""
    if not UNIT.is_file():
        raise NotInstalled(f"{UNIT.name} is not beside the program: install from the repository")
    root = root.resolve()
    program = Path(sys.executable).with_name("kiosk")
    unit = UNIT.read_text(encoding="utf-8").replace(_PROGRAM, str(program))
    try:
        yield from _folder(root / _STATE)
        yield from _file(root / _SETTINGS, sample_file())
        yield from _file(root / _UNIT, unit, mode=0o644)
    except OSError as error:
        raise NotInstalled(f"{error.filename}: {error.strerror}") from error
    yield from _left_to_do(root, program)


def _left_to_do(root: Path, program: Path) -> Iterator[str]:
    """Lines for a root shell on the machine itself. The journal is begun by the kiosk's user, who has to own it."""
    yield ""
    yield "Left to do, as root" + ("" if root == Path("/") else f", on the machine whose / is {root}") + ":"
    yield f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"
    yield "adduser --system --group --no-create-home kiosk"
    yield f"chown -R kiosk:kiosk /{_STATE} /{Path(_SETTINGS).parent}"
    yield f"editor /{_SETTINGS}"
    yield "# with a card reader: certificates (PEM) of those whose cards are believed, named by [identity] trust_root"
    yield f"{program} settings --check /{_SETTINGS}"
    yield "# every hopper and the cash box of kiosk.toml, as counted: STORE=VALUE:PIECES[,VALUE:PIECES]"
    yield (
        f"runuser -u kiosk -- {program} journal restart --settings /{_SETTINGS} "
        "--stock hopper_100=100:60 cash_box=100:0,500:0"
    )
    yield "systemctl daemon-reload"
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
