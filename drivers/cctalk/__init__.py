"""ccTalk: one wire for the coin acceptor and the hoppers (device-protocols.md 1).

``bus`` owns the port and the thread; ``coin_acceptor`` and ``hopper`` are devices of :mod:`drivers.api` on it;
``frames``, ``events`` and ``coin_ids`` are pure.
"""
