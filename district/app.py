"""The district's HTTP side: who asks, how much, in what form. What is kept is ``ledger``'s business, what is proved
``identity``'s, what is given out ``giving``'s."""

import logging

# Annotations are evaluated here: FastAPI reads them, and some name functions inside make_app.
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, ParamSpec, TypeVar

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from district.counter import Counter, IdentityOver, NoRecord, NotAsked, place
from district.identity import NotProved
from district.ledger import HIGHEST, Head, Ledger, Line, Refusal
from district.trust import RevocationUnknown

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MAX_BODY = 8 * 1024 * 1024
"""Bytes of one request."""
MAX_RECORDS = 1000
MAX_ASKED = 64 * 1024
"""Bytes of a request about a person."""


class Batch(msgspec.Struct, frozen=True):
    epoch: Annotated[int, msgspec.Meta(ge=1)]
    records: Annotated[tuple[Line, ...], msgspec.Meta(max_length=MAX_RECORDS)]


Whole = Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)]


class Challenge(msgspec.Struct, frozen=True):
    """``epoch``: of the kiosk's journal, in each of which visits are counted anew."""

    epoch: Whole
    visit: Whole


class Proof(msgspec.Struct, frozen=True):
    visit: Whole
    nonce: str
    certificate: bytes
    signature: bytes


class Wanted(msgspec.Struct, frozen=True):
    token: str
    document: str
    person: str = place(0)
    options: dict[str, str] = {}


class Waiver(msgspec.Struct, frozen=True):
    token: str
    exemption: str
    documents: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)]


class Problem(Exception):
    """An answer that is no success: status, one word, a sentence."""

    def __init__(self, status: int, problem: str, detail: str = "", head: Head | None = None) -> None:
        super().__init__(problem)
        self.status = status
        self.content = {"problem": problem, "detail": detail} | ({"head": asdict(head)} if head else {})


