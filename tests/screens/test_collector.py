"""Cycles that hold widgets are collected in the GUI thread alone, whatever other threads do: a widget destroyed in
another one ends the process."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from kiosk.ui import collector


@pytest.fixture
def collected_by() -> Iterator[set[str]]:
    """Names of the threads in which Python collected."""
    names: set[str] = set()

    def note(phase: str, info: dict[str, int]) -> None:
        names.add(threading.current_thread().name)

    on = gc.isenabled()
    gc.callbacks.append(note)
    yield names
    gc.callbacks.remove(note)
    (gc.enable if on else gc.disable)()


def _make_cycles() -> None:
    for _ in range(3 * gc.get_threshold()[0]):
        cycle: list[object] = []
        cycle.append(cycle)


def _in_another_thread() -> None:
    other = threading.Thread(target=_make_cycles, name="clerk")
    other.start()
    other.join()


def test_python_itself_collects_in_any_thread(collected_by: set[str]) -> None:
    gc.enable()
    _in_another_thread()
    assert "clerk" in collected_by


def test_kept_here_only_this_thread_collects(collected_by: set[str]) -> None:
    collector.keep_here()
    _in_another_thread()
    assert not collected_by
    collector.collect_due()
    assert collected_by == {threading.current_thread().name}
    assert gc.get_count()[0] < gc.get_threshold()[0]


def test_what_is_not_due_is_not_collected(collected_by: set[str]) -> None:
    collector.keep_here()
    gc.collect()
    collected_by.clear()
    collector.collect_due()
    assert not collected_by


def test_after_a_wipe_everything_is_collected_at_once(collected_by: set[str]) -> None:
    """Views hold what they showed; a kiosk at rest makes too little for Python to come by itself."""
    collector.keep_here()
    gc.collect()
    cycle = _Cycle()
    gone = weakref.ref(cycle)
    gc.collect()  # it is old now
    del cycle
    collected_by.clear()
    collector.collect_due()
    assert gone() is not None
    collector.want_all()
    collector.collect_due()
    assert gone() is None
    collected_by.clear()
    collector.collect_due()
    assert not collected_by


class _Cycle:
    def __init__(self) -> None:
        self.itself = self
