"""``kiosk install --dir DIR``: kiosk.toml, the systemd unit, the card service's drop-in and the folders, under one
root. Nothing that is there is changed.

Users, owners, devices and the district's key are the technician's; what is left to do is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.settings.kiosk_toml import sample_file

_HOUSE = Path(__file__).resolve().parent.parent
UNIT = _HOUSE / "kiosk.service"
CARD_SERVICE = _HOUSE / "pcscd.service.d/kiosk.conf"
"""Drop-in: what pcscd.service has to keep beside what its package says."""
_PROGRAM = "/opt/kiosk/.venv/bin/kiosk"
PACKAGES = (
    "libegl1", "libgl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3",  # what Qt loads
    "libhangul1",  # the on-screen keyboard
    "espeak-ng", "alsa-utils",  # the voice
    "pcscd", "libccid", "opensc",  # the card reader: its daemon, most readers' driver, a look at what is there
)  # fmt: skip
"""Of Debian 12, that the running kiosk needs."""
_STATE, _ETC, _SETTINGS, _UNITS = "var/lib/kiosk", "etc/kiosk", "etc/kiosk/kiosk.toml", "etc/systemd/system"


class NotInstalled(Exception):
    """Why not, in words."""


def install(root: Path) -> Iterator[str]:
    """Lay everything out; yields one line for each thing made or found, then what is left to do."""
    for needed in (UNIT, CARD_SERVICE):
        if not needed.is_file():
            raise NotInstalled(f"{needed.relative_to(_HOUSE)} is not beside the program: install from the repository")
    root = root.resolve()
    program = Path(sys.executable).with_name("kiosk")
    unit = UNIT.read_text(encoding="utf-8").replace(_PROGRAM, str(program))
    try:
        yield from _folder(root / _STATE, 0o700)
        # The kiosk reads its settings and whose cards it believes, and can change neither: root's, its group's to read.
        yield from _folder(root / _ETC, 0o750)
        yield from _file(root / _SETTINGS, sample_file(), 0o640)
        yield from _file(root / _UNITS / UNIT.name, unit, 0o644)
        drop_in = CARD_SERVICE.read_text(encoding="utf-8")
        yield from _file(root / _UNITS / CARD_SERVICE.relative_to(_HOUSE), drop_in, 0o644)
    except OSError as error:
        raise NotInstalled(f"{error.filename}: {error.strerror}") from error
    yield from _left_to_do(root, program)


def _left_to_do(root: Path, program: Path) -> Iterator[str]:
    """Lines for a root shell on the machine itself. The journal is begun by the kiosk's user, who has to own it."""
    yield ""
    yield "Left to do, as root" + ("" if root == Path("/") else f", on the machine whose / is {root}") + ":"
    yield f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"
    yield "adduser --system --group --no-create-home kiosk"
    yield f"chown -R kiosk:kiosk /{_STATE}"
    yield f"editor /{_SETTINGS}"
    yield "# with a card reader: certificates (PEM) of those whose cards are believed, named by [identity] trust_root"
    yield f"chown -R root:kiosk /{_ETC}"
    yield f"chmod -R u=rwX,g=rX,o= /{_ETC}"
    yield f"runuser -u kiosk -- {program} settings --check /{_SETTINGS}"
    yield "# every hopper and the cash box of kiosk.toml, as counted: STORE=VALUE:PIECES[,VALUE:PIECES]"
    yield (
        f"runuser -u kiosk -- {program} journal restart --settings /{_SETTINGS} "
        "--stock hopper_100=100:60 cash_box=100:0,500:0"
    )
    yield "systemctl daemon-reload"
    yield "systemctl try-restart pcscd"
    yield "systemctl enable --now kiosk"


def _folder(path: Path, mode: int) -> Iterator[str]:
    found = path.is_dir()
    path.mkdir(mode, parents=True, exist_ok=True)
    yield f"{'found' if found else 'made'}  {path}"


def _file(path: Path, text: str, mode: int) -> Iterator[str]:
    if path.exists():
        yield f"kept   {path}"
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode)
    path.write_text(text, encoding="utf-8")
    yield f"made   {path}"