def make_app(ledger: Ledger, counter: Counter, parcels: Mapping[str, bytes]) -> FastAPI:
    """``parcels``: pnu → the record's JSON."""
    app = FastAPI(title="kiosk-district", docs_url=None, redoc_url=None, openapi_url=None)

    async def caller(request: Request) -> str:
        """The kiosk whose key came with the request."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        kiosk = ledger.kiosk_of(key) if scheme.lower() == "bearer" and key else None
        if kiosk is None:
            raise Problem(401, "unknown_key", "the request carries no key that is known here")
        return kiosk

    async def owner(kiosk: str, asking: Annotated[str, Depends(caller)]) -> str:
        """The kiosk in the address, if the key is its own."""
        if kiosk != asking:
            raise Problem(403, "wrong_kiosk", f"the key is that of {asking}, the address names {kiosk}")
        return kiosk

    @app.exception_handler(Problem)
    async def problem(_request: Request, error: Problem) -> Response:
        return _json(error.content, error.status)

    @app.exception_handler(404)
    async def nothing_here(_request: Request, _error: Exception) -> Response:
        return _json({"problem": "no_such_address", "detail": ""}, 404)

    @app.get("/v1/time", dependencies=[Depends(caller)])
    async def time() -> Response:
        return _json({"now": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")})

    @app.get("/v1/kiosks/{kiosk}/head")
    def head(kiosk: Annotated[str, Depends(owner)]) -> Response:
        return _json(asdict(ledger.head(kiosk)))

    @app.get("/v1/kiosks/{kiosk}/ledger")
    def ledger_lines(kiosk: Annotated[str, Depends(owner)]) -> Response:
        books = {"issuances": ledger.issuances(kiosk), "claims": ledger.claims(kiosk)}
        return _json(books | ledger.counts(kiosk) | {"not_entered": ledger.not_entered(kiosk)})

    @app.post("/v1/kiosks/{kiosk}/records")
    async def take(request: Request, kiosk: Annotated[str, Depends(owner)]) -> Response:
        batch = _decoded(await _body(request, MAX_BODY), Batch)
        return _json(asdict(await run_in_threadpool(ingest, kiosk, batch)))

    def ingest(kiosk: str, batch: Batch) -> Head:
        try:
            return ledger.ingest(kiosk, batch.epoch, batch.records)
        except Refusal as refusal:
            status = 422 if refusal.problem in ("wrong_hash", "wrong_body", "out_of_range") else 409
            raise Problem(status, refusal.problem, refusal.detail, ledger.head(kiosk)) from refusal

    @app.get("/v1/registry/parcels/{pnu}", dependencies=[Depends(caller)])
    async def parcel(pnu: str) -> Response:
        record = parcels.get(pnu)
        if record is None:
            raise Problem(404, "no_record", "the registry has no such parcel")
        return Response(record, media_type="application/json")

    @app.post("/v1/identity/challenges")
    async def challenge(request: Request, kiosk: Annotated[str, Depends(caller)]) -> Response:
        asked = _decoded(await _body(request, MAX_ASKED), Challenge)
        return _json({"nonce": counter.challenge(kiosk, asked.epoch, asked.visit)})

    @app.post("/v1/identity/proofs")
    async def prove(request: Request, kiosk: Annotated[str, Depends(caller)]) -> Response:
        spent = counter.spend(kiosk)
        asked = _decoded(await _body(request, MAX_ASKED), Proof)
        proof = (asked.visit, asked.nonce, asked.certificate, asked.signature)
        try:
            token, rights = await run_in_threadpool(counter.prove, kiosk, spent, *proof)
        except NotProved as error:
            raise Problem(403, error.why) from error
        except RevocationUnknown as error:
            log.error("nobody can be identified: %s", error)
            raise Problem(503, "revocation_unknown", "no list of revoked cards holds now") from error
        persons = [
            {"person": place(number), "name": each.name, "relation": each.relation, "householders": each.householders}
            for number, each in enumerate(rights)
        ]
        return _json({"token": token, "persons": persons})

    @app.post("/v1/registry/records")
    async def record(request: Request, kiosk: Annotated[str, Depends(caller)]) -> Response:
        asked = _decoded(await _body(request, MAX_ASKED), Wanted)
        wanted = (asked.token, asked.document, asked.person, asked.options)
        return Response(await at_counter(counter.record, kiosk, *wanted), media_type="application/json")

    @app.post("/v1/registry/exemptions")
    async def exemption(request: Request, kiosk: Annotated[str, Depends(caller)]) -> Response:
        asked = _decoded(await _body(request, MAX_ASKED), Waiver)
        wanted = (asked.token, asked.exemption, asked.documents)
        return _json({"documents": await at_counter(counter.exemption, kiosk, *wanted)})

    async def at_counter(ask: Callable[P, T], *words: P.args, **named: P.kwargs) -> T:
        try:
            return await run_in_threadpool(ask, *words, **named)
        except NotAsked as error:
            raise Problem(400, "bad_request", str(error)) from error
        except IdentityOver as error:
            raise Problem(403, "identity_over", "the token is not known, or no longer") from error
        except NoRecord as error:
            raise Problem(404, "no_record", "the registry has no such record") from error

    return app


def _decoded(body: bytes, form: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=form)
    except msgspec.MsgspecError as error:
        raise Problem(400, "bad_request", str(error)) from error
    except UnicodeDecodeError as error:
        raise Problem(400, "bad_request", "the body is not UTF-8") from error
    except RecursionError as error:
        raise Problem(400, "bad_request", "the body is nested too deeply") from error


async def _body(request: Request, longest: int) -> bytes:
    """The whole body, refused as soon as it is seen to be too long."""
    parts = bytearray()
    try:
        async for part in request.stream():
            parts += part
            if len(parts) > longest:
                raise Problem(413, "too_large", f"at most {longest} bytes")
    except ClientDisconnect:
        # a kiosk lost its power in mid-sentence: nothing was stored, and nobody hears this answer
        raise Problem(400, "bad_request", "the request broke off") from None
    return bytes(parts)


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
