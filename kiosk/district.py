"""The district over HTTP (docs/architecture.md, "District"): the uploader's ``send``, its clock, identities and the
registries.

Synchronous, with keep-alive, one time limit over each whole request and a limit to its answer, so that nobody can hold
a thread by speaking slowly or without end; may be used from any thread. Failures are named: ``DistrictAway`` (not
reached), ``DistrictSlow`` (no whole answer in time), ``Refused`` and ``DistrictFailed`` (it answered, but not as
agreed), ``NoRecord``, ``IdentityRefused`` and ``IdentityOver``.
"""

from __future__ import annotations

import base64
import logging
import ssl
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import httpcore
import msgspec

from drivers.deadline_http import Deadline, DeadlineNetwork
from offline_queue.chain import Head, StoredRecord
from offline_queue.uploader import Away, Refused, TooSlow

# which parcel a citizen asks for is nobody's business
logging.getLogger("httpcore").setLevel(logging.WARNING)

T = TypeVar("T")

CONNECT_S = 1.0
READ_S = 3.0
LONGEST_ANSWER = 4 * 1024 * 1024


class DistrictAway(Away):
    """Not reached; its sort ``DistrictSlow``: no whole answer in time."""


class DistrictSlow(DistrictAway, TooSlow):
    """Reached, but the whole answer did not come in time."""


class DistrictFailed(Away):
    """It answered, but with an error of its own or in a form nobody agreed on."""


class NoRecord(Exception):
    """The registry has no such record, or it is not given out."""


IDENTITY_REFUSALS = frozenset({"unknown_root", "expired", "revoked", "wrong_signature", "not_registered", "replayed"})


class IdentityRefused(Exception):
    """Who it is was not proved. ``why``: one of ``IDENTITY_REFUSALS``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class IdentityOver(Exception):
    """The district does not, or no longer, know the visit's token."""


class PersonKnown(msgspec.Struct, frozen=True):
    """One whose documents may be asked for. ``person``: the district's name for them under this token alone."""

    person: str
    name: str
    relation: str
    householders: bool

    def __repr__(self) -> str:
        return "PersonKnown(…)"


class Identity(msgspec.Struct, frozen=True):
    """The district knows who it is: oneself first."""

    token: str
    persons: Annotated[tuple[PersonKnown, ...], msgspec.Meta(min_length=1)]

    def __repr__(self) -> str:
        return "Identity(…)"


class _Challenge(msgspec.Struct, frozen=True):
    nonce: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _Waived(msgspec.Struct, frozen=True):
    documents: tuple[str, ...]


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
    seconds for a whole request; connecting may take 1 s more at most."""

    def __init__(self, url: str, key: str, *, kiosk: str = "", timeout: float = READ_S) -> None:
        self._url = url.rstrip("/")
        self._records = f"/v1/kiosks/{quote(kiosk, safe='')}"
        self._headers = [(b"Authorization", f"Bearer {key}".encode()), (b"Content-Type", b"application/json")]
        connect = min(CONNECT_S, timeout)
        self._limits = {"connect": connect, "read": timeout, "write": timeout, "pool": connect}
        self._longest = connect + timeout
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context() if self._url.startswith("https:") else None,
            keepalive_expiry=5.0,
            network_backend=DeadlineNetwork(self._deadline, drop_unsent=True),
        )

    def close(self) -> None:
        self._pool.close()

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
            return self._ask("GET", f"/v1/registry/parcels/{quote(pnu, safe='')}")
        except Refused as refusal:
            if refusal.problem == "no_record":
                raise NoRecord("the registry has no such parcel") from refusal
            raise DistrictFailed(str(refusal)) from refusal

    def challenge(self, epoch: int, visit: int) -> str:
        """A nonce for this visit of the journal's ``epoch``, 64 hex digits; the one before ends with it. Raises as
        ``now``."""
        return _decoded(
            self._ask("POST", "/v1/identity/challenges", {"epoch": epoch, "visit": visit}), _Challenge
        ).nonce

    def prove(self, visit: int, nonce: str, certificate: bytes, signature: bytes) -> Identity:
        """Spends the nonce. Raises ``IdentityRefused``, ``DistrictAway``, ``DistrictFailed``."""
        proof = {
            "visit": visit,
            "nonce": nonce,
            "certificate": base64.b64encode(certificate).decode(),
            "signature": base64.b64encode(signature).decode(),
        }
        try:
            return _decoded(self._ask("POST", "/v1/identity/proofs", proof), Identity)
        except Refused as refusal:
            if refusal.problem in IDENTITY_REFUSALS:
                raise IdentityRefused(refusal.problem) from refusal
            raise DistrictFailed(str(refusal)) from refusal

    def record(self, token: str, document: str, person: str, options: Mapping[str, str]) -> bytes:
        """The register's record, JSON as ``forms.records`` reads it. Raises ``NoRecord``, ``IdentityOver``,
        ``DistrictAway``, ``DistrictFailed``."""
        wanted = {"token": token, "document": document, "person": person, "options": dict(options)}
        try:
            return self._ask("POST", "/v1/registry/records", wanted)
        except Refused as refusal:
            if refusal.problem == "no_record":
                raise NoRecord("the register has no such record") from refusal
            raise _over_or_failed(refusal) from refusal

    def exemption(self, token: str, exemption: str, documents: Sequence[str]) -> tuple[str, ...]:
        """Those of ``documents`` whose fee is waived. Raises ``IdentityOver``, ``DistrictAway``, ``DistrictFailed``."""
        wanted = {"token": token, "exemption": exemption, "documents": list(documents)}
        try:
            return _decoded(self._ask("POST", "/v1/registry/exemptions", wanted), _Waived).documents
        except Refused as refusal:
            raise _over_or_failed(refusal) from refusal

    def _ask(self, method: str, path: str, body: Any = None) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        self._deadline.begin(self._longest)
        url, limits = self._url + path, {"timeout": self._limits}
        try:
            with self._pool.stream(method, url, headers=self._headers, content=content, extensions=limits) as answer:
                status, said = answer.status, _whole(answer.iter_stream())
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            raise DistrictSlow(type(error).__name__) from error
        except _UNREACHED as error:
            raise DistrictAway(type(error).__name__) from error
        if 200 <= status < 300:
            return said
        if 400 <= status < 500:
            try:
                problem = msgspec.json.decode(said, type=_Problem)
            except msgspec.MsgspecError as error:
                raise DistrictFailed(f"answered {status}") from error
            raise Refused(problem.problem, problem.detail)
        raise DistrictFailed(f"answered {status}")


_UNREACHED = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


def _whole(parts: Iterable[bytes]) -> bytes:
    said = bytearray()
    for part in parts:
        said += part
        if len(said) > LONGEST_ANSWER:
            raise DistrictFailed(f"an answer above {LONGEST_ANSWER} bytes")
    return bytes(said)


def _over_or_failed(refusal: Refused) -> IdentityOver | DistrictFailed:
    over = refusal.problem == "identity_over"
    return IdentityOver("the token is not known") if over else DistrictFailed(str(refusal))


def _head(answer: bytes) -> Head:
    head = _decoded(answer, _Head)
    return Head(head.epoch, head.sequence, head.hash)


def _decoded(answer: bytes, form: type[T]) -> T:
    try:
        return msgspec.json.decode(answer, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DistrictFailed(f"an answer in another form: {error}") from error
