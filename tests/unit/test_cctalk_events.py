"""The credit rule: which events are new between two readings of the coin acceptor's buffer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.events import Break, Event, News, Reading, compare


class Acceptor:
    """The buffer as the specification describes it; the oracle of these tests."""

    def __init__(self, counter: int = 0) -> None:
        self.counter = counter
        self.buffer: list[Event] = []

    def event(self, event: Event) -> None:
        self.counter = self.counter % 255 + 1
        self.buffer = [event, *self.buffer][:5]

    def reset(self) -> None:
        self.counter, self.buffer = 0, []

    def read(self) -> Reading:
        pairs = (self.buffer + [(0, 0)] * 5)[:5]
        return Reading(self.counter, bytes(byte for pair in pairs for byte in pair))


@pytest.mark.parametrize(
    ("last", "now", "new"),
    [(0, 0, 0), (0, 3, 3), (5, 5, 0), (5, 7, 2), (254, 255, 1), (255, 1, 1), (254, 2, 3), (253, 3, 5)],
)
def test_differences_of_the_specification(last: int, now: int, new: int) -> None:
    acceptor = Acceptor(last)
    before = acceptor.read()
    for _ in range(new):
        acceptor.event((4, 1))
    assert acceptor.counter == now
    assert compare(before, acceptor.read()) == News(((4, 1),) * new)


def test_reading_of_the_wire_is_newest_first() -> None:
    reading = Reading.of(bytes([2, 0, 1, 4, 1, 0, 0, 0, 0, 0, 0]))
    assert compare(Reading(0, bytes(10)), reading) == News(((4, 1), (0, 1)))


def test_reset_is_said() -> None:
    assert compare(Reading(9, bytes([4, 1] * 5)), Reading(0, bytes(10))) == News((), Break.RESET)


def test_six_events_are_more_than_the_buffer_holds() -> None:
    acceptor = Acceptor(10)
    before = acceptor.read()
    for _ in range(6):
        acceptor.event((3, 0))
    assert compare(before, acceptor.read()) == News(((3, 0),) * 5, Break.OVERFLOW)


def test_an_unseen_reset_with_two_coins_after_it() -> None:
    acceptor = Acceptor(3)
    acceptor.buffer = [(4, 1), (3, 1), (4, 1)]
    before = acceptor.read()
    acceptor.reset()
    acceptor.event((3, 0))
    acceptor.event((0, 1))
    assert compare(before, acceptor.read()) == News(((3, 0), (0, 1)), Break.RESET)


def test_another_history_at_a_counter_that_would_fit() -> None:
    last = Reading(20, bytes([4, 1, 4, 1, 4, 1, 4, 1, 4, 1]))
    now = Reading(21, bytes([3, 1, 3, 1, 3, 1, 3, 1, 3, 1]))
    assert compare(last, now) == News(((3, 1),) * 5, Break.MISALIGNED)


events = st.tuples(st.sampled_from([0, 3, 4]), st.integers(1, 2))


@given(st.lists(st.lists(events, max_size=5), max_size=120), st.integers(0, 255))
def test_without_resets_every_event_is_found_once(polls: list[list[Event]], start: int) -> None:
    acceptor = Acceptor(start)
    last = acceptor.read()
    for burst in polls:
        for event in burst:
            acceptor.event(event)
        now = acceptor.read()
        assert compare(last, now) == News(tuple(burst))
        last = now


@given(st.lists(st.one_of(events, st.none()), max_size=60), st.lists(st.booleans(), max_size=60))
def test_with_resets_nothing_is_invented(history: list[Event | None], polled: list[bool]) -> None:
    acceptor, last, found, happened, broken = Acceptor(), Acceptor().read(), 0, 0, False
    for event, poll in zip(history, polled, strict=False):
        if event is None:
            acceptor.reset()
        else:
            acceptor.event(event)
            happened += event[0] > 0
        if poll:
            news = compare(last, acceptor.read())
            last = acceptor.read()
            found += sum(1 for a, _ in news.events if a)
            broken = broken or news.broken is not None
    assert broken or found <= happened
