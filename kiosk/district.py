"""The district over HTTP (docs/architecture.md, "District"): the uploader's ``send``, its clock, and the registries.

Synchronous, with keep-alive and time-outs on every step; may be used from any thread. Failures are named:
``DistrictAway`` (not reached, or no answer in time), ``Refused`` and ``DistrictFailed`` (it answered, but not as
agreed), ``NoRecord``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from offline_queue.chain import Head, StoredRecord
from offline_queue.uploader import Away, Refused

# httpx logs each address asked for; which parcel a citizen wants is nobody's business.
logging.getLogger("httpx").setLevel(logging.WARNING)

T = TypeVar("T")

CONNECT_S = 1.0
READ_S = 3.0


class DistrictAway(Away):
    """Not reached, or no answer in time."""


class DistrictFailed(Away):
    """It answered, but with an error of its own or in a form nobody agreed on."""


class NoRecord(Exception):
    """The registry has no such parcel."""


class _Head(msgspec.Struct, frozen=True):
    epoch: int
    sequence: int
    hash: str


class _Time(msgspec.Struct, frozen=True):
    now: datetime


class _Problem(msgspec.Struct, frozen=True):
    problem: str
    detail: str = ""


class DistrictClient:
    """One kiosk's connection. ``kiosk`` may be left out where only registries and time are asked. ``timeout``:
    seconds for each read and write; connecting may take 1 s at most."""

    def __init__(self, url: str, key: str, *, kiosk: str = "", timeout: float = READ_S) -> None:
        self._records = f"/v1/kiosks/{quote(kiosk, safe='')}"
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_S, timeout)),
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def now(self) -> datetime:
        """The district's clock, UTC. Raises ``DistrictAway``, ``DistrictFailed``, ``Refused``."""
        return _decoded(self._ask("GET", "/v1/time"), _Time).now

    def head(self) -> Head:
        """What the district has of this kiosk's journal; sequence 0 and hash "" if nothing. Raises as ``now``."""
        return _head(self._ask("GET", f"{self._records}/head"))

    def post(self, epoch: int, records: Sequence[StoredRecord]) -> Head:
        """The district's head once ``records`` are durable there. Raises as ``now``."""
        lines = [
            {"sequence": r.sequence, "previous": r.previous, "hash": r.hash, "body": r.body.decode()} for r in records
        ]
        return _head(self._ask("POST", f"{self._records}/records", {"epoch": epoch, "records": lines}))

    def parcel(self, pnu: str) -> bytes:
        """The registry's record, JSON as ``forms.records`` reads it. Raises ``NoRecord``, ``DistrictAway``,
        ``DistrictFailed``."""
        try:
            return self._ask("GET", f"/v1/registry/parcels/{quote(pnu, safe='')}").content
        except Refused as refusal:
            if refusal.problem == "no_record":
                raise NoRecord("the registry has no such parcel") from refusal
            raise DistrictFailed(str(refusal)) from refusal

    def _ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        content = None if body is None else msgspec.json.encode(body)
        try:
            answer = self._client.request(method, path, content=content, headers={"Content-Type": "application/json"})
        except httpx.TransportError as error:
            raise DistrictAway(type(error).__name__) from error
        if answer.is_success:
            return answer
        if answer.is_client_error:
            try:
                problem = msgspec.json.decode(answer.content, type=_Problem)
            except msgspec.MsgspecError as error:
                raise DistrictFailed(f"answered {answer.status_code}") from error
            raise Refused(problem.problem, problem.detail)
        raise DistrictFailed(f"answered {answer.status_code}")


def _head(answer: httpx.Response) -> Head:
    head = _decoded(answer, _Head)
    return Head(head.epoch, head.sequence, head.hash)


def _decoded(answer: httpx.Response, form: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=form)
    except msgspec.MsgspecError as error:
        raise DistrictFailed(f"an answer in another form: {error}") from error
