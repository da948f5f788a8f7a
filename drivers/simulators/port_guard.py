"""Takes the name of a pty away when its cabinet dies without a word.

The kernel gives a dead pty's number to the next who asks for one, who may be another cabinet on the same machine. A
name that still led there would put a kiosk on a stranger's wire, and it would credit the stranger's coins. A killed
process can clean up nothing; so a tiny shell holds the other end of a pipe and acts when the pipe closes, whatever
closed it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

# It removes the very link that it was last told of (by inode), never a newer one of the same name.
_SCRIPT = 'while read -r inode; do last=$inode; done; [ "$(stat -c %i "$0" 2>&1)" = "$last" ] && rm -f "$0"'


class PortGuard:
    """Watches over one symlink."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._shell = subprocess.Popen(
            ["sh", "-c", _SCRIPT, str(link)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C for the cabinet is none for its guard
            text=True,
        )

    def published(self) -> None:
        """The link was made or made anew."""
        if self._shell.stdin is not None:
            self._shell.stdin.write(f"{self._link.lstat().st_ino}\n")
            self._shell.stdin.flush()

    def stop(self) -> None:
        """Take the name away now."""
        self._shell.communicate()
