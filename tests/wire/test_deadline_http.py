"""One deadline over a whole exchange, whichever step of it the other end is slow in."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import httpcore
import pytest

from drivers.deadline_http import Deadline, DeadlineNetwork

NAME = "district.invalid"


@contextlib.contextmanager
def peer() -> Iterator[tuple[socket.socket, int]]:
    """A listening socket that accepts by itself and says nothing; the connection is made by the test."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening, listening.getsockname()[1]


def read_to_the_end(connection: socket.socket) -> None:
    while connection.recv(1_000_000):
        pass


def took(began: float) -> float:
    return time.monotonic() - began


def test_a_name_with_several_addresses_is_tried_until_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with peer() as (listening, port):
        found = [(0, 0, 0, "", (address, port)) for address in ("127.0.0.2", "127.0.0.2", "127.0.0.1")]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            "socket.getaddrinfo", lambda name, *w, **more: found if name == NAME else real(name, *w, **more)
        )
        deadline = Deadline()
        deadline.begin(2.0)
        connection = DeadlineNetwork(deadline).connect_tcp(NAME, port, 0.5)
        with contextlib.closing(connection), listening.accept()[0]:
            assert connection.get_extra_info("socket").getpeername() == ("127.0.0.1", port)


def test_a_name_is_looked_up_within_the_deadline_and_each_thread_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    network = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_words, **_more: network.wait(10) and [])
    deadline = Deadline()
    backend = DeadlineNetwork(deadline)
    late: list[float] = []

    def ask(seconds: float) -> None:
        began = time.monotonic()
        deadline.begin(seconds)
        with pytest.raises(httpcore.ConnectTimeout):
            backend.connect_tcp(NAME, 80, 5.0)
        late.append(took(began))

    threads = [threading.Thread(target=ask, args=(seconds,)) for seconds in (0.2, 0.5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    network.set()
    assert [began <= seconds < 3 for began, seconds in zip((0.2, 0.5), late, strict=True)] == [True, True]


def test_a_step_has_its_own_time_out_too() -> None:
    with peer() as (_, port):
        deadline = Deadline()
        deadline.begin(5.0)
        with contextlib.closing(DeadlineNetwork(deadline).connect_tcp("127.0.0.1", port, 0.5)) as connection:
            began = time.monotonic()
            with pytest.raises(httpcore.ReadTimeout):
                connection.read(1, 0.2)
            assert took(began) < 1.0


@pytest.mark.parametrize("drop", [True, False])
def test_what_a_peer_did_not_take_is_dropped_only_if_asked_for(drop: bool) -> None:
    with peer() as (listening, port):
        deadline = Deadline()
        deadline.begin(0.5)
        connection = DeadlineNetwork(deadline, drop_unsent=drop).connect_tcp("127.0.0.1", port, 0.5)
        with listening.accept()[0] as other:
            with pytest.raises(httpcore.WriteTimeout):
                connection.write(bytes(50_000_000))
            connection.close()
            other.settimeout(5)
            with pytest.raises(ConnectionResetError) if drop else contextlib.nullcontext():
                read_to_the_end(other)
