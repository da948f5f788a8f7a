"""Running the synthesiser and the player: in memory, never longer than wanted, and with an eye on the exit status."""

from __future__ import annotations

import os
import signal
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
    try:
        return _carry_out(command, given, patience, listen)
    except OSError as error:  # not there; no memory, handle or process left for it
        raise NotHeard(f"{command[0]}: {error.strerror}") from error


def _carry_out(command: Sequence[str], given: bytes, patience: float, listen: Listen) -> bytes:
    with ExitStack() as stack:
        handles = []
        for data in (given, b"", b""):
            handles.append(in_memory(data))
            stack.callback(os.close, handles[-1])
        taken, wrote, complained = handles
        process = subprocess.Popen(command, stdin=taken, stdout=wrote, stderr=complained, process_group=0)
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
        return subprocess.Popen(
            command, stdin=taken, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
        )
    finally:
        os.close(taken)


def kill(process: subprocess.Popen[bytes]) -> None:
    """And whatever it started: a player may be a script."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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
    end = time.monotonic() + patience
    with ExitStack() as stack:
        stack.callback(kill, process)
        watch = os.pidfd_open(process.pid)
        stack.callback(os.close, watch)
        while (left := end - time.monotonic()) > 0:
            if listen(min(_TURN_S, left), watch):
                return process.wait()
        return None
