"""Running the synthesiser and the player: in memory, never longer than wanted, and with an eye on the exit status."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

Listen = Callable[[float, int], bool]
"""``listen(seconds, handle)``: whether the handle became ready in so many seconds (or less: ask again). Raises
``Interrupted``."""

_TURN_S = 1.0


class Interrupted(Exception):
    """Something newer is wanted."""


class NotHeard(Exception):
    """It could not be made or played; the text says why, for a technician."""


def carry_out(command: Sequence[str], given: bytes, patience: float, listen: Listen) -> bytes:
    """What the command wrote to its standard output. Raises ``NotHeard`` when it failed or took longer than
    ``patience`` seconds; it never outlives this call."""
    with ExitStack() as stack:
        taken, wrote, complained = in_memory(given), in_memory(), in_memory()
        for handle in (taken, wrote, complained):
            stack.callback(os.close, handle)
        try:
            process = subprocess.Popen(command, stdin=taken, stdout=wrote, stderr=complained)
        except OSError as error:
            raise NotHeard(f"{command[0]}: {error.strerror}") from error
        ended = _wait(process, patience, listen)
        if ended is None:
            raise NotHeard(f"{command[0]} took longer than {patience:.0f} s")
        if ended != 0:
            why = _content(complained).decode(errors="replace").strip().splitlines()
            raise NotHeard(f"{command[0]} ended with {ended}: {why[-1] if why else 'no word'}")
        return _content(wrote)


def begin(command: Sequence[str], given: bytes) -> subprocess.Popen[bytes]:
    """For a sound that nobody waits for. Raises OSError."""
    taken = in_memory(given)
    try:
        return subprocess.Popen(command, stdin=taken, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        os.close(taken)


def in_memory(data: bytes = b"") -> int:
    """A file that is on no disk, to be read from its beginning; the caller closes it."""
    handle = os.memfd_create("speech", os.MFD_CLOEXEC)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def _content(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    return os.pread(handle, size, 0)


def _wait(process: subprocess.Popen[bytes], patience: float, listen: Listen) -> int | None:
    """Its exit status; None: it took too long and was killed."""
    watch = os.pidfd_open(process.pid)
    end = time.monotonic() + patience
    try:
        while (left := end - time.monotonic()) > 0:
            if listen(min(_TURN_S, left), watch):
                return process.wait()
        return None
    finally:
        os.close(watch)
        if process.returncode is None:
            process.kill()
            process.wait()
